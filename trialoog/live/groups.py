"""The seats that see the same, and what they last saw. Knows no room and no journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialoog.core.state import State
from trialoog.live import metrics
from trialoog.live.seats import Frame, Seat, Write, frame, message
from trialoog.views.edits import Known, changes, whole
from trialoog.views.regions import Audience


@dataclass(slots=True)
class Group:
    """The seats that see the same: one audience in one language, and what it last saw."""

    audience: Audience
    language: str
    state: State | None = None  # the state that was rendered last
    regions: Mapping[str, str] = field(default_factory=dict)
    at: int = 0  # how many renderings this group has seen
    board: Frame | None = None  # the whole of it, once somebody asked
    seats: dict[Seat, None] = field(default_factory=dict)
    # Of who keeps up: so that a broadcast touches nothing else of a seat.
    ready: dict[Seat, Write] = field(default_factory=dict)

    def refresh(self, state: State, fresh: Mapping[str, str], known: Known) -> None:
        """Take a new rendering, and hand what changed to the seats as the same bytes.

        Most of what changes is the same for several groups: `known` is theirs together.
        """
        old, since = self.regions, self.at
        changed = {id: html for id, html in fresh.items() if old.get(id) != html}
        self.state = state
        if not changed:
            return
        # Counted per group: a number of all facts would count people.
        self.regions, self.at, self.board = fresh, since + 1, None
        if self.seats:
            self._hand(frame(since, self.at, changes(old, changed, known)), changed)
            metrics.FRAMES.inc(len(self.seats))

    def beat(self, now: int) -> None:
        """Show all seats a sign of life; `now` is for the clock on the page, in ms."""
        self._hand(self.heartbeat(now), {})

    def greet(self, seat: Seat) -> None:
        """Give a seat the whole board, and keep it up to date from now on."""
        seat.whole, seat.ready = self.whole, self.ready
        seat.give(self.whole(), self.regions)
        self.seats[seat] = None

    def leave(self, seat: Seat) -> None:
        """Forget a seat."""
        self.seats.pop(seat, None)
        self.ready.pop(seat, None)

    def whole(self) -> Frame:
        """Return the whole board, the same bytes for every seat."""
        if self.board is None:
            self.board = frame(0, self.at, whole(self.regions))
        return self.board

    def heartbeat(self, now: int) -> Frame:
        """Return a sign of life with the position that a page should have."""
        # It is that of this audience: a fact that it doesn't see doesn't show here either.
        return message(self.at, self.at, f'{{"at": {self.at}, "now": {now}}}')

    def _hand(self, news: Frame, changed: Mapping[str, str]) -> None:
        """Write to who keeps up, without looking at anything else; the others take their time."""
        first, *rest = news.prepared
        ready = {} if rest else self.ready
        late = len(ready) < len(self.seats)
        others = [seat for seat in self.seats if seat not in ready] if late else ()
        for write in tuple(ready.values()):  # who stops leaves them meanwhile
            write(first)
        for seat in others:
            seat.give(news, changed)
