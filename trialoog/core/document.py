"""All that is public of one version of one weighing, frozen, and its canonical JSON.

Holds released text and numbers with at least three seats behind them; never a contribution's
writer, time or id, and nothing that could be added up across perspectives.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, tzinfo
from hashlib import sha256
from typing import Any

from trialoog.core import weighing
from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.plain import change_words, from_plain, to_plain, words_in
from trialoog.core.public_text import (
    Block,
    Problem,
    Quote,
    Shape,
    Standing,
    as_day,
    as_lines,
    as_standing,
    blocks,
    joint,
    present,
    problems,
    released,
    small,
    standing,
)
from trialoog.core.state import Option, Outcome, Side, State
from trialoog.core.text import GONE, REMOVED
from trialoog.core.weighing import Tally
from trialoog.core.words import (
    THREE,
    Approval,
    Decision,
    OutcomeKind,
    Perspective,
    ReasonType,
)

__all__ = [
    "Assumption",
    "Block",
    "Criterion",
    "Document",
    "Earlier",
    "Follows",
    "Formal",
    "OptionText",
    "Problem",
    "Quote",
    "Shape",
    "Standing",
    "Voice",
    "VoiceCell",
    "blocks",
    "digest",
    "draw",
    "from_json",
    "plain",
    "problems",
    "searchable",
    "to_json",
]


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


def draw(  # noqa: PLR0913  one argument per thing that doesn't stand in the state
    state: State,
    dilemma: DilemmaId,
    texts: Mapping[str, str],
    *,
    head: str,
    version: int,
    note: str,
    example: str = "",
    zone: tzinfo = UTC,
) -> Document:
    """Return the public document of a dilemma. `head` is the last link of the journal, in hex;
    days are those of `zone`."""
    state = replace(state, small=small(state))
    it = state.dilemmas[dilemma]
    public = released(blocks(state, dilemma), texts)
    letters = {option.id: option.letter for option in state.options_of(dilemma)}
    options = tuple(_option(state, o, public, letters) for o in state.options_of(dilemma))
    decision = it.decision
    return Document(
        version=version,
        note=note,
        language=state.language,
        title=state.title,
        question=it.question,
        organisation=state.organisation,
        format_key=state.script.key,
        format_name=state.script.name,
        held=state.started.astimezone(zone).date() if state.started is not None else None,
        pole_a=it.pole_a,
        pole_b=it.pole_b,
        intro=public["intro"],
        choice=public["choice"],
        accepted=public["accepted"],
        fell=public["fell"],
        background=public["background"],
        present=present(state),
        absent=tuple(p for p in THREE if p in state.absent),
        suppressed=state.small,
        decision_maker=state.decision_maker,
        decide_by=state.decide_by,
        formal=Formal(decision.decision, decision.on, decision.why) if decision else None,
        review=_review(options),
        criteria=tuple(Criterion(c.key, c.name, c.question) for c in state.script.criteria),
        options=options,
        reservations=_voiced(present(state), public, "reservation"),
        joint=_voiced(joint(state), public, "joint"),
        spokespersons={p: state.spokespersons[p] for p in Perspective if p in state.spokespersons},
        earlier=tuple(
            Earlier(p.version, p.note, p.at.astimezone(zone).date())
            for p in it.publications
            if p.version < version
        ),
        journal_head=head,
        example=example,
    )


def _option(
    state: State, option: Option, public: Mapping[str, str], letters: Mapping[OptionId, str]
) -> OptionText:
    key = option.letter.lower()
    outcome = standing(state, option)
    drawn = OptionText(
        letter=option.letter,
        title=option.title,
        detail=public[f"{key}-detail"],
        outcome=None,
        cells=_cells(state, option),
        corrections=tuple(
            public[f"{key}-correction-{number}"]
            for number in range(1, len(option.corrections) + 1)
            if public[f"{key}-correction-{number}"]
        ),
    )
    if outcome is None:
        return drawn
    names = {c.key: c.name for c in state.script.criteria}
    return replace(
        drawn,
        outcome=outcome.kind,
        reason_type=outcome.reason_type,
        reason=public[f"{key}-reason"],
        reopen=public.get(f"{key}-reopen", ""),
        downsides=as_lines(public.get(f"{key}-downsides", "")),
        conditions=as_lines(public.get(f"{key}-conditions", "")),
        assumptions=_assumptions(key, outcome, public),
        weighed=as_lines(public[f"{key}-weighed"]),
        criteria=tuple(names[c] for c in outcome.criteria if c in names),
        review=outcome.review,
        into=letters.get(outcome.into, "") if outcome.into is not None else "",
        says=_voiced(state.at_table, public, f"{key}-says"),
        unheard=tuple(p for p in outcome.unheard if p in THREE),
        consent=_consent(state, outcome) if outcome.asked else (),
    )


def _cells(state: State, option: Option) -> tuple[VoiceCell, ...]:
    voices = {*THREE, *present(state)}
    return tuple(
        VoiceCell(
            cell.criterion,
            tuple(
                Voice(mark.perspective, None, hidden=True)
                if mark.hidden or mark.perspective in state.small
                else Voice(mark.perspective, mark.value)
                for mark in cell.marks
                if mark.perspective in voices
            ),
        )
        for cell in weighing.row(state, option, public=True).cells
    )


def _consent(state: State, outcome: Outcome) -> tuple[Tally, ...]:
    tallies = weighing.consent(state, outcome, public=True)
    return tuple(
        Tally(tally.perspective, None, None, None, hidden=True)
        if tally.perspective in state.small
        else tally
        for tally in tallies
        if tally.perspective in THREE and tally.perspective not in state.absent
    )


def _assumptions(key: str, outcome: Outcome, public: Mapping[str, str]) -> tuple[Assumption, ...]:
    found = []
    for number in range(1, len(outcome.assumptions) + 1):
        name = f"{key}-assumption-{number}"
        words = public.get(name, "")
        if words:
            found.append(
                Assumption(
                    words, as_standing(public[f"{name}-state"]), as_day(public[f"{name}-on"])
                )
            )
    return tuple(found)


def _voiced(
    perspectives: tuple[Perspective, ...], public: Mapping[str, str], field_name: str
) -> dict[Perspective, str]:
    found = {p: public.get(f"{field_name}-{p}", "") for p in perspectives}
    return {p: words for p, words in found.items() if words}


def _review(options: tuple[OptionText, ...]) -> date | None:
    chosen = [o.review for o in options if o.outcome is OutcomeKind.CHOSEN and o.review]
    return min(chosen or [o.review for o in options if o.review], default=None)


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
        "review",
        "slug",
        "state",
        "subjects",
        "suppressed",
        "unheard",
    }
)
