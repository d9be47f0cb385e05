"""A round on paper, typed in afterwards in one go: all cards or none."""

from typing import Any

import pytest

from tests.core.playing import D1, IMPLEMENTATION, POLICY, POLITICS, A, Meeting, kinds_of, start
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import ContributionId, OptionId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Kind, Pole


def card(row: str, **more: Any) -> c.PaperCard:
    """Return a card that is complete, in the row of the form with this name."""
    said: dict[str, Any] = {
        "contribution": ContributionId(f"card-{row}"),
        "perspective": POLITICS,
        "kind": Kind.SIGNAL,
        "text": f"Kaartje {row}",
        "pole": Pole.A,
    }
    return c.PaperCard(row=row, **said | more)


def writing() -> Meeting:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    return meeting


def visible(meeting: Meeting) -> set[str]:
    return {
        each.text for each in meeting.state.contributions.values() if meeting.state.visible(each)
    }


def wrong(meeting: Meeting, *cards: c.PaperCard) -> list[tuple[str, str | None]]:
    """Return what is refused, each with its field."""
    with pytest.raises(RefusedAll) as refused:
        meeting.do(c.EnterCards(cards))
    return [(each.code, each.field) for each in refused.value.refusals]


def test_cards_of_all_perspectives_go_in_at_once_marked_as_typed_in_for_somebody() -> None:
    meeting = writing()
    cards = (card("1"), card("2", perspective=POLICY, pole=Pole.B), card("3", kind=Kind.WORRY))
    assert kinds_of(meeting.do(c.EnterCards(cards))) == [e.ContributionMade] * 3
    made = meeting.state.contributions_of(D1)
    assert [(each.text, each.perspective, each.pole) for each in made] == [
        ("Kaartje 1", POLITICS, Pole.A),
        ("Kaartje 2", POLICY, Pole.B),
        ("Kaartje 3", POLITICS, Pole.A),
    ]
    assert all(each.proxy and each.tag is None for each in made)


@pytest.mark.parametrize("over", [False, True])
def test_cards_are_in_time_while_nothing_is_revealed_also_when_the_writing_is_over(
    over: bool,
) -> None:
    meeting = writing()
    found = meeting.state.round
    assert found is not None
    if over:
        meeting.do(c.CloseRound(found))
    meeting.do(c.EnterCards((card("1"),)))
    (made,) = meeting.state.contributions.values()
    assert not made.late
    assert visible(meeting) == set()
    meeting.reveal()
    assert visible(meeting) == {"Kaartje 1"}


def test_cards_typed_in_after_the_reveal_are_on_the_board_at_once_and_marked_late() -> None:
    meeting = writing()
    meeting.reveal()
    events = meeting.do(c.EnterCards((card("1"), card("2"))))
    assert kinds_of(events) == [e.ContributionMade, e.LateAdmitted] * 2
    assert visible(meeting) == {"Kaartje 1", "Kaartje 2"}
    assert all(each.late and each.admitted for each in meeting.state.contributions.values())


def test_cards_about_an_option_go_in_where_the_step_lets_people_argue() -> None:
    meeting = writing()
    about = card("1", option=A, pole=None, kind=Kind.RISK)
    assert wrong(meeting, about) == [("not_this_step", "text-1")]
    meeting.go("options")
    meeting.do(c.EnterCards((about,)))
    assert visible(meeting) == {"Kaartje 1"}
    assert wrong(meeting, card("2", option=OptionId("no"), kind=Kind.RISK)) == [
        ("unknown_option", "option-2")
    ]


def test_one_wrong_card_keeps_all_out_and_each_mistake_names_its_field_and_its_row() -> None:
    meeting = writing()
    before = meeting.state
    cards = (
        card("1"),
        card("2", text=" "),
        card("5", perspective=None),
        card("6", pole=None),
        card("7", kind=None),
        card("8", kind=Kind.FOR),
        card("9", text="x" * 5001),
    )
    assert wrong(meeting, *cards) == [
        ("text_missing", "text-2"),
        ("perspective_missing", "perspective-5"),
        ("pole_missing_choice", "pole-6"),
        ("kind_missing", "kind-7"),
        ("kind_missing", "kind-8"),
        ("too_long", "text-9"),
    ]
    assert meeting.state == before


def test_no_cards_at_all_are_refused_beside_the_first_field() -> None:
    meeting = writing()
    with pytest.raises(Refused) as refused:
        meeting.do(c.EnterCards(()))
    assert (refused.value.code, refused.value.field) == ("text_missing", "text-1")


def test_no_card_goes_in_twice() -> None:
    meeting = writing()
    meeting.do(c.EnterCards((card("1"),)))
    assert wrong(meeting, card("1")) == [("already_there", "text-1")]
    twice = (card("2"), card("3", contribution=ContributionId("card-2")))
    assert meeting.refuses(c.EnterCards(twice)) == ["already_there"]


def test_a_board_that_is_full_takes_no_cards_and_the_last_places_no_more_than_fit() -> None:
    meeting = writing()
    meeting.do(c.EnterCards(tuple(card(str(number)) for number in range(4999))))
    two = (card("a"), card("b"))
    assert meeting.refuses(c.EnterCards(two)) == ["board_full"]
    meeting.do(c.EnterCards(two[:1]))
    assert wrong(meeting, two[1]) == [("board_full", "text-b")]


def test_who_spoke_by_a_card_is_heard_and_was_at_the_table() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.go("options")
    meeting.do(
        c.EnterCards((card("1", perspective=IMPLEMENTATION, option=A, kind=Kind.RISK, pole=None),))
    )
    meeting.close()
    assert meeting.state.absent == (POLITICS,)
    assert IMPLEMENTATION in meeting.state.small
