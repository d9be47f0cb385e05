"""The application, put together from settings: database, rooms, looks, routes, shell."""

import os
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from trialoog import criteria, formats, paths
from trialoog.core.format import Format
from trialoog.demo import crowd
from trialoog.demo.tally import USUAL_PACE
from trialoog.live import press
from trialoog.live.bell import Bell
from trialoog.live.crowds import Crowd, Crowds, Wanted
from trialoog.live.desk import Desk
from trialoog.live.mail import Mailer
from trialoog.live.pasts import Pasts
from trialoog.live.planning import on_time
from trialoog.live.posting import working
from trialoog.live.retention import daily, sweep_used
from trialoog.live.reviews import reminding
from trialoog.live.rooms import Rooms
from trialoog.settings import Settings
from trialoog.store.db import open_db
from trialoog.store.entering import Entering
from trialoog.views.diwoo import Publisher
from trialoog.views.looks import PAGE, Looks, Site, open_looks
from trialoog.views.statements import Statements
from trialoog.web.caps import Caps
from trialoog.web.errors import HANDLERS, too_large
from trialoog.web.files import Files
from trialoog.web.guard import BodyLimit, OriginGuard, SafeHeaders, origin_of
from trialoog.web.house import Facade, House
from trialoog.web.limits import Limits
from trialoog.web.measured import Measured
from trialoog.web.routes import routes
from trialoog.web.rows import Rows
from trialoog.web.shelf import Shelf
from trialoog.web.turns import Turns

if TYPE_CHECKING:
    from trialoog.theme import Theme
    from trialoog.web.party import Party

REHEARSAL_MINUTES = 90.0  # after which simulated people go home
QUICKER = 4.0  # times as quick as people are, for who has no patience

# A board of 190 kB takes 1.9 ms of this, and 6.5 of the 9 that is usual, for 3.6 % fewer bytes.
PACKING = 5
PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")  # already as small as it gets
# Where providers of single sign-on post by themselves, and mail programs for who stops following:
# the signature of what the first post counts, and the token in the address of the second.
SERVERS = re.compile(r"/login/ended/[a-z0-9-]{1,40}|/follow/stop/[A-Za-z0-9_-]{1,100}")


