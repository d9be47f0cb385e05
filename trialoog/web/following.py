"""Following by e-mail with only an address: asking, confirming, changing, stopping.

The answer to who asks is always the same, in the same time; only the mailbox tells more. No
cookie is read here, and no link shows the address that it belongs to.
"""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import document as documents
from trialoog.core.document import Document
from trialoog.core.refusals import Refused
from trialoog.live.mail import is_address
from trialoog.store import feeds, followers
from trialoog.store.followers import FREQUENCIES, Frequency, Wish
from trialoog.views import following as pages
from trialoog.views import letters
from trialoog.views.following import Choice, Followed, capital
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES
from trialoog.views.subjects import SUBJECTS
from trialoog.web.access import Visit
from trialoog.web.answers import BAD_FORM, form_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.limits import network
from trialoog.web.public import cached

EVERYTHING = "everything"


async def page(visit: Visit) -> Response:
    """GET /follow: what can be followed; ?weighing= and ?subject= say what is offered first."""
    query = visit.request.query_params
    slug, subject = query.get("weighing", ""), query.get("subject", "")
    chosen = f"weighing:{slug}" if slug else f"subject:{subject}" if subject else EVERYTHING
    return cached(visit, await _page(visit, chosen, Form()))


async def ask(visit: Visit) -> Response:
    """POST /follow: mail a link that confirms it; the answer is the same for every address."""
    house = visit.house
    if not house.mailer:
        raise HTTPException(404)
    if not await house.limits.allows("follow", network(visit.host)):
        raise HTTPException(429)
    fields = await form_fields(visit.request, most=10)
    if fields.text("language") in LANGUAGES:
        visit.language = fields.text("language")
    email, chosen = fields.text("email").strip().lower(), fields.text("about")
    wish = await _wish(visit, fields)
    refusals = [] if wish is not None else [Refused("follow_missing", "about")]
    if not is_address(email):
        refusals.append(Refused("not_an_address", "email"))
    if wish is None or refusals:
        form = form_of(visit, fields, refusals)
        return HTMLResponse(await _page(visit, chosen if wish else EVERYTHING, form), BAD_FORM)
    house.mailer.later(_mail_link(visit, email, wish))
    return HTMLResponse(await _page(visit, chosen, Form(), sent=True))


async def _mail_link(visit: Visit, email: str, wish: Wish) -> None:
    house, looks, language = visit.house, visit.house.looks, visit.language
    if not await house.limits.allows("follow to", email):
        return
    token = await followers.ask(house.db, email, wish, language=language, now=house.now())
    if token is None:
        return
    site = house.facade.public_url
    what = await _called(visit, wish)
    mail = letters.confirmation(looks, language, site, token=token, what=what)
    await house.mailer.send(email, mail.subject, mail.text)


async def link(visit: Visit) -> Response:
    """GET /follow/confirm/{token}: one button, so that a scanner of links confirms nothing."""
    token = await _token(visit)
    wish = await followers.asked(visit.house.db, token, visit.house.now())
    if wish is None:
        return await _gone(visit)
    looks, language = visit.house.looks, visit.language
    return HTMLResponse(pages.confirm(looks, language, token, await _called(visit, wish)))


async def confirm(visit: Visit) -> Response:
    """POST /follow/confirm/{token}: the address follows from now on."""
    token = await _token(visit)
    mine = await followers.confirm(visit.house.db, token, visit.house.now())
    if mine is None:
        return await _gone(visit)
    return RedirectResponse(f"/follow/my/{mine}?said=confirmed&lang={visit.language}", 303)


async def mine(visit: Visit) -> Response:
    """GET /follow/my/{token}: what somebody follows, and how often they hear of it."""
    token = await _token(visit)
    info = await followers.get(visit.house.db, token)
    if info is None:
        return await _gone(visit)
    follows = [
        Followed(_name(wish), capital(await _called(visit, wish)), wish.frequency)
        for wish in info.follows
    ]
    said = visit.request.query_params.get("said", "")
    return HTMLResponse(pages.mine(visit.house.looks, visit.language, token, follows, said=said))


async def change(visit: Visit) -> Response:
    """POST /follow/my/{token}: another frequency, or no longer."""
    house, token = visit.house, await _token(visit)
    info = await followers.get(house.db, token)
    if info is None:
        return await _gone(visit)
    fields = await form_fields(visit.request, most=100)
    wishes = []
    for wish in info.follows:
        typed = fields.text(_name(wish))
        if typed != "stop":
            wishes.append(Wish(wish.about, wish.key, _frequency(typed) or wish.frequency))
    await followers.change(house.db, token, wishes, house.now())
    if not wishes:
        return HTMLResponse(pages.stopped(house.looks, visit.language))
    return RedirectResponse(f"/follow/my/{token}?said=saved&lang={visit.language}", 303)


