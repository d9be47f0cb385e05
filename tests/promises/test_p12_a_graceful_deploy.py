"""P12. Replacing a server is noticed by nobody: whoever writes gets an answer, pages are told to
come back (1012), and a server that is told to stop is gone within ten seconds, whatever keeps it.
"""

import asyncio
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.e2e.serving import Server, free_port
from tests.promises.fleet import Writer, fleet, meanwhile, once_each, page_of, writers
from tests.promises.hall import settled
from tests.promises.outside import Meeting, installed, sign_in, started
from tests.promises.phones import Phone

RESTART = 1012
GONE = 10.0  # seconds
NOTICED = 5.0  # seconds that a write may take then
WRITERS = 6
PAGES = 6
ROUNDS = 12  # in the long test


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return installed(tmp_path / "data")


def stop(server: Server) -> float:
    """Tell a server to stop; return how long it took. It says that all went well."""
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=2 * GONE) == 0
    return time.monotonic() - began


async def moves(page: Phone, port: int) -> int:
    """Wait until a page is sent home, and let it come back at another server."""
    code = await page.gone()
    had, page.port = page.page.wholes, port
    page.headers = {**page.headers, "origin": f"http://127.0.0.1:{port}"}
    await page.open()
    await settled(lambda: page.page.wholes > had, "a board at the other server")
    return code


# --- what may keep a server ------------------------------------------------------------------


@contextmanager
def mute() -> Iterator[dict[str, str]]:
    """A mail server that takes a connection and never says a word, as settings."""
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen()
        address = f"smtp://127.0.0.1:{ear.getsockname()[1]}"
        yield {"TRIALOOG_SMTP_URL": address, "TRIALOOG_MAIL_FROM": "wij@example.nl"}


@contextmanager
def clinging(server: Server, it: Meeting) -> Iterator[None]:
    """A phone that stopped reading, half a form, a connection that is kept, and a mail that does
    not leave."""
    form = (
        "POST /login HTTP/1.1",
        f"host: 127.0.0.1:{server.port}",
        "sec-fetch-site: same-origin",
        "content-type: application/x-www-form-urlencoded",
        "content-length: 900",
        "",
        "email=half",
    )
    with (
        socket.create_connection(("127.0.0.1", server.port)) as half,
        httpx2.Client(base_url=server.url, trust_env=False) as kept,
    ):
        half.sendall("\r\n".join(form).encode())
        kept.get("/")
        wish = {"email": "iemand@example.nl", "about": "everything", "frequency": "each"}
        assert it.lead.post("/follow", data=wish).status_code < 400
        yield


# --- one after the other ----------------------------------------------------------------------


async def replaced(
    old: Server, new: Server, it: Meeting, them: list[Writer], pages: list[Phone]
) -> None:
    """Stop a server under load, and see everybody go on at the other."""
    deaf = page_of(it, them[0].phone, old.port)
    await deaf.open(room=4096)
    deaf.wire.hold()
    with clinging(old, it):
        moving = asyncio.gather(*(moves(page, new.port) for page in pages))
        took = await asyncio.to_thread(stop, old)
    assert set(await moving) == {RESTART}
    await deaf.drop()
    print(f"stopped in {took:.2f} s")
    assert took < GONE


async def deploys(data: Path, rounds: int) -> None:
    """Replace a server so often while people write and watch."""
    ports = (free_port(), free_port())
    with ExitStack() as running:
        settings = running.enter_context(mute())
        old = running.enter_context(fleet(data, ports[0], **settings))
        it: Meeting = await asyncio.to_thread(lambda: started(sign_in(old.url, data), data))
        # A board takes 5,000 texts: the longer it lasts, the less they write.
        pace = 0.02 * rounds
        them = await asyncio.to_thread(writers, it, WRITERS, ports, pace)
        pages = [page_of(it, them[number % 3].phone, old.port) for number in range(PAGES)]
        await asyncio.gather(*(page.open() for page in pages))
        for number in range(1, rounds + 1):
            new = running.enter_context(fleet(data, ports[number % 2], **settings))
            it.lead.base_url = old.url
            with meanwhile([each.write for each in them]):
                await asyncio.sleep(0.3)
                await replaced(old, new, it, them, pages)
                await asyncio.sleep(0.2)
            old = new
        once_each(it, them)
        again, longest = sum(w.again for w in them), max(w.longest for w in them)
        print(f"{len(it.texts())} texts, {again} tries more, at most {longest:.2f} s")
        assert again, "nobody met a server that was stopping"
        assert longest < NOTICED
        for page in pages:
            await page.drop()


async def test_a_server_is_replaced_under_load_and_no_write_fails(data: Path) -> None:
    await deploys(data, 1)


@pytest.mark.soak
async def test_servers_are_replaced_again_and_again_and_no_write_fails(data: Path) -> None:
    await deploys(data, ROUNDS)
