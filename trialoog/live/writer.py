"""The state of a trialogue, and the acts that change it: in turn, and written together.

Acts that come while the disk is busy wait for each other and then share one transaction.
Each is decided on what the ones before it led to, and answered once that is durable.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import Any, NamedTuple

from trialoog.core.commands import Command
from trialoog.core.decide import decide
from trialoog.core.events import (
    BLANKING,
    By,
    ContributionMade,
    Event,
    Fact,
    TrialogueClosed,
)
from trialoog.core.evolve import fold
from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.live import metrics
from trialoog.live.rows import row_changes
from trialoog.store import journal
from trialoog.store.away import Away
from trialoog.store.db import Db
from trialoog.store.journal import Also, Conflict, ReceiptEntry, Turn

Wrote = Callable[[TrialogueId, int], None]

log = logging.getLogger(__name__)

TOGETHER = 100  # acts in one transaction; more would keep the others waiting for too long
ATTEMPTS = 200  # to write behind other processes; a lost race costs a few ms


# With these something goes that no copy may be left of.
DESTROYS = (TrialogueClosed, *BLANKING)


def tell_nobody(_trialogue: TrialogueId, _seq: int) -> None:
    """Do nothing: there is no other process to be told."""


class Answered(Exception):
    """The form was answered before: give that answer again, or say that the key was used."""

    def __init__(self, receipt: ReceiptEntry) -> None:
        super().__init__(receipt.key_hash)
        self.receipt = receipt


@dataclass(slots=True, eq=False)
class Act:
    """What somebody asks, and what became of it."""

    command: Command
    by: By
    receipt: ReceiptEntry | None
    row: Mapping[str, Any]
    also: Also | None
    answer: asyncio.Future[list[Fact]]
    events: tuple[Event, ...] = field(default=())  # as decided, until they are written
    written: bool = False

    def settle(self, facts: list[Fact]) -> None:
        """Answer with the facts that it led to. Nobody may be listening any more."""
        if not self.answer.done():
            self.answer.set_result(facts)

    def fail(self, error: Exception) -> None:
        """Answer that it was not done, and why."""
        if not self.answer.done():
            self.answer.set_exception(error)


class Decided(NamedTuple):
    """Acts that are accepted, those that are refused, with why, and those whose form is already
    among the accepted. `state` is what all but the `last` facts of them lead to."""

    accepted: list[Act]
    refused: list[tuple[Act, Exception]]
    repeated: list[tuple[Act, ReceiptEntry]]
    state: State
    last: list[Fact]


class Done(NamedTuple):
    """What was decided, and the facts that it led to, which are durable by now."""

    decided: Decided
    facts: list[Fact]


class Writer:
    """The one place in this process where a trialogue changes."""

    def __init__(
        self,
        trialogue: TrialogueId,
        db: Db,
        now: Callable[[], datetime],
        changed: Callable[[], None] = lambda: None,
        *,
        wrote: Wrote = tell_nobody,
    ) -> None:
        """`changed` is called after facts were taken in, and `wrote` after some were written here,
        with how far the journal goes by then. Neither may wait for anything."""
        self.state = State()
        self._trialogue = trialogue
        self._db = db
        self._now = now
        self._changed = changed
        self._wrote = wrote
        self._turn = asyncio.Lock()
        self._raced = False  # another process writes here too
        self._waiting: list[Act] = []
        self._writing: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Tell whether something is being written or read."""
        return bool(self._waiting) or self._turn.locked()

    async def act(
        self,
        command: Command,
        by: By,
        *,
        receipt: ReceiptEntry | None,
        row: Mapping[str, Any],
        also: Also | None,
    ) -> list[Fact]:
        """Do what somebody asks; see `Room.act`. Who stops waiting takes nothing back."""
        answer: asyncio.Future[list[Fact]] = asyncio.get_running_loop().create_future()
        self._waiting.append(Act(command, by, receipt, row, also, answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await answer

    async def catch_up(self, to: int | None = None) -> None:
        """Take in what the journal has more, unless it is as far as `to` by then."""
        async with self._turn:
            if to is None or self.state.seq < to:
                await self._catch_up()

    async def finish(self) -> None:
        """Wait until all that was asked is done."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)

    async def _write(self) -> None:
        while self._waiting:
            async with self._turn:
                acts, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                await self._do(acts)

    async def _do(self, acts: list[Act]) -> None:
        try:
            await self._together(acts)
        except Exception as error:  # noqa: BLE001 - it goes to who asked
            # One act that can't be written must not take the others with it. What was written
            # is never done again, nor what may have been: who asks again with the same form gets
            # the answer that it had.
            for act in acts:
                if len(acts) == 1 or act.written or isinstance(error, Away):
                    act.fail(error)
                elif not act.answer.done():
                    await self._do([act])

    async def _together(self, acts: list[Act]) -> None:
        """Decide acts in order, write what they lead to at once, and answer all of them."""
        for _ in range(ATTEMPTS):
            try:
                done = await (self._in_turn(acts) if self._raced else self._at_once(acts))
            except Conflict:
                self._raced = await self._catch_up()
                if not self._raced:
                    for act, before in (await self._answered(acts)).items():
                        act.fail(before)
                    acts = [act for act in acts if not act.answer.done()]
                continue
            if done is not None:
                await self._answer(done)
                return
        raise Conflict(f"others came first {ATTEMPTS} times")

    async def _at_once(self, acts: list[Act]) -> Done | None:
        """Write without asking whose turn it is; None when another process was here first."""
        now = self._now()
        decided = self._decide(acts, now)
        if decided.refused and await self._catch_up():
            self._raced = True  # perhaps refused only because of what this process did not know
            return None
        return Done(decided, await self._append(decided.accepted, now))

    async def _in_turn(self, acts: list[Act]) -> Done:
        """Write when it is this process's turn: to lose one race after another takes longer."""
        beside = all(act.also is None for act in acts)
        waiting = journal.in_turn(self._db, self._trialogue, self.state.seq, beside=beside)
        async with waiting as turn:
            self._raced = bool(turn.news)  # once nobody else writes, it goes without
            await self._take_in(turn.news)
            now = self._now()
            decided = self._decide(acts, now)
            facts = await self._append(decided.accepted, now, turn)
        return Done(decided, facts)

    async def _answer(self, done: Done) -> None:
        """Take in what was written, and answer."""
        accepted, refused, repeated, *_ = done.decided
        facts = done.facts
        if facts:
            self._wrote(self._trialogue, facts[-1].seq)
        for act in accepted:
            act.written = True
        await self._take_in(facts, done.decided)
        await self._forget(accepted)
        # Only now: also a refusal may stand on what was written just before it.
        for act in accepted:
            act.settle(facts[: len(act.events)])
            facts = facts[len(act.events) :]
        for act, first in repeated:
            act.fail(Answered(first))
        answered = await self._answered(act for act, _ in refused)
        for act, why in refused:
            metrics.refused(answered.get(act) or why)
            act.fail(answered.get(act) or why)

    def _decide(self, acts: Iterable[Act], now: datetime) -> Decided:
        """Decide each act on what the earlier ones lead to."""
        accepted: list[Act] = []
        refused: list[tuple[Act, Exception]] = []
        repeated: list[tuple[Act, ReceiptEntry]] = []
        receipts: dict[str, ReceiptEntry] = {}
        state, at = self.state, journal.to_minute(now)
        pending: list[Fact] = []  # decided, but not in `state` yet: the last one need never be
        for act in acts:
            if act.receipt is not None and act.receipt.key_hash in receipts:
                repeated.append((act, receipts[act.receipt.key_hash]))
                continue
            try:
                state, pending = fold(pending, state), []
                act.events = decide(state, act.by, act.command, now)
            except Exception as error:  # noqa: BLE001 - it goes to who asked
                refused.append((act, error))
                continue
            pending = [
                Fact(seq, at, act.by, event) for seq, event in enumerate(act.events, state.seq + 1)
            ]
            if act.receipt is not None:
                act.receipt = _marked(act.receipt, act.events)
                receipts[act.receipt.key_hash] = act.receipt
            accepted.append(act)
        return Decided(accepted, refused, repeated, state, pending)

    async def _append(
        self, acts: Sequence[Act], now: datetime, turn: Turn | None = None
    ) -> list[Fact]:
        entries = [(act.by, event) for act in acts for event in act.events]
        receipts = [act.receipt for act in acts if act.receipt is not None]
        if not entries and not receipts:
            return []
        row: dict[str, Any] = {}
        also: list[Also] = []
        for act in acts:
            if act.events:
                row |= {**row_changes(act.events), **act.row}
                also += [act.also] if act.also is not None else []
        if _close(acts):
            also.append(journal.drop_receipts(self._trialogue))
        began = perf_counter()
        facts = await journal.append(
            self._db,
            self._trialogue,
            self.state.seq,
            entries,
            now,
            receipts=receipts,
            row=row,
            also=also,
            turn=turn,
        )
        metrics.written(len(facts), len(acts), perf_counter() - began)
        return facts

    async def _answered(self, acts: Iterable[Act]) -> dict[Act, Answered]:
        """Return the acts whose form has its answer already."""
        forms = {act: act.receipt.key_hash for act in acts if act.receipt is not None}
        if not forms:
            return {}
        found = await journal.receipts(self._db, self._trialogue, set(forms.values()))
        return {act: Answered(found[key]) for act, key in forms.items() if key in found}

    async def _catch_up(self) -> bool:
        """Take in what the journal has more, and tell whether there was any."""
        facts = await journal.read(self._db, self._trialogue, after=self.state.seq)
        await self._take_in(facts)
        return bool(facts)

    async def _take_in(self, facts: list[Fact], decided: Decided | None = None) -> None:
        """Fold facts, our own and those of other processes alike. Of our own most were folded
        when they were `decided`; that counts where they are read back as they were then."""
        if not facts:
            return
        before = self.state
        if before.seq and any(isinstance(fact.event, BLANKING) for fact in facts):
            # Words went out of what was folded long ago: only the journal knows what is left.
            facts, before = await journal.read(self._db, self._trialogue), State()
        elif decided is not None and _as_decided(facts, decided):
            facts, before = decided.last, decided.state
        self.state = fold(facts, before)
        self._changed()

    async def _forget(self, acts: Sequence[Act]) -> None:
        """Let what was destroyed leave the files of the database too."""
        if not any(isinstance(event, DESTROYS) for act in acts for event in act.events):
            return
        try:
            await self._db.scrub()
        except Exception:
            log.exception("could not scrub the database; it is tried again")


def came_late(events: Iterable[Event]) -> bool:
    """Tell whether a text came after its round, and is kept where the facilitator finds it."""
    return any(isinstance(e, ContributionMade) and e.late and not e.proxy for e in events)


def _as_decided(facts: Iterable[Fact], decided: Decided) -> bool:
    events = [event for act in decided.accepted for event in act.events]
    return [fact.event for fact in facts] == events


def _close(acts: Iterable[Act]) -> bool:
    return any(isinstance(event, TrialogueClosed) for act in acts for event in act.events)


def _marked(receipt: ReceiptEntry, events: Iterable[Event]) -> ReceiptEntry:
    return replace(receipt, answer={"late": True}) if came_late(events) else receipt
