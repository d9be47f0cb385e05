"""Why a weighing can't be published yet, and what is worth a second look before it is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core import text
from trialoog.core.ids import DilemmaId
from trialoog.core.public_text import NOTE, SUBJECTS, blocks, released, standing
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
    found.extend(
        Problem("joint_missing", block.key, perspective=block.perspective, warning=True)
        for block in all_blocks
        if block.field == "joint" and block.record and not public[block.key]
    )
    return tuple(found)
