"""A hard meeting in the browser: one voice silent, one that talks too long, somebody who is late,
a laptop that dies, a step back, two options that are one, two dilemmas, an objection, a second day.

Every rule that this touches is seen on a screen and read in the record.
"""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader, leading, start
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, Room, contribute, join, sign_in
from tests.e2e.serving import Server

TABLET = {"width": 820, "height": 1180}
LOST = ("ERR_INTERNET_DISCONNECTED", "WebSocket")
SECOND = {"question": "Bellen of schrijven?", "pole_a": "Bellen", "pole_b": "Schrijven"}


def two_dilemmas(server: Server) -> Leader:
    """A trialogue with its doors open: two dilemmas on one agenda."""
    it = leading(server, "Een vast drempelbedrag", "Een drempel")
    it.post(f"/t/{it.id}/prepare", add_dilemma="1")
    page = it.page("/prepare")
    *_, second = dict.fromkeys(re.findall(r'name="dilemma-([^"]+?)-pole_a"', page))
    fields = {f"dilemma-{second}-{name}": words for name, words in SECOND.items()}
    *_, option = re.findall(r'name="(option-[^"]+-title)"', page)
    it.post(f"/t/{it.id}/prepare", **fields, **{option: "Eerst bellen"})
    start(it)
    return it


async def more(lead: Page, text: str, button: str) -> None:
    """Do something with one text on the board."""
    card = lead.locator("#board .contribution", has_text=text).first
    await card.get_by_role("link", name="Meer").click()
    await lead.get_by_role("dialog").get_by_role("button", name=button).click()


