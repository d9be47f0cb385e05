"""Where the perspectives stand towards the public text of a dilemma, read for the editor."""

from collections.abc import Mapping

from trialoog.core.document import Document
from trialoog.core.ids import DilemmaId
from trialoog.core.state import State
from trialoog.core.words import THREE, Perspective
from trialoog.live import release
from trialoog.store import spokespersons
from trialoog.store.spokespersons import Spokesperson
from trialoog.views import approvals
from trialoog.views.approvals import Approvals, Link, Made
from trialoog.views.forms import Form
from trialoog.web.access import Visit


async def card(visit: Visit, state: State, dilemma: DilemmaId, *, form: Form) -> Approvals:
    """Return where everybody stands towards the text as it is now. Links that were made on this
    page come back with its form, and are shown again while they work."""
    house = visit.house
    found = await spokespersons.links(house.db, visit.trialogue.id, dilemma, house.now())
    return approvals.of_editor(
        house.looks,
        visit.language,
        state,
        dilemma=dilemma,
        document=await drawn(visit, dilemma),
        form=form,
        links={p: Link(link.made, link.expires) for p, link in found.items()},
        mails=bool(house.mailer),
        made=await _made(visit, dilemma, form),
    )


async def drawn(visit: Visit, dilemma: DilemmaId) -> Document:
    """Return what would be public now."""
    house = visit.house
    return await release.draw(house.db, await visit.room(), dilemma, house.looks.zone)


def shown_as(perspective: Perspective) -> str:
    """Return the field of the form that keeps a link readable."""
    return f"made-{perspective}"


def link_address(visit: Visit, token: str) -> str:
    """Return the address that a spokesperson opens."""
    return f"{visit.house.facade.public_url}/a/{token}"


async def _made(visit: Visit, dilemma: DilemmaId, form: Form) -> Mapping[Perspective, Made]:
    house, found = visit.house, {}
    for perspective in THREE:
        url = form.value(shown_as(perspective))
        who = Spokesperson(visit.trialogue.id, dilemma, perspective)
        token = url.removeprefix(link_address(visit, ""))
        if url and await spokespersons.works(house.db, who, token, house.now()):
            mailed = bool(form.value(f"mailed-{perspective}"))
            found[perspective] = Made(perspective, link_address(visit, token), mailed=mailed)
    return found
