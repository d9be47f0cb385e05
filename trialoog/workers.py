"""The processes that serve: one, or several under uvicorn's supervisor. How they begin and end.

Each worker reads the settings from the environment, as the command did. A worker that is gone is
replaced; the others go on, and nobody but its own visitors notices.
"""

import atexit
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from tempfile import TemporaryDirectory
from threading import Thread, Timer
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.supervisors import Multiprocess

from trialoog import app as application
from trialoog import logs, paths
from trialoog.formats import FormatErrors
from trialoog.live import metrics
from trialoog.live.clock import Clock
from trialoog.live.protocol import server_options
from trialoog.settings import Settings
from trialoog.store import migrations
from trialoog.store.db import open_db
from trialoog.views import lists as pages
from trialoog.views.looks import Looks
from trialoog.waiting import HURT, Door, Waiting
from trialoog.web.guard import SafeHeaders
from trialoog.web.languages import language_of
from trialoog.web.problems import API, problem

if sys.platform != "win32":  # which has no such limit
    import resource

log = logging.getLogger(__name__)

SOON = {"retry-after": "5"}  # seconds
BEGIN = 30  # seconds that a worker may take to begin on a busy machine, or to say that it lives
# Each phone is an open file to the system, which usually allows 1,024.
MOST_FILES = 65_536
LOST = 1.0  # seconds between two looks whether the supervisor is still there
YOUNG = 5_000  # objects more than there were, before the new ones are searched for garbage


def serve(settings: Settings, local: Callable[[], datetime] = application.utc_now) -> int:
    """Serve until stopped. Returns 1 when a file of the installation is broken; ends with 3 when
    it can't begin. `local` is the clock of this machine."""
    try:
        app = behind_door(settings, local, _leaving())
    except FormatErrors as errors:
        sys.stderr.write(f"{errors}\n")
        return 1
    many = settings.workers > 1
    logs.configure(settings.log_level, form=settings.log_format, supervises=many)
    open_many()
    # A server that was told to stop and did so has done well; uvicorn ends it with the signal.
    signal.signal(signal.SIGTERM, _stop)
    if many:
        return _supervise(settings)
    _settle()
    config = uvicorn.Config(app, **_options(settings))
    with suppress(KeyboardInterrupt):
        # First of all the port: where that is taken the application must not begin, nor end.
        uvicorn.Server(config).run(sockets=[config.bind_socket()])
    return 0


def open_many(most: int = MOST_FILES) -> None:
    """Allow this process, and those it starts, as many connections as the system lets it."""
    if sys.platform == "win32":
        return
    allowed, possible = resource.getrlimit(resource.RLIMIT_NOFILE)
    if possible != resource.RLIM_INFINITY:
        most = min(most, possible)
    if allowed < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, possible))


def _supervise(settings: Settings) -> int:
    config = uvicorn.Config(
        f"{__name__}:worker", factory=True, workers=settings.workers, **_options(settings)
    )
    with _shared_numbers(settings):
        supervisor = Multiprocess(config, sockets=[config.bind_socket()])
        _pass_on(supervisor)
        supervisor.run()
    return HURT if any(it.exitcode == HURT for it in supervisor.processes) else 0


def _pass_on(supervisor: Multiprocess) -> None:
    """Let workers hear at once that they have to stop: the supervisor may be busy for seconds,
    with one that does not begin."""
    note = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        if callable(note):
            note(number, frame)
        for pid in [it.pid for it in supervisor.processes if it.pid is not None]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    signal.signal(signal.SIGTERM, stop)


def worker() -> ASGIApp:
    """Return the application of one worker; called in its process."""
    settings = Settings()
    logs.configure(settings.log_level, form=settings.log_format)
    Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    app = behind_door(settings, leave=_leaving())
    _settle()
    return app


def _settle() -> None:
    """Take the program itself, which is here to stay, out of what is searched for garbage.

    It is 150,000 objects, nearly half of what a full collection would look at with 2,000 phones
    in a hall; everybody waits meanwhile. The young are looked at less often than Python does by
    itself: that took three hundredths of what a text costs.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        **server_options(),
        "host": settings.host,
        "port": settings.port,
        # Paths hold codes and ids: there is no access log, and `logs` keeps the server's own
        # lines below "warning" out, which name the path of every socket.
        "access_log": False,
        "log_config": None,
        "proxy_headers": True,
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_worker_healthcheck": BEGIN,
    }


# --- the application of a process ---------------------------------------------------------


def behind_door(
    settings: Settings,
    local: Callable[[], datetime] = application.utc_now,
    leave: Callable[[float], None] = lambda _: None,
) -> Waiting:
    """Return the application behind its door. `local` is the clock of this machine; `leave` sees
    to it that the process is over in so many seconds, where it has nothing else to do.

    Raises `formats.FormatErrors`.
    """
    clock, looks = Clock(local), application.looks_of(settings)
    app = application.create_app(settings, clock, looks)

    async def look() -> bool:
        if await migrations.pending(settings.database, paths.ALEMBIC):
            return False
        async with open_db(settings.database) as db:
            await clock.set(db)
        return True

    door = Door(look, _closed(settings, looks), clock, settings.metrics_token, leave)
    return Waiting(app, application.inside(app), door)


def _closed(settings: Settings, looks: Looks) -> ASGIApp:
    """Return what answers who comes too early: a page that says so, as it should look."""

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await _too_early(Request(scope))(scope, receive, send)

    def _too_early(request: Request) -> Response:
        if request.url.path.startswith(f"{API}/"):
            return problem(503, headers=SOON)
        language = language_of(request, settings.language, cookie=None)
        html = pages.error(looks, language, 503, sent=request.method == "POST")
        return HTMLResponse(html, 503, {"hx-reswap": "none", **SOON})

    static = application.static_files(application.theme_of(settings))
    app = Starlette(routes=[Mount("/static", static), Mount("/", page)])
    return SafeHeaders(app, secure=settings.secure)


# --- how it ends -----------------------------------------------------------------------------


def _stop(*_: object) -> None:
    raise SystemExit(0)


def _leaving() -> Callable[[float], None]:
    """Return what bounds the end: the process is gone so many seconds after it was last called,
    whatever a mail server, a page being drawn or a database keeps it waiting for."""
    timer: Timer | None = None

    def leave(seconds: float) -> None:
        nonlocal timer
        if timer is not None:
            timer.cancel()
        else:
            atexit.register(_done)
        timer = Timer(seconds, _gone)
        timer.daemon = True
        timer.start()

    return leave


def _gone() -> None:
    log.warning("not all of it was done in time")
    os._exit(0)


def _done() -> None:
    # Taking the program apart takes seconds on a busy machine, and no timer can end it.
    sys.stderr.flush()
    os._exit(0)


def _follow(supervisor: int) -> None:
    """Stop as soon as the supervisor is gone: nobody would replace or stop this worker."""
    while os.getppid() == supervisor:
        time.sleep(LOST)
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _shared_numbers(settings: Settings) -> Iterator[None]:
    """Let workers put their numbers together, where somebody reads them."""
    if not settings.metrics_token:
        yield
        return
    with TemporaryDirectory(prefix="trialoog-metrics-") as folder:
        os.environ[metrics.SHARED] = folder
        yield
