"""Drawing and publishing a weighing: the document, its row and its fact in one transaction.

Says nothing about who may, and shows nothing.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from trialoog.core import document as documents
from trialoog.core import text
from trialoog.core.commands import PublishWeighing
from trialoog.core.document import Document
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId
from trialoog.core.public_text import problems
from trialoog.core.refusals import Refused
from trialoog.live.rooms import Room
from trialoog.store import chain, lists, publications
from trialoog.store.db import Db
from trialoog.store.journal import ReceiptEntry

NOTE = "note"  # what changed, beside the blocks of public text
EXAMPLE = "example"  # the source of an example; only the demo sets it

TEXT_PROBLEMS = {"text_missing", "too_long"}


async def texts_of(db: Db, room: Room, dilemma: DilemmaId) -> Mapping[str, Any]:
    """Return the working copy of the public text, empty where nothing was typed yet."""
    return await publications.texts(db, room.id, dilemma) or {}


async def draw(db: Db, room: Room, dilemma: DilemmaId, zone: tzinfo) -> Document:
    """Return what the next version would be, with the days of a time zone.

    Raises `LookupError` for an unknown trialogue.
    """
    texts = await texts_of(db, room, dilemma)
    info = await lists.get(db, room.id)
    if info is None:
        raise LookupError(room.id)
    return documents.draw(
        room.state,
        dilemma,
        texts,
        head=info.head,
        version=len(room.state.dilemmas[dilemma].publications) + 1,
        note=text.clean(texts.get(NOTE, "")),
        example=texts.get(EXAMPLE, ""),
        zone=zone,
    )


async def publish(  # noqa: PLR0913, PLR0917 - where, what, by whom and when
    db: Db,
    room: Room,
    dilemma: DilemmaId,
    by: By,
    now: datetime,
    zone: tzinfo,
    receipt: ReceiptEntry | None = None,
) -> str:
    """Make the next version public and return its slug.

    Raises `Refused` for what stands in the way, and else as `Room.act`.
    """
    texts = await texts_of(db, room, dilemma)
    # The rest of what can stand in the way is refused by the rules themselves.
    if any(p.code in TEXT_PROBLEMS for p in problems(room.state, dilemma, texts)):
        raise Refused("not_ready")
    document = await draw(db, room, dilemma, zone)
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
        search=documents.searchable(document),
    )
    command = PublishWeighing(dilemma, slug, chain.document_digest(plain), document.note)
    await room.act(command, by, receipt, also=write)
    return slug
