"""What of the record is offered for release: blocks of public text, each beside its record.

Nothing here becomes public by itself: a block holds a starting text that the facilitator edits.
A perspective with fewer than three seats is never offered singly, only as one joint text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from trialoog.core import text
from trialoog.core.ids import DilemmaId
from trialoog.core.state import Contribution, Dilemma, Option, Outcome, State
from trialoog.core.words import (
    GUESTS,
    SMALL,
    Kind,
    Nature,
    OutcomeKind,
    Perspective,
    Standing,
    Status,
)

# Beside the blocks: what changed in this version, and what the weighing is filed under.
NOTE = "note"
SUBJECTS = "subjects"  # keys, with a blank in between


class Shape(StrEnum):
    """How a block is filled in."""

    LINE = "line"
    LONG = "long"
    LINES = "lines"  # one entry per line
    STANDING = "standing"  # open, holds or fails
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words from the record. `what` names where they stood; contributions show no time."""

    text: str
    what: str
    perspective: Perspective | None = None
    kind: Kind | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One field of public text. `section` is `summary`, `reservations`, `joint`, or the letter of
    the option; `field` names what it says, and `views` has the words for it."""

    key: str
    section: str
    field: str
    shape: Shape
    default: str = ""
    record: tuple[Quote, ...] = ()
    required: bool = False
    perspective: Perspective | None = None
    number: int = 0  # counts from 1 where a field stands more than once


def small(state: State) -> tuple[Perspective, ...]:
    """Return the perspectives with fewer than three seats: frozen once the meeting is closed."""
    if state.status is Status.CLOSED:
        return state.small
    return tuple(p for p in state.at_table if 0 < state.most.get(p, 0) < SMALL)


def present(state: State) -> tuple[Perspective, ...]:
    """Return who was at the table: the three that were not absent, and guests with a seat."""
    return tuple(
        p
        for p in state.at_table
        if (state.most.get(p, 0) > 0 if p in GUESTS else p not in state.absent)
    )


def joint(state: State) -> tuple[Perspective, ...]:
    """Return who speaks in public through one joint text: small perspectives, and guests."""
    few = small(state)
    return tuple(p for p in present(state) if p in few or p in GUESTS)


def reserved(state: State, dilemma: Dilemma) -> tuple[Perspective, ...]:
    """Return who made a reservation on an outcome that was recorded, whether or not its words are
    public: a page that says nothing of it would say that nobody did."""
    return tuple(p for p in present(state) if any(_reservations(state, dilemma, p)))


def offered(state: State, card: Contribution) -> bool:
    """Tell whether a contribution is offered for release as it stands. Article 5.2 of the Woo:
    facts and effects are open by default, a view is not, and a group that speaks through one
    joint text is never quoted."""
    return (
        card.kind.nature is not Nature.VIEW
        and state.visible(card)
        and not card.gone
        and card.perspective not in joint(state)
    )


def standing(state: State, option: Option) -> Outcome | None:
    """Return the outcome of an option that was recorded, if any."""
    outcome = state.outcome_of(option.id)
    return outcome if outcome is not None and outcome.recorded else None


def blocks(state: State, dilemma: DilemmaId) -> tuple[Block, ...]:
    """Return every block of public text of a dilemma, in the order of the page."""
    it = state.dilemmas[dilemma]
    options = state.options_of(dilemma)
    found = [*_summary(state, it, options)]
    for option in options:
        found.extend(_option(state, option))
    found.extend(_voices(state, it))
    # A block starts from what is still there, not from the mark of what went.
    return tuple(
        replace(block, default=text.clean(block.default)) if text.GONE in block.default else block
        for block in found
    )


def released(found: Iterable[Block], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the text of every block: what was typed, else what it starts from."""
    return {block.key: text.clean(texts.get(block.key, block.default)) for block in found}


def as_lines(typed: str) -> tuple[str, ...]:
    """Return the entries of a block with one entry per line."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def as_day(typed: str) -> date | None:
    """Return the date of a block, or None when it holds none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def as_standing(typed: str) -> Standing:
    """Return what is known of an assumption; open when the block says nothing else."""
    return Standing(typed) if typed in {*Standing} else Standing.OPEN


