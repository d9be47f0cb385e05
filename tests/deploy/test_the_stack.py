"""nginx with our file before three processes, with PostgreSQL and Redis: it works as one.

Everybody comes in over TLS by the proxy. Of a visitor a process knows only what the proxy says.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest

from tests.deploy.stack import Stack, gathering, join, stack
from tests.promises.hall import settled
from tests.promises.outside import Form, Meeting, send
from tests.promises.phones import Phone
from tests.web.screens import filled, form_on, read
from trialoog.core.words import THREE

pytestmark = pytest.mark.served

GUESSES = 5  # wrong codes in a minute from one network


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    limits = {"TRIALOOG_JOIN_FAILURES_PER_MINUTE": str(GUESSES)}
    with stack(tmp_path_factory.mktemp("stack"), **limits) as started:
        yield started


def option(it: Meeting, phone: httpx2.Client, title: str) -> Form:
    """The form on a phone that puts an option on the table, filled in."""
    page = read(phone.get(f"/t/{it.id}?new=option").text)
    return filled(page, form_on(page, "add-option"), title=title, detail="Het mag gewoon.")


def same(pages: list[Phone]) -> bool:
    """Whether live pages of one audience show the same, and something."""
    shown = [page.page.regions for page in pages]
    return bool(shown[0]) and all(each == shown[0] for each in shown)


def says(pages: list[Phone], text: str) -> bool:
    """Whether each of them shows a text."""
    return all(any(text in html for html in page.page.regions.values()) for page in pages)


async def open_one_by_one(pages: list[Phone]) -> None:
    """Connect so that the proxy spreads them: the next goes to who has the fewest."""
    for page in pages:
        await opened(page)


async def opened(page: Phone) -> None:
    """Connect, and wait for the board."""
    wholes = page.page.wholes
    await page.open()
    await settled(lambda: page.page.wholes > wholes, "a whole board")


def test_a_room_is_the_same_in_every_process_and_outlives_a_process_and_the_proxy(
    running: Stack,
) -> None:
    it = gathering(running)
    it.go("options")
    phones = [join(running, it.code, each) for each in THREE]
    live = f"/t/{it.id}/lead/live"

    async def play() -> None:
        consoles = [running.phone(it.lead, live) for _ in range(6)]
        await open_one_by_one(consoles)

        # Somebody adds an option; six consoles in three processes show it, and the same.
        first, *_ = phones
        form = option(it, first, "Eerst bellen")
        assert send(first, f"/t/{it.id}/add-option", form).is_redirect
        await settled(lambda: says(consoles, "Eerst bellen"), "the option everywhere")
        await settled(lambda: same(consoles), "the same everywhere")

        # One process stops, as for a new version: its two pages are sent elsewhere.
        running.processes[0].terminate()
        await settled(lambda: sum(not each.there for each in consoles) == 2, "two pages let go")
        gone = [each for each in consoles if not each.there]
        assert Counter([await each.gone() for each in gone]) == {1012: 2}
        for number, phone in enumerate(phones):
            text = f"Alleen vanaf {number} euro"
            assert send(phone, f"/t/{it.id}/add-option", option(it, phone, text)).is_redirect
        await open_one_by_one(gone)
        await settled(lambda: says(consoles, "vanaf 2 euro"), "what was written meanwhile")

        # The proxy is killed: nobody can write, and every page is lost.
        form = option(it, first, "Ook bij storing")
        running.proxy.kill()
        await settled(lambda: not any(each.there for each in consoles), "every page is lost")
        with pytest.raises(httpx2.ConnectError):
            send(first, f"/t/{it.id}/add-option", form)
        running.proxy.start()
        again = [send(first, f"/t/{it.id}/add-option", form) for _ in range(2)]
        assert [each.status_code for each in again] == [303, 303]
        await open_one_by_one(consoles)
        await settled(lambda: says(consoles, "Ook bij storing"), "what was sent again")
        await settled(lambda: same(consoles), "the same everywhere again")
        html = "".join(consoles[0].page.regions.values())
        assert html.count("Ook bij storing") == html.count("Eerst bellen")
        for each in consoles:
            await each.drop()

    asyncio.run(play())


def test_the_proxy_says_who_the_visitor_is_and_a_stranger_can_not(running: Stack) -> None:
    guesser = running.browser("127.0.0.2")
    statuses = []
    for number in range(3 * GUESSES):
        spoofed = {
            "x-forwarded-for": f"198.51.100.{number}",
            "forwarded": f"for=198.51.100.{number}",
            "x-real-ip": f"198.51.100.{number}",
        }
        statuses.append(guesser.get(f"/j/WRNG{number:04}", headers=spoofed).status_code)
    print(statuses)
    # One network, whatever it says of itself, and one count for all processes together.
    assert statuses[-1] == 429
    assert 429 not in statuses[:GUESSES]
    # Another network isn't held up by it: the processes do hear who comes.
    assert running.browser("127.0.0.3").get("/j/WRNG9999").status_code != 429


def test_what_is_not_for_visitors_stays_inside(running: Stack) -> None:
    visitor = running.browser()
    for address in ("/metrics", "/readyz"):
        assert visitor.get(address).status_code == 404
    large = visitor.post("/login", content=b"x" * 1_200_000)
    assert (large.status_code, "x-request-id" in large.headers) == (413, True)  # our own answer


def test_public_pages_are_there_while_no_process_is_and_no_code_is_in_a_log(running: Stack) -> None:
    visitor = running.browser()
    before = visitor.get("/how")
    assert before.status_code == 200
    for process in running.processes:
        process.terminate()
    for process in running.processes:
        process.wait(timeout=15)
    after = visitor.get("/how")
    assert (after.status_code, after.text) == (200, before.text)
    again = visitor.get("/how", headers={"if-none-match": before.headers["etag"]})
    assert again.status_code == 304
    away = visitor.get("/j/ABCDEFGH")
    assert away.status_code == 502
    assert "Het lukt even niet" in away.text
    assert '<section lang="en">' in away.text
    assert away.headers["cache-control"] == "no-store"
    form = visitor.post("/j/ABCDEFGH", data={"key": "k"})
    assert (form.status_code, form.text) == (502, away.text), "who sends a form reads the same"
    logs = "".join(path.read_text() for path in running.proxy.folder.glob("*.log"))
    assert "ABCDEFGH" not in logs
    assert "/t/" not in logs
