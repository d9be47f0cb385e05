"""Limits on failures per network: wrong codes and wrong links. Success costs nothing.

Thirty phones behind one address join unhindered; guessing from one address does not work.
"""

from ipaddress import IPv6Address, ip_address

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter


class Limits:
    """Counts failures per kind and network, in memory."""

    def __init__(self, per_minute: dict[str, int]) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._items = {
            kind: RateLimitItemPerMinute(n, namespace=kind) for kind, n in per_minute.items()
        }

    async def blocked(self, kind: str, address: str) -> bool:
        """Tell whether a network failed too often in the last minute."""
        return not await self._limiter.test(self._items[kind], network(address))

    async def failed(self, kind: str, address: str) -> None:
        """Count a failure."""
        await self._limiter.hit(self._items[kind], network(address))


def network(address: str) -> str:
    """Return the network an address counts for: itself, or its /64 in IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)
