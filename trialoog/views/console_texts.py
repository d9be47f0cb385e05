"""Every text of a board for who leads, to find one among many: by where it stands, by perspective
and by its words. And what can be done with one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from trialoog.core import commands as c
from trialoog.core.ids import ContributionId, TrialogueId
from trialoog.core.state import Contribution, State
from trialoog.core.words import Pole
from trialoog.views.console_board import Card, card, groups_beside, on_table, waits
from trialoog.views.console_script import leads
from trialoog.views.looks import Looks
from trialoog.views.newest import PAGE

LATE = "late"  # the place of what came after its round
LONGEST = 100  # signs of what somebody looks for


@dataclass(frozen=True, slots=True)
class Asked:
    """Which texts somebody looks for, from the `start`-th on. Empty is: any."""

    place: str = ""
    who: str = ""
    words: str = ""
    start: int = 0

    def at(self, start: int) -> str:
        """Return the same question from another place on, as the end of an address."""
        known = {"place": self.place, "who": self.who, "q": self.words, "from": start or ""}
        return urlencode({name: value for name, value in known.items() if value})


def asked(query: Mapping[str, str]) -> Asked:
    """Read what the address of the page asks for."""
    start = query.get("from", "")
    return Asked(
        query.get("place", "")[:LONGEST],
        query.get("who", "")[:LONGEST],
        query.get("q", "").strip()[:LONGEST],
        int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0,
    )


@dataclass(frozen=True, slots=True)
class Menu:
    """One text with what can be done with it; no card: it is not there, or not any more."""

    card: Card | None = None
    place: str = ""
    admit: bool = False
    looking: bool = False
    grouping: bool = False  # there is another group that it could stand in
    acts: bool = False


def page(  # noqa: PLR0917 - a page, and what was asked of it
    looks: Looks, language: str, state: State, tid: TrialogueId, question: Asked
) -> str:
    """Return the page with every text, as far as it was asked for."""
    places = _places(state)
    found = [(place, x) for place, x in _texts(state, places) if _fits(place, x, question)]
    start = min(question.start, len(found))
    shown: dict[str, list[Card]] = {}
    for place, text in found[start : start + PAGE]:
        shown.setdefault(place, []).append(card(text))
    return looks.render(
        language,
        "lead/texts.html",
        here="",
        signed_in=True,
        written=state.language,
        state=state,
        tid=tid,
        query_here=question.at(start),
        question=question,
        places=places,
        sections=tuple((place, places[place], tuple(cards)) for place, cards in shown.items()),
        count=len(found),
        first=start + 1,
        last=min(start + PAGE, len(found)),
        earlier=question.at(max(start - PAGE, 0)) if start else None,
        later=question.at(start + PAGE) if start + PAGE < len(found) else None,
        looking=state.looking.contribution if state.looking else None,
        acts=leads(state, c.HoldBack),
        late=LATE,
        menu=None,
    )


def menu(  # noqa: PLR0913, PLR0917 - the same for one text
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    id: ContributionId,
    back: str | None,
    *,
    alone: bool,
) -> str:
    """Return what can be done with one text, `alone` or as a page. `back` is what the list was
    asked for, if it was opened from there."""
    return looks.render(
        language,
        "lead/menu.html" if alone else "lead/texts.html",
        here="",
        signed_in=True,
        written=state.language,
        state=state,
        tid=tid,
        menu=_menu(state, id),
        back=back,
    )


def _menu(state: State, id: ContributionId) -> Menu:
    found = state.contributions.get(id)
    if found is None or found.dilemma != state.dilemma or not _readable(state, found):
        return Menu()
    places = _places(state)
    place = _place(state, found)
    return Menu(
        card=card(found),
        place=places.get(place, ""),
        admit=place == LATE,
        looking=state.looking is not None and state.looking.contribution == id,
        grouping=bool(groups_beside(state, found)),
        acts=leads(state, c.HoldBack),
    )


def _readable(state: State, contribution: Contribution) -> bool:
    return on_table(state, contribution) or waits(state, contribution)


def _places(state: State) -> dict[str, str]:
    """Return the places of a board by key, in its order. That of what came late has no name."""
    dilemma = state.board()
    sides = {Pole.A.value: dilemma.pole_a.name, Pole.B.value: dilemma.pole_b.name}
    options = {str(o.id): f"{o.letter}. {o.title}" for o in state.options_of(dilemma.id)}
    late = any(waits(state, x) for x in state.contributions_of(dilemma.id))
    return {**sides, **options, **({LATE: ""} if late else {})}


def _place(state: State, contribution: Contribution) -> str:
    if waits(state, contribution):
        return LATE
    return contribution.option or contribution.pole or ""


def _texts(state: State, places: Mapping[str, str]) -> list[tuple[str, Contribution]]:
    """Return what may be read, each with its place, place by place."""
    found: dict[str, list[Contribution]] = {place: [] for place in places}
    for text in state.contributions_of(state.board().id):
        if _readable(state, text):
            found[_place(state, text)].append(text)
    return [(place, text) for place, its in found.items() for text in its]


def _fits(place: str, contribution: Contribution, question: Asked) -> bool:
    said = f"{contribution.text} {contribution.source}".casefold()
    return (
        question.place in {"", place}
        and question.who in {"", contribution.perspective}
        and all(word in said for word in question.words.casefold().split())
    )
