"""Limits on failures per network, and on acts per phone.

Wrong codes and wrong links count, success costs nothing: thirty phones behind one address join
unhindered, and guessing from one address does not work.
"""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter


class Limits:
    """Counts per kind, and per network or phone, in memory."""

    def __init__(self, per_minute: Mapping[str, int], per_hour: Mapping[str, int]) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._items: dict[str, RateLimitItem] = {
            **{kind: RateLimitItemPerMinute(n, namespace=kind) for kind, n in per_minute.items()},
            **{kind: RateLimitItemPerHour(n, namespace=kind) for kind, n in per_hour.items()},
        }

    async def blocked(self, kind: str, address: str) -> bool:
        """Tell whether a network failed too often in the last minute."""
        return not await self._limiter.test(self._items[kind], network(address))

    async def failed(self, kind: str, address: str) -> None:
        """Count a failure."""
        await self._limiter.hit(self._items[kind], network(address))

    async def allows(self, kind: str, who: str) -> bool:
        """Count something that somebody does, and tell whether it is not too often."""
        return await self._limiter.hit(self._items[kind], who)


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
