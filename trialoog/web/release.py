"""The weighing editor: public text beside the record, preview, publishing. Four separate acts."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import document as documents
from trialoog.core import public_text, text, tracing
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId
from trialoog.core.problems import problems
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import Dilemma, State
from trialoog.core.words import Role, Status
from trialoog.live import planning, release
from trialoog.live.writer import Answered
from trialoog.store import journal, plans, publications, reviews
from trialoog.store.journal import ReceiptEntry
from trialoog.views import lineage, public, releasing, tips
from trialoog.views.forms import Form
from trialoog.views.lineage import FollowUp
from trialoog.views.releasing import Releasing
from trialoog.views.subjects import SUBJECTS
from trialoog.web import approvals
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

PUBLISHED = "published"  # what the editor says once: it is public, and where


async def editor(visit: Visit) -> Response:
    """GET /t/{id}/weighing/{dilemma}: the record and, beside it, what will be public."""
    return HTMLResponse(await page(visit, fresh()))


async def save(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}: keep the working copy."""
    state, dilemma = await opened(visit)
    fields = await form_fields(visit.request, most=1000)
    texts = await keep(visit, state, dilemma, fields)
    if not visit.live:
        if any(name.startswith("email-") and value for name, value in fields.pairs):
            # Enter in the field of an address: nothing was asked yet, and nothing gets lost.
            return HTMLResponse(await page(visit, form_of(visit, fields, [])))
        return back(visit, "weighing", dilemma, said="saved")
    house = visit.house
    html = public.editor_status(
        house.looks,
        visit.language,
        state,
        visit.trialogue.id,
        dilemma=dilemma,
        problems=problems(state, dilemma, texts),
        saved_at=house.now(),
        publishes=Who.OWNER in visit.who,
        more=await _more(visit, state, dilemma, texts, form_of(visit, fields, [])),
        approving=await approvals.card(visit, state, dilemma, form=form_of(visit, fields, [])),
    )
    return HTMLResponse(html)


async def preview(visit: Visit) -> Response:
    """GET /t/{id}/weighing/{dilemma}/preview: exactly what will be public."""
    state, dilemma = await opened(visit)
    document = await release.draw(
        visit.house.db, await visit.room(), dilemma, visit.house.looks.zone
    )
    out = state.dilemmas[dilemma].publications
    html = public.weighing(
        visit.house.looks,
        visit.language,
        document,
        "",
        versions=[(p.version, p.at, p.note) for p in out if not p.withdrawn],
        preview=True,
        signed_in=True,
        back=address(visit, "weighing", dilemma),
    )
    return HTMLResponse(html)


