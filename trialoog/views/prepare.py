"""The preparation on screen: one form that saves itself, and what is still missing. Judges
nothing: `core.draft` says what stands in the way of a start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trialoog.core import draft as drafts
from trialoog.core.draft import Draft
from trialoog.core.evolve import letter
from trialoog.core.format import Format
from trialoog.core.ids import TrialogueId
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.words import N_

CHECKS = {
    "question": N_("Titel en vraag"),
    "poles": N_("Twee kanten van het dilemma"),
    "options": N_("Minstens twee opties"),
    "criteria": N_("Criteria gekozen"),
}

Checks = Sequence[tuple[str, bool]]


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
class OptionFields:
    """One option in the form, with the names of its fields."""

    id: str
    letter: str
    title: str
    detail: str
    nothing: bool
    title_field: str
    detail_field: str


def page(  # noqa: PLR0913, PLR0917 - what one page is made of
    looks: Looks,
    language: str,
    info: Prepared,
    draft: Draft,
    formats: Mapping[str, Format],
    form: Form,
    checks: Checks,
    saved_at: datetime | None,
) -> str:
    """Return the whole page. The draft holds what was typed; `form` only what is wrong with it."""
    options = tuple(
        OptionFields(
            id=option["id"],
            letter=letter(index),
            title=option["title"],
            detail=option["detail"],
            nothing=option["nothing"],
            title_field=drafts.title_field(option),
            detail_field=drafts.detail_field(option),
        )
        for index, option in enumerate(draft["options"])
    )
    return looks.render(
        language,
        "prepare.html",
        here="trialogues",
        signed_in=True,
        info=info,
        draft=draft,
        options=options,
        room=len(options) < drafts.MOST_OPTIONS,
        format=formats[draft["format"]],
        formats=tuple(formats.values()),
        form=form,
        checks=checks,
        check_words=CHECKS,
        saved_at=saved_at,
    )


def status(  # noqa: PLR0917 - as `page`, without its form
    looks: Looks, language: str, draft: Draft, checks: Checks, saved_at: datetime
) -> str:
    """Return what changes while somebody types: when it was saved, and what is missing."""
    return looks.render(
        language,
        "prepare/status.html",
        title=draft["title"],
        checks=checks,
        check_words=CHECKS,
        saved_at=saved_at,
    )
