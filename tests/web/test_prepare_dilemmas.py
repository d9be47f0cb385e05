"""Several dilemmas on one agenda: each keeps its own fields, moves by a tap, and starts along."""

import pytest
from starlette.testclient import TestClient

from tests.web.driving import DRAFT, HTMX, Town, Trialogue, prepared
from tests.web.screens import Element, Person, dilemmas, filled, read, titles
from trialoog.views.messages import SENTENCES


def page_of(lead: TestClient, address: str) -> Element:
    return Person(lead).open(address)


def with_two(place: Town) -> tuple[Trialogue, list[str]]:
    """A draft with a second dilemma that is ready too, and the ids of both."""
    it = prepared(place, place.sign_in())
    address = f"/t/{it.id}/prepare"
    it.lead.post(address, data={"add_dilemma": "1"})
    page = page_of(it.lead, address)
    first, second = dilemmas(page)
    typed = {
        f"dilemma-{second}-question": "Wie betaalt het terug?",
        f"dilemma-{second}-pole_a": "Wie het kreeg",
        f"dilemma-{second}-pole_b": "Wie het kan missen",
        titles(page)[-1]: "Naar draagkracht",
    }
    it.lead.post(address, data=typed)
    return it, [first, second]


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
def test_a_button_adds_a_dilemma_and_asks_for_its_question(place: Town, script: bool) -> None:
    lead = place.sign_in()
    address = lead.post("/trialogues", data={"format": "besluitvorming"}).headers["location"]
    page = page_of(lead, address)
    (first,) = dilemmas(page)
    typed = filled(page, page.get(id="prepare"), question="Waar gaat het over?")
    data = {**dict(typed), "add_dilemma": "1"}
    if script:
        button = page.get(name="add_dilemma")
        assert (button["hx-target"], button["hx-select"]) == ("#inhoud", "#inhoud")
        seen = read(lead.post(address, data=data, headers=HTMX).text).get(id="inhoud")
    else:
        answer = lead.post(address, data=data)
        assert answer.status_code == 303
        seen = page_of(lead, answer.headers["location"])
    assert dilemmas(seen)[0] == first
    second = dilemmas(seen)[1]
    assert seen.value(f"dilemma-{first}-question") == "Waar gaat het over?"
    assert "autofocus" in seen.get(id=f"dilemma-{second}-question").attrs
    ours = [seen.value(name) for name in titles(seen)[2:]]
    assert ours == ["Niets doen: alles blijft zoals het is", ""], "its own to do nothing, and room"


def test_dilemmas_move_and_go_but_the_last_one_stays(place: Town) -> None:
    it, (first, second) = with_two(place)
    address = f"/t/{it.id}/prepare"
    answer = it.lead.post(address, data={"up": second})
    page = page_of(it.lead, answer.headers["location"])
    assert dilemmas(page) == [second, first]
    assert "autofocus" in page.get(id=f"dilemma-{second}").attrs
    it.lead.post(address, data={"down": second})
    assert dilemmas(page_of(it.lead, address)) == [first, second]
    it.lead.post(address, data={"remove_dilemma": first})
    page = page_of(it.lead, address)
    assert dilemmas(page) == [second]
    assert page.value(f"dilemma-{second}-pole_a") == "Wie het kreeg"
    assert page.find(name="remove_dilemma") is None
    it.lead.post(address, data={"remove_dilemma": second})
    assert dilemmas(page_of(it.lead, address)) == [second]


def test_what_is_typed_in_one_dilemma_stays_out_of_the_others(place: Town) -> None:
    it, (first, second) = with_two(place)
    address = f"/t/{it.id}/prepare"
    answer = it.lead.post(address, data={f"dilemma-{second}-pole_a": "Anders"}, headers=HTMX)
    assert "Dilemma 1: klaar" in answer.text
    page = page_of(it.lead, address)
    assert page.value(f"dilemma-{first}-pole_a") == DRAFT["pole_a"]
    assert page.value(f"dilemma-{second}-pole_a") == "Anders"


def test_a_start_says_in_which_dilemma_something_is_missing(place: Town) -> None:
    it, (_, second) = with_two(place)
    typed = {f"dilemma-{second}-pole_b": ""}
    answer = it.lead.post(f"/t/{it.id}/start", data=typed)
    assert answer.status_code == 422
    seen = read(answer.text)
    assert seen.get(id=f"dilemma-{second}-pole_b-error").words == SENTENCES["pole_missing"]
    assert "Dilemma 1: klaar" in seen.get(id="ready").words
    assert "Dilemma 2: vraag en twee kanten ontbreekt nog" in seen.get(id="ready").words
    folds = [e for e in seen.every("details") if "folding" in e["class"].split()]
    assert ["open" in e.attrs for e in folds] == [False, True]


def test_a_start_takes_all_dilemmas_along_in_their_order(place: Town) -> None:
    it, (first, second) = with_two(place)
    it.lead.post(f"/t/{it.id}/prepare", data={"up": second})
    answer = it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    assert answer.headers["location"] == f"/t/{it.id}/lead"
    assert [str(id) for id in it.state.dilemmas] == [second, first]
    titles_of = [[o.title for o in it.state.options_of(id)] for id in (first, second)]
    assert [them[-1] for them in titles_of] == ["Een collega kijkt mee", "Naar draagkracht"]


def test_a_copy_takes_all_dilemmas_along(place: Town) -> None:
    it, both = with_two(place)
    copy = it.lead.post(f"/t/{it.id}/copy").headers["location"]
    assert dilemmas(page_of(it.lead, copy)) == both
