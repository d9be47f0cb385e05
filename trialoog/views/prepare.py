"""The preparation on screen: one form that saves itself, and what is still missing. Judges
nothing: `core.starting` says what stands in the way of a start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from trialoog.core import changes, starting
from trialoog.core import draft as drafts
from trialoog.core.document import Document
from trialoog.core.draft import DilemmaDraft, Draft
from trialoog.core.evolve_board import letter
from trialoog.core.format import Format
from trialoog.core.ids import TrialogueId
from trialoog.core.starting import Check
from trialoog.views import earlier
from trialoog.views.earlier import Then
from trialoog.views.forms import Form
from trialoog.views.home import FoundOption
from trialoog.views.lists import by_language
from trialoog.views.looks import Looks
from trialoog.views.rehearsal import SIZES
from trialoog.views.tour import Tour
from trialoog.views.words import N_

CHECKS = {
    "question": N_("Titel en vraag"),
    "poles": N_("Twee kanten van het dilemma"),
    "options": N_("Minstens twee opties"),
    "criteria": N_("Criteria gekozen"),
    "script": N_("Een eigen draaiboek dat klopt"),
}
# Among several dilemmas, after the name of one of them.
CHECKS_OF_ONE = {
    "": N_("klaar"),
    "poles": N_("vraag en twee kanten"),
    "options": N_("minstens twee opties"),
}


class Prepared(Protocol):
    """What this page needs to know of a trialogue in preparation."""

    @property
    def id(self) -> TrialogueId:
        """Its id, as in its address."""

    @property
    def title(self) -> str:
        """Its title, perhaps empty."""

    @property
    def rehearsal(self) -> bool:
        """Whether it is there to try things out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what has to be there. `dilemma`: which one, from 1; 0 for the whole."""

    words: str
    ok: bool
    dilemma: int


@dataclass(frozen=True, slots=True)
class PoleFields:
    """One side of a dilemma in the form, with the names of its fields."""

    name: str
    worth: str
    name_field: str
    worth_field: str


@dataclass(frozen=True, slots=True)
class OptionFields:
    """One option in the form, with the names of its fields."""

    id: str
    letter: str
    title: str
    detail: str
    nothing: bool
    title_field: str
    detail_field: str
    similar: Sequence[FoundOption] = ()  # options of earlier weighings


@dataclass(frozen=True, slots=True)
class DilemmaFields:
    """One dilemma in the form. `room`: whether it takes another option; `open`: unfolded."""

    id: str
    number: int
    question: str
    question_field: str
    options_field: str
    poles: tuple[PoleFields, PoleFields]
    options: tuple[OptionFields, ...]
    room: bool
    open: bool
    then: Then | None = None
    gone: bool = False  # what it goes on from is no longer public


def page(  # noqa: PLR0913, PLR0917 - what one page is made of
    looks: Looks,
    language: str,
    info: Prepared,
    draft: Draft,
    formats: Mapping[str, Format],
    form: Form,
    saved_at: datetime | None,
    at: str = "",
    *,
    owner: bool = False,
    then: Mapping[str, Document] = MappingProxyType({}),
    similar: Mapping[str, Sequence[FoundOption]] = MappingProxyType({}),
    tour: Tour | None = None,
) -> str:
    """Return the whole page. The draft holds what was typed; `form` only what is wrong with it.

    `at` is the id of the field or the dilemma that somebody is busy with; an `owner` may
    rehearse it. `then` holds the earlier weighings that dilemmas go on from, by the id of the
    dilemma, as far as they are public; `similar` what earlier weighings made of options like
    these, by their id.
    """
    format = formats[draft["format"]]
    checks = starting.checks(draft, format)
    unfinished = {check.dilemma for check in checks if not check.ok}
    dilemmas = tuple(
        replace(
            _dilemma(dilemma, number, similar, unfolded=number in unfinished or _in(at, dilemma)),
            then=earlier.prepared(draft, dilemma["id"], then),
            gone=dilemma["id"] in draft.get("follows", {}).keys() - then.keys(),
        )
        for number, dilemma in enumerate(draft["dilemmas"], start=1)
    )
    return looks.render(
        language,
        "prepare.html",
        written=format.language,
        here="trialogues",
        signed_in=True,
        info=info,
        people=SIZES[0] if owner and not info.rehearsal else 0,
        draft=draft,
        dilemmas=dilemmas,
        room=len(dilemmas) < drafts.MOST_DILEMMAS,
        format=format,
        criteria=(*format.criteria, *changes.beside(draft["added"], format)),
        changed=drafts.changed(draft, format),
        waiting=waiting(draft, formats),
        formats=by_language(formats, language),
        form=form,
        lines=lines(checks),
        saved_at=saved_at,
        at=at,
        tour=tour,
    )


def similar(looks: Looks, language: str, those: Sequence[FoundOption]) -> str:
    """Return what earlier weighings made of options like one that somebody types."""
    return looks.render(language, "prepare/similar.html", those=those)


def status(looks: Looks, language: str, draft: Draft, format: Format, *, saved_at: datetime) -> str:
    """Return what changes while somebody types: when it was saved, and what is missing."""
    return looks.render(
        language,
        "prepare/status.html",
        written=format.language,
        draft=draft,
        lines=lines(starting.checks(draft, format)),
        saved_at=saved_at,
    )


def lines(checks: Sequence[Check]) -> tuple[Line, ...]:
    """Return what has to be there, in words. Of several dilemmas a finished one takes one line."""
    unfinished = {check.dilemma for check in checks if not check.ok}
    shown: list[Line] = []
    for check in checks:
        if not check.dilemma:
            shown.append(Line(CHECKS[check.key], check.ok, 0))
        elif not check.ok:
            shown.append(Line(CHECKS_OF_ONE[check.key], ok=False, dilemma=check.dilemma))
        elif check.dilemma not in unfinished | {line.dilemma for line in shown}:
            shown.append(Line(CHECKS_OF_ONE[""], ok=True, dilemma=check.dilemma))
    return tuple(shown)


def waiting(draft: Draft, formats: Mapping[str, Format]) -> tuple[str, ...]:
    """Return the names of the changed steps that the chosen format does not have."""
    names = {phase.key: phase.name for format in formats.values() for phase in format.phases}
    keys = changes.dropped(draft["steps"], formats[draft["format"]])
    return tuple(names.get(key, key) for key in keys)


def _in(at: str, dilemma: DilemmaDraft) -> bool:
    """Tell whether an id is that of a dilemma, or of something in it."""
    inside = (f"dilemma-{dilemma['id']}", *(f"option-{o['id']}-" for o in dilemma["options"]))
    return at.startswith(inside)


def _dilemma(
    dilemma: DilemmaDraft,
    number: int,
    similar: Mapping[str, Sequence[FoundOption]],
    *,
    unfolded: bool,
) -> DilemmaFields:
    def field(what: str) -> str:
        return drafts.dilemma_field(dilemma, what)

    a, b = (
        PoleFields(pole["name"], pole["worth"], field(key), field(f"{key}_worth"))
        for key, pole in (("pole_a", dilemma["pole_a"]), ("pole_b", dilemma["pole_b"]))
    )
    options = tuple(
        OptionFields(
            id=option["id"],
            letter=letter(index),
            title=option["title"],
            detail=option["detail"],
            nothing=option["nothing"],
            title_field=drafts.title_field(option),
            detail_field=drafts.detail_field(option),
            similar=similar.get(option["id"], ()),
        )
        for index, option in enumerate(dilemma["options"])
    )
    return DilemmaFields(
        id=dilemma["id"],
        number=number,
        question=dilemma["question"],
        question_field=field("question"),
        options_field=field("options"),
        poles=(a, b),
        options=options,
        room=len(options) < drafts.MOST_OPTIONS,
        open=unfolded,
    )
