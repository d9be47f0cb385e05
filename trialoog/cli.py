"""The command line: serve, prepare the database, sign-in links, checks, exports, the demo."""

import argparse
import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trialoog import __version__
from trialoog.settings import Settings, unknown

SETTINGS_WRONG = 2
T = TypeVar("T")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit status: 0 good, 1 not good, 2 wrong use or settings."""
    options = _parser().parse_args(arguments)
    for sentence in unknown(os.environ):
        print(sentence, file=sys.stderr)
    try:
        settings = Settings()
    except ValidationError as wrong:
        for error in wrong.errors():
            print(_wrong(error), file=sys.stderr)
        return SETTINGS_WRONG
    command: Callable[[Settings, argparse.Namespace], int] = options.command
    from sqlalchemy.exc import DBAPIError

    from trialoog.store.away import Away, NotReady, refusal

    try:
        return command(settings, options)
    except Away as away:
        print(f"The database does not answer: {away}", file=sys.stderr)
    except NotReady as why:
        print(why, file=sys.stderr)
    except (DBAPIError, sqlite3.Error) as error:
        if settings.log_level == "debug":
            raise
        print(f"The database refuses: {refusal(error)}", file=sys.stderr)
    except OSError as error:
        if error.filename is None or settings.log_level == "debug":
            raise
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
    return 1


def _wrong(error: ErrorDetails) -> str:
    """Return what is wrong with a setting. What a library says of it needs what it is for."""
    words = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return words
    name = str(error["loc"][0])
    what_for = "" if error["type"] == "value_error" else Settings.model_fields[name].description
    return f"TRIALOOG_{name.upper()}: {words}{f'. {what_for}' if what_for else ''}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="trialoog",
        description="Live conversations on public dilemmas, and the weighing they lead to. "
        "Settings come from the environment: docs/reference/settings.md.",
    )
    parser.add_argument("--version", action="version", version=f"trialoog {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int], about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(command=command)
        return sub

    add("run", _run, "prepare the database, load the examples on the first start, and serve")
    serve = add("serve", _serve, "serve; says 503 until the database is there and up to date")
    serve.add_argument(
        "--workers", type=int, metavar="N", help="so many processes; default: TRIALOOG_WORKERS"
    )
    demo = add("demo", _demo, "load the examples, or let simulated phones take part in a rehearsal")
    demo.add_argument("--participants", type=int, metavar="N", help="how many phones take part")
    demo.add_argument("--minutes", type=float, default=30, help="stop after this many minutes")
    demo.add_argument("--code", help="join code of a rehearsal; without it a new one is made")
    add("migrate", _migrate, "bring the database up to date")
    link = add("login-link", _login_link, "print a link that signs a facilitator in, once")
    link.add_argument("--name", default="Gespreksleider", help="whose account; made if needed")
    link.add_argument("--team", default="Team", help="the team of a new account; made if needed")
    check = add(
        "check",
        _check,
        "check formats, sets of criteria, the theme and the logo: every mistake with file and "
        "line; and the names of the settings",
    )
    check.add_argument("files", nargs="*", type=Path, help="files to check; default: those in use")
    export = add(
        "export",
        _export,
        "write the whole record of a trialogue as JSON, or the public side as a site of files",
    )
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("trialogue", nargs="?", help="id of the trialogue, as in its address")
    what.add_argument("--site", type=Path, metavar="DIR", help="folder for the public side")
    export.add_argument("--out", type=Path, help="file for the record; default: standard output")
    export.add_argument("--url", help="where the site will stand; default: TRIALOOG_PUBLIC_URL")
    expire = add("retention", _retention, "remove what is kept no longer than needed, and say what")
    expire.add_argument("--dry-run", action="store_true", help="only say what would go")
    backup = add("backup", _backup, "write a backup to a file, also while serving")
    backup.add_argument("file", type=Path, help="the new file")
    backup.add_argument("--replace", action="store_true", help="also when it is there already")
    restore = add("restore", _restore, "put a backup back, while nothing serves")
    restore.add_argument("file", type=Path, help="the backup")
    restore.add_argument(
        "--replace", action="store_true", help="in place of everything that is there now"
    )
    move = add("move", _move, "bring everything into another database, while nothing serves")
    move.add_argument(
        "--to", required=True, metavar="URL", help="the new database, as in TRIALOOG_DATABASE_URL"
    )
    add("index", _index, "make the catalogue that public weighings are found by anew")
    add("mail", _mail, "say what became of the mails to followers, in numbers")
    verify = add("verify", _verify, "check the chain of an export, whole or public")
    verify.add_argument("file", type=Path, help="the export, as downloaded")
    return parser


def _run(settings: Settings, _: argparse.Namespace) -> int:
    from trialoog import serving

    return serving.run(settings)


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import workers

    if options.workers is not None:
        try:
            settings = Settings(workers=options.workers)
        except ValidationError as wrong:
            print(f"--workers {options.workers}: {wrong.errors()[0]['msg']}", file=sys.stderr)
            return SETTINGS_WRONG
    return workers.serve(settings)


def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    from trialoog import serving

    serving.migrate(settings)
    print("The database is up to date.")
    return 0


def _demo(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import serving

    if options.participants:
        return serving.crowd(settings, options.participants, options.minutes, options.code)
    serving.migrate(settings)
    return serving.load_demo(settings)


def _login_link(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import serving

    url = asyncio.run(serving.login_link(settings, options.name, options.team))
    lasts = timedelta(minutes=settings.login_link_minutes)
    print(f"{url}\nWorks once, within {lasts}.")
    return 0


def _check(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import criteria, formats, paths, theme

    folder = settings.formats or paths.SESSIONS
    used = (settings.theme, settings.logo)
    found = options.files or [
        *sorted(folder.glob("*.md")),
        *folder.glob(criteria.FILE),
        *(file for file in used if file),
    ]
    wrong = bool(unknown(os.environ))
    for file in found:
        try:
            if file.suffix == ".toml":
                criteria.load(file)
            elif file.suffix == ".css":
                for problem in theme.problems(theme.read(file)):
                    print(f"{file.name}: {problem}", file=sys.stderr)
                    wrong = True
            elif file.suffix in theme.LOGOS:
                theme.load(None, file)
            else:
                formats.load(file)
        except formats.FormatErrors as errors:
            print(errors, file=sys.stderr)
            wrong = True
        except OSError as error:
            print(f"{file}: {error.strerror}", file=sys.stderr)
            wrong = True
    if not wrong:
        print(f"{len(found)} files, no mistakes.")
    return int(wrong)


def _mail(settings: Settings, _: argparse.Namespace) -> int:
    from trialoog import serving
    from trialoog.store.deliveries import STATES

    found = asyncio.run(serving.mail_counts(settings))
    for state in STATES:
        print(f"{state:10}{found.get(state, 0):8}")
    return 0


def _export(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import serving

    if options.site is not None:
        return _site(settings, options)
    try:
        text = asyncio.run(serving.export_text(settings, options.trialogue))
    except LookupError:
        print(f"There is no trialogue {options.trialogue}.", file=sys.stderr)
        return 1
    if options.out is None:
        print(text)
    else:
        options.out.write_text(text, encoding="utf-8")
        print(f"Written to {options.out}.")
    return 0


def _site(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import site

    try:
        stands = Settings(
            **(settings.model_dump() | {"public_url": options.url or settings.public_url})
        )
    except ValidationError as wrong:
        print(f"--url {options.url}: {wrong.errors()[0]['msg']}", file=sys.stderr)
        return SETTINGS_WRONG
    if not stands.public_url:
        print("Say where the site will stand: --url https://weging.example.nl", file=sys.stderr)
        return SETTINGS_WRONG
    try:
        written = asyncio.run(site.write(stands, options.site))
    except site.NotOurs:
        print(
            f"{options.site} holds files that trialoog did not write: choose an empty folder.",
            file=sys.stderr,
        )
        return 1
    print(
        f"{written.files} files in {options.site}: {written.new} new, {written.changed} changed, "
        f"{written.removed} removed."
    )
    return 0


def _retention(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import serving

    return serving.retention(settings, dry=options.dry_run)


def _run_or_undo(work: Coroutine[Any, Any, T], stopped: str = "nothing was done.") -> T:
    """Do what leaves nothing half done behind, also when a service stops it, as by Ctrl-C: then
    `stopped` says what there is."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise SystemExit(f"Stopped: {stopped}") from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _backup(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import backups

    try:
        found = _run_or_undo(
            backups.backup(settings.database, options.file, replace=options.replace)
        )
    except backups.NotDone as why:
        print(why, file=sys.stderr)
        return 1
    size = options.file.stat().st_size / 1024**2
    print(
        f"{options.file}: {backups.said(found)}, {size:.1f} MiB. "
        "No secret, session or open invitation is in it."
    )
    return 0


