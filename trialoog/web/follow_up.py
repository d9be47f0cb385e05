"""A follow-up of a public weighing: a new draft that goes on from it, with one tap."""

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from trialoog.core import document as documents
from trialoog.core import follow_up
from trialoog.core.draft import New
from trialoog.store import lists, publications
from trialoog.views.words import N_
from trialoog.web.access import Visit
from trialoog.web.answers import NOT_NOW
from trialoog.web.fields import form_fields
from trialoog.web.prepare import new

FORMATS = {"nl": "invoeringstoets", "en": "looking_back"}  # by the language of the weighing
TITLE = N_("Vervolg: %(title)s")
GOING_ON_WITH = N_("Doorgaan: %(title)s")
GOING_ON = N_("Doorgaan zoals het gaat")


async def begin(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/follow-up: a new draft that goes on from what is public."""
    house, old = visit.house, visit.trialogue
    fields = await form_fields(visit.request, most=10)
    dilemma = visit.request.path_params["dilemma"]
    public = await publications.of_trialogue(house.db, old.id)
    found = next((it for it in public if it.dilemma == dilemma), None)
    if found is None:
        raise HTTPException(NOT_NOW)
    document = documents.from_json(found.document)
    first = next(iter(house.formats.values()))
    format = house.formats.get(FORMATS.get(document.language, ""), first)

    def say(message: str, title: str = "") -> str:
        """Fill in a title, unless it begins like that already: a follow-up can be followed."""
        begins = house.looks.say(format.language, message, title="")
        same = title.startswith(begins.strip())
        return title if same else house.looks.say(format.language, message, title=title)

    made = new(house, format)
    if one := follow_up.one_choice(document):
        made = New(made.id, say(GOING_ON_WITH, one.title))
    elif any(follow_up.chosen(document)):
        made = New(made.id, say(GOING_ON))
    draft = follow_up.begin(
        document, found.slug, format, made, title=say(TITLE, document.title or document.question)
    )
    what = (visit.account or "", visit.request.url.path, found.slug, fields.text("key"))
    info = await lists.create_trialogue(
        house.db,
        team=old.team,
        title=draft["title"],
        draft=draft,
        language=format.language,
        now=house.now(),
        # A double click makes one.
        id=lists.id_of("\n".join(what)) if fields.text("key") else None,
    )
    return RedirectResponse(f"/t/{info.id}/prepare", 303)
