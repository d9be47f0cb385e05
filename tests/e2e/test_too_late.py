"""A form that is sent when its moment is over: the person is told, and every word stays."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import PHONE, join

WORDS = "Aan de balie zien we dit elke week."
REFUSED = ("status of 404", "status of 409", "status of 422")


async def writing(new_page: NewPage, lead: Leader, step: str, query: str = "") -> Page:
    """A phone on which somebody typed a text in a step, and has not sent it."""
    phone = await new_page(viewport=PHONE, allow=REFUSED)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    lead.go(step)
    await phone.goto(f"{lead.server.url}/t/{lead.id}{query}")
    for label in ("Maatwerk", "Signaal") if step == "explore" else ("Feit",):
        await phone.locator("#write label.pick", has_text=label).first.click()
    await phone.locator("#write [name=text]").fill(WORDS)
    return phone


async def told(phone: Page, sentence: str) -> None:
    banner = phone.locator("#said [role=alert]")
    await expect(banner).to_have_text(sentence)
    await expect(banner).to_be_in_viewport()


async def test_a_step_that_is_over_leaves_the_form_and_says_so(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await writing(new_page, lead, "options", f"?option={lead.options[1]}")
    lead.go("weigh")
    await expect(phone.locator("#next-step")).to_be_visible()
    await phone.locator("#send").click()
    await told(phone, "Dat kan niet in deze stap. Kijk op het scherm waar we nu zijn.")
    await expect(phone.locator("#write [name=text]")).to_have_value(WORDS)
    assert lead.record("ContributionMade") == []


async def test_a_text_after_its_round_is_kept_and_said_to_be_late(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await writing(new_page, lead, "explore")
    lead.do("close-round", round=lead.record("RoundOpened")[0]["round"])
    await phone.locator("#send").click()
    await told(phone, "De ronde was al dicht. Je tekst is bewaard als nagekomen.")
    await expect(phone.locator("#mine")).to_contain_text(WORDS)
    await expect(phone.locator("#mine")).to_contain_text("Nagekomen")
    await phone.wait_for_timeout(2500)  # the page has fetched its forms anew by then
    await told(phone, "De ronde was al dicht. Je tekst is bewaard als nagekomen.")
    (made,) = lead.record("ContributionMade")
    assert made["late"] is True


async def test_a_text_after_the_end_stays_on_the_screen(new_page: NewPage, lead: Leader) -> None:
    phone = await writing(new_page, lead, "options", f"?option={lead.options[1]}")
    lead.do("close-trialogue")
    await expect(phone.locator("#connection")).to_contain_text("gesloten")
    await phone.locator("#send").click()
    await expect(phone.locator("#write [data-complaint]")).to_contain_text("niet aangekomen")
    await expect(phone.locator("#write [name=text]")).to_have_value(WORDS)
    assert lead.record("ContributionMade") == []


async def test_a_rating_of_an_option_that_was_decided_says_so_and_breaks_nothing(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await new_page(viewport=PHONE, allow=REFUSED)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    lead.go("weigh")
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[0]}")
    await expect(phone.locator("#ratings .rate")).to_have_count(6)
    # The tap comes before the forms of the next step have arrived.
    await phone.route(re.compile(r"part=inhoud"), lambda _: None)
    lead.go("decide")
    lead.propose(lead.options[0], "rejected", reopen="Als het goedkoper kan.")
    lead.do("record-outcome", outcome=lead.record("OutcomeProposed")[-1]["outcome"])
    lead.go("weigh")
    await phone.locator(".rate__scale").first.locator("label", has_text="+ +").click()
    await told(phone, "Deze optie heeft al een uitkomst. Dit blijft staan zoals het was.")
    for once in ("#inhoud", "#ratings", "#saved", "#mine"):
        await expect(phone.locator(once)).to_have_count(1)
    assert lead.record("OptionRated") == []