@pytest.mark.soak
@pytest.mark.asyncio(loop_scope="session")
async def test_a_hard_meeting_and_its_record(  # noqa: PLR0915 - one story, told in order
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    it = two_dilemmas(server)
    laptop = await new_page(viewport=LAPTOP, allow=LOST)
    await sign_in(laptop, server.login_link())
    await laptop.goto(f"{server.url}/t/{it.id}/lead")
    who = await laptop.context.storage_state()
    screen = await new_page(viewport=PROJECTOR, storage_state=who)
    await screen.goto(f"{server.url}/t/{it.id}/screen")
    room = Room(server.url, laptop, screen, id=it.id)
    policy, doing, doing2, politics = [await new_page(viewport=PHONE) for _ in range(4)]
    for phone, voice in ((policy, "Beleid"), (doing, "Uitvoering"), (doing2, "Uitvoering")):
        await join(phone, server.url, it.code, voice)
        room.phones.append(phone)
    await join(politics, server.url, it.code, "Politiek")
    room.phones.append(politics)

    # -- one perspective says nothing, and the console says so before the room knows anything
    await room.next("Verkennen")
    for phone, text in ((policy, "De brief is moeilijk"), (doing, "Ik bel altijd eerst")):
        await contribute(phone, text)
    await contribute(doing2, "Niemand leest de brief")
    await expect(laptop.locator("#balance")).to_contain_text("Politiek schreef nog niets")
    await laptop.get_by_role("button", name="Onthul de teksten").click()
    await more(laptop, "De brief is moeilijk", "Begin een groep")
    card = laptop.locator("#board .contribution", has_text="Niemand leest de brief")
    await card.get_by_role("link", name="Meer").click()
    await laptop.get_by_role("dialog").get_by_role("link", name="Zet bij een groep").click()
    await laptop.locator("#place").get_by_role("button", name="De brief is moeilijk").click()
    await expect(laptop.locator("#place")).to_be_hidden()
    await laptop.get_by_role("link", name="Geef een naam").click()
    await laptop.locator("#group-name").fill("Angst voor de brief")
    await laptop.locator("#group").get_by_role("button", name="Bewaar").click()
    for page in (policy, screen):
        await expect(page.locator("body")).to_contain_text("Angst voor de brief")
    await more(laptop, "Ik bel altijd eerst", "Toon groot")
    await expect(screen.locator("#stage")).to_contain_text("Ik bel altijd eerst")
    await expect(screen.locator("#stage")).not_to_contain_text("Niemand leest")
    await expect(politics.locator("body")).to_contain_text("Nu in beeld")
    await policy.get_by_role("button", name="Klaar met deze stap").click()
    await expect(laptop.locator("#ready")).to_contain_text("1 van 1")
    await room.picture("hard-explore")
    await axe(laptop)
    await axe(policy)

    # -- one talks too long: the queue alternates, and the others get the time
    await room.next("Opties")
    await laptop.locator("#queue summary", has_text="Verdeel").click()
    await laptop.locator("#queue").get_by_role("button", name="5 min").first.click()
    for phone in (doing, doing2, politics):
        await phone.get_by_role("button", name="Ik wil iets zeggen").click()
        await expect(phone.locator("body")).to_contain_text("Je hand is omhoog")
    order = laptop.locator("#queue ol .persp")
    await expect(order).to_have_text(["Uitvoering", "Politiek", "Uitvoering"])
    await laptop.get_by_role("button", name="Geef uitvoering het woord").click()
    await expect(screen.locator("#turn")).to_contain_text("Uitvoering")
    await expect(order).to_have_text(["Politiek", "Uitvoering"])
    await laptop.get_by_role("button", name="Geef politiek het woord").click()
    await laptop.get_by_role("button", name="Klaar met spreken").click()
    await expect(laptop.locator("#balance")).to_contain_text("Spreektijd")
    await axe(doing)

    # -- two options that are one: both stay to be found
    card = laptop.locator("#options > .group", has_text="B. Een vast drempelbedrag")
    await card.locator(".more > summary").click()
    await card.get_by_role("button", name="Toon groot").click()
    card = laptop.locator("#options > .group", has_text="C. Een drempel")
    await card.locator(".more > summary").first.click()
    await card.get_by_role("link", name="Voeg samen").click()
    merge = laptop.locator("#merge")
    await merge.get_by_label("Met welke optie").select_option(label="B. Een vast drempelbedrag")
    await merge.get_by_label("Waarom horen").fill("Het is hetzelfde idee.")
    for tick in await merge.locator("input[name=confirmed]").all():
        await tick.check()
    await merge.get_by_role("button", name="Voeg samen").click()
    await expect(laptop.locator("#options")).to_contain_text("Hierin opgegaan: C. Een drempel")
    await expect(policy.locator("#board")).to_contain_text("Een drempel")
    await room.picture("hard-options")
    await axe(laptop)

    # -- somebody comes late, in the middle of weighing; the laptop dies, and a tablet goes on
    await room.next("Wegen")
    late = await new_page(viewport=PHONE)
    await join(late, server.url, it.code, "Politiek")
    room.phones.append(late)
    for phone, sign in ((policy, "+ +"), (doing, "− −"), (late, "0")):
        await phone.goto(f"{server.url}/t/{it.id}?option={it.options[1]}")
        for scale in await phone.locator(".rate__scale").all():
            await scale.locator("label", has_text=sign).first.click()
        await expect(phone.locator("#saved")).to_contain_text("6 van 6")
    await laptop.context.close()
    tablet = await new_page(viewport=TABLET, allow=("status of 422",))  # a form that asks first
    await sign_in(tablet, server.login_link())
    await tablet.goto(f"{server.url}/t/{it.id}/lead")
    room.lead = tablet
    await expect(tablet.locator("#difference")).to_contain_text("Wat ziet")
    await expect(screen.locator("#stage")).not_to_contain_text("Wat ziet")
    await tablet.locator("#difference").get_by_role("button", name="Toon optie B").click()
    await expect(screen.locator("#head")).to_contain_text("drempelbedrag")
    await room.picture("hard-weigh")
    await axe(tablet)

    # -- a step back, and again forward: nothing is lost
    await tablet.locator("#links details.fold > summary").first.click()
    await tablet.locator("#script").get_by_role("button", name="Opties").click()
    await expect(policy.locator("#phase-name")).to_have_text("Opties")
    await room.next("Wegen")
    await expect(tablet.locator("#picture")).to_contain_text("1 van 1")

    # -- an outcome on an option that a perspective said nothing about, and an objection
    await room.next("Afwegen")
    form = tablet.locator("#outcome form")
    await form.locator("label.pick", has_text="Afgevallen").click()
    await form.get_by_label("Reden", exact=True).fill("Zo blijft het misgaan.")
    await form.get_by_label("Wat voor reden").select_option(index=1)
    await form.get_by_label("Wanneer kijken we").fill("Als de brief eenvoudig is.")
    await form.get_by_role("button", name="Zet op het scherm").click()
    await expect(form).to_contain_text("Vraag het, of bevestig")
    for tick in await form.locator("input[name=confirmed]").all():
        await tick.check()
    await form.get_by_role("button", name="Zet op het scherm").click()
    await expect(screen.locator("#stage")).to_contain_text("Zo blijft het misgaan.")
    await policy.locator("label.pick", has_text="bezwaar").click()
    await policy.get_by_label("Wat is je bezwaar?").fill("Dit vraagt eerst een wet.")
    await policy.get_by_role("button", name="Geef antwoord").click()
    await doing.locator("label.pick", has_text="ermee leven").click()
    await doing.get_by_label("Heb je een zorg?").fill("Het wordt druk.")
    await doing.get_by_role("button", name="Geef antwoord").click()
    await expect(tablet.locator("#proposal")).to_contain_text("Zorg: Het wordt druk.")
    assert "Dit vraagt eerst" not in await screen.content()
    await expect(screen.locator("#stage")).to_contain_text("gaf antwoord")
    assert not await screen.locator("#stage .bar").count(), "the room does not see it yet"
    await tablet.get_by_role("button", name="Toon de instemming").click()
    await expect(screen.locator("#stage .bar").first).to_be_visible()
    await tablet.get_by_role("button", name="Leg vast").click()
    await tablet.locator("#outcomes .fate summary", has_text="A.").click()
    await tablet.locator("#outcomes").get_by_role("link", name="Verwoord anders").click()
    await tablet.locator("#reservation-text").fill("Eerst moet de wet anders.")
    await tablet.locator("#reservation").get_by_role("button", name="Bewaar").click()
    await expect(tablet.locator("#outcomes")).to_contain_text("Stond er eerst: Dit vraagt")
    await room.picture("hard-decide")

    # -- the second dilemma has a board of its own, on a second day
    await tablet.get_by_role("button", name="Ga een andere dag verder").click()
    await expect(policy.locator("body")).to_contain_text("Tot de volgende keer")
    await tablet.get_by_role("button", name="Ga verder").click()
    await tablet.locator("#script").get_by_role("button", name="Bellen of schrijven?").click()
    await expect(screen.locator("#head")).to_contain_text("Bellen of schrijven?")
    await expect(policy.locator("#inhoud")).to_contain_text("Bellen of schrijven?")
    await expect(policy.locator("#inhoud")).not_to_contain_text("De brief is moeilijk")
    await room.picture("hard-second")
    await axe(tablet)
    await axe(screen)

    # -- every rule in the record
    record = it.record(
        "OutcomeProposed", "ReservationMade", "ReservationWorded", "ConsentShown", "MovedTo"
    )
    merged, settled = (fact for fact in record if fact["is"] == "OutcomeProposed")
    assert merged["kind"] == "merged"
    assert set(settled["unheard"]) == {"policy", "implementation", "politics"}
    assert settled["reopen"] == "Als de brief eenvoudig is."
    words = [fact["text"] for fact in record if fact["is"].startswith("Reservation")]
    assert words == ["Dit vraagt eerst een wet.", "Eerst moet de wet anders."]
    steps = [fact["phase"] for fact in record if fact["is"] == "MovedTo"]
    assert steps == [
        "gather",
        "explore",
        "options",
        "weigh",
        "options",
        "weigh",
        "decide",
        steps[-1],
    ]
    journal = it.page("/journal")
    for sentence in ("kreeg het woord", "gaat een andere dag verder", "Angst voor de brief"):
        assert sentence in journal
    assert len(it.record("OptionAdded")) == 5, "nothing that was on the table is gone"
