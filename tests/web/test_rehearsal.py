"""A rehearsal is a meeting like any other, never public, and can be deleted without a trace."""

import pytest
from starlette.testclient import TestClient

from tests.web.driving import (
    BASE,
    HTMX,
    LIVE,
    THREE,
    WORDS,
    Town,
    Trialogue,
    closed,
    held,
    prepared,
    published,
    recorded,
    rows,
    started,
    tables,
)
from tests.web.screens import Element, Person
from trialoog.core.words import Status
from trialoog.live.rooms import NOT_THERE
from trialoog.store import lists
from trialoog.store.lists import TrialogueInfo
from trialoog.views.messages import SENTENCES

MARK = "Alleen om te oefenen: zeventien flamingo's"


def rehearsed(it: Trialogue) -> Trialogue:
    """A rehearsal of a trialogue, with its doors open and nobody in."""
    answer = it.lead.post(f"/t/{it.id}/rehearse")
    assert answer.status_code == 303
    _, _, id, page = answer.headers["location"].split("/")
    assert page == "lead"
    return Trialogue(it.town, it.lead, id)


def unfinished(it: Trialogue) -> Trialogue:
    """A rehearsal that stays in preparation: a format that is gone can leave one."""
    house = it.town.house

    async def make() -> TrialogueInfo:
        real = await lists.get(house.db, it.id)
        assert real is not None
        return await lists.create_trialogue(
            house.db,
            team=real.team,
            title="",
            draft=real.draft,
            language="nl",
            now=house.now(),
            rehearsal=True,
            copy_of=real.id,
        )

    return Trialogue(it.town, it.lead, it.town.run(make).id)


def play(it: Trialogue) -> TestClient:
    """Everything that leaves rows: people, texts, ratings, outcomes, a screen, public text."""
    phones = [it.join(perspective) for perspective in THREE]
    it.go("explore")
    for phone in phones:
        it.ok(
            "contribute",
            phone,
            dilemma=it.dilemma,
            round=str(it.state.round),
            pole="a",
            kind="signal",
            text=MARK,
        )
    it.ok("reveal", round=str(it.state.round))
    it.go("weigh")
    it.ok("rate", phones[0], option=it.options[0], **{"c-values": "1"})
    it.go("decide")
    for option in it.options:
        recorded(it, option, reason=MARK)
    link = it.lead.post(f"/t/{it.id}/screen-link").text.split("/s/")[1][:43]
    screen = it.town.visitor()
    assert screen.post(f"/s/{link}").status_code == 303
    it.lead.post(f"/t/{it.id}/screen-link")
    it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}", data={"intro": MARK}, headers=HTMX)
    return screen


def everything(place: Town) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(rows(place, f"SELECT * FROM {name}"), key=repr) for name in tables(place)}


@pytest.fixture
def it(place: Town) -> Trialogue:
    """The real one, that the rehearsal is of."""
    return started(place)


@pytest.mark.parametrize("end", ["draft", "open", "played", "closed"])
def test_a_rehearsal_that_is_deleted_leaves_no_row_in_any_table(
    it: Trialogue, place: Town, end: str
) -> None:
    kept = prepared(place, it.lead, title="")
    before = everything(place)
    assert len(before) >= 10
    rehearsal = unfinished(kept) if end == "draft" else rehearsed(it)
    if end in {"played", "closed"}:
        play(rehearsal)
    if end == "closed":
        rehearsal.ok("close-trialogue")
    assert everything(place) != before
    assert it.lead.post(f"/t/{rehearsal.id}/delete").status_code == 303
    after = everything(place)
    assert {name for name in before if after[name] != before[name]} <= {"signin_session"}
    assert not any(rehearsal.id in repr(row) for found in after.values() for row in found)


def test_what_was_said_in_a_deleted_rehearsal_is_not_in_the_files_either(
    it: Trialogue, place: Town
) -> None:
    rehearsal = rehearsed(it)
    play(rehearsal)
    assert MARK.encode() in held(place), "the control"
    it.lead.post(f"/t/{rehearsal.id}/delete")
    assert MARK.encode() not in held(place)
    assert rehearsal.id.encode() not in held(place)


def test_after_deleting_nobody_finds_it_any_more(it: Trialogue, place: Town) -> None:
    rehearsal = rehearsed(it)
    screen = play(rehearsal)
    phone, code = rehearsal.join("policy"), rehearsal.code
    it.lead.post(f"/t/{rehearsal.id}/delete")
    assert phone.get(f"/t/{rehearsal.id}").status_code == 404
    assert screen.get(f"/t/{rehearsal.id}/screen").status_code == 404
    assert place.visitor().get(f"/j/{code}").status_code == 404
    for page in ("lead", "journal", "export.json", "prepare"):
        assert it.lead.get(f"/t/{rehearsal.id}/{page}").status_code == 404
    assert it.lead.post(f"/t/{rehearsal.id}/delete").status_code == 404
    assert it.state.status is Status.OPEN, "the real one goes on"


