"""The preparation of a trialogue, as plain data that can be stored, copied and thrown away.

A draft is not a fact: it may hold anything that was typed, also what is wrong. `plan` makes the
command that starts the gathering; nothing here judges whether it may.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, TypedDict

from trialoog.core.commands import DilemmaPlan, OptionPlan, StartGathering
from trialoog.core.events import PoleText, Text
from trialoog.core.format import Format
from trialoog.core.ids import DilemmaId, OptionId

MOST_OPTIONS = 26  # one per letter is more than a meeting can weigh


class PoleDraft(TypedDict):
    """One side of the dilemma."""

    name: str
    worth: str


class DilemmaDraft(TypedDict):
    """The dilemma with its two sides."""

    id: str
    question: str
    pole_a: PoleDraft
    pole_b: PoleDraft


class OptionDraft(TypedDict):
    """An option as typed; `nothing` marks "do nothing", which is always one of them."""

    id: str
    title: str
    detail: str
    nothing: bool


class Draft(TypedDict):
    """Everything that is prepared. `decide_by` is as typed; `criteria` are keys of the format."""

    title: str
    question: str
    background: str
    organisation: str
    decision_maker: str
    decide_by: str
    format: str
    language: str
    dilemma: DilemmaDraft
    options: list[OptionDraft]
    criteria: list[str]


_POLES: tuple[Literal["pole_a", "pole_b"], ...] = ("pole_a", "pole_b")

# What has to be there, and the beginnings of the fields that belong to it.
_CHECKS: dict[str, tuple[str, ...]] = {
    "question": ("title", "question", "decide_by"),
    "poles": _POLES,
    "options": ("option",),
    "criteria": ("criteria",),
}

Fields = Mapping[str, Sequence[str]]
"""A form as it came: every value of each field."""


def empty(format: Format, dilemma: DilemmaId, nothing: OptionId, title: str) -> Draft:
    """Return a new draft. `title` names the option to do nothing, in the reader's language."""
    return Draft(
        title="",
        question="",
        background="",
        organisation="",
        decision_maker="",
        decide_by="",
        format=format.key,
        language=format.language,
        dilemma=DilemmaDraft(
            id=dilemma,
            question="",
            pole_a=PoleDraft(name="", worth=""),
            pole_b=PoleDraft(name="", worth=""),
        ),
        options=[OptionDraft(id=nothing, title=title, detail="", nothing=True)],
        criteria=[criterion.key for criterion in format.criteria],
    )


def from_form(
    previous: Draft, fields: Fields, formats: Mapping[str, Format], new: OptionId
) -> Draft:
    """Return the draft after a form. What the form does not hold stays as it was.

    `add` puts an option with the id `new` at the end; `remove` holds the id of an option that
    goes, unless it is "do nothing". Another format brings its own criteria, all of them.
    """

    def typed(name: str, before: str) -> str:
        values = fields.get(name)
        return values[-1].replace("\r\n", "\n").strip() if values else before

    def pole(key: str, before: PoleDraft) -> PoleDraft:
        return PoleDraft(
            name=typed(key, before["name"]), worth=typed(f"{key}_worth", before["worth"])
        )

    chosen = typed("format", previous["format"])
    format = formats.get(chosen) or formats[previous["format"]]
    dilemma = previous["dilemma"]
    return Draft(
        title=typed("title", previous["title"]),
        question=typed("question", previous["question"]),
        background=typed("background", previous["background"]),
        organisation=typed("organisation", previous["organisation"]),
        decision_maker=typed("decision_maker", previous["decision_maker"]),
        decide_by=typed("decide_by", previous["decide_by"]),
        format=format.key,
        language=format.language,
        dilemma=DilemmaDraft(
            id=dilemma["id"],
            question=typed("dilemma_question", dilemma["question"]),
            pole_a=pole("pole_a", dilemma["pole_a"]),
            pole_b=pole("pole_b", dilemma["pole_b"]),
        ),
        options=_options(previous["options"], fields, new, typed),
        criteria=_criteria(previous, fields, format),
    )


