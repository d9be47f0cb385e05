"""What has to hold about an arranged board in every meeting. Compares states; see `laws`."""

from dataclasses import replace

from trialoog.core import commands as c
from trialoog.core.hearing import heard
from trialoog.core.state import State
from trialoog.core.words import THREE

# == between two states ==


def a_text_is_arranged_by_hand(before: State, after: State, command: c.Command) -> None:
    for was in before.contributions.values():
        now = after.contributions[was.id]
        if now.group != was.group:
            assert isinstance(command, c.GroupCards | c.UngroupCards)
            assert was.id in command.contributions
        if now.answered != was.answered:
            assert isinstance(command, c.MarkAnswered)
            assert command.contribution == was.id
    for group in before.groups.values():
        now_named = after.groups[group.id].name
        assert now_named == group.name or isinstance(command, c.NameGroup)


def screens_look_elsewhere_for_a_reason(before: State, after: State, command: c.Command) -> None:
    if isinstance(command, c.ShowPicture | c.ProposeOutcome | c.MergeOption):
        assert after.looking is None
    if after.looking == before.looking:
        return
    if isinstance(command, c.Focus):
        return
    assert after.looking is None
    steps = c.MoveTo | c.ShowPicture | c.ProposeOutcome | c.MergeOption
    assert isinstance(command, steps | c.HoldBack)
    if isinstance(command, c.HoldBack):
        assert before.looking is not None
        assert before.looking.contribution == command.contribution


def what_stands_still_stays_as_it_was(before: State, after: State, command: c.Command) -> None:
    if before.frozen is None:
        assert after.frozen in (None, before)
        assert (after.frozen is None) == (not isinstance(command, c.FreezeScreen))
    elif after.frozen is None:
        assert isinstance(command, c.UnfreezeScreen | c.Adjourn | c.CloseTrialogue)
    elif after.frozen != before.frozen:
        assert isinstance(command, c.HoldBack | c.PutBack)
        at = command.contribution
        same = replace(
            after.frozen,
            looking=before.frozen.looking,
            contributions={
                **after.frozen.contributions,
                at: replace(
                    after.frozen.contributions[at], held=before.frozen.contributions[at].held
                ),
            },
        )
        assert same == before.frozen
        assert after.frozen.looking in (None, before.frozen.looking)


def ratings_go_aside_and_stay_heard(before: State, after: State, command: c.Command) -> None:
    for was in before.options.values():
        now = after.options[was.id]
        outcome = before.outcome_of(was.id)
        if outcome is not None and outcome.recorded:
            assert now.ratings == was.ratings
        if was.ratings.keys() - now.ratings.keys():  # reopened, who rates anew takes the place
            assert isinstance(command, c.RateAnew) or before.era
        assert now.rated_before >= was.rated_before
        if isinstance(command, c.RateAnew):
            for perspective in THREE:
                assert heard(after, was.id, perspective) == heard(before, was.id, perspective)


def what_was_said_moves_along_with_a_merge(before: State, after: State, command: c.Command) -> None:
    if isinstance(command, c.MergeOption) and command.into is not None:
        # Answers are to the record of an outcome, and lapse with one that only waited.
        was, now = (
            replace(state.options[command.option], outcome=None, answers={})
            for state in (before, after)
        )
        assert now == was
        for perspective in THREE:
            one, other = (
                heard(before, option, perspective) for option in (command.option, command.into)
            )
            assert heard(after, command.into, perspective) == (one or other)


# == of any state ==


def what_stands_together_is_in_one_place_and_was_seen(state: State) -> None:
    for group in state.groups.values():
        cards = state.cards_of(group.id)
        assert group.id in state.dilemmas[group.dilemma].groups
        assert len({(card.dilemma, card.pole, card.option) for card in cards}) <= 1
    for card in state.contributions.values():
        if card.group is not None:
            assert state.groups[card.group].dilemma == card.dilemma
            assert state.shown(card)


def screens_look_at_what_the_room_may_see(state: State) -> None:
    looking = state.looking
    if looking is None:
        return
    assert (looking.contribution is None) != (looking.option is None)
    if looking.contribution is not None:
        text = state.contributions[looking.contribution]
        assert state.visible(text)
        assert text.dilemma == state.dilemma
    if looking.option is not None:
        assert state.options[looking.option].dilemma == state.dilemma


def a_screen_that_stands_still_shows_nothing_that_is_hidden(state: State) -> None:
    if state.frozen is None:
        return
    assert state.frozen.frozen is None
    screens_look_at_what_the_room_may_see(state.frozen)
    for text in state.frozen.contributions.values():
        assert not state.frozen.visible(text) or state.visible(state.contributions[text.id])
