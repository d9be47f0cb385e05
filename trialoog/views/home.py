"""The way in to what is public: the list with its filters, and the question "is dit al eens
afgevallen, en waarom?". Public pages hold nothing personal, so every reader gets the same bytes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from trialoog.core.document import Document, OptionText
from trialoog.core.words import OutcomeKind, ReasonType
from trialoog.views import charts
from trialoog.views.charts import Mini
from trialoog.views.looks import Looks
from trialoog.views.subjects import SUBJECTS
from trialoog.views.words import N_, OUTCOME, REASON

# The kinds of filter, in the order on the page, as they stand in addresses.
LEGENDS = {
    "subject": N_("Onderwerp"),
    "outcome": N_("Uitkomst van een optie"),
    "format": N_("Fase"),
    "organisation": N_("Organisatie"),
    "year": N_("Jaar"),
}
KINDS = tuple(LEGENDS)
AT_FIRST = 8  # choices of one filter that stand in the open

Picked = Mapping[str, Collection[str]]
Counts = Mapping[str, Mapping[str, int]]


class Item(NamedTuple):
    """A published weighing as the list needs it."""

    slug: str
    version: int
    published_at: datetime
    document: Document


class FoundOption(Protocol):
    """An option of a public weighing, and what became of it."""

    @property
    def slug(self) -> str:
        """The address of its weighing."""

    @property
    def published_at(self) -> datetime:
        """When that became public."""

    @property
    def language(self) -> str:
        """The language of its texts."""

    @property
    def question(self) -> str:
        """The question of its weighing."""

    @property
    def organisation(self) -> str:
        """Whose weighing it is."""

    @property
    def letter(self) -> str:
        """Its letter there."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def outcome(self) -> OutcomeKind:
        """What became of it."""

    @property
    def reason_type(self) -> ReasonType | None:
        """On what ground."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def reopen(self) -> str:
        """What would reopen it."""


@dataclass(frozen=True, slots=True)
class Became:
    """The options that had one and the same outcome, as one line of the list."""

    outcome: OutcomeKind
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A weighing in the list. `subjects` are message ids."""

    item: Item
    became: tuple[Became, ...]
    mini: Mini
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. `own` says that its name is somebody's own, not a message id;
    `number` is None where nobody counted."""

    value: str
    name: str
    own: bool
    number: int | None
    picked: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One kind of filter; what is in `more` is folded away."""

    kind: str
    legend: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is on, and the address without it."""

    name: str
    own: bool
    without: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list: addresses, empty where there is no such page."""

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: how many in all, or more than that (`many`); `meant` are the words that
    were searched in place of those that were typed."""

    total: int
    many: bool = False
    meant: str = ""


def home(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    items: Sequence[Item | tuple[str, int, datetime, Document]],
    query: str = "",
    *,
    picked: Picked,
    counts: Counts,
    formats: Mapping[str, str],
    result: Result,
    page: int,
    size: int,
) -> str:
    """Return the home page. `formats` are the names of the formats by their key."""
    on = {kind: [*picked.get(kind, ())] for kind in KINDS}
    filters = tuple(
        filter_of(kind, on[kind], counts, formats, counted=not result.many) for kind in KINDS
    )
    return looks.render(
        language,
        "home.html",
        here="home",
        signed_in=False,
        findings=tuple(_finding(Item(*item)) for item in items),
        result=result,
        query=query,
        filters=tuple(it for it in filters if it.choices),
        kept=[(kind, value) for kind in KINDS for value in on[kind]],
        active=_active(query, on, formats),
        pages=_pages("/", query, on, page, size, result),
        query_here=asked_of(query, on, page),
        plain=address("/", query, {}),
        fell=address("/rejected", query, {}),
    )


def rejected(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    options: Sequence[FoundOption],
    query: str = "",
    *,
    reasons: Collection[str],
    counts: Mapping[str, int],
    result: Result,
    page: int,
    size: int,
) -> str:
    """Return the page that answers whether something fell before, and why."""
    on = {"reason": [*reasons]}
    choices = tuple(
        Choice(kind, REASON[kind], False, counts.get(kind, 0), kind in reasons)  # noqa: FBT003
        for kind in ReasonType
        if counts.get(kind) or kind in reasons
    )
    return looks.render(
        language,
        "rejected.html",
        here="rejected",
        signed_in=False,
        options=options,
        result=result,
        query=query,
        reasons=choices,
        pages=_pages("/rejected", query, on, page, size, result),
        query_here=asked_of(query, on, page),
        plain=address("/rejected", query, {}),
        everything=address("/", query, {}),
    )


def address(path: str, query: str, on: Picked, page: int = 1) -> str:
    """Return the address of a list with its words, its filters and its page."""
    asked = asked_of(query, on, page)
    return f"{path}?{asked}" if asked else path


def asked_of(query: str, on: Picked, page: int = 1) -> str:
    """Return what stands after the question mark in the address of a list."""
    asked: list[tuple[str, str]] = [("q", query)] if query else []
    asked += [(kind, value) for kind, values in on.items() for value in values]
    asked += [("page", str(page))] if page > 1 else []
    return urlencode(asked)


def _pages(  # noqa: PLR0917 - where one is, and in what
    path: str, query: str, on: Picked, page: int, size: int, result: Result
) -> Pages:
    return Pages(
        earlier=address(path, query, on, page - 1) if page > 1 else "",
        later=address(path, query, on, page + 1) if result.total > page * size else "",
    )


def filter_of(
    kind: str,
    on: Sequence[str],
    counts: Counts,
    formats: Mapping[str, str],
    *,
    counted: bool = True,
) -> Filter:
    """Return a filter with what can be ticked. `formats` are the names of formats by their key;
    not `counted` means that the numbers are those of a part only."""
    known = counts.get(kind, {})
    every = _ordered(kind, {*known, *on}, known, formats)
    choices = [
        Choice(
            value,
            *name_of(kind, value, formats),
            known.get(value, 0) if counted else None,
            value in on,
        )
        for value in every
    ]
    # What is picked always stands in the open.
    first = [choice for at, choice in enumerate(choices) if at < AT_FIRST or choice.picked]
    rest = [choice for choice in choices if choice not in first]
    return Filter(kind, LEGENDS[kind], tuple(first), tuple(rest))


def _ordered(
    kind: str, values: Collection[str], known: Mapping[str, int], formats: Mapping[str, str]
) -> list[str]:
    if kind == "year":
        return sorted(values, reverse=True)
    if kind == "organisation":
        return sorted(values, key=lambda value: (-known.get(value, 0), value.casefold()))
    orders: dict[str, Iterable[str]] = {
        "subject": SUBJECTS,
        "outcome": OUTCOME,
        "format": formats,
    }
    order = orders[kind]
    places = {str(value): at for at, value in enumerate(order)}
    return sorted(values, key=lambda value: (places.get(value, len(places)), value))


def name_of(kind: str, value: str, formats: Mapping[str, str]) -> tuple[str, bool]:
    """Return how a value of a filter is called, and whether that is somebody's own name for it;
    else it is a message id."""
    if kind == "subject" and value in SUBJECTS:
        return SUBJECTS[value], False
    if kind == "outcome" and value in {*OutcomeKind}:
        return OUTCOME[OutcomeKind(value)], False
    return (formats.get(value, value) if kind == "format" else value), True


def _active(query: str, on: Picked, formats: Mapping[str, str]) -> tuple[Active, ...]:
    active = []
    for kind, values in on.items():
        for value in values:
            left = {**on, kind: [other for other in values if other != value]}
            name, own = name_of(kind, value, formats)
            active.append(Active(name, own, address("/", query, left)))
    return tuple(active)


def _finding(item: Item) -> Finding:
    options = sorted(item.document.options, key=charts.rank)
    kinds = dict.fromkeys(o.outcome for o in options if o.outcome is not None)
    became = tuple(Became(kind, _titles(options, kind)) for kind in kinds)
    subjects = tuple(SUBJECTS[key] for key in item.document.subjects if key in SUBJECTS)
    return Finding(item, became, charts.mini(item.document), subjects)


def _titles(options: Sequence[OptionText], kind: OutcomeKind) -> tuple[str, ...]:
    return tuple(option.title for option in options if option.outcome is kind)
