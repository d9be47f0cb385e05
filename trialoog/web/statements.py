"""What an organisation owes its visitors to say, at the addresses where people look for it."""

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from trialoog.store import people, screens, spokespersons
from trialoog.views import statements as pages
from trialoog.web import keys
from trialoog.web.access import Visit
from trialoog.web.public import cached

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LASTS = pages.Lasts(
    cookie_days=timedelta(seconds=keys.MONTH) // DAY,
    idle_hours=people.IDLE // HOUR,
    session_days=people.ABSOLUTE // DAY,
    screen_hours=screens.LASTS // HOUR,
    spokesperson_days=spokespersons.LASTS // DAY,
)


async def privacy(visit: Visit) -> Response:
    """GET /privacy: what is kept of people, why, and how long."""
    house = visit.house
    return cached(visit, pages.privacy(house.looks, visit.language, house.statements, LASTS))


async def accessibility(visit: Visit) -> Response:
    """GET /accessibility: the accessibility statement, or that there is none; whom to tell."""
    house = visit.house
    return cached(visit, pages.accessibility(house.looks, visit.language, house.statements))


async def security_txt(visit: Visit) -> Response:
    """GET /.well-known/security.txt: where to report a weakness (RFC 9116); 404 when unknown."""
    house = visit.house
    text = pages.security_txt(house.statements, house.facade.public_url, house.now())
    if not text:
        raise HTTPException(404)
    # Shorter than the day after which it says another date.
    return PlainTextResponse(text, headers={"cache-control": "public, max-age=3600"})
