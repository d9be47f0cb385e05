"""On a small phone: what a step asks for is in reach, and what was said can be read again there."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader, leading, start
from tests.e2e.room import contribute, join
from tests.e2e.serving import Server

LOW, HIGH = {"width": 360, "height": 640}, {"width": 390, "height": 844}
SIZES = pytest.mark.parametrize("size", [LOW, HIGH], ids=["low", "high"])
QUESTION = (
    "Vragen we een klein bedrag dat iemand te veel kreeg altijd terug, of maken we soms een "
    "uitzondering?"
)
REASON = (
    "Een drempel van vijftig euro scheelt elk jaar duizenden brieven en spaart mensen die toch al "
    "weinig hebben. Het kost minder dan het innen."
)
DOWNSIDE = "Wie te veel kreeg, houdt dat soms."
# All of an element between the header and what covers the bottom of the screen.
IN_SIGHT = """it => {
  const box = it.getBoundingClientRect(), dock = document.querySelector(".dock");
  const covers = getComputedStyle(dock).position === "sticky";
  const floor = covers ? dock.getBoundingClientRect().top : innerHeight;
  const roof = document.querySelector(".app > header").getBoundingClientRect().bottom;
  return box.height > 0 && box.top >= roof - 1 && box.bottom <= floor + 1;
}"""
# How much of the bottom of the screen the hand and what stands beside it take.
COVERED = """() => {
  const box = document.querySelector(".dock").getBoundingClientRect();
  return Math.max(0, Math.round(innerHeight - box.top));
}"""
HAND = "it => Math.min(it.getBoundingClientRect().width, it.getBoundingClientRect().height)"


@pytest.fixture
def leader(server: Server) -> Leader:
    made = leading(server, "Een collega kijkt mee", "Een vast drempelbedrag", question=QUESTION)
    start(made)
    return made


async def phone(new_page: NewPage, leader: Leader, size: dict[str, int]) -> Page:
    page = await new_page(viewport=size, reduced_motion="reduce")
    await join(page, leader.server.url, leader.code, "Uitvoering")
    return page


async def go(page: Page, leader: Leader, phase: str) -> None:
    """To a step, until its forms are there."""
    number = page.locator("#speak [name=step]")
    before = await number.input_value() if await number.count() else ""
    leader.go(phase)
    await expect(number).not_to_have_value(before)


async def seen(page: Page, what: str | Locator) -> bool:
    found = page.locator(what).first if isinstance(what, str) else what
    return bool(await found.evaluate(IN_SIGHT))


def reveal(leader: Leader) -> None:
    leader.do("reveal", round=leader.record("RoundOpened")[-1]["round"])


@SIZES
async def test_while_all_write_in_silence_nothing_covers_the_form(
    leader: Leader, new_page: NewPage, size: dict[str, int]
) -> None:
    page = await phone(new_page, leader, size)
    await go(page, leader, "explore")
    assert await page.evaluate(COVERED) == 0
    assert await seen(page, "#text")
    await page.locator("#send").scroll_into_view_if_needed()
    assert await seen(page, "#send")
    # It is there for who looks for it, and whose turn it is all the same is told so at once.
    await page.get_by_role("button", name="Ik wil iets zeggen").click()
    await expect(page.locator("#speak")).to_contain_text("Je hand is omhoog")
    leader.do("give-turn")
    await page.evaluate("scrollTo(0, 0)")
    await expect(page.locator("#your-turn")).to_be_in_viewport()
    reveal(leader)
    await expect(page.locator("#write")).to_have_count(0)
    assert await page.evaluate(COVERED) > 0


@SIZES
async def test_the_hand_takes_one_low_row_in_every_step_where_people_speak(
    leader: Leader, new_page: NewPage, size: dict[str, int]
) -> None:
    page = await phone(new_page, leader, size)
    hand = page.get_by_role("button", name="Ik wil iets zeggen")
    await go(page, leader, "explore")
    reveal(leader)
    await expect(page.locator("#write")).to_have_count(0)
    for step in ("explore", "options", "weigh", "decide", "read_back"):
        if step != "explore":
            await go(page, leader, step)
        await expect(hand).to_be_in_viewport(ratio=1)
        assert await hand.evaluate(HAND) >= 44, step
        # Beside the way to the next option stands how much is filled in.
        assert await page.evaluate(COVERED) <= (86 if step == "weigh" else 56), step


@SIZES
async def test_the_answer_to_an_outcome_is_near_and_all_of_it_can_be_read(
    leader: Leader, new_page: NewPage, axe: Axe, size: dict[str, int]
) -> None:
    page = await phone(new_page, leader, size)
    await go(page, leader, "decide")
    outcome = leader.propose(leader.options[2], "chosen", reason=REASON, downsides=DOWNSIDE)
    form = page.locator(".consent")
    assert await seen(page, form.get_by_text("Een drempel van vijftig euro"))
    downside = form.get_by_text(DOWNSIDE)
    if size == LOW:
        await expect(downside).to_be_hidden()
        await form.get_by_text("Lees het hele voorstel").click()
    await expect(downside).to_be_visible()
    await axe(page)
    way = page.get_by_role("link", name="Naar je antwoord")
    await way.click()
    for pick in await form.locator(".pick").all():
        assert await seen(page, pick)
    assert await seen(page, form.get_by_role("button", name="Geef antwoord"))
    await form.locator(".pick", has_text="Ik kan ermee leven").click()
    await form.get_by_role("button", name="Geef antwoord").click()
    await expect(form.get_by_role("status")).to_contain_text("Je antwoord is bewaard")
    await expect(way).to_be_hidden()
    leader.do("record-outcome", outcome=outcome)
    await go(page, leader, "read_back")
    await way.click()
    assert await seen(page, "#read-back .sides")
    assert await seen(page, "#read-back .btn")


async def test_who_rates_reads_again_what_was_said_and_stays_at_the_option(
    leader: Leader, new_page: NewPage, axe: Axe
) -> None:
    page = await phone(new_page, leader, LOW)
    other = leader.join("politics")
    await go(page, leader, "options")
    words = {"dilemma": leader.dilemma, "kind": "against", "text": "Dat kost elke dag een uur."}
    for option in leader.options[1:]:
        answer = other.post(f"/t/{leader.id}/contribute", data={"option": option, **words})
        assert answer.status_code == 303
    await go(page, leader, "weigh")
    await expect(page.locator("h1")).to_contain_text("Niets doen")
    await expect(page.locator("#told details:visible")).to_have_count(0)  # nobody said anything
    assert await seen(page, ".rate__scale")
    await page.locator(".rate__scale label").first.click()
    await expect(page.locator("#saved")).to_contain_text("1 van 6")
    await page.reload()
    await expect(page.locator("h1")).to_contain_text("Niets doen")
    await page.get_by_role("link", name="Volgende optie").click()
    await expect(page.locator("h1")).to_contain_text("Een collega kijkt mee")
    told = page.locator("#told details:visible")
    await expect(told).to_have_count(1)
    await expect(told.get_by_text("Dat kost elke dag een uur.")).to_be_hidden()
    assert await seen(page, ".rate__scale")
    await told.get_by_text("Wat er over optie B is gezegd").click()
    await expect(told.get_by_text("Dat kost elke dag een uur.")).to_be_visible()
    await axe(page)
    # It is live: what is held back goes here as well, and the rest stays open.
    leader.do("hold-back", contribution=leader.record("ContributionMade")[0]["contribution"])
    await expect(page.locator("#told")).not_to_contain_text("B is gezegd")


async def test_a_text_of_ones_own_says_so_and_asks_for_no_recognition(
    leader: Leader, new_page: NewPage, axe: Axe
) -> None:
    page = await phone(new_page, leader, HIGH)
    other = leader.join("policy")
    await go(page, leader, "explore")
    await contribute(page, "De brief is moeilijk")
    theirs = {"dilemma": leader.dilemma, "kind": "signal", "pole": "a", "text": "Het gaat langzaam"}
    current = leader.record("RoundOpened")[-1]["round"]
    assert other.post(f"/t/{leader.id}/contribute", data={"round": current, **theirs}).is_redirect
    reveal(leader)
    board = page.locator("#board .contribution")
    own, strange = board.filter(has_text="De brief"), board.filter(has_text="Het gaat")
    button = strange.get_by_role("button", name="Herken ik")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await expect(strange).to_contain_text("Herkend:")  # the board came anew
    await expect(own.get_by_role("button", name="Herken ik")).to_have_count(0)
    said = "it => getComputedStyle(it.querySelector('footer'), '::after').content"
    assert await own.evaluate(said) == '"Van jou"'
    assert await strange.evaluate(said) == "none"
    await axe(page)


async def test_what_a_kind_means_is_told_with_the_choice(leader: Leader, new_page: NewPage) -> None:
    page = await phone(new_page, leader, LOW)
    await go(page, leader, "explore")
    kinds = page.locator("#write .picks")
    meaning = kinds.get_by_text("Iets wat je in de praktijk ziet of hoort.")
    await expect(meaning).to_be_hidden()
    await expect(kinds.get_by_label("Signaal")).to_have_accessible_description(
        "Iets wat je in de praktijk ziet of hoort."
    )
    await kinds.locator("label", has_text="Signaal").click()
    await expect(meaning).to_be_visible()
    await kinds.locator("label", has_text="Feit").click()
    await expect(meaning).to_be_hidden()


async def test_an_error_goes_when_its_field_is_filled_in(
    leader: Leader, new_page: NewPage, axe: Axe
) -> None:
    page = await new_page(viewport=LOW, allow=("status of 422",))
    await page.goto(f"{leader.server.url}/j/{leader.code}")
    await page.get_by_role("button", name="Doe mee").click()
    invalid = page.locator("[aria-invalid]")
    await expect(page.locator("#perspective-error")).to_be_visible()
    await expect(page.locator("#rules-error")).to_be_visible()
    await expect(page.locator("[name=perspective]").first).to_be_focused()
    await page.locator("label.pick", has_text="Beleid").click()
    await expect(page.locator("#perspective-error")).to_have_count(0)
    await expect(invalid).to_have_count(1)
    await page.get_by_label("Ik houd me aan deze afspraken").check()
    await expect(page.locator("#rules-error")).to_have_count(0)
    await expect(invalid).to_have_count(0)
    await axe(page)
