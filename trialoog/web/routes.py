"""Every address there is, and who may come in by it. One of the two access tables.

Routes are built from this table; there is no other way to add one. The test matrix and
docs/reference/access.md are generated from it.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from trialoog.core.words import Status
from trialoog.live.rooms import NOT_THERE
from trialoog.web import (
    accounts,
    announced,
    api,
    approval_links,
    audit,
    changes,
    commands,
    downloads,
    facilitators,
    feeds,
    finding,
    follow_up,
    following,
    invitations,
    journal,
    keys,
    lead,
    mailing,
    oidc,
    phone,
    planning,
    prepare,
    public,
    redact,
    rehearsal,
    release,
    sign_in,
    sitemaps,
    spokesperson,
    statements,
    team,
    texts,
    tour,
    withdrawal,
)
from trialoog.web.access import (
    Handler,
    SocketHandler,
    Visit,
    Who,
    admit,
    open_visit,
    outdated,
    visit_of,
)
from trialoog.web.languages import by_browser, carried, chosen
from trialoog.web.limits import network
from trialoog.web.shelf import SHELVED
from trialoog.web.socket import NOT_ALLOWED, RELOAD, TOO_MUCH, refuse, serve_seat

ANYONE = frozenset({Who.ANYONE})
SIGNED_IN = frozenset({Who.SIGNED_IN})
COLLEAGUES = frozenset({Who.COLLEAGUE})
ADMINISTERS = frozenset({Who.ADMINISTRATOR})
LEADS = frozenset({Who.FACILITATOR})
OWNS = frozenset({Who.OWNER})
SITS = frozenset({Who.PARTICIPANT})
ACTS = LEADS | SITS
SHOWS = LEADS | {Who.SCREEN}
SPEAKS = frozenset({Who.SPOKESPERSON})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. `open` pages are the same for every reader: no cookie is read.

    `shelved` ones follow from what is public alone, so that they are drawn once (`shelf`).
    """

    method: str
    path: str
    handler: Handler
    who: frozenset[Who]
    open: bool = False
    shelved: bool = False


@dataclass(frozen=True, slots=True)
class Socket:
    """One row of the table, for a live page."""

    path: str
    handler: SocketHandler
    who: frozenset[Who]


def _drawn(path: str, handler: Handler) -> Entry:
    """Return the row of a page or file that follows from what is public alone."""
    return Entry("GET", path, handler, ANYONE, open=True, shelved=True)


