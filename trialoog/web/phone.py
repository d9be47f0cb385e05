"""The participant's pages: joining, the board, and the answers to a participant's forms."""

from dataclasses import replace
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.commands import TakeSeat
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId, OptionId, is_code, normalise_code
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import State
from trialoog.core.words import Perspective, Role, Status
from trialoog.live.rooms import Room
from trialoog.store.lists import TrialogueInfo
from trialoog.views import board, board_answers
from trialoog.views.board_mine import Mine
from trialoog.views.forms import Form
from trialoog.views.regions import Audience
from trialoog.web import keys, own
from trialoog.web.access import Visit
from trialoog.web.answers import (
    address,
    back,
    form_of,
    fresh,
    in_view,
    stands,
    status_of,
    unsaid,
)
from trialoog.web.fields import Fields, form_fields
from trialoog.web.socket import CLOSED, NOT_ALLOWED, Watching

OPEN = (Status.OPEN, Status.ADJOURNED)


# --- joining -----------------------------------------------------------------------


async def find(visit: Visit) -> Response:
    """GET /join?code=…: from the field on the home page to the page of that code."""
    code = normalise_code(visit.request.query_params.get("code", "")[:40])
    return RedirectResponse(f"/j/{code or '-'}", 303)


async def join(visit: Visit) -> Response:
    """GET /j/{code}: choose a perspective, read who will see what, accept the rules."""
    room = await _room_of_code(visit)
    seated = await _seated(visit)
    if seated:
        return back(visit)
    response = HTMLResponse(_join_page(visit, room.state, fresh()))
    if visit.seat is None:
        # Before the form is sent: sent again after a lost answer, it takes no second seat.
        name = keys.seat_cookie(visit.trialogue.id)
        keys.put(response, name, keys.new_key(), secure=visit.house.facade.secure)
    return response


async def take_seat(visit: Visit) -> Response:
    """POST /j/{code}: be in. The phone's key came with the page and lives in its cookie only."""
    room = await _room_of_code(visit)
    if await _seated(visit):
        return back(visit)
    fields = await form_fields(visit.request, most=20)
    asked = TakeSeat(fields.one("perspective", Perspective), rules=bool(fields.text("rules")))
    if visit.secret is None:
        raise HTTPException(404, "code")  # closed meanwhile
    visit.seat = visit.seat or keys.seat_key(visit.secret, fields.text("key"))
    by = By(Role.PARTICIPANT, asked.perspective, visit.tag("seat"))
    try:
        await room.act(asked, by)
    except Refused as refusal:
        return _not_in(visit, room, fields, [refusal])
    except RefusedAll as several:
        return _not_in(visit, room, fields, several.refusals)
    response = back(visit)
    name = keys.seat_cookie(visit.trialogue.id)
    keys.put(response, name, visit.seat, secure=visit.house.facade.secure)
    return response


def _not_in(visit: Visit, room: Room, fields: Fields, refusals: list[Refused]) -> Response:
    page = _join_page(visit, room.state, form_of(visit, fields, refusals))
    return HTMLResponse(page, status_of(refusals))


async def _room_of_code(visit: Visit) -> Room:
    """Return the room of the code in the address. A wrong and a closed code answer alike."""
    limits = visit.house.limits
    code = normalise_code(visit.request.path_params["code"][:40])
    if not limits.knows(visit.host, code) and await limits.blocked("join", visit.host):
        raise HTTPException(429)
    entered = await visit.house.entering.by_code.get(code) if is_code(code) else None
    if entered is None or not _open_to(visit, entered.trialogue):
        await limits.failed("join", visit.host)
        raise HTTPException(404, "code")
    limits.know(visit.host, code)
    visit.found, visit.secret = entered
    return await visit.room()


def _open_to(visit: Visit, found: TrialogueInfo) -> bool:
    """Tell whether somebody can join, or who has been in can come back."""
    name = keys.seat_cookie(found.id)
    returns = keys.read(visit.connection, name, secure=visit.house.facade.secure) is not None
    return found.status in OPEN and (found.door or returns)


async def _seated(visit: Visit) -> bool:
    """Tell whether this phone has a seat already, as who comes back by the code has."""
    name = keys.seat_cookie(visit.trialogue.id)
    visit.seat = keys.read(visit.connection, name, secure=visit.house.facade.secure)
    if visit.seat is None or visit.secret is None:
        return False
    return visit.tag("seat") in (await visit.room()).state.seats


def _join_page(visit: Visit, state: State, form: Form) -> str:
    code = visit.trialogue.code or ""
    return board.join_page(visit.house.looks, visit.language, state, code, form)


# --- the board ---------------------------------------------------------------------


async def page(visit: Visit) -> Response:
    """GET /t/{id}: the participant's board; ?part=inhoud gives the part with forms alone, and with
    &live=0 nothing of what comes by the socket."""
    query = visit.request.query_params
    return HTMLResponse(
        await _render(
            visit,
            fresh(),
            option=query.get("option", ""),
            new=query.get("new") == "option",
            said=query.get("said", "")[:40],
            part=visit.live or query.get("part") == "inhoud",
            bare=query.get("live") == "0",
            texts=query.get("texts", ""),
            start=query.get("from", ""),
        )
    )


