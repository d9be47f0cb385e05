"""Plays the examples through the application: every fact is a command that was accepted.

Inserts no row by itself. Their meetings lie some weeks back, the one to lead is today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from trialoog.core import starting
from trialoog.core.commands import ApproveRelease, Command, StartGathering, subject
from trialoog.core.document import text_digest
from trialoog.core.draft import Draft
from trialoog.core.events import By
from trialoog.core.format import Format
from trialoog.core.ids import AccountId, TrialogueId
from trialoog.core.words import THREE, Role
from trialoog.demo import content as contents
from trialoog.demo import script
from trialoog.demo.script import Phone, Release
from trialoog.live import release
from trialoog.live.rooms import Rooms
from trialoog.store import lists, publications
from trialoog.store.db import Db
from trialoog.store.lists import TrialogueInfo
from trialoog.views.looks import Looks
from trialoog.views.words import PROMISE
from trialoog.web import keys

# How many days ago each example was, in the order they are loaded in.
DAYS_AGO = (61, 40, 19, 5, 0)
PACE = timedelta(seconds=20)  # between two actions in a meeting

Tell = Callable[[int, int], None]


@dataclass
class Clock:
    """The time in the examples: moves on with every action."""

    at: datetime

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at


async def load(  # noqa: PLR0913 - where to, as whom, and with what
    db: Db,
    looks: Looks,
    formats: Mapping[str, Format],
    *,
    account: str,
    team: str,
    now: datetime,
    tell: Tell,
) -> None:
    """Play all examples for a team. `tell` hears how many actions of how many are done."""
    clock = Clock(now)
    plays = []
    for example, days in zip(contents.load_all(), DAYS_AGO, strict=True):
        began = now - timedelta(days=days)
        format = formats[example.format]
        draft = script.prepare(example, format, began.date())
        promise = looks.say(format.language, PROMISE)
        parts = script.steps(example, format, draft, promise, today=began.date())
        plays.append((example, draft, parts, began))
    total, done = sum(len(parts) for _, _, parts, _ in plays), 0

    async with Rooms(db, looks, clock) as rooms:
        by = By(Role.FACILITATOR, account=AccountId(account))

        async def act(trialogue: TrialogueId, command: Command, phone: Phone | None) -> None:
            nonlocal done
            room = await rooms.get(trialogue)
            row = lists.fresh_row() if isinstance(command, StartGathering) else None
            who = by if phone is None else await _phone(db, trialogue, command, phone)
            await room.act(command, who, row=row)
            clock.at += PACE
            done += 1
            tell(done, total)

        async def give(trialogue: TrialogueId, part: Release) -> None:
            nonlocal done
            room = await rooms.get(trialogue)
            clock.at = max(clock.at, min(now, clock.at + timedelta(days=2)))
            await publications.save_texts(db, trialogue, part.dilemma, part.texts, now=clock.at)
            if part.public:
                drawn = await release.draw(db, room, part.dilemma, looks.zone)
                approves = ApproveRelease(part.dilemma, text_digest(drawn))
                for perspective in part.agreed:
                    await room.act(approves, By(Role.SPOKESPERSON, perspective))
                await release.publish(
                    db,
                    room,
                    part.dilemma,
                    by,
                    clock.at,
                    looks.zone,
                    without=THREE,
                    confirmed=None,
                )
            done += 1
            tell(done, total)

        for example, draft, parts, began in plays:
            clock.at = began
            made = await lists.create_trialogue(
                db,
                team=team,
                title=example.title,
                draft=draft,
                language=draft["language"],
                now=began,
            )
            await script.play(parts, made.id, act, give)


async def _phone(db: Db, trialogue: TrialogueId, command: Command, phone: Phone) -> By:
    secret = await lists.secret(db, trialogue)
    if secret is None:
        raise LookupError(f"{trialogue} has no secret: it is not open")
    return By(Role.PARTICIPANT, phone.perspective, keys.tag(phone.key, secret, subject(command)))


async def rehearse(
    db: Db,
    looks: Looks,
    formats: Mapping[str, Format],
    like: TrialogueInfo,
    *,
    account: str,
    now: Callable[[], datetime],
) -> TrialogueInfo:
    """Return a rehearsal of a trialogue, doors open: can't be published, can be deleted whole."""
    made = await lists.create_trialogue(
        db,
        team=like.team,
        title=like.title,
        draft=like.draft,
        language=like.language,
        now=now(),
        rehearsal=True,
        copy_of=like.id,
    )
    draft: Draft = dict(made.draft)  # type: ignore[assignment]
    format = formats[draft["format"]]
    plan = starting.plan(draft, format, looks.say(format.language, PROMISE), rehearsal=True)
    async with Rooms(db, looks, now) as rooms:
        room = await rooms.get(made.id)
        await room.act(
            plan, By(Role.FACILITATOR, account=AccountId(account)), row=lists.fresh_row()
        )
    return await lists.get(db, made.id) or made
