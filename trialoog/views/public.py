"""The public side as pages: a weighing, how it works, and the editor that leads there.

What a reader sees of a weighing comes from its `Document` and nothing else. Public pages hold
nothing personal, so that every reader gets the same bytes.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from trialoog.core import document as core
from trialoog.core.document import Document
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.problems import Problem
from trialoog.core.public_text import blocks
from trialoog.core.state import Dilemma, State
from trialoog.core.words import THREE, OutcomeKind, Status
from trialoog.views import approvals, charts, record, releasing
from trialoog.views import editor as editing
from trialoog.views.approvals import Approvals
from trialoog.views.forms import Form
from trialoog.views.lineage import FollowUp
from trialoog.views.looks import Looks
from trialoog.views.releasing import Releasing
from trialoog.views.subjects import SUBJECTS

GOING = (OutcomeKind.CHOSEN, OutcomeKind.ELABORATE)
GIST = 240  # characters of the choice in a preview elsewhere


class Source(NamedTuple):
    """What a weighing draws on, and the web address in it, if any."""

    before: str
    href: str = ""
    after: str = ""


class Version(NamedTuple):
    """One public version of a weighing."""

    version: int
    published_at: datetime
    note: str


# --- public pages -----------------------------------------------------------------


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
    followed_by: Sequence[FollowUp] = (),
    stored: str = "",
    pdf: bool = False,
    template: str = "weighing.html",
    **more: object,
) -> str:
    """Return the page of one version, or its preview with a link `back` to the editor. Another
    `template` can put `more` round it.

    `versions` are all that are public, in any order. `published` is the digest of what was
    published, `redacted` when a passage went out of that last, if ever. `followed_by` are the
    weighings that go on from this one. `stored` is the JSON that the digest is of: a document
    read back may know fields that did not exist when it was published. `pdf` says that the page
    is there as PDF too.
    """
    known = sorted((Version(*version) for version in versions), reverse=True)
    return looks.render(
        language,
        template,
        written=document.language,
        here="",
        signed_in=signed_in,
        document=document,
        slug=slug,
        versions=known,
        newest=known[0].version if known else document.version,
        options=sorted(document.options, key=charts.rank),
        picture=charts.published(document),
        explores=any(o.outcome is OutcomeKind.ELABORATE for o in document.options),
        going=[o for o in document.options if o.outcome in GOING],
        fallen=[o for o in document.options if o.outcome is OutcomeKind.REJECTED],
        parked=[o for o in document.options if o.outcome is OutcomeKind.PARKED],
        assumptions=tuple(a for o in document.options for a in o.assumptions),
        three=THREE,
        standing=editing.STANDING,
        digest=core.digest(stored or core.to_json(document)),
        gist=_gist(document),
        pdf=pdf,
        subjects=[(key, SUBJECTS[key]) for key in document.subjects if key in SUBJECTS],
        sources=[_source(text) for text in document.sources],
        approval=approvals.SAYS,
        gaps=_gaps(document),
        reserving=core.who_reserved(document),
        unquoted=record.reserved_unquoted(document),
        preview=preview,
        back=back,
        published=published,
        redacted=redacted,
        followed_by=followed_by,
        **more,
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
    stored: str = "",
    signed_in: bool = False,
) -> str:
    """Return the page that says how to check a weighing oneself. `stored` is the JSON that the
    digest is of, `published` is the digest of
    what was published, `redacted` when a passage went out of that last, if ever."""
    return looks.render(
        language,
        "verify.html",
        here="",
        signed_in=signed_in,
        document=document,
        slug=slug,
        digest=core.digest(stored or core.to_json(document)),
        published=published,
        redacted=redacted,
    )


def _gist(document: Document) -> str:
    """Return what a weighing came to, in one or two sentences."""
    said = " ".join((document.choice or document.intro or document.fell).split())
    if len(said) <= GIST:
        return said
    return said[: GIST - 1].rsplit(" ", 1)[0] + "…"


def _source(text: str) -> Source:
    """Return a source with its first http(s) address as a link, and no other scheme."""
    found = re.search(r"https?://[^\s<>\"']+", text)
    if found is None:
        return Source(text)
    href = found[0].rstrip(".,;:!?)")
    return Source(text[: found.start()], href, text[found.start() + len(href) :])


def _gaps(document: Document) -> bool:
    """Tell whether a mark is missing of a perspective that was large enough to be shown."""
    return any(
        voice.hidden
        for option in document.options
        for cell in option.cells
        for voice in cell.voices
        if voice.perspective in THREE and voice.perspective not in document.suppressed
    )


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
    more: Releasing,
    approving: Approvals,
    mails: bool = False,
    published: str = "",
) -> str:
    """Return the editor: the record beside the public text. `form` is that of what was refused;
    `publishes` says that who edits may make a version public, `mails` that mail can be sent,
    `published` is the address to pass on of what went public just now."""
    return looks.render(
        language,
        "editor.html",
        written=state.language,
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
        publishes=publishes,
        more=more,
        grounds=releasing.GROUND,
        approving=approving,
        mails=mails,
        published=published,
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
    more: Releasing,
    approving: Approvals,
) -> str:
    """Return what changes when a text was saved: `#saved`, and partials for `#publish` and for
    what stands beside each field."""
    status = _status(looks, language, state.dilemmas[dilemma], problems)
    return looks.render(
        language,
        "editor_status.html",
        tid=tid,
        saved_at=saved_at,
        publishes=publishes,
        more=more,
        approving=approving,
        keys=[block.key for block in blocks(state, dilemma)],
        **status,
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
