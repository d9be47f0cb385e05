"""A dump of PostgreSQL in a schema of its own, which then takes the place of the tables there.

Until that one transaction the tables that are in use stay as they are: whatever fails half-way,
or is killed, costs nothing. The next attempt clears away what the last one left.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from trialoog.store import postgresql_tools
from trialoog.store.away import Away
from trialoog.store.db import PATIENCE, full_url, open_db, writing_engine
from trialoog.store.postgresql_tools import ToolFailed

STAGE = "trialoog_put_back"
ASIDE = "trialoog_aside"  # within one transaction only
GOING = 15  # tenths of a second that a connection may take to be gone

# Tables bring along what hangs on them. What an extension made stays where it is, and so does
# what is not ours to move.
MOVE = """
DO $$ DECLARE each text; BEGIN
    FOR each IN SELECT oid::regclass FROM pg_catalog.pg_class AS it
        WHERE relnamespace = '{old}'::regnamespace AND relkind = 'r'
        AND pg_has_role(relowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend
            WHERE classid = 'pg_class'::regclass AND objid = it.oid AND deptype = 'e')
    LOOP EXECUTE 'ALTER TABLE ' || each || ' SET SCHEMA {new}'; END LOOP;
    FOR each IN SELECT oid::regprocedure FROM pg_catalog.pg_proc AS it
        WHERE pronamespace = '{old}'::regnamespace
        AND pg_has_role(proowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend
            WHERE classid = 'pg_proc'::regclass AND objid = it.oid AND deptype = 'e')
    LOOP EXECUTE 'ALTER FUNCTION ' || each || ' SET SCHEMA {new}'; END LOOP;
END $$;
"""
BEFORE = f"""
BEGIN;
SET LOCAL lock_timeout = {PATIENCE};
DROP SCHEMA IF EXISTS {STAGE} CASCADE;
CREATE SCHEMA {STAGE};
CREATE SCHEMA {ASIDE};
"""
AFTER = f"DROP SCHEMA {ASIDE};\nCOMMIT;\n"

# Others who are connected to the same database as the same user: no monitors, no administrators.
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class InUse(Exception):
    """Another program has the database open."""


@asynccontextmanager
async def unpacked(url: str, file: Path) -> AsyncIterator[str]:
    """Lend an address under which a dump stands in the database that it is for.

    When the block ends well that takes the place of the tables there. Raises `ToolFailed`, and
    `InUse` when a server was started meanwhile.
    """
    await postgresql_tools.run("pg_restore", url, "--list", str(file))
    schema = await _schema(url)
    here = schema.replace("'", "''")
    await postgresql_tools.pour(
        url,
        BEFORE + MOVE.format(old=here, new=ASIDE),
        ("--no-owner", "--no-privileges", "--no-comments", str(file)),
        MOVE.format(old=here, new=STAGE) + MOVE.format(old=ASIDE, new=here) + AFTER,
    )
    try:
        place = _at(full_url(url), f"{STAGE},{schema}")
        if await _schema(place) != STAGE:
            raise ToolFailed("The address has to be the server's own, and not that of a pooler.")
        yield place
        await _take_over(url, here)
    except BaseException:
        with suppress(Away):  # the next attempt will
            await _clear(url)
        raise


async def _schema(url: str) -> str:
    """Return where tables are made, as SQL names it."""
    async with open_db(url) as db, db.read() as session:
        return str(await session.scalar(text("SELECT quote_ident(current_schema())")))


def _at(url: URL, path: str) -> str:
    said = url.query.get("options") or os.environ.get("PGOPTIONS", "")
    options = f"{said} -csearch_path={path}".strip()
    return url.update_query_dict({"options": options}).render_as_string(hide_password=False)


async def _take_over(url: str, schema: str) -> None:
    engine = writing_engine(full_url(url), hurry=False)
    try:
        async with engine.begin() as connection:  # nobody else writes from here on
            if await others(connection):
                raise InUse
            await _tell(connection, f"CREATE SCHEMA {ASIDE}")
            await _tell(connection, MOVE.format(old=schema, new=ASIDE))
            await _tell(connection, MOVE.format(old=STAGE, new=schema))
            await _tell(connection, f"DROP SCHEMA {ASIDE} CASCADE")
            await _tell(connection, f"DROP SCHEMA {STAGE}")
    finally:
        await engine.dispose()


async def others(asked: AsyncConnection | AsyncSession) -> bool:
    """Tell whether others have the database open, and stay: what just left may take a moment."""
    for _ in range(GOING):
        if not await asked.scalar(text(OTHERS)):
            return False
        await asyncio.sleep(0.1)
        await asked.execute(text("SELECT pg_stat_clear_snapshot()"))
    return True


async def _clear(url: str) -> None:
    engine = writing_engine(full_url(url), hurry=False)
    try:
        async with engine.begin() as connection:
            await _tell(connection, f"DROP SCHEMA IF EXISTS {STAGE} CASCADE")
    finally:
        await engine.dispose()


async def _tell(connection: AsyncConnection, statement: str) -> None:
    await connection.exec_driver_sql(statement)
