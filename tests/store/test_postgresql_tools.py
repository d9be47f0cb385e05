"""PostgreSQL's own programs: how they are told where to be, and what is said when one can't."""

from pathlib import Path

import pytest

from tests.store.backing_up import names
from tests.store.engines import on_postgresql
from trialoog import backups
from trialoog.backups import NotDone
from trialoog.store import postgresql_tools


async def test_a_password_goes_through_the_environment_only() -> None:
    url = "postgresql://anna:ge%40heim@db.example.org:5433/weging?sslmode=require"
    told = (await postgresql_tools.run("env", url)).splitlines()
    assert {
        "PGUSER=anna", "PGPASSWORD=ge@heim", "PGHOST=db.example.org", "PGPORT=5433",
        "PGDATABASE=weging", "PGSSLMODE=require",
    } <= set(told)  # fmt: skip
    with pytest.raises(postgresql_tools.ToolFailed, match="says something"):
        await postgresql_tools.run("env", "postgresql://anna@h/weging?something=1")


@on_postgresql
async def test_a_program_that_is_missing_is_said_and_leaves_no_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotDone, match=r"pg_dump is not installed.*postgresql-client"):
        await backups.backup(url, tmp_path / "file")
    assert names(tmp_path) == set()


@pytest.mark.parametrize(
    "said",
    [
        "pg_dump: error: server version: 17.2; pg_dump version: 15.6\n"
        "pg_dump: error: aborting because of server version mismatch",
        "pg_dump: error: aborting because of server version mismatch\n"
        "pg_dump: detail: server version: 17.2; pg_dump version: 15.14",
        "pg_restore: error: unsupported version (1.16) in file header",
    ],
)
def test_a_program_that_is_too_old_is_said(said: str) -> None:
    sentence = postgresql_tools.why("pg_dump", said.splitlines())
    assert "install the client of PostgreSQL of the same version" in sentence
    assert "17.2" in sentence or "1.16" in sentence
