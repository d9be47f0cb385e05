"""P14, with the real server: words sent during an outage arrive once, or say why they did not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.outage import QUIET, kill, mortal, start, without_network
from tests.e2e.room import PHONE, join
from tests.e2e.serving import Server

BACK = 30_000  # ms for a phone to come back and send what waits


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("outage")
    with mortal(folder) as started:
        yield started


async def phone_in(new_page: NewPage, lead: Leader, step: str, query: str = "") -> Page:
    phone = await new_page(viewport=PHONE, allow=QUIET)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    lead.go(step)
    await phone.goto(f"{lead.server.url}/t/{lead.id}{query}")
    return phone


async def write(phone: Page, text: str) -> None:
    for label in ("Maatwerk", "Signaal"):
        await phone.locator("#write label.pick", has_text=label).first.click()
    await phone.locator("#write [name=text]").fill(text)
    await phone.locator("#send").click()


def waiting(phone: Page) -> Locator:
    return phone.locator("#outbox article[data-state=pending] [data-words]")


async def test_what_is_sent_while_the_server_is_killed_arrives_once(
    new_page: NewPage, lead: Leader, axe: Axe
) -> None:
    phone = await phone_in(new_page, lead, "explore")
    await phone.locator("#write [name=text]").fill("Half")
    kill(lead.server)
    try:
        await write(phone, "Aan de balie zien we dit elke week.")
        await write(phone, "En bij bezwaar ook.")
        await expect(waiting(phone)).to_have_text(
            ["Aan de balie zien we dit elke week.", "En bij bezwaar ook."]
        )
        await expect(phone.locator("#outbox")).to_contain_text("Signaal · Maatwerk")
        await expect(phone.locator("#connection")).to_contain_text("Geen verbinding")
        await expect(phone.locator("#age")).to_contain_text("Laatst bijgewerkt")
        await axe(phone)
        await phone.locator("#write [name=text]").fill("Ik schrijf door")
    finally:
        start(lead.server)
    await expect(phone.locator("#outbox")).to_have_count(0, timeout=BACK)
    await expect(phone.locator("#connection")).to_be_hidden()
    await expect(phone.locator("#mine .contribution p.lines")).to_have_text(
        ["En bij bezwaar ook.", "Aan de balie zien we dit elke week."]
    )
    await expect(phone.locator("#write [name=text]")).to_have_value("Ik schrijf door")
    assert [made["text"] for made in lead.record("ContributionMade")] == [
        "Aan de balie zien we dit elke week.",
        "En bij bezwaar ook.",
    ]


async def test_an_answer_that_is_lost_is_asked_for_again_and_counts_once(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await phone_in(new_page, lead, "explore")
    lost: list[str] = []

    async def lose(route: Route) -> None:
        if not lost:
            await route.fetch()
            lost.append(route.request.post_data or "")
            await route.abort()
        else:
            lost.append(route.request.post_data or "")
            await route.continue_()

    await phone.route("**/contribute", lose)
    await write(phone, "Eén keer is genoeg.")
    await expect(waiting(phone)).to_have_text(["Eén keer is genoeg."])
    await expect(phone.locator("#outbox")).to_have_count(0, timeout=BACK)
    assert lost[0] == lost[1]
    await expect(phone.locator("#mine .contribution")).to_have_count(1)
    assert len(lead.record("ContributionMade")) == 1


async def test_a_text_whose_round_closed_meanwhile_is_kept_as_late_and_says_so(
    new_page: NewPage, lead: Leader, axe: Axe
) -> None:
    phone = await phone_in(new_page, lead, "explore")
    await without_network(phone)
    await write(phone, "Net te laat.")
    await expect(waiting(phone)).to_have_text(["Net te laat."])
    lead.do("close-round", round=lead.record("RoundOpened")[0]["round"])
    await phone.context.set_offline(False)
    card = phone.locator("#outbox article[data-state=refused]")
    await expect(card).to_contain_text("Je tekst is bewaard als nagekomen.", timeout=BACK)
    await expect(phone.locator("#mine")).to_contain_text("Nagekomen")
    await axe(phone)
    (made,) = lead.record("ContributionMade")
    assert made["late"] is True
    await card.get_by_role("button", name="Verwijder").click()
    await expect(phone.locator("#outbox")).to_have_count(0)


async def test_a_text_whose_step_is_over_says_so_on_the_next_one_and_stays_to_be_copied(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await phone_in(new_page, lead, "options")
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[1]}")
    await without_network(phone)
    await phone.locator("#write label.pick", has_text="Feit").click()
    await phone.locator("#write [name=text]").fill("Dat klopt niet.")
    await phone.locator("#send").click()
    await expect(waiting(phone)).to_have_text(["Dat klopt niet."])
    lead.go("weigh")
    await phone.context.set_offline(False)
    card = phone.locator("#outbox article[data-state=refused]")
    await expect(card).to_contain_text("Dat kan niet in deze stap.", timeout=BACK)
    await expect(card).to_contain_text("Dat klopt niet.")
    await expect(phone.locator("#phase-name")).to_have_text("Wegen")
    await expect(phone.locator("#write")).to_have_count(0)
    await expect(card).to_have_count(1)


async def test_taps_wait_and_never_look_as_if_they_were_saved(
    new_page: NewPage, lead: Leader, axe: Axe
) -> None:
    phone = await phone_in(new_page, lead, "weigh")
    await phone.goto(f"{lead.server.url}/t/{lead.id}?option={lead.options[0]}")
    await without_network(phone)
    scales = phone.locator(".rate__scale")
    await scales.nth(0).locator("label", has_text="+ +").click()
    await expect(phone.locator("#saved")).to_have_text("Nog te versturen")
    await scales.nth(0).locator("label", has_text="0").click()
    await scales.nth(1).locator("label", has_text="+ +").click()
    await expect(waiting(phone)).to_have_text(["Waardering van optie A"])
    await axe(phone)
    await phone.context.set_offline(False)
    await expect(phone.locator("#saved")).to_contain_text("2 van 6", timeout=BACK)
    await expect(phone.locator("#outbox")).to_have_count(0)
    (rated,) = lead.record("OptionRated")
    assert sorted(rated["values"].values()) == [0, 2]


async def test_at_the_end_the_words_stay_to_be_copied_and_leave_the_device(
    new_page: NewPage, lead: Leader, axe: Axe
) -> None:
    phone = await phone_in(new_page, lead, "explore")
    await without_network(phone)
    await write(phone, "Dit had ik nog willen zeggen.")
    await expect(waiting(phone)).to_have_count(1)
    lead.do("close-trialogue")
    await phone.context.set_offline(False)
    await expect(phone.get_by_role("heading", name="Dank je wel")).to_be_visible(timeout=BACK)
    card = phone.locator("#outbox article[data-state=refused]")
    await expect(card).to_contain_text("Dit had ik nog willen zeggen.")
    await axe(phone)
    assert await phone.evaluate("Object.keys(localStorage)") == []


async def test_who_joins_anew_on_the_same_device_sees_nothing_of_who_sat_there(
    new_page: NewPage, lead: Leader
) -> None:
    phone = await phone_in(new_page, lead, "explore")
    await phone.route("**/contribute", lambda route: route.abort())
    await write(phone, "Niet voor de volgende.")
    await expect(waiting(phone)).to_have_count(1)
    await phone.locator("#write [name=text]").fill("Ook niet")
    await phone.context.clear_cookies()
    await phone.unroute("**/contribute")
    await join(phone, lead.server.url, lead.code, "Beleid")
    await expect(phone.locator("#write [name=text]")).to_have_value("")
    await expect(phone.locator("#outbox")).to_have_count(0)
    assert await phone.evaluate("Object.keys(localStorage)") == []
    assert lead.record("ContributionMade") == []
