"""All that is public of one version of one weighing, frozen, and its canonical JSON.

Holds released text and numbers with at least three seats behind them; never a contribution's
writer, time or id, and nothing that could be added up across perspectives.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from trialoog.core.plain import change_words, from_plain, to_plain, words_in
from trialoog.core.state import Side
from trialoog.core.text import GONE, REMOVED
from trialoog.core.weighing import Tally
from trialoog.core.words import (
    Approval,
    Decision,
    OutcomeKind,
    Perspective,
    ReasonType,
    Standing,
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the options were held against."""

    key: str
    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Voice:
    """The median of one perspective, −2 to 2 in halves; None when nothing was said, or when
    fewer than three seats stood behind it (`hidden`)."""

    perspective: Perspective
    value: float | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class VoiceCell:
    """One criterion of one option."""

    criterion: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a choice rests on, and what is known of it."""

    text: str
    state: Standing = Standing.OPEN
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What became of an option in the weighing that this one follows, under its letter there, and
    `why` it is looked at again."""

    letter: str
    outcome: OutcomeKind
    reason: str
    reopen: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class OptionText:
    """One option. `outcome` is None only in a preview."""

    letter: str
    title: str
    detail: str
    outcome: OutcomeKind | None
    cells: tuple[VoiceCell, ...]
    reason_type: ReasonType | None = None
    reason: str = ""
    reopen: str = ""
    downsides: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    weighed: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    review: date | None = None
    into: str = ""  # the letter of the option that this one went into
    says: Mapping[Perspective, str] = field(default_factory=dict)
    unheard: tuple[Perspective, ...] = ()
    consent: tuple[Tally, ...] = ()
    corrections: tuple[str, ...] = ()
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Formal:
    """What the decision maker did with the advice."""

    decision: Decision
    on: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier version, and what its note said."""

    version: int
    note: str
    on: date


@dataclass(frozen=True, slots=True)
class Follows:
    """The earlier weighing that this one goes on from, as it was then."""

    slug: str
    version: int
    question: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one weighing, as the public reads it."""

    version: int
    note: str
    language: str
    title: str  # of the trialogue
    question: str  # of the dilemma
    organisation: str
    format_key: str
    format_name: str
    held: date | None
    pole_a: Side
    pole_b: Side
    intro: str
    choice: str
    accepted: str
    fell: str
    background: str
    present: tuple[Perspective, ...]
    absent: tuple[Perspective, ...]
    suppressed: tuple[Perspective, ...]  # fewer than three seats: no marks, no numbers
    decision_maker: str
    decide_by: date | None
    formal: Formal | None
    review: date | None
    criteria: tuple[Criterion, ...]
    options: tuple[OptionText, ...]
    reservations: Mapping[Perspective, str]
    joint: Mapping[Perspective, str]
    spokespersons: Mapping[Perspective, str]
    earlier: tuple[Earlier, ...]
    journal_head: str
    subjects: tuple[str, ...] = ()  # keys of `subjects`
    sources: tuple[str, ...] = ()
    approvals: Mapping[Perspective, Approval] = field(default_factory=dict)
    follows: Follows | None = None
    example: str = ""  # where a made-up example comes from; empty for a real weighing
    reserved: tuple[Perspective, ...] | None = None  # see `who_reserved`


def who_reserved(document: Document) -> tuple[Perspective, ...] | None:
    """Return who made a reservation, whether or not its words are public. None when that is not
    known: a version from before this was kept, with a group whose words it leaves out."""
    if document.reserved is not None:
        return document.reserved
    quoted = tuple(p for p in document.present if p in document.reservations)
    return quoted or (None if document.suppressed else ())


# --- JSON -------------------------------------------------------------------------


def plain(document: Document) -> dict[str, Any]:
    """Return the document as plain data, as it is stored and exported."""
    removed = REMOVED.get(document.language, REMOVED["nl"])
    data: dict[str, Any] = change_words(
        to_plain(document), NO_WORDS, lambda said: said.replace(GONE, removed)
    )
    return data


def to_json(document: Document) -> str:
    """Return the canonical JSON: sorted keys, no blanks, so that its digest is stable."""
    return json.dumps(plain(document), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(source: str) -> Document:
    """Return the document of its JSON.

    Raises `ValueError`, `TypeError` or `KeyError` for anything else.
    """
    document: Document = from_plain(Document, json.loads(source))
    return document


def digest(source: str) -> str:
    """Return the SHA-256 of the canonical JSON, in hex."""
    return sha256(source.encode()).hexdigest()


def text_digest(document: Document) -> str:
    """Return the SHA-256 of what a spokesperson approves: all of it but what changes by itself,
    where it is filed, and what the decision maker did with it: that is nobody's to approve."""
    return content_digest(replace(document, formal=None))


def content_digest(document: Document) -> str:
    """Return the SHA-256 of what a plan is made for: the text, and the formal decision on it."""
    itself = replace(document, version=0, earlier=(), journal_head="", approvals={}, subjects=())
    return digest(to_json(itself))


def searchable(document: Document) -> str:
    """Return all words that people may find a weighing by."""
    return "\n".join(words_in(plain(document), NO_WORDS))


# Fields that hold no words of people.
NO_WORDS = frozenset(
    {
        "absent",
        "approvals",
        "consent",
        "criterion",
        "decide_by",
        "decision",
        "format_key",
        "held",
        "journal_head",
        "key",
        "language",
        "letter",
        "on",
        "outcome",
        "perspective",
        "present",
        "reason_type",
        "reserved",
        "review",
        "slug",
        "state",
        "subjects",
        "suppressed",
        "unheard",
    }
)
