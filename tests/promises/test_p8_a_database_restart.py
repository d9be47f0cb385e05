"""P8. While PostgreSQL restarts, requests are answered 503, with when to come back; nothing is
half written, live pages stay open, and all goes on by itself when the database is there again.
"""

import asyncio
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests import databases
from tests.e2e.serving import Server
from tests.postgresql import Cluster
from tests.promises.fleet import Writer, fleet, meanwhile, page_of, writers
from tests.promises.hall import settled
from tests.promises.outside import Meeting, browser, installed, sign_in, started
from tests.promises.phones import Phone
from tests.web.driving import HTMX
from trialoog.store import journal
from trialoog.store.away import QUIET
from trialoog.store.db import open_db
from trialoog.web.socket import TRY_AGAIN

WRITERS = 6
RESTARTS, MANY_RESTARTS = 2, 40
WORKS_AGAIN = 10.0  # seconds until somebody gets an answer, on a machine that does much else


@dataclass
class Visitor:
    """Somebody who looks at one address all the time, and what they got."""

    address: str
    browser: httpx2.Client
    wanted: str  # what stands in the answer while the database is away
    form: dict[str, str] = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)

    def go_on(self, enough: threading.Event) -> None:
        while not enough.wait(0.05):
            self.look()

    def look(self) -> None:
        if self.form:
            answer = self.browser.post(self.address, data=self.form, headers=HTMX)
        else:
            answer = self.browser.get(self.address)
        self.seen[answer.status_code] += 1
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
            assert self.wanted in answer.text
            if self.form:
                assert answer.headers["hx-reswap"] == "none"  # what was typed stays
        else:
            assert answer.status_code == 200, (self.address, answer.status_code, answer.text[:500])


SAME = "steeds dezelfde"


def visitors(it: Meeting, them: list[Writer]) -> list[Visitor]:
    """Readers, people in the room, a program, and a phone that sends one form again and again."""
    base = str(it.lead.base_url)
    english = browser(base)
    english.headers["accept-language"] = "en"
    form = {**dict(them[0].form), "text": SAME, "key": "the-same-key"}
    return [
        Visitor("/?q=maatwerk", browser(base), "Probeer het opnieuw"),
        Visitor("/?q=maatwerk", english, '<html lang="en"'),
        Visitor("/api/v1/weighings?q=maatwerk", browser(base), '"status":503'),
        Visitor(f"/t/{it.id}", them[0].phone, "Het lukt even niet"),
        Visitor(f"/t/{it.id}/lead", it.lead, "Het lukt even niet"),
        Visitor(f"/t/{it.id}/contribute", them[0].phone, "Wat je typte, staat er nog", form),
    ]


async def restarts(cluster: Cluster, server: Server, data: Path, times: int) -> Meeting:
    """Let phones write, pages watch and visitors look while the database restarts so often."""
    it: Meeting = await asyncio.to_thread(lambda: started(sign_in(server.url, data), data))
    them = await asyncio.to_thread(writers, it, WRITERS, [server.port])
    pages = [page_of(it, each.phone, server.port) for each in them[:3]]
    await asyncio.gather(*(page.open() for page in pages))
    await settled(lambda: all(page.page.wholes for page in pages), "a board on every page")
    looks = await asyncio.to_thread(visitors, it, them)
    with meanwhile([*(each.go_on for each in looks), *(each.write for each in them)]):
        for _ in range(times):
            await asyncio.sleep(random.uniform(0.2, 0.6))
            await asyncio.to_thread(cluster.stop)
            late = await page_of(it, them[0].phone, server.port).open()
            assert await late.gone() == TRY_AGAIN  # and a page does
            await asyncio.sleep(random.uniform(0.1, 0.5))
            await asyncio.to_thread(cluster.start)
            await all_of_them_write(them)
    for each in looks:
        assert each.seen[200], (each.address, each.seen)
        assert each.seen[503], (each.address, each.seen)
    print(*(f"{each.address} {dict(each.seen)}" for each in looks), sep="\n")
    await asyncio.to_thread(nothing_lost_or_double, it, them)
    for page, who in zip(pages, them, strict=False):
        assert page.there, "a page lost its connection"
        await as_a_fresh_one(page, page_of(it, who.phone, server.port))
    return it


async def all_of_them_write(them: list[Writer]) -> None:
    before = [len(writer.acknowledged) for writer in them]

    def go_on() -> bool:
        return all(len(who.acknowledged) > had for who, had in zip(them, before, strict=True))

    await settled(go_on, "answers to all who write", WORKS_AGAIN)


def nothing_lost_or_double(it: Meeting, them: list[Writer]) -> None:
    sent = [text for writer in them for text in writer.acknowledged]
    assert sorted(sent) == sorted(text for writer in them for text in writer.keys)
    assert sorted(map(str, it.texts())) == sorted([*sent, SAME])


async def as_a_fresh_one(page: Phone, fresh: Phone) -> None:
    """Hold that a page that stayed shows what one shows that comes in now."""
    await fresh.open()
    await settled(lambda: fresh.page.wholes > 0, "a board")
    await settled(lambda: page.page.regions == fresh.page.regions, "the same on both pages")
    await page.drop()
    await fresh.drop()


async def verified(it: Meeting, url: str) -> None:
    async with open_db(url) as db:
        assert await journal.verify(db, it.id) is None


async def storm(data: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    with databases.server(fsync=False) as cluster:
        url = cluster.url(cluster.create())
        monkeypatch.setenv("TRIALOOG_DATABASE_URL", url)
        await asyncio.to_thread(installed, data)
        with fleet(data, TRIALOOG_DATABASE_URL=url) as server:
            it = await restarts(cluster, server, data, times)
            await asyncio.sleep(QUIET)  # until the log says another line, and somebody asks then
            assert (await asyncio.to_thread(it.lead.get, f"/t/{it.id}/lead")).status_code == 200
        await verified(it, url)


async def test_while_the_database_restarts_everybody_hears_so_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    await storm(tmp_path / "data", monkeypatch, RESTARTS)
    lines = capfd.readouterr().err.splitlines()
    assert [line for line in lines if line.startswith((" ", "Traceback"))] == []
    told = [line for line in lines if "trialoog.store.away" in line]
    # Two restarts within a second are one outage in the log.
    assert any("answers again" in line for line in told)
    assert len(told) <= 1 + time.monotonic() - began


@pytest.mark.soak
async def test_restarts_again_and_again_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storm(tmp_path / "data", monkeypatch, MANY_RESTARTS)
