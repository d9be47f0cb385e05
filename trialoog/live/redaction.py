"""Making words unreadable wherever they stand: record, working copies, public versions, lists.

Looks first, so that a facilitator sees what will go; then the facts that say so and all that
goes are one transaction. Says nothing about who may.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trialoog.core import document as documents
from trialoog.core import redaction
from trialoog.core.commands import PublicChange, RedactTexts
from trialoog.core.events import By, TextAt
from trialoog.core.ids import DilemmaId
from trialoog.core.redaction import Found
from trialoog.core.refusals import Refused
from trialoog.live.rooms import Room
from trialoog.live.writer import Answered
from trialoog.store import blanking, chain, journal, lists, plans, withdrawals
from trialoog.store.db import Db
from trialoog.store.journal import Also, ReceiptEntry
from trialoog.store.publications import Published

NO_KEYS: frozenset[str] = frozenset()
# What a preparation holds besides words.
DRAFT_KEYS = frozenset({"id", "key", "format", "language", "decide_by", "criteria", "nothing"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A public version, and what is left of it."""

    version: Published
    left: Mapping[str, Any]
    note: str

    @property
    def digest(self) -> str:
        """The SHA-256 of what is left."""
        return chain.document_digest(self.left)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that goes with some words, and where it stood."""

    found: Found
    places: tuple[TextAt, ...] = ()
    copies: Mapping[DilemmaId, Mapping[str, Any]] = field(default_factory=dict)
    planned: Mapping[DilemmaId, Mapping[str, Any]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)  # why something went offline
    cuts: tuple[Cut, ...] = ()
    row: Mapping[str, Any] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Tell whether the words stand nowhere."""
        went = (self.places, self.copies, self.planned, self.reasons, self.cuts, self.row)
        return not any(went)


async def look(db: Db, room: Room, words: str) -> Plan:
    """Return what goes with some words. Raises `Refused` for words that can't be searched."""
    pattern = redaction.pattern(words)
    await room.catch_up()
    state, facts = room.state, await journal.read(db, room.id)
    found = redaction.find(state, facts, pattern)

    def without(data: Any, keys: frozenset[str] = NO_KEYS) -> Any:
        return redaction.without(data, pattern, state.language, keys)

    texts = await blanking.working_copies(db, room.id)
    waiting = {dilemma: plan.texts for dilemma, plan in (await plans.of(db, room.id)).items()}
    reasons = {gone.slug: gone.reason for gone in await withdrawals.of(db, room.id)}
    cuts = []
    for version in await blanking.public_versions(db, room.id):
        before = json.loads(version.document)
        left = without(before, documents.NO_WORDS)
        if left != before:
            cuts.append(Cut(version, left, without(version.note)))
    info = await lists.get(db, room.id)
    if info is None:
        raise LookupError(room.id)
    row = {name: without(getattr(info, name)) for name in ("title", "organisation", "contact")}
    row["draft"] = without(dict(info.draft), DRAFT_KEYS)

    def changed(texts: Mapping[Any, Any]) -> dict[Any, Any]:
        cut = {key: without(before) for key, before in texts.items()}
        return {key: left for key, left in cut.items() if left != texts[key]}

    return Plan(
        found=found,
        places=redaction.places(facts, found),
        copies=changed(texts),
        planned=changed(waiting),
        reasons=changed(reasons),
        cuts=tuple(cuts),
        row={name: value for name, value in row.items() if value != getattr(info, name)},
    )


async def redact(  # noqa: PLR0913 - what goes, why, by whom and when
    db: Db,
    room: Room,
    by: By,
    words: str,
    *,
    ground: str,
    now: datetime,
    receipt: ReceiptEntry | None = None,
) -> None:
    """Make words unreadable for good. Raises `Refused`, and else as `Room.act`."""
    plan = await look(db, room, words)
    if plan.empty:
        await _done_before(db, room, receipt)
        raise Refused("words_not_found", "words")
    public = {
        (dilemma.id, publication.version): publication.document
        for dilemma in room.state.dilemmas.values()
        for publication in dilemma.publications
    }
    changes = tuple(
        PublicChange(cut.version.dilemma, cut.version.version, was, cut.digest)
        for cut in plan.cuts
        if (was := public.get((cut.version.dilemma, cut.version.version))) is not None
    )
    command = RedactTexts(
        contributions=plan.found.contributions,
        texts=tuple(wording.at for wording in plan.found.texts),
        public=changes,
        ground=ground,
    )
    await room.act(command, by, receipt, plan.row, also=_removal(room, plan, now))


async def _done_before(db: Db, room: Room, receipt: ReceiptEntry | None) -> None:
    """Raise `Answered` when this very form was sent before: its words are gone already."""
    if receipt is not None:
        found = await journal.receipts(db, room.id, {receipt.key_hash})
        if found:
            raise Answered(found[receipt.key_hash])


def _removal(room: Room, plan: Plan, now: datetime) -> Also:
    """Return all that is written beside the facts."""
    writes = [
        blanking.blank(room.id, plan.places),
        blanking.rewrite_copies(room.id, plan.copies),
        plans.rewrite(room.id, plan.planned),
        withdrawals.rewrite(plan.reasons),
        *(
            blanking.rewrite_version(
                slug=cut.version.slug,
                version=cut.version.version,
                document=cut.left,
                note=cut.note,
                now=now,
            )
            for cut in plan.cuts
        ),
    ]

    async def write(session: Any) -> None:
        for each in writes:
            await each(session)

    return write
