"""Where the perspectives stand towards the public text of a dilemma, read for the editor."""

from trialoog.core.document import Document
from trialoog.core.ids import DilemmaId
from trialoog.core.state import State
from trialoog.live import release
from trialoog.store import spokespersons
from trialoog.views import approvals
from trialoog.views.approvals import Approvals, Link, Made
from trialoog.views.forms import Form
from trialoog.web.access import Visit


async def card(
    visit: Visit, state: State, dilemma: DilemmaId, *, form: Form, made: Made | None = None
) -> Approvals:
    """Return where everybody stands towards the text as it is now. `made` is a link that was made
    just now."""
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
        made=made,
    )


async def drawn(visit: Visit, dilemma: DilemmaId) -> Document:
    """Return what would be public now."""
    house = visit.house
    return await release.draw(house.db, await visit.room(), dilemma, house.looks.zone)
