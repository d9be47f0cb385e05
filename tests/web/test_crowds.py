"""People who play along in a rehearsal: asked for on the console, they use the front door.

Their speed is a setting of the application; the rest is as it is in use.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.driving import HTMX, Town, Trialogue, prepared, rows, started, town
from tests.web.screens import Person, read
from tests.web.stories import Stories
from tests.web.test_rehearsal import unfinished
from trialoog.core.words import THREE, Activity, Status
from trialoog.views.looks import Looks

PACE = 0.02  # seconds
ALL = 9


@pytest.fixture
def place(tmp_path: Path, blank: Path, looks: Looks, stories: Stories | None) -> Iterator[Town]:
    made = town(tmp_path, blank, looks, pace=PACE, stories=stories)
    with made.client:
        yield made


@pytest.fixture
def it(place: Town) -> Trialogue:
    """A rehearsal that has begun; nobody is in."""
    return rehearsal(started(place))


def rehearsal(of: Trialogue, **typed: str) -> Trialogue:
    """A rehearsal of a trialogue, as the buttons make it."""
    answer = of.lead.post(f"/t/{of.id}/rehearse", data=typed)
    assert answer.status_code == 303, answer.text[:2000]
    _, _, id, page = answer.headers["location"].split("/")
    assert page == "lead"
    return Trialogue(of.town, of.lead, id)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that happens in the application meanwhile."""
    last = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < last, "it did not happen in time"
        time.sleep(0.02)


def ask(it: Trialogue, **typed: str) -> None:
    assert it.lead.post(f"/t/{it.id}/crowd", data=typed).status_code == 303


def crowd_of(it: Trialogue) -> Any:
    return it.town.house.crowds.here(it.id)


def everybody_in(it: Trialogue, count: int = ALL) -> None:
    until(lambda: len(it.state.seats) == count)


def card(it: Trialogue) -> str:
    """What the console says on who plays along."""
    return Person(it.lead).open(f"/t/{it.id}/lead").get(id="crowd").words


# == playing ==


def test_one_tap_makes_a_rehearsal_in_which_all_three_perspectives_play(place: Town) -> None:
    real = started(place)
    it = rehearsal(real, people="9")
    everybody_in(it)
    assert {p: it.state.seats_of(p) for p in THREE} == dict.fromkeys(THREE, 3)
    it.go("explore")
    until(lambda: {c.perspective for c in it.state.contributions.values()} == {*THREE})
    assert it.state.rehearsal
    assert not real.state.seats
    assert not real.state.rehearsal


@pytest.mark.parametrize(
    "format",
    [
        "besluitvorming",
        pytest.param("invoeringstoets", marks=pytest.mark.soak),
        pytest.param("verkenning", marks=pytest.mark.soak),
    ],
)
def test_in_every_format_they_do_what_each_step_asks(place: Town, format: str) -> None:
    it = rehearsal(started(place, format=format), people="9")
    everybody_in(it)
    for phase in it.state.script.phases:
        it.go(phase.key)
        if phase.allows(Activity.WRITE):
            until(lambda: len(it.state.contributions) >= ALL)
        if phase.allows(Activity.RATE):
            until(lambda: all(o.ratings for o in it.state.options.values()))
        if phase.allows(Activity.READ_BACK):
            until(lambda: any(o.answers for o in it.state.options.values()))
    assert crowd_of(it).present == dict.fromkeys(THREE, 3)


def test_a_larger_group_brings_guests_along(it: Trialogue) -> None:
    ask(it, people="18", quick="1")
    everybody_in(it, 18)
    assert sum(it.state.seats_of(p) for p in THREE) >= 17


@pytest.mark.parametrize("people", ["10", "500", "-9", "veel"])
def test_a_number_that_is_not_offered_brings_nobody(it: Trialogue, people: str) -> None:
    answer = it.lead.post(f"/t/{it.id}/crowd", data={"people": people})
    assert answer.status_code == 422
    assert crowd_of(it) is None


def test_two_starts_make_one_crowd(it: Trialogue) -> None:
    ask(it)
    ask(it)
    everybody_in(it)
    ask(it, people="18")
    time.sleep(0.5)
    assert len(it.state.seats) == ALL


def test_behind_https_they_carry_secure_cookies(tmp_path: Path, blank: Path, looks: Looks) -> None:
    made = town(tmp_path, blank, looks, pace=PACE, public_url="https://trialoog.example.nl")
    with made.client:
        it = rehearsal(started(made), people="9")
        everybody_in(it)


