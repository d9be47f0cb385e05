"""Number 37: a static file that is asked for in thousands of pieces costs about as much as one
that is asked for in few, and never more bytes than the file has.
"""

import time
from statistics import median

from starlette.testclient import TestClient

from tests.web.driving import Town
from trialoog.paths import STATIC

FILE = "/static/trialoog.css"
SIZE = (STATIC / "trialoog.css").stat().st_size


def _bombs(many: int) -> list[str]:
    """Ranges that overlap, that are one byte each, and that are none."""
    return [
        "bytes=" + ",".join(f"{n}-" for n in range(many)),
        "bytes=" + ",".join(f"0-{n}" for n in range(many)),
        "bytes=" + ",".join(f"{2 * n}-{2 * n}" for n in range(many)),
        "bytes=" + ",".join("0-0" for _ in range(many)),
        "bytes=" + ",".join(f"-{n}" for n in range(1, many)),
        "bytes=" + "," * many + "0-1",
        "bytes=" + "9" * many + "-",
        "bytes= " + " " * many + "0-1",
        "bytes=" + "-" * many,
    ]


def test_37_no_range_gives_more_bytes_than_the_file_has(place: Town) -> None:
    visitor = place.visitor()
    for bomb in _bombs(5000):
        answer = visitor.get(FILE, headers={"range": bomb, "accept-encoding": "identity"})
        assert answer.status_code in {200, 206, 400, 416}, bomb[:40]
        if answer.headers.get("content-type", "").startswith("multipart"):
            pieces = answer.content.count(b"Content-Range")
            assert len(answer.content) < SIZE + 200 * (pieces + 1)
        else:
            assert len(answer.content) <= SIZE + 200
    assert len(visitor.get(FILE).content) == SIZE


def _cost(visitor: TestClient, value: str) -> float:
    """The work of this process for one answer, in seconds: others on the machine do not count."""
    took = []
    for _ in range(5):
        start = time.process_time()
        visitor.get(FILE, headers={"range": value, "accept-encoding": "identity"})
        took.append(time.process_time() - start)
    return median(took)


def test_37_twice_as_many_ranges_cost_no_more_than_about_twice_the_work(place: Town) -> None:
    """Work that grows with the square is what makes such a header a weapon: that would be 16."""
    visitor = place.visitor()
    for small, large in zip(_bombs(1500), _bombs(6000), strict=True):
        cost = _cost(visitor, large) / max(_cost(visitor, small), 0.002)
        assert cost < 9, (large[:40], cost)
