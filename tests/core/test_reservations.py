"""What perspectives say of an outcome: consent that is shown, reservations and their words."""

import pytest

from tests.core.playing import (
    IMPLEMENTATION,
    OVERSIGHT,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    kinds_of,
    published,
    start,
)
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import OutcomeId
from trialoog.core.refusals import RefusedAll
from trialoog.core.state import Reservation
from trialoog.core.words import OutcomeKind, Perspective, Stance


def decided() -> tuple[Meeting, OutcomeId]:
    """Return a meeting in which an outcome stands against one objection."""
    meeting = start()
    phones = meeting.join_all()
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Te snel."), phones[POLITICS][0])
    meeting.do(c.RecordOutcome(found))
    return meeting, found


# == consent ==


def test_how_the_perspectives_stand_is_shown_once_they_were_asked_and_by_an_act() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.SUPPORT), phones[POLICY][0])
    assert not meeting.state.outcomes[found].shown
    assert meeting.do(c.ShowConsent(found)) == (e.ConsentShown(found),)
    assert meeting.state.outcomes[found].shown
    assert meeting.do(c.ShowConsent(found)) == ()


def test_who_has_not_answered_when_the_room_sees_it_answers_no_more() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.SUPPORT), phones[POLICY][0])
    meeting.do(c.ShowConsent(found))
    for phone in (phones[POLICY][0], phones[POLITICS][0]):
        late = c.GiveConsent(found, Stance.OBJECT, "Toch niet.")
        assert meeting.refuses(late, phone) == ["consent_shown"]


def test_a_changed_outcome_shows_nothing_until_it_is_shown_again() -> None:
    meeting = start()
    meeting.go("decide")
    meeting.do(c.ShowConsent(meeting.propose(A)))
    second = meeting.propose(A, reason="Een andere reden.")
    assert not meeting.state.outcomes[second].shown


def test_where_nobody_was_asked_there_is_no_consent_to_show() -> None:
    meeting = start()
    meeting.go("options")
    merged = OutcomeId("merged")
    meeting.do(c.MergeOption(merged, A, B, "Zegt hetzelfde."))
    meeting.go("decide")
    assert meeting.refuses(c.ShowConsent(merged)) == ["consent_over"]
    assert meeting.refuses(c.ShowConsent(OutcomeId("unknown"))) == ["outcome_gone"]
    outcome = meeting.propose(B)
    meeting.go("explore")
    assert meeting.refuses(c.ShowConsent(outcome)) == ["not_this_step"]


def test_who_can_live_with_it_may_say_what_worries_them() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.GiveConsent(found, Stance.LIVE_WITH, " Wel op tijd. "), anna)
    (consent,) = meeting.state.outcomes[found].consents.values()
    assert (consent.stance, consent.why) == (Stance.LIVE_WITH, "Wel op tijd.")
    meeting.do(c.RecordOutcome(found))
    assert meeting.state.outcomes[found].reservations == ()


# == reservations ==


def test_a_reservation_is_added_in_the_name_of_a_perspective_beside_the_objections() -> None:
    meeting, found = decided()
    meeting.do(c.AddReservation(found, IMPLEMENTATION, " Alleen met extra mensen. "))
    assert meeting.state.outcomes[found].reservations == (
        Reservation(POLITICS, "Te snel."),
        Reservation(IMPLEMENTATION, "Alleen met extra mensen."),
    )


def test_a_reservation_made_before_the_outcome_stands_comes_before_the_objections() -> None:
    meeting = start()
    anna = meeting.join_all()[POLICY][0]
    meeting.go("decide")
    found = meeting.propose(A)
    meeting.do(c.AddReservation(found, POLITICS, "Eerst de raad."))
    meeting.do(c.GiveConsent(found, Stance.OBJECT, "Te duur."), anna)
    meeting.do(c.RecordOutcome(found))
    kept = meeting.state.outcomes[found].reservations
    assert [each.text for each in kept] == ["Eerst de raad.", "Te duur."]