def utc_now() -> datetime:
    """Return the time. The only clock of the application."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    looks: Looks | None = None,
    *,
    known: Mapping[str, Format] | None = None,
    pace: float = USUAL_PACE,
    idle: bool = False,
) -> ASGIApp:
    """Return the application. Raises `formats.FormatErrors` for a broken file of ours or yours.

    `looks` and the `known` formats are those of the settings; who makes many applications passes
    them on. `pace` is how many seconds simulated people take between two actions in a rehearsal. An
    `idle` application only answers: it removes, publishes and mails nothing by itself, and makes no
    PDF.
    """
    known, looks = known or formats_of(settings), looks or looks_of(settings)
    base, statements = base_url(settings), statements_of(settings)
    own = theme_of(settings)
    sso = sso_of(settings, now)

    def gather(wanted: Wanted) -> Crowd:
        """Return people who come in by the front door of this application."""
        plan = crowd.Plan(
            base,
            wanted.code,
            wanted.rehearsal,
            participants=wanted.people,
            minutes=REHEARSAL_MINUTES,
            pace=pace / QUICKER if wanted.quick else pace,
            app=house,
        )
        return crowd.gather(plan)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_db(settings.database) as db:
            if not idle:
                await sweep_used(db, now())
                await db.scrub()  # what an earlier run could not, because it was killed
            days = settings.retention_days if settings.retention else None
            async with (
                Entering(db) as entering,
                Rooms(db, looks, now, idle=settings.idle_room_minutes * 60) as rooms,
                Bell(db, rooms, settings.redis_url, sweeps=not idle) as bell,
                Mailer(settings.smtp_url, settings.mail_from) as mailer,
                nullcontext() if idle else daily(db, rooms, now, days),
                nullcontext() if idle else on_time(db, rooms, now, looks.zone),
                nullcontext() if idle else reminding(Desk(db, looks, mailer, base, now)),
                nullcontext() if idle else working(Desk(db, looks, mailer, base, now)),
                open_press(own.tokens.light if own else {}, idle=idle) as paper,
                limits_of(settings) as limits,
                # Goes first at the end: nobody acts in rooms that are being left.
                Crowds(db, gather) as crowds,
            ):
                bell.besides = crowds.look
                app.state.house = House(
                    db=db,
                    entering=entering,
                    rooms=rooms,
                    pasts=Pasts(db),
                    bell=bell,
                    crowds=crowds,
                    looks=looks,
                    formats=known,
                    criteria=criteria.load_from(settings.formats or paths.SESSIONS),
                    limits=limits,
                    mailer=mailer,
                    press=paper,
                    caps=Caps(settings.sockets_per_network),
                    facade=Facade(
                        public_url=base,
                        secure=settings.secure,
                        language=settings.language,
                        screen_link_lasts=timedelta(minutes=settings.screen_link_minutes),
                        login_link_lasts=timedelta(minutes=settings.login_link_minutes),
                        organisation=settings.organisation,
                        contact=settings.contact,
                        publisher=publisher_of(settings),
                    ),
                    statements=statements,
                    sso=sso,
                    now=now,
                )
                yield

    app = Starlette(
        routes=[Rows(routes()), Mount("/static", static_files(own))],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=sorted(hosts(settings))),
            Middleware(OriginGuard, origins=origins(settings), servers=SERVERS),
            Middleware(BodyLimit, most=settings.max_body_kib * 1024, answer=too_large),
            Middleware(
                GZipMiddleware,
                minimum_size=500,
                compresslevel=PACKING,
                exclude_content_types=PACKED,
            ),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    # Outside the rest, so that also the answer to a bug carries the headers.
    safe = SafeHeaders(app, secure=settings.secure)
    house = Measured(Shelf(Turns(safe), lambda: app.state.house.db, settings.language))
    return house


def inside(app: ASGIApp) -> Starlette:
    """Return the application of routes inside what stands around it."""
    while not isinstance(app, Starlette):
        app = app.app  # type: ignore[attr-defined]
    return app


def formats_of(settings: Settings) -> dict[str, Format]:
    """Return the formats in use. Raises `formats.FormatErrors`."""
    return formats.load_all(settings.formats or paths.SESSIONS)


def sso_of(settings: Settings, now: Callable[[], datetime]) -> "dict[str, Party]":
    """Return the providers of single sign-on by their key. Raises `formats.FormatErrors`."""
    if settings.oidc is None:
        return {}
    # Half a second and a tenth of the memory, for who has a provider alone.
    from trialoog import oidc  # noqa: PLC0415
    from trialoog.web.party import Party  # noqa: PLC0415

    base, tls = base_url(settings), httpx2.create_ssl_context()
    found = oidc.load(settings.oidc, os.environ)
    return {provider.key: Party(provider, base, now, tls) for provider in found}


def looks_of(settings: Settings) -> Looks:
    """Return the templates in every language."""
    its = theme_of(settings)
    site = Site(
        static_version() + (its.version if its else ""),
        settings.time_zone,
        settings.organisation,
        settings.contact,
        base_url(settings),
        its.sheet if its else "",
        its.logo if its else "",
        its.page if its else PAGE,
        bool(Mailer(settings.smtp_url, settings.mail_from)),
    )
    return open_looks(paths.TEMPLATES, paths.LOCALE, site)


def theme_of(settings: Settings) -> "Theme | None":
    """Return what an organisation changes in the look. Raises `formats.FormatErrors`."""
    if settings.theme is None and settings.logo is None:
        return None
    from trialoog import theme  # noqa: PLC0415 - only where there is one

    return theme.load(settings.theme, settings.logo)


def open_press(
    tokens: Mapping[str, str], *, idle: bool
) -> AbstractAsyncContextManager[press.Press | None]:
    """Return what makes PDF, where its engine is installed and somebody waits for one."""
    return nullcontext() if idle or not press.available() else press.Press(paths.STATIC, tokens)


def limits_of(settings: Settings) -> Limits:
    """Return the limits on what can be tried or done too often."""
    return Limits(
        {
            "join": settings.join_failures_per_minute,
            "login": settings.login_failures_per_minute,
            "act": settings.acts_per_minute,
            "search": settings.searches_per_minute,
            "mail": settings.login_failures_per_minute,
            "follow": settings.login_failures_per_minute,
            "follow link": settings.login_failures_per_minute,
        },
        per_hour={"mail to": 5, "follow to": 3},
        redis_url=settings.redis_url,
    )


def publisher_of(settings: Settings) -> Publisher | None:
    """Return who publishes by the Woo, if that was set."""
    if not settings.publisher_id:
        return None
    return Publisher(settings.publisher_id, settings.publisher_name, settings.woo_category)


def statements_of(settings: Settings) -> Statements:
    """Return what the organisation states. Raises `UnicodeDecodeError` for what is no text."""
    file = settings.privacy_file
    return Statements(
        language=settings.language,
        privacy=file.read_text(encoding="utf-8").strip() if file else "",
        single_sign_on=settings.oidc is not None,
        unseen_days=settings.retention_days if settings.retention else None,
        accessibility_status=settings.accessibility_status,
        accessibility_statement=settings.accessibility_statement,
        security_contact=settings.security_contact,
    )


def static_files(own: "Theme | None") -> Files:
    """Return the static files, with what an organisation changes."""
    return Files(paths.STATIC, own.files if own else {})


def static_version() -> str:
    """Return a version that changes whenever a static file does."""
    found = sha256()
    for path in sorted(paths.STATIC.iterdir()):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]


def base_url(settings: Settings) -> str:
    """Return the address that people type: the public one, the network's, or this machine's."""
    if settings.public_url:
        return settings.public_url
    host = lan_address() if settings.lan else "127.0.0.1"
    return f"http://{host}:{settings.port}"


def lan_address() -> str:
    """Return this machine's address on the local network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket only picks the route that would be used.
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"
    return address


def origins(settings: Settings) -> frozenset[str]:
    """Return the origins of our own pages."""
    local = {f"http://{host}:{settings.port}" for host in ("127.0.0.1", "localhost")}
    return frozenset({origin_of(base_url(settings))} | (set() if settings.secure else local))


def hosts(settings: Settings) -> set[str]:
    """Return the host names that this installation answers to."""
    named = origin_of(base_url(settings)).split("://")[1].rsplit(":", 1)[0]
    return {named, "127.0.0.1", "localhost"}


def data_folder(settings: Settings) -> Path:
    """Return the data folder, made if needed, for its owner only."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.data
