"""What it costs to find a public weighing among 10, 1,000 and 100,000, as ratios within one run."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import pytest

from tests.bench import library
from tests.store.build import ALEMBIC
from trialoog.core.words import OutcomeKind
from trialoog.store import finding, search
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade

pytestmark = pytest.mark.bench

SIZES = (10, 1_000, 100_000)
ROUNDS = 15

FELL = (OutcomeKind.REJECTED, OutcomeKind.PARKED)
Question = Callable[[Db], Awaitable[object]]


def questions() -> dict[str, Question]:
    """What people ask, from a word that few weighings have to one that most have."""
    words = library.vocabulary()
    often, sometimes, seldom = words[60], words[600], words[6000]
    few = {search.SUBJECT: ["zorg"], search.YEAR: ["2024"]}
    return {
        "a word that stands in few": lambda db: finding.weighings(db, seldom),
        "a word that stands in many": lambda db: finding.weighings(db, often),
        "two words": lambda db: finding.weighings(db, f"{often} {sometimes}"),
        "the start of a word": lambda db: finding.weighings(db, sometimes[:6]),
        "part of a compound": lambda db: finding.weighings(db, "toeslag"),
        "a word with a slip": lambda db: finding.weighings(db, f"{seldom[:4]}x{seldom[4:]}"),
        "a word under two filters": lambda db: finding.weighings(db, sometimes, few),
        "no word, two filters": lambda db: finding.weighings(db, "", few),
        "an option that fell": lambda db: finding.options(db, sometimes, outcomes=FELL),
        "an option like this one": lambda db: finding.similar(db, f"{often} {sometimes} {seldom}"),
    }


def hostile() -> dict[str, Question]:
    """What nobody asks who wants to find something: as much as one address can hold."""
    words = library.vocabulary()
    common, slips = words[: finding.WORDS], words[2000 : 2000 + finding.WORDS]
    many = {
        search.SUBJECT: ["zorg", "wonen"],
        search.YEAR: ["2024", "2025"],
        search.FORMAT: ["verkenning"],
        search.OUTCOME: ["chosen"],
        search.ORGANISATION: [f"Gemeente {number}" for number in range(20)],
    }
    return {
        "a dozen common words under five filters": lambda db: finding.weighings(
            db, " ".join(common), many
        ),
        "a dozen starts under five filters": lambda db: finding.weighings(
            db, " ".join(word[:2] for word in common), many
        ),
        "a dozen slips": lambda db: finding.weighings(db, " ".join(f"x{w}xq" for w in slips)),
    }


@dataclass
class Waits:
    """How long each question took, in ms, per size, and how long it kept a processor busy."""

    of: dict[int, dict[str, list[float]]] = field(default_factory=dict)
    busy: dict[int, dict[str, list[float]]] = field(default_factory=dict)

    def middle(self, size: int, question: str) -> float:
        """Of a processor: what the machine does besides makes little difference."""
        return median(self.busy[size][question])

    def p95(self, size: int) -> float:
        """Of the questions that people ask, together, as they come."""
        return _p95(self.of[size])

    def p95_busy(self, size: int) -> float:
        """The same of a processor."""
        return _p95(self.busy[size])

    def all(self, size: int) -> float:
        """The middle of every question that people ask, together."""
        return sum(self.middle(size, question) for question in questions())

    def show(self) -> str:
        head = ["what is asked", *(f"among {size:,}" for size in SIZES), "100,000 to 1,000"]
        lines = [head, ["---", *["---:"] * (len(SIZES) + 1)]]
        for question in self.of[SIZES[0]]:
            waits = [self.middle(size, question) for size in SIZES]
            ratio = f"{waits[-1] / waits[-2]:.1f}"
            lines.append([question, *(f"{wait:.1f} ms" for wait in waits), ratio])
        for name, p95 in (("p95", self.p95), ("p95 of a processor", self.p95_busy)):
            waits = [p95(size) for size in SIZES]
            lines.append([name, *(f"{w:.1f} ms" for w in waits), f"{waits[-1] / waits[-2]:.1f}"])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _p95(waits: dict[str, list[float]]) -> float:
    asked = questions()
    return quantiles((w for name, some in waits.items() if name in asked for w in some), n=20)[-1]


async def _measured(folder: Path) -> Waits:
    """Ask everything of every library in each round, so that noise hits all alike."""
    waits, asked = Waits(), {**questions(), **hostile()}
    for size in SIZES:
        await upgrade(url(folder, size), ALEMBIC)
        async with open_db(url(folder, size)) as db:
            await library.fill(db, size)
        waits.of[size] = {question: [] for question in asked}
        waits.busy[size] = {question: [] for question in asked}
    for _ in range(ROUNDS):
        for size in SIZES:
            async with open_db(url(folder, size)) as db:
                await finding.weighings(db)  # who opens the file is not who searches
                for question, ask in asked.items():
                    began, worked = perf_counter(), process_time()
                    await ask(db)
                    waits.busy[size][question].append((process_time() - worked) * 1000)
                    waits.of[size][question].append((perf_counter() - began) * 1000)
    return waits


def url(folder: Path, size: int) -> str:
    return f"sqlite:///{folder / str(size)}.db"


def test_a_hundred_times_as_many_weighings_take_at_most_ten_times_as_long(tmp_path: Path) -> None:
    waits = asyncio.run(_measured(tmp_path))
    print(f"\n\n{waits.show()}\n")
    assert waits.all(100_000) / waits.all(1_000) <= 10
    assert waits.p95_busy(100_000) < 50
    assert all(waits.middle(100_000, question) < 1000 for question in hostile())