def test_a_reservation_in_other_words_keeps_its_earlier_ones_and_its_perspective() -> None:
    meeting, found = decided()
    meeting.do(c.AddReservation(found, POLICY, "Met een toets."))
    for words in ("Niet voor de zomer.", "Niet voor 1 juli."):
        meeting.do(c.WordReservation(found, 0, words))
    assert meeting.state.outcomes[found].reservations == (
        Reservation(POLITICS, "Niet voor 1 juli.", ("Te snel.", "Niet voor de zomer.")),
        Reservation(POLICY, "Met een toets."),
    )
    assert meeting.do(c.WordReservation(found, 0, " Niet voor 1 juli. ")) == ()


@pytest.mark.parametrize(
    ("perspective", "words", "code"),
    [
        (None, "Te snel.", "perspective_missing"),
        (POLICY, " ", "text_missing"),
        (POLICY, "x" * 5001, "too_long"),
    ],
)
def test_a_reservation_needs_a_perspective_and_words(
    perspective: Perspective | None, words: str, code: str
) -> None:
    meeting, found = decided()
    assert meeting.refuses(c.AddReservation(found, perspective, words)) == [code]


@pytest.mark.parametrize("place", [-1, 1, 99])
def test_a_reservation_that_is_not_there_gets_no_other_words(place: int) -> None:
    meeting, found = decided()
    assert meeting.refuses(c.WordReservation(found, place, "Anders.")) == ["unknown_reservation"]
    assert meeting.refuses(c.WordReservation(found, 0, " ")) == ["text_missing"]


def test_an_outcome_that_is_gone_gets_no_reservations() -> None:
    meeting, found = decided()
    meeting.do(c.WithdrawOutcome(found))
    assert meeting.refuses(c.AddReservation(found, POLICY, "Te snel.")) == ["outcome_gone"]
    assert meeting.refuses(c.WordReservation(found, 0, "Te snel.")) == ["outcome_gone"]
    assert meeting.state.outcomes[found].reservations == (Reservation(POLITICS, "Te snel."),)


def test_reservations_are_worded_until_the_reading_back_and_no_longer() -> None:
    meeting, found = decided()
    word = c.WordReservation(found, 0, "Anders.")
    add = c.AddReservation(found, POLICY, "Ook wij.")
    meeting.go("read_back")
    assert (meeting.refuses(word), meeting.refuses(add)) == ([], [])
    meeting.go("explore")
    assert (meeting.refuses(word), meeting.refuses(add)) == (["not_this_step"], ["not_this_step"])
    meeting.close()
    assert (meeting.refuses(word), meeting.refuses(add)) == (["closed"], ["closed"])
    assert published().refuses(add) == ["closed"]


# == what a perspective says ==


def test_who_is_not_at_the_table_says_nothing_of_an_outcome() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.go("decide")
    said = {POLICY: "Voor.", POLITICS: "Voor.", IMPLEMENTATION: " "}
    with pytest.raises(RefusedAll) as refused:
        meeting.do(meeting.proposal(A, says=said))
    assert [(r.code, r.field) for r in refused.value.refusals] == [
        ("absent_says", f"says-{POLITICS}")
    ]
    meeting.join(POLITICS)
    meeting.do(meeting.proposal(A, says=said))
    outcome = meeting.state.outcome_of(A)
    assert outcome is not None
    assert outcome.says == {POLICY: "Voor.", POLITICS: "Voor."}


def test_a_guest_may_say_something_of_an_outcome_also_when_another_perspective_is_absent() -> None:
    meeting = start()
    meeting.join(OVERSIGHT)
    meeting.go("decide")
    events = meeting.do(meeting.proposal(A, kind=OutcomeKind.PARKED, says={OVERSIGHT: "Prima."}))
    assert kinds_of(events) == [e.OutcomeProposed, e.ConsentAsked]
