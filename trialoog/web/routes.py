"""Every address there is, and who may come in by it. One of the two access tables.

Routes are built from this table; there is no other way to add one. The test matrix and
docs/reference/access.md are generated from it.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from trialoog.core.words import Status
from trialoog.views.looks import LANGUAGES
from trialoog.web import commands, keys, lead, phone, public, release, sign_in, team
from trialoog.web.access import Handler, SocketHandler, Who, admit, open_visit, visit_of
from trialoog.web.socket import NOT_ALLOWED, NOT_FOUND, refuse

ANYONE = frozenset({Who.ANYONE})
SIGNED_IN = frozenset({Who.SIGNED_IN})
LEADS = frozenset({Who.FACILITATOR})
SITS = frozenset({Who.PARTICIPANT})
ACTS = LEADS | SITS
SHOWS = LEADS | {Who.SCREEN}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. `open` pages are the same for every reader: no cookie is read."""

    method: str
    path: str
    handler: Handler
    who: frozenset[Who]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Socket:
    """One row of the table, for a live page."""

    path: str
    handler: SocketHandler
    who: frozenset[Who]


TABLE: tuple[Entry, ...] = (
    # the public side
    Entry("GET", "/", public.home, ANYONE, open=True),
    Entry("GET", "/how", public.how, ANYONE, open=True),
    Entry("GET", "/w/{slug}", public.weighing, ANYONE, open=True),
    Entry("GET", "/w/{slug}/v/{version}", public.weighing, ANYONE, open=True),
    Entry("GET", "/w/{slug}/data.json", public.data, ANYONE, open=True),
    Entry("GET", "/w/{slug}/v/{version}/data.json", public.data, ANYONE, open=True),
    Entry("GET", "/w/{slug}/verify", public.verify, ANYONE, open=True),
    Entry("GET", "/healthz", public.health, ANYONE, open=True),
    # coming in
    Entry("GET", "/join", phone.find, ANYONE),
    Entry("GET", "/j/{code}", phone.join, ANYONE),
    Entry("POST", "/j/{code}", phone.take_seat, ANYONE),
    Entry("GET", "/login", sign_in.page, ANYONE),
    Entry("GET", "/login/{token}", sign_in.link, ANYONE),
    Entry("POST", "/login/{token}", sign_in.use_link, ANYONE),
    Entry("POST", "/logout", sign_in.out, ANYONE),
    Entry("GET", "/s/{token}", lead.open_screen, ANYONE),
    Entry("POST", "/s/{token}", lead.use_screen_link, ANYONE),
    # my trialogues
    Entry("GET", "/trialogues", team.trialogues, SIGNED_IN),
    Entry("POST", "/trialogues", team.create, SIGNED_IN),
    Entry("GET", "/t/{id}/prepare", team.prepare_page, LEADS),
    Entry("POST", "/t/{id}/prepare", team.save, LEADS),
    Entry("POST", "/t/{id}/start", team.start, LEADS),
    Entry("POST", "/t/{id}/copy", team.copy, LEADS),
    Entry("POST", "/t/{id}/rehearse", team.rehearse, LEADS),
    Entry("POST", "/t/{id}/delete", team.delete, LEADS),
    # in the room
    Entry("GET", "/t/{id}", phone.page, SITS),
    Entry("GET", "/t/{id}/lead", lead.page, LEADS),
    Entry("GET", "/t/{id}/screen", lead.projector, SHOWS),
    Entry("POST", "/t/{id}/screen-link", lead.screen_link, LEADS),
    Entry("GET", "/t/{id}/journal", lead.journal_page, LEADS),
    Entry("GET", "/t/{id}/export.json", lead.download, LEADS),
    # afterwards
    Entry("GET", "/t/{id}/weighing/{dilemma}", release.editor, LEADS),
    Entry("POST", "/t/{id}/weighing/{dilemma}", release.save, LEADS),
    Entry("GET", "/t/{id}/weighing/{dilemma}/preview", release.preview, LEADS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/publish", release.publish, LEADS),
    # every command with a form of its own; core.commands narrows by role
    Entry("POST", "/t/{id}/{command}", commands.command, ACTS),
)

SOCKETS: tuple[Socket, ...] = (
    Socket("/t/{id}/live", phone.live, SITS),
    Socket("/t/{id}/lead/live", lead.live, LEADS),
    Socket("/t/{id}/screen/live", lead.projector_live, SHOWS),
)


def routes() -> Iterable[BaseRoute]:
    """Return the routes of the table, in its order."""
    for entry in TABLE:
        methods = ["GET", "HEAD"] if entry.method == "GET" else [entry.method]
        yield Route(entry.path, _endpoint(entry), methods=methods)
    for socket in SOCKETS:
        yield WebSocketRoute(socket.path, _socket_endpoint(socket))


Endpoint = Callable[[Request], Awaitable[Response]]
SocketEndpoint = Callable[[WebSocket], Awaitable[None]]


def _endpoint(entry: Entry) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = open_visit(request) if entry.open else await visit_of(request)
        answer = admit(visit, entry.who) or await entry.handler(visit)
        chosen = request.query_params.get("lang")
        if chosen in LANGUAGES and not entry.open:
            secure = visit.house.facade.secure
            keys.put(answer, keys.LANGUAGE, chosen, secure=secure)
        return answer

    return endpoint


def _socket_endpoint(socket: Socket) -> SocketEndpoint:
    async def endpoint(websocket: WebSocket) -> None:
        visit = await visit_of(websocket)
        try:
            admit(visit, socket.who)
        except HTTPException as refusal:
            await refuse(websocket, NOT_FOUND if refusal.status_code == 404 else NOT_ALLOWED)
            return
        if visit.trialogue.status is Status.DRAFT:
            await refuse(websocket, NOT_FOUND)  # there is no room yet
            return
        await socket.handler(visit, websocket)

    return endpoint
