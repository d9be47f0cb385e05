"""What the Python peers share: their port, what they broadcast, and by what they are told to."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

PORT = int(sys.argv[1])
PAYLOAD = Path(sys.argv[2]).read_text(encoding="utf-8")


class Told(asyncio.DatagramProtocol):
    """Broadcasts at every datagram."""

    def __init__(self, broadcast: Callable[[], object]) -> None:
        self._broadcast = broadcast

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._broadcast()


async def listen(broadcast: Callable[[], object]) -> None:
    """Broadcast at every datagram to our port from now on."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: Told(broadcast), local_addr=("127.0.0.1", PORT))
