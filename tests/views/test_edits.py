"""What a page is sent when a board changes: texts one by one, and only when that is enough."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.playing import IMPLEMENTATION, POLICY, POLITICS, A, Meeting, start
from tests.live.meeting import change, partials
from tests.promises.random_meetings import random_meeting
from trialoog.core import commands as c
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Perspective, Role
from trialoog.views.edits import TEXT, changes
from trialoog.views.looks import Looks
from trialoog.views.regions import OWN, REGIONS, Audience, render

Places = list[list[tuple[int, str]]]

WORDS = st.tuples(st.integers(0, 6), st.sampled_from(["", "a", "b <i>c</i>"]))
PLACES = st.lists(st.lists(WORDS, max_size=5), min_size=2, max_size=2)
PHONE, CONSOLE = Audience(Role.PARTICIPANT, POLICY), Audience(Role.FACILITATOR)


def drawn(places: Places, title: str = "") -> str:
    """A board of some places with texts, which say so when there is none."""
    shown = (
        "".join(f'{TEXT}tekst-{id}"><p>{words}</p></article>' for id, words in place)
        for place in places
    )
    return (
        f"<div id=board>{title}" + "".join(f"<ul>{it or 'niets'}</ul>" for it in shown) + "</div>"
    )


def brought(old: str, new: str) -> str:
    """What a page makes of the changes from one board to another."""
    page = {"board": old}
    change(page, partials(changes({"board": old}, {"board": new})))
    return page["board"]


@given(PLACES, PLACES)
def test_whatever_changes_the_page_becomes_what_the_server_draws(old: Places, new: Places) -> None:
    assert brought(drawn(old), drawn(new)) == drawn(new)


def test_a_region_that_was_not_there_comes_also_when_it_is_empty() -> None:
    assert "#new" in changes({}, {"new": ""})
    assert not changes({"new": ""}, {"new": ""})


FIRST: Places = [[(1, "a"), (2, "a")], [(3, "a"), (4, "a")]]


@pytest.mark.parametrize(
    ("new", "swaps"),
    [
        ([[(1, "a"), (2, "a"), (5, "a"), (6, "a")], [(3, "a"), (4, "a")]], ["afterend"]),
        ([[(5, "a"), (1, "a"), (2, "a")], [(3, "a"), (4, "a")]], ["beforebegin"]),
        ([[(1, "a"), (2, "a")], [(5, "a"), (3, "a"), (4, "a")]], ["beforebegin"]),
        ([[(1, "a"), (5, "a"), (2, "a")], [(3, "a"), (4, "a"), (6, "a")]], ["afterend"] * 2),
        ([[(1, "a")], [(3, "a"), (4, "a")]], ["delete"]),
        ([[(1, "a"), (2, "b")], [(3, "b"), (4, "a")]], ["outerMorph"] * 2),
        ([[(2, "a"), (5, "a")], [(3, "b"), (4, "a")]], ["afterend", "delete", "outerMorph"]),
    ],
)
def test_texts_that_come_go_or_change_are_all_that_is_sent(new: Places, swaps: list[str]) -> None:
    # On a board of some size: of a tiny one it costs less to send the whole.
    title = "x" * 500
    found = partials(changes({"board": drawn(FIRST, title)}, {"board": drawn(new, title)}))
    assert [it.swap for it in found] == swaps
    assert not any(it.whole for it in found)


@pytest.mark.parametrize(
    "new",
    [
        [[(2, "a"), (1, "a")], [(3, "a"), (4, "a")]],  # another order
        [[(1, "a"), (2, "a"), (3, "a")], [(4, "a")]],  # another place
        [[], [(3, "a"), (4, "a")]],  # the place says now that it is empty
        [[(1, "a"), (2, "a")], [(3, "a"), (3, "a")]],  # twice the same
    ],
)
def test_what_is_more_than_that_goes_as_a_whole(new: Places) -> None:
    found = partials(changes({"board": drawn(FIRST)}, {"board": drawn(new)}))
    assert [it.whole for it in found] == [True]
    titled = partials(changes({"board": drawn(FIRST)}, {"board": drawn(FIRST, "Titel")}))
    assert [it.whole for it in titled] == [True]


# --- the real boards -----------------------------------------------------------------------


def busy() -> Meeting:
    meeting = start()
    meeting.join_all()
    meeting.go("options")
    people = [meeting.join(p) for p in (POLICY, IMPLEMENTATION, POLITICS)]
    for number in range(30):
        meeting.argue(people[number % 3], A, f"Reden {number}.")
    return meeting


@pytest.mark.parametrize("seen", [PHONE, CONSOLE], ids=["phone", "console"])
def test_one_more_text_on_a_full_board_costs_one_text(looks: Looks, seen: Audience) -> None:
    meeting = busy()
    who = meeting.join(POLICY)
    before = render(looks, meeting.state, seen, "nl")
    meeting.argue(who, A, "De dertigste reden.")
    after = render(looks, meeting.state, seen, "nl")
    sent = changes(before, after)
    assert len(sent) < 8000 < len(after["board" if seen is PHONE else "options"])
    page = dict(before)
    change(page, partials(sent))
    assert page == after


@pytest.mark.parametrize("seen", [PHONE, CONSOLE], ids=["phone", "console"])
def test_recognising_a_text_costs_that_text(looks: Looks, seen: Audience) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    first = meeting.write(meeting.join(POLICY), "Dit zien wij ook.")
    meeting.write(meeting.join(IMPLEMENTATION), "En dit.")
    meeting.reveal()
    before = render(looks, meeting.state, seen, "nl")
    meeting.do(c.Recognise(first, on=True), meeting.join(POLITICS))
    after = render(looks, meeting.state, seen, "nl")
    found = [it for it in partials(changes(before, after)) if not it.whole]
    assert [(it.id, it.swap) for it in found] == [(f"tekst-{first}", "outerMorph")]


# --- drawn anew is only what changed --------------------------------------------------------


@given(seed=st.integers(0, 10**6))
@settings(max_examples=8)
def test_a_room_that_remembers_what_it_drew_shows_what_is_so_now(looks: Looks, seed: int) -> None:
    meeting, room = Meeting(), looks.of_one_room()
    for number, act in enumerate(random_meeting(seed, 30)):
        meeting.now = act.now
        try:
            meeting.do(act.command, act.by)
        except (Refused, RefusedAll):
            continue
        for role in REGIONS:
            seen = Audience(role, tuple(Perspective)[number % 3])
            again = render(room, meeting.state, seen, "nl")
            assert again == render(looks, meeting.state, seen, "nl")


def test_what_has_not_changed_is_not_drawn_again(looks: Looks) -> None:
    meeting, room = busy(), looks.of_one_room()
    see = partial(render, room, audience=PHONE, language="nl")
    before = see(state=meeting.state)
    meeting.argue(meeting.join(POLICY), A, "Nog een reden.")
    after = see(state=meeting.state)
    assert before["board"] != after["board"]
    assert {id for id in after if after[id] is before[id]} >= {"phase-name", "clock", "phases"}


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15)
def test_what_no_perspective_has_of_its_own_is_the_same_for_all(looks: Looks, seed: int) -> None:
    meeting = Meeting()
    for act in random_meeting(seed, 30):
        meeting.now = act.now
        try:
            meeting.do(act.command, act.by)
        except (Refused, RefusedAll):
            continue
    for region, (_, model) in REGIONS[Role.PARTICIPANT].items():
        shown = [model(meeting.state, p) for p in meeting.state.at_table]
        assert region in OWN or all(it == shown[0] for it in shown)
