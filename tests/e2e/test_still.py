"""A board that stands still for who reads slowly: nothing moves, nothing is lost, and what has to
come through does. And what others wrote is told in batches to who can't see it come in."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.outage import QUIET, lets_in
from tests.e2e.room import LAPTOP, PHONE, join
from tests.e2e.still import DROP, says

TEXT = "[data-live=moving] .contribution"


async def reader(lead: Leader, new_page: NewPage) -> Page:
    """A phone that looks at what is said about the second option."""
    phone = await new_page(viewport=PHONE, allow=QUIET)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[1]}")
    return phone


async def test_a_board_stands_still_until_its_reader_lets_it_move(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    lead.go("options")
    phone = await reader(lead, new_page)
    other = lead.join("policy")
    first, second = says(other, lead, "Dit stond er."), says(other, lead, "Dit ook.")
    texts, meanwhile = phone.locator(TEXT), phone.locator("#still")
    await expect(texts).to_have_count(2)
    await expect(meanwhile).to_be_hidden()
    still = phone.get_by_role("button", name="Houd mijn beeld stil")
    box = await still.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    await still.press("Enter")
    await expect(still).to_have_attribute("aria-pressed", "true")
    await expect(phone.locator("#announce")).to_have_text("Je beeld staat stil, alleen voor jou.")

    says(other, lead, "Dit kwam erbij.")
    await expect(meanwhile).to_contain_text("1 nieuwe tekst")
    await axe(phone)
    await phone.evaluate(DROP)  # what is laid up lives through a break
    says(other, lead, "En dit kwam erbij.")
    await expect(meanwhile).to_contain_text("2 nieuwe teksten")
    await expect(texts).to_have_count(2)

    # What is taken away leaves this board too, and what the phone itself wrote it sees.
    lead.do("hold-back", contribution=first)
    await expect(texts).to_have_count(1)
    await phone.locator("#write label.pick", has_text="Feit").click()
    await phone.locator("#write [name=text]").fill("Dit schreef ik zelf.")
    await phone.locator("#send").click()
    await expect(phone.locator("#mine")).to_contain_text("Dit schreef ik zelf.")
    await expect(meanwhile).to_contain_text("2 nieuwe teksten")
    await expect(phone.locator(f"#tekst-{second}")).to_be_visible()

    await meanwhile.get_by_role("button").press("Enter")
    await expect(texts).to_have_count(4)
    await expect(meanwhile).to_be_hidden()
    await expect(still).to_be_focused()
    await expect(phone.locator("#announce")).to_contain_text("Je beeld beweegt weer.")
    says(other, lead, "En het beweegt.")
    await expect(texts).to_have_count(5)


async def test_a_still_board_goes_along_with_the_step_and_begins_anew_with_the_page(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("options")
    phone = await reader(lead, new_page)
    other = lead.join("policy")
    texts, meanwhile = phone.locator(TEXT), phone.locator("#still")
    says(other, lead, "Dit stond er.")
    await expect(texts).to_have_count(1)
    await phone.get_by_role("button", name="Houd mijn beeld stil").click()
    says(other, lead, "Dit kwam erbij.")
    await expect(meanwhile).to_contain_text("1 nieuwe tekst")
    await phone.reload()
    await expect(texts).to_have_count(2)
    await expect(meanwhile).to_have_text(
        "Je beeld staat stil, alleen voor jou. Laat mijn beeld weer bewegen"
    )
    says(other, lead, "En dit.")
    await expect(meanwhile).to_contain_text("1 nieuwe tekst")
    lead.go("weigh")
    await expect(phone.locator("#phase-name")).to_have_text("Wegen")
    await expect(phone.locator("#ratings, #klaar").first).to_be_visible()
    lead.go("options")
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[1]}")
    await expect(texts).to_have_count(3)
    await expect(meanwhile).to_have_text(
        "Je beeld staat stil, alleen voor jou. Laat mijn beeld weer bewegen"
    )


async def test_a_full_board_stands_still_too(lead: Leader, new_page: NewPage) -> None:
    lead.go("options")
    other = lead.join("policy")
    *_, last = [says(other, lead, f"Tekst {number}.") for number in range(21)]
    phone = await reader(lead, new_page)
    texts = phone.locator(TEXT)
    await expect(texts).to_have_count(20)
    first = await texts.first.get_attribute("id")
    await phone.get_by_role("button", name="Houd mijn beeld stil").click()
    says(other, lead, "Dit duwt de oudste van het bord.")
    await expect(phone.locator("#still")).to_contain_text("1 nieuwe tekst")
    await expect(texts).to_have_count(20)
    await expect(texts.first).to_have_id(str(first))
    lead.do("hold-back", contribution=last)
    await expect(phone.locator(f"#tekst-{last}")).to_have_count(0)
    await expect(texts.first).to_have_id(str(first))


async def test_an_act_of_the_console_shows_on_its_still_board(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("options")
    other = lead.join("policy")
    text = says(other, lead, "Dit stond er.")
    console = await new_page(viewport=LAPTOP)
    await lets_in(console, lead)
    await console.goto(f"{lead.server.url}/t/{lead.id}/lead")
    await console.get_by_role("button", name="Houd mijn beeld stil").click()
    says(other, lead, "Dit kwam erbij.")
    await expect(console.locator("#still")).to_contain_text("1 nieuwe tekst")
    await expect(console.locator(TEXT)).to_have_count(1)
    card = console.locator(f"#tekst-{text}")
    await card.get_by_role("link", name="Meer").click()
    await console.get_by_role("dialog").get_by_role("button", name="Houd terug").click()
    await expect(card).to_contain_text("Teruggehouden")
    await expect(console.locator(TEXT)).to_have_count(2)
    await expect(console.locator("#still")).to_be_visible()


async def test_what_others_wrote_is_told_in_one_go_and_a_step_at_once(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("options")
    policy, politics = lead.join("policy"), lead.join("politics")
    says(policy, lead, "Dit stond er.")
    phone = await new_page(viewport=PHONE)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    await phone.clock.install()
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[1]}")
    told, texts = phone.locator("#announce"), phone.locator(TEXT)
    await phone.evaluate(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('#announce')"
        ".textContent)).observe(document.querySelector('#announce'), {childList: true})"
    )
    for number in range(2):
        says(policy, lead, f"Nog iets, {number}.")
    says(politics, lead, "En nog iets.")
    await expect(texts).to_have_count(4)
    await expect(told).to_have_text("")
    await phone.clock.run_for(11_000)
    await expect(told).to_have_text("2 nieuwe teksten van Beleid. 1 nieuwe tekst van Politiek.")
    await phone.clock.run_for(2_000)
    lead.go("weigh")
    await expect(told).to_have_text("Nu: Wegen.")
    assert len(await phone.evaluate("said")) == 2
    assert not await phone.locator(":is(#board, #mine)[aria-live], #board [aria-live]").count()