TABLE: tuple[Entry, ...] = (
    # the public side
    Entry("GET", "/", finding.home, ANYONE, open=True, shelved=True),
    Entry("GET", "/rejected", finding.rejected, ANYONE, open=True, shelved=True),
    # What is late follows from the day too.
    Entry("GET", "/overview", finding.overview, ANYONE, open=True),
    Entry("GET", "/how", public.how, ANYONE, open=True, shelved=True),
    Entry("GET", "/w/{slug}", public.weighing, ANYONE, open=True, shelved=True),
    Entry("GET", "/w/{slug}/v/{version}", public.weighing, ANYONE, open=True, shelved=True),
    Entry("GET", "/w/{slug}/data.json", public.data, ANYONE, open=True),
    Entry("GET", "/w/{slug}/v/{version}/data.json", public.data, ANYONE, open=True),
    Entry("GET", "/w/{slug}/changes", changes.page, ANYONE, open=True),
    Entry("GET", "/w/{slug}/verify", public.verify, ANYONE, open=True, shelved=True),
    Entry("GET", "/feed.atom", feeds.everything, ANYONE, open=True, shelved=True),
    Entry("GET", "/w/{slug}/feed.atom", feeds.weighing, ANYONE, open=True, shelved=True),
    Entry("GET", "/subjects/{key}/feed.atom", feeds.subject, ANYONE, open=True, shelved=True),
    # following
    Entry("GET", "/follow", following.page, ANYONE, open=True),
    Entry("POST", "/follow", following.ask, ANYONE, open=True),
    Entry("GET", "/follow/confirm/{token}", following.link, ANYONE, open=True),
    Entry("POST", "/follow/confirm/{token}", following.confirm, ANYONE, open=True),
    Entry("GET", "/follow/my/{token}", following.mine, ANYONE, open=True),
    Entry("POST", "/follow/my/{token}", following.change, ANYONE, open=True),
    Entry("GET", "/follow/stop/{token}", following.leave, ANYONE, open=True),
    Entry("POST", "/follow/stop/{token}", following.stop, ANYONE, open=True),
    Entry("GET", "/privacy", statements.privacy, ANYONE, open=True),
    Entry("GET", "/accessibility", statements.accessibility, ANYONE, open=True),
    Entry("GET", "/.well-known/security.txt", statements.security_txt, ANYONE, open=True),
    Entry("GET", "/announced", announced.page, ANYONE, open=True),
    # open data
    _drawn("/w/{slug}/weighing.md", downloads.record),
    _drawn("/w/{slug}/weighing.pdf", downloads.pdf),
    _drawn("/w/{slug}/weighing.jsonld", downloads.linked),
    _drawn("/w/{slug}/ratings.csv", downloads.ratings),
    _drawn("/w/{slug}/decision-note.md", downloads.decision_note),
    _drawn("/w/{slug}/memorandum.md", downloads.memorandum),
    _drawn("/w/{slug}/v/{version}/weighing.md", downloads.record),
    _drawn("/w/{slug}/v/{version}/weighing.pdf", downloads.pdf),
    _drawn("/w/{slug}/v/{version}/weighing.jsonld", downloads.linked),
    _drawn("/w/{slug}/v/{version}/ratings.csv", downloads.ratings),
    _drawn("/w/{slug}/v/{version}/decision-note.md", downloads.decision_note),
    _drawn("/w/{slug}/v/{version}/memorandum.md", downloads.memorandum),
    _drawn("/api/v1/weighings", api.weighings),
    _drawn("/api/v1/weighings/{slug}", api.weighing),
    _drawn("/api/v1/weighings/{slug}/versions", api.versions),
    _drawn("/api/v1/weighings/{slug}/versions/{version}", api.version),
    _drawn("/api/v1/openapi.json", api.description),
    Entry("GET", "/api/{path:path}", api.nothing, ANYONE, open=True),
    _drawn("/robots.txt", sitemaps.robots),
    _drawn("/sitemap.xml", sitemaps.sitemap),
    _drawn("/sitemapindex-diwoo-infocat{category}.xml", sitemaps.index),
    _drawn("/sitemap-diwoo-infocat{category}-{part}.xml", sitemaps.part),
    # coming in
    Entry("GET", "/join", phone.find, ANYONE),
    Entry("GET", "/j/{code}", phone.join, ANYONE),
    Entry("POST", "/j/{code}", phone.take_seat, ANYONE),
    Entry("GET", "/login", sign_in.page, ANYONE),
    Entry("POST", "/login", sign_in.mail_link, ANYONE),
    Entry("POST", "/login/with/{provider}", oidc.begin, ANYONE),
    Entry("GET", "/login/back/{provider}", oidc.back, ANYONE),
    Entry("POST", "/login/ended/{provider}", oidc.ended, ANYONE, open=True),
    Entry("GET", "/login/{token}", sign_in.link, ANYONE),
    Entry("POST", "/login/{token}", sign_in.use_link, ANYONE),
    Entry("POST", "/logout", sign_in.out, ANYONE),
    Entry("GET", "/s/{token}", lead.open_screen, ANYONE),
    Entry("POST", "/s/{token}", lead.use_screen_link, ANYONE),
    Entry("GET", "/a/{token}", spokesperson.open_link, ANYONE),
    Entry("POST", "/a/{token}", spokesperson.use_link, ANYONE),
    Entry("GET", "/invite/{token}", invitations.page, ANYONE),
    Entry("POST", "/invite/{token}", invitations.accept, ANYONE),
    # my account and my teams
    Entry("GET", "/account", accounts.page, SIGNED_IN),
    Entry("POST", "/account/sign-out", accounts.sign_out, SIGNED_IN),
    Entry("GET", "/team/{team}", accounts.team, COLLEAGUES),
    Entry("POST", "/team/{team}/invite", accounts.invite, ADMINISTERS),
    Entry("POST", "/team/{team}/withdraw", accounts.withdraw, ADMINISTERS),
    Entry("POST", "/team/{team}/role", accounts.change_role, ADMINISTERS),
    Entry("POST", "/team/{team}/remove", accounts.remove, ADMINISTERS),
    # my trialogues
    Entry("GET", "/trialogues", team.trialogues, SIGNED_IN),
    Entry("POST", "/trialogues", team.create, SIGNED_IN),
    Entry("GET", "/t/{id}/prepare", prepare.page, LEADS),
    Entry("POST", "/t/{id}/prepare", prepare.save, LEADS),
    Entry("POST", "/t/{id}/prepare/similar", prepare.similar, LEADS),
    Entry("GET", "/t/{id}/prepare/script", prepare.script, LEADS),
    Entry("POST", "/t/{id}/prepare/script", prepare.save_script, LEADS),
    Entry("POST", "/t/{id}/start", prepare.start, LEADS),
    Entry("POST", "/t/{id}/copy", team.copy, OWNS),
    Entry("POST", "/t/{id}/rehearse", team.rehearse, OWNS),
    Entry("POST", "/t/{id}/delete", team.delete, OWNS),
    Entry("POST", "/t/{id}/hand-over", facilitators.hand_over, OWNS),
    # who leads
    Entry("GET", "/t/{id}/facilitators", facilitators.page, LEADS),
    Entry("POST", "/t/{id}/facilitators/invite", facilitators.invite, OWNS),
    Entry("POST", "/t/{id}/facilitators/withdraw", facilitators.withdraw, OWNS),
    Entry("POST", "/t/{id}/facilitators/remove", facilitators.remove, OWNS),
    Entry("GET", "/t/{id}/leading", facilitators.leading, LEADS),
    # people who play along in a rehearsal
    Entry("GET", "/t/{id}/crowd", rehearsal.crowd, LEADS),
    Entry("POST", "/t/{id}/crowd", rehearsal.start_crowd, LEADS),
    Entry("POST", "/t/{id}/crowd/stop", rehearsal.stop_crowd, LEADS),
    # in the room
    Entry("GET", "/t/{id}", phone.page, SITS),
    Entry("GET", "/t/{id}/lead", lead.page, LEADS),
    Entry("GET", "/t/{id}/texts", texts.page, LEADS),
    Entry("GET", "/t/{id}/screen", lead.projector, SHOWS),
    Entry("POST", "/t/{id}/screen-link", lead.screen_link, LEADS),
    Entry("GET", "/t/{id}/cards", lead.blank_cards, LEADS),
    Entry("GET", "/t/{id}/journal", journal.page, LEADS),
    Entry("GET", "/t/{id}/export.json", journal.download, LEADS),
    Entry("GET", "/t/{id}/redact", redact.page, OWNS),
    Entry("POST", "/t/{id}/redact/search", redact.search, OWNS),
    Entry("POST", "/t/{id}/redact", redact.redact, OWNS),
    # afterwards
    Entry("GET", "/t/{id}/weighing/{dilemma}", release.editor, LEADS),
    Entry("POST", "/t/{id}/weighing/{dilemma}", release.save, LEADS),
    Entry("GET", "/t/{id}/weighing/{dilemma}/preview", release.preview, LEADS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/publish", release.publish, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/follow-up", follow_up.begin, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/plan", planning.plan, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/plan/cancel", planning.cancel, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/mail", mailing.mail, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/withdraw", withdrawal.withdraw, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/announce", announced.announce, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/unannounce", announced.keep, OWNS),
    Entry("POST", "/t/{id}/weighing/{dilemma}/approval-link", approval_links.make, LEADS),
    Entry(
        "POST", "/t/{id}/weighing/{dilemma}/approval-link/withdraw", approval_links.withdraw, LEADS
    ),
    Entry("GET", "/t/{id}/approve/{dilemma}", spokesperson.page, SPEAKS),
    Entry("POST", "/t/{id}/approve/{dilemma}", spokesperson.answer, SPEAKS),
    # every command with a form of its own; core.commands narrows by role
    Entry("POST", "/t/{id}/{command}", commands.command, ACTS),
)

