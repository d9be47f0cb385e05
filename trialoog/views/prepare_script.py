"""A draft's own script on screen: the steps and criteria of its format, to be changed for this
one meeting. Judges nothing: `core.changes` says what does not fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trialoog.core import changes
from trialoog.core import draft as drafts
from trialoog.core.changes import CriteriaSet
from trialoog.core.draft import Draft
from trialoog.core.format import (
    MOST_CRITERIA,
    MOST_LINE,
    MOST_NAME,
    MOST_SCRIPT,
    MOST_TEXT,
    Format,
    Phase,
)
from trialoog.core.words import Perspective
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.prepare import Prepared, waiting


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of the form: its name, what stands in it, and whether that is our own."""

    name: str
    value: str
    changed: bool


@dataclass(frozen=True, slots=True)
class StepFields:
    """One step in the form. `open`: unfolded."""

    key: str
    name: str
    minutes: FieldOf
    heading: FieldOf
    say: FieldOf
    prompts: Mapping[Perspective, FieldOf]
    open: bool

    @property
    def fields(self) -> tuple[FieldOf, ...]:
        """All fields, in the order of the page."""
        return (self.minutes, self.heading, self.say, *self.prompts.values())

    @property
    def changed(self) -> bool:
        """Tell whether anything here differs from the format."""
        return any(field.changed for field in self.fields)


@dataclass(frozen=True, slots=True)
class OwnFields:
    """An own criterion in the form, with the names of its fields."""

    key: str
    name: str
    question: str
    name_field: str
    question_field: str


def page(  # noqa: PLR0913, PLR0917 - what one page is made of
    looks: Looks,
    language: str,
    info: Prepared,
    draft: Draft,
    formats: Mapping[str, Format],
    sets: Sequence[CriteriaSet],
    form: Form,
    saved_at: datetime | None,
    at: str = "",
) -> str:
    """Return the whole page. `at` is the id of the field or the step that somebody is busy with."""
    format = formats[draft["format"]]
    taken = {criterion.key for criterion in format.criteria}
    return looks.render(
        language,
        "script.html",
        written=format.language,
        here="trialogues",
        signed_in=True,
        info=info,
        draft=draft,
        format=format,
        changed=drafts.changed(draft, format),
        steps=_steps(draft, format, form, at),
        own=tuple(
            OwnFields(
                key=criterion["key"],
                name=criterion["name"],
                question=criterion["question"],
                name_field=changes.criterion_field(criterion["key"], "name"),
                question_field=changes.criterion_field(criterion["key"], "question"),
            )
            for criterion in draft["added"]
            if criterion["own"]
        ),
        sets=tuple(
            (one, tuple(c for c in one.criteria if c.key not in taken))
            for one in sets
            if one.language == format.language
        ),
        used=frozenset(draft["criteria"]),
        limits={
            "heading": MOST_LINE,
            "prompt": MOST_TEXT,
            "say": MOST_SCRIPT,
            "name": MOST_NAME,
            "question": MOST_LINE,
            "criteria": MOST_CRITERIA,
        },
        waiting=waiting(draft, formats),
        form=form,
        saved_at=saved_at,
        at=at,
    )


def status(
    looks: Looks, language: str, draft: Draft, format: Format, *, form: Form, saved_at: datetime
) -> str:
    """Return what changes while somebody types: when it was saved, and what does not fit."""
    steps = _steps(draft, format, form, "")
    own = (
        changes.criterion_field(criterion["key"], what)
        for criterion in draft["added"]
        if criterion["own"]
        for what in ("name", "question")
    )
    return looks.render(
        language,
        "script/status.html",
        changed=drafts.changed(draft, format),
        steps=steps,
        names=("criteria", *(field.name for step in steps for field in step.fields), *own),
        form=form,
        saved_at=saved_at,
    )


def _steps(draft: Draft, format: Format, form: Form, at: str) -> tuple[StepFields, ...]:
    return tuple(
        _step(phase, draft["steps"].get(phase.key, {}), form, at) for phase in format.phases
    )


def _step(phase: Phase, changed: Mapping[str, str], form: Form, at: str) -> StepFields:
    fields = {
        what: FieldOf(
            changes.step_field(phase.key, what), changed.get(what, original), what in changed
        )
        for what, original in changes.words(phase).items()
    }
    wrong = any(field.name in form.errors for field in fields.values())
    return StepFields(
        key=phase.key,
        name=phase.name,
        minutes=fields["minutes"],
        heading=fields["heading"],
        say=fields["say"],
        prompts={perspective: fields[str(perspective)] for perspective in phase.prompts},
        open=wrong or at == f"step-{phase.key}",
    )
