"""Who has no JavaScript takes part all the same: forms, page reloads, and one record."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import PHONE, join

BLANK = "   "  # what `required` lets through
CRITERIA = 6
REFUSED = ("status of 422",)  # the browser says so of an answer to a form with a mistake


async def seated(new_page: NewPage, lead: Leader, *statuses: str) -> Page:
    """A phone without JavaScript that came in by the code."""
    allow = (*REFUSED, *statuses)
    phone = await new_page(viewport=PHONE, java_script_enabled=False, allow=allow)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    return phone


async def press(within: Page | Locator, name: str) -> None:
    await within.get_by_role("button", name=name, exact=True).click()


async def pick(within: Page | Locator, label: str) -> None:
    await within.locator("label.pick", has_text=label).first.click()


async def said(phone: Page, sentence: str) -> None:
    """The page says what the last form did; nothing on it speaks of a lost connection."""
    await expect(phone.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    await expect(phone.locator("#connection")).to_be_hidden()
    await expect(phone.locator("#next-step")).to_be_hidden()


async def mistake(phone: Page, field: str, sentence: str) -> None:
    """The sentence stands beside the field, and the field names it."""
    error = phone.locator(f"#{field}-error")
    await expect(error).to_be_visible()
    await expect(error).to_contain_text(sentence)
    await expect(phone.locator(f'[name="{field}"][aria-invalid="true"]').first).to_have_attribute(
        "aria-describedby", re.compile(rf"\b{field}-error\b")
    )


async def test_writing_and_recognising(new_page: NewPage, lead: Leader) -> None:
    phone = await seated(new_page, lead)
    lead.go("explore")
    await phone.reload()

    write = phone.locator("#write")
    await pick(write.locator(".sides"), "Gelijke behandeling")
    await pick(write, "Zorg")
    await phone.get_by_label("Jouw inbreng").fill(BLANK)
    await press(write, "Voeg toe")
    await mistake(phone, "text", "Schrijf")
    await expect(write.locator('[name="pole"]:checked')).to_have_value("b")
    await expect(write.locator('[name="kind"]:checked')).to_have_value("worry")
    assert lead.record("ContributionMade") == []

    await phone.get_by_label("Jouw inbreng").fill("Wie belt, wacht te lang.")
    await press(write, "Voeg toe")
    await said(phone, "Je inbreng is verstuurd.")
    await expect(phone.locator("#mine")).to_contain_text("Wie belt, wacht te lang.")
    await phone.reload()  # the address of an answer is safe to ask for again
    assert len(lead.record("ContributionMade")) == 1

    mine = phone.locator("#mine article")
    await mine.locator("summary").click()
    await mine.get_by_label("Jouw inbreng").fill(BLANK)
    await press(mine, "Bewaar de wijziging")
    await expect(mine.locator("#text-error")).to_be_visible()
    await mine.get_by_label("Jouw inbreng").fill("Wie belt, wacht een half uur.")
    await pick(mine.locator(".sides"), "Maatwerk")
    await press(mine, "Bewaar de wijziging")
    await said(phone, "Je wijziging is bewaard.")
    await expect(mine).to_contain_text("Wie belt, wacht een half uur.")

    lead.do(
        "contribute",
        dilemma=lead.dilemma,
        round=lead.record("RoundOpened")[0]["round"],
        perspective="politics",
        pole="a",
        kind="signal",
        text="Een inwoner belde mij hierover.",
    )
    lead.do("reveal", round=lead.record("RoundOpened")[0]["round"])
    await phone.reload()
    card = phone.locator("#board .contribution", has_text="Een inwoner belde mij hierover.")
    await press(card, "Herken ik")
    await said(phone, "Dat is bewaard.")
    await expect(card).to_contain_text("Herkend")
    await press(phone.locator("#mine"), "Herken ik toch niet")
    await said(phone, "Dat is bewaard.")
    await expect(card).not_to_contain_text("Herkend")
    await press(card, "Herken ik")
    await said(phone, "Dat is bewaard.")

    made, proxy = lead.record("ContributionMade")
    assert made["pole"] == "b"
    assert made["kind"] == "worry"
    (reworded,) = lead.record("ContributionReworded")
    assert reworded["text"] == "Wie belt, wacht een half uur."
    assert reworded["pole"] == "a"
    marks = lead.record("ContributionRecognised", "RecognitionWithdrawn")
    assert [mark["is"] for mark in marks] == [
        "ContributionRecognised",
        "RecognitionWithdrawn",
        "ContributionRecognised",
    ]
    assert {mark["contribution"] for mark in marks} == {proxy["contribution"]}


async def test_options_arguments_and_ratings(new_page: NewPage, lead: Leader) -> None:
    phone = await seated(new_page, lead)
    lead.go("options")
    await phone.reload()

    await phone.get_by_role("link", name="Zet een optie op tafel").click()
    await phone.get_by_label("De optie in één zin").fill(BLANK)
    await phone.get_by_label("Wat houdt het in?").fill("Iedereen betaalt in termijnen.")
    await press(phone, "Zet op tafel")
    await mistake(phone, "title", "optie")
    await expect(phone.get_by_label("Wat houdt het in?")).to_have_value(
        "Iedereen betaalt in termijnen."
    )
    await phone.get_by_label("De optie in één zin").fill("Een regeling op maat")
    await press(phone, "Zet op tafel")
    await said(phone, "Je optie staat op tafel.")
    added = phone.locator("#board article.option", has_text="Een regeling op maat")
    await expect(added).to_contain_text("Iedereen betaalt in termijnen.")

    await added.get_by_role("link", name="Zeg iets over deze optie").click()
    await expect(phone.locator("h1")).to_have_text("Een regeling op maat")
    await pick(phone.locator("#write"), "Feit")
    await phone.get_by_label("Wat spreekt voor of tegen deze optie?").fill(
        "Een op de drie houdt het vol."
    )
    await phone.get_by_label("Hoe weet je dit?").fill("Jaarverslag")
    await press(phone.locator("#write"), "Voeg toe")
    await said(phone, "Je inbreng is verstuurd.")
    await expect(phone.locator("#board")).to_contain_text("Een op de drie houdt het vol.")

    lead.go("weigh")
    await phone.goto(f"{lead.server.url}/t/{lead.id}")
    options = [fact["option"] for fact in lead.record("OptionAdded")]
    assert len(options) == 3
    for at in range(len(options)):
        await expect(phone.locator(".rate")).to_have_count(CRITERIA)
        await expect(phone.locator(".rate :checked")).to_have_count(0)
        for scale in await phone.locator(".rate__scale").all():
            await scale.locator("label", has_text="weet niet" if at == 2 else "+ +").click()
        await press(phone.locator("#ratings"), "Bewaar")
        await said(phone, "Je waardering is bewaard.")
        await expect(phone.locator("#saved")).to_contain_text(f"{CRITERIA} van {CRITERIA}")
        onward = "Verder" if at == 2 else "Volgende optie"
        await phone.get_by_role("link", name=onward).click()
    await expect(phone.locator("#act")).to_contain_text(f"{CRITERIA} van {CRITERIA}")

    titles = [fact["title"] for fact in lead.record("OptionAdded")]
    assert titles.count("Een regeling op maat") == 1
    (argument,) = lead.record("ContributionMade")
    assert argument["text"] == "Een op de drie houdt het vol."
    assert argument["source"] == "Jaarverslag"
    assert argument["option"] == options[2]
    rated = lead.record("OptionRated")
    assert [fact["option"] for fact in rated] == options
    assert set(rated[0]["values"].values()) == {2}
    assert set(rated[2]["values"].values()) == {None}


async def test_consent_and_reading_back(new_page: NewPage, lead: Leader) -> None:
    phone = await seated(new_page, lead, "status of 404")  # after closing nobody has a seat
    lead.go("decide")
    first, second = lead.options
    lead.propose(first, "rejected", reopen="Als het goedkoper kan.")
    lead.do("record-outcome", outcome=lead.record("OutcomeProposed")[-1]["outcome"])
    asked = lead.propose(second, "chosen", downsides="Het duurt langer.")
    await phone.reload()

    form = phone.locator(f"#consent-{asked}")
    await pick(form, "bezwaar")
    await press(form, "Geef antwoord")
    await mistake(phone, "why", "bezwaar")
    await expect(form.locator('[name="stance"]:checked')).to_have_value("object")
    assert lead.record("ConsentGiven") == []
    await form.get_by_label("Wat is je bezwaar?").fill("Er is niemand om dit te doen.")
    await press(form, "Geef antwoord")
    await said(phone, "Je antwoord is bewaard")
    await phone.reload()
    await expect(form.get_by_label("Wat is je bezwaar?")).to_have_value(
        "Er is niemand om dit te doen."
    )

    lead.do("record-outcome", outcome=asked)
    lead.go("read_back")
    await phone.goto(f"{lead.server.url}/t/{lead.id}")
    await expect(phone.locator("#board")).to_contain_text("Er is niemand om dit te doen.")
    read = phone.locator("#read-back")
    await pick(read, "Nee")
    await press(read, "Geef antwoord")
    await mistake(phone, "remark", "klopt")
    await expect(read.locator('[name="reads"]:checked')).to_have_value("no")
    await read.get_by_label("Wat klopt er niet?").fill("Het ging niet om geld.")
    await press(read, "Geef antwoord")
    await said(phone, "Je antwoord is bewaard")
    await phone.get_by_role("link", name="Volgende optie").click()
    await pick(read, "Ja, dit klopt")
    await press(read, "Geef antwoord")
    await said(phone, "Je antwoord is bewaard")
    await phone.get_by_role("link", name="Verder").click()
    await expect(phone.locator("#act")).to_contain_text("Je hebt alles gelezen")

    (consent,) = lead.record("ConsentGiven")
    assert (consent["outcome"], consent["stance"]) == (asked, "object")
    assert consent["why"] == "Er is niemand om dit te doen."
    answers = lead.record("ReadBackAnswered")
    assert [(it["option"], it["reads"], it["remark"]) for it in answers] == [
        (first, False, "Het ging niet om geld."),
        (second, True, None),
    ]
    journal = lead.page("/journal")
    assert journal.count("Het ging niet om geld.") == 1

    lead.do("close-trialogue")
    await phone.reload()
    await expect(phone.locator("main")).to_contain_text("gesloten")


async def test_a_step_that_went_on_gives_back_what_was_typed(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await seated(new_page, lead, "status of 409")
    lead.go("options")
    await phone.reload()
    await phone.get_by_role("link", name="Zet een optie op tafel").click()
    await phone.get_by_label("De optie in één zin").fill("Een optie die te laat komt")
    lead.go("weigh")
    await press(phone, "Zet op tafel")
    await expect(phone.get_by_role("alert")).to_be_visible()
    await expect(phone.get_by_label("Wat je schreef, om te kopiëren")).to_have_value(
        "Een optie die te laat komt"
    )
    assert len(lead.record("OptionAdded")) == len(lead.options)
