"""The public side as pages: home, a weighing, how it works, and the editor that leads there.

What a reader sees of a weighing comes from its `Document` and nothing else. Public pages hold
nothing personal, so that every reader gets the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from trialoog.core import document as core
from trialoog.core.document import Document, OptionText, Problem
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.state import Dilemma, State
from trialoog.core.words import THREE, OutcomeKind, Status
from trialoog.views import charts
from trialoog.views import editor as editing
from trialoog.views.charts import Mini
from trialoog.views.forms import Form
from trialoog.views.looks import Looks


class Item(NamedTuple):
    """A published weighing as the list needs it."""

    slug: str
    version: int
    published_at: datetime
    document: Document


class Version(NamedTuple):
    """One public version of a weighing."""

    version: int
    published_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Became:
    """The options that had one and the same outcome, as one line of the list."""

    outcome: OutcomeKind
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A weighing in the list."""

    item: Item
    became: tuple[Became, ...]
    mini: Mini


# --- public pages -----------------------------------------------------------------


def home(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    items: Sequence[Item | tuple[str, int, datetime, Document]],
    query: str,
    *,
    form: Form,
    signed_in: bool = False,
    page: int = 1,
    more: bool = False,
    total: int | None = None,
) -> str:
    """Return the home page. `total` is how many weighings were found on all pages together."""
    return looks.render(
        language,
        "home.html",
        here="home",
        signed_in=signed_in,
        findings=tuple(_finding(Item(*item)) for item in items),
        total=len(items) if total is None else total,
        query=query,
        form=form,
        page=page,
        more=more,
    )


def weighing(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    document: Document,
    slug: str,
    *,
    versions: Sequence[Version | tuple[int, datetime, str]],
    signed_in: bool = False,
    preview: bool = False,
    back: str = "",
    published: str = "",
    redacted: datetime | None = None,
) -> str:
    """Return the page of one version, or its preview with a link `back` to the editor.

    `versions` are all that are public, in any order. `published` is the digest of what was
    published, `redacted` when a passage went out of that last, if ever.
    """
    known = sorted((Version(*version) for version in versions), reverse=True)
    return looks.render(
        language,
        "weighing.html",
        here="",
        signed_in=signed_in,
        document=document,
        slug=slug,
        versions=known,
        newest=known[0].version if known else document.version,
        options=sorted(document.options, key=charts.rank),
        picture=charts.published(document),
        explores=any(o.outcome is OutcomeKind.ELABORATE for o in document.options),
        assumptions=tuple(a for o in document.options for a in o.assumptions),
        three=THREE,
        standing=editing.STANDING,
        digest=core.digest(core.to_json(document)),
        gaps=_gaps(document),
        preview=preview,
        back=back,
        published=published,
        redacted=redacted,
    )


def how(looks: Looks, language: str, *, signed_in: bool = False) -> str:
    """Return the page that explains what a trialogue and a weighing are."""
    return looks.render(language, "how.html", here="how", signed_in=signed_in)


def verify_page(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    document: Document,
    slug: str,
    *,
    published: str = "",
    redacted: datetime | None = None,
    signed_in: bool = False,
) -> str:
    """Return the page that says how to check a weighing oneself. `published` is the digest of
    what was published, `redacted` when a passage went out of that last, if ever."""
    return looks.render(
        language,
        "verify.html",
        here="",
        signed_in=signed_in,
        document=document,
        slug=slug,
        digest=core.digest(core.to_json(document)),
        published=published,
        redacted=redacted,
    )


def _gaps(document: Document) -> bool:
    """Tell whether a mark is missing of a perspective that was large enough to be shown."""
    return any(
        voice.hidden
        for option in document.options
        for cell in option.cells
        for voice in cell.voices
        if voice.perspective in THREE and voice.perspective not in document.suppressed
    )


def _finding(item: Item) -> Finding:
    options = sorted(item.document.options, key=charts.rank)
    kinds = dict.fromkeys(o.outcome for o in options if o.outcome is not None)
    became = tuple(Became(kind, _titles(options, kind)) for kind in kinds)
    return Finding(item, became, charts.mini(item.document))


def _titles(options: Sequence[OptionText], kind: OutcomeKind) -> tuple[str, ...]:
    return tuple(option.title for option in options if option.outcome is kind)


# --- the editor -------------------------------------------------------------------


def editor(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId | str,
    *,
    dilemma: DilemmaId,
    texts: Mapping[str, str],
    form: Form,
    problems: Sequence[Problem],
    saved_at: datetime | None,
    publishes: bool,
    published: bool = False,
) -> str:
    """Return the editor: the record beside the public text. `form` is that of the decision;
    `published` says that there is a public version already, `publishes` that who edits may
    make one."""
    return looks.render(
        language,
        "editor.html",
        here="trialogues",
        signed_in=True,
        tid=tid,
        title=state.title,
        sections=editing.sections(looks, language, state, dilemma, texts=texts),
        note=texts.get("note", ""),
        quoted=editing.WHAT,
        standing=editing.STANDING,
        form=form,
        closed=state.status is Status.CLOSED,
        published=published,
        publishes=publishes,
        saved_at=saved_at,
        **_status(looks, language, state.dilemmas[dilemma], problems),
    )


def editor_status(  # noqa: PLR0913  the parts of the page
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId | str,
    *,
    dilemma: DilemmaId,
    problems: Sequence[Problem],
    saved_at: datetime | None,
    publishes: bool,
) -> str:
    """Return what changes when a text was saved: `#saved`, and a partial for `#publish`."""
    status = _status(looks, language, state.dilemmas[dilemma], problems)
    return looks.render(
        language, "editor_status.html", tid=tid, saved_at=saved_at, publishes=publishes, **status
    )


def _status(
    looks: Looks, language: str, dilemma: Dilemma, problems: Sequence[Problem]
) -> dict[str, object]:
    return {
        "dilemma": dilemma,
        "version": len(dilemma.publications) + 1,
        "publications": dilemma.publications,
        "blocking": editing.sentences(looks, language, [p for p in problems if not p.warning]),
        "warnings": editing.sentences(looks, language, [p for p in problems if p.warning]),
    }
