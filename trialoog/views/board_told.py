"""What was said about each option, for a phone that rates them: the same on all of them."""

from trialoog.core.state import State
from trialoog.core.words import Activity, Perspective
from trialoog.views import board_models


def told(state: State, _: Perspective | None) -> board_models.Shown:
    """Show what was said about the options, in a step that rates them and has no list of them."""
    phase = board_models.underway(state)
    rates = phase is not None and state.dilemma is not None and phase.allows(Activity.RATE)
    if phase is None or not rates or phase.allows(Activity.OPTIONS) or phase.allows(Activity.ARGUE):
        return {"told": (), "recognise": False}
    found = (o for o in board_models.option_cards(state) if not o.into)
    return {
        "told": tuple(o for o in found if any(it.clusters for it in (o, *o.merged))),
        "recognise": phase.allows(Activity.RECOGNISE),
    }
