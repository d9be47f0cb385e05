"""The seats that see the same, and what they last saw. Knows no room and no journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialoog.core.state import State
from trialoog.live import metrics
from trialoog.live.seats import Frame, Seat, frame
from trialoog.views.regions import Audience


@dataclass(slots=True)
class Group:
    """The seats that see the same: one audience in one language, and what it last saw."""

    audience: Audience
    language: str
    state: State | None = None  # the state that was rendered last
    regions: Mapping[str, str] = field(default_factory=dict)
    at: int = 0  # how many renderings this group has seen
    whole: Frame | None = None
    seats: dict[Seat, None] = field(default_factory=dict)

    def refresh(self, state: State, fresh: Mapping[str, str]) -> None:
        """Take a new rendering, and hand what changed to the seats as the same bytes."""
        old, since = self.regions, self.at
        changed = {id: html for id, html in fresh.items() if old.get(id) != html}
        self.state = state
        if not changed:
            return
        # Counted per group: a number of all facts would count people.
        self.regions, self.at, self.whole = fresh, since + 1, None
        if self.seats:
            news = frame(since, self.at, changed)
            for seat in self.seats:
                seat.give(news, changed)
            metrics.FRAMES.inc(len(self.seats))

    def greet(self, seat: Seat) -> None:
        """Give a seat the whole board."""
        seat.whole = self.board
        seat.give(self.board(), self.regions)

    def board(self) -> Frame:
        """Return the whole board, the same bytes for every seat."""
        if self.whole is None:
            self.whole = frame(0, self.at, self.regions)
        return self.whole