SOCKETS: tuple[Socket, ...] = (
    Socket("/t/{id}/live", phone.live, SITS),
    Socket("/t/{id}/lead/live", lead.live, LEADS),
    Socket("/t/{id}/screen/live", lead.projector_live, SHOWS),
)


def routes() -> Iterable[Route | WebSocketRoute]:
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
        if entry.shelved:
            request.scope[SHELVED] = True
        if outdated(visit, request.headers.get("page-epoch")):
            return Response(status_code=HTTPStatus.RESET_CONTENT)
        try:
            answer = admit(visit, entry.who) or await entry.handler(visit)
        except HTTPException as refusal:
            _told(visit, entry.method, entry.who, refusal.status_code)
            raise
        _told(visit, entry.method, entry.who, answer.status_code)
        choice = chosen(request, None)
        if choice is not None and not entry.open:
            keys.put(answer, keys.LANGUAGE, choice, secure=visit.house.facade.secure)
        if not entry.open:
            tour.remember(visit, answer)
        _keep_language(visit, answer, knows_cookie=not entry.open)
        return answer

    return endpoint


def _keep_language(visit: Visit, answer: Response, *, knows_cookie: bool) -> None:
    """Let the links of a page keep a language that the browser would not ask for by itself. What
    has an etag did so before that was made."""
    if answer.media_type != "text/html" or "etag" in answer.headers or visit.live:
        return
    secure, default = visit.house.facade.secure, visit.house.facade.language
    cookie = keys.read(visit.connection, keys.LANGUAGE, secure=secure) if knows_cookie else None
    choice = chosen(visit.connection, cookie)
    if choice is not None and choice != by_browser(visit.connection, default):
        answer.body = carried(bytes(answer.body).decode(), choice).encode()
        answer.headers["content-length"] = str(len(answer.body))


