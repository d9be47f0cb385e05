"""Who gets which live regions: one literal table. The only way to HTML that goes to many.

`render` depends on the state, the audience and the language only (the freshness law).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trialoog.core.state import State
from trialoog.core.words import Perspective, Role
from trialoog.views import board_models, board_told, console, earlier, screen_floor, screen_models
from trialoog.views.fragments import Table, redraw
from trialoog.views.looks import Looks


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who sees the same: a role, and for participants the perspective."""

    role: Role
    perspective: Perspective | None = None


REGIONS: Mapping[Role, Table] = {
    Role.PARTICIPANT: {
        "phase-name": ("board/participant/phase-name.html", board_models.phase_name),
        "clock": ("board/participant/clock.html", board_models.clock),
        "phases": ("board/participant/phases.html", board_models.phases),
        "step": ("board/participant/step.html", board_models.step),
        "looking": ("board/participant/looking.html", board_models.looking),
        "small": ("board/participant/small.html", board_models.small),
        "floor": ("board/participant/floor.html", board_models.floor),
        "earlier": ("board/participant/earlier.html", earlier.board),
        "told": ("board/participant/told.html", board_told.told),
        "board": ("board/participant/board.html", board_models.board),
    },
    Role.FACILITATOR: console.REGIONS,
    Role.SCREEN: {
        "head": ("board/screen/head.html", screen_models.head),
        "clock": ("board/screen/clock.html", board_models.clock),
        "earlier": ("board/screen/earlier.html", screen_models.earlier_line),
        "stage": ("board/screen/stage.html", screen_models.stage),
        "turn": ("board/screen/turn.html", screen_floor.turn),
        "step": ("board/screen/step.html", board_models.step),
    },
}


# What a perspective sees as no other does; all else is drawn once for everybody of a role.
OWN = frozenset({"small", "floor"})


def render(looks: Looks, state: State, audience: Audience, language: str) -> dict[str, str]:
    """Return the HTML of every region that an audience has, by element id."""
    if audience.role is Role.SCREEN and state.frozen is not None:
        # The clock and the turns go on: they are of the people in the room, not of the screen.
        state = replace(state.frozen, timer=state.timer, floor=state.floor)
    return {
        region: redraw(
            looks, language, template, model, state, audience.perspective if region in OWN else None
        )
        for region, (template, model) in REGIONS[audience.role].items()
    }
