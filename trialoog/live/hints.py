"""Hints that processes give each other through Redis or Valkey: "look, there is something new".

They carry no content and may get lost: who hears nothing looks by itself a moment later. Nothing
ever waits for them.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, Self

from trialoog.core.ids import TrialogueId

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.asyncio.client import PubSub

log = logging.getLogger(__name__)

State = Literal["off", "up", "away"]
News = Mapping[TrialogueId, int]
"""How far the journals of trialogues go."""

CHANNEL = "trialoog:look"
CONNECTIONS = 10  # of one client; more would wait for the same server

# Times in seconds.
PATIENCE = 1.0  # for one answer of the server
SILENCE = 1.0  # after which we ask whether the connection lives
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0  # before we connect again


def open_redis(url: str, patience: float = PATIENCE) -> "Redis":
    """Return a client of a server, which gives up soon and tries nothing again by itself."""
    # Only who set an address has the package.
    from redis.asyncio import BlockingConnectionPool, Redis  # noqa: PLC0415
    from redis.asyncio.retry import Retry  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415

    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=patience,
        protocol=2,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


class Hints:
    """Gives hints and takes them. Use as a context: it keeps tasks of its own."""

    def __init__(self, url: str, news: Callable[[News], object], look: Callable[[], None]) -> None:
        """`news` is called with what others say; `look` where more than that may be new."""
        self.state: State = "away"
        self.sent = 0
        self.received = 0
        self._client = open_redis(url)
        self._news = news
        self._look = look
        self._me = secrets.token_hex(8)
        self._complained = False
        self._telling: dict[TrialogueId, int] = {}  # the newest of each trialogue
        self._rights = False
        self._something = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._listen())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(Exception):
            await self._client.aclose()

    def tell(self, trialogue: TrialogueId, seq: int) -> None:
        """Let others know how far a journal goes. Returns at once."""
        self._telling[trialogue] = seq
        self._something.set()

    def tell_rights(self) -> None:
        """Let others know that rights ended. Returns at once."""
        self._rights = True
        self._something.set()

    async def _send(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            rooms, self._telling = self._telling, {}
            rights, self._rights = self._rights, False
            if self.state != "up":
                continue  # who connects again looks at everything
            hint = json.dumps({"by": self._me, "rooms": rooms, "rights": rights})
            try:
                async with asyncio.timeout(2 * PATIENCE):
                    await self._client.publish(CHANNEL, hint)
                self.sent += 1
            except Exception as error:  # noqa: BLE001 - a hint may get lost, whatever happens to it
                log.debug("a hint got lost: %s", type(error).__name__)

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._client.pubsub() as line:
                    await line.subscribe(CHANNEL)
                    await self._hear(line)
            except Exception as error:  # noqa: BLE001 - whatever it is, we connect again
                pause = FIRST_PAUSE if self.state == "up" else min(2 * pause, LONGEST_PAUSE)
                self._away(error)
            await asyncio.sleep(pause)

    async def _hear(self, line: "PubSub") -> None:
        """Take what comes. Raises whatever ends the connection, silence too."""
        asked = False
        while True:
            # A connection that nothing comes over must not pass for one on which nothing happens.
            async with asyncio.timeout(3 * (SILENCE + PATIENCE)):
                said = await line.get_message(timeout=SILENCE)
                if said is None:
                    if asked:
                        raise TimeoutError
                    await line.ping()
                    asked = True
                    continue
            asked = False
            if said["type"] == "subscribe":
                self._up()
            elif said["type"] == "message":
                self._take(said["data"])

    def _take(self, data: bytes) -> None:
        try:
            said: Any = json.loads(data)
        except ValueError:
            return
        if not isinstance(said, dict) or said.get("by") == self._me:
            return
        self.received += 1
        rooms = said.get("rooms")
        if isinstance(rooms, dict):
            self._news({TrialogueId(id): seq for id, seq in rooms.items() if isinstance(seq, int)})
        if said.get("rights"):
            self._look()

    def _up(self) -> None:
        if self._complained:
            log.warning("Redis is back")
        self._complained = False
        self.state = "up"
        self._look()  # hints may have gone by

    def _away(self, error: Exception) -> None:
        if not self._complained:
            log.warning(
                "Redis is away: what other processes do is seen a few seconds later (%s)",
                type(error).__name__,
            )
        self._complained = True
        self.state = "away"
