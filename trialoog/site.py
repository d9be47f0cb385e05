"""The public side as plain files, which any web server or CDN can carry without the application.

The application itself is asked for every page, so that the files are its bytes; only links are
fitted (`static_page`). What others put in the folder is never touched.
"""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
from starlette.routing import compile_path

from trialoog import app as application
from trialoog import paths
from trialoog.settings import Settings
from trialoog.store import migrations, publications, withdrawals
from trialoog.store.db import Db
from trialoog.views import static_page
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.words import N_
from trialoog.web.routes import TABLE

NOTICE = N_("Zoeken kan niet in deze kopie van de site.")
MANIFEST = ".trialoog-site.json"
FRESH = ".trialoog-new"  # in the folder itself, which may be a mount of its own
NOWHERE = "/there-is-nothing-here"
# Open, and of no use without us: the API answers questions, following takes an e-mail address.
NEEDS_US = ("/api/", "/follow")
PLAIN = re.compile(r"[A-Za-z0-9_-]+")
PICKS = {"subject", "outcome", "organisation", "year", "reason", "format"}  # one filter of a list


class NotOurs(Exception):
    """The folder holds files that were not written by us."""


class Asked(NamedTuple):
    """A page, or a file, as the application is asked for it."""

    path: str
    query: tuple[tuple[str, str], ...]
    language: str


