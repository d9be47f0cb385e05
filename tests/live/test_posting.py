"""The worker against a real mail server: nothing twice, and nothing lost but what nobody knows."""

import asyncio
import contextlib
import logging
import sqlite3
import sys
import textwrap
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from tests.live.meeting import NOW, until
from tests.views import tailoring
from tests.views.tailoring import HEAD, D
from trialoog.core import document as documents
from trialoog.core.drawing import draw
from trialoog.core.ids import TrialogueId
from trialoog.live import posting
from trialoog.live.desk import Desk
from trialoog.live.mail import Mailer
from trialoog.live.posting import work, working
from trialoog.paths import LOCALE, ROOT, TEMPLATES
from trialoog.store import deliveries, publications
from trialoog.store.away import Away
from trialoog.store.db import Db, open_db
from trialoog.store.tables import Follower, Following
from trialoog.views import letters
from trialoog.views.looks import Site, open_looks

LOOKS = open_looks(TEMPLATES, LOCALE, Site("test", "Europe/Amsterdam"))
SITE = "https://trialoog.example.org"
BEFORE = NOW - timedelta(hours=1)


@dataclass
class Sink:
    """A mail server. `says` answers instead of taking a mail, by address; None takes it."""

    taken: list[str] = field(default_factory=list)
    port: int = 0
    abreast: int = 0
    most: int = 0
    says: Callable[[str], Awaitable[str | None]] | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        self.abreast += 1
        self.most = max(self.most, self.abreast)
        try:
            answer = await self.says(to) if self.says is not None else None
        finally:
            self.abreast -= 1
        if answer is None:
            self.taken.append(to)
        elif answer == "hang up":
            self.taken.append(to)
            assert server.transport is not None
            server.transport.close()
        return answer or "250 OK"


@asynccontextmanager
async def sink(port: int = 0) -> AsyncIterator[Sink]:
    box = Sink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", port)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box


def desk(db: Db, port: int, now: datetime = NOW) -> Desk:
    mailer = Mailer(f"smtp://127.0.0.1:{port}", "noreply@example.org")
    return Desk(db, LOOKS, mailer, SITE, lambda: now)


async def told(db: Db, trialogue: str, readers: int) -> None:
    """Publish a weighing that so many follow, and have them told."""
    async with db.write() as session:  # at once: how they come to follow is told elsewhere
        for number in range(readers):
            id = f"reader-{number}"
            email = f"{number}@example.org"
            session.add(Follower(id=id, email=email, language="nl", since=BEFORE))
        await session.flush()
        for number in range(readers):
            wish = {"about": "weighing", "key": "maatwerk", "frequency": "each"}
            session.add(Following(follower=f"reader-{number}", since=BEFORE, **wish))
    drawn = draw(tailoring.closed().state, D, {}, head=HEAD, version=1, note="")
    document = documents.plain(replace(drawn, subjects=("zorg",)))
    publish = publications.publish(
        trialogue_id=trialogue,
        dilemma=D,
        slug="maatwerk",
        version=1,
        document=document,
        note="",
        now=NOW,
    )
    async with db.write() as session:
        await publish(session)
        await deliveries.order("maatwerk", 1, ["zorg"], NOW)(session)


def everybody(number: int) -> Counter[str]:
    return Counter(f"{n}@example.org" for n in range(number))


async def test_two_workers_tell_two_hundred_followers_once_and_a_few_at_a_time(
    db: Db, trialogue: TrialogueId, tmp_path: Path
) -> None:
    await told(db, trialogue, 200)
    async with sink() as box, open_db(f"sqlite:///{tmp_path / 'trialoog.db'}") as other:

        async def slowly(_: str) -> None:
            await asyncio.sleep(0.001)

        box.says = slowly
        done = await asyncio.gather(work(desk(db, box.port)), work(desk(other, box.port)))
        assert Counter(box.taken) == everybody(200)
        assert box.most <= 2 * posting.ABREAST
        assert done[0] + done[1] == Counter(sent=200)
        assert await work(desk(db, box.port)) == Counter()
    assert await deliveries.counts(db) == {"sent": 200}


async def test_what_the_server_answers_decides_what_happens_next(
    db: Db, trialogue: TrialogueId
) -> None:
    await told(db, trialogue, 4)
    answers = {
        "0@example.org": None,
        "1@example.org": "450 not now",
        "2@example.org": "550 nobody here",
        "3@example.org": "hang up",
    }
    async with sink() as box:

        async def says(to: str) -> str | None:
            return answers[to]

        box.says = says
        done = await work(desk(db, box.port))
        assert done == Counter(sent=1, later=1, refused=1, unsure=1)
        answers["1@example.org"] = None
        assert await work(desk(db, box.port)) == Counter()
        again = await work(desk(db, box.port, NOW + deliveries.AGAIN[0]))
        assert again == Counter(sent=1)
        assert Counter(box.taken) == Counter(["0@example.org", "1@example.org", "3@example.org"])
        assert await work(desk(db, box.port, NOW + timedelta(days=9))) == Counter()
    assert await deliveries.counts(db) == {"sent": 2, "refused": 1, "unsure": 1}