# == the card on the console ==


def test_the_card_says_who_is_in_and_asks_for_itself_only_while_they_play(it: Trialogue) -> None:
    console = Person(it.lead).open(f"/t/{it.id}/lead")
    assert "Laat mensen meespelen" in console.get(id="crowd").words
    assert not console.get(id="crowd")["hx-get"]
    ask(it)
    until(lambda: "Er spelen 9 mensen mee." in card(it))
    part = read(it.lead.get(f"/t/{it.id}/crowd", headers=HTMX).text)
    assert part.get(id="crowd")["hx-get"] == "crowd"
    assert [e.words for e in part.every("li")] == ["Beleid 3", "Uitvoering 3", "Politiek 3"]


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_who_is_stopped_keeps_the_seat_does_nothing_and_can_go_on(
    it: Trialogue, headers: dict[str, str]
) -> None:
    ask(it)
    everybody_in(it)
    answer = it.lead.post(f"/t/{it.id}/crowd/stop", headers=headers)
    assert answer.status_code == (200 if headers else 303)
    assert "Ze zijn gestopt" in card(it)
    time.sleep(0.2)  # what was under way arrives
    it.go("explore")
    before = it.state.seq
    time.sleep(0.5)
    assert it.state.seq == before
    assert "Laat ze weer meespelen" in card(it)
    ask(it)
    until(lambda: it.state.contributions)
    assert len(it.state.seats) == ALL


@pytest.mark.soak
def test_only_a_few_crowds_play_at_once_and_the_card_says_so(place: Town) -> None:
    several = []
    for number in range(4):
        lead = place.sign_in(f"Leider {number}", f"Team {number}")
        several.append(rehearsal(started(place, lead), people="9"))
    assert [crowd_of(it) is not None for it in several] == [True, True, True, False]
    assert "op te veel plekken tegelijk" in card(several[3])
    several[0].lead.post(f"/t/{several[0].id}/crowd/stop")
    ask(several[3])
    assert crowd_of(several[3]) is not None
    # Who was stopped waits for room like anybody else.
    ask(several[0])
    assert not crowd_of(several[0]).awake
    assert "op te veel plekken tegelijk" in card(several[0])


def test_in_the_next_rehearsal_of_a_team_they_play_and_in_the_one_before_they_stop(
    place: Town,
) -> None:
    real = started(place)
    several = [rehearsal(real, people="9", key=str(n)) for n in range(4)]
    assert [crowd_of(it).awake for it in several] == [False, False, False, True]
    assert "Laat ze weer meespelen" in card(several[0])
    ask(several[0])
    assert [crowd_of(it).awake for it in several] == [True, False, False, False]


def test_a_rehearsal_can_be_thrown_away_from_its_console(it: Trialogue) -> None:
    console = Person(it.lead).open(f"/t/{it.id}/lead")
    assert console.get(id="rehearsal").find(action=f"/t/{it.id}/delete")
    assert "Er wordt niets openbaar" in console.get(id="rehearsal").words


# == who may, and where ==


def test_a_stranger_and_a_participant_cannot_start_or_stop_them(it: Trialogue) -> None:
    stranger, colleague = it.town.visitor(), it.town.sign_in("Iemand anders", "Ander team")
    phone = it.join("policy")
    for path in ("crowd", "crowd/stop"):
        for who, status in ((stranger, 404), (colleague, 404), (phone, 403)):
            assert who.post(f"/t/{it.id}/{path}").status_code == status
            assert who.get(f"/t/{it.id}/crowd").status_code == status
    assert crowd_of(it) is None


def test_a_real_trialogue_gets_no_crowd(place: Town) -> None:
    real = started(place)
    console = Person(real.lead).open(f"/t/{real.id}/lead")
    assert "Laat mensen meespelen" not in console.words
    assert real.lead.post(f"/t/{real.id}/crowd").status_code == 409
    assert crowd_of(real) is None
    assert not real.state.seats


def test_a_rehearsal_that_has_not_begun_gets_no_crowd(place: Town) -> None:
    real = prepared(place, place.sign_in(), title="")
    answer = real.lead.post(f"/t/{real.id}/rehearse", data={"people": "9"})
    id = answer.headers["location"].split("/")[2]
    assert real.lead.post(f"/t/{id}/crowd").status_code == 409
    assert place.house.crowds.here(id) is None