@dataclass(slots=True)
class Written:
    """What became of the files."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0

    @property
    def files(self) -> int:
        """How many files the site has now."""
        return self.new + self.changed + self.same


@dataclass(slots=True)
class Crawl:
    """What was asked for so far, and where each answer lies: None where there was none."""

    base: str
    language: str
    answers: dict[Asked, Path | None] = field(default_factory=dict)
    pages: set[Asked] = field(default_factory=set)


async def write(settings: Settings, folder: Path, looks: Looks | None = None) -> Written:
    """Write the site into a folder: what is new or changed, and nothing twice.

    Every file is replaced whole, first what is new and at last what goes, so that the site can be
    read meanwhile. Raises `NotOurs` for a folder that holds something else, and `NotReady`.
    """
    known = _manifest(folder)
    await migrations.ready(settings.database, paths.ALEMBIC)
    fresh = folder / FRESH
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        base = application.base_url(settings)
        looks = looks or application.looks_of(settings)
        crawl = Crawl(base, settings.language)
        async with _running(settings, looks) as (db, client):
            await _all(crawl, client, [ask async for ask in _seeds(db, crawl)], fresh)
            missing = await client.get(NOWHERE, headers={"accept-language": settings.language})
        for number, asked in enumerate(sorted(crawl.pages)):
            source = crawl.answers[asked]
            if source is not None:
                fitted = _fitted(crawl, asked, source.read_text(encoding="utf-8"), looks)
                source.write_text(fitted, encoding="utf-8")
            if number % 50 == 0:
                await asyncio.sleep(0)
        made = {place(crawl, asked): file for asked, file in crawl.answers.items() if file}
        lost = fresh / "404"
        here = Asked(NOWHERE, (), settings.language)
        lost.write_text(_fitted(crawl, here, missing.text, looks), encoding="utf-8")
        made["404.html"] = lost
        for path in _static():
            made[f"static/{path.relative_to(paths.STATIC).as_posix()}"] = path
        for name, data in _own(settings).items():
            themed = fresh / name
            themed.write_bytes(data)
            made[f"static/{name}"] = themed
        return _moved(folder, known, made)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@asynccontextmanager
async def _running(
    settings: Settings, looks: Looks
) -> AsyncIterator[tuple[Db, httpx2.AsyncClient]]:
    """Run an application that only answers, and a client that asks it directly."""
    # As often as there are pages.
    settings = settings.model_copy(update={"searches_per_minute": 1_000_000_000})
    house = application.create_app(settings, looks=looks, idle=True)
    app = application.inside(house)
    door = httpx2.ASGITransport(house, raise_app_exceptions=True)
    base = application.base_url(settings)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=door, base_url=base) as client,
    ):
        yield app.state.house.db, client


# --- asking --------------------------------------------------------------------------


async def _seeds(db: Db, crawl: Crawl) -> AsyncIterator[Asked]:
    """Yield what is there without any link to it: pages by themselves, and every weighing."""
    rows = [entry.path for entry in TABLE if entry.method == "GET" and entry.open]
    rows = [path for path in rows if not path.startswith(NEEDS_US)]
    for path in rows:
        if "{" not in path:
            yield Asked(path, (), crawl.language)
    for slug, _ in await publications.addresses(db, limit=10_000_000):
        versions = [one.version for one in await publications.versions(db, slug)]
        for path in rows:
            named = path.replace("{slug}", slug)
            for version in versions if "{version}" in path else versions[:1]:
                numbered = named.replace("{version}", str(version))
                if named != path and "{" not in numbered:
                    yield Asked(numbered, (), crawl.language)
    for gone, _ in await withdrawals.offline(db):
        for version in range(gone.version + 1):
            at = f"/v/{version}" if version else ""
            yield Asked(f"/w/{gone.slug}{at}", (), crawl.language)


async def _all(crawl: Crawl, client: httpx2.AsyncClient, seeds: list[Asked], fresh: Path) -> None:
    """Ask for everything, and for all that its pages lead to."""
    waiting = list(dict.fromkeys(seeds))
    while waiting:
        asked = waiting.pop()
        if asked in crawl.answers:
            continue
        answer = await client.get(
            asked.path, params=asked.query, headers={"accept-language": asked.language}
        )
        crawl.answers[asked] = None
        # What was withdrawn says so at its address, and that page has to stay.
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status_code != 200 and not (answer.status_code == 410 and is_page):
            continue
        if not is_page and asked.language != crawl.language:
            continue
        file = crawl.answers[asked] = fresh / str(len(crawl.answers))
        file.write_bytes(answer.content)
        if is_page:
            crawl.pages.add(asked)
            others = [asked._replace(language=language) for language in LANGUAGES]
            led = (_leads(crawl, asked, href) for href in static_page.links(answer.text))
            found = {*others, *(one for one in led if one is not None)}
            waiting += sorted(found - crawl.answers.keys())


def _leads(crawl: Crawl, here: Asked, href: str) -> Asked | None:
    """Return what a link on a page asks the application for, if it is for the copy."""
    to = urlsplit(urljoin(crawl.base + here.path, href))
    if f"{to.scheme}://{to.netloc}" != crawl.base or not _open(to.path):
        return None
    query = parse_qsl(to.query, keep_blank_values=True)
    names = [name for name, _ in query]
    if names == ["lang"]:
        language = query[0][1]
        return here._replace(language=language) if language in LANGUAGES else None
    if len(set(names)) < len(names) or not all(PLAIN.fullmatch(value) for _, value in query):
        return None
    if not {*names} <= PICKS | {"page"} or len({*names} & PICKS) > 1:
        return None
    return Asked(to.path, tuple(sorted(query, key=lambda it: it[0] == "page")), here.language)


_OPEN = [
    compile_path(entry.path)[0]
    for entry in TABLE
    if entry.method == "GET" and entry.open and not entry.path.startswith(NEEDS_US)
]
_CLOSED = [
    compile_path(entry.path)[0] for entry in TABLE if entry.method == "GET" and not entry.open
]


def _open(path: str) -> bool:
    """Tell whether a path is of a page that is the same for every reader."""
    if ".." in path or "%" in path:
        return False
    return any(pattern.match(path) for pattern in _OPEN) and not any(
        pattern.match(path) for pattern in _CLOSED
    )


# --- places --------------------------------------------------------------------------


def place(crawl: Crawl, asked: Asked) -> str:
    """Return the path of the file that holds an answer, below the folder."""
    if asked not in crawl.pages:
        return asked.path.lstrip("/")
    return f"{_address(crawl, asked).lstrip('/')}index.html"


def _address(crawl: Crawl, asked: Asked) -> str:
    """Return the address of a page in the copy, or of a file."""
    if asked not in crawl.pages:
        return asked.path
    language = "" if asked.language == crawl.language else f"/{asked.language}"
    picked = "".join(f"/{name}/{value}" for name, value in asked.query)
    return f"{language}{asked.path.rstrip('/')}{picked}/"


def _fitted(crawl: Crawl, here: Asked, html: str, looks: Looks) -> str:
    def keep(href: str) -> str | None:
        to = urlsplit(urljoin(crawl.base + here.path, href))
        inside = f"{to.scheme}://{to.netloc}" == crawl.base
        if href.startswith("#") or not inside or to.path.startswith("/static/"):
            return href
        asked = _leads(crawl, here, href)
        if asked is None:
            return None
        if asked not in crawl.pages and asked.language != crawl.language:
            asked = asked._replace(language=crawl.language)  # files are there once
        if crawl.answers.get(asked) is None:
            return None
        site = crawl.base if urlsplit(href).netloc else ""
        return site + _address(crawl, asked) + (f"#{to.fragment}" if to.fragment else "")

    return static_page.fit(html, keep, looks.say(here.language, NOTICE))


def _static() -> Iterator[Path]:
    return (path for path in sorted(paths.STATIC.rglob("*")) if path.is_file())


def _own(settings: Settings) -> Mapping[str, bytes]:
    its = application.theme_of(settings)
    return its.files if its else {}


# --- files ---------------------------------------------------------------------------


def _manifest(folder: Path) -> dict[str, str]:
    """Return the files that we wrote, with their digests. Raises `NotOurs`."""
    file = folder / MANIFEST
    if file.exists():
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        if any(".." in PurePosixPath(name).parts for name in found):
            raise NotOurs(folder)
        return found
    if folder.exists() and any(path.name != FRESH for path in folder.iterdir()):
        raise NotOurs(folder)
    return {}


def _moved(folder: Path, known: dict[str, str], made: dict[str, Path]) -> Written:
    """Bring the files to their places, and take away what is no more."""
    written, digests = Written(), {}
    for name, source in sorted(made.items(), key=_order):
        target = folder / PurePosixPath(name)
        data = source.read_bytes()
        digests[name] = sha256(data).hexdigest()
        if known.get(name) == digests[name] and target.is_file():
            written.same += 1
            continue
        if target.exists():
            written.changed += 1
        else:
            written.new += 1
        _replace(target, data, folder / FRESH)
    # Known from here on, should it be stopped before all has gone that has to.
    _replace(folder / MANIFEST, _json({**known, **digests}), folder / FRESH)
    for name in known.keys() - digests.keys():
        _remove(folder, folder / PurePosixPath(name))
        written.removed += 1
    _replace(folder / MANIFEST, _json(digests), folder / FRESH)
    return written


def _order(made: tuple[str, Path]) -> tuple[bool, str]:
    """Pages come last: what they lead to is there then."""
    return made[0].endswith(".html"), made[0]


def _json(digests: dict[str, str]) -> bytes:
    return json.dumps(digests, indent=0, sort_keys=True).encode()


def _replace(target: Path, data: bytes, fresh: Path) -> None:
    """Write a file so that readers see the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = fresh / "next"
    new.write_bytes(data)
    new.replace(target)


def _remove(folder: Path, target: Path) -> None:
    """Remove a file, and the folders that are empty without it."""
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
