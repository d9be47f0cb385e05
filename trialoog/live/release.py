"""Drawing and publishing a weighing: the document, its row and its fact in one transaction.

Says nothing about who may, and shows nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from trialoog.core import document as documents
from trialoog.core import drawing, public_text, text, tracing
from trialoog.core.commands import PublishWeighing
from trialoog.core.document import Document
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId
from trialoog.core.problems import problems
from trialoog.core.public_text import NOTE
from trialoog.core.refusals import Refused
from trialoog.core.words import Perspective
from trialoog.live.rooms import Room
from trialoog.store import chain, lists, plans, publications
from trialoog.store.db import Db
from trialoog.store.journal import Also, ReceiptEntry
from trialoog.views.subjects import SUBJECTS

EXAMPLE = "example"  # the source of an example; only the demo sets it

OVERTAKEN = "overtaken"

TEXT_PROBLEMS = {"text_missing", "too_long", "subjects_many"}


@dataclass(frozen=True, slots=True)
class Ready:
    """A version that can go out: what asks for it, what is written with it, and the digest of its
    text and decision."""

    command: PublishWeighing
    write: Also
    content: str


async def texts_of(db: Db, room: Room, dilemma: DilemmaId) -> Mapping[str, Any]:
    """Return the working copy of the public text, empty where nothing was typed yet."""
    return await publications.texts(db, room.id, dilemma) or {}


def subjects_of(texts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the subjects that a weighing is filed under, of those that there are."""
    picked = str(texts.get(public_text.SUBJECTS, "")).split()
    return tuple(key for key in SUBJECTS if key in picked)


async def draw(  # noqa: PLR0917 - what, of which texts, in which time zone
    db: Db,
    room: Room,
    dilemma: DilemmaId,
    zone: tzinfo,
    texts: Mapping[str, Any] | None = None,
) -> Document:
    """Return what the next version would be, with the days of a time zone: of some texts, or of
    the working copy.

    Raises `LookupError` for an unknown trialogue.
    """
    texts = await texts_of(db, room, dilemma) if texts is None else texts
    info = await lists.get(db, room.id)
    if info is None:
        raise LookupError(room.id)
    earlier = room.state.dilemmas[dilemma].earlier
    gone = earlier is not None and (
        await publications.get(db, earlier.slug, earlier.version) is None
    )
    return drawing.draw(
        room.state,
        dilemma,
        texts,
        head=info.head,
        version=len(room.state.dilemmas[dilemma].publications) + 1,
        note=text.clean(texts.get(NOTE, "")),
        subjects=subjects_of(texts),
        example=texts.get(EXAMPLE, ""),
        zone=zone,
        gone=gone,
    )


async def publish(  # noqa: PLR0913, PLR0917 - where, what, by whom and when
    db: Db,
    room: Room,
    dilemma: DilemmaId,
    by: By,
    now: datetime,
    zone: tzinfo,
    receipt: ReceiptEntry | None = None,
    without: Collection[Perspective] = (),
    confirmed: str | None = "",
) -> str:
    """Make the next version public and return its slug. `without` names the perspectives whose
    missing approval was confirmed, `confirmed` the findings; `None` asks for no look at them.

    Raises `Refused` for what stands in the way, and else as `Room.act`.
    """
    await room.catch_up()
    seq = room.state.seq
    texts = await texts_of(db, room, dilemma)
    stands = any(not p.warning for p in problems(room.state, dilemma, texts))
    if confirmed is not None and not stands:  # what stands in the way is said first
        traced(room, dilemma, texts, confirmed)
    ready = await prepare(db, room, dilemma, texts, now, zone, without, seq)
    await room.act(ready.command, by, receipt, also=ready.write)
    return ready.command.slug


def traced(room: Room, dilemma: DilemmaId, texts: Mapping[str, Any], confirmed: str) -> None:
    """Raise `Refused` while something may point at a person, and not all of it was confirmed."""
    found = tracing.findings(room.state, dilemma, texts)
    if found and tracing.mark(found) != confirmed:
        raise Refused("traceable", "traceable")


async def prepare(  # noqa: PLR0913, PLR0917 - what, of which texts, when, with what confirmed
    db: Db,
    room: Room,
    dilemma: DilemmaId,
    texts: Mapping[str, Any],
    now: datetime,
    zone: tzinfo,
    without: Collection[Perspective],
    seq: int,
) -> Ready:
    """Return the next version of some texts, which were read when the last fact was `seq`.

    Raises `Refused` where a text stands in the way; the rest of what can is refused by the rules
    themselves.
    """
    if any(p.code in TEXT_PROBLEMS for p in problems(room.state, dilemma, texts)):
        raise Refused("not_ready")
    document = await draw(db, room, dilemma, zone, texts)
    earlier = room.state.dilemmas[dilemma].publications
    slug = earlier[0].slug if earlier else await publications.free_slug(db, document.question)
    plain = documents.plain(document)
    write = publications.publish(
        trialogue_id=room.id,
        dilemma=dilemma,
        slug=slug,
        version=document.version,
        document=plain,
        note=document.note,
        now=now,
    )
    command = PublishWeighing(
        dilemma,
        slug,
        chain.document_digest(plain),
        document.note,
        documents.text_digest(document),
        tuple(without),
    )

    async def both(session: Any) -> None:
        await unless_overtaken(room, seq)(session)
        await write(session)
        # What was planned is public, or something else in its place.
        await plans.drop(room.id, dilemma)(session)
        # What is new in the version after it was not said yet.
        await publications.drop_text(room.id, dilemma, NOTE, texts.get(NOTE))(session)

    return Ready(command, both, documents.content_digest(document))


def unless_overtaken(room: Room, seq: int) -> Also:
    """Return what raises `Refused` when something happened since a fact: what was drawn then may
    hold words that were made unreadable."""

    async def write(session: Any) -> None:
        if not await publications.is_next(session, room.id, seq):
            raise Refused(OVERTAKEN)

    return write