async def test_without_a_server_everything_waits_and_goes_when_it_is_back(
    db: Db, trialogue: TrialogueId
) -> None:
    await told(db, trialogue, 10)
    async with sink() as box:
        port = box.port
    done = await work(desk(db, port))
    assert 1 <= done["unreachable"] <= posting.ABREAST
    assert await deliveries.counts(db) == {"waiting": 10}
    async with sink(port) as box:
        assert await work(desk(db, port)) == Counter(sent=10)
        assert Counter(box.taken) == everybody(10)


async def test_what_became_of_a_mail_is_written_down_when_the_database_is_back(
    db: Db, trialogue: TrialogueId, tmp_path: Path
) -> None:
    """The file is locked while the mail is with the server: it left, so it may not go again."""
    await told(db, trialogue, 1)
    async with db.write() as session:  # for the one connection that writes
        await session.execute(text("PRAGMA busy_timeout = 20"))
    file = tmp_path / "trialoog.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    async with sink() as box:

        async def locks(_: str) -> None:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")

        box.says = locks
        working = asyncio.create_task(work(desk(db, box.port)))
        await until(lambda: db.failures > 0)
        assert await deliveries.counts(db) == {"sending": 1}
        other.execute("ROLLBACK")
        other.close()
        with contextlib.suppress(Away):  # of who looked for more to send
            await working
        assert box.taken == ["0@example.org"]
    assert await deliveries.counts(db) == {"sent": 1}


async def test_a_mail_that_others_took_over_is_not_put_back_by_who_had_it_first(
    db: Db, trialogue: TrialogueId
) -> None:
    await told(db, trialogue, 1)
    await deliveries.spread(db, NOW)
    first = await deliveries.claim(db, NOW)
    assert first is not None
    await deliveries.again(db, first, NOW, counts=False)
    second = await deliveries.claim(db, NOW + timedelta(seconds=1))
    assert second is not None
    await deliveries.again(db, first, NOW, counts=False)  # the answer to the first time was lost
    assert await deliveries.counts(db) == {"sending": 1}
    await deliveries.end(db, second, "sent", NOW)
    assert await deliveries.counts(db) == {"sent": 1}


async def test_one_mail_that_can_not_be_made_does_not_break_off_the_others(
    db: Db, trialogue: TrialogueId, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(db, trialogue, 5)
    made = letters.letter
    calls = iter(range(100))

    def letter(*values: object, **more: object) -> object:
        if next(calls) == 1:
            raise RuntimeError("a bug")
        return made(*values, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(letters, "letter", letter)
    async with sink() as box:
        with pytest.raises(RuntimeError):
            await work(desk(db, box.port))
        assert len(box.taken) == 4


async def test_at_the_end_what_is_on_its_way_gets_a_moment_and_the_rest_waits(
    db: Db, trialogue: TrialogueId
) -> None:
    await told(db, trialogue, 20)
    async with sink() as box:
        begun = asyncio.Event()

        async def slowly(_: str) -> None:
            begun.set()
            await asyncio.sleep(0.1)

        box.says = slowly
        async with working(desk(db, box.port)):
            await asyncio.wait_for(begun.wait(), 10)
        stopped = len(box.taken)
        assert 1 <= stopped <= posting.ABREAST
        assert await deliveries.counts(db) == {"sent": stopped, "waiting": 20 - stopped}
        await work(desk(db, box.port))
        assert Counter(box.taken) == everybody(20)


WORKER = """
import asyncio, sys
from datetime import datetime
from tests.live.test_posting import desk
from trialoog.live.posting import work
from trialoog.store.db import open_db

async def main():
    async with open_db(sys.argv[1]) as db:
        await work(desk(db, int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))

asyncio.run(main())
"""


async def test_a_process_that_is_killed_half_way_sends_nothing_twice_and_says_what_it_can_not_know(
    db: Db, trialogue: TrialogueId, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await told(db, trialogue, 30)
    url = f"sqlite:///{tmp_path / 'trialoog.db'}"
    async with sink() as box:
        held: list[str] = []
        full = asyncio.Event()

        async def says(to: str) -> str | None:
            if len(box.taken) < 8:
                return None
            held.append(to)
            if len(held) == posting.ABREAST:
                full.set()
            await asyncio.sleep(60)
            return None

        box.says = says
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", textwrap.dedent(WORKER), url, str(box.port)),
            NOW.isoformat(),
            cwd=ROOT,
        )
        await asyncio.wait_for(full.wait(), 30)
        worker.kill()
        await worker.wait()
        box.says = None
        await work(desk(db, box.port))
        assert set(box.taken) == {*everybody(30)} - {*held}
        assert await deliveries.counts(db) == {"sent": 26, "sending": 4}
        with caplog.at_level(logging.WARNING):
            await work(desk(db, box.port, NOW + deliveries.LEASE))
        assert "4 versions may or may not have left" in caplog.text
        assert Counter(box.taken) == everybody(30) - Counter(held)
    assert await deliveries.counts(db) == {"sent": 26, "unsure": 4}