def test_deleting_closes_the_pages_that_are_open(it: Trialogue) -> None:
    rehearsal = rehearsed(it)
    with it.lead.websocket_connect(
        f"{LIVE}/t/{rehearsal.id}/lead/live", headers={"origin": BASE}
    ) as socket:
        socket.send_text('{"hello": 1, "last": 0}')
        socket.receive()
        it.lead.post(f"/t/{rehearsal.id}/delete")
        assert socket.receive()["code"] == NOT_THERE


def test_a_rehearsal_is_never_published(it: Trialogue, place: Town) -> None:
    rehearsal = rehearsed(it)
    play(rehearsal)
    rehearsal.ok("close-trialogue")
    editor = f"/t/{rehearsal.id}/weighing/{rehearsal.dilemma}"
    console = Person(it.lead).open(f"/t/{rehearsal.id}/lead")
    assert "Schrijf de weging" not in console.words
    page = Person(it.lead).open(editor)
    assert "Die wordt nooit openbaar." in page.get(id="publish").words
    for headers in (HTMX, {}):
        answer = it.lead.post(f"{editor}/publish", data={"key": f"k{headers}"}, headers=headers)
        assert answer.status_code == 409
        assert SENTENCES["rehearsal"] in answer.text
    assert rows(place, "SELECT * FROM publication") == []
    found = Person(place.visitor()).open("/?q=flamingo").get(id="results")
    assert "flamingo" not in found.words.replace("“flamingo”", "")


def chips(who: Person, address: str) -> str:
    return " ".join(e.words for e in who.open(address).every(**{"class": "chip"}))


def marked(card: Element) -> bool:
    return any(e.words == "Proef" for e in card.every(**{"class": "chip"}))


def test_what_is_not_ready_says_so_itself_and_leaves_no_copy(it: Trialogue, place: Town) -> None:
    kept = prepared(place, it.lead, title="")
    before = len(everything(place)["trialogue"])
    answer = it.lead.post(f"/t/{kept.id}/rehearse", data={"question": "Wat ik net typte?"})
    assert answer.headers["location"] == f"/t/{kept.id}/prepare?said=missing"
    assert "Wat ik net typte?" in it.lead.get(f"/t/{kept.id}/prepare?said=missing").text
    assert len(everything(place)["trialogue"]) == before


def test_a_rehearsal_says_so_on_every_screen(it: Trialogue) -> None:
    lead = Person(it.lead)
    draft, rehearsal = unfinished(it), rehearsed(it)
    id = rehearsal.id
    assert "Proef" in chips(lead, f"/t/{draft.id}/prepare")
    assert "Proef" in chips(lead, f"/t/{id}/lead")
    assert "Proef" in chips(lead, f"/t/{id}/screen")
    listed = [e for e in lead.open("/trialogues").every("li") if marked(e)]
    for one in (draft, rehearsal):
        assert [e for e in listed if e.find(action=f"/t/{one.id}/delete")]
    assert len(listed) == 2
    phone = Person(rehearsal.join("policy"))
    assert "Proef" in phone.open(f"/t/{id}").words
    assert "Proef" in Person(it.town.visitor()).open(f"/j/{rehearsal.code}").words
    # And the real one does not.
    for page in ("lead", "screen"):
        assert "Proef" not in chips(lead, f"/t/{it.id}/{page}")


def test_a_copy_of_a_rehearsal_is_a_real_one(it: Trialogue) -> None:
    rehearsal = rehearsed(it)
    answer = it.lead.post(f"/t/{rehearsal.id}/copy")
    id = answer.headers["location"].split("/")[2]
    it.lead.post(f"/t/{id}/start", data={"key": "start"})
    assert not Trialogue(it.town, it.lead, id).state.rehearsal
    assert it.lead.post(f"/t/{id}/delete").status_code == 409


def test_a_rehearsal_of_a_weighing_that_is_public_can_be_deleted_and_the_page_stays(
    place: Town,
) -> None:
    it = closed(place)
    address = published(it)
    rehearsal = rehearsed(it)
    it.lead.post(f"/t/{rehearsal.id}/delete")
    assert place.visitor().get(address).status_code == 200
    assert it.lead.get(f"/t/{it.id}/export.json").status_code == 200


def test_a_rehearsal_has_the_same_rules(it: Trialogue) -> None:
    rehearsal = rehearsed(it)
    rehearsal.join("policy")
    rehearsal.go("decide")
    answer = rehearsal.do("propose-outcome", option=rehearsal.options[0], kind="rejected")
    assert answer.status_code == 422
    recorded(rehearsal, rehearsal.options[0], **WORDS)
    assert rehearsal.state.outcomes
