"""What the commands do with the application: prepare, load, run, and say where it is."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from trialoog import app as application
from trialoog import formats, paths, workers
from trialoog.core.ids import normalise_code, show_code
from trialoog.core.retention import Rule
from trialoog.core.words import Status
from trialoog.demo import crowd as phones
from trialoog.demo import load
from trialoog.live import retention as expiry
from trialoog.live.retention import Report
from trialoog.settings import Settings
from trialoog.store import deliveries, export, lists, migrations, people, search
from trialoog.store.db import Db, open_db
from trialoog.store.deliveries import State
from trialoog.store.lists import TrialogueInfo

# Whose account and team the demo and the first link are for.
NAME = "Gespreksleider"
TEAM = "Team"


def migrate(settings: Settings) -> None:
    """Bring the database up to date, making it where there is none. Raises `NotReady`."""
    application.data_folder(settings)
    asyncio.run(migrations.upgrade(settings.database, paths.ALEMBIC))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Db]:
    """Lend the database, for a command. Raises `NotReady`."""
    await migrations.ready(settings.database, paths.ALEMBIC)
    async with open_db(settings.database) as db:
        yield db


def run(settings: Settings) -> int:
    """Prepare everything, print how to get in, and serve until stopped."""
    if settings.lan:
        settings = settings.model_copy(update={"host": "0.0.0.0"})  # noqa: S104 - asked for
    if not _free(settings):
        return 1
    migrate(settings)
    if settings.demo:
        load_demo(settings)
    url = asyncio.run(login_link(settings, NAME, TEAM))
    base = application.base_url(settings)
    print(f"\n  trialoog is here:          {base}")
    print(f"  lead a trialogue, once:    {url}")
    ready = asyncio.run(_ready(settings))
    if ready and ready.code:
        print(f"  join with:                 {show_code(ready.code)}   ({base}/j/{ready.code})")
        print(f"                             “{ready.title}”")
    if settings.lan:
        print(
            "\n  Anyone on this network can read along: traffic is not encrypted.\n"
            "  Fine to try with people you trust. For real use: docs/how-to/https.md"
        )
    print("\n  Stop with Ctrl-C.\n", flush=True)
    return workers.serve(settings.model_copy(update={"workers": 1}))


def load_demo(settings: Settings) -> int:
    """Load the examples for the first facilitator, unless there is any trialogue already."""
    return asyncio.run(_load_demo(settings))


async def _load_demo(settings: Settings) -> int:
    async with _opened(settings) as db:
        # The examples are older than their facilitator, who therefore did not make them.
        looks, now = application.looks_of(settings), application.utc_now()
        account = await facilitator(db, NAME, TEAM)
        (team, *_) = await people.teams_of(db, account)
        if await lists.list_of_teams(db, [team.id]):
            return 0
        shipped = formats.load_all(paths.SESSIONS)
        await load.load(
            db, looks, shipped, account=account, team=team.id, now=now, tell=bar("Examples")
        )
    return 0


def bar(what: str, done_with: str = "actions played") -> Callable[[int, int], None]:
    """Return what draws a progress bar; on what is no terminal it says only the end."""

    def tell(done: int, of: int) -> None:
        if sys.stdout.isatty():
            full = 30 * done // of
            print(f"\r{what} [{'#' * full}{'.' * (30 - full)}] {done}/{of}", end="", flush=True)
        if done == of:
            print(f"\r{what}: {of} {done_with}.{' ' * 40}")

    return tell


async def _ready(settings: Settings) -> lists.TrialogueInfo | None:
    """Return a trialogue that is ready to lead, if there is one: at first that is an example."""
    async with _opened(settings) as db:
        account = await facilitator(db, NAME, TEAM)
        teams = [team.id for team in await people.teams_of(db, account)]
        found = await lists.list_of_teams(db, teams)
    return next((t for t in found if t.status is Status.OPEN and not t.rehearsal), None)


def crowd(settings: Settings, participants: int, minutes: float, code: str | None) -> int:
    """Let simulated phones take part in a rehearsal on this machine."""
    try:
        found = asyncio.run(_rehearsal(settings, code))
        if found is None:
            print("There is no rehearsal with this code.", file=sys.stderr)
            return 1
        base = f"http://127.0.0.1:{settings.port}"
        print(
            f"Lead it: sign in, then {base}/t/{found.id}/lead (code {show_code(found.code or '')})"
        )
        plan = phones.Plan(
            base=base,
            code=found.code or "",
            rehearsal=found.rehearsal,
            participants=participants,
            minutes=minutes,
        )
        return phones.run(plan)
    except phones.NotHere as refused:
        print(refused, file=sys.stderr)
        return 1


async def _rehearsal(settings: Settings, code: str | None) -> TrialogueInfo | None:
    """Return the trialogue with a code, or a fresh rehearsal of the one that was touched last."""
    async with _opened(settings) as db:
        if code is not None:
            return await lists.by_code(db, normalise_code(code))
        account = await facilitator(db, NAME, TEAM)
        (team, *_) = await people.teams_of(db, account)
        owned = await lists.list_of_teams(db, [team.id])
        like = next((t for t in owned if t.code and not t.rehearsal), None)
        if like is None:
            return None
        looks, known = application.looks_of(settings), application.formats_of(settings)
        return await load.rehearse(db, looks, known, like, account=account, now=application.utc_now)


def _free(settings: Settings) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            print(
                f"Port {settings.port} is in use. Stop what runs there, or choose another: "
                f"make run PORT={settings.port + 1}",
                file=sys.stderr,
            )
            return False
    return True


async def login_link(settings: Settings, name: str, team: str) -> str:
    """Return a one-time link for an account, which is made with its team if there is none."""
    async with _opened(settings) as db:
        now = application.utc_now()
        account = await facilitator(db, name, team)
        lasts = timedelta(minutes=settings.login_link_minutes)
        token = await people.create_signin_link(db, account, lasts, now)
    return f"{application.base_url(settings)}/login/{token}"


async def facilitator(db: Db, name: str, team: str) -> str:
    """Return the account with a name; a new one comes with a team of its own to administer."""
    found = await people.accounts(db, name)
    if found:
        return found[0].id
    account = await people.create_account(db, name, application.utc_now())
    await people.add_member(db, await people.create_team(db, team), account.id, "administrator")
    return account.id


def retention(settings: Settings, *, dry: bool) -> int:
    """Remove what is kept no longer than needed, or only say what would go."""
    report = asyncio.run(_retention(settings, dry=dry))
    days = settings.retention_days
    what = "would go" if dry else "went"
    print(f"Words that the room never saw, of trialogues closed for {days} days or more:")
    for rule in Rule:
        print(
            f"  {rule:<11} {report.texts[rule]:>6} texts {what}, "
            f"of {report.trialogues[rule]} trialogues"
        )
    oldest = report.oldest.date().isoformat() if report.oldest else "none"
    print(
        f"In all {report.texts.total()} texts of {report.touched} trialogues. "
        f"The oldest of these closed on: {oldest}."
    )
    return 0


async def _retention(settings: Settings, *, dry: bool) -> Report:
    async with _opened(settings) as db:
        if not dry:
            await expiry.sweep_used(db, application.utc_now())
        tell = bar("Trialogues", "looked at")
        return await expiry.run(
            db, application.utc_now, settings.retention_days, dry=dry, tell=tell
        )


async def index(settings: Settings) -> int:
    """Make the catalogue of public weighings anew; return how many it holds."""
    async with _opened(settings) as db:
        return await search.rebuild(db)


async def mail_counts(settings: Settings) -> Mapping[State, int]:
    """Return how many mails to followers are in which state."""
    async with _opened(settings) as db:
        return await deliveries.counts(db)


async def export_text(settings: Settings, trialogue: str) -> str:
    """Return the whole record of a trialogue as JSON. Raises `LookupError` for an unknown one."""
    async with _opened(settings) as db:
        data = await export.full(db, trialogue)
    return json.dumps(data, ensure_ascii=False, indent=1)
