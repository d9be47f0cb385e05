"""The record as a page: a way to look back, and one line per fact in plain sentences."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from trialoog.core.ids import TrialogueId
from trialoog.core.past import Past
from trialoog.core.words import THREE
from trialoog.views import replay, timeline
from trialoog.views.journal_lines import Line, lines
from trialoog.views.looks import Looks


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, in the time zone of the server."""

    day: date
    lines: tuple[Line, ...]


def journal(  # noqa: PLR0913 - the page, and the record that it shows
    looks: Looks,
    language: str,
    past: Past,
    tid: TrialogueId,
    *,
    title: str = "",
    said: str = "",
    seq: int | None = None,
    redacts: bool,
) -> str:
    """Return the record for those who lead, with the board after the fact `seq`, or after all.

    `title` is that of a trialogue without facts; `said` names what was done just now; `redacts`
    tells whether who reads may make words unreadable.
    """
    by_day: dict[date, list[Line]] = {}
    for line in lines(past.now, past.facts, partial(looks.say, language)):
        by_day.setdefault(line.at.astimezone(looks.zone).date(), []).append(line)
    went = bool(past.moments)
    return looks.render(
        language,
        "journal.html",
        here="journal",
        signed_in=True,
        title=past.now.title or title,
        state=past.now,
        tid=tid,
        said=said,
        redacts=redacts,
        query_here="" if seq is None else f"at={seq}",
        now=replay.moment(looks, language, past, seq) if went else None,
        line=timeline.timeline(past) if went else None,
        three=THREE,
        moments=frozenset(moment.seq for moment in past.moments),
        points=[moment.seq for moment in past.moments],
        days=tuple(Day(day, tuple(found)) for day, found in by_day.items()),
    )
