"""P16. A backup that is taken while phones write restores to a consistent prefix of every journal.

Real server processes, the commands as they are typed, and phones that write all the time.
"""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from itertools import takewhile
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest

from tests import databases
from tests.e2e.serving import free_port
from tests.promises.fleet import meanwhile
from tests.promises.outside import (
    Meeting,
    browser,
    changed,
    cookies,
    installed,
    send,
    served,
    sign_in,
    started,
    writing,
)
from tests.promises.phones import Phone
from tests.store.backing_up import unpacked
from tests.web.driving import HTMX
from tests.web.screens import filled, read
from trialoog import cli
from trialoog.live.rooms import NOT_THERE
from trialoog.web.socket import RELOAD

WRITERS = 2
FACTS = "SELECT seq, kind, link FROM fact WHERE trialogue = ? ORDER BY seq"
ANEW = ["TrialogueClosed", "Reopened"]  # everybody comes in again
TEXTS = "SELECT body FROM text WHERE trialogue = ? AND body IS NOT NULL"


@dataclass
class Crowd:
    """Phones that write, and what they were told was kept."""

    it: Meeting
    phones: list[httpx2.Client]
    kept: list[str] = field(default_factory=list)

    def write(self, place: int, enough: threading.Event) -> None:
        """Let one phone write until it is enough."""
        phone = self.phones[place]
        form = writing(self.it, phone, "")
        number = 0
        while not enough.is_set():
            number += 1
            text = f"Telefoon {place}, tekst {number}"
            sent = changed(form, key=f"key-{place}-{number}", text=text)
            if send(phone, f"/t/{self.it.id}/contribute", sent, HTMX).status_code == 200:
                self.kept.append(text)
            sleep(0.02)

    def more(self, many: int) -> None:
        """Wait until so many more texts were kept."""
        wanted, until = len(self.kept) + many, monotonic() + 20
        while len(self.kept) < wanted:
            assert monotonic() < until
            sleep(0.01)


@contextmanager
def writing_crowd(it: Meeting) -> Iterator[Crowd]:
    crowd = Crowd(it, [it.join() for _ in range(WRITERS)])
    with meanwhile([partial(crowd.write, place) for place in range(WRITERS)]):
        yield crowd


@contextmanager
def addresses(engine: str, folder: Path) -> Iterator[list[str]]:
    """Where two installations have their databases."""
    if engine == "sqlite":
        yield [f"sqlite:///{folder / name / 'trialoog.db'}" for name in ("data", "other")]
        return
    with databases.server() as cluster:
        yield [cluster.url(cluster.create()) for _ in range(2)]


# That a dump is of one moment too, `tests/store/test_backups.py` shows on both engines.
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def test_what_comes_back_is_a_whole_prefix_without_secrets(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, file = tmp_path / "data", tmp_path / "trialoog.backup"
    with addresses(engine, tmp_path) as (here, there):
        monkeypatch.setenv("TRIALOOG_DATA", str(data))
        monkeypatch.setenv("TRIALOOG_DATABASE_URL", here)
        with served(installed(data), free_port(), TRIALOOG_DATABASE_URL=here) as server:
            it = started(sign_in(server.url, data), data)
            with writing_crowd(it) as crowd:
                crowd.more(5)
                before = [*crowd.kept]
                assert "1 trialogue with" in told("backup", str(file))
                crowd.more(5)
            epoch = epoch_of(crowd.phones[0], it)
            ((secret,),) = it.rows("SELECT secret FROM trialogue_secret")
            facts = it.rows(FACTS, it.id)
        assert isinstance(secret, bytes)
        for form in (secret, secret.hex().encode()):
            assert form not in unpacked(file)
        monkeypatch.setenv("TRIALOOG_DATABASE_URL", there)
        said = told("restore", str(file))
        assert "Open again, with a new code for everybody: 1 trialogue." in said
        back = databases.rows(there, FACTS, it.id)
        pairs = zip(back, facts, strict=False)
        prefix = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        added = [kind for _, kind, _ in back[prefix:]]
        assert added in (["RoundClosed", *ANEW], ANEW), "everything else was there before"
        assert len(facts) > prefix > len(before), "it went on while the backup was made"
        texts = {body for (body,) in databases.rows(there, TEXTS, it.id)}
        assert set(before) <= texts
        ((now,),) = databases.rows(there, "SELECT epoch FROM trialogue")
        assert now != epoch
        comes_back(data, there, it, crowd, epoch, str(now))


def told(*arguments: str) -> str:
    """Give a command as it is typed, and return what it says."""
    said = StringIO()
    with redirect_stdout(said):
        assert cli.main([*arguments]) == 0
    return said.getvalue()


def epoch_of(phone: httpx2.Client, it: Meeting) -> str:
    found = re.search(r'data-epoch="([0-9a-f]+)"', phone.get(f"/t/{it.id}").text)
    assert found
    return found[1]


def comes_back(data: Path, url: str, it: Meeting, crowd: Crowd, epoch: str, now: str) -> None:
    """A page that was open learns that it is of the past; its phone comes in again by the code."""
    with served(data, free_port(), TRIALOOG_DATABASE_URL=url) as server:
        phone = browser(server.url)
        phone.cookies.update(crowd.phones[0].cookies)
        page = f"/t/{it.id}"
        assert phone.get(page, headers={"page-epoch": epoch}).status_code == 205
        typed = {"key": "late", "text": "Te laat"}
        answer = phone.post(f"{page}/contribute", data=typed, headers={"page-epoch": epoch})
        assert answer.status_code == 205, "what waits on a phone goes on waiting there"
        assert phone.get(page).status_code == 404
        assert asyncio.run(closed_with(server.port, phone, f"{page}/live?epoch={epoch}")) == RELOAD
        assert asyncio.run(closed_with(server.port, phone, f"{page}/live?epoch={now}")) == NOT_THERE
        # Whether something is there, a stranger learns by neither.
        nowhere = "/t/aaaaaaaaaaaaaaaa"
        assert phone.get(nowhere, headers={"page-epoch": epoch}).status_code == 205
        assert asyncio.run(closed_with(server.port, phone, f"{nowhere}/live?epoch=1")) == RELOAD

        ((code,),) = databases.rows(url, "SELECT code FROM trialogue")
        assert code != it.code
        assert phone.get(f"/j/{it.code}").status_code == 404
        door = read(phone.get(f"/j/{code}").text)
        form = filled(door, door.get(id="join"), perspective="policy", rules="1")
        assert send(phone, f"/j/{code}", form).status_code == 303
        assert epoch_of(phone, it) == now


async def closed_with(port: int, who: httpx2.Client, path: str) -> int:
    headers = {"origin": str(who.base_url).rstrip("/"), "cookie": cookies(who)}
    page = await Phone(port, path, headers).open()
    return await asyncio.wait_for(page.gone(), 10)
