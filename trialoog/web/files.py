"""Static files, ours and those of a theme: read and packed once, however many phones ask.

A hall of phones comes in within a minute, and each wants them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=3600"
READ = {"GET", "HEAD"}
PACKS = ("text/", "image/svg", "application/manifest")  # types that get smaller


@dataclass(frozen=True, slots=True)
class File:
    """A file as it goes out. `packed` is the same for who can unpack it, where that is smaller."""

    type: str
    body: bytes
    packed: bytes | None
    tag: str

    def answer(self, asked: Headers) -> Response:
        """Return it, or that who asks has it already."""
        packs = self.packed is not None and "gzip" in asked.get("accept-encoding", "")
        headers = {"etag": self.tag}
        if asked.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=headers)
        if packs:
            headers |= {"content-encoding": "gzip", "vary": "Accept-Encoding"}
        return Response(self.packed if packs else self.body, media_type=self.type, headers=headers)


class Files(StaticFiles):
    """Files by their address; with a version in it, what it holds never changes."""

    def __init__(self, folder: Path, own: Mapping[str, bytes]) -> None:
        """`own` is what an organisation puts in the place of ours, or beside it."""
        super().__init__(directory=folder)
        self._own = own
        self._read: dict[str, File] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file. Raises 404 and 405."""
        if scope["method"] in READ and (found := self._file(path)) is not None:
            return found.answer(Headers(scope=scope))
        return await super().get_response(path, scope)

    def _file(self, path: str) -> File | None:
        found = self._read.get(path)
        if found is None:
            body = self._own.get(path)
            if body is None:
                full, about = self.lookup_path(path)
                body = Path(full).read_bytes() if about and Path(full).is_file() else None
            if body is None:
                return None
            found = self._read[path] = _file(path, body)
        return found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, to be kept for ever when the address names its version."""

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {200, 304}:
                wanted = FOREVER if scope["query_string"] else BRIEFLY
                message["headers"] = [*message["headers"], (b"cache-control", wanted.encode())]
            await send(message)

        await super().__call__(scope, receive, keep)


def _file(path: str, body: bytes) -> File:
    kind = guess_type(path)[0] or "application/octet-stream"
    packed = compress(body, mtime=0) if kind.startswith(PACKS) else None
    smaller = packed if packed is not None and len(packed) < len(body) else None
    return File(kind, body, smaller, f'W/"{sha256(body).hexdigest()[:16]}"')
