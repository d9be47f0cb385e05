"""PostgreSQL's own programs for a backup, pg_dump and pg_restore, told what they need.

Where the database is goes through the environment: a command line can be read by everybody on the
machine, and an address may hold a password.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence

from sqlalchemy import URL

from trialoog.store.db import full_url

# What an address may say after its question mark, and how the programs are told.
TOLD: Mapping[str, str] = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
}
PACKAGE = "It comes with the client of PostgreSQL: on Debian the package postgresql-client."


class ToolFailed(Exception):
    """One of the programs is missing, too old, or failed: the sentence says which."""


async def run(program: str, url: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on a database and return what it printed.

    Raises `ToolFailed`.
    """
    environment = {**os.environ, **_where(full_url(url))}
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError:
        raise ToolFailed(f"{program} is not installed. {PACKAGE}") from None
    try:
        out, said = await process.communicate()
    finally:
        if process.returncode is None:  # we were stopped: leave nothing running
            process.kill()
            await process.wait()
    if process.returncode:
        raise ToolFailed(why(program, said.decode(errors="replace").splitlines()))
    return out.decode(errors="replace")


def name_of(url: str) -> str:
    """Return the name of a database."""
    where = _where(full_url(url))
    return where.get("PGDATABASE", "") or where.get("PGUSER", "")


def _where(url: URL) -> dict[str, str]:
    own = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
    }
    asked = {**url.query, **{name: str(value) for name, value in own.items() if value is not None}}
    if unknown := sorted(set(asked) - set(TOLD)):
        raise ToolFailed(
            f"The address of the database says {unknown[0]}, which can't be handed on."
        )
    one = {
        name: value if isinstance(value, str) else ",".join(value) for name, value in asked.items()
    }
    return {TOLD[name]: value for name, value in one.items()}


def why(program: str, said: Sequence[str]) -> str:
    """Return what went wrong, as a sentence, from the lines that a program wrote."""
    if any("server version mismatch" in line or "unsupported version" in line for line in said):
        versions = next(line for line in said if "version" in line)
        return (
            f"{program} is older than the server or the file: install the client of PostgreSQL "
            f"of the same version or newer ({versions})."
        )
    first = next((line for line in said if "error" in line), said[0] if said else "no word")
    return f"{program} failed: {first.removeprefix(f'{program}: ')}"
