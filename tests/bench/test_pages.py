"""What people wait for on a slow phone: a public page, coming in, and each tap in a full room."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle, product
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.examples import examples, spread
from tests.bench.slow_phone import SLOW_3G, SLOW_4G, Line, chromium, phone, seen, slowest
from tests.e2e.leading import THREE, Leader, leading, start
from tests.e2e.serving import serving

pytestmark = pytest.mark.bench

ROUNDS = 5
CARDS = 30
# At most, in ms, but for the shift, which has no unit. By `web.dev/vitals`, on the slow phone.
LARGEST, SHIFT, BLOCKED, TAP = 2500, 0.1, 200, 200
IN_REACH = 10_000  # until the page to come in by works, on slow 3G
TEXT = "Aan de balie zien we het anders."


def visits(browser: Browser, address: str, line: Line) -> list[dict[str, float]]:
    """What a page takes of who comes for the first time, some times."""
    found = []
    for _ in range(ROUNDS):
        with phone(browser, line) as page:
            page.goto(address, wait_until="networkidle")
            found.append(seen(page))
    return found


def middle(found: list[dict[str, float]], name: str) -> float:
    return sorted(it[name] for it in found)[len(found) // 2]


def test_a_public_page_is_there_soon_on_slow_4g(tmp_path: Path) -> None:
    with examples(tmp_path / "data") as (url, weighing), chromium() as browser:
        found = {name: visits(browser, url + name, SLOW_4G) for name in ("/", weighing)}
    heads = "first paint, ms | largest, ms | blocked, ms | shift"
    print(f"\n\n| first visit, slow 4G, 4 × slower | {heads} |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, rounds in found.items():
        cells = [spread([it[each] for it in rounds]) for each in ("paint", "largest", "blocked")]
        cells.append(spread([it["shift"] for it in rounds], ".3f"))
        print(f"| {'a weighing' if name == weighing else 'home'} | {' | '.join(cells)} |")
    for name, rounds in found.items():
        assert 0 < middle(rounds, "largest") <= LARGEST, name
        assert middle(rounds, "blocked") <= BLOCKED, name
        assert middle(rounds, "shift") <= SHIFT, name


# --- in a room ------------------------------------------------------------------------------------


@contextmanager
def room(data: Path) -> Iterator[Leader]:
    """A trialogue with its doors open."""
    with serving(data, TRIALOOG_ACTS_PER_MINUTE="10000") as server:
        leader = leading(server, "Een vast drempelbedrag", "Een collega kijkt mee")
        start(leader)
        yield leader


def fill(leader: Leader) -> None:
    """Go to the first step with a board, and put texts on it; a second round is open."""
    seats = {perspective: leader.join(perspective) for perspective in THREE}
    leader.go("explore")
    about = {"dilemma": leader.dilemma, "kind": "signal", "pole": "a"}
    about["round"] = leader.record("RoundOpened")[-1]["round"]
    for number, perspective in zip(range(CARDS), cycle(THREE), strict=False):
        text = f"{TEXT} Wie belt, hoort elke keer iets anders; dat is nummer {number}."
        said = {"key": f"card{number}", "text": text, **about}
        answer = seats[perspective].post(f"/t/{leader.id}/contribute", data=said)
        assert answer.status_code == 303, answer.text[:2000]
    leader.do("reveal", round=about["round"])


@contextmanager
def busy(leader: Leader) -> Iterator[None]:
    """Somebody recognises one text after another, so that the board changes all the time."""
    seat, over = leader.join("politics"), threading.Event()
    cards = [it["contribution"] for it in leader.record("ContributionMade")]
    assert len(cards) == CARDS

    def tap() -> None:
        keys = count()
        for card, on in cycle(product(cards, "10")):
            if over.wait(0.25):
                return
            said = {"key": f"tap{next(keys)}", "contribution": card, "on": on}
            seat.post(f"/t/{leader.id}/recognise", data=said)

    thread = threading.Thread(target=tap)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def come_in(page: Page, leader: Leader) -> None:
    """Take a seat, and open the board."""
    seat: httpx2.Client = leader.join("implementation")
    cookies: list[Any] = [
        {"name": it.name, "value": it.value, "url": leader.server.url} for it in seat.cookies.jar
    ]
    page.context.add_cookies(cookies)
    page.goto(f"{leader.server.url}/t/{leader.id}")


def test_a_tap_in_a_full_room_shows_at_once_on_a_slow_phone(tmp_path: Path) -> None:
    found: dict[str, list[float]] = {}
    with room(tmp_path / "data") as leader, chromium() as browser, phone(browser) as page:
        come_in(page, leader)
        fill(leader)
        with busy(leader):
            buttons = page.locator("#board [data-recognise]")
            for number in range(ROUNDS):
                buttons.nth(number).tap()
                expect(buttons.nth(number)).to_have_attribute("aria-pressed", "true")
                found.setdefault("recognising a text", []).append(slowest(page))
            leader.do("open-round")
            for number in range(ROUNDS):
                page.locator(".sides label").first.tap()
                page.locator("#write .picks label").first.tap()
                page.locator("#text").tap()
                page.locator("#text").press_sequentially(f"{TEXT} {number}", delay=40)
                found.setdefault("writing a text", []).append(slowest(page))
                page.locator("#send").tap()
                expect(page.locator("#mine")).to_contain_text(f"{TEXT} {number}")
                found.setdefault("sending it", []).append(slowest(page))
        leader.go("weigh")
        page.goto(f"{leader.server.url}/t/{leader.id}?option={leader.options[1]}")
        slowest(page)
        for number in range(ROUNDS):
            page.locator("#ratings label").nth(number).tap()
            expect(page.locator("#ratings input[type=radio]").nth(number)).to_be_checked()
            found.setdefault("rating an option", []).append(slowest(page))
    print(f"\n\n| a phone 4 × slower, {CARDS} texts on the board | shown after, ms |")
    print("| --- | ---: |")
    for name, waits in found.items():
        print(f"| {name} | {spread(waits)} |")
    assert all(sorted(waits)[ROUNDS // 2] <= TAP for waits in found.values()), found


def test_who_comes_in_on_slow_3g_can_do_so_soon(tmp_path: Path) -> None:
    with room(tmp_path / "data") as leader, chromium() as browser:
        found = visits(browser, f"{leader.server.url}/j/{leader.code}", SLOW_3G)
    print("\n\n| coming in, slow 3G, 4 × slower | ms |")
    print("| --- | ---: |")
    print(f"| the page stands there | {spread([it['paint'] for it in found])} |")
    print(f"| its script runs as well | {spread([it['ready'] for it in found])} |")
    assert middle(found, "paint") <= middle(found, "ready") <= IN_REACH
