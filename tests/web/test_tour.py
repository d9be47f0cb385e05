"""The tour for who leads for the first time: where one is, what to press, and putting it away."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from tests.web.driving import Town, Trialogue, prepared, started
from tests.web.screens import Element, read
from tests.web.test_accounts import team_of
from tests.web.test_facilitators import leads_along
from trialoog.store import people
from trialoog.store.tables import TrialogueRow
from trialoog.web import keys

LIST = "/trialogues"
AWAY, SHOWN = {"tour": "away"}, {"tour": "shown"}


def newcomer(place: Town, name: str = "Nieuw", team: str | None = None) -> TestClient:
    """Somebody whose account is made now, in a team of their own or in that of colleagues."""
    db = place.house.db

    async def make() -> None:
        account = await people.create_account(db, name, place.clock())
        mine = team or await people.create_team(db, "Nieuw team")
        await people.add_member(db, mine, account.id, "facilitator")

    place.run(make)
    return place.sign_in(name)


def tour(who: TestClient, address: str, **query: str) -> Element | None:
    """The tour on a page, if it is there."""
    return read(who.get(address, params=query).text).find(id="tour")


def step(who: TestClient, address: str) -> tuple[str, str]:
    """The step to take now, by its number, and where its button leads, if it has one."""
    shown = tour(who, address)
    assert shown is not None
    (now,) = shown.every("li", **{"aria-current": "step"})
    links = [link["href"] for link in now.every("a")]
    return now.words[0], "".join(links)


def rehearsed(it: Trialogue) -> str:
    """The address of the console of a rehearsal."""
    return it.lead.post(f"/t/{it.id}/rehearse").headers["location"]


def test_examples_that_bear_somebodys_name_are_no_doing_of_theirs(place: Town) -> None:
    lead = newcomer(place)
    it = started(place, lead)
    assert tour(lead, LIST) is None

    async def older() -> None:
        async with place.house.db.write() as session:
            then = place.clock() - timedelta(days=1)
            its = update(TrialogueRow).where(col(TrialogueRow.id) == it.id)
            await session.execute(its.values(created=then))

    place.run(older)
    assert step(lead, LIST) == ("1", "#nieuw")


def test_each_step_leads_to_its_control_and_to_the_next_step(place: Town) -> None:
    lead = newcomer(place)
    assert step(lead, LIST) == ("1", "#nieuw")
    it = prepared(place, lead)
    preparation = f"/t/{it.id}/prepare"
    assert step(lead, LIST) == ("2", f"{preparation}#rehearse")
    assert step(lead, preparation) == ("2", "#rehearse")

    console = rehearsed(it)
    assert step(lead, console) == ("2", "")  # that is where one is
    assert step(lead, LIST) == ("3", f"{preparation}#start")
    assert step(lead, preparation) == ("3", "#start")

    lead.post(f"/t/{it.id}/start", data={"key": "start"})
    assert step(lead, f"/t/{it.id}/lead") == ("3", "#entry")
    assert tour(lead, LIST) is None


def test_a_preparation_is_done_when_nothing_lacks_in_it(place: Town) -> None:
    lead = newcomer(place)
    page = lead.post(LIST, data={"format": "besluitvorming"}).headers["location"].split("?")[0]
    assert step(lead, page) == ("1", "#title")
    assert step(lead, LIST) == ("1", f"{page}#title")
    prepared(place, lead)
    assert step(lead, page) == ("1", "#title")  # another draft makes this one no better
    assert step(lead, LIST)[0] == "2"


def test_on_a_console_the_tour_is_folded_to_one_line(place: Town) -> None:
    it = prepared(place, newcomer(place))
    shown = tour(it.lead, rehearsed(it))
    assert shown is not None
    (folded,) = shown.every("details")
    assert "open" not in folded.attrs
    assert not [link for link in shown.every("a") if link["href"].startswith("#rehears")]


def test_every_link_of_the_tour_leads_to_something_on_its_page(place: Town) -> None:
    it = prepared(place, newcomer(place))
    for address in (LIST, f"/t/{it.id}/prepare", rehearsed(it)):
        shown = tour(it.lead, address)
        assert shown is not None
        assert shown.every("a")
        for link in shown.every("a"):
            page, _, anchor = link["href"].partition("#")
            html = read(it.lead.get(page or address).text)
            assert html.find(id=anchor) is not None, link["href"]


def test_a_rehearsal_counts_also_after_it_was_thrown_away(place: Town) -> None:
    it = prepared(place, newcomer(place))
    console = rehearsed(it)
    assert it.lead.post(console.replace("lead", "delete")).status_code == 303
    assert step(it.lead, LIST)[0] == "3"


def test_the_tour_can_be_put_away_and_called_back(place: Town) -> None:
    it = prepared(place, newcomer(place))
    everywhere = (LIST, f"/t/{it.id}/prepare", rehearsed(it))
    assert tour(it.lead, LIST, **AWAY) is None
    assert [tour(it.lead, address) for address in everywhere] == [None, None, None]
    assert tour(it.lead, LIST, **SHOWN) is not None
    assert None not in [tour(it.lead, address) for address in everywhere]


def test_a_rehearsal_does_not_bring_a_tour_back_that_was_put_away(place: Town) -> None:
    it = prepared(place, newcomer(place))
    it.lead.get(LIST, params=AWAY)
    assert tour(it.lead, rehearsed(it)) is None


def test_what_was_typed_is_kept_when_the_tour_is_put_away_beside_it(place: Town) -> None:
    it = prepared(place, newcomer(place))
    page = f"/t/{it.id}/prepare"
    shown = tour(it.lead, page)
    assert shown is not None
    (button,) = shown.every("button")
    assert button["form"] == "prepare"
    assert it.lead.post(button["formaction"], data={"title": "Net getypt"}).status_code == 303
    html = read(it.lead.get(page).text)
    assert html.find(id="tour") is None
    assert html.value("title") == "Net getypt"


def test_who_has_led_before_can_call_the_tour_back_with_all_of_it_done(place: Town) -> None:
    it = started(place, newcomer(place))
    rehearsed(it)
    assert tour(it.lead, LIST) is None
    shown = tour(it.lead, LIST, **SHOWN)
    assert shown is not None
    assert shown.words.count("(gedaan)") == 3
    assert not shown.every("li", **{"aria-current": "step"})


def test_what_stood_there_before_me_is_not_my_doing(place: Town) -> None:
    it = started(place)
    place.clock.forward(minutes=1)
    colleague = newcomer(place, team=team_of(it.lead))
    assert it.id in colleague.get(LIST).text
    assert step(colleague, LIST) == ("1", "#nieuw")


def test_what_a_colleague_does_later_is_not_my_doing_either(place: Town) -> None:
    mine = newcomer(place)
    colleague = newcomer(place, "Collega", team=team_of(mine))
    rehearsed(started(place, colleague))
    assert step(mine, LIST) == ("1", "#nieuw")
    prepared(place, mine)
    assert step(mine, LIST)[0] == "2"


def test_nobody_is_toured_round_what_they_may_not_do(place: Town) -> None:
    it = started(place)
    guest = leads_along(place, it)
    assert tour(guest, f"/t/{it.id}/lead") is None


def test_only_who_signed_in_gets_a_cookie_of_the_tour(place: Town) -> None:
    stranger = place.visitor()
    for address in ("/", "/login", LIST):
        stranger.get(address, params=AWAY)
    assert keys.TOUR not in stranger.cookies
