"""The numbers for who runs the house: what they count, together over processes, and no person."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.serving import REPOSITORY
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Role
from trialoog.live import metrics

GUIDE = REPOSITORY / "docs" / "how-to" / "operate.md"
SAMPLE = re.compile(r"^(?P<name>[a-z_]+)(?:\{(?P<labels>[^}]*)\})? (?P<value>\S+)$")


def read(text: str) -> dict[tuple[str, str], float]:
    """Every number, by its name and labels."""
    found = (SAMPLE.match(line) for line in text.splitlines() if not line.startswith("#"))
    return {(it["name"], it["labels"] or ""): float(it["value"]) for it in found if it}


def now() -> dict[tuple[str, str], float]:
    return read(metrics.text().decode())


def more(name: str, labels: str, before: dict[tuple[str, str], float]) -> float:
    """How much a number went up."""
    return now()[name, labels] - before.get((name, labels), 0.0)


def test_a_transaction_is_counted_with_its_facts_and_acts() -> None:
    before = now()
    metrics.written(facts=5, acts=3, seconds=0.2)
    assert more("trialoog_facts_written_total", "", before) == 5
    assert more("trialoog_commit_seconds_count", "", before) == 1
    assert more("trialoog_commit_seconds_sum", "", before) == pytest.approx(0.2)
    assert more("trialoog_acts_per_commit_sum", "", before) == 3


def test_refusals_are_counted_by_their_code_and_a_bug_is_none() -> None:
    before = now()
    metrics.refused(Refused("not_now", words="wat iemand schreef"))
    metrics.refused(RefusedAll([Refused("not_now"), Refused("empty", "text")]))
    metrics.refused(KeyError("not_now"))
    assert more("trialoog_refusals_total", 'code="not_now"', before) == 2
    assert more("trialoog_refusals_total", 'code="empty"', before) == 1


def test_an_answer_is_counted_by_shape_and_class() -> None:
    before = now()
    metrics.answered("GET", "/t/{id}", 404, 0.01)
    metrics.answered("PROPFIND-GEPLANT", "-", 405, 0.01)
    labels = 'method="GET",route="/t/{id}",status="4xx"'
    # A label holds braces itself, so it is looked for as it is.
    assert f"trialoog_http_answer_seconds_count{{{labels}}}" in metrics.text().decode()
    count = ("trialoog_http_answer_seconds_count", 'method="other",route="-",status="4xx"')
    assert more(*count, before) == 1
    assert "GEPLANT" not in metrics.text().decode()


def test_what_is_open_now_goes_up_and_down() -> None:
    metrics.present(2, {Role.PARTICIPANT: 30, Role.SCREEN: 1}, redis_away=True)
    found = now()
    assert found["trialoog_open_seats", 'role="participant"'] == 30
    assert found["trialoog_rooms_in_memory", ""] == 2
    assert found["trialoog_redis_away", ""] == 1
    metrics.present(0, {}, redis_away=False)
    assert now()["trialoog_open_seats", 'role="participant"'] == 0


def test_every_number_has_its_unit_and_stands_in_the_guide() -> None:
    names = re.findall(r"^# TYPE (\S+) (\S+)$", metrics.text().decode(), re.MULTILINE)
    assert len(names) > 10
    guide = GUIDE.read_text(encoding="utf-8")
    for name, kind in names:
        assert f"`{name}`" in guide, name
        assert name.startswith("trialoog_")
        if kind == "counter":
            assert name.endswith("_total")
        if kind == "histogram":
            assert name.endswith(("_seconds", "_per_commit"))
    assert set(re.findall(r"`(trialoog_\w+)`", guide)) == {name for name, _ in names}


# --- together over processes -------------------------------------------------------------------

WORKS = """
from trialoog.core.words import Role
from trialoog.live import metrics
metrics.FACTS.inc(3)
metrics.present(1, {Role.PARTICIPANT: 5}, redis_away=False)
print("there", flush=True)
input()
"""


def test_one_look_shows_all_workers_and_who_died_has_no_seats(tmp_path: Path) -> None:
    shared = {**os.environ, metrics.SHARED: str(tmp_path)}
    run = {"cwd": REPOSITORY, "env": shared, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    them = [subprocess.Popen([sys.executable, "-c", WORKS], **run) for _ in range(2)]  # type: ignore[call-overload]
    for one in them:
        assert one.stdout.readline() == b"there\n"

    def seen() -> dict[tuple[str, str], float]:
        looks = [
            sys.executable,
            "-c",
            "from trialoog.live import metrics as m; print(m.text().decode())",
        ]
        done = subprocess.run(looks, cwd=REPOSITORY, env=shared, capture_output=True, check=True)
        return read(done.stdout.decode())

    both = seen()
    assert both["trialoog_facts_written_total", ""] == 6
    assert both["trialoog_open_seats", 'role="participant"'] == 10
    them[0].kill()
    them[0].wait()
    left = seen()
    assert left["trialoog_facts_written_total", ""] == 6  # what was done stays done
    assert left["trialoog_open_seats", 'role="participant"'] == 5
    for one in them:
        one.kill()
        one.communicate()
