"""The weighing editor: public text beside the record, preview, publishing. Four separate acts."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import public_text
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import State
from trialoog.core.words import Role, Status
from trialoog.live import release
from trialoog.live.writer import Answered
from trialoog.store import publications
from trialoog.views import public
from trialoog.views.forms import Form
from trialoog.web.access import Visit, Who
from trialoog.web.answers import (
    address,
    back,
    form_of,
    fresh,
    in_view,
    receipt_of,
    status_of,
    unsaid,
)
from trialoog.web.fields import Fields, form_fields


async def editor(visit: Visit) -> Response:
    """GET /t/{id}/weighing/{dilemma}: the record and, beside it, what will be public."""
    return HTMLResponse(await _editor(visit, fresh()))


async def save(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}: keep the working copy."""
    state, dilemma = await _open(visit)
    fields = await form_fields(visit.request, most=1000)
    texts = await _keep(visit, state, dilemma, fields)
    if not visit.live:
        return back(visit, "weighing", dilemma, said="saved")
    house = visit.house
    html = public.editor_status(
        house.looks,
        visit.language,
        state,
        visit.trialogue.id,
        dilemma=dilemma,
        problems=public_text.problems(state, dilemma, texts),
        saved_at=house.now(),
        publishes=Who.OWNER in visit.who,
    )
    return HTMLResponse(html)


async def preview(visit: Visit) -> Response:
    """GET /t/{id}/weighing/{dilemma}/preview: exactly what will be public."""
    state, dilemma = await _open(visit)
    document = await release.draw(
        visit.house.db, await visit.room(), dilemma, visit.house.looks.zone
    )
    html = public.weighing(
        visit.house.looks,
        visit.language,
        document,
        "",
        versions=[(p.version, p.at, p.note) for p in state.dilemmas[dilemma].publications],
        preview=True,
        back=address(visit, "weighing", dilemma),
    )
    return HTMLResponse(html)


async def publish(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/publish: make one version public, for ever."""
    state, dilemma = await _open(visit)
    house = visit.house
    fields = await form_fields(visit.request, most=1000)
    if any(name not in {"key", "as"} for name, _ in fields.pairs):
        await _keep(visit, state, dilemma, fields)
    by = By(Role.FACILITATOR, account=visit.account)
    receipt = receipt_of(visit, fields)
    try:
        slug = await release.publish(
            house.db, await visit.room(), dilemma, by, house.now(), house.looks.zone, receipt
        )
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            return await _refused(visit, fields, [Refused("key_used")])
        # Sent twice: it is public already.
        slug = (await visit.room()).state.dilemmas[dilemma].publications[-1].slug
    except Refused as refusal:
        return await _refused(visit, fields, [refusal])
    except RefusedAll as several:
        return await _refused(visit, fields, several.refusals)
    if visit.live:
        return Response(status_code=204, headers={"hx-redirect": f"/w/{slug}"})
    return RedirectResponse(f"/w/{slug}", 303)


async def again(visit: Visit, fields: Fields, form: Form) -> str:
    """Return the editor with a form about its dilemma that was refused."""
    visit.request.path_params["dilemma"] = fields.text("dilemma")
    return await _editor(visit, form)


async def _refused(visit: Visit, fields: Fields, refusals: list[Refused]) -> Response:
    form = form_of(visit, fields, refusals)
    html = await _editor(visit, form)
    if unsaid(form, html):
        html = await _editor(visit, in_view(form, html, fields, there=True))
    return HTMLResponse(html, status_of(refusals))


async def _open(visit: Visit) -> tuple[State, DilemmaId]:
    """Return the state and the dilemma in the address; 404 when it has none."""
    state = (await visit.room()).state
    dilemma = DilemmaId(visit.request.path_params["dilemma"])
    if state.status is Status.DRAFT or dilemma not in state.dilemmas:
        raise HTTPException(404)
    return state, dilemma


async def _keep(visit: Visit, state: State, dilemma: DilemmaId, fields: Fields) -> dict[str, Any]:
    """Save what was typed in the blocks that there are, and nothing else."""
    known = {block.key for block in public_text.blocks(state, dilemma)} | {release.NOTE}
    house = visit.house
    texts = dict(await release.texts_of(house.db, await visit.room(), dilemma))
    texts |= {name: value for name, value in fields.pairs if name in known}
    await publications.save_texts(house.db, visit.trialogue.id, dilemma, texts, now=house.now())
    return texts


async def _editor(visit: Visit, form: Form) -> str:
    state, dilemma = await _open(visit)
    house = visit.house
    texts = await release.texts_of(house.db, await visit.room(), dilemma)
    return public.editor(
        house.looks,
        visit.language,
        state,
        visit.trialogue.id,
        dilemma=dilemma,
        texts=texts,
        form=form,
        problems=public_text.problems(state, dilemma, texts),
        saved_at=None,
        publishes=Who.OWNER in visit.who,
        published=bool(state.dilemmas[dilemma].publications),
    )
