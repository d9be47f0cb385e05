"""A meeting by the keyboard alone, from coming in to an outcome, for both sides of it."""

from playwright.async_api import expect

from tests.e2e.by_keys import Keys
from tests.e2e.conftest import NewPage
from tests.e2e.leading import Leader
from tests.e2e.outage import QUIET, lets_in
from tests.e2e.room import LAPTOP, PHONE, join
from tests.e2e.still import DROP, says

HALF = "() => [document.activeElement.value, document.activeElement.selectionStart]"


async def test_a_meeting_is_led_and_joined_by_keyboard_alone(  # noqa: PLR0915 - one story
    lead: Leader, new_page: NewPage
) -> None:
    console = await new_page(viewport=LAPTOP, reduced_motion="reduce")
    await lets_in(console, lead)
    await console.goto(f"{lead.server.url}/t/{lead.id}/lead")
    leads = Keys(console)
    phone = await new_page(viewport=PHONE, reduced_motion="reduce")
    await phone.goto(f"{lead.server.url}/j/{lead.code.replace(' ', '')}")
    takes_part = Keys(phone)

    # -- in: the first stop leads past the top of the page
    await takes_part.press("Tab")
    assert await takes_part.here() == "Naar de inhoud"
    await takes_part.press("Enter")
    await takes_part.pick("Uitvoering", ".choose")
    await takes_part.to("Ik houd me aan deze afspraken")
    await takes_part.press("Space")
    await takes_part.push("Doe mee")
    await expect(phone.locator("#phase-name")).to_have_text("Inloop")

    # -- the console: who is absent is confirmed, and on
    await leads.press("Tab")
    assert await leads.here() == "Naar het bord"
    await leads.to("niet aan tafel", "#next")
    await leads.press("Space")
    await leads.to("Volgende stap", "#next", back=True)
    await leads.press("Enter")
    await expect(phone.locator("#phase-name")).to_have_text("Verkennen")
    await leads.here()

    # -- a text in silence, revealed, and recognised
    await takes_part.pick("Maatwerk", "#write .sides")
    await takes_part.pick("Signaal", "#write .picks")
    await takes_part.write("Jouw inbreng", "De brief is moeilijk")
    await takes_part.push("Voeg toe")
    await expect(phone.locator("#mine")).to_contain_text("De brief is moeilijk")
    await takes_part.here()
    theirs = {
        "perspective": "politics",
        "kind": "signal",
        "pole": "b",
        "text": "Het loket is dicht",
    }
    current = lead.record("RoundOpened")[-1]["round"]
    lead.do("contribute", dilemma=lead.dilemma, round=current, **theirs)
    await leads.push("onthul de teksten", "#round")
    await expect(console.locator("#board")).to_contain_text("De brief is moeilijk")
    await leads.here()
    await takes_part.push("Herken ik", "#board")
    await expect(phone.locator("#board [aria-pressed=true]")).to_have_text("Herken ik")
    await takes_part.here()

    # -- what can be done with a text: Escape goes back to where it was asked for
    await leads.push("Meer met: De brief", "#board")
    await expect(console.get_by_role("dialog")).to_be_visible()
    await leads.press("Escape")
    await expect(console.get_by_role("dialog")).to_be_hidden()
    assert "Meer met: De brief" in await leads.here()

    # -- rating: each criterion is one stop, and what has the focus keeps it when it is saved
    lead.go("weigh")
    await expect(phone.locator("#phase-name")).to_have_text("Wegen")
    await expect(phone.locator("#ratings")).to_be_visible()
    await takes_part.here()
    await takes_part.pick("goed", "#ratings .rate:first-of-type")
    await expect(phone.locator("#saved")).to_contain_text("1 van")
    await takes_part.here()

    # -- an outcome on the screen, consent, and on record
    await leads.push("Volgende stap", "#next")
    await expect(console.locator("#outcome form")).to_be_visible()
    await leads.here()
    await leads.pick("Aangehouden", "#outcome .picks")
    await leads.write("Reden", "We weten nog te weinig.")
    await leads.to("Wat voor reden")
    await leads.press("ArrowDown")
    await leads.write("Wanneer kijken we", "Als er cijfers zijn.")
    await leads.push("Zet op het scherm", "#outcome")
    await expect(phone.locator(".consent")).to_be_visible()
    await leads.here()
    await takes_part.here()
    await takes_part.pick("ermee leven", ".consent")
    await takes_part.write("Heb je een zorg?", "Het duurt lang.")
    await takes_part.push("Geef antwoord")
    await expect(phone.locator(".consent")).to_contain_text("Je antwoord is bewaard")
    await takes_part.here()
    await leads.push("Leg vast", "#proposal")
    await expect(console.locator("#outcomes")).to_contain_text("Aangehouden")
    await leads.here()
    assert lead.record("OutcomeRecorded")


async def test_the_focus_and_half_a_text_survive_every_live_change(
    lead: Leader, new_page: NewPage
) -> None:
    phone = await new_page(viewport=PHONE, reduced_motion="reduce", allow=QUIET)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    here, other = Keys(phone), lead.join("policy")
    lead.go("explore")
    # A next step puts who rests on a part of the last one at its question: that is over by now.
    await expect(phone.get_by_label("Jouw inbreng")).to_be_visible()
    silent = {"round": lead.record("RoundOpened")[-1]["round"]}
    for text in ("De brief", "Het loket"):
        lead.do(
            "contribute",
            dilemma=lead.dilemma,
            pole="a",
            perspective="politics",
            kind="signal",
            text=text,
            **silent,
        )
    letter = lead.record("ContributionMade")[0]["contribution"]
    lead.do("reveal", **silent)

    # -- a button keeps the focus while its text changes; when that goes, the part around it
    await expect(phone.locator("#board article")).to_have_count(2)
    button = phone.locator(f"#herken-{letter}")
    while not await button.evaluate("it => it === document.activeElement"):
        await here.to("Herken ik", "#board")
    answer = other.post(f"/t/{lead.id}/recognise", data={"contribution": letter, "on": "1"})
    assert answer.status_code == 303
    await expect(phone.locator(f"#tekst-{letter}")).to_contain_text("Herkend")
    await expect(button).to_be_focused()
    lead.do("hold-back", contribution=letter)
    await expect(button).to_have_count(0)
    await expect(phone.locator("#board")).to_be_focused()
    await here.push("Herken ik", "#board")
    await expect(phone.locator("#board [aria-pressed=true]")).to_have_count(1)

    # -- half a text, with the caret in the middle
    lead.go("options")
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[1]}")
    await here.to("Wat spreekt voor of tegen deze optie?")
    await phone.keyboard.type("Half")
    await here.press("ArrowLeft")

    async def stays(what: str) -> None:
        assert await phone.evaluate(HALF) == ["Half", 3], what

    first = says(other, lead, "Een ander schrijft.")
    await expect(phone.locator("#board")).to_contain_text("Een ander schrijft.")
    await stays("a text came")
    lead.do("hold-back", contribution=first)
    await expect(phone.locator("#board")).not_to_contain_text("Een ander schrijft.")
    await stays("a text went")
    await phone.evaluate(DROP)
    says(other, lead, "Na een onderbreking.")
    await expect(phone.locator("#board")).to_contain_text("Na een onderbreking.")
    await stays("the connection came back")
    lead.go("weigh")
    await expect(phone.locator("#next-step")).to_be_visible()
    await stays("a step forward")
    lead.go("options")
    await expect(phone.locator("#phase-name")).to_have_text("Opties")
    await stays("and back")
