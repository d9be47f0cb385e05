"""A crowd in a real rehearsal: a server, the pages and the sockets that phones use."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from tests.live.meeting import until
from trialoog import formats, paths
from trialoog.app import create_app, inside, utc_now
from trialoog.core import commands as c
from trialoog.core import starting
from trialoog.core.events import By
from trialoog.core.ids import OutcomeId, RoundId
from trialoog.core.words import THREE, Activity, OutcomeKind, ReasonType, Role, Status
from trialoog.demo import script
from trialoog.demo.content import load
from trialoog.demo.crowd import Plan, take_part
from trialoog.live.protocol import server_options
from trialoog.live.rooms import Room
from trialoog.settings import Settings
from trialoog.store import lists, migrations, people
from trialoog.store.lists import fresh_row
from trialoog.web.house import House

LEAD = By(Role.FACILITATOR)
PHONES = 6


@dataclass
class Rehearsal:
    """A rehearsal of an example on a running server, led from here."""

    base: str
    code: str
    room: Room

    async def lead(self, command: c.Command) -> None:
        """Ask something as the facilitator."""
        await self.room.act(command, LEAD)

    async def move(self, activity: Activity) -> None:
        """Go to the step with an activity."""
        script_ = self.room.state.script
        phase = next(p.key for p in script_.phases if p.allows(activity))
        assert self.room.state.dilemma is not None
        await self.lead(c.MoveTo(self.room.state.dilemma, phase, RoundId("r1")))


@asynccontextmanager
async def rehearsal(folder: Path) -> AsyncIterator[Rehearsal]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(port=port, data=folder)
    await migrations.upgrade(settings.database, paths.ALEMBIC)
    app = create_app(settings)
    options = {"host": "127.0.0.1", "port": port, "lifespan": "on", "log_config": None}
    server = uvicorn.Server(uvicorn.Config(app, **{**server_options(), **options}))
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        house: House = inside(app).state.house
        yield await _start(house, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        await running


async def _start(house: House, base: str) -> Rehearsal:
    content = load("balie")
    fmt = formats.load_all(paths.SESSIONS)[content.format]
    now = utc_now()
    draft = script.prepare(content, fmt, now.date())
    team = await people.create_team(house.db, "Team")
    info = await lists.create_trialogue(
        house.db,
        team=team,
        title=content.title,
        draft=draft,
        language="nl",
        now=now,
        rehearsal=True,
    )
    room = await house.rooms.get(info.id)
    plan = starting.plan(draft, fmt, "Niemand ziet je naam.", rehearsal=True)
    await room.act(plan, LEAD, None, fresh_row())
    found = await lists.get(house.db, info.id)
    assert found is not None
    assert found.code is not None
    return Rehearsal(base, found.code, room)


@pytest.mark.soak
async def test_a_crowd_plays_a_whole_rehearsal_and_goes_home_when_it_closes(
    tmp_path: Path,
) -> None:
    async with rehearsal(tmp_path) as it:
        plan = Plan(it.base, it.code, rehearsal=True, participants=PHONES, minutes=2, pace=0.02)
        crowd = asyncio.create_task(take_part(plan, lambda _: None))
        room = it.room
        await until(lambda: len(room.state.seats) == PHONES, 30)
        assert {room.state.seats_of(p) for p in THREE} == {PHONES // 3}

        await it.move(Activity.WRITE)
        await until(lambda: len(room.state.contributions) == 2 * PHONES, 30)
        assert room.state.round is not None
        await it.lead(c.Reveal(room.state.round, "seed"))
        await until(lambda: any(x.recognised for x in room.state.contributions.values()))

        await it.move(Activity.OPTIONS)
        await until(lambda: len(room.state.options) == 8, 30)
        await until(lambda: any(x.option for x in room.state.contributions.values()))

        await it.move(Activity.RATE)
        await until(lambda: any(len(o.ratings) == PHONES for o in room.state.options.values()), 30)

        await it.move(Activity.OUTCOME)
        option = next(iter(room.state.options))
        outcome = OutcomeId("u1")
        await it.lead(
            c.ProposeOutcome(
                outcome=outcome,
                option=option,
                kind=OutcomeKind.REJECTED,
                reason_type=ReasonType.EFFECT,
                reason="Het helpt te weinig mensen.",
                reopen="Als de telefoon weer op tijd wordt opgenomen.",
            )
        )
        await until(lambda: len(room.state.outcomes[outcome].consents) == PHONES, 30)
        await it.lead(c.RecordOutcome(outcome))

        await it.move(Activity.READ_BACK)
        await until(lambda: any(len(o.answers) == PHONES for o in room.state.options.values()), 30)

        await it.lead(c.CloseTrialogue())
        async with asyncio.timeout(30):
            tally = await crowd
        assert room.state.status is Status.CLOSED
    assert tally.joined == PHONES
    assert not [what for what in tally.problems if what.startswith("5")]
    assert tally.frames
    # Who raises a hand is chance.
    assert set(tally.actions) - {"raise-hand", "lower-hand"} == {
        "add-option",
        "answer-read-back",
        "contribute",
        "give-consent",
        "join",
        "rate",
        "recognise",
        "say-ready",
    }
