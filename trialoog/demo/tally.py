"""Where a crowd goes, and how it goes: what simulated phones share."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from starlette.types import ASGIApp

from trialoog.core.words import Perspective
from trialoog.demo.content import Content

USUAL_PACE = 8.0  # seconds between two actions of a phone


def _awake() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(frozen=True, slots=True)
class Call:
    """Where to: the address without a slash at its end, the code, and the pace in seconds.

    `app` is the application when it runs in this process: then there is no network between.
    Nobody does anything while `awake` is not set.
    """

    base: str
    code: str
    pace: float = USUAL_PACE
    app: ASGIApp | None = None
    examples: tuple[Content, ...] = ()  # of which the lines are known
    awake: asyncio.Event = field(default_factory=_awake)


@dataclass(slots=True)
class Tally:
    """How it goes. `problems` counts answers from 400 up, and connections that failed.

    `joined` counts who ever came in, `present` who is in now.
    """

    joined: int = 0
    sockets: int = 0
    frames: int = 0
    present: Counter[Perspective] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)

    def line(self, of: int) -> str:
        """Return one line on how it goes."""
        done = sum(self.actions.values())
        failed = ", ".join(f"{count} × {what}" for what, count in sorted(self.problems.items()))
        return (
            f"joined {self.joined} of {of} · connected {self.sockets} · {done} actions · "
            f"{self.frames} frames · problems: {failed or 'none'}"
        )
