"""What is measured while serving: numbers only, for who runs the house. docs/how-to/operate.md.

No number belongs to a room, a person or an address: labels come from lists of ours, so nobody can
be followed by them, and a million visitors make no label more. Seconds are wall-clock seconds.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Role

TEXT = CONTENT_TYPE_PLAIN_0_0_4

# Where workers keep their numbers for each other: set before this is imported, or it does nothing.
SHARED = "PROMETHEUS_MULTIPROC_DIR"

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
MANY = (1, 2, 5, 10, 20, 50, 100)

disable_created_metrics()  # type: ignore[no-untyped-call]
_REGISTRY = CollectorRegistry()

SEATS = Gauge(
    "trialoog_open_seats",
    "Live pages that are connected now, by role.",
    ["role"],
    multiprocess_mode="livesum",
    registry=_REGISTRY,
)
ROOMS = Gauge(
    "trialoog_rooms_in_memory",
    "Trialogues that are in memory now; one that two workers have in memory counts twice.",
    multiprocess_mode="livesum",
    registry=_REGISTRY,
)
FACTS = Counter("trialoog_facts_written", "Facts that became durable.", registry=_REGISTRY)
COMMIT = Histogram(
    "trialoog_commit_seconds",
    "From the decision until the facts of one transaction are durable.",
    buckets=QUICK,
    registry=_REGISTRY,
)
ACTS = Histogram(
    "trialoog_acts_per_commit",
    "Acts that shared one transaction.",
    buckets=MANY,
    registry=_REGISTRY,
)
DELIVERY = Histogram(
    "trialoog_delivery_seconds",
    "From a fact that is durable, or read from another worker, until every seat here was told.",
    buckets=QUICK,
    registry=_REGISTRY,
)
FRAMES = Counter("trialoog_frames_sent", "Changes handed to live pages.", registry=_REGISTRY)
SLOW = Counter(
    "trialoog_slow_seats_dropped",
    "Live pages that were let go because their phone took nothing for too long.",
    registry=_REGISTRY,
)
REFUSALS = Counter(
    "trialoog_refusals",
    "Acts that the rules refused, by the code of the refusal.",
    ["code"],
    registry=_REGISTRY,
)
ANSWERS = Histogram(
    "trialoog_http_answer_seconds",
    "Until an answer was sent, by the shape of its address and the class of its status.",
    ["method", "route", "status"],
    buckets=QUICK,
    registry=_REGISTRY,
)
MAILS = Counter("trialoog_mails", "Mails, by what became of them.", ["outcome"], registry=_REGISTRY)
AWAY = Counter(
    "trialoog_database_away",
    "Times that something was asked of the database and it did not answer.",
    registry=_REGISTRY,
)
HINTS = Counter(
    "trialoog_hints",
    "Hints through Redis that something changed: sent to other processes, or received from them.",
    ["way"],
    registry=_REGISTRY,
)
REDIS_AWAY = Gauge(
    "trialoog_redis_away",
    "Processes that do not reach Redis now, of those that should.",
    multiprocess_mode="livesum",
    registry=_REGISTRY,
)

METHODS = {"GET", "HEAD", "POST"}
WATCH = (Role.FACILITATOR, Role.PARTICIPANT, Role.SCREEN)


def written(facts: int, acts: int, seconds: float) -> None:
    """Note one transaction."""
    FACTS.inc(facts)
    ACTS.observe(acts)
    COMMIT.observe(seconds)


def refused(why: Exception) -> None:
    """Note a refusal; what is none is a bug, which the log knows of."""
    several = why.refusals if isinstance(why, RefusedAll) else [why]
    for each in several:
        if isinstance(each, Refused):
            _refusals(each.code).inc()


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """Note an answer. `route` is the shape of the address, never what somebody typed."""
    _answers(method if method in METHODS else "other", route, f"{status // 100}xx").observe(seconds)


def present(rooms: int, seats: Mapping[Role, int], *, redis_away: bool) -> None:
    """Note what is open now, and whether Redis is missed."""
    ROOMS.set(rooms)
    REDIS_AWAY.set(redis_away)
    for role in WATCH:
        SEATS.labels(role.value).set(seats.get(role, 0))


def since(sent: int, received: int, away: int) -> None:
    """Note what is counted elsewhere: how many more there were."""
    HINTS.labels("sent").inc(sent)
    HINTS.labels("received").inc(received)
    AWAY.inc(away)


# A label costs more to look up than to count.
@cache
def _refusals(code: str) -> Counter:
    return REFUSALS.labels(code)


@cache
def _answers(method: str, route: str, status: str) -> Histogram:
    return ANSWERS.labels(method, route, status)


def text() -> bytes:
    """Return all numbers as Prometheus reads them: of this process, or of all workers here."""
    folder = os.environ.get(SHARED)
    if not folder:
        return generate_latest(_REGISTRY)
    for pid in _gone(Path(folder)):
        with suppress(FileNotFoundError):  # another worker was asked at the same moment
            mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]
    together = CollectorRegistry()
    MultiProcessCollector(together, folder)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def _gone(folder: Path) -> Iterable[int]:
    """Return the workers that are no more, and whose seats and rooms went with them."""
    found = {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}
    return [pid for pid in found if not _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's: the number was given out again
    return True
