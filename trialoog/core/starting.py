"""What a preparation lacks before a start, and the command that starts the gathering.

An option without a title is not there: it is not counted, and no command takes it along.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from trialoog.core import changes, set_aside, text
from trialoog.core.changes import refused
from trialoog.core.commands import DilemmaPlan, OptionPlan, StartGathering
from trialoog.core.draft import (
    DilemmaDraft,
    Draft,
    PoleDraft,
    changed,
    detail_field,
    dilemma_field,
    title_field,
)
from trialoog.core.earlier import EarlierWeighing
from trialoog.core.events import PoleText, Text
from trialoog.core.format import MOST_CRITERIA, Format
from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.public_text import as_day
from trialoog.core.refusals import Refused
from trialoog.core.set_aside import FollowsDraft

_POLES: tuple[Literal["pole_a", "pole_b"], ...] = ("pole_a", "pole_b")


@dataclass(frozen=True, slots=True)
class Check:
    """Something that has to be there before a start. `dilemma`: which one, counted from 1; 0
    where it is about the whole trialogue."""

    key: str
    ok: bool
    dilemma: int = 0


def errors(draft: Draft, format: Format) -> tuple[Refused, ...]:
    """Return all that stands in the way of a start, each with its field of the form."""
    return tuple(refusal for *_, wrong in _parts(draft, format) for refusal in wrong)


def script_errors(draft: Draft, format: Format) -> tuple[Refused, ...]:
    """Return what is wrong in the changes to the format, each with its field of that form."""
    return (
        *changes.refusals(format, draft["steps"], draft["added"]),
        *_wrong_criteria(draft, format),
    )


def checks(draft: Draft, format: Format) -> tuple[Check, ...]:
    """Return what has to be there before a start, each with whether it is."""
    return tuple(Check(key, not wrong, dilemma) for key, dilemma, wrong in _parts(draft, format))


def _parts(draft: Draft, format: Format) -> Iterator[tuple[str, int, list[Refused]]]:
    """Yield each part of the preparation: its key, its dilemma if any, and what is wrong."""
    yield "question", 0, list(_wrong_about(draft))
    alone = len(draft["dilemmas"]) == 1
    missing = None if alone else "question_missing"
    for number, dilemma in enumerate(draft["dilemmas"], start=1):
        at = 0 if alone else number
        earlier = [it["question"].casefold() for it in draft["dilemmas"][: number - 1]]
        yield "poles", at, [*_wrong_question(dilemma, earlier, missing), *_wrong_poles(dilemma)]
        yield "options", at, list(_wrong_options(dilemma, _follows(draft, dilemma)))
    yield "criteria", 0, list(_wrong_criteria(draft, format))
    if draft["steps"] or draft["added"]:
        wrong = any(changes.refusals(format, draft["steps"], draft["added"]))
        yield "script", 0, [Refused("script_wrong", "script")] if wrong else []


def _wrong_about(draft: Draft) -> Iterator[Refused]:
    yield from refused(text.line, draft["title"], "title", "title_missing")
    yield from refused(text.line, draft["question"], "question", "question_missing")
    yield from refused(text.long, draft["background"], "background")
    yield from refused(text.line, draft["organisation"], "organisation")
    yield from refused(text.line, draft["decision_maker"], "decision_maker")
    yield from refused(text.line, draft.get("contact", ""), "contact")
    if draft["decide_by"] and as_day(draft["decide_by"]) is None:
        yield Refused("not_a_date", "decide_by")


def _wrong_question(
    dilemma: DilemmaDraft, earlier: Sequence[str], missing: str | None
) -> Iterator[Refused]:
    field, question = dilemma_field(dilemma, "question"), dilemma["question"]
    yield from refused(text.line, question, field, missing)
    if question and question.casefold() in earlier:
        yield Refused("question_twice", field)


def _wrong_poles(dilemma: DilemmaDraft) -> Iterator[Refused]:
    for key in _POLES:
        pole = dilemma[key]
        yield from refused(text.line, pole["name"], dilemma_field(dilemma, key), "pole_missing")
        yield from refused(text.line, pole["worth"], dilemma_field(dilemma, f"{key}_worth"))


def _wrong_options(dilemma: DilemmaDraft, follows: FollowsDraft | None) -> Iterator[Refused]:
    for option in dilemma["options"]:
        needed = option["detail"] or option["nothing"]
        missing = "option_title_missing" if needed else None
        yield from refused(text.line, option["title"], title_field(option), missing)
        yield from refused(text.long, option["detail"], detail_field(option))
    yield from set_aside.refusals(follows)
    titled = [option for option in dilemma["options"] if option["title"]]
    if len(titled) + len(set_aside.back(follows)) < 2:
        yield Refused("options_missing", dilemma_field(dilemma, "options"))


def _wrong_criteria(draft: Draft, format: Format) -> Iterator[Refused]:
    count = len(changed(draft, format).criteria)
    if not count:
        yield Refused("criteria_missing", "criteria")
    if count > MOST_CRITERIA:
        yield Refused("criteria_many", "criteria", limit=MOST_CRITERIA)


def _follows(draft: Draft, dilemma: DilemmaDraft) -> FollowsDraft | None:
    return draft.get("follows", {}).get(dilemma["id"])


def plan(
    draft: Draft,
    format: Format,
    promise: str,
    *,
    rehearsal: bool = False,
    earlier: Mapping[str, EarlierWeighing] | None = None,
) -> StartGathering:
    """Return the command that freezes a draft. Options without a title are left out.

    `format` is the one that the draft names. `promise` is the sentence on who will see what is
    written. `earlier` holds what was weighed then, by the id of the dilemma that goes on from it.
    """
    return StartGathering(
        title=draft["title"],
        question=draft["question"],
        background=draft["background"],
        organisation=draft["organisation"],
        decision_maker=draft["decision_maker"],
        decide_by=as_day(draft["decide_by"]),
        language=draft["language"],
        format=changed(draft, format),
        promise=promise,
        dilemmas=tuple(_planned(draft, it, earlier or {}) for it in draft["dilemmas"]),
        rehearsal=rehearsal,
    )


def _planned(
    draft: Draft, dilemma: DilemmaDraft, earlier: Mapping[str, EarlierWeighing]
) -> DilemmaPlan:
    back = set_aside.back(_follows(draft, dilemma))
    return DilemmaPlan(
        dilemma=DilemmaId(dilemma["id"]),
        question=dilemma["question"] or draft["question"],
        pole_a=_pole_text(dilemma["pole_a"]),
        pole_b=_pole_text(dilemma["pole_b"]),
        options=tuple(
            OptionPlan(OptionId(o["id"]), o["title"], o["detail"], bool(o.get("nothing")))
            for o in (*dilemma["options"], *back)
            if o["title"]
        ),
        earlier=earlier.get(dilemma["id"]),
    )


def _pole_text(pole: PoleDraft) -> PoleText:
    return PoleText(Text(pole["name"]), Text(pole["worth"]))
