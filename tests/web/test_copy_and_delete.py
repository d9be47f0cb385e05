"""A preparation can be copied; a draft can be deleted, and a meeting that took place can not."""

import pytest

from tests.web.driving import DRAFT, Town, Trialogue, in_form, prepared, rows, started
from tests.web.screens import Person, read, titles
from trialoog.core.words import Status


def copied(it: Trialogue, what: str = "copy") -> Trialogue:
    answer = it.lead.post(f"/t/{it.id}/{what}")
    assert answer.status_code == 303
    id = answer.headers["location"].split("/")[2]
    assert id != it.id
    return Trialogue(it.town, it.lead, id)


@pytest.mark.parametrize("make", [prepared, started])
def test_a_copy_is_a_draft_with_the_same_preparation(place: Town, make: object) -> None:
    assert callable(make)
    it = make(place, place.sign_in())
    copy = copied(it)
    html = it.lead.get(f"/t/{copy.id}/prepare").text
    page = read(html)
    for name, value in in_form(html, DRAFT).items():
        assert page.value(name) == value
    assert page.value(titles(page)[1]) == "Een collega kijkt mee"
    it.lead.post(f"/t/{copy.id}/prepare", data={"title": "De kopie"})
    assert rows(place, "SELECT title FROM trialogue WHERE id = ?", it.id) == [(DRAFT["title"],)]
    it.lead.post(f"/t/{copy.id}/start", data={"key": "k"})
    assert copy.state.title == "De kopie"
    assert copy.state.status is Status.OPEN


def test_a_copy_of_a_meeting_takes_nothing_of_what_happened_there(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("options")
    it.ok("add-option", phone, dilemma=it.dilemma, title="Tijdens de bijeenkomst")
    copy = copied(it)
    page = Person(it.lead).open(f"/t/{copy.id}/prepare")
    assert "Tijdens de bijeenkomst" not in page.words
    it.lead.post(f"/t/{copy.id}/start", data={"key": "k"})
    assert not copy.state.seats
    assert copy.code != it.code
    assert phone.get(f"/t/{copy.id}").status_code == 404


def test_a_draft_can_be_deleted_and_is_gone(place: Town) -> None:
    it = prepared(place, place.sign_in())
    page = Person(it.lead).open("/trialogues")
    form = next(f for f in page.every("form") if f["action"] == f"/t/{it.id}/delete")
    assert "Ja, verwijder voorgoed" in form.words
    answer = it.lead.post(form["action"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/trialogues")
    assert not rows(place, "SELECT id FROM trialogue")
    assert it.lead.get(f"/t/{it.id}/prepare").status_code == 404
    assert it.lead.post(form["action"]).status_code == 404


def test_a_rehearsal_that_is_thrown_away_is_said_to_be_gone(place: Town) -> None:
    it = started(place)
    tried = copied(it, "rehearse")
    assert "weggegooid" not in it.lead.get("/trialogues").text
    answer = it.lead.post(f"/t/{tried.id}/delete")
    page = Person(it.lead).open(answer.headers["location"])
    assert "De proef is weggegooid." in page.words
    assert not [f for f in page.every("form") if f["action"].startswith(f"/t/{tried.id}/")]


@pytest.mark.parametrize("end", [None, "adjourn", "close-trialogue"])
def test_a_meeting_that_took_place_can_not_be_deleted(place: Town, end: str | None) -> None:
    it = started(place)
    if end is not None:
        it.ok(end)
    before = rows(place, "SELECT COUNT(*) FROM fact")
    answer = it.lead.post(f"/t/{it.id}/delete")
    assert answer.status_code == 409
    assert "Dat kan nu niet" in answer.text
    assert rows(place, "SELECT COUNT(*) FROM fact") == before
    page = Person(it.lead).open("/trialogues")
    assert not [f for f in page.every("form") if f["action"].endswith("/delete")]


def test_18_another_team_sees_and_does_nothing_with_a_draft(place: Town) -> None:
    it = prepared(place, place.sign_in())
    other = place.sign_in("Ander", "Andere team")
    assert DRAFT["title"] not in other.get("/trialogues").text
    for what in ("prepare", "start", "copy", "rehearse", "delete"):
        assert other.post(f"/t/{it.id}/{what}", data={"title": "Gekaapt"}).status_code == 404
    assert rows(place, "SELECT title, status FROM trialogue") == [(DRAFT["title"], "draft")]
