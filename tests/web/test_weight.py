"""What a first visit weighs: the page and all that a browser fetches for it, as it goes over the
line. `tests/e2e/test_first_visit.py` weighs coming into a room with a browser itself.
"""

from functools import partial
from itertools import cycle
from urllib.parse import urljoin

from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.driving import THREE, Town, Trialogue, shipped
from tests.web.screens import read
from trialoog import serving
from trialoog.core.words import Perspective
from trialoog.demo import lines, load
from trialoog.demo.content import load_all
from trialoog.store import people

MOST = 60_000  # bytes over the line, compressed, with the headers of each answer
REQUESTS = 5  # page, style, script, icon, manifest
FETCHED = {"stylesheet", "icon", "manifest"}  # the other icons go to a home screen
CARDS = 30


def _bytes(answer: Response) -> int:
    assert answer.status_code == 200, answer.url
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return headers + int(answer.headers["content-length"])


def _fetched(html: str) -> set[str]:
    """The addresses of what a browser fetches for a page, before anybody does anything."""
    page = read(html)
    found = {it["href"] for it in page.every("link") if it["rel"] in FETCHED}
    for tag in ("script", "img", "iframe", "source", "use"):
        found |= {it["src"] or it["href"] for it in page.every(tag)}
    return {address for address in found if address and not address.startswith(("#", "data:"))}


def weigh(who: TestClient, address: str) -> tuple[int, int]:
    """How many bytes and requests a page takes of who has nothing of it yet."""
    page = who.get(address)
    rest = [who.get(urljoin(address, it)) for it in _fetched(page.text)]
    for file in rest:
        if file.headers["content-type"].startswith("text/css"):
            assert "url(" not in file.text, "then what it names has to be weighed as well"
            assert "@import" not in file.text
    return sum(map(_bytes, [page, *rest])), 1 + len(rest)


def assert_light(visits: list[tuple[str, TestClient, str]]) -> None:
    """Each page is within the budget; the names are for who reads why not."""
    weights = {name: weigh(who, address) for name, who, address in visits}
    for name, (weight, requests) in weights.items():
        print(f"{name}: {weight / 1000:.1f} kB in {requests} requests")
    assert all(w <= MOST and n <= REQUESTS for w, n in weights.values()), weights


def with_examples(place: Town) -> None:
    """Play the examples in an installation."""

    async def play() -> None:
        db, looks = place.house.db, place.house.looks
        account = await serving.facilitator(db, serving.NAME, serving.TEAM)
        (team, *_) = await people.teams_of(db, account)
        told = partial(load.load, account=account, team=team.id, now=place.clock())
        await told(db, looks, shipped(), tell=lambda *_: None)

    place.run(play)


def filled(it: Trialogue) -> TestClient:
    """Put texts on the board as people write them; return the phone of one of them."""
    (content, *_) = load_all()
    phones, said = {perspective: it.join(perspective) for perspective in THREE}, lines.Said()
    it.go("explore")
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "kind": "signal"}
    for number, perspective in zip(range(CARDS), cycle(THREE), strict=False):
        words = f"{lines.written(content, Perspective(perspective), said).text} ({number})"
        it.ok("contribute", phones[perspective], text=words, pole="ab"[number % 2], **about)
    it.ok("reveal", round=str(it.state.round))
    return phones["policy"]


def test_the_public_pages_are_light(place: Town) -> None:
    with_examples(place)
    reader = place.visitor()
    found = read(reader.get("/").text).get(id="results").every("a")
    weighings = sorted({it["href"] for it in found if it["href"].startswith("/w/")})
    assert len(weighings) == 3
    addresses = ["/", "/how", "/rejected", "/overview", "/privacy", *weighings]
    assert_light([(address, reader, address) for address in addresses])


def test_the_pages_of_a_meeting_are_light(it: Trialogue) -> None:
    phone = filled(it)
    assert_light(
        [
            ("join", it.town.visitor(), f"/j/{it.code}"),
            ("board", phone, it.board()),
            ("console", it.lead, f"/t/{it.id}/lead"),
            ("projector", it.lead, f"/t/{it.id}/screen"),
        ]
    )
