"""What the API answers with: public weighings as plain dataclasses, and those as JSON.

Field names go out in camelCase, links under `_links`. Knows nothing that `Document` doesn't hold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trialoog.core.document import Document
from trialoog.core.plain import to_plain
from trialoog.core.words import Decision, OutcomeKind, ReasonType

ROOT = "/api/v1"
VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class Link:
    """The address of something that belongs to it."""

    href: str


Links = Mapping[str, Link]


@dataclass(frozen=True, slots=True)
class OptionSummary:
    """One option in short: what became of it, and on what ground."""

    letter: str
    title: str
    outcome: OutcomeKind | None
    reason_type: ReasonType | None


@dataclass(frozen=True, slots=True)
class WeighingSummary:
    """The newest version of one weighing, in short."""

    slug: str
    version: int
    published_at: datetime
    question: str
    title: str
    organisation: str
    language: str
    subjects: tuple[str, ...]
    example: bool  # made up, to show how a weighing works
    decision: Decision
    review: date | None
    options: tuple[OptionSummary, ...]
    links: Links


@dataclass(frozen=True, slots=True)
class WeighingList:
    """One page of the weighings that were found, and where the other pages are. `many` says that
    more were found than `total`, which is then how many are listed: ask for less."""

    page: int
    page_size: int
    total: int
    many: bool
    weighings: tuple[WeighingSummary, ...]
    links: Links


@dataclass(frozen=True, slots=True)
class Weighing:
    """One public version of one weighing, whole."""

    slug: str
    version: int
    newest: bool
    published_at: datetime
    note: str  # what changed in this version
    digest: str  # SHA-256 of the document as it was published, in hex
    redacted_at: datetime | None  # when a passage went out of it last
    document: Document
    links: Links


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One public version of a weighing, in short."""

    version: int
    published_at: datetime
    note: str
    digest: str
    links: Links


@dataclass(frozen=True, slots=True)
class VersionList:
    """All public versions of a weighing, the newest first."""

    slug: str
    versions: tuple[VersionSummary, ...]
    links: Links


def links(site: str, pages: Iterable[tuple[str, str]]) -> Links:
    """Return links by their relation, to paths on a site."""
    return {relation: Link(site + path) for relation, path in pages}


def of_weighing(site: str, slug: str, version: int | None = None) -> Links:
    """Return where everything of a weighing is: of one version, or of the newest one."""
    page, self = f"/w/{slug}", f"{ROOT}/weighings/{slug}"
    if version is not None:
        page, self = f"{page}/v/{version}", f"{self}/versions/{version}"
    found = [
        ("self", self),
        ("versions", f"{ROOT}/weighings/{slug}/versions"),
        ("page", page),
        *((name, f"{page}/{file}") for name, file in FILES.items()),
    ]
    return links(site, found)


# The files beside the page of a weighing, by the name of the link to them.
FILES = {
    "markdown": "weighing.md",
    "linkedData": "weighing.jsonld",
    "ratings": "ratings.csv",
    "decisionNote": "decision-note.md",
    "memorandum": "memorandum.md",
    "proof": "data.json",
}


def summary(
    site: str, slug: str, version: int, published_at: datetime, *, document: Document
) -> WeighingSummary:
    """Return a weighing in short."""
    return WeighingSummary(
        slug=slug,
        version=version,
        published_at=published_at,
        question=document.question,
        title=document.title,
        organisation=document.organisation,
        language=document.language,
        subjects=document.subjects,
        example=bool(document.example),
        decision=document.formal.decision if document.formal else Decision.OPEN,
        review=document.review,
        options=tuple(
            OptionSummary(o.letter, o.title, o.outcome, o.reason_type) for o in document.options
        ),
        links=of_weighing(site, slug),
    )


def turned(address: str, page: int, pages: int) -> Links:
    """Return the links of one page of a list; `address` is what a page's number comes after."""
    numbers = {
        "self": page,
        "first": 1,
        "prev": page - 1 if 1 < page <= pages + 1 else None,
        "next": page + 1 if page < pages else None,
        "last": max(pages, 1),
    }
    return {name: Link(f"{address}{n}") for name, n in numbers.items() if n is not None}


def as_json(resource: Any) -> Any:
    """Return a resource as JSON knows it, its names in camelCase."""
    return _camel(to_plain(resource))


def camel(name: str) -> str:
    """Return a name of ours as it is called in the API."""
    first, *others = name.split("_")
    return "_links" if name == "links" else first + "".join(part.capitalize() for part in others)


def _camel(data: Any) -> Any:
    if isinstance(data, dict):
        return {camel(key): _camel(item) for key, item in data.items()}
    if isinstance(data, list):
        return [_camel(item) for item in data]
    return data