async def leave(visit: Visit) -> Response:
    """GET /follow/stop/{token}: one button, for who does not stop from their mailbox."""
    token = await _token(visit)
    if await followers.get(visit.house.db, token) is None:
        return await _gone(visit)
    return HTMLResponse(pages.stop(visit.house.looks, visit.language, token))


async def stop(visit: Visit) -> Response:
    """POST /follow/stop/{token}: the address is gone. Mail programs do this too (RFC 8058)."""
    token = await _token(visit)
    if not await followers.stop(visit.house.db, token):
        return await _gone(visit)
    return HTMLResponse(pages.stopped(visit.house.looks, visit.language))


async def _token(visit: Visit) -> str:
    """Return the token in the address. Raises 429 for a network that guessed too often."""
    if await visit.house.limits.blocked("follow link", visit.host):
        raise HTTPException(429)
    token: str = visit.request.path_params["token"]
    return token


async def _gone(visit: Visit) -> Response:
    await visit.house.limits.failed("follow link", visit.host)
    return HTMLResponse(pages.gone(visit.house.looks, visit.language), 404)


def _name(wish: Wish) -> str:
    return f"{wish.about}:{wish.key}" if wish.key else wish.about


def _frequency(typed: str) -> Frequency | None:
    return next((each for each in FREQUENCIES if each == typed), None)


async def _wish(visit: Visit, fields: Fields) -> Wish | None:
    """Return what somebody wants to follow, if there is such a thing."""
    about, _, key = fields.text("about").partition(":")
    typed = _frequency(fields.text("frequency"))
    if about == EVERYTHING and not key:
        return Wish("everything", "", typed or "weekly")
    if about == "subject" and key in SUBJECTS:
        return Wish("subject", key, typed or "weekly")
    if about == "weighing" and await _document(visit, key) is not None:
        return Wish("weighing", key, typed or "each")
    return None


async def _document(visit: Visit, slug: str) -> Document | None:
    """Return the newest version of a weighing, if it is public."""
    if "\0" in slug:
        return None  # PostgreSQL refuses to look for it
    found = await feeds.newest(visit.house.db, 1, slug=slug)
    return documents.from_json(found[0].document) if found else None


async def _called(visit: Visit, wish: Wish) -> str:
    """Return what it is that somebody follows, in the middle of a sentence."""
    looks, language = visit.house.looks, visit.language
    if wish.about == "subject" and wish.key in SUBJECTS:
        subject = looks.say(language, SUBJECTS[wish.key]).lower()
        return looks.say(language, pages.ABOUT_SUBJECT, subject=subject)
    if wish.about == "weighing":
        document = await _document(visit, wish.key)
        question = document.question if document is not None else wish.key
        return looks.say(language, pages.ABOUT_WEIGHING, question=question)
    return looks.say(language, pages.ABOUT_ALL)


async def _page(visit: Visit, chosen: str, form: Form, *, sent: bool = False) -> str:
    """Return the page, around a weighing and its subjects, or with all subjects to choose from.

    Raises 404 for what is not there to follow.
    """
    house, language = visit.house, visit.language
    about, _, key = chosen.partition(":")
    subjects, choices = tuple(SUBJECTS), list[Choice]()
    if about == "weighing":
        document = await _document(visit, key)
        if document is None:
            raise HTTPException(404)
        subjects = tuple(each for each in document.subjects if each in SUBJECTS)
        name = house.looks.say(language, pages.THIS, question=document.question)
        choices.append(Choice(chosen, name, f"/w/{key}/feed.atom"))
    elif chosen != EVERYTHING and key not in SUBJECTS:
        raise HTTPException(404)
    everything = Choice(EVERYTHING, house.looks.say(language, pages.ALL), "/feed.atom")
    some = [
        Choice(
            f"subject:{each}",
            pages.subject(house.looks, language, each, alone=not choices),
            f"/subjects/{each}/feed.atom",
        )
        for each in subjects
    ]
    return pages.follow(
        house.looks,
        language,
        [*choices, *some, everything] if choices else [everything, *some],
        chosen=chosen,
        often="each" if about == "weighing" else "weekly",
        form=form,
        mails=bool(house.mailer),
        sent=sent,
    )
