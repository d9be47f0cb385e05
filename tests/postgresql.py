"""A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket in it.

It lives as long as a pipe that this process holds, so it is gone, folder and all, also when the
tests crash or are killed.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import getuid
from pathlib import Path
from shutil import chown, rmtree
from typing import LiteralString
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Composed, Identifier

STARTS = 60.0  # how long a server may take to start on a slow machine, in s

# Who may do anything to the server, and who trialoog signs in as: an owner without privileges.
ADMINISTRATOR = "administrator"
OWNER = "trialoog"

# PostgreSQL won't run as root; this user exists everywhere and owns nothing.
NOBODY = "nobody"

# A shell holds the other end of the pipe: `read` ends when the pipe does, whatever ended it.
# Nothing is kept, so the server is stopped in the quickest way it has.
GUARD = """
initdb=$1 control=$2 folder=$3 administrator=$4 settings=$5
"$initdb" --pgdata="$folder/data" --username="$administrator" --auth=trust --encoding=UTF8 \
    --locale=C > "$folder/log" 2>&1 < /dev/null || exit 1
"$control" start --wait --silent --pgdata="$folder/data" --log="$folder/log" --options="$settings" \
    > /dev/null 2>&1 < /dev/null || exit 1
read -r nothing
"$control" stop --silent --mode=immediate --pgdata="$folder/data" > /dev/null 2>&1 < /dev/null
rm -rf "$folder"
"""
SETTINGS = (
    "-c listen_addresses= -c shared_buffers=16MB -c synchronous_commit=on "
    "-c timezone=Europe/Amsterdam"
)

# What a test may have left: people still connected, and rows, whatever triggers and keys say.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE each regclass; BEGIN
    FOR each IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND relname <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || each; END LOOP;
END $$
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
# Databases made from one template share it; it changes with a table or an index that is remade, and
# with a trigger or a function more or less.
SHAPE = """
SELECT array_agg(oid ORDER BY oid), (SELECT max(version_num) FROM alembic_version),
    (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc)
FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""


Rows = Mapping[str, bytes]


class Cluster:
    """A running server. Its databases belong to somebody who is no administrator."""

    def __init__(self, folder: Path, control: Path, user: str | None, settings: str) -> None:
        self._folder = folder
        self._control = control
        self._user = user
        self._settings = settings

    @property
    def socket(self) -> Path:
        """Where it is reached."""
        return self._folder / ".s.PGSQL.5432"

    def url(self, database: str, user: str = OWNER) -> str:
        """Return the address of one database, for `open_db` and for psycopg."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database like another one, which nobody may be using, and return its name."""
        name = f"test_{uuid4().hex}"
        self._tell("CREATE DATABASE {} OWNER {} TEMPLATE {}", name, OWNER, template)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, also while somebody is connected."""
        self._tell("DROP DATABASE {} WITH (FORCE)", database)

    def rows(self, database: str, form: str = "text") -> Rows:
        """Return what stands in our tables, for example what the migrations put there. In the form
        `binary` bytes stand as they are."""
        with psycopg.connect(self.url(database, ADMINISTRATOR)) as connection:
            names = [name for (name,) in connection.execute(TABLES) if name != "alembic_version"]
            found: dict[str, bytes] = {}
            for name in names:
                statement = _copy("COPY {} TO STDOUT (FORMAT {})", name, form)
                with connection.cursor().copy(statement) as copied:
                    found[name] = b"".join(bytes(piece) for piece in copied)
        return {name: rows for name, rows in found.items() if rows}

    def empty(self, database: str, but: Rows) -> None:
        """Remove every row of our tables and put these back; far quicker than another database."""
        with psycopg.connect(self.url(database, ADMINISTRATOR)) as connection:
            connection.execute(EMPTY)
            for name, rows in but.items():
                with connection.cursor().copy(_copy("COPY {} FROM STDIN", name)) as put:
                    put.write(rows)

    def shape(self, database: str) -> object:
        """Return what tells whether the tables are still those of the template."""
        with psycopg.connect(self.url(database, ADMINISTRATOR)) as connection:
            return connection.execute(SHAPE).fetchone()

    def stop(self) -> None:
        """End the server as a crash does: nobody is told, and what was committed is on disk."""
        self._do("stop", "--mode=immediate")

    def start(self) -> None:
        """Start the server again as it was started first."""
        self._do("start", f"--log={self._folder / 'log'}", f"--options={self._settings}")

    def _do(self, what: str, *arguments: str) -> None:
        subprocess.run(
            [
                self._control,
                what,
                "--wait",
                "--silent",
                f"--pgdata={self._folder}/data",
                *arguments,
            ],
            check=True,
            cwd=self._folder,
            user=self._user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def _tell(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres", ADMINISTRATOR), autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))


@contextmanager
def temporary_cluster(programs: Path, *, fsync: bool = True) -> Iterator[Cluster]:
    """Lend a server for as long as the block lasts. `programs` holds initdb and pg_ctl.

    Without `fsync` it starts again much sooner, and keeps what it wrote as long as the machine
    does not stop.
    """
    folder = Path(tempfile.mkdtemp(prefix="trialoog-postgresql-"))
    user = None if getuid() else NOBODY
    if user is not None:
        chown(folder, user)
    control = programs / "pg_ctl"
    settings = f"{SETTINGS} -c fsync={'on' if fsync else 'off'} -k {folder}"
    arguments = (programs / "initdb", control, folder, ADMINISTRATOR, settings)
    try:
        # In a session of its own, or Ctrl-C would take the guard away before the server.
        with subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", *arguments],
            stdin=subprocess.PIPE,
            cwd=folder,
            user=user,
            start_new_session=True,
        ) as guard:
            cluster = Cluster(folder, control, user, settings)
            _wait(guard, cluster, folder / "log")
            cluster._tell("CREATE ROLE {} LOGIN", OWNER)
            yield cluster
    finally:
        rmtree(folder, ignore_errors=True)  # what a start that failed left


def _copy(statement: LiteralString, *names: str) -> Composed:
    return SQL(statement).format(*map(Identifier, names))


def _wait(guard: "subprocess.Popen[bytes]", cluster: Cluster, log: Path) -> None:
    """Return when the server answers. Raises `RuntimeError` with its log if it never does."""
    until = time.monotonic() + STARTS
    while guard.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(cluster.url("postgres", ADMINISTRATOR)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8')}")
