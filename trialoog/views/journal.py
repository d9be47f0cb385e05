"""The record as a page: one line per fact, in plain sentences, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trialoog.core.events import Fact
from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.views.journal_lines import Line, lines
from trialoog.views.looks import Looks


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, in the time zone of the server."""

    day: date
    lines: tuple[Line, ...]


def journal(  # noqa: PLR0913, PLR0917 - the page, and the record that it shows
    looks: Looks,
    language: str,
    state: State,
    facts: Sequence[Fact],
    tid: TrialogueId,
    said: str = "",
    *,
    redacts: bool,
) -> str:
    """Return the record for those who lead; `said` names what was done just now.

    `redacts` tells whether who reads may make words unreadable.
    """

    def say(message: str, **values: object) -> str:
        return looks.say(language, message, **values)

    by_day: dict[date, list[Line]] = {}
    for line in lines(state, facts, say):
        by_day.setdefault(line.at.astimezone(looks.zone).date(), []).append(line)
    return looks.render(
        language,
        "journal.html",
        here="journal",
        signed_in=True,
        state=state,
        tid=tid,
        said=said,
        redacts=redacts,
        days=tuple(Day(day, tuple(found)) for day, found in by_day.items()),
    )
