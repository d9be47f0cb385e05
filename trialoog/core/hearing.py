"""Who was heard on an option: what counts as having said something about it (rule 1)."""

from trialoog.core.ids import OptionId
from trialoog.core.state import Option, State
from trialoog.core.words import THREE, Perspective

# Speaking about an option counts from so many seconds: a turn given by mistake says nothing.
SPOKE = 15


def merged_into(state: State, option: OptionId) -> tuple[Option, ...]:
    """Return the options that went on in this one, also by way of another, as they came."""
    found: list[Option] = []
    for other in state.options_of(state.options[option].dilemma):
        outcome = state.outcome_of(other.id)
        if outcome is not None and outcome.recorded and outcome.into == option:
            found.extend((other, *merged_into(state, other.id)))
    return tuple(found)


def heard(state: State, option: OptionId, perspective: Perspective) -> bool:
    """Tell whether a perspective said anything about an option, or of what was merged into it."""
    its = (state.options[option], *merged_into(state, option))
    if any(_spoke(one, perspective) for one in its):
        return True
    ids = {one.id for one in its}
    return any(
        found.option in ids
        and not found.withdrawn
        and (found.perspective is perspective or perspective in found.recognised_by)
        for found in state.contributions_of(state.options[option].dilemma)
    )


def unheard(state: State, option: OptionId) -> tuple[Perspective, ...]:
    """Return which of the three present perspectives said nothing about an option."""
    return tuple(p for p in THREE if p not in state.absent and not heard(state, option, p))


def _spoke(option: Option, perspective: Perspective) -> bool:
    """Tell whether a perspective put it on the table, spoke about it, or rated it."""
    if option.perspective is perspective or perspective in option.rated_before:
        return True
    return option.spoken.get(perspective, 0) >= SPOKE or any(
        rating.perspective is perspective and any(v is not None for v in rating.values.values())
        for rating in option.ratings.values()
    )
