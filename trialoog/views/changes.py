"""What is different between two versions of one weighing, part by part, in words.

Both are told as lines of text under the same names, so that nothing that a reader sees of a
weighing can change without being shown here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from trialoog.core.compare import Budget, Fate, Woven, weave_all
from trialoog.core.document import (
    Assumption,
    Document,
    Formal,
    OptionText,
    Voice,
    who_reserved,
)
from trialoog.core.weighing import Tally
from trialoog.core.words import Decision, Perspective
from trialoog.views import locales, words
from trialoog.views.approvals import SAYS
from trialoog.views.looks import Looks
from trialoog.views.subjects import SUBJECTS
from trialoog.views.words import N_

Named = TypeVar("Named")

SHORT, AFTER = "", "~"  # sections beside those of the options, which go by their letter


class Told(NamedTuple):
    """One part of one version. `own` are words of people, in the language of the weighing."""

    section: str
    name: str
    lines: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is different: the rows of it that changed."""

    name: str
    rows: tuple[Woven, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Changed parts under one heading; `fate` is that of an option that is in one of the two."""

    name: str
    parts: tuple[Part, ...]
    title: str = ""
    fate: Fate = Fate.SAME


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different, and the names of the parts that are not."""

    sections: tuple[Section, ...]
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two that are compared."""

    version: int
    published_at: datetime
    note: str
    document: Document


def page(
    looks: Looks,
    language: str,
    slug: str,
    *,
    older: Version,
    newer: Version,
    versions: Sequence[tuple[int, datetime]],
) -> str:
    """Return the page that tells the difference; `versions` are all that are public."""
    return looks.render(
        language,
        "changes.html",
        here="",
        signed_in=False,
        slug=slug,
        document=newer.document,
        older=older,
        newer=newer,
        versions=sorted(versions, reverse=True),
        changes=changes(looks, language, older.document, newer.document),
    )


def changes(looks: Looks, language: str, old: Document, new: Document) -> Changes:
    """Return what is different between two versions."""
    teller, budget = _Teller(looks, language), Budget()
    before = {(it.section, it.name): it for it in teller.tell(old)}
    after = {(it.section, it.name): it for it in teller.tell(new)}
    letters = {o.letter: o for o in (*old.options, *new.options)}
    found = dict[str, list[Part]]()
    same = list[str]()
    for key in {**after, **before}:
        section, name = key
        a, b = before.get(key), after.get(key)
        gone, come = a.lines if a else (), b.lines if b else ()
        if gone == come:
            option = teller.option(section) if section in letters else ""
            same += [f"{option}: {name}" if option else name] if come else []
            continue
        woven = weave_all(gone, come, budget)
        rows = tuple(row for row in woven if any(run.fate is not Fate.SAME for run in row))
        one = b or a
        found.setdefault(section, []).append(Part(name, rows, own=one is not None and one.own))
    return Changes(
        tuple(
            _section(teller, old, new, letters.get(it), it, found[it])
            for it in (SHORT, *sorted(letters), AFTER)
            if it in found
        ),
        tuple(same),
    )


def _section(  # noqa: PLR0917 - one heading
    teller: "_Teller",
    old: Document,
    new: Document,
    option: OptionText | None,
    key: str,
    parts: Iterable[Part],
) -> Section:
    if option is None:
        name = N_("De weging in het kort") if key == SHORT else N_("Rond de weging")
        return Section(teller.say(name), tuple(parts))
    fate = Fate.SAME
    if key not in {it.letter for it in old.options}:
        fate = Fate.NEW
    elif key not in {it.letter for it in new.options}:
        fate = Fate.GONE
    return Section(teller.option(key), tuple(parts), option.title, fate)


class _Teller:
    """Tells versions in the language of the reader; what people wrote stays as it is."""

    def __init__(self, looks: Looks, language: str) -> None:
        self._looks, self._language = looks, language

    def say(self, message: str, **values: object) -> str:
        return self._looks.say(self._language, message, **values)

    def option(self, letter: str) -> str:
        return self.say(N_("Optie %(letter)s"), letter=letter)

    def tell(self, document: Document) -> Iterator[Told]:
        """Yield every part of a version, in the order of the page."""
        yield from self._short(document)
        for option in document.options:
            names = {it.key: it.name for it in document.criteria}
            yield from self._option(option, names)
        yield from self._after(document)

    def _short(self, it: Document) -> Iterator[Told]:
        yield self._own(SHORT, N_("De vraag"), it.question)
        yield self._own(SHORT, N_("Trialoog"), it.title)
        yield self._own(SHORT, N_("Organisatie"), it.organisation)
        poles = (it.pole_a.name, it.pole_a.worth, it.pole_b.name, it.pole_b.worth)
        yield self._own(SHORT, N_("Het dilemma"), *poles)
        yield self._own(SHORT, N_("Waar het over gaat"), it.intro)
        yield self._own(SHORT, N_("De keuze"), it.choice)
        yield self._own(SHORT, N_("Wat we ermee accepteren"), it.accepted)
        yield self._own(SHORT, N_("Wat afviel"), it.fell)
        subjects = (self.say(SUBJECTS.get(key, key)) for key in it.subjects)
        yield self._ours(SHORT, N_("Onderwerpen"), *subjects)

    def _option(self, it: OptionText, criteria: dict[str, str]) -> Iterator[Told]:
        at = it.letter
        yield self._own(at, N_("Titel"), it.title)
        yield self._own(at, N_("Toelichting"), it.detail)
        yield self._ours(at, N_("Uitkomst"), *self._known(words.OUTCOME, it.outcome))
        into = self.say(N_("optie %(letter)s"), letter=it.into) if it.into else ""
        yield self._ours(at, N_("Gaat verder in"), into)
        yield self._ours(at, N_("Wat de doorslag gaf"), *self._known(words.REASON, it.reason_type))
        yield self._own(at, N_("Waar vooral op is gelet"), *it.criteria)
        yield self._own(at, N_("Waarom"), it.reason)
        yield self._own(at, N_("Wat meewoog"), *it.weighed)
        yield self._own(at, N_("Wat we ermee accepteren"), *it.downsides)
        yield self._own(at, N_("Onder deze voorwaarden"), *it.conditions)
        yield self._own(at, N_("Aannames onder deze keuze"), *map(self._assumption, it.assumptions))
        for p in Perspective:
            who = self.say(words.PERSPECTIVE_LOWER[p])
            yield self._own(at, N_("Wat %(who)s ervan vindt"), it.says.get(p, ""), who=who)
        yield self._ours(at, N_("Niet gehoord"), *self._known(words.PERSPECTIVE, *it.unheard))
        yield self._own(at, N_("Wanneer we dit opnieuw bekijken"), it.reopen)
        yield self._ours(at, N_("Opnieuw bekijken op"), self._day(it.review))
        marks = (
            f"{criteria.get(cell.criterion, cell.criterion)}: "
            + "; ".join(filter(None, map(self._voice, cell.voices)))
            for cell in it.cells
        )
        yield self._ours(at, N_("Waarderingen"), *marks)
        yield self._ours(at, N_("Instemming"), *map(self._tally, it.consent))
        yield self._own(at, N_("Verbeterd bij het teruglezen"), *it.corrections)
        if it.before is not None:
            was = (self.say(words.OUTCOME[it.before.outcome]), it.before.letter)
            texts = (it.before.reason, it.before.reopen, it.before.why)
            yield self._own(at, N_("In de vorige weging"), " ".join(was), *texts)

    def _after(self, it: Document) -> Iterator[Told]:
        reserving = self._known(words.PERSPECTIVE, *(who_reserved(it) or ()))
        yield self._ours(AFTER, N_("Voorbehoud"), *reserving)
        for p in Perspective:
            who = self.say(words.PERSPECTIVE_LOWER[p])
            reserved, joint = it.reservations.get(p, ""), it.joint.get(p, "")
            yield self._own(AFTER, N_("Voorbehoud van %(who)s"), reserved, who=who)
            yield self._own(AFTER, N_("Gezamenlijke tekst van %(who)s"), joint, who=who)
        yield self._own(AFTER, N_("Besluitnemer"), it.decision_maker)
        yield self._ours(AFTER, N_("Besluit verwacht"), self._day(it.decide_by))
        formal = it.formal or Formal(Decision.OPEN, None, "")
        decided = filter(None, (self.say(words.DECISION[formal.decision]), self._day(formal.on)))
        yield self._ours(AFTER, N_("Besluit"), ", ".join(decided))
        yield self._own(AFTER, N_("Waarom dit besluit"), formal.why)
        yield self._ours(AFTER, N_("Opnieuw bekijken"), self._day(it.review))
        yield self._own(AFTER, N_("Achtergrond"), it.background)
        yield self._own(AFTER, N_("Bronnen"), *it.sources)
        yield self._own(AFTER, N_("Werkvorm"), it.format_name)
        yield self._ours(AFTER, N_("Datum van het gesprek"), self._day(it.held))
        for name, those in (
            (N_("Aan tafel"), it.present),
            (N_("Niet aan tafel"), it.absent),
            (N_("Kleine groep, zonder cijfers"), it.suppressed),
        ):
            yield self._ours(AFTER, name, *self._known(words.PERSPECTIVE, *those))
        measures = (": ".join(filter(None, (c.name, c.question))) for c in it.criteria)
        yield self._own(AFTER, N_("Waar de opties langs zijn gelegd"), *measures)
        approvals = (
            f"{self.say(words.PERSPECTIVE[p])}: {self.say(SAYS[it.approvals[p]])}"
            for p in Perspective
            if p in it.approvals
        )
        yield self._ours(AFTER, N_("Wie keek mee met deze tekst?"), *approvals)
        speak = (
            f"{self.say(words.PERSPECTIVE[p])}: {it.spokespersons[p]}"
            for p in Perspective
            if p in it.spokespersons
        )
        yield self._own(AFTER, N_("Aanspreekpunt"), *speak)
        yield self._own(AFTER, N_("Vervolg op"), it.follows.question if it.follows else "")
        yield self._own(AFTER, N_("Voorbeeld uit"), it.example)

    def _own(self, section: str, name: str, *texts: str, **values: str) -> Told:
        """Words of people, a paragraph to a line."""
        lines = (part for text in texts for part in text.split("\n\n"))
        return Told(
            section, self.say(name, **values), tuple(it for it in lines if it.strip()), own=True
        )

    def _ours(self, section: str, name: str, *lines: str) -> Told:
        """Words of the interface, in the language of the reader."""
        return Told(section, self.say(name), tuple(filter(None, lines)), own=False)

    def _known(self, names: Mapping[Named, str], *keys: Named | None) -> Iterator[str]:
        """Yield the words for what has a fixed name."""
        return (self.say(names[key]) for key in keys if key is not None)

    def _day(self, at: date | None) -> str:
        return locales.day(at, self._language) if at else ""

    def _assumption(self, it: Assumption) -> str:
        known = (self.say(words.STANDING[it.state]), self._day(it.on))
        return f"{it.text} ({', '.join(filter(None, known))})"

    def _voice(self, it: Voice) -> str:
        if it.value is None:
            return ""
        who = self.say(words.PERSPECTIVE_LOWER[it.perspective])
        return f"{who} {self.say(words.value_words(it.value))}"

    def _tally(self, it: Tally) -> str:
        who = self.say(words.PERSPECTIVE[it.perspective])
        if it.hidden:
            return f"{who}: {self.say(N_('Niet openbaar: minder dan drie antwoorden.'))}"
        if it.support is None:
            return f"{who}: {self.say(N_('Geen antwoord gegeven.'))}"
        said = self.say(
            N_("%(yes)s steun, %(live)s kan ermee leven, %(no)s bezwaar"),
            yes=it.support,
            live=it.live_with,
            no=it.objects,
        )
        return f"{who}: {said}"
