"""What a preparation changes in its format for this one meeting: words, minutes and criteria.

Kept as typed and only where it differs, on top of the format: the file is never edited, and
putting back is forgetting. A test holds that what is not refused here fits in a format file.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from trialoog.core import text
from trialoog.core.format import (
    MOST_CRITERIA,
    MOST_LINE,
    MOST_MINUTES,
    MOST_NAME,
    MOST_SCRIPT,
    MOST_TEXT,
    Criterion,
    Format,
    Phase,
)
from trialoog.core.refusals import Refused
from trialoog.core.text import Text

Steps = Mapping[str, Mapping[str, str]]
"""By the key of a step: what was changed in it, as typed. See `words` for what there is."""

Fields = Mapping[str, Sequence[str]]
"""A form as it came: every value of each field."""


class CriterionDraft(TypedDict):
    """A criterion beside those of the format. `own`: made here, and not from a set."""

    key: str
    name: str
    question: str
    source: str
    own: bool


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """Criteria on one theme, to pick from."""

    key: str
    name: str
    language: str
    criteria: tuple[Criterion, ...]


def typed(fields: Fields, name: str, before: str) -> str:
    """Return a field as typed, without blanks at its ends, or what stood there before."""
    values = fields.get(name)
    return values[-1].replace("\r\n", "\n").strip() if values else before


# --- steps -------------------------------------------------------------------------


def step_field(step: str, what: str) -> str:
    """Return the name of the form field that holds something of a step."""
    return f"step-{step}-{what}"


def words(phase: Phase) -> dict[str, str]:
    """Return what can be changed in a step, as a form shows it; prompts by perspective."""
    return {
        "minutes": str(phase.minutes),
        "heading": phase.heading,
        **{str(perspective): prompt for perspective, prompt in phase.prompts.items()},
        "say": phase.script,
    }


def steps_after(before: Steps, fields: Fields, format: Format) -> dict[str, dict[str, str]]:
    """Return the changes after a form; `reset` holds the key of a step that is put back.

    What was changed in a step that this format does not have waits: the other format may be
    chosen again.
    """
    after = {key: dict(changed) for key, changed in before.items()}
    for phase in format.phases:
        said, changed = words(phase), after.pop(phase.key, {})
        if phase.key in fields.get("reset", ()):
            continue
        for what, original in said.items():
            value = typed(fields, step_field(phase.key, what), changed.get(what, original))
            if value == original:
                changed.pop(what, None)
            else:
                changed[what] = value
        if changed:
            after[phase.key] = changed
    return after


def dropped(steps: Steps, format: Format) -> tuple[str, ...]:
    """Return the keys of changed steps that a format does not have."""
    known = {phase.key for phase in format.phases}
    return tuple(key for key in steps if key not in known)


# --- criteria ----------------------------------------------------------------------


def criterion_field(key: str, what: str) -> str:
    """Return the name of the form field that holds the name or the question of a criterion."""
    return f"criterion-{key}-{what}"


def criteria_after(
    before: Sequence[CriterionDraft], fields: Fields, sets: Sequence[CriteriaSet], new: str
) -> list[CriterionDraft]:
    """Return the criteria beside those of the format, after a form.

    `sets_shown` holds the keys of the sets that the form showed, `from_set` those of the criteria
    that are ticked in them. `add_criterion` makes an own one with a key from `new`;
    `remove_criterion` holds the key of one that goes.
    """
    shown = [one for one in sets if one.key in fields.get("sets_shown", ())]
    offered = {criterion.key: criterion for one in shown for criterion in one.criteria}
    ticked = set(fields.get("from_set", ()))
    gone = {*fields.get("remove_criterion", ())} | (offered.keys() - ticked)
    after: list[CriterionDraft] = [
        {
            **criterion,
            "name": typed(fields, criterion_field(criterion["key"], "name"), criterion["name"]),
            "question": typed(
                fields, criterion_field(criterion["key"], "question"), criterion["question"]
            ),
        }
        if criterion["own"]
        else criterion
        for criterion in before
        if criterion["key"] not in gone
    ]
    known = {criterion["key"] for criterion in after}
    after += [
        CriterionDraft(key=c.key, name=c.name, question=c.question, source=c.source, own=False)
        for c in offered.values()
        if c.key in ticked - known
    ]
    room = sum(1 for criterion in after if criterion["own"]) < MOST_CRITERIA
    if fields.get("add_criterion") and room:
        after.append(CriterionDraft(key=f"own_{new}", name="", question="", source="", own=True))
    return after


def beside(added: Sequence[CriterionDraft], format: Format) -> tuple[CriterionDraft, ...]:
    """Return the added criteria that a format does not have itself."""
    known = {criterion.key for criterion in format.criteria}
    return tuple(criterion for criterion in added if criterion["key"] not in known)


# --- what fits, and what comes of it -----------------------------------------------


def refusals(format: Format, steps: Steps, added: Sequence[CriterionDraft]) -> Iterator[Refused]:
    """Yield what stands in the way of using the changes, each with its field."""
    for phase in format.phases:
        for what in words(phase):
            if what in (changed := steps.get(phase.key, {})):
                yield from refused(_fit, what, changed[what], step_field(phase.key, what))
    for criterion in beside(added, format):
        if criterion["own"] and (criterion["name"] or criterion["question"]):
            name, question = (criterion_field(criterion["key"], w) for w in ("name", "question"))
            missing = "criterion_name_missing"
            yield from refused(text.line, criterion["name"], name, missing, MOST_NAME)
            missing = "criterion_question_missing"
            yield from refused(text.line, criterion["question"], question, missing, MOST_LINE)


def refused(read: Callable[..., object], *arguments: object) -> Iterator[Refused]:
    """Yield what reading something refuses: one refusal, or none."""
    try:
        read(*arguments)
    except Refused as refusal:
        yield refusal


def applied(
    format: Format, steps: Steps, added: Sequence[CriterionDraft], chosen: Sequence[str]
) -> Format:
    """Return the format with the changes, and with the chosen criteria only.

    What does not fit is as the format says; own criteria without any words are left out.
    """
    more = (
        Criterion(c["key"], Text(c["name"]), Text(c["question"]), c["source"])
        for c in beside(added, format)
        if c["name"] or c["question"]
    )
    return replace(
        format,
        phases=tuple(_phase(phase, steps.get(phase.key, {})) for phase in format.phases),
        criteria=tuple(c for c in (*format.criteria, *more) if c.key in chosen),
    )


def _phase(phase: Phase, changed: Mapping[str, str]) -> Phase:
    def fit(what: str) -> str:
        try:
            return _fit(what, changed[what], what)
        except Refused:
            return said[what]

    said = words(phase)
    now = {what: fit(what) if what in changed else original for what, original in said.items()}
    return replace(
        phase,
        minutes=int(now["minutes"]),
        heading=Text(now["heading"]),
        prompts={perspective: Text(now[str(perspective)]) for perspective in phase.prompts},
        script=Text(now["say"]),
    )


def _fit(what: str, value: str, field: str) -> str:
    """Return something of a step as it may stand in a format. Raises `Refused`."""
    if what == "minutes":
        whole = value.isascii() and value.isdigit() and len(value) < 10
        if not whole or int(value) > MOST_MINUTES:
            raise Refused("minutes_not_whole", field, limit=MOST_MINUTES)
        return str(int(value))
    if what == "say":
        paragraphs = re.split(r"\n\s*\n", text.clean(value))
        joined = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
        return text.long(joined, field, "text_missing", MOST_SCRIPT)
    return text.line(value, field, "text_missing", MOST_LINE if what == "heading" else MOST_TEXT)
