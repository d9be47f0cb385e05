"""Limits on failures per network, and on acts per phone.

Wrong codes and wrong links count, success costs nothing: thirty phones behind one address join
unhindered, and guessing from one address does not work. Counted here always; where there is
Redis, processes also count together, and while it is away what was counted here goes on.

A hall comes from one address, so a code that is known there passes also while its network is
blocked. That opens nothing to who guesses: a code is one of 8.5e11, and of all those that are open
a blocked network can only find its own, which is on the wall.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from secrets import token_bytes
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from trialoog.live.hints import open_redis

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger(__name__)

Limiter = SlidingWindowCounterRateLimiter

# Times in seconds.
PATIENCE = 0.2  # for Redis: somebody waits for the answer
PAUSE = 2.0  # before one that did not answer is asked again, by one request

MOST_KNOWN = 10_000  # codes, each in one network; some two hundred bytes each


class Limits:
    """Counts per kind, and per network or phone. Use as a context, which closes what it opened."""

    def __init__(
        self, per_minute: Mapping[str, int], per_hour: Mapping[str, int], redis_url: str = ""
    ) -> None:
        self._own = Limiter(MemoryStorage())
        self._redis = open_redis(redis_url, PATIENCE) if redis_url else None
        self._shared = _shared(self._redis) if self._redis is not None else None
        self._ask_again: float | None = None  # while Redis is away
        # Hashes that only this process can make, of each code and a network where it is known.
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._pepper = token_bytes(32)
        self._items: dict[str, RateLimitItem] = {
            **{kind: RateLimitItemPerMinute(n, namespace=kind) for kind, n in per_minute.items()},
            **{kind: RateLimitItemPerHour(n, namespace=kind) for kind, n in per_hour.items()},
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._redis is not None:
            with suppress(Exception):
                await self._redis.aclose()

    async def blocked(self, kind: str, address: str) -> bool:
        """Tell whether a network failed too often in the last minute."""
        key = _key(network(address))
        return not await self._all(lambda limiter: limiter.test(self._items[kind], key))

    async def failed(self, kind: str, address: str) -> None:
        """Count a failure."""
        await self.allows(kind, network(address))

    def know(self, address: str, code: str) -> None:
        """Remember that a network has a code that works: the latest, and in this process only."""
        key = self._of_code(address, code)
        self._known[key] = None
        self._known.move_to_end(key)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def knows(self, address: str, code: str) -> bool:
        """Tell whether a code is known in a network, so that it need not be guessed there."""
        return self._of_code(address, code) in self._known

    def _of_code(self, address: str, code: str) -> bytes:
        said = f"{network(address)} {code}".encode()
        return blake2b(said, digest_size=16, key=self._pepper).digest()

    async def allows(self, kind: str, who: str) -> bool:
        """Count something that somebody does, and tell whether it is not too often."""
        key = _key(who)
        return await self._all(lambda limiter: limiter.hit(self._items[kind], key))

    async def _all(self, ask: Callable[[Limiter], Awaitable[bool]]) -> bool:
        """Tell whether it is within the limits, of this process and of all of them together."""
        here = await ask(self._own)
        if self._shared is None:
            return here
        was_away = self._ask_again is not None
        if self._ask_again is not None:
            if monotonic() < self._ask_again:
                return here
            self._ask_again = monotonic() + PAUSE
        try:
            together = await ask(self._shared)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody gets in by it
            if self._ask_again is None:
                log.warning("limits are counted per process: %s", type(error).__name__)
            self._ask_again = monotonic() + PAUSE
            return here
        if was_away and self._ask_again is not None:
            self._ask_again = None
            log.warning("limits are counted together again")
        return here and together


def _shared(redis: "Redis") -> Limiter:
    options: Any = {"connection_pool": redis.connection_pool, "key_prefix": "trialoog"}
    return Limiter(RedisStorage("async+redis://", implementation="redispy", **options))


def _key(who: str) -> str:
    """Return what is counted under: of an address or a name nothing stands in Redis."""
    return blake2b(who.encode(), digest_size=16).hexdigest()


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
