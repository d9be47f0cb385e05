"""Taking a weighing offline, and what stands at its address from then on: 410, and why."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from trialoog.core import document as documents
from trialoog.core import text
from trialoog.core.commands import WithdrawPublication
from trialoog.core.events import By
from trialoog.core.refusals import Refused
from trialoog.core.words import Ground, Role
from trialoog.live.writer import Answered
from trialoog.store import withdrawals
from trialoog.store.withdrawals import Withdrawn
from trialoog.views import releasing
from trialoog.web import release
from trialoog.web.access import Visit
from trialoog.web.answers import back, receipt_of
from trialoog.web.fields import form_fields
from trialoog.web.house import House, house_of
from trialoog.web.languages import language_of
from trialoog.web.problems import API, problem

GONE = 410


class Gone(HTTPException):
    """Nothing stands here any more, and this is why."""

    def __init__(self, withdrawn: Withdrawn) -> None:
        super().__init__(GONE)
        self.withdrawn = withdrawn


async def withdraw(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/withdraw: take every public version offline."""
    state, dilemma = await release.opened(visit)
    house, public = visit.house, state.dilemmas[dilemma].publications
    fields = await form_fields(visit.request, most=10)
    command = WithdrawPublication(
        dilemma, fields.one("ground", Ground), fields.text("withdraw_reason")
    )
    gone = Withdrawn(
        slug=public[-1].slug if public else "",
        version=len(public),
        at=house.now(),
        ground=command.ground or Ground.PRIVACY,
        reason=text.clean(command.reason),
    )
    by, receipt = By(Role.FACILITATOR, account=visit.account), receipt_of(visit, fields)
    also = withdrawals.withdraw(visit.trialogue.id, dilemma, gone)
    try:
        await (await visit.room()).act(command, by, receipt, also=also)
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            return await release.refused(visit, fields, [Refused("key_used")])
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    return back(visit, "weighing", dilemma, said="withdrawn")


async def missing(house: House, slug: str, version: int | None = None) -> HTTPException:
    """Return what to answer where no public version is: that it went offline, or 404."""
    gone = await withdrawals.get(house.db, slug)
    if gone is None or (version is not None and not 0 < version <= gone.version):
        return HTTPException(404)
    return Gone(gone)


async def gone(request: Request, error: Exception) -> Response:
    """Answer `Gone` with a page that says when and why, and whom to ask."""
    if not isinstance(error, Gone):
        raise error
    if request.url.path.startswith(f"{API}/"):
        return problem(GONE)
    house, it = house_of(request), error.withdrawn
    language = language_of(request, house.facade.language, cookie=None)
    title = ""
    if it.ground is not Ground.PRIVACY:
        document = await withdrawals.document(house.db, it)
        title = documents.from_json(document).question if document is not None else ""
    html = releasing.gone(house.looks, language, title, it.at, it.ground, it.reason)
    return HTMLResponse(html, GONE, {"vary": "Accept-Language", "x-robots-tag": "noindex"})
