"""Clauses about arranging the board: groups, questions, what screens look at. See `decide`."""

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import text
from trialoog.core.decide_board import option_of
from trialoog.core.events import Event, Text
from trialoog.core.ids import ContributionId, DilemmaId, OptionId
from trialoog.core.refusals import Refused
from trialoog.core.state import Contribution, Looking, State
from trialoog.core.words import Kind, Pole

MOST_GROUPS = 60


def decide(state: State, command: c.Command) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role, standing and step were checked."""
    match command:
        case c.GroupCards():
            return _group(state, command)
        case c.NameGroup():
            if command.group not in state.groups or not state.cards_of(command.group):
                raise Refused("group_gone")
            name = text.line(command.name, "name", "group_name_missing")
            if state.groups[command.group].name == name:
                return ()
            return (e.GroupNamed(command.group, Text(name)),)
        case c.UngroupCards():
            found = (_readable(state, x) for x in command.contributions)
            grouped = tuple(x.id for x in found if x.group is not None)
            return (e.CardsUngrouped(grouped),) if grouped else ()
        case c.MarkAnswered():
            return _answered(state, command)
        case c.Focus():
            return _focus(state, command)
        case c.FreezeScreen():
            return () if state.frozen is not None else (e.ScreenFrozen(),)
        case c.UnfreezeScreen():
            return () if state.frozen is None else (e.ScreenUnfrozen(),)
        case c.RateAnew():
            options = state.options_of(state.board().id)
            outcomes = {option.id: state.outcome_of(option.id) for option in options}
            stands = {o for o, outcome in outcomes.items() if outcome and outcome.recorded}
            if not any(option.ratings for option in options if option.id not in stands):
                return ()
            return (e.RatingsSetAside(state.board().id),)
    raise AssertionError(f"no clause for {type(command).__name__}")


def _readable(state: State, found: ContributionId) -> Contribution:
    if found not in state.contributions or not state.visible(state.contributions[found]):
        raise Refused("unknown_contribution")
    return state.contributions[found]


Place = tuple[DilemmaId, Pole | None, OptionId | None]


def _place(contribution: Contribution) -> Place:
    return contribution.dilemma, contribution.pole, contribution.option


def _group(state: State, command: c.GroupCards) -> tuple[Event, ...]:
    if not command.contributions:
        raise Refused("cards_missing", "contributions")
    cards = [_readable(state, x) for x in dict.fromkeys(command.contributions)]
    dilemma = state.dilemmas[cards[0].dilemma]
    if command.group is None:
        return _new_group(state, command, cards)
    if command.group not in state.groups or state.groups[command.group].dilemma != dilemma.id:
        raise Refused("group_gone")
    _of_one_place(*state.cards_of(command.group), *cards)
    moved = tuple(card.id for card in cards if card.group != command.group)
    return (e.CardsGrouped(command.group, dilemma.id, moved),) if moved else ()


def _new_group(state: State, command: c.GroupCards, cards: list[Contribution]) -> tuple[Event, ...]:
    _of_one_place(*cards)
    if command.new in state.groups:
        raise Refused("already_there")
    dilemma = cards[0].dilemma
    there = {card.group for card in state.contributions_of(dilemma)} - {None}
    if len(there) >= MOST_GROUPS:
        raise Refused("groups_full", "contributions")
    name = text.line(command.name, "name")
    grouped = e.CardsGrouped(command.new, dilemma, tuple(card.id for card in cards))
    return (grouped, e.GroupNamed(command.new, Text(name))) if name else (grouped,)


def _of_one_place(*cards: Contribution) -> None:
    if len({_place(card) for card in cards}) > 1:
        raise Refused("cards_apart", "contributions")


def _answered(state: State, command: c.MarkAnswered) -> tuple[Event, ...]:
    found = _readable(state, command.contribution)
    if found.kind is not Kind.QUESTION:
        raise Refused("no_question")
    if found.answered == command.on:
        return ()
    return (e.QuestionAnswered(found.id) if command.on else e.QuestionReopened(found.id),)


def _focus(state: State, command: c.Focus) -> tuple[Event, ...]:
    if command.contribution is not None:
        found = _readable(state, command.contribution)
        if found.dilemma != state.dilemma:
            raise Refused("unknown_contribution")
        wanted: Looking | None = Looking(contribution=found.id)
    elif command.option is not None:
        option = option_of(state, command.option)
        if option.dilemma != state.dilemma:
            raise Refused("unknown_option", "option")
        wanted = Looking(option=option.id)
    else:
        wanted = None
    if wanted == state.looking:
        return ()
    return (e.Focused(command.contribution, None if wanted is None else wanted.option),)