async def publish(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/publish: make one version public, for ever."""
    state, dilemma = await opened(visit)
    house = visit.house
    fields = await form_fields(visit.request, most=1000)
    receipt = receipt_of(visit, fields)
    if not await _sent_before(visit, receipt) and any(
        name not in {"key", "as"} for name, _ in fields.pairs
    ):
        await keep(visit, state, dilemma, fields)
    by = By(Role.FACILITATOR, account=visit.account)
    try:
        await release.publish(
            house.db,
            await visit.room(),
            dilemma,
            by,
            house.now(),
            house.looks.zone,
            receipt,
            fields.voices("without"),
            fields.text("traceable"),
        )
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            return await refused(visit, fields, [Refused("key_used")])  # else it is public already
    except Refused as refusal:
        return await refused(visit, fields, [refusal])
    except RefusedAll as several:
        return await refused(visit, fields, several.refusals)
    done = address(visit, "weighing", dilemma, said=PUBLISHED) + f"#{PUBLISHED}"
    if visit.live:
        return Response(status_code=204, headers={"hx-redirect": done})
    return RedirectResponse(done, 303)


async def _sent_before(visit: Visit, receipt: ReceiptEntry | None) -> bool:
    """Tell whether a form was sent already: then it is no working copy of the next version."""
    if receipt is None:
        return False
    known = await journal.receipts(visit.house.db, visit.trialogue.id, [receipt.key_hash])
    before = known.get(receipt.key_hash)
    return before is not None and before.body_hash == receipt.body_hash


async def again(visit: Visit, fields: Fields, form: Form) -> str:
    """Return the editor with a form about its dilemma that was refused."""
    visit.request.path_params["dilemma"] = fields.text("dilemma")
    return await page(visit, form)


async def refused(visit: Visit, fields: Fields, refusals: list[Refused]) -> Response:
    form = form_of(visit, fields, refusals)
    html = await page(visit, form)
    if unsaid(form, html):
        html = await page(visit, in_view(form, html, fields, there=True))
    return HTMLResponse(html, status_of(refusals))


async def opened(visit: Visit) -> tuple[State, DilemmaId]:
    """Return the state and the dilemma in the address; 404 when it has none."""
    state = (await visit.room()).state
    dilemma = DilemmaId(visit.request.path_params["dilemma"])
    if state.status is Status.DRAFT or dilemma not in state.dilemmas:
        raise HTTPException(404)
    return state, dilemma


async def keep(visit: Visit, state: State, dilemma: DilemmaId, fields: Fields) -> dict[str, Any]:
    """Save what was typed in the blocks that there are, and nothing else.

    A block that still says what it starts from is not saved: it goes on following the record, such
    as an outcome that is recorded later.
    """
    starts = {block.key: block.default for block in public_text.blocks(state, dilemma)}
    house = visit.house
    texts = dict(await release.texts_of(house.db, await visit.room(), dilemma))
    for name, value in fields.pairs:
        if name in starts and text.clean(value) == text.clean(starts[name]):
            texts.pop(name, None)
        elif name in starts or name == public_text.NOTE:
            texts[name] = value
    if any(name == public_text.SUBJECTS for name, _ in fields.pairs):
        picked = fields.all(public_text.SUBJECTS)
        texts[public_text.SUBJECTS] = " ".join(key for key in SUBJECTS if key in picked)
    await publications.save_texts(house.db, visit.trialogue.id, dilemma, texts, now=house.now())
    return texts


async def page(visit: Visit, form: Form) -> str:
    """Return the editor with a form that was refused, or with links for spokespersons."""
    state, dilemma = await opened(visit)
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
        problems=problems(state, dilemma, texts),
        saved_at=None,
        publishes=Who.OWNER in visit.who,
        more=await _more(visit, state, dilemma, texts, form),
        approving=await approvals.card(visit, state, dilemma, form=form),
        mails=bool(house.mailer),
        published=_just_published(visit, state.dilemmas[dilemma]),
    )


def _just_published(visit: Visit, dilemma: Dilemma) -> str:
    """Return the address to pass on, after the button that publishes; else nothing."""
    said = visit.request.query_params.get("said") == PUBLISHED
    site = visit.house.facade.public_url
    return f"{site}/w/{dilemma.publications[-1].slug}" if said and dilemma.public else ""


async def followed_by(visit: Visit, *slugs: str) -> tuple[FollowUp, ...]:
    """Return the public weighings that go on from any of some."""
    found = [it for slug in slugs for it in await reviews.follow_ups(visit.house.db, slug)]
    return lineage.follow_ups((it.slug, documents.from_json(it.document)) for it in found)


async def _more(  # noqa: PLR0917 - what the card is about
    visit: Visit, state: State, dilemma: DilemmaId, texts: Mapping[str, Any], form: Form
) -> Releasing:
    """Return what stands around the button that publishes."""
    house = visit.house
    found = tracing.findings(state, dilemma, texts)
    mark = tracing.mark(found) if found else ""
    traces = releasing.traces(
        house.looks, visit.language, state, dilemma, found, mark, form.value("traceable")
    )
    plan = (await plans.of(house.db, visit.trialogue.id)).get(dilemma)
    planned = None
    if plan is not None:
        planned = releasing.Planned(
            at=plan.at,
            edited=planning.edited(plan, texts),
            outdated=await planning.outdated(house.db, await visit.room(), plan, house.looks.zone),
            refused=releasing.why_not(house.looks, visit.language, plan.refused),
        )
    out = state.dilemmas[dilemma].publications
    return releasing.releasing(
        state=state,
        dilemma=dilemma,
        form=form,
        traces=traces,
        tips=tips.beside(
            house.looks,
            visit.language,
            public_text.blocks(state, dilemma),
            texts,
            written=state.language,
        ),
        picked=str(texts.get(public_text.SUBJECTS, "")).split(),
        planned=planned,
        followed_by=await followed_by(visit, out[-1].slug) if out else (),
    )
