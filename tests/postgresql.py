"""A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket in it.

It lives as long as a pipe that this process holds, so it is gone, folder and all, also when the
tests crash or are killed.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import getuid
from pathlib import Path
from shutil import chown, rmtree
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

STARTS = 60.0  # how long a server may take to start on a slow machine, in s

# Who may do anything to the server, and who trialoog signs in as: an owner without privileges.
ADMINISTRATOR = "administrator"
OWNER = "trialoog"

# PostgreSQL won't run as root; this user exists everywhere and owns nothing.
NOBODY = "nobody"

# A shell holds the other end of the pipe: `read` ends when the pipe does, whatever ended it.
# Nothing is kept, so the server is stopped in the quickest way it has.
GUARD = """
initdb=$1 postgres=$2 folder=$3 administrator=$4
"$initdb" --pgdata="$folder/data" --username="$administrator" --auth=trust --encoding=UTF8 \
    --locale=C > "$folder/log" 2>&1 < /dev/null || exit 1
"$postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c shared_buffers=16MB \
    -c fsync=on -c synchronous_commit=on -c timezone=Europe/Amsterdam >> "$folder/log" 2>&1 &
read -r nothing
kill -QUIT $!
wait
rm -rf "$folder"
"""

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
# Databases made from one template share it; it changes with a table or an index that is remade.
SHAPE = """
SELECT array_agg(oid ORDER BY oid), (SELECT max(version_num) FROM alembic_version)
FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""


class Cluster:
    """A running server. Its databases belong to somebody who is no administrator."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

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

    def empty(self, database: str) -> None:
        """Remove every row of our tables; far quicker than making another database."""
        with psycopg.connect(self.url(database, ADMINISTRATOR)) as connection:
            connection.execute(EMPTY)

    def shape(self, database: str) -> object:
        """Return what tells whether the tables are still those of the template."""
        with psycopg.connect(self.url(database, ADMINISTRATOR)) as connection:
            return connection.execute(SHAPE).fetchone()

    def _tell(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres", ADMINISTRATOR), autocommit=True) as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))


@contextmanager
def temporary_cluster(programs: Path) -> Iterator[Cluster]:
    """Lend a server for as long as the block lasts. `programs` holds initdb and postgres."""
    folder = Path(tempfile.mkdtemp(prefix="trialoog-postgresql-"))
    user = None if getuid() else NOBODY
    if user is not None:
        chown(folder, user)
    arguments = (programs / "initdb", programs / "postgres", folder, ADMINISTRATOR)
    try:
        # In a session of its own, or Ctrl-C would take the guard away before the server.
        with subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", *arguments],
            stdin=subprocess.PIPE,
            cwd=folder,
            user=user,
            start_new_session=True,
        ) as guard:
            cluster = Cluster(folder)
            _wait(guard, cluster, folder / "log")
            cluster._tell("CREATE ROLE {} LOGIN", OWNER)
            yield cluster
    finally:
        rmtree(folder, ignore_errors=True)  # what a start that failed left


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
