"""A weighing as one Markdown file, in the spirit of MADR: context, options, outcome, why not."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trialoog.core.document import Document, OptionText, who_reserved
from trialoog.core.words import Decision, OutcomeKind, Perspective
from trialoog.views import charts, editor, words
from trialoog.views.looks import Looks
from trialoog.views.words import N_
from trialoog.views.writing import Pen, line

EXAMPLE = N_("Dit is een voorbeeld, niet echt.")
CHOSEN = (OutcomeKind.CHOSEN, OutcomeKind.ELABORATE)


@dataclass(frozen=True, slots=True)
class Where:
    """Where one version of a weighing is to be found, and since when."""

    site: str
    slug: str
    number: int
    published_at: datetime

    @property
    def page(self) -> str:
        """The address of the weighing, whatever its version."""
        return f"{self.site}/w/{self.slug}"

    @property
    def version(self) -> str:
        """The address of this version, which never holds anything else."""
        return f"{self.page}/v/{self.number}"


def record(looks: Looks, document: Document, where: Where) -> str:
    """Return the whole weighing as Markdown."""
    pen = Pen(looks, document)
    pen.put(_matter(pen, document, where))
    pen.heading(1, line(document.question))
    example(pen, document)
    pen.heading(2, pen.say(N_("Context en vraag")))
    context(pen, document)
    pen.heading(2, pen.say(N_("Waar de opties langs zijn gelegd")))
    pen.bullets([_criterion(c.name, c.question) for c in document.criteria])
    pen.heading(2, pen.say(N_("Overwogen opties")))
    options(pen, document)
    pen.heading(2, pen.say(N_("Uitkomst")))
    outcome(pen, document)
    pen.heading(2, pen.say(N_("De opties, en waarom")))
    for option in ranked(document):
        _option(pen, document, option)
    voices(pen, document)
    pen.heading(2, pen.say(N_("Aannames onder deze keuze")))
    assumptions(pen, document)
    pen.heading(2, pen.say(N_("Meer informatie")))
    more(pen, document, where)
    return pen.text()


def _matter(pen: Pen, document: Document, where: Where) -> str:
    """Return what programs read first. JSON strings are YAML too, and can't be anything else: for
    who does not know it, no markup either."""
    decision = document.formal.decision if document.formal else Decision.OPEN
    fields = {
        "status": decision.value,
        "date": pen.date(where.published_at).isoformat(),
        "version": where.number,
        "language": pen.language,
        "organisation": document.organisation,
        "decision-makers": document.decision_maker,
        "consulted": [p.value for p in document.present],
        "source": where.version,
    }
    lines = (f"{name}: {json.dumps(value, ensure_ascii=True)}" for name, value in fields.items())
    return "\n".join(["---", *lines, "---"]).replace("<", r"\u003c").replace("![", r"\u0021[")


# --- parts that the outlines share ---------------------------------------------------


def example(pen: Pen, document: Document) -> None:
    """Say of a made-up weighing that it is one."""
    if document.example:
        pen.put(f"**{pen.say(EXAMPLE)}**")


def context(pen: Pen, document: Document) -> None:
    """Tell what it was about: the introduction, the two poles, the background."""
    pen.from_markdown(document.intro)
    poles(pen, document)
    pen.from_markdown(document.background)


def poles(pen: Pen, document: Document) -> None:
    """Tell between what one has to choose."""
    pen.bullets([_criterion(side.name, side.worth) for side in (document.pole_a, document.pole_b)])


def options(pen: Pen, document: Document) -> None:
    """List the options, and what became of each."""
    pen.bullets([f"{line(o.letter)}. {line(o.title)} ({became(pen, o)})" for o in ranked(document)])


def _criterion(name: str, more: str) -> str:
    return f"**{line(name)}**" + (f": {line(more)}" if more else "")


def outcome(pen: Pen, document: Document) -> None:
    """Tell in short what was chosen, what is accepted with it, and what fell."""
    explores = any(o.outcome is OutcomeKind.ELABORATE for o in document.options)
    lead = N_("Om uit te werken:") if explores else N_("De keuze:")
    pen.prose(document.choice, pen.say(lead))
    pen.prose(document.accepted, pen.say(N_("Wat we ermee accepteren:")))
    pen.prose(document.fell, pen.say(N_("Wat afviel:")))


def ranked(document: Document) -> list[OptionText]:
    """Return the options in the order of the page."""
    return sorted(document.options, key=charts.rank)


def became(pen: Pen, option: OptionText) -> str:
    """Return what became of an option, in a word."""
    if option.outcome is None:
        return pen.say(N_("nog geen uitkomst"))
    return pen.say(words.OUTCOME[option.outcome]).lower()


def why(pen: Pen, option: OptionText) -> None:
    """Tell why an option got its outcome, and what would reopen it."""
    if option.outcome is None:
        return
    pen.prose(option.reason, f"{pen.say(words.OUTCOME_WHY[option.outcome])}:")
    pen.points(option.corrections, pen.say(N_("Verbeterd bij het teruglezen")))
    if option.reason_type is not None:
        pen.put(
            f"{pen.say(N_('Wat de doorslag gaf'))}: {pen.say(words.REASON[option.reason_type])}."
        )
    if option.into:
        pen.put(pen.say(N_("Gaat verder in optie %(letter)s."), letter=line(option.into)))
    pen.prose(option.reopen, f"{pen.say(N_('Wanneer we dit opnieuw bekijken'))}:")


def said(pen: Pen, texts: Iterable[tuple[Perspective, str]]) -> None:
    """Tell what perspectives say, each in its own name."""
    for perspective, text in texts:
        pen.prose(text, f"{pen.say(words.PERSPECTIVE[perspective])}:")


def _option(pen: Pen, document: Document, option: OptionText) -> None:
    pen.heading(3, f"{line(option.letter)}. {line(option.title)}")
    pen.prose(option.detail)
    why(pen, option)
    pen.points(option.weighed, pen.say(N_("Wat meewoog")))
    pen.points(option.downsides, pen.say(N_("Wat we ermee accepteren")))
    pen.points(option.conditions, pen.say(N_("Onder deze voorwaarden")))
    said(pen, ((p, option.says[p]) for p in document.present if p in option.says))
    if option.unheard:
        named = ", ".join(pen.say(words.PERSPECTIVE_LOWER[p]) for p in option.unheard)
        pen.put(pen.say(N_("Niet gehoord over deze optie: %(who)s."), who=named))
    ratings(pen, document, option)


def ratings(pen: Pen, document: Document, option: OptionText) -> None:
    """Show the median of every perspective per criterion, in words."""
    cells = [cell for cell in option.cells if any(v.value is not None for v in cell.voices)]
    if not cells:
        return
    names = {criterion.key: criterion.name for criterion in document.criteria}
    seen = [voice.perspective for voice in cells[0].voices]
    rows = [["", *(pen.say(words.PERSPECTIVE[p]) for p in seen)]]
    for cell in cells:
        said_by = {voice.perspective: voice for voice in cell.voices}
        row = [line(names.get(cell.criterion, cell.criterion))]
        for p in seen:
            voice = said_by.get(p)
            if voice is None or (voice.value is None and not voice.hidden):
                row.append(pen.say(charts.NOTHING))
            elif voice.value is None:
                row.append(pen.say(charts.HIDDEN))
            else:
                row.append(pen.say(words.value_words(voice.value)))
        rows.append(row)
    pen.table(rows)


def voices(pen: Pen, document: Document) -> None:
    """Tell who was at the table, who was not, and what each wants to be remembered."""
    pen.heading(2, pen.say(N_("Wat elk perspectief zegt")))
    absent = ", ".join(pen.say(words.PERSPECTIVE_LOWER[p]) for p in document.absent)
    if absent:
        pen.put(pen.say(N_("Niet aan tafel: %(who)s."), who=absent))
    unquoted = reserved_unquoted(document)
    if who_reserved(document) == ():
        pen.put(pen.say(N_("Geen voorbehoud.")))
    for p in document.present:
        who = pen.say(words.PERSPECTIVE_LOWER[p])
        kept = document.reservations.get(p, "")
        pen.prose(kept, f"{pen.say(N_('Voorbehoud van %(who)s'), who=who)}:")
        if p in unquoted:
            said(pen, [(p, pen.say(unquoted[p]))])
        joint = f"{pen.say(N_('Gezamenlijke tekst van %(who)s'), who=who)}:"
        pen.prose(document.joint.get(p, ""), joint)


def reserved_unquoted(document: Document) -> dict[Perspective, str]:
    """Return what is said of reservations that are not quoted, by who made them: message ids. A
    guest with enough seats tells of it in its joint text."""
    return {
        p: words.UNQUOTED_FEW
        if p in document.suppressed
        else words.RESERVED
        if p in document.joint
        else words.UNQUOTED
        for p in who_reserved(document) or ()
        if p not in document.reservations
    }


def assumptions(pen: Pen, document: Document) -> None:
    """List what the choice rests on, and what is known of it."""
    found = [assumption for option in document.options for assumption in option.assumptions]
    if not found:
        pen.put(pen.say(N_("Er zijn geen aannames vastgelegd.")))
    pen.bullets(
        [
            f"{line(a.text)} ({pen.say(editor.STANDING[a.state]).lower()}"
            + (f", {pen.day(a.on)}" if a.on else "")
            + ")"
            for a in found
        ]
    )
    if document.review is not None:
        pen.put(pen.say(N_("Opnieuw bekijken op %(day)s."), day=pen.day(document.review)))


def more(pen: Pen, document: Document, where: Where) -> None:
    """Tell what the decision maker did, where it is all to be found, and the sources."""
    formal = document.formal
    decided = pen.say(words.DECISION[formal.decision if formal else Decision.OPEN])
    points = [f"{pen.say(N_('Besluit'))}: {decided}"]
    if document.decision_maker:
        points.insert(0, f"{pen.say(N_('Besluitnemer'))}: {line(document.decision_maker)}")
    version = pen.say(N_("Versie %(version)s"), version=where.number)
    points.append(f"{version}, {pen.day(where.published_at)}: <{where.version}>")
    points.extend(line(source) for source in document.sources)
    pen.bullets(points)
    if formal is not None:
        pen.prose(formal.why, pen.say(N_("Waarom:")))
