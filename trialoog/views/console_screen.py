"""The console's view of the projector: whether it stands still, and what every screen looks at."""

from dataclasses import dataclass

from trialoog.core import commands as c
from trialoog.core.state import State
from trialoog.core.words import Perspective, Status
from trialoog.views import screen_models
from trialoog.views.console_script import leads


@dataclass(frozen=True, slots=True)
class Projector:
    """What the projector does. `text` is what stands on it of one text or option, and empty when
    it shows all of the step; `taken` when somebody put it there for every screen to look at."""

    shown: bool
    frozen: bool
    text: str
    perspective: Perspective | None
    taken: bool
    acts: bool


def projector(state: State) -> Projector:
    """Return how the projector stands; there in the steps in which something is done."""
    text, perspective = _looking(state)
    taken = bool(text)
    if not text and state.frozen is None and (option := screen_models.subject(state)) is not None:
        text = f"{option.letter}. {option.title}"
    return Projector(
        shown=state.status is Status.OPEN and bool(state.now_at.activities),
        frozen=state.frozen is not None,
        text=text,
        perspective=perspective,
        taken=taken,
        acts=leads(state, c.FreezeScreen),
    )


def _looking(state: State) -> tuple[str, Perspective | None]:
    looking = state.looking
    if looking is not None and looking.contribution is not None:
        found = state.contributions[looking.contribution]
        return (found.text, found.perspective) if state.visible(found) else ("", None)
    if looking is not None and looking.option is not None:
        option = state.options[looking.option]
        return f"{option.letter}. {option.title}", None
    return "", None
