"""Outlines for official papers, filled with what is public of a weighing: a decision note
(beslisnota) and the section on implementation of an explanatory memorandum.

An outline is no finished paper: what the weighing doesn't hold is left open, and says so.
"""

from trialoog.core.document import Document, who_reserved
from trialoog.core.words import OutcomeKind, Perspective, ReasonType
from trialoog.views import record, words
from trialoog.views.approvals import SAYS
from trialoog.views.looks import Looks
from trialoog.views.record import CHOSEN, Where
from trialoog.views.words import N_
from trialoog.views.writing import Pen, line

TO_FILL_IN = N_("[zelf in te vullen]")
CAPACITY = "capacity"  # the key of the criterion on what people can cope with


def decision_note(looks: Looks, document: Document, where: Where) -> str:
    """Return the outline of a decision note, with the parts that such a note usually has."""
    pen = Pen(looks, document)
    fill = pen.say(TO_FILL_IN)
    pen.heading(1, pen.say(N_("Opzet voor een beslisnota")), ": ", line(document.question))
    _marked(pen, document, where)
    maker = line(document.decision_maker) or fill
    pen.bullets([f"{pen.say(N_('Aan'))}: {maker}", f"{pen.say(N_('Van'))}: {fill}"])
    pen.heading(2, pen.say(N_("Aanleiding")))
    pen.from_markdown(document.intro)
    pen.put(_held(pen, document))
    pen.heading(2, pen.say(N_("Geadviseerd besluit")))
    pen.prose(document.choice)
    _chosen(pen, document)
    if document.decide_by is not None:
        pen.put(pen.say(N_("Besluit nodig uiterlijk %(day)s."), day=pen.day(document.decide_by)))
    pen.heading(2, pen.say(N_("Kernpunten")))
    record.options(pen, document)
    pen.put(_reserved(pen, document))
    pen.heading(2, pen.say(N_("Toelichting")))
    record.poles(pen, document)
    pen.from_markdown(document.background)
    pen.heading(3, pen.say(N_("Opties, en waarom ze het niet werden")))
    _others(pen, document)
    pen.heading(3, pen.say(N_("Wat ieder perspectief ervan vindt")))
    _says(pen, document, document.present)
    record.voices(pen, document)
    pen.heading(2, pen.say(N_("Uitvoering en gevolgen")))
    _effects(pen, document)
    pen.heading(3, pen.say(N_("Aannames en evaluatie")))
    record.assumptions(pen, document)
    pen.heading(2, pen.say(N_("Politieke context")))
    pen.put(fill)
    pen.heading(2, pen.say(N_("Financiële en juridische gevolgen")))
    _fell_on(pen, document, (ReasonType.COST, ReasonType.LAWFUL))
    pen.put(fill)
    pen.heading(2, pen.say(N_("Afstemming")))
    _approved(pen, document)
    pen.put(fill)
    pen.heading(2, pen.say(N_("Meer informatie")))
    record.more(pen, document, where)
    return pen.text()


def memorandum(looks: Looks, document: Document, where: Where) -> str:
    """Return the outline of the section on implementation of an explanatory memorandum."""
    pen = Pen(looks, document)
    fill = pen.say(TO_FILL_IN)
    title = pen.say(N_("Opzet voor de toelichting bij een wet of verordening, deel uitvoering"))
    pen.heading(1, title, ": ", line(document.question))
    _marked(pen, document, where)
    pen.heading(2, pen.say(N_("Het voorstel")))
    pen.prose(document.choice)
    _chosen(pen, document)
    pen.heading(2, pen.say(N_("Uitvoering")))
    pen.put(f"{pen.say(N_('Wie voert het uit'))}: {fill}")
    pen.put(_held(pen, document))
    pen.heading(3, pen.say(N_("Wat uitvoering zegt, en wat daarmee is gedaan")))
    _says(pen, document, (Perspective.IMPLEMENTATION,))
    _fell_on(pen, document, (ReasonType.ORGANISATION, ReasonType.TIME))
    pen.put(f"{pen.say(N_('Wat daarmee is gedaan'))}: {fill}")
    pen.heading(3, pen.say(N_("Tijd voor de invoering, gegevens en ICT")))
    pen.put(fill)
    pen.heading(2, pen.say(N_("Doenvermogen")))
    _capacity(pen, document)
    _says(pen, document, (Perspective.CITIZEN,))
    _fell_on(pen, document, (ReasonType.CITIZEN,))
    pen.put(f"{pen.say(N_('Uitkomst van de doenvermogentoets'))}: {fill}")
    pen.heading(2, pen.say(N_("Gevolgen")))
    _effects(pen, document)
    pen.heading(2, pen.say(N_("Alternatieven")))
    _others(pen, document)
    pen.heading(2, pen.say(N_("Aannames en evaluatie")))
    record.assumptions(pen, document)
    pen.heading(2, pen.say(N_("Meer informatie")))
    record.more(pen, document, where)
    return pen.text()


