"""A command that can't do its work says why in one sentence, and ends with status 1."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.serving import free_port
from trialoog import cli
from trialoog.paths import ROOT

ON_A_DATABASE = (
    ["login-link"],
    ["mail"],
    ["index"],
    ["retention"],
    ["export", "abc"],
    ["export", "--site", "site", "--url", "https://a.nl"],
    ["backup", "file.backup"],
    ["move", "--to", "sqlite:///other.db"],
    ["demo", "--participants", "3"],
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, with nothing set but where the database is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIALOOG_DATA", str(tmp_path))
    return tmp_path


def refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that can't do its work; return its sentence."""
    assert cli.main(command) == 1
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("command", ON_A_DATABASE, ids=" ".join)
def test_without_a_database_every_command_says_where_it_looked(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(command, capsys)
    assert line.startswith(f"There is no database {folder / 'trialoog.db'}.")
    assert "trialoog migrate" in line


@pytest.mark.parametrize("command", ON_A_DATABASE, ids=" ".join)
def test_before_the_migrations_every_command_says_so(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "trialoog.db").touch()
    assert refused(command, capsys) == (
        "The database is not up to date: run `trialoog migrate` first."
    )


@pytest.mark.parametrize("command", [*ON_A_DATABASE, ["migrate"]], ids=" ".join)
def test_a_newer_database_is_left_alone_with_a_sentence(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(folder / "trialoog.db")) as db, db:
        db.execute("CREATE TABLE alembic_version (version_num TEXT)")
        db.execute("INSERT INTO alembic_version VALUES ('9999')")
    assert "newer version of trialoog than this one" in refused(command, capsys)


@pytest.mark.parametrize("command", [["login-link"], ["migrate"]], ids=" ".join)
def test_what_is_no_database_is_said_in_the_words_of_the_database(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "trialoog.db").write_text("minutes of the meeting of 12 March, not a database")
    assert refused(command, capsys) == "The database refuses: file is not a database"


def test_a_backup_that_is_a_database_of_another_program_is_not_put_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(folder / "other.backup")) as db, db:
        db.execute("CREATE TABLE address (street TEXT)")
    line = refused(["restore", "other.backup"], capsys)
    assert line == "other.backup could not be put back. It is a database of another program."
    assert not (folder / "trialoog.db").exists()


def test_a_place_that_can_not_be_is_said_with_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("TRIALOOG_DATA", str(folder / "file" / "data"))
    assert refused(["migrate"], capsys) == f"{folder / 'file' / 'data'}: Not a directory."


def test_a_database_in_a_folder_that_is_not_there_is_not_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["migrate"]) == 0
    capsys.readouterr()
    there = f"sqlite:///{folder / 'disk' / 'trialoog.db'}"
    sentence = f"There is no folder {folder / 'disk'} for the database: make it first."
    assert refused(["move", "--to", there], capsys) == sentence
    monkeypatch.setenv("TRIALOOG_DATABASE_URL", there)
    assert refused(["migrate"], capsys) == sentence
    assert not (folder / "disk").exists()


def test_a_database_that_does_not_answer_is_said_once() -> None:
    """By the command: without a log, Python would print the warning for the log too."""
    nobody = f"postgresql://trialoog@127.0.0.1:{free_port()}/trialoog"
    done = subprocess.run(
        [sys.executable, "-m", "trialoog", "login-link"],
        cwd=ROOT,
        env={**os.environ, "TRIALOOG_DATABASE_URL": nobody},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("The database does not answer: ")
