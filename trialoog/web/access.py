"""Who somebody is here, and whether a route lets them in. Default-deny: strangers get 404.

Rights come from cookies and the database, never from what a request says of itself.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from trialoog.core.commands import Command, subject
from trialoog.core.events import By
from trialoog.core.ids import AccountId, DilemmaId, Tag, TrialogueId
from trialoog.core.words import Perspective, Role
from trialoog.live.rooms import Room
from trialoog.store import lists, people, screens, spokespersons, teams
from trialoog.store.lists import TrialogueInfo
from trialoog.store.people import TeamInfo
from trialoog.web import keys
from trialoog.web.house import House, house_of
from trialoog.web.languages import language_of
from trialoog.web.socket import Watching


class Who(StrEnum):
    """In what capacity a visitor may come in by a route."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    FACILITATOR = "facilitator"  # may lead the trialogue: in its team, or invited to it alone
    OWNER = "owner"  # in the team that owns the trialogue
    PARTICIPANT = "participant"  # has a seat in the trialogue
    FORMER = "former participant"  # whose seat was taken back
    SCREEN = "screen"  # a projector of the trialogue
    SPOKESPERSON = "spokesperson"  # of a perspective, for one dilemma of the trialogue
    COLLEAGUE = "colleague"  # in the team in the address
    ADMINISTRATOR = "administrator"  # of that team


MEMBERS = frozenset(
    {
        Who.FACILITATOR,
        Who.PARTICIPANT,
        Who.FORMER,
        Who.SCREEN,
        Who.SPOKESPERSON,
        Who.COLLEAGUE,
    }
)


@dataclass(slots=True)
class Visit:
    """One request or socket, and what is known of who makes it."""

    connection: HTTPConnection
    house: House
    language: str
    account: AccountId | None = None
    session: str | None = None  # a name for the browser that the account is signed in on
    who: frozenset[Who] = frozenset({Who.ANYONE})
    found: TrialogueInfo | None = None
    team: TeamInfo | None = None
    perspective: Perspective | None = None
    screen: str | None = None  # a name for the projector
    speaks: Mapping[DilemmaId, Perspective] = field(default_factory=dict)  # as spokesperson
    seat: str | None = None
    secret: bytes | None = field(default=None, repr=False)
    _tagging: tuple[str, bytes, Callable[[str], Tag]] | None = field(default=None, repr=False)

    @property
    def request(self) -> Request:
        """The request. Raises `TypeError` for a socket."""
        if not isinstance(self.connection, Request):
            raise TypeError("a socket has no request")
        return self.connection

    @property
    def trialogue(self) -> TrialogueInfo:
        """The trialogue in the address. Raises 404 where there is none."""
        if self.found is None:
            raise HTTPException(404)
        return self.found

    @property
    def live(self) -> bool:
        """Tell whether htmx asks, so that a fragment will do for an answer."""
        return self.connection.headers.get("hx-request") == "true"

    async def room(self) -> Room:
        """Return the trialogue in memory, at least as far as its row said at the start.

        So who did something in one process finds it done in the next that answers them.
        """
        room = await self.house.rooms.get(self.trialogue.id)
        if room.state.seq < self.trialogue.last_seq:
            await room.catch_up(self.trialogue.last_seq)
        return room

    @property
    def host(self) -> str:
        """The address that the visitor comes from, for limits; it is never kept."""
        client = self.connection.client
        return client.host if client else ""

    @property
    def name(self) -> str:
        """A name for who comes in, in memory only: a session, a seat or a projector."""
        return self.session or (self.tag("seat") if self.perspective else "") or self.screen or ""

    def tag(self, about: str) -> Tag:
        """Return this phone's tag on a subject. Raises 403 without a seat or a secret."""
        if self.seat is None or self.secret is None:
            raise HTTPException(403)
        if self._tagging is None or self._tagging[:2] != (self.seat, self.secret):
            self._tagging = (self.seat, self.secret, keys.tagging(self.seat, self.secret))
        return self._tagging[2](about)

    def by(self, role: Role, command: Command) -> By:
        """Return who does a command, in the role that was found for it."""
        if role is Role.PARTICIPANT:
            return By(role, self.perspective, self.tag(subject(command)))
        return By(role, account=self.account)


Handler = Callable[[Visit], Awaitable[Response]]
SocketHandler = Callable[[Visit], Awaitable[Watching]]


