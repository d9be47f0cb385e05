"""Who was heard on an option: what counts as having said something about it (rule 1)."""

from collections.abc import Container, Iterable, Mapping

from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.state import Option, State
from trialoog.core.words import THREE, Perspective

# Speaking about an option counts from so many seconds: a turn given by mistake says nothing.
SPOKE = 15


def mergers(state: State, dilemma: DilemmaId) -> Mapping[OptionId, tuple[Option, ...]]:
    """Return for each option what went on in it, also by way of another, as they came."""
    straight: dict[OptionId, list[Option]] = {}
    for option in state.options_of(dilemma):
        outcome = state.settled(option.id)
        if outcome is not None and outcome.into is not None:
            straight.setdefault(outcome.into, []).append(option)
    found: dict[OptionId, tuple[Option, ...]] = {}

    def into(option: OptionId) -> tuple[Option, ...]:
        if option not in found:
            found[option] = tuple(
                each for one in straight.get(option, ()) for each in (one, *into(one.id))
            )
        return found[option]

    return {option: into(option) for option in state.dilemmas[dilemma].options}


def voices(state: State, dilemma: DilemmaId) -> Mapping[OptionId, frozenset[Perspective]]:
    """Return which perspectives said anything about each option, or of what was merged into it.

    A reservation stays said, also when its outcome is withdrawn. What a perspective says of an
    outcome belongs to that outcome: see `said_nothing`.
    """
    said = {option.id: _spoke(option) for option in state.options_of(dilemma)}
    for text in state.contributions_of(dilemma):
        if text.option in said and not text.withdrawn:
            said[text.option] |= {text.perspective, *text.recognised.values()}
    for outcome in state.outcomes.values():
        if outcome.option in said:
            said[outcome.option] |= {kept.perspective for kept in outcome.reservations}
    return {
        option: frozenset(said[option].union(*(said[each.id] for each in merged)))
        for option, merged in mergers(state, dilemma).items()
    }


def heard(state: State, option: OptionId, perspective: Perspective) -> bool:
    """Tell whether a perspective said anything about an option, or of what was merged into it."""
    return perspective in voices(state, state.options[option].dilemma)[option]


def unheard(state: State, option: OptionId) -> tuple[Perspective, ...]:
    """Return which of the three present perspectives said nothing about an option."""
    return silent(state, state.options[option].dilemma)[option]


def said_nothing(
    silent: Iterable[Perspective], spoke: Container[Perspective]
) -> tuple[Perspective, ...]:
    """Return who of the silent still said nothing, now that these spoke with the outcome itself:
    in what each perspective says of it, or in a reservation.
    """
    return tuple(p for p in silent if p not in spoke)


def silent(state: State, dilemma: DilemmaId) -> Mapping[OptionId, tuple[Perspective, ...]]:
    """Return for each option which of the three present perspectives said nothing about it."""
    asked = tuple(p for p in THREE if p not in state.absent)
    return {
        option: tuple(p for p in asked if p not in said)
        for option, said in voices(state, dilemma).items()
    }


def _spoke(option: Option) -> set[Perspective]:
    """Return who put an option on the table, spoke about it, or rated it."""
    found = {option.perspective} if option.perspective is not None else set()
    found |= option.rated_before
    found |= {p for p, seconds in option.spoken.items() if seconds >= SPOKE}
    return found | {
        rating.perspective
        for rating in option.ratings.values()
        if any(value is not None for value in rating.values.values())
    }