async def live(visit: Visit) -> Watching:
    """WS /t/{id}/live: the participant's seat; it ends with the right to it."""
    room = await visit.room()
    mine = visit.tag("seat")
    perspective = visit.perspective

    def still(state: State) -> int | None:
        if state.status is Status.CLOSED:
            return CLOSED
        return None if state.seats.get(mine) is perspective else NOT_ALLOWED

    audience = Audience(Role.PARTICIPANT, perspective)
    return Watching(room, audience, visit.language, still)


async def done(visit: Visit, name: str, fields: Fields) -> Response:
    """Answer a participant's form that was accepted."""
    option = fields.text("option")
    if name == "leave-seat":
        response = RedirectResponse(f"/j/{visit.trialogue.code}", 303)
        keys.drop(response, keys.seat_cookie(visit.trialogue.id), secure=visit.house.facade.secure)
        return response
    if not visit.live:
        next_option = fields.text("next") or fields.text("view")
        return back(visit, option=next_option, said=name)
    if name == "rate":
        return HTMLResponse(await _saved(visit, option))
    form = fresh()
    if name == "contribute" and fields.text("round"):
        # The next text often belongs to the same side. What it is has to be said anew: a kind that
        # stayed chosen would be that of the text before.
        form = replace(form, values={"pole": fields.text("pole")})
    places = board_answers.PLACES.get(name, ())
    added = await _added(visit, fields) if name == "add-option" else ""
    html = await _render(
        visit, form, fields.text("view"), said=name, added=added, part=True, places=places
    )
    return HTMLResponse(html)


async def _added(visit: Visit, fields: Fields) -> str:
    """Return the letter of the option that a form just put on the table."""
    state = (await visit.room()).state
    title = " ".join(fields.text("title").split())
    mine = (
        option.letter
        for option in reversed(state.options_of(DilemmaId(fields.text("dilemma"))))
        if option.title == title and option.perspective is visit.perspective
    )
    return next(mine, "")


# Forms whose place on the page has no room for a sentence.
ALONE = frozenset({"rate", "recognise", "raise-hand", "lower-hand", "say-ready"})
OF_MINE = frozenset({"reword-contribution", "withdraw-contribution"})


async def again(visit: Visit, name: str, fields: Fields, form: Form, *, kept: bool = False) -> str:
    """Return a participant's page with a form that was refused, and every sentence in view.

    Where the page has no place for that form any more, htmx gets the sentence alone, so that
    the form stays as it was typed; who has no script gets back what was typed, to copy it.
    """
    looks, language = visit.house.looks, visit.language
    if name in board_answers.STEP_OVER and fields.whole("step") != (await visit.room()).state.step:
        form = replace(form, errors={"": board_answers.over(looks, language, name)})
    if visit.live and name in ALONE:
        return board_answers.refusal(looks, language, " ".join(form.errors.values()))
    draw = partial(
        _render,
        visit,
        option=fields.text("view") or fields.text("option"),
        new=name == "add-option",
        part=visit.live,
        places=board_answers.PLACES.get(name, ()) if visit.live else (),
    )
    html = await draw(form)
    there = kept or stands(html, address(visit, name), fields)
    if visit.live and not there:
        return board_answers.refusal(looks, language, " ".join(form.errors.values()))
    sentence = unsaid(form, html)
    if visit.live and name in OF_MINE:
        return html + (board_answers.refusal(looks, language, sentence) if sentence else "")
    return await draw(in_view(form, html, fields, there=there)) if sentence else html


async def _saved(visit: Visit, option: str) -> str:
    state = (await visit.room()).state
    mine = Mine(ratings=own.ratings(visit, state))
    return board_answers.saved(visit.house.looks, visit.language, state, mine, OptionId(option))


async def _render(  # noqa: PLR0913 - what an address and a form may say
    visit: Visit,
    form: Form,
    option: str = "",
    *,
    new: bool = False,
    said: str = "",
    added: str = "",
    part: bool = False,
    bare: bool = False,
    places: tuple[str, ...] = (),
    texts: str = "",
    start: str = "",
) -> str:
    """Return the page, its part with forms, or only some places of that."""
    room = await visit.room()
    state, perspective = room.state, visit.perspective
    if perspective is None:
        raise HTTPException(404)
    phone = board.Phone(
        visit.trialogue.id,
        visit.trialogue.code or "",
        perspective,
        own.mine_of(visit, state),
        form,
        option=OptionId(option) if option in state.options else None,
        new=new,
        said=said,
        added=added,
        texts=texts,
        # Not every digit is a number, and not every number one that Python reads.
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0,
    )
    shown = room.looks, visit.language, state, phone
    if places:
        return board_answers.answer(*shown, places)
    audience = Audience(Role.PARTICIPANT, perspective)
    drawn = board.bare() if part and bare else room.drawn(audience, visit.language)
    if part:
        return board.content(*shown, drawn=drawn)
    return board.page(*shown, now=visit.house.now(), epoch=visit.trialogue.epoch, drawn=drawn)