def _restore(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import app, backups, serving

    app.data_folder(settings)
    work = backups.restore(
        settings.database,
        options.file,
        app.utc_now,
        replace=options.replace,
        tell=serving.bar("Trialogues", "checked"),
    )
    try:
        back = _run_or_undo(work)
    except backups.NotDone as why:
        print(why, file=sys.stderr)
        return 1
    number = backups.number
    print(f"Put back: {backups.said(back)}; every chain is whole.")
    print(f"Open again, with a new code for everybody: {number(back.anew, 'trialogue')}.")
    print(f"Planned publications that wait for a new plan: {back.plans}.")
    print(f"Mails to followers that may have been sent, and are not sent again: {back.mails}.")
    print("Look at the teams: who lost access since the backup was made has it again.")
    return 0


def _move(settings: Settings, options: argparse.Namespace) -> int:
    from trialoog import backups, serving

    work = backups.move(settings.database, options.to, serving.bar("Rows", "brought over"))
    try:
        moved = _run_or_undo(work, "go on with the old database, and empty the new one.")
    except (backups.NotDone, ValueError) as why:
        print(why, file=sys.stderr)
        return 1
    print(
        f"The same in both: {backups.said(moved)}, and the rows of {len(moved.tables)} tables. "
        "Set TRIALOOG_DATABASE_URL to the new database."
    )
    return 0


def _index(settings: Settings, _: argparse.Namespace) -> int:
    from trialoog import serving

    print(f"{asyncio.run(serving.index(settings))} weighings can be found.")
    return 0


def _check_numbers(data: Mapping[str, Any]) -> list[str]:
    """Return the numbers of a good export, by the names on the page of a weighing."""
    if data["scope"] == "full":
        return [f"Check number of the record: {data['head']}"]
    document = data["document"]
    return [
        f"Check number of version {document['version']}: {data['document_digest']}",
        f"Check number of the record: {document['journal_head']}",
    ]


def _verify(_: Settings, options: argparse.Namespace) -> int:
    from trialoog.store.export import verify

    try:
        data = json.loads(options.file.read_text(encoding="utf-8"))
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 1
    except ValueError:
        print(f"{options.file}: this is not JSON.", file=sys.stderr)
        return 1
    problems = verify(data) if isinstance(data, dict) else ["this is not an export of trialoog"]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"Good: {data['count']} facts, and the chain is whole.")
        print(*_check_numbers(data), sep="\n")
    return int(bool(problems))
