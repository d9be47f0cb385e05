"""What every answer to a form is made of: its status, what was typed, and the way back."""

from dataclasses import replace
from urllib.parse import urlencode

from markupsafe import escape
from starlette.responses import RedirectResponse, Response

from trialoog.core.refusals import Refused
from trialoog.store.journal import ReceiptEntry
from trialoog.views.forms import Form
from trialoog.views.messages import sentence
from trialoog.web import keys
from trialoog.web.access import Visit
from trialoog.web.fields import Fields

NOT_YOU = 403
NOT_NOW = 409
TOO_FAST = 429
BAD_FORM = 422


def status_of(refusals: list[Refused]) -> int:
    """Return the status for refusals: 403 not yours, 429 too often, 422 at a field, or 409."""
    if any(refusal.code == "not_yours" for refusal in refusals):
        return NOT_YOU
    if any(refusal.code == "too_fast" for refusal in refusals):
        return TOO_FAST
    if all(refusal.field is not None for refusal in refusals):
        return BAD_FORM
    return NOT_NOW


def form_of(visit: Visit, fields: Fields, refusals: list[Refused], *, kept: bool = False) -> Form:
    """Return the form to show again, with everything that was typed."""
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in () if kept else fields.pairs:
        values.setdefault(name, value)
        lists[name] = (*lists.get(name, ()), value)
    errors: dict[str, str] = {}
    for refusal in refusals:
        said = sentence(visit.house.looks, visit.language, refusal)
        errors.setdefault(refusal.field or "", said)
    spent = kept or any(refusal.code == "key_used" for refusal in refusals)
    key = keys.new_key() if spent or not fields.text("key") else fields.text("key")
    return Form(key=key, values=values, lists=lists, errors=errors)


# Hidden fields that tell which of several forms on a page somebody sent.
SUBJECTS = ("contribution", "outcome", "option", "round")
# Fields that hold what somebody wrote.
WORDS = (
    "title",
    "detail",
    "text",
    "source",
    "why",
    "remark",
    "reason",
    "reopen",
    "downsides",
    "conditions",
    "assumptions",
)
WORDS_FOR = ("says-", "office-")  # a perspective


def stands(html: str, action: str, fields: Fields) -> bool:
    """Tell whether the form that was sent still stands on a page, so that it can show it again."""
    subjects = (fields.text(name) for name in SUBJECTS)
    return f'action="{action}"' in html and all(
        f'value="{escape(s)}"' in html for s in subjects if s
    )


def unsaid(form: Form, html: str) -> str:
    """Return the sentences that stand beside no field of a page."""
    return " ".join(
        said for name, said in form.errors.items() if not name or f'id="{name}-error"' not in html
    )


def in_view(form: Form, html: str, fields: Fields, *, there: bool) -> Form:
    """Return a form for a page on which it lost something: sentences go to the banner.

    `there` tells whether the page still has the form; else what was typed goes along.
    """
    typed = (
        value
        for name, value in fields.pairs
        if (name in WORDS or name.startswith(WORDS_FOR)) and value.strip()
    )
    errors = {**form.errors, "": unsaid(form, html)}
    return replace(form, errors=errors, lost=() if there else tuple(typed))


def receipt_of(visit: Visit, fields: Fields) -> ReceiptEntry | None:
    """Return what makes a form count once; None for a form without a key."""
    key = fields.text("key")
    if not key or len(key) > 100:
        return None
    secret = visit.trialogue.id.encode()
    # With the command, and without the phone: what is kept may not tell whose form it was.
    body = (*fields.pairs, ("", visit.request.url.path))
    return ReceiptEntry(keys.key_hash(secret, key), keys.body_hash(secret, body))


def fresh() -> Form:
    """Return an empty form with a key of its own."""
    return Form(key=keys.new_key())


def address(visit: Visit, *rest: str, **query: str) -> str:
    """Return an address inside the trialogue of this visit."""
    path = "/".join(("/t", visit.trialogue.id, *rest))
    wanted = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def back(visit: Visit, *rest: str, **query: str) -> Response:
    """Send a plain form back to its page."""
    return RedirectResponse(address(visit, *rest, **query), 303)


def done() -> Response:
    """Answer a form whose page changes by itself."""
    return Response(status_code=204)
