"""P1. What was acknowledged is durable: it survives the end of the process at any moment.

Eight phones write without pause while the server process is killed again and again. Who got no
answer sends the same form again, as a page does.
"""

import asyncio
import os
import random
import shutil
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.e2e.serving import free_port
from tests.promises.outside import (
    FILE,
    Form,
    Meeting,
    changed,
    installed,
    kill,
    post,
    served,
    sign_in,
    started,
    status_of,
    writing,
)
from tests.web.driving import THREE
from tests.web.screens import read
from trialoog.store import journal
from trialoog.store.db import open_db
from trialoog.web import keys

WRITERS = 8
# How long a server process lives, in seconds: after it is up, and after it wrote something.
FROM_THE_START, AT_WORK = 0.6, 0.3
KILLS = 3
MANY_KILLS, PER_TRIALOGUE, BOUND = 200, 20, 1200.0  # the last in seconds


# --- eight phones ----------------------------------------------------------------------------


@dataclass
class Writer:
    """A phone that writes on and on; it sends again what it got no answer to."""

    name: str
    phone: httpx2.Client
    address: str
    form: Form
    htmx: bool
    keys: dict[str, str] = field(default_factory=dict)  # of every text that was ever sent
    acknowledged: list[str] = field(default_factory=list)
    again: set[str] = field(default_factory=set)  # what had to be sent more than once

    def write(self, enough: threading.Event, over: threading.Event) -> None:
        """Write one text after the other until it is enough, and see the last one through."""
        while not enough.is_set():
            text = f"{self.name}, tekst {len(self.keys)}"
            self.keys[text] = keys.new_key()
            while not self.answered(text):
                self.again.add(text)
                if over.wait(0.02):
                    return

    def answered(self, text: str) -> bool:
        """Send a text with its own key; tell whether it was acknowledged."""
        form = changed(self.form, text=text, key=self.keys[text])
        status = status_of(post(self.phone, self.address, form, htmx=self.htmx))
        if status is None:
            return False
        assert status == (200 if self.htmx else 303), status
        self.acknowledged.append(text)
        return True


@dataclass
class Crowd:
    """The writers of one trialogue, and what its journal held before they began."""

    meeting: Meeting
    writers: list[Writer]
    facts: int
    receipts: set[str]

    @property
    def acknowledged(self) -> list[str]:
        return [text for writer in self.writers for text in writer.acknowledged]

    @property
    def keys(self) -> dict[str, str]:
        return {text: key for writer in self.writers for text, key in writer.keys.items()}

    @property
    def again(self) -> set[str]:
        return set().union(*(writer.again for writer in self.writers))


def a_crowd(meeting: Meeting) -> Crowd:
    writers = []
    for number in range(WRITERS):
        phone = meeting.join(THREE[number % 3])
        form = writing(meeting, phone, "")
        address = f"/t/{meeting.id}/contribute"
        htmx = number % 4 == 0  # the others get a shorter answer, so more of them write at once
        writers.append(Writer(f"telefoon {number}", phone, address, form, htmx))
    found = stored(meeting.data, meeting.id)
    assert not found.texts
    return Crowd(meeting, writers, found.facts, found.receipts)


@dataclass
class Writing:
    """Writers at work, each in a thread."""

    tasks: list[Future[None]]
    enough: threading.Event

    def goes_on(self) -> None:
        """Nobody may have stopped, as who got an answer that is not one of ours does."""
        for task in self.tasks:
            if task.done():
                task.result()
        assert not any(task.done() for task in self.tasks)

    def end(self) -> None:
        """Let all of them have their last answer."""
        self.enough.set()
        for task in self.tasks:
            task.result(timeout=30)


@contextmanager
def at_work(it: Crowd) -> Iterator[Writing]:
    """Let all of them write, at the latest until the end of the block."""
    enough, over = threading.Event(), threading.Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        tasks = [pool.submit(writer.write, enough, over) for writer in it.writers]
        try:
            yield Writing(tasks, enough)
        finally:
            enough.set()
            over.set()


# --- what is on disk ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """What the files of the database hold of one trialogue."""

    integrity: str
    broken: str | None  # what `journal.verify` finds
    facts: int
    seqs: list[int]
    last: int
    kinds: Counter[str]
    texts: list[str]
    receipts: set[str]


def stored(data: Path, trialogue: str) -> Stored:
    """Read a copy of the files, so that whoever opens them next finds what was left."""
    copy = data.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for name in (FILE, f"{FILE}-wal"):
        if (data / name).exists():
            shutil.copy(data / name, copy / name)
    with closing(sqlite3.connect(copy / FILE)) as db:

        def of(statement: str) -> list[tuple[str, ...]]:
            return db.execute(statement, (trialogue,)).fetchall()

        ((integrity,),) = db.execute("PRAGMA integrity_check").fetchall()
        facts = of("SELECT seq, kind FROM fact WHERE trialogue = ? ORDER BY seq")
        ((last,),) = of("SELECT last_seq FROM trialogue WHERE id = ?")
        texts = of(
            "SELECT body FROM text JOIN fact USING (trialogue, seq) "
            "WHERE trialogue = ? AND kind = 'ContributionMade' AND body LIKE 'telefoon %'"
        )
        receipts = of("SELECT key_hash FROM receipt WHERE trialogue = ?")
    return Stored(
        integrity=integrity,
        broken=asyncio.run(_verified(copy / FILE, trialogue)),
        facts=len(facts),
        seqs=[int(seq) for seq, _ in facts],
        last=int(last),
        kinds=Counter(kind for _, kind in facts),
        texts=[body for (body,) in texts],
        receipts={key_hash for (key_hash,) in receipts},
    )


