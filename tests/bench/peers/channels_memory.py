"""Django Channels with its layer in memory, under uvicorn."""

import asyncio
from typing import Any

import django  # type: ignore[import-not-found]
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer  # type: ignore[import-untyped]
from channels.layers import get_channel_layer  # type: ignore[import-untyped]
from channels.routing import ProtocolTypeRouter, URLRouter  # type: ignore[import-untyped]
from django.conf import settings  # type: ignore[import-not-found]
from django.urls import path  # type: ignore[import-not-found]

from tests.bench.peers.common import PAYLOAD, PORT, listen

LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
settings.configure(CHANNEL_LAYERS=LAYERS, SECRET_KEY="of a bench", ALLOWED_HOSTS=["*"])
django.setup()
running: set[asyncio.Task[None]] = set()


class Seat(AsyncWebsocketConsumer):  # type: ignore[misc]
    """A connection that gets what the group gets."""

    async def connect(self) -> None:
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)

    async def board(self, event: dict[str, Any]) -> None:
        """Pass a message of the group on."""
        await self.send(text_data=event["text"])


def broadcast() -> None:
    """Send to everybody."""
    message = {"type": "board", "text": PAYLOAD}
    task = asyncio.create_task(get_channel_layer().group_send("room", message))
    running.add(task)
    task.add_done_callback(running.discard)


async def lifespan(_scope: Any, receive: Any, send: Any) -> None:
    """Be ready to be told."""
    await receive()
    await listen(broadcast)
    await send({"type": "lifespan.startup.complete"})
    await receive()


app = ProtocolTypeRouter({"lifespan": lifespan, "websocket": URLRouter([path("", Seat.as_asgi())])})
uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
