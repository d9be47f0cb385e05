"""The preparation of a trialogue, as plain data that can be stored, copied and thrown away.

A draft is not a fact: it may hold anything that was typed, also what is wrong. What it lacks, and
the command that starts the gathering, stand in `starting`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

from trialoog.core import changes, set_aside
from trialoog.core.changes import CriteriaSet, CriterionDraft, Fields, typed
from trialoog.core.format import Format
from trialoog.core.set_aside import FollowsDraft

MOST_DILEMMAS = 6  # more than that is more than one meeting
MOST_OPTIONS = 26  # one per letter is more than a meeting can weigh


class PoleDraft(TypedDict):
    """One side of a dilemma."""

    name: str
    worth: str


class OptionDraft(TypedDict):
    """An option as typed; `nothing` marks "do nothing", which is always one of them."""

    id: str
    title: str
    detail: str
    nothing: bool


class DilemmaDraft(TypedDict):
    """A dilemma with its two sides and its own options."""

    id: str
    question: str
    pole_a: PoleDraft
    pole_b: PoleDraft
    options: list[OptionDraft]


class Draft(TypedDict):
    """Everything that is prepared. `decide_by` is as typed.

    `steps` and `added` are what is changed in the format for this one meeting: see `changes`.
    `criteria` are the keys of those that are used, of the format and of `added`. `follows` holds
    the earlier weighings that dilemmas go on from, by the id of the dilemma.
    """

    title: str
    question: str
    background: str
    organisation: str
    decision_maker: str
    decide_by: str
    format: str
    language: str
    dilemmas: list[DilemmaDraft]
    criteria: list[str]
    added: list[CriterionDraft]
    steps: dict[str, dict[str, str]]
    follows: NotRequired[dict[str, FollowsDraft]]
    contact: NotRequired[str]  # whom to ask about it, once it is announced


@dataclass(frozen=True, slots=True)
class New:
    """What a form needs to make something new: an id, and in words the option to do nothing."""

    id: str
    nothing: str


def empty(format: Format, new: New) -> Draft:
    """Return a new draft, with one dilemma: doing nothing is on the table, and a place to write."""
    return Draft(
        title="",
        question="",
        background="",
        organisation="",
        decision_maker="",
        decide_by="",
        format=format.key,
        language=format.language,
        dilemmas=[_blank(new)],
        criteria=[criterion.key for criterion in format.criteria],
        added=[],
        steps={},
    )


def _blank(new: New) -> DilemmaDraft:
    return DilemmaDraft(
        id=new.id,
        question="",
        pole_a=PoleDraft(name="", worth=""),
        pole_b=PoleDraft(name="", worth=""),
        options=[
            OptionDraft(id=f"{new.id}0", title=new.nothing, detail="", nothing=True),
            _untitled(f"{new.id}1"),  # a place to write; left so, it is not there
        ],
    )


def _untitled(id: str) -> OptionDraft:
    return OptionDraft(id=id, title="", detail="", nothing=False)


# --- what a form changes -----------------------------------------------------------


def from_form(previous: Draft, fields: Fields, formats: Mapping[str, Format], new: New) -> Draft:
    """Return the draft after a form. What the form does not hold stays as it was.

    `add` holds the id of a dilemma that gets an option; `remove` that of an option that goes,
    unless it is "do nothing". `add_dilemma` puts one at the end; `remove_dilemma`, `up` and `down`
    hold the id of one that goes, unless it is the last, or that moves. Another format brings its
    own criteria, all of them.
    """
    chosen = typed(fields, "format", previous["format"])
    format = formats.get(chosen) or formats[previous["format"]]
    question = typed(fields, "question", previous["question"])
    dilemmas = [_dilemma(dilemma, fields, new) for dilemma in previous["dilemmas"]]
    return Draft(
        title=typed(fields, "title", previous["title"]),
        question=question,
        background=typed(fields, "background", previous["background"]),
        organisation=typed(fields, "organisation", previous["organisation"]),
        decision_maker=typed(fields, "decision_maker", previous["decision_maker"]),
        decide_by=typed(fields, "decide_by", previous["decide_by"]),
        format=format.key,
        language=format.language,
        dilemmas=_agenda(dilemmas, question, fields, new),
        criteria=_criteria(previous, fields, format),
        added=previous["added"],
        steps=previous["steps"],
        follows=set_aside.after(previous.get("follows", {}), fields),
        contact=typed(fields, "contact", previous.get("contact", "")),
    )


def script_from_form(
    previous: Draft, fields: Fields, format: Format, sets: Sequence[CriteriaSet], *, new: New
) -> Draft:
    """Return the draft after a form that changes the format for this one meeting.

    `script_of` is the key of the format that the form was made from: words about the steps of
    another one are not taken for changes.
    """
    same = typed(fields, "script_of", "") == format.key
    steps = changes.steps_after(previous["steps"], fields, format) if same else previous["steps"]
    added = changes.criteria_after(previous["added"], fields, sets, new.id)
    before, after = ({c["key"] for c in them} for them in (previous["added"], added))
    ticked = {*fields.get("from_set", ())} | (after - before)
    gone = before - after - {criterion.key for criterion in format.criteria}
    used = [key for key in previous["criteria"] if key not in gone]
    used += [c["key"] for c in added if c["key"] in ticked and c["key"] not in used]
    return {**previous, "steps": steps, "added": added, "criteria": used}


def _agenda(
    dilemmas: list[DilemmaDraft], question: str, fields: Fields, new: New
) -> list[DilemmaDraft]:
    """Return the dilemmas after the buttons that add, remove and move one."""
    for id in fields.get("remove_dilemma", ()):
        dilemmas = [dilemma for dilemma in dilemmas if dilemma["id"] != id] or dilemmas
    for id in fields.get("up", ()):
        dilemmas = _moved(dilemmas, id, -1)
    for id in fields.get("down", ()):
        dilemmas = _moved(dilemmas, id, 1)
    if fields.get("add_dilemma") and len(dilemmas) < MOST_DILEMMAS:
        # Alone a dilemma may do without a question, for it has that of the trialogue.
        first, *others = dilemmas
        first = {**first, "question": first["question"] or question}
        dilemmas = [first, *others, _blank(new)]
    return dilemmas


def _moved(dilemmas: list[DilemmaDraft], id: str, by: int) -> list[DilemmaDraft]:
    places = [place for place, dilemma in enumerate(dilemmas) if dilemma["id"] == id]
    if not places or not 0 <= places[0] + by < len(dilemmas):
        return dilemmas
    left = [dilemma for dilemma in dilemmas if dilemma["id"] != id]
    return [*left[: places[0] + by], dilemmas[places[0]], *left[places[0] + by :]]


def _dilemma(before: DilemmaDraft, fields: Fields, new: New) -> DilemmaDraft:
    def pole(key: Literal["pole_a", "pole_b"]) -> PoleDraft:
        return PoleDraft(
            name=typed(fields, dilemma_field(before, key), before[key]["name"]),
            worth=typed(fields, dilemma_field(before, f"{key}_worth"), before[key]["worth"]),
        )

    return DilemmaDraft(
        id=before["id"],
        question=typed(fields, dilemma_field(before, "question"), before["question"]),
        pole_a=pole("pole_a"),
        pole_b=pole("pole_b"),
        options=_options(before, fields, new),
    )


def _options(dilemma: DilemmaDraft, fields: Fields, new: New) -> list[OptionDraft]:
    gone = set(fields.get("remove", ()))
    kept = [
        OptionDraft(
            id=option["id"],
            title=typed(fields, title_field(option), option["title"]),
            detail=typed(fields, detail_field(option), option["detail"]),
            nothing=option["nothing"],
        )
        for option in dilemma["options"]
        if option["nothing"] or option["id"] not in gone
    ]
    if dilemma["id"] in fields.get("add", ()) and len(kept) < MOST_OPTIONS:
        kept.append(_untitled(new.id))
    return kept


def _criteria(previous: Draft, fields: Fields, format: Format) -> list[str]:
    own = [criterion.key for criterion in format.criteria]
    added = [criterion["key"] for criterion in changes.beside(previous["added"], format)]
    if format.key != previous["format"]:
        return own + [key for key in added if key in previous["criteria"]]
    # A form without a single tick sends no field at all, so it says that it showed them.
    if "criteria_shown" not in fields:
        return previous["criteria"]
    ticked = fields.get("criteria", ())
    return [key for key in own + added if key in ticked]


def dilemma_field(dilemma: DilemmaDraft, what: str) -> str:
    """Return the name of the form field that holds something of a dilemma."""
    return f"dilemma-{dilemma['id']}-{what}"


def title_field(option: OptionDraft) -> str:
    """Return the name of the form field that holds an option's title."""
    return f"option-{option['id']}-title"


def detail_field(option: OptionDraft) -> str:
    """Return the name of the form field that holds an option's explanation."""
    return f"option-{option['id']}-detail"


def changed(draft: Draft, format: Format) -> Format:
    """Return the format as this meeting will have it."""
    return changes.applied(format, draft["steps"], draft["added"], draft["criteria"])
