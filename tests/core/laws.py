"""What has to hold in every meeting, whatever people do. Compares states; knows no clause of the
engine.
"""

from collections.abc import Callable
from dataclasses import replace

from tests.core import laws_arranging as arranging
from tests.core import laws_speaking as speaking
from trialoog.core import commands as c
from trialoog.core import weighing
from trialoog.core.approvals import unapproved
from trialoog.core.hearing import unheard
from trialoog.core.state import State
from trialoog.core.words import OutcomeKind, Perspective, Stance, Status

# == between two states: what was said stays, and changes only in the ways a rule names ==


def the_agenda_only_grows(before: State, after: State, command: c.Command) -> None:
    for dilemma in before.dilemmas.values():
        now = after.dilemmas[dilemma.id]
        assert now.options[: len(dilemma.options)] == dilemma.options
        was_said = before.texts.get(dilemma.id, ())
        said = after.texts.get(dilemma.id, ())[: len(was_said)]
        if isinstance(command, c.Reveal):  # the texts of the round change places, and no others
            assert sorted(said) == sorted(was_said)
            moved = {text for text, was in zip(said, was_said, strict=True) if text != was}
            assert {before.contributions[text].round for text in moved} <= {command.round}
        else:
            assert said == was_said
        assert now.rounds[: len(dilemma.rounds)] == dilemma.rounds
        kept = now.publications[: len(dilemma.publications)]
        if isinstance(command, c.RedactTexts):  # what went leaves its mark, and nothing else
            kept = tuple(
                replace(new, document=was.document, redacted=was.redacted)
                for new, was in zip(kept, dilemma.publications, strict=True)
            )
            assert now.publications == dilemma.publications or all(
                p.redacted
                for p, was in zip(now.publications, dilemma.publications, strict=True)
                if p.document != was.document
            )
        if isinstance(command, c.WithdrawPublication | c.MailWeighing):
            kept = tuple(
                replace(new, withdrawn=was.withdrawn, mailed=was.mailed)
                for new, was in zip(kept, dilemma.publications, strict=True)
            )
        assert kept == dilemma.publications
        assert now.public == bool(now.publications and not now.publications[-1].withdrawn)
        assert [each.version for each in now.publications] == [*range(1, len(now.publications) + 1)]
        if len(now.publications) != len(dilemma.publications):
            assert isinstance(command, c.PublishWeighing)
            assert after.recorded(dilemma.id)
            silent = set(unapproved(before, dilemma.id, command.text))
            assert silent <= {*command.without}, "said to be missing, by whoever published"
        if now.approvals != dilemma.approvals:
            assert isinstance(command, c.ApproveRelease | c.WantChange | c.Reopen)


def no_option_disappears(before: State, after: State, command: c.Command) -> None:
    for was in before.options.values():
        now = after.options[was.id]
        assert (now.letter, now.dilemma, now.nothing) == (was.letter, was.dilemma, was.nothing)
        assert now.corrections[: len(was.corrections)] == was.corrections
        # All titles it ever had, the first one first.
        titles = (*now.earlier, now.title)
        assert titles[: len(was.earlier) + 1] == (*was.earlier, was.title)
        if was.outcome is not None and now.outcome != was.outcome:
            assert after.outcomes[was.outcome].withdrawn
            assert isinstance(command, c.WithdrawOutcome | c.ProposeOutcome | c.MergeOption)


def no_text_disappears(before: State, after: State, command: c.Command) -> None:
    for was in before.contributions.values():
        now = after.contributions[was.id]
        assert (now.perspective, now.tag, now.proxy) == (was.perspective, was.tag, was.proxy)
        assert (now.late, now.round, now.option) == (was.late, was.round, was.option)
        if (now.text, now.kind, now.pole) != (was.text, was.kind, was.pole):
            assert isinstance(command, c.RewordContribution)
            assert not before.visible(was)
        if now.withdrawn != was.withdrawn:
            assert isinstance(command, c.WithdrawContribution)
            assert not before.visible(was)
        if after.visible(now) and not before.visible(was):
            assert isinstance(command, c.Reveal | c.AdmitLate | c.PutBack)
        if before.visible(was) and not after.visible(now):
            assert isinstance(command, c.HoldBack)


def no_outcome_disappears(before: State, after: State, command: c.Command) -> None:
    for was in before.outcomes.values():
        now = after.outcomes[was.id]
        assert (now.reason, now.kind, now.option) == (was.reason, was.kind, was.option)
        assert (now.reopen, now.downsides, now.into) == (was.reopen, was.downsides, was.into)
        assert now.weighed == was.weighed
        reserved = {kept.perspective for kept in now.reservations}
        assert now.unheard == tuple(p for p in was.unheard if p not in reserved)
        assert (now.withdrawn, now.shown) >= (was.withdrawn, was.shown)
        if was.recorded:
            assert now.consents == was.consents
        for old, kept in zip(was.reservations, now.reservations, strict=False):
            assert kept.perspective is old.perspective
            # All wordings it ever had, the first one first.
            worded = (*kept.earlier, kept.text)
            assert worded[: len(old.earlier) + 1] == (*old.earlier, old.text)
            assert worded == (*old.earlier, old.text) or isinstance(command, c.WordReservation)
        assert len(now.reservations) >= len(was.reservations)
    for new in after.outcomes.keys() - before.outcomes.keys():
        outcome = after.outcomes[new]
        silent = unheard(before, outcome.option)
        assert outcome.unheard == tuple(p for p in silent if p not in outcome.says)
        assert all(before.visible(before.contributions[text]) for text in outcome.weighed)


