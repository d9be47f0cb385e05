"""P16. A backup that is taken while phones write restores to a consistent prefix of every journal.

Real server processes, the commands as they are typed, and phones that write all the time.
"""

import asyncio
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from itertools import takewhile
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest

from tests import databases
from tests.e2e.serving import free_port
from tests.promises.outside import (
    Meeting,
    browser,
    changed,
    installed,
    send,
    served,
    sign_in,
    started,
    writing,
)
from tests.promises.phones import Phone
from tests.store.test_backups import unpacked
from tests.web.driving import HTMX
from tests.web.screens import filled, read
from trialoog import cli, paths
from trialoog.settings import Settings
from trialoog.web.socket import NOT_FOUND, RELOAD

WRITERS = 2
FACTS = "SELECT seq, kind, link FROM fact WHERE trialogue = ? ORDER BY seq"
ANEW = ["TrialogueClosed", "Reopened"]  # everybody comes in again
TEXTS = "SELECT body FROM text WHERE trialogue = ? AND body IS NOT NULL"


@dataclass
class Crowd:
    """Phones that write until they are told to stop, and what they were told was kept."""

    it: Meeting
    phones: list[httpx2.Client]
    kept: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def write(self, place: int) -> None:
        """Let one phone write."""
        phone = self.phones[place]
        form = writing(self.it, phone, "")
        number = 0
        while not self.over.is_set():
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
    threads = [threading.Thread(target=crowd.write, args=(n,)) for n in range(WRITERS)]
    for each in threads:
        each.start()
    try:
        yield crowd
    finally:
        crowd.over.set()
        for each in threads:
            each.join()


@contextmanager
def settings_of(engine: str) -> Iterator[list[dict[str, str]]]:
    """What tells two installations where their databases are."""
    if engine == "sqlite":
        yield [{}, {}]
        return
    found = subprocess.run(
        [paths.ROOT / "tools" / "postgresql.sh"], capture_output=True, check=True
    )
    path = f"{found.stdout.decode().strip()}:{os.environ['PATH']}"
    with databases.server() as cluster:
        yield [
            {"TRIALOOG_DATABASE_URL": cluster.url(cluster.create()), "PATH": path} for _ in range(2)
        ]


# That a dump is of one moment too, `tests/store/test_backups.py` shows on both engines.
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def test_what_comes_back_is_a_whole_prefix_without_secrets(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, other, file = tmp_path / "data", tmp_path / "other", tmp_path / "trialoog.backup"
    with settings_of(engine) as (here, there):
        for name, value in here.items():
            monkeypatch.setenv(name, value)
        with served(installed(data), free_port(), **here) as server:
            it = started(sign_in(server.url, data), data)
            with writing_crowd(it) as crowd:
                crowd.more(5)
                before = [*crowd.kept]
                assert "1 trialogue with" in told(data, here, "backup", str(file))
                crowd.more(5)
            epoch = epoch_of(crowd.phones[0], it)
            ((secret,),) = it.rows("SELECT secret FROM trialogue_secret")
            facts = it.rows(FACTS, it.id)
        assert isinstance(secret, bytes)
        for form in (secret, secret.hex().encode()):
            assert form not in unpacked(file)
        said = told(other, there, "restore", str(file))
        assert "Open again, with a new code for everybody: 1 trialogue." in said
        url = there.get("TRIALOOG_DATABASE_URL") or Settings(data=other).database
        if engine == "sqlite":
            url = f"sqlite:///{other / 'trialoog.db'}"
        back = databases.rows(url, FACTS, it.id)
        pairs = zip(back, facts, strict=False)
        prefix = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        added = [kind for _, kind, _ in back[prefix:]]
        assert added in (["RoundClosed", *ANEW], ANEW), "everything else was there before"
        assert len(facts) > prefix > len(before), "it went on while the backup was made"
        texts = {body for (body,) in databases.rows(url, TEXTS, it.id)}
        assert set(before) <= texts
        ((now,),) = databases.rows(url, "SELECT epoch FROM trialogue")
        assert now != epoch
        if engine == "sqlite":
            comes_back(other, it, crowd, epoch, str(now))


def told(data: Path, place: dict[str, str], *arguments: str) -> str:
    """Give a command as it is typed, and return what it says."""
    typed = {"TRIALOOG_DATA": str(data), **place}
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        for name, value in typed.items():
            patch.setenv(name, value)
        assert cli.main([*arguments]) == 0
    return said.getvalue()


def epoch_of(phone: httpx2.Client, it: Meeting) -> str:
    found = re.search(r'data-epoch="([0-9a-f]+)"', phone.get(f"/t/{it.id}").text)
    assert found
    return found[1]


def comes_back(data: Path, it: Meeting, crowd: Crowd, epoch: str, now: str) -> None:
    """A page that was open learns that it is of the past; its phone comes in again by the code."""
    os.environ.pop("TRIALOOG_DATABASE_URL", None)
    with served(data, free_port()) as server:
        phone = browser(server.url)
        phone.cookies.update(crowd.phones[0].cookies)
        page = f"/t/{it.id}"
        assert phone.get(page, headers={"page-epoch": epoch}).status_code == 205
        typed = {"key": "late", "text": "Te laat"}
        answer = phone.post(f"{page}/contribute", data=typed, headers={"page-epoch": epoch})
        assert answer.status_code == 205, "what waits on a phone goes on waiting there"
        assert phone.get(page).status_code == 404
        assert asyncio.run(closed_with(server.port, phone, f"{page}/live?epoch={epoch}")) == RELOAD
        assert asyncio.run(closed_with(server.port, phone, f"{page}/live?epoch={now}")) == NOT_FOUND
        # Whether something is there, a stranger learns by neither.
        nowhere = "/t/aaaaaaaaaaaaaaaa"
        assert phone.get(nowhere, headers={"page-epoch": epoch}).status_code == 205
        assert asyncio.run(closed_with(server.port, phone, f"{nowhere}/live?epoch=1")) == RELOAD

        ((code,),) = databases.rows(
            f"sqlite:///{data / 'trialoog.db'}", "SELECT code FROM trialogue"
        )
        assert code != it.code
        assert phone.get(f"/j/{it.code}").status_code == 404
        door = read(phone.get(f"/j/{code}").text)
        form = filled(door, door.get(id="join"), perspective="policy", rules="1")
        assert send(phone, f"/j/{code}", form).status_code == 303
        assert epoch_of(phone, it) == now


async def closed_with(port: int, who: httpx2.Client, path: str) -> int:
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in who.cookies.jar)
    headers = {"origin": str(who.base_url).rstrip("/"), "cookie": cookie}
    page = await Phone(port, path, headers).open()
    return await asyncio.wait_for(page.gone(), 10)
