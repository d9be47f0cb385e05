"""Dates, numbers and lists as people write them, by the language of the page."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

# English is that of Europe: the day stands before the month.
LOCALES = {"nl": "nl_NL", "en": "en_GB"}

GROUPED = 10_000  # from here on a number is read in groups of three


def day(at: date, language: str) -> str:
    """Return a day in words: 2 oktober 2026, 2 October 2026."""
    return format_date(at, "d MMMM y", locale=LOCALES[language])


def clock(at: datetime, language: str) -> str:
    """Return the time of day."""
    return format_time(at, "HH:mm", locale=LOCALES[language])


def moment(at: datetime, language: str) -> str:
    """Return a day of this year and the time of day, as in a sentence."""
    between = "om" if language == "nl" else "at"
    return format_datetime(at, f"d MMMM '{between}' HH:mm", locale=LOCALES[language])


def whole(number: int, language: str) -> str:
    """Return a number: 1200, 12.000 in Dutch, 12,000 in English."""
    return format_decimal(number, locale=LOCALES[language]) if number >= GROUPED else str(number)


def listed(names: Sequence[str], language: str) -> str:
    """Return names one after the other: a, b en c."""
    return format_list(names, locale=LOCALES[language]) if names else ""