def objections_become_reservations(before: State, after: State, command: c.Command) -> None:
    for was in before.outcomes.values():
        now = after.outcomes[was.id]
        if now.recorded and not was.recorded:
            assert isinstance(command, c.RecordOutcome)
            kept = len(was.reservations)
            assert now.reservations[:kept] == was.reservations
            objections = [
                (each.perspective, each.why)
                for each in was.consents.values()
                if each.stance is Stance.OBJECT
            ]
            made = [(r.perspective, r.text) for r in now.reservations[kept:]]
            assert sorted(made) == sorted(objections)


def what_was_frozen_stays_frozen(before: State, after: State, command: c.Command) -> None:
    if before.format is not None:
        assert (after.promise, after.format) == (before.promise, before.format)
        assert (after.started, after.rehearsal) == (before.started, before.rehearsal)


# == of any state ==


def every_outcome_has_what_it_needs(state: State) -> None:
    for outcome in state.outcomes.values():
        assert outcome.reason.strip()
        assert outcome.kind in state.script.outcomes
        assert not (outcome.recorded and outcome.withdrawn)
        assert outcome.withdrawn or state.options[outcome.option].outcome == outcome.id
        assert outcome.asked or not outcome.shown
        if outcome.kind in (OutcomeKind.REJECTED, OutcomeKind.PARKED):
            assert outcome.reopen.strip()
        if outcome.kind is OutcomeKind.CHOSEN:
            assert outcome.downsides
        if outcome.kind is OutcomeKind.MERGED:
            assert outcome.into is not None


def merged_options_never_go_in_circles(state: State) -> None:
    for option in state.options.values():
        seen, at = {option.id}, state.outcome_of(option.id)
        while at is not None and at.into is not None:
            assert at.into not in seen
            assert state.options[at.into].dilemma == option.dilemma
            seen.add(at.into)
            at = state.outcome_of(at.into)


def hidden_texts_are_invisible(state: State) -> None:
    for text in state.contributions.values():
        assert (text.round is None) == (text.option is not None)
        if state.visible(text):
            assert not text.held
            assert not text.withdrawn
            assert text.admitted or not text.late
            assert text.round is None or state.rounds[text.round].revealed


def one_round_runs_at_most(state: State) -> None:
    running = [(each.id, each.dilemma) for each in state.rounds.values() if each.open]
    assert running in ([], [(state.round, state.dilemma)])
    if state.status is not Status.OPEN:
        assert running == []
        assert state.timer is None


def nobody_present_is_absent(state: State) -> None:
    for perspective in state.at_table:
        assert state.seats_of(perspective) <= state.most.get(perspective, 0)
        assert not (perspective in state.absent and state.seats_of(perspective))


def options_can_be_told_apart(state: State) -> None:
    for dilemma in state.dilemmas:
        options = state.options_of(dilemma)
        assert len({each.title.casefold() for each in options}) == len(options)
        assert len({each.letter for each in options}) == len(options)
        assert sum(each.nothing for each in options) == 1


def nobody_counts_twice(state: State, phones: int) -> None:
    """With as many phones as given: none of them stands twice behind a number."""
    for option in state.options.values():
        assert len(option.answers) <= phones
        for perspective in Perspective:
            rated = [each for each in option.ratings.values() if each.perspective is perspective]
            assert len(rated) <= phones
            assert len({each.era for each in rated}) <= 1
    for outcome in state.outcomes.values():
        assert len(outcome.consents) <= phones
    assert len(state.ready) <= phones
    assert len([hand for hand in state.floor.hands if hand.tag]) <= phones


def no_public_number_is_about_fewer_than_three(state: State) -> None:
    for dilemma in state.dilemmas:
        for row in weighing.picture(state, dilemma, public=True):
            for mark in (mark for cell in row.cells for mark in cell.marks):
                assert mark.seats == 0 or mark.seats >= 3
                assert (mark.value is None) == (mark.seats == 0)
    for outcome in state.outcomes.values():
        for tally in weighing.consent(state, outcome, public=True):
            said = [x for x in outcome.consents.values() if x.perspective is tally.perspective]
            counts = {tally.support, tally.live_with, tally.objects}
            assert (counts == {None}) == (len(said) < 3)


BETWEEN: tuple[Callable[[State, State, c.Command], None], ...] = (
    the_agenda_only_grows,
    no_option_disappears,
    no_text_disappears,
    no_outcome_disappears,
    objections_become_reservations,
    what_was_frozen_stays_frozen,
    arranging.a_text_is_arranged_by_hand,
    arranging.screens_look_elsewhere_for_a_reason,
    arranging.what_stands_still_stays_as_it_was,
    arranging.ratings_go_aside_and_stay_heard,
    arranging.what_was_said_moves_along_with_a_merge,
    speaking.the_lead_changes_hands_on_purpose,
    speaking.hands_go_up_and_down_by_hand,
    speaking.ready_is_said_of_one_step,
    speaking.time_that_was_spoken_stays_spoken,
)
ALWAYS: tuple[Callable[[State], None], ...] = (
    every_outcome_has_what_it_needs,
    merged_options_never_go_in_circles,
    hidden_texts_are_invisible,
    one_round_runs_at_most,
    nobody_present_is_absent,
    options_can_be_told_apart,
    arranging.what_stands_together_is_in_one_place_and_was_seen,
    arranging.screens_look_at_what_the_room_may_see,
    arranging.a_screen_that_stands_still_shows_nothing_that_is_hidden,
    speaking.every_hand_has_one_place_in_a_fair_queue,
    speaking.everybody_may_speak_as_long_as_everybody,
    speaking.outside_an_open_meeting_nobody_has_the_floor,
)
