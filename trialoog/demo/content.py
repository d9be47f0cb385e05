"""Reads the example dilemmas that stand beside this file. Plays nothing and decides nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from trialoog.core.words import (
    THREE,
    Decision,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
)

FOLDER = Path(__file__).resolve().parent
# In the order they are loaded in: the last one published stands first on the home page.
NAMES = ("toetsen", "vertrouwen", "maatwerk", "gegevens", "balie")

# Stands in the background of every example, so that nobody takes one for a real decision.
EXAMPLE = "Voorbeeld, geen echt besluit. Gebaseerd op {source}."

_MARKS = {"++": 2, "+": 1, "0": 0, "-": -1, "--": -2, "?": None}


class Stage(StrEnum):
    """How far an example has been played."""

    GATHERING = "gathering"  # the doors are open and nobody is in yet
    CLOSED = "closed"  # closed, and waiting for its release
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Side:
    """A pole of the dilemma."""

    name: str
    worth: str


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes: on a pole, or on an option. `id` is for outcomes to point at."""

    by: Perspective
    kind: Kind
    text: str
    source: str = ""
    id: str = ""
    pole: Pole | None = None
    recognised: tuple[Perspective, ...] = ()
    late: bool = False  # came after its round, and was let in
    proxy: bool = False  # said aloud by somebody without a phone


@dataclass(frozen=True, slots=True)
class Consent:
    """How many seats of a perspective support it or can live with it; who objects says why."""

    support: int = 0
    live_with: int = 0
    object: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of an option. `into` is the key of another; `review_in` counts days."""

    kind: OutcomeKind
    type: ReasonType
    reason: str
    reopen: str = ""
    downsides: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    review_in: int | None = None
    into: str = ""
    weighed: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    says: Mapping[Perspective, str] = field(default_factory=dict)
    unheard: tuple[Perspective, ...] = ()
    consent: Mapping[Perspective, Consent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Correction:
    """A "no" at reading back, and the correction that came of it."""

    by: Perspective
    remark: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option. `by` is the perspective that put it on the table during the meeting.

    `ratings` are the middle of each perspective, in the order of the format's criteria.
    """

    key: str
    title: str
    detail: str
    nothing: bool = False
    by: Perspective | None = None
    argued: tuple[Words, ...] = ()
    ratings: Mapping[Perspective, tuple[int | None, ...]] = field(default_factory=dict)
    outcome: Ending | None = None
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Formal:
    """What the decision maker did."""

    decision: Decision
    why: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """Public text by block, as far as it differs from what the version before had; and who agreed
    with it before it went out."""

    note: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    agreed: tuple[Perspective, ...] = THREE


@dataclass(frozen=True, slots=True)
class Content:
    """One example. `decide_in` counts days from the meeting."""

    key: str
    stage: Stage
    format: str
    source: str
    title: str
    question: str
    background: str
    organisation: str
    decision_maker: str
    decide_in: int
    poles: Mapping[Pole, Side]
    seats: Mapping[Perspective, int]
    wrote: tuple[Words, ...]
    option: tuple[Choice, ...]
    spokespersons: Mapping[Perspective, str] = field(default_factory=dict)
    decision: Formal | None = None
    version: tuple[Version, ...] = ()

    @property
    def told(self) -> str:
        """The background with the sentence that this is an example above it."""
        return f"{EXAMPLE.format(source=self.source)}\n\n{self.background}"


def load_all() -> tuple[Content, ...]:
    """Return every example, in the order to load them in."""
    return tuple(load(name) for name in NAMES)


def load(name: str) -> Content:
    """Return one example. Raises `TypeError` or `ValueError` for a file with mistakes."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    decision = table.get("decision")
    return Content(
        **table
        | {
            "stage": Stage(table["stage"]),
            "background": table["background"].strip(),
            "poles": {Pole(pole): Side(**side) for pole, side in table["poles"].items()},
            "seats": _voices(table["seats"]),
            "wrote": tuple(_words(one) for one in table["wrote"]),
            "option": tuple(_choice(one) for one in table["option"]),
            "spokespersons": _voices(table.get("spokespersons", {})),
            "decision": decision
            and Formal(**decision | {"decision": Decision(decision["decision"])}),
            "version": tuple(_version(one) for one in table.get("version", ())),
        }
    )


def _version(table: Mapping[str, Any]) -> Version:
    agreed = tuple(Perspective(voice) for voice in table.get("agreed", THREE))
    return Version(**{**table} | {"agreed": agreed})


def _voices(table: Mapping[str, Any]) -> dict[Perspective, Any]:
    return {Perspective(voice): value for voice, value in table.items()}


def _words(table: Mapping[str, Any]) -> Words:
    pole = table.get("pole")
    recognised = tuple(Perspective(voice) for voice in table.get("recognised", ()))
    return Words(
        **{**table}
        | {
            "by": Perspective(table["by"]),
            "kind": Kind(table["kind"]),
            "pole": pole and Pole(pole),
            "recognised": recognised,
        }
    )


def _choice(table: Mapping[str, Any]) -> Choice:
    by, outcome, correction = (table.get(key) for key in ("by", "outcome", "correction"))
    ratings = {
        voice: tuple(_MARKS[mark] for mark in marks.split())
        for voice, marks in _voices(table.get("ratings", {})).items()
    }
    return Choice(
        **{**table}
        | {
            "by": by and Perspective(by),
            "argued": tuple(_words(one) for one in table.get("argued", ())),
            "ratings": ratings,
            "outcome": outcome and _ending(outcome),
            "correction": correction
            and Correction(**correction | {"by": Perspective(correction["by"])}),
        }
    )


def _ending(table: Mapping[str, Any]) -> Ending:
    lists = ("downsides", "conditions", "assumptions", "weighed", "criteria")
    consent = {
        voice: Consent(**answers | {"object": tuple(answers.get("object", ()))})
        for voice, answers in _voices(table.get("consent", {})).items()
    }
    return Ending(
        **{**table}
        | {name: tuple(table.get(name, ())) for name in lists}
        | {
            "kind": OutcomeKind(table["kind"]),
            "type": ReasonType(table["type"]),
            "says": _voices(table.get("says", {})),
            "unheard": tuple(Perspective(voice) for voice in table.get("unheard", ())),
            "consent": consent,
        }
    )