# --- what each section starts from ------------------------------------------------


def _summary(state: State, it: Dilemma, options: tuple[Option, ...]) -> Iterator[Block]:
    first, _, rest = text.clean(state.background).partition("\n\n")
    record = (Quote(state.background, "background"),) if state.background else ()
    going = _with(state, options, OutcomeKind.CHOSEN) or _with(
        state, options, OutcomeKind.ELABORATE
    )
    fallen = _with(state, options, OutcomeKind.REJECTED)
    downsides = [downside for _, outcome in going for downside in outcome.downsides]
    yield Block("intro", "summary", "intro", Shape.LONG, first, record)
    yield Block(
        "choice",
        "summary",
        "choice",
        Shape.LONG,
        "\n\n".join(_told(option, outcome) for option, outcome in going),
        tuple(_reason(outcome) for _, outcome in going),
        required=bool(going),
    )
    yield Block("accepted", "summary", "accepted", Shape.LONG, " ".join(downsides))
    yield Block(
        "fell",
        "summary",
        "fell",
        Shape.LONG,
        "\n\n".join(_told(option, outcome) for option, outcome in fallen),
        tuple(_reason(outcome) for _, outcome in fallen),
    )
    yield Block("background", "summary", "background", Shape.LONG, rest.strip())
    yield Block("sources", "summary", "sources", Shape.LINES, "\n".join(_sources(state, it)))


def _sources(state: State, dilemma: Dilemma) -> list[str]:
    """Return where facts come from, in an order that says nothing of who wrote first."""
    found = {
        " ".join(card.source.split())
        for card in state.contributions_of(dilemma.id)
        if card.kind.nature is Nature.FACT and offered(state, card)
    }
    return sorted(found - {"", text.GONE}, key=str.casefold)


def _option(state: State, option: Option) -> Iterator[Block]:
    letter, key = option.letter, option.letter.lower()
    yield Block(f"{key}-detail", letter, "detail", Shape.LONG, option.detail)
    earlier = state.dilemmas[option.dilemma].earlier
    was = earlier.of(option.id) if earlier else None
    if was is not None and was.why:
        yield Block(f"{key}-again", letter, "again", Shape.LONG, was.why)
    outcome = standing(state, option)
    if outcome is not None:
        yield from _outcome(state, option, outcome)
    for number, correction in enumerate(option.corrections, 1):
        yield Block(
            f"{key}-correction-{number}",
            letter,
            "correction",
            Shape.LONG,
            correction.text,
            (Quote(correction.text, "correction", at=correction.at),),
            number=number,
        )


def _outcome(state: State, option: Option, outcome: Outcome) -> Iterator[Block]:
    letter, key = option.letter, option.letter.lower()
    chosen = outcome.kind is OutcomeKind.CHOSEN
    yield Block(
        f"{key}-reason",
        letter,
        "reason",
        Shape.LONG,
        outcome.reason,
        (_reason(outcome),),
        required=True,
    )
    weighed = [state.contributions[c] for c in outcome.weighed]
    yield Block(
        f"{key}-weighed",
        letter,
        "weighed",
        Shape.LINES,
        "\n".join(" ".join(card.text.split()) for card in weighed if offered(state, card)),
        tuple(_written(state, card) for card in weighed),
    )
    if chosen:
        yield Block(
            f"{key}-downsides",
            letter,
            "downsides",
            Shape.LINES,
            "\n".join(outcome.downsides),
            required=True,
        )
        yield Block(
            f"{key}-conditions", letter, "conditions", Shape.LINES, "\n".join(outcome.conditions)
        )
        for number, assumption in enumerate(outcome.assumptions, 1):
            name = f"{key}-assumption-{number}"
            yield Block(name, letter, "assumption", Shape.LINE, assumption, number=number)
            yield Block(
                f"{name}-state",
                letter,
                "assumption_state",
                Shape.STANDING,
                Standing.OPEN,
                number=number,
            )
            yield Block(f"{name}-on", letter, "assumption_on", Shape.DATE, number=number)
    if chosen or outcome.review:
        day = outcome.review.isoformat() if outcome.review else ""
        yield Block(f"{key}-review", letter, "review", Shape.DATE, day)
    few = joint(state)
    for perspective, said in _in_order(state, outcome.says):
        if perspective not in few:
            yield Block(
                f"{key}-says-{perspective}",
                letter,
                "says",
                Shape.LONG,
                said,
                (Quote(said, "says", perspective, at=outcome.at),),
                perspective=perspective,
            )
    if outcome.kind in (OutcomeKind.REJECTED, OutcomeKind.PARKED):
        yield Block(f"{key}-reopen", letter, "reopen", Shape.LONG, outcome.reopen, required=True)