def _told(visit: Visit, method: str, who: frozenset[Who], status: int) -> None:
    """Leave a line in the security log, if this is something for it. Of phones, no network: nor
    of spokespersons, who answer for a perspective and not for themselves."""
    audit.answered(
        visit.connection,
        method,
        status,
        account=visit.account,
        near=not {Who.PARTICIPANT, Who.SPOKESPERSON} & (visit.who | who),
        closed=Who.ANYONE not in who,
    )


def _socket_endpoint(socket: Socket) -> SocketEndpoint:
    async def endpoint(websocket: WebSocket) -> None:
        visit = await visit_of(websocket)
        if outdated(visit, websocket.query_params.get("epoch")):
            await refuse(websocket, RELOAD)
            return
        try:
            admit(visit, socket.who)
        except HTTPException as refusal:
            _told(visit, "WebSocket", socket.who, refusal.status_code)
            await refuse(websocket, NOT_THERE if refusal.status_code == 404 else NOT_ALLOWED)
            return
        if visit.trialogue.status is Status.DRAFT:
            await refuse(websocket, NOT_THERE)  # there is no room yet
            return
        watching = await socket.handler(visit)
        let_go = visit.house.caps.hold(
            seat=visit.name, network=network(visit.host), trialogue=visit.trialogue.id
        )
        if let_go is None:
            await refuse(websocket, TOO_MUCH)
        else:
            await serve_seat(websocket, watching, let_go)

    return endpoint
