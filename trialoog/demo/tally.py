"""Where a crowd goes, and how it goes: what simulated phones share."""

from collections import Counter
from dataclasses import dataclass, field

USUAL_PACE = 8.0  # seconds between two actions of a phone


@dataclass(frozen=True, slots=True)
class Call:
    """Where to: the address without a slash at its end, the code, and the pace in seconds."""

    base: str
    code: str
    pace: float = USUAL_PACE


@dataclass(slots=True)
class Tally:
    """How it goes. `problems` counts answers from 400 up, and connections that failed."""

    joined: int = 0
    sockets: int = 0
    frames: int = 0
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