async def _verified(file: Path, trialogue: str) -> str | None:
    async with open_db(f"sqlite:///{file}") as db:
        return await journal.verify(db, trialogue)


def whole(found: Stored) -> None:
    """What has to be so after every kill, whatever was on its way."""
    assert found.integrity == "ok"
    assert found.broken is None
    assert found.seqs == list(range(1, found.last + 1)), "the order has a hole"


def nothing_is_lost_or_double(it: Crowd, found: Stored, acknowledged: list[str]) -> None:
    assert not set(acknowledged) - set(found.texts), "acknowledged, and not there"
    assert len(set(found.texts)) == len(found.texts), "there twice"


def nothing_is_half_there(it: Crowd, found: Stored) -> None:
    """A text without its fact, or half a text, is what `journal.verify` finds."""
    secret = it.meeting.id.encode()
    forms = {keys.key_hash(secret, it.keys[text]) for text in found.texts}
    receipts = found.receipts - it.receipts
    assert not forms - receipts, "a fact without its receipt"
    assert not receipts - forms, "a receipt without its fact"


def nothing_else_is_there(it: Crowd, found: Stored) -> None:
    assert set(found.texts) <= set(it.keys), "a text that nobody sent"
    assert found.kinds["ContributionMade"] == len(found.texts)
    assert found.facts == it.facts + len(found.texts), "a fact that nobody asked for"


def check(it: Crowd, acknowledged: list[str]) -> Stored:
    """Hold the promise against the files."""
    found = stored(it.meeting.data, it.meeting.id)
    whole(found)
    nothing_is_lost_or_double(it, found, acknowledged)
    nothing_is_half_there(it, found)
    nothing_else_is_there(it, found)
    return found


# --- kills ---------------------------------------------------------------------------------------


@dataclass
class Toll:
    """What a storm did, to see that it was one."""

    kills: int = 0
    texts: int = 0
    again: int = 0  # sent more than once
    unheard: int = 0  # written, but killed before the answer went out

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.texts} texts, {self.again} sent again, "
            f"of which {self.unheard} were on disk already"
        )


def storm(data: Path, kills: int, chance: random.Random, toll: Toll) -> None:
    """Let eight phones write in a trialogue of their own while the server is killed so often."""
    port = free_port()
    with served(data, port) as server:
        it = a_crowd(started(sign_in(server.url, data), data))
    with at_work(it) as writing:
        for number in range(kills):
            with served(data, port) as server:
                if number % 4:
                    somebody_wrote(it)
                time.sleep(chance.uniform(0, AT_WORK if number % 4 else FROM_THE_START))
                kill(server)
                acknowledged = it.acknowledged
            found = check(it, acknowledged)
            writing.goes_on()
            toll.kills += 1
            toll.unheard += len(set(found.texts) - set(it.acknowledged))
        with served(data, port):
            writing.end()
            seen_by_their_writers(it)
    found = check(it, it.acknowledged)
    assert sorted(found.texts) == sorted(it.acknowledged) == sorted(it.keys)
    toll.texts += len(found.texts)
    toll.again += len(it.again)


def somebody_wrote(it: Crowd) -> None:
    """Wait until the first text of this process was acknowledged."""
    before, until = len(it.acknowledged), time.monotonic() + 10
    while len(it.acknowledged) == before:
        assert time.monotonic() < until, "nobody got an answer"
        time.sleep(0.005)


def seen_by_their_writers(it: Crowd) -> None:
    """Each phone finds its own texts under "Van jou", each of them once."""
    for writer in it.writers:
        page = read(writer.phone.get(f"/t/{it.meeting.id}").text).get(id="mine")
        shown = [e.words for e in page.every("p") if e["class"] == "lines"]
        assert sorted(shown) == sorted(writer.acknowledged)


def by_chance(tell: Callable[[str], None]) -> random.Random:
    """Chance that can be had again: SEED=… in the environment."""
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(2**32))
    tell(f"SEED={seed}")
    return random.Random(seed)


def test_what_was_acknowledged_survives_a_kill_and_counts_once(tmp_path: Path) -> None:
    toll = Toll()
    storm(installed(tmp_path / "data"), KILLS, by_chance(print), toll)
    print(toll)
    assert toll.again, "no kill came while anybody wrote"


@pytest.mark.soak
def test_what_was_acknowledged_survives_two_hundred_kills(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", end="", flush=True)

    until = time.monotonic() + BOUND
    chance, toll = by_chance(tell), Toll()
    while toll.kills < MANY_KILLS:
        assert time.monotonic() < until, f"too slow: {toll}"
        storm(installed(tmp_path / f"{toll.kills}" / "data"), PER_TRIALOGUE, chance, toll)
        tell(str(toll))
    assert toll.unheard, "no kill came between the disk and the answer"
