"""PostgreSQL's own programs for a backup, pg_dump, pg_restore and psql, told what they need.

Where the database is goes through the environment: a command line can be read by everybody on the
machine, and an address may hold a password.
"""

import asyncio
import os
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import cast

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


# Nothing of whoever runs it is read, and nothing is asked.
PSQL = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1")
PIECE = 2**18
# What a program of version 17 or newer writes for every server, and an older one refuses.
UNKNOWN = (
    b"SET transaction_timeout = 0;\n",
    b"SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout';\n",
)


class ToolFailed(Exception):
    """One of the programs is missing, too old, or failed: the sentence says which."""


async def run(program: str, url: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on a database and return what it printed.

    Raises `ToolFailed`.
    """
    async with _started(program, url, arguments) as process:
        out, said = await process.communicate()
    _see(process, program, said)
    return out.decode(errors="replace")


async def pour(url: str, before: str, arguments: Sequence[str], after: str) -> None:
    """Run in one session what goes before, the dump that `pg_restore` reads, and what comes after.

    That last only when the dump was read to its end. Raises `ToolFailed`.
    """
    async with (
        _started("pg_restore", url, ("--file=-", *arguments)) as reading,
        _started("psql", url, PSQL, stdin=PIPE, stdout=DEVNULL) as writing,
    ):
        dump, into = cast("StreamReader", reading.stdout), cast("StreamWriter", writing.stdin)
        said = [asyncio.create_task(_said(each)) for each in (reading, writing)]
        with suppress(BrokenPipeError, ConnectionResetError):  # it stopped: it says why
            into.write(before.encode())
            while piece := await dump.read(PIECE):
                into.write(piece.replace(*UNKNOWN, 1))
                await into.drain()
            if await reading.wait() == 0:
                into.write(after.encode())
            into.close()
            await into.wait_closed()
        complaints = await said[1]
        _see(writing, "psql", complaints)
        _see(reading, "pg_restore", await said[0])


async def _said(process: Process) -> bytes:
    """Read what a program complains of, until it is done."""
    said = await cast("StreamReader", process.stderr).read()
    await process.wait()
    return said


@asynccontextmanager
async def _started(
    program: str,
    url: str,
    arguments: Sequence[str],
    *,
    stdin: int = DEVNULL,
    stdout: int = PIPE,
) -> AsyncIterator[Process]:
    """Lend a program that runs; when the block ends, so does the program."""
    environment = {**os.environ, **_where(full_url(url))}
    try:
        process = await asyncio.create_subprocess_exec(
            program, *arguments, env=environment, stdin=stdin, stdout=stdout, stderr=PIPE
        )
    except FileNotFoundError:
        raise ToolFailed(f"{program} is not installed. {PACKAGE}") from None
    try:
        yield process
    finally:
        if process.returncode is None:  # we were stopped: leave nothing running
            process.kill()
            await process.wait()


def _see(process: Process, program: str, said: bytes) -> None:
    """Raise `ToolFailed` when a program did not do what it had to."""
    if process.returncode:
        raise ToolFailed(why(program, said.decode(errors="replace").splitlines()))


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
        numbers = (line for line in said if "server version:" in line)
        versions = next(numbers, None) or next(line for line in said if "version" in line)
        return (
            f"{program} is older than the server or the file: install the client of PostgreSQL "
            f"of the same version or newer ({versions})."
        )
    first = next((line for line in said if "error" in line.lower()), said[0] if said else "no word")
    return f"{program} failed: {first.removeprefix(f'{program}: ')}"
