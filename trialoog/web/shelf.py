"""Public pages that were drawn before: the same bytes for every reader, compressed once.

Stands outside everything, so that a hit costs next to nothing. A page stays until something public
changes: this process sees that after its next write, any other within a second. Only what a route
marks gets in, with all its headers; no cookie is read.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trialoog.store import publications
from trialoog.store.db import Db
from trialoog.views.looks import LANGUAGES
from trialoog.web.languages import wished

MOST = 64 * 1024 * 1024  # bytes on the shelf together
LARGEST = 2 * 1024 * 1024  # bytes of one page
EACH = 4096  # bytes that a page takes besides its text: a host has as many names as ports
AGAIN = 1.0  # seconds after which another process may have made something public
PATIENCE = 1.0  # seconds for a database that says whether something did
QUERIES = {b"": "", **{f"lang={language}".encode(): language for language in LANGUAGES}}
ROOMS = ("/t/", "/j/")  # addresses of which nothing is kept: nobody has to look for them
PACKED = ".pdf"  # never packed again, so that one copy will do for everybody
SHELVED = "trialoog.shelved"  # in the scope, when the answer may be kept here

Key = tuple[bytes, bytes, str, bool]  # host, path, language, compressed


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as messages ready to be sent, and what is said when a reader has it already."""

    etag: bytes
    start: Message
    body: Message
    unchanged: Message


NOTHING: Message = {"type": "http.response.body"}


class Shelf:
    """Answers with what was drawn before, and keeps what may be kept.

    A host that is not ours gets nothing from here: its answer was a refusal, which is not kept.
    """

    def __init__(self, app: ASGIApp, db: Callable[[], Db], language: str) -> None:
        """`db` gives the open database, `language` is that of the installation."""
        self.app = app
        self._db = db
        self._language = language
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._stamp: int | None = None
        self._writes = -1
        self._looked = 0.0
        self._looking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the shelf, or pass the request on."""
        asks = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if not asks or scope["query_string"] not in QUERIES or scope["path"].startswith(ROOMS):
            await self.app(scope, receive, send)
            return
        if self._is_old():
            await self._look()
        told = dict(reversed(scope["headers"]))  # of two alike the first counts, as inside
        key = self._key(scope, told)
        kept = self._kept.get(key) if self._stamp is not None else None
        if kept is None:
            await self.app(scope, receive, self._keeping(key, scope, send))
            return
        self._kept.move_to_end(key)
        if kept.etag in told.get(b"if-none-match", b""):
            await send(kept.unchanged)
            await send(NOTHING)
        else:
            await send(kept.start)
            await send(kept.body if scope["method"] == "GET" else NOTHING)

    def _key(self, scope: Scope, told: dict[bytes, bytes]) -> Key:
        asked = told.get(b"accept-language", b"")[:200].decode("latin-1")
        language = QUERIES[scope["query_string"]] or wished(asked) or self._language
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        # The address in the query too: a link to the other language keeps where it leads.
        path += b"?" + scope["query_string"]
        packs = b"gzip" in told.get(b"accept-encoding", b"") and not scope["path"].endswith(PACKED)
        return told.get(b"host", b""), path, language, packs

    def _is_old(self) -> bool:
        return self._db().writes != self._writes or monotonic() - self._looked >= AGAIN

    async def _look(self) -> None:
        """See whether something public changed since. All who wait share one question; what gets
        no answer in time has nothing from the shelf, and what needs no database goes on."""
        for _ in range(2):  # one that was asked before may not know what was just written
            if not self._is_old():
                return
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._ask())
            looking = self._looking  # another waiter may begin the next one meanwhile
            done, _ = await asyncio.wait({looking}, timeout=PATIENCE)
            if not done:
                self._stamp, self._looked = None, monotonic()
                return
            looking.result()

    async def _ask(self) -> None:
        """Clear the shelf when something public changed."""
        db, now = self._db(), monotonic()
        writes = db.writes
        stamp = await publications.stamp(db)
        if stamp != self._stamp:
            self._kept.clear()
            self._size = 0
        self._stamp, self._writes, self._looked = stamp, writes, now

    def _keeping(self, key: Key, scope: Scope, send: Send) -> Send:
        """Return what passes an answer on, and keeps it if it may be kept."""
        stamp = self._stamp
        start: Message = {}
        parts: list[bytes] = []

        async def pass_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                keep = scope["method"] == "GET" and message["status"] == 200 and SHELVED in scope
                start = message if keep else {}
            elif start:
                parts.append(message.get("body", b""))
                if not message.get("more_body") and stamp is not None and stamp == self._stamp:
                    self._put(key, start, b"".join(parts))
            await send(message)

        return pass_on

    def _put(self, key: Key, start: Message, body: bytes) -> None:
        headers = dict(start["headers"])
        etag = headers.get(b"etag")
        if etag is None or b"set-cookie" in headers or len(body) > LARGEST:
            return
        gone = {b"content-length", b"content-encoding", b"content-type"}
        rest = [(name, value) for name, value in start["headers"] if name not in gone]
        unchanged = {"type": "http.response.start", "status": 304, "headers": rest}
        before = self._kept.pop(key, None)
        self._size += _bytes(key, body) - (_bytes(key, before.body["body"]) if before else 0)
        whole = {"type": "http.response.body", "body": body}
        self._kept[key] = Kept(etag, start, whole, unchanged)
        while self._size > MOST:
            oldest, page = self._kept.popitem(last=False)
            self._size -= _bytes(oldest, page.body["body"])


def _bytes(key: Key, body: bytes) -> int:
    host, path, *_ = key
    return EACH + len(host) + len(path) + len(body)
