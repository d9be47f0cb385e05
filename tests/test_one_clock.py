"""Nothing in the application asks a clock of its own: the time is given, and is the database's."""

import ast

import pytest

from trialoog import paths

PACKAGE = paths.ROOT / "trialoog"
ASKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


def asked(source: str) -> list[int]:
    """The lines on which a clock of the machine is asked for the time of day."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in ASKS
    ]


def test_only_one_place_asks_the_clock_of_the_machine() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if (lines := asked(path.read_text(encoding="utf-8")))
    }
    assert list(found) == ["app.py"]
    assert len(found["app.py"]) == 1


@pytest.mark.parametrize(
    "source", ["x = datetime.now(UTC)", "def f():\n    return date.today()", "time.time() + 5"]
)
def test_a_clock_that_is_asked_is_found(source: str) -> None:
    assert asked(source)
