"""The whole of it as processes of this machine: nginx, three of trialoog, PostgreSQL and Redis.

Nothing of the application runs in here; who asks something asks nginx, over TLS.
"""

import asyncio
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx2

from tests.databases import server
from tests.deploy.files import PROBES
from tests.deploy.proxy import Proxy, proxy
from tests.e2e.serving import environment, free_port
from tests.postgresql import Cluster
from tests.promises.outside import FROM_OUR_PAGE, Meeting, cookies, made, send
from tests.promises.phones import Phone
from tests.redis import Server as Redis
from tests.redis import temporary_redis
from tests.web.driving import DRAFT, in_form
from tests.web.screens import filled, form_on, read, titles
from trialoog import serving
from trialoog.paths import ROOT
from trialoog.settings import Settings
from trialoog.store import lists, people
from trialoog.store.db import open_db

Process = subprocess.Popen[bytes]
READ_ONLY = Path(__file__).parent / "readonly"
STARTS = 90.0  # seconds for three processes, on a machine that has much to do
STOPS = 10.0  # seconds; more and it would be killed


@dataclass
class Stack:
    """A running installation. `base` is what people type."""

    base: str
    port: int
    database: str
    cluster: Cluster
    redis: Redis
    proxy: Proxy
    tls: ssl.SSLContext
    ports: list[int]  # of the processes
    settings: dict[str, str]  # what each of them is told
    processes: list[Process] = field(default_factory=list)

    def browser(self, address: str = "127.0.0.1") -> httpx2.Client:
        """Somebody's browser, at an address of this machine. It leaves no connection open."""
        none = httpx2.Limits(max_keepalive_connections=0)
        road = httpx2.HTTPTransport(verify=self.tls, local_address=address, limits=none)
        return httpx2.Client(
            base_url=self.base, headers=FROM_OUR_PAGE, transport=road, timeout=20, trust_env=False
        )

    def phone(self, who: httpx2.Client, path: str) -> Phone:
        """The live page that somebody has open, not connected yet."""
        headers = {"origin": self.base, "cookie": cookies(who), "accept-language": "nl"}
        return Phone(self.port, path, headers, self.tls)

    def sign_in(self) -> httpx2.Client:
        """The facilitator, by a one-time link."""

        async def link() -> str:
            async with open_db(self.database) as db:
                account = await serving.facilitator(db, serving.NAME, serving.TEAM)
                now = datetime.now(UTC)
                return await people.create_signin_link(db, account, timedelta(minutes=5), now)

        lead = self.browser()
        answer = lead.post(f"/login/{asyncio.run(link())}")
        assert answer.status_code == 303, answer.text
        return lead


def gathering(it: Stack) -> Meeting:
    """A trialogue that was prepared and started by its forms, over the proxy."""
    lead = it.sign_in()
    id = made(lead.post("/trialogues", data={"format": "besluitvorming", "key": ""}))
    prepare = f"/t/{id}/prepare"
    page = lead.get(prepare).text
    *_, last = titles(read(page))
    typed = {**in_form(page, DRAFT), last: "Een collega kijkt mee"}
    assert lead.post(prepare, data=typed).is_redirect
    assert lead.post(f"/t/{id}/start", data={"key": ""}).is_redirect
    console = read(lead.get(f"/t/{id}/lead").text)
    dilemma = form_on(console, "move-to").value("dilemma")
    return Meeting(id, asyncio.run(code_of(it, id)), dilemma, Path(), lead)


async def code_of(it: Stack, id: str) -> str:
    """The join code of a trialogue."""
    async with open_db(it.database) as db:
        found = await lists.get(db, id)
        assert found is not None
        return str(found.code)


def join(it: Stack, code: str, perspective: str) -> httpx2.Client:
    """A phone that takes a seat."""
    phone = it.browser()
    page = read(phone.get(f"/j/{code}").text)
    form = filled(page, page.get(id="join"), perspective=perspective, rules="1")
    assert send(phone, f"/j/{code}", form).is_redirect
    return phone


@contextmanager
def stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """Start everything, and stop it all at the end of the block."""
    with (
        around(folder) as it,
        trialoogs(folder, it.ports, {**it.settings, **settings}) as it.processes,
    ):
        yield it


@contextmanager
def around(folder: Path) -> Iterator[Stack]:
    """Start all that stands round the processes: a database with our tables, Redis and nginx."""
    ports = [free_port() for _ in range(3)]
    port = free_port()
    base = f"https://127.0.0.1:{port}"
    with (
        server() as cluster,
        temporary_redis() as redis,
        proxy(folder / "nginx", port, ports) as running,
    ):
        database = cluster.url(cluster.create())
        serving.migrate(Settings(data=folder / "data", database_url=database))
        settings = {
            "TRIALOOG_PUBLIC_URL": base,
            "TRIALOOG_DATABASE_URL": database,
            "TRIALOOG_REDIS_URL": redis.url,
        }
        tls = ssl.create_default_context(cafile=folder / "nginx" / "certificate.pem")
        yield Stack(base, port, database, cluster, redis, running, tls, ports, settings)


@contextmanager
def trialoogs(folder: Path, ports: list[int], settings: dict[str, str]) -> Iterator[list[Process]]:
    """Run a process on each port, on a disk that may only be read but for a folder of their own."""
    nowhere = Path("/nonexistent")
    plain = {
        "HOME": str(nowhere),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(READ_ONLY),
        "TMPDIR": str(folder),
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "trialoog", "serve"],
            cwd=ROOT,
            env=environment(nowhere, each, **plain, **settings),
        )
        for each in ports
    ]
    try:
        for process, each in zip(processes, ports, strict=True):
            ready(process, each)
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=STOPS + 5)


def ready(process: Process, port: int) -> None:
    """Wait until a process lives, and its database is there too."""
    until = time.monotonic() + STARTS
    while not all(answers(f"http://127.0.0.1:{port}{probe}") for probe in PROBES):
        assert process.poll() is None, "a process stopped"
        assert time.monotonic() < until, "a process does not answer"
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Tell whether there is a good answer at an address of this machine."""
    with suppress(URLError, ConnectionError, TimeoutError), urlopen(address, timeout=2) as answer:
        return bool(answer.status == 200)
    return False