def _marked(pen: Pen, document: Document, where: Where) -> None:
    """Say that this is an outline, and what of."""
    note = pen.say(
        N_("Dit is een opzet uit een openbare weging. Controleer hem en vul aan wat ontbreekt.")
    )
    pen.put(f"> {note} <{where.version}>")
    record.example(pen, document)


def _held(pen: Pen, document: Document) -> str:
    """Return when and by whom it was weighed."""
    seated = ", ".join(pen.say(words.PERSPECTIVE_LOWER[p]) for p in document.present)
    if document.held is None:
        return pen.say(N_("Aan tafel: %(who)s."), who=seated)
    return pen.say(
        N_("Gewogen in een trialoog op %(day)s. Aan tafel: %(who)s."),
        day=pen.day(document.held),
        who=seated,
    )


def _chosen(pen: Pen, document: Document) -> None:
    for option in document.options:
        if option.outcome in CHOSEN:
            pen.put(f"**{line(option.letter)}. {line(option.title)}**")
            pen.prose(option.detail)
            record.why(pen, option)


def _others(pen: Pen, document: Document) -> None:
    for option in record.ranked(document):
        if option.outcome not in CHOSEN:
            became = record.became(pen, option)
            pen.put(f"**{line(option.letter)}. {line(option.title)}** ({became})")
            record.why(pen, option)


def _reserved(pen: Pen, document: Document) -> str:
    """Return who made a reservation, if anybody did."""
    named = [pen.say(words.PERSPECTIVE_LOWER[p]) for p in who_reserved(document) or ()]
    return pen.say(N_("Voorbehoud van: %(who)s."), who=", ".join(named)) if named else ""


def _effects(pen: Pen, document: Document) -> None:
    if not any(option.downsides for option in document.options):
        pen.prose(document.accepted, pen.say(N_("Wat we ermee accepteren:")))
    for option in document.options:
        if option.outcome in CHOSEN:
            pen.points(option.downsides, pen.say(N_("Wat we ermee accepteren")))
            pen.points(option.conditions, pen.say(N_("Onder deze voorwaarden")))


def _says(pen: Pen, document: Document, perspectives: tuple[Perspective, ...]) -> None:
    """Tell what perspectives say of each option, and together."""
    for option in record.ranked(document):
        found = [(p, option.says[p]) for p in perspectives if p in option.says]
        if found:
            pen.put(f"**{line(option.letter)}. {line(option.title)}**")
            record.said(pen, found)
    record.said(pen, ((p, document.joint[p]) for p in perspectives if p in document.joint))


def _fell_on(pen: Pen, document: Document, types: tuple[ReasonType, ...]) -> None:
    """List the options that fell on some types of reason."""
    gone = (OutcomeKind.REJECTED, OutcomeKind.PARKED)
    pen.bullets(
        [
            f"**{line(o.letter)}. {line(o.title)}** {line(o.reason)}"
            for o in document.options
            if o.outcome in gone and o.reason_type in types
        ],
        pen.say(N_("Hierop vielen opties af:")),
    )


def _capacity(pen: Pen, document: Document) -> None:
    """Show how the options were rated on what people can cope with, where that was asked."""
    name = next((c.name for c in document.criteria if c.key == CAPACITY), "")
    for option in record.ranked(document) if name else ():
        for cell in option.cells:
            values = [v for v in cell.voices if v.value is not None]
            if cell.criterion == CAPACITY and values:
                told = "; ".join(
                    f"{pen.say(words.PERSPECTIVE_LOWER[v.perspective])}: "
                    f"{pen.say(words.value_words(v.value or 0))}"
                    for v in values
                )
                pen.put(f"**{line(option.letter)}. {line(option.title)}**: {told}")


def _approved(pen: Pen, document: Document) -> None:
    """Tell what each spokesperson said of the public text."""
    pen.bullets(
        [
            f"{pen.say(words.PERSPECTIVE[p])}: {pen.say(SAYS[document.approvals[p]])}"
            for p in document.present
            if p in document.approvals
        ]
    )