def checks(draft: Draft) -> tuple[tuple[str, bool], ...]:
    """Return what has to be there before a start, each with whether it is."""
    wrong = errors(draft)
    return tuple(
        (key, not any(field.startswith(starts) for field in wrong))
        for key, starts in _CHECKS.items()
    )


def errors(draft: Draft) -> dict[str, str]:
    """Return the fields of the form that stand in the way, each with the code of a refusal."""
    found: dict[str, str] = {}
    if not draft["title"]:
        found["title"] = "title_missing"
    if not draft["question"]:
        found["question"] = "question_missing"
    if draft["decide_by"] and _day(draft["decide_by"]) is None:
        found["decide_by"] = "not_a_date"
    for key in _POLES:
        if not draft["dilemma"][key]["name"]:
            found[key] = "pole_missing"
    for option in draft["options"]:
        if not option["title"] and (option["detail"] or option["nothing"]):
            found[title_field(option)] = "option_title_missing"
    if sum(1 for option in draft["options"] if option["title"]) < 2:
        found["options"] = "options_missing"
    if not draft["criteria"]:
        found["criteria"] = "criteria_missing"
    return found


def title_field(option: OptionDraft) -> str:
    """Return the name of the form field that holds an option's title."""
    return f"option-{option['id']}-title"


def detail_field(option: OptionDraft) -> str:
    """Return the name of the form field that holds an option's explanation."""
    return f"option-{option['id']}-detail"


def plan(draft: Draft, format: Format, promise: str, *, rehearsal: bool = False) -> StartGathering:
    """Return the command that freezes a draft. Options without a title are left out.

    `format` is the one that the draft names; its criteria are narrowed to the chosen ones.
    `promise` is the sentence on who will see what is written.
    """
    dilemma = draft["dilemma"]
    options = tuple(
        OptionPlan(OptionId(o["id"]), o["title"], o["detail"], o["nothing"])
        for o in draft["options"]
        if o["title"]
    )
    criteria = tuple(c for c in format.criteria if c.key in draft["criteria"])
    return StartGathering(
        title=draft["title"],
        question=draft["question"],
        background=draft["background"],
        organisation=draft["organisation"],
        decision_maker=draft["decision_maker"],
        decide_by=_day(draft["decide_by"]),
        language=draft["language"],
        format=replace(format, criteria=criteria),
        promise=promise,
        dilemmas=(
            DilemmaPlan(
                dilemma=DilemmaId(dilemma["id"]),
                question=dilemma["question"] or draft["question"],
                pole_a=_pole_text(dilemma["pole_a"]),
                pole_b=_pole_text(dilemma["pole_b"]),
                options=options,
            ),
        ),
        rehearsal=rehearsal,
    )


def _options(
    before: Sequence[OptionDraft], fields: Fields, new: OptionId, typed: Callable[[str, str], str]
) -> list[OptionDraft]:
    gone = set(fields.get("remove", ()))
    kept = [
        OptionDraft(
            id=option["id"],
            title=typed(title_field(option), option["title"]),
            detail=typed(detail_field(option), option["detail"]),
            nothing=option["nothing"],
        )
        for option in before
        if option["nothing"] or option["id"] not in gone
    ]
    if fields.get("add") and len(kept) < MOST_OPTIONS:
        kept.append(OptionDraft(id=new, title="", detail="", nothing=False))
    return kept


def _criteria(previous: Draft, fields: Fields, format: Format) -> list[str]:
    known = [criterion.key for criterion in format.criteria]
    if format.key != previous["format"]:
        return known
    # A form without a single tick sends no field at all, so it says that it showed them.
    if "criteria_shown" not in fields:
        return previous["criteria"]
    ticked = fields.get("criteria", ())
    return [key for key in known if key in ticked]


def _pole_text(pole: PoleDraft) -> PoleText:
    return PoleText(Text(pole["name"]), Text(pole["worth"]))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
