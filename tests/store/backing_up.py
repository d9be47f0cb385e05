"""Backups as tests take them, put them back, and read them as somebody would who found one."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.databases import rows
from tests.programs import program
from trialoog import backups
from trialoog.backups import Back

TODAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


async def taken(url: str, folder: Path) -> Path:
    """A backup of a database."""
    file = folder / "trialoog.backup"
    await backups.backup(url, file)
    return file


async def put_back(url: str, file: Path, *, replace: bool = False) -> Back:
    return await backups.restore(url, file, lambda: TODAY, replace=replace)


def unpacked(file: Path) -> bytes:
    """Everything in a backup, as it is and as it can be read."""
    raw = file.read_bytes()
    if not raw.startswith(b"PGDMP"):
        return raw
    pg_restore = program("postgresql") / "pg_restore"
    told = subprocess.run([pg_restore, "-f", "-", file], capture_output=True, check=True)
    return raw + told.stdout


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def leftovers(url: str) -> set[str]:
    """What stands beside the database itself."""
    if url.startswith("sqlite"):
        known = {"trialoog.db", "trialoog.db-wal", "trialoog.db-shm"}
        return names(Path(url.removeprefix("sqlite:///")).parent) - known
    return {name for (name,) in rows(url, "SELECT nspname FROM pg_namespace") if "trialoog" in name}
