"""A promise in the documentation names the tests that hold it, and they are there."""

import re

from trialoog.paths import ROOT

PAGE = ROOT / "docs" / "explanation" / "promises.md"


def promises() -> dict[str, list[str]]:
    """The tests that the table of promises names, by promise."""
    rows = re.findall(r"^\| (P\d+) \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return {
        number: re.findall(r"`(tests/[^`]+\.py)`", line)
        for number in rows
        for line in lines
        if line.startswith(f"| {number} |")
    }


def test_every_promise_names_tests_that_are_there() -> None:
    named = promises()
    assert len(named) >= 16
    assert [*named] == [f"P{number}" for number in range(1, len(named) + 1)], "none is left out"
    for number, tests in named.items():
        assert tests, number
        for test in tests:
            assert (ROOT / test).is_file(), (number, test)


def test_every_test_of_a_promise_is_named() -> None:
    found = (ROOT / "tests").glob("*/test_p[0-9]*.py")
    there = {path.relative_to(ROOT).as_posix() for path in found}
    assert there == {test for tests in promises().values() for test in tests}
