"""Who gets which live regions: one literal table. The only way to HTML that goes to many.

`render` depends on the state, the audience and the language only (the freshness law).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core.state import State
from trialoog.core.words import Perspective, Role
from trialoog.views import board_models, console, screen_models
from trialoog.views.fragments import Table, draw
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
        "small": ("board/participant/small.html", board_models.small),
        "board": ("board/participant/board.html", board_models.board),
    },
    Role.FACILITATOR: console.REGIONS,
    Role.SCREEN: {
        "head": ("board/screen/head.html", screen_models.head),
        "clock": ("board/screen/clock.html", board_models.clock),
        "stage": ("board/screen/stage.html", screen_models.stage),
        "step": ("board/screen/step.html", board_models.step),
    },
}


def render(looks: Looks, state: State, audience: Audience, language: str) -> dict[str, str]:
    """Return the HTML of every region that an audience has, by element id."""
    drawn = draw(looks, language, REGIONS[audience.role], state, audience.perspective)
    return {region: str(html) for region, html in drawn.items()}