def _voices(state: State, dilemma: Dilemma) -> Iterator[Block]:
    speaks_jointly = joint(state)
    few = small(state)
    for perspective in present(state):
        kept = tuple(_reservations(state, dilemma, perspective))
        if perspective not in speaks_jointly:
            if kept:
                yield Block(
                    f"reservation-{perspective}",
                    "reservations",
                    "reservation",
                    Shape.LONG,
                    "\n\n".join(quote.text for quote in kept),
                    kept,
                    perspective=perspective,
                )
            continue
        said = (*kept, *_says(state, dilemma, perspective))
        together = "\n\n".join(quote.text for quote in said)
        wrote = _wrote(state, dilemma, perspective) if perspective in few else ""
        # Of a small group the editor sees one text, so that nothing is copied singly.
        texts = ((together, "together"), (wrote, "wrote"))
        record = tuple(Quote(words, what, perspective) for words, what in texts if words)
        yield Block(
            f"joint-{perspective}",
            "joint",
            "joint",
            Shape.LONG,
            "" if perspective in few else together,
            record,
            perspective=perspective,
        )


def _reservations(state: State, dilemma: Dilemma, perspective: Perspective) -> Iterator[Quote]:
    for option in dilemma.options:
        outcome = standing(state, state.options[option])
        for kept in outcome.reservations if outcome is not None else ():
            if kept.perspective is perspective:
                yield Quote(kept.text, "reservation", perspective)


def _says(state: State, dilemma: Dilemma, perspective: Perspective) -> Iterator[Quote]:
    for option in dilemma.options:
        outcome = standing(state, state.options[option])
        if outcome is not None and outcome.says.get(perspective):
            yield Quote(outcome.says[perspective], "says", perspective)


def _wrote(state: State, dilemma: Dilemma, perspective: Perspective) -> str:
    """Return all that a perspective wrote and the room saw, in an order that says nothing of who
    wrote first."""
    texts = {
        card.text
        for card in state.contributions_of(dilemma.id)
        if card.perspective is perspective and state.visible(card) and not card.gone
    }
    return "\n\n".join(sorted(texts, key=str.casefold))


def _in_order(state: State, says: Mapping[Perspective, str]) -> Iterator[tuple[Perspective, str]]:
    return ((p, says[p]) for p in state.at_table if says.get(p))


def _with(
    state: State, options: tuple[Option, ...], kind: OutcomeKind
) -> list[tuple[Option, Outcome]]:
    found = ((option, standing(state, option)) for option in options)
    return [(option, it) for option, it in found if it is not None and it.kind is kind]


def _told(option: Option, outcome: Outcome) -> str:
    title = option.title if option.title.endswith((".", "?", "!", "…")) else f"{option.title}."
    # Quoted, so that the name of the option and the reason do not run together.
    return f"“{title}” {outcome.reason}"


def _reason(outcome: Outcome) -> Quote:
    return Quote(outcome.reason, "reason", at=outcome.at)


def _written(state: State, contribution: Contribution) -> Quote:
    # Without its perspective where that would point at one or two people.
    hidden = contribution.perspective in small(state)
    return Quote(
        contribution.text,
        "contribution",
        None if hidden else contribution.perspective,
        contribution.kind,
    )
