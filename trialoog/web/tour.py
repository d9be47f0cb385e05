"""The tour for who leads for the first time: where somebody is in it, and putting it away.

What is done follows from the trialogues. A cookie remembers what does not: that the tour was put
away or called back, and that there was a rehearsal, also after that was thrown away.
"""

from collections.abc import Sequence
from typing import cast

from starlette.responses import Response

from trialoog.core.draft import Draft
from trialoog.core.ids import TrialogueId
from trialoog.core.starting import checks
from trialoog.core.state import State
from trialoog.core.words import Status
from trialoog.store import lists, people
from trialoog.store.lists import TrialogueInfo
from trialoog.views import tour
from trialoog.views.tour import Tour
from trialoog.web import keys
from trialoog.web.access import Visit, Who

AWAY, SHOWN, REHEARSED = "away", "shown", "rehearsed"


def remember(visit: Visit, answer: Response) -> None:
    """Keep a choice that an address makes: ?tour=away or ?tour=shown."""
    asked = visit.connection.query_params.get("tour")
    if visit.account and asked in {AWAY, SHOWN}:
        keys.put(answer, keys.TOUR, asked, secure=visit.house.facade.secure)


def remember_rehearsal(visit: Visit, answer: Response) -> None:
    """Keep that there was a rehearsal, unless the tour was put away."""
    if _chosen(visit) != AWAY:
        keys.put(answer, keys.TOUR, REHEARSED, secure=visit.house.facade.secure)


async def on_list(visit: Visit, infos: Sequence[TrialogueInfo]) -> Tour | None:
    """Return the tour for my trialogues, if it is to be shown."""
    if (chosen := _chosen(visit)) == AWAY:
        return None
    mine = await _mine(visit, infos)
    if tour.finished(mine) and chosen != SHOWN:
        return None
    return tour.on_list(
        mine,
        rehearsed=chosen == REHEARSED,
        any_there=bool(infos),
        lacks=_lacks(visit, mine),
    )


async def on_preparation(visit: Visit) -> Tour | None:
    """Return the tour for a preparation, if it is to be shown."""
    chosen = _chosen(visit)
    if chosen == AWAY or visit.trialogue.rehearsal or Who.OWNER not in visit.who:
        return None
    mine = await _mine(visit)
    if tour.finished(mine) and chosen != SHOWN:
        return None
    lacks = _lacks(visit, [visit.trialogue])
    return tour.on_preparation(visit.trialogue, mine, rehearsed=chosen == REHEARSED, lacks=lacks)


async def on_console(visit: Visit, state: State) -> Tour | None:
    """Return the tour for a console, if it is to be shown: at the start, and in a rehearsal."""
    it, chosen = visit.trialogue, _chosen(visit)
    beginning = state.status is Status.OPEN and state.phase == state.script.phases[0].key
    if chosen == AWAY or Who.OWNER not in visit.who or not beginning:
        return None
    mine = await _mine(visit)
    if tour.finished(mine, it) and chosen != SHOWN:
        return None
    return tour.on_console(it, mine, rehearsed=chosen == REHEARSED)


def _chosen(visit: Visit) -> str | None:
    asked = visit.connection.query_params.get("tour")
    if asked in {AWAY, SHOWN}:
        return asked
    return keys.read(visit.connection, keys.TOUR, secure=visit.house.facade.secure)


def _lacks(visit: Visit, infos: Sequence[TrialogueInfo]) -> frozenset[TrialogueId]:
    """Return which of these are drafts in which something is missing."""
    drafts = [it for it in infos if it.status is Status.DRAFT]
    return frozenset(it.id for it in drafts if not _whole(visit, cast("Draft", it.draft)))


def _whole(visit: Visit, draft: Draft) -> bool:
    format = visit.house.formats.get(draft["format"])
    return format is not None and all(check.ok for check in checks(draft, format))


async def _mine(visit: Visit, infos: Sequence[TrialogueInfo] | None = None) -> list[TrialogueInfo]:
    """Return what may be my doing: since I have an account, what I began and what is prepared.

    Examples bear my name and are older. Who prepared something is not kept, and a team can rehearse
    what any of them prepared.
    """
    account = visit.account or ""
    me = await people.account(visit.house.db, account)
    if infos is None:
        infos = await lists.list_of(visit.house.db, account)
    later = [it for it in infos if me is not None and it.created >= me.created]
    begun = await lists.begun_by(
        visit.house.db, account, [it.id for it in later if it.status is not Status.DRAFT]
    )
    return [it for it in later if it.id in begun or it.status is Status.DRAFT]
