"""How many connections somebody may hold open at once. Counted in this process, in memory.

A whole hall comes from one address, so the limit per network is wide; what holds a single
phone back is the limit per seat.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from functools import partial

PER_SEAT = 10  # tabs of one phone, screens of one session
# A hall that lost its Wi-Fi is back before anybody knows that it was gone, perhaps twice.
PER_TRIALOGUE = 20_000


class Caps:
    """Counts open connections per seat, network and trialogue."""

    def __init__(self, per_network: int) -> None:
        self._most = {"seat": PER_SEAT, "network": per_network, "trialogue": PER_TRIALOGUE}
        self._open: Counter[tuple[str, Hashable]] = Counter()

    def hold(self, **by: Hashable) -> Callable[[], None] | None:
        """Hold a connection of a `seat`, `network` and `trialogue`. Return what lets go of it, or
        None when there may be no more."""
        if any(self._open[each] >= self._most[each[0]] for each in by.items()):
            return None
        held = tuple(by.items())
        self._open.update(held)
        return partial(self._let_go, held)

    def _let_go(self, held: tuple[tuple[str, Hashable], ...]) -> None:
        self._open.subtract(held)
        for each in held:
            if not self._open[each]:
                del self._open[each]