# == how it ends ==


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing goes wrong, also not in the background. Being turned away is no mistake."""
    yield
    assert [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name != "trialoog.security"
    ] == []


@pytest.mark.usefixtures("quiet")
def test_at_closing_they_go_home(it: Trialogue) -> None:
    ask(it)
    everybody_in(it)
    it.ok("close-trialogue")
    until(lambda: crowd_of(it) is None)
    assert "De proef is gesloten" in card(it)
    assert it.lead.post(f"/t/{it.id}/crowd").status_code == 409


@pytest.mark.usefixtures("quiet")
def test_at_deleting_they_go_home_first_and_nothing_stays(it: Trialogue) -> None:
    ask(it)
    until(lambda: it.state.seats)
    it.go("explore")
    assert it.lead.post(f"/t/{it.id}/delete").status_code == 303
    assert crowd_of(it) is None
    time.sleep(0.3)
    assert rows(it.town, "SELECT seq FROM fact WHERE trialogue = ?", it.id) == []
    assert rows(it.town, "SELECT id FROM trialogue WHERE id = ?", it.id) == []


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("moment", [0.0, 0.05, 0.2])
def test_when_the_application_stops_nobody_plays_on(
    tmp_path: Path, blank: Path, looks: Looks, moment: float
) -> None:
    made = town(tmp_path, blank, looks, pace=PACE)
    with made.client:
        it = rehearsal(started(made), people="9")
        until(lambda: it.state.seats)
        it.go("explore")
        time.sleep(moment)
        crowds = made.house.crowds

        async def left() -> set[str]:
            await crowds.__aexit__()
            return {task.get_name() for task in asyncio.all_tasks() if "visit" in repr(task)}

        assert made.run(left) == set()
    assert crowds.here(it.id) is None


# == one tap from the preparation, and from the real one ==


def test_from_the_preparation_what_was_typed_comes_along_and_the_draft_stays_a_draft(
    place: Town,
) -> None:
    real = prepared(place, place.sign_in())
    it = rehearsal(real, title="Net getypt", people="9")
    everybody_in(it)
    assert it.state.title == "Net getypt"
    assert real.state.status is Status.DRAFT
    assert 'value="Net getypt"' in real.lead.get(f"/t/{real.id}/prepare").text


def test_what_is_not_complete_says_what_it_misses(place: Town) -> None:
    real = prepared(place, place.sign_in())
    answer = real.lead.post(f"/t/{real.id}/rehearse", data={"question": "", "people": "9"})
    assert answer.status_code == 303
    page = Person(real.lead).open(answer.headers["location"])
    assert "Er ontbreekt nog iets" in page.words
    assert page.get(id="question-error").words
    assert answer.headers["location"].split("/")[2] == real.id, "there is no copy of it"


def test_pressed_twice_it_is_one_rehearsal_and_after_a_change_another(place: Town) -> None:
    real = prepared(place, place.sign_in())
    first, second = (rehearsal(real, key="k1", people="9") for _ in range(2))
    assert first.id == second.id
    everybody_in(first)
    assert rehearsal(real, key="k1", title="Anders", people="9").id != first.id


def test_pressed_again_after_it_closed_it_leads_to_its_console(place: Town) -> None:
    real = started(place)
    first = rehearsal(real, key="k1", people="9")
    until(lambda: first.state.seats)
    first.ok("close-trialogue")
    until(lambda: crowd_of(first) is None)
    assert rehearsal(real, key="k1", people="9").id == first.id
    assert crowd_of(first) is None
    assert "De proef is gesloten" in card(first)


def test_the_preparation_offers_a_rehearsal_and_that_of_a_rehearsal_does_not(place: Town) -> None:
    real = prepared(place, place.sign_in())
    lead, address = Person(real.lead, script=False), f"/t/{real.id}/prepare"
    (button,) = lead.open(address).every("button", formaction=f"/t/{real.id}/rehearse")
    assert (button["name"], button["value"], button["form"]) == ("people", "9", "prepare")
    page = lead.open(f"/t/{unfinished(real).id}/prepare")
    assert not [e for e in page.every("button") if e["formaction"].endswith("/rehearse")]


def test_the_console_of_a_real_one_offers_a_rehearsal(place: Town) -> None:
    real = started(place)
    console = Person(real.lead).open(f"/t/{real.id}/lead")
    form = console.get(id="rehearsal").find(action=f"/t/{real.id}/rehearse")
    assert form
    seen = Person(real.lead, script=False).send(f"/t/{real.id}/lead", "rehearse")
    assert "Gooi deze proef weg" in seen.fresh.words
    assert not real.state.seats
