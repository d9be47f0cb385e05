"""Why a weighing can't be published yet, and what is worth a second look before it is. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trialoog.core import text
from trialoog.core.ids import DilemmaId
from trialoog.core.public_text import (
    NOTE,
    SUBJECTS,
    Block,
    blocks,
    released,
    reserved,
    small,
    standing,
)
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.words import Perspective, Status

MOST_SUBJECTS = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a weighing can't be published yet; a `warning` doesn't stand in the way.

    `key` is the block to go to, if any.
    """

    code: str
    key: str = ""
    option: str = ""
    perspective: Perspective | None = None
    warning: bool = False


def problems(state: State, dilemma: DilemmaId, texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return why a dilemma can't be published yet, and then what is worth a second look."""
    found: list[Problem] = []
    if state.rehearsal:
        found.append(Problem("rehearsal"))
    if state.status is not Status.CLOSED:
        found.append(Problem("not_closed"))
    found.extend(
        Problem("option_open", option=option.letter)
        for option in state.options_of(dilemma)
        if standing(state, option) is None
    )
    all_blocks = blocks(state, dilemma)
    public = released(all_blocks, texts)
    for block in all_blocks:
        option = block.section if block.section.isupper() else ""
        if block.required and not public[block.key]:
            found.append(Problem("text_missing", block.key, option))
        try:
            text.long(public[block.key], block.key)
        except Refused:
            found.append(Problem("too_long", block.key, option))
    if state.dilemmas[dilemma].publications and not text.clean(texts.get(NOTE, "")):
        found.append(Problem("note_missing", NOTE))
    if len(texts.get(SUBJECTS, "").split()) > MOST_SUBJECTS:
        found.append(Problem("subjects_many", SUBJECTS))
    empty = (block for block in all_blocks if not public[block.key])
    return (*found, *_unheard(state, dilemma, empty))


def _unheard(state: State, dilemma: DilemmaId, empty: Iterable[Block]) -> Iterator[Problem]:
    """Return whose words are not in the text, though they brought something in."""
    objected = reserved(state, state.dilemmas[dilemma])
    wrote = {card.perspective for card in state.contributions_of(dilemma) if state.visible(card)}
    for block in empty:
        who = block.perspective
        if block.field == "joint" and (block.record or who in wrote):
            unquoted = who in objected and who in small(state)
            code = "reserved_unquoted" if unquoted else "joint_missing"
            yield Problem(code, block.key, perspective=who, warning=True)
        if block.field == "reservation":
            yield Problem("reserved_emptied", block.key, perspective=who, warning=True)
