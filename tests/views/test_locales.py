"""Dates, numbers and lists read as people write them, in both languages."""

from datetime import UTC, date, datetime

import pytest

from trialoog.views import locales

NINE = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("nl", "2 maart 2026", "2 maart om 09:05"), ("en", "2 March 2026", "2 March at 09:05")],
)
def test_a_day_stands_before_its_month(language: str, day: str, moment: str) -> None:
    assert locales.day(date(2026, 3, 2), language) == day
    assert locales.moment(NINE, language) == moment
    assert locales.clock(NINE, language) == "09:05"


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [(0, "0", "0"), (999, "999", "999"), (5000, "5000", "5000"), (12345, "12.345", "12,345")],
)
def test_a_long_number_is_read_in_groups(number: int, dutch: str, english: str) -> None:
    assert locales.whole(number, "nl") == dutch
    assert locales.whole(number, "en") == english


@pytest.mark.parametrize(
    ("names", "dutch", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a en b", "a and b"),
        (["a", "b", "c"], "a, b en c", "a, b and c"),
    ],
)
def test_a_list_ends_with_and(names: list[str], dutch: str, english: str) -> None:
    assert locales.listed(names, "nl") == dutch
    assert locales.listed(names, "en") == english