def open_visit(connection: HTTPConnection) -> Visit:
    """Return the visit of a page that is the same for every reader: no cookie is read."""
    house = house_of(connection)
    asked = language_of(connection, house.facade.language, cookie=None)
    return Visit(connection, house, asked)


async def visit_of(connection: HTTPConnection) -> Visit:
    """Find out who comes in, from cookies and the database."""
    house = house_of(connection)
    secure = house.facade.secure
    chosen = keys.read(connection, keys.LANGUAGE, secure=secure)
    asked = language_of(connection, house.facade.language, cookie=chosen)
    visit = Visit(connection, house, asked)
    who = {Who.ANYONE}
    session = keys.read(connection, keys.SESSION, secure=secure)
    if session is not None:
        visit.account = await people.session(house.db, session, house.now())
        if visit.account is not None:
            visit.session = people.hashed(session)
            who.add(Who.SIGNED_IN)
    if "id" in connection.path_params:
        entered = await house.entering.by_id.get(connection.path_params["id"])
        if entered is not None:
            visit.found = entered.trialogue
            who |= await _inside(visit, visit.found.id, entered.secret)
    if "team" in connection.path_params and visit.account is not None:
        visit.team = await teams.get(house.db, connection.path_params["team"], visit.account)
        if visit.team is not None:
            who.add(Who.COLLEAGUE)
            if visit.team.role == "administrator":
                who.add(Who.ADMINISTRATOR)
    visit.who = frozenset(who)
    return visit


async def _inside(visit: Visit, trialogue: TrialogueId, secret: bytes | None) -> set[Who]:
    house, who = visit.house, set[Who]()
    secure = house.facade.secure
    if visit.account is not None:
        leads = await lists.role_of(house.db, trialogue, visit.account)
        if leads is not None:
            who.add(Who.FACILITATOR)
        if leads == "team":
            who.add(Who.OWNER)
    visit.seat = keys.read(visit.connection, keys.seat_cookie(trialogue), secure=secure)
    if visit.seat is not None:
        visit.secret = secret
        if visit.secret is not None:
            room = await visit.room()
            visit.perspective = room.state.seats.get(visit.tag("seat"))
            if visit.perspective is not None:
                who.add(Who.PARTICIPANT)
            elif visit.tag("seat") in room.state.emptied:
                who.add(Who.FORMER)
    screen = keys.read(visit.connection, keys.screen_cookie(trialogue), secure=secure)
    if screen is not None:
        shown = await screens.session(house.db, screen, house.now())
        if shown == trialogue:
            visit.screen = people.hashed(screen)
            who.add(Who.SCREEN)
    visit.speaks = await _speaks(visit, trialogue)
    return who | {Who.SPOKESPERSON} if visit.speaks else who


async def _speaks(visit: Visit, trialogue: TrialogueId) -> dict[DilemmaId, Perspective]:
    """Return on which dilemmas of a trialogue a visitor answers, and for whom."""
    house = visit.house
    spoken = keys.spokesperson_cookies(visit.connection, trialogue, secure=house.facade.secure)
    if not spoken:
        return {}
    came_in = await spokespersons.sessions(house.db, spoken, house.now())
    return {it.dilemma: it.perspective for it in came_in if it.trialogue == trialogue}


async def still_in(visit: Visit, welcome: frozenset[Who]) -> bool:
    """Tell whether somebody who watches would be let in now: sessions end, and so do rights."""
    return bool((await visit_of(visit.connection)).who & welcome)


def outdated(visit: Visit, epoch: str | None) -> bool:
    """Tell whether a page is of another epoch than its trialogue: a backup was put back since.

    What is not there has no epoch, so that nobody learns by this what is.
    """
    return bool(epoch) and (visit.found is None or visit.found.epoch != epoch)


def admit(visit: Visit, welcome: frozenset[Who]) -> Response | None:
    """Let a visitor in (None), or return where to sign in. Raises 404 to strangers, 403 to members.

    Of a route without a trialogue or team a visitor learns that signing in may help; of
    those a stranger learns nothing, not even whether they are there.
    """
    if visit.who & welcome:
        return None
    if visit.who & MEMBERS:
        raise HTTPException(403)
    if not visit.connection.path_params.keys() & {"id", "team"}:
        return RedirectResponse("/login", 303)
    raise HTTPException(404)
