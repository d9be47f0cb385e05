"""What in a public text may point at one person: addresses, numbers, names, few, literal words.

Pure, and takes time in proportion to the text, whatever it holds. It warns and never judges: it
can't find everything, and what it finds may well stay.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from trialoog.core.ids import DilemmaId
from trialoog.core.names import names
from trialoog.core.public_text import NOTE, Block, blocks, released, small, standing
from trialoog.core.state import State
from trialoog.core.text import LONG, clean
from trialoog.core.words import Nature, Perspective


class Trace(StrEnum):
    """How words may point at a person."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NUMBER = "number"  # may be a citizen service number
    NAME = "name"
    FIRST_PERSON = "first_person"
    FEW = "few"  # a count of a small group
    VIEW = "view"  # somebody's view, literally
    SMALL = "small"  # literally from a perspective with fewer than three seats


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of one block, by its key, and how they may point at a person."""

    key: str
    trace: Trace
    words: str


LONGEST = 80  # characters of what was found that are shown
FEWEST = 4  # words that are somebody's own when they stand elsewhere literally

# Each pattern starts where a word starts and repeats only so often: no text makes it slow.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BETWEEN = r"[ .\-/()]{0,3}"
PHONE = re.compile(
    rf"(?<![\w+])(?:\+|00)[1-9](?:{_BETWEEN}\d){{7,13}}(?!\d)"
    rf"|(?<![\w+,.])\(?0[1-9](?:{_BETWEEN}\d){{8}}(?!\d)"
)
AMOUNT = re.compile(r"\+\d{1,3}(?:\.\d{3})+|\d{1,2}([-/.])\d{1,2}\1\d{4}.{0,8}")
_POSTCODE = r"(?<![\w.])[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?!\w)"
_HOUSE = r"\d{1,5}(?:[ -]?[a-zA-Z])?"
ADDRESS = re.compile(
    rf"{_POSTCODE},? ?(?:nr\.? ?|nummer |huisnummer )?{_HOUSE}(?!\w)"
    rf"|(?<![\w-])[\w'’-]{{2,40}} {_HOUSE}[, ]{{1,3}}{_POSTCODE}"
    r"|(?<![\w-])[A-Z][\w'’-]{1,40}(?:straat|laan|weg|plein|gracht|kade|singel|dijk|steeg|dreef|pad)"
    rf" {_HOUSE}(?!\w)"
)
NUMBER = re.compile(r"(?<![\w.,-])\d(?:[ .-]?\d){8}(?![\w])")
THOUSANDS = re.compile(r"\d{3}\.\d{3}\.\d{3}")
FIRST_PERSON = {
    "nl": re.compile(
        r"(?<![\w'’-])(?:[Ii]k(?:zelf)?|[Mm]ij(?:zelf)?|mijn|[Mm]ijn(?= [a-z])|mezelf)\b"
    ),
    "en": re.compile(r"(?<![\w'’-])(?:I(?!\.)|[Mm]y(?:self)?|mine)(?![\w-])"),
}
_PERSON = (
    r"(?:aanwezige|ambtenaar|ambtena|beleidsmaker|collega|deelneemster|deelnemer|inspecteur|jurist"
    r"|medewerker|persoon|person|politic|raadslid|raadsled|uitvoerder|vertegenwoordiger"
    r"|vrouw|man|colleague|member|official|participant)\w{0,4}"
)
_TWO = r"(?:twee|drie|two|three|2|3)"
FEW = re.compile(
    rf"(?<!\w)(?:(?:een|één|1|geen) van (?:de |deze |die )?(?:{_TWO}|beide)"
    rf"|(?:one|none|neither|either) of (?:the )?(?:{_TWO}|both)"
    rf"|de enige (?:die|van|aan tafel|{_PERSON})|als enige"
    rf"|the only {_PERSON}|the only one (?:who|at)"
    rf"|(?:één|1|{_TWO}|beide|both|one)(?: van de| of the)? {_PERSON})(?!\w)",
    re.IGNORECASE,
)


def findings(state: State, dilemma: DilemmaId, texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what may point at a person in all that would be public, in the order of the page."""
    all_blocks = blocks(state, dilemma)
    public = {key: said[:LONG] for key, said in released(all_blocks, texts).items()}
    public[NOTE] = clean(texts.get(NOTE, ""))[:LONG]
    known = _known(state, dilemma)
    found = [
        Finding(key, trace, words)
        for key, said in public.items()
        for trace, words in look(said, state.language, known)
    ]
    found += _literal(state, dilemma, all_blocks, public)
    order = {key: place for place, key in enumerate(public)}
    return tuple(dict.fromkeys(sorted(found, key=lambda it: order[it.key])))


def mark(found: Iterable[Finding]) -> str:
    """Return what somebody confirms who has seen these findings: others need a new look."""
    seen = "\n".join(sorted(f"{it.key}\t{it.trace}\t{it.words}" for it in found))
    return sha256(seen.encode()).hexdigest()[:16]


def look(said: str, language: str, known: frozenset[str]) -> Iterator[tuple[Trace, str]]:
    """Return what in one text may point at a person. `known` are words, in lower case, that are
    no names."""
    yield from ((Trace.EMAIL, _short(it.group())) for it in EMAIL.finditer(said))
    for it in PHONE.finditer(said):
        if not AMOUNT.fullmatch(it.group()):
            yield Trace.PHONE, _short(it.group())
    yield from ((Trace.ADDRESS, _short(it.group())) for it in ADDRESS.finditer(said))
    for it in NUMBER.finditer(said):
        if not THOUSANDS.fullmatch(it.group()) and eleven(it.group()):
            yield Trace.NUMBER, it.group()
    yield from ((Trace.NAME, _short(name)) for name in names(said, known))
    person = FIRST_PERSON.get(language, FIRST_PERSON["nl"])
    yield from ((Trace.FIRST_PERSON, it.group()) for it in person.finditer(said))
    yield from ((Trace.FEW, _short(it.group())) for it in FEW.finditer(said))


def eleven(typed: str) -> bool:
    """Tell whether nine digits pass the test that Dutch citizen service numbers pass."""
    digits = [int(c) for c in typed if c.isdecimal()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(d * w for d, w in zip(digits, weights, strict=True))
    return any(digits) and total % 11 == 0


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _known(state: State, dilemma: DilemmaId) -> frozenset[str]:
    """Return the words of what everybody knows: the question, its poles, options and criteria."""
    it = state.dilemmas[dilemma]
    said = [state.title, state.question, state.organisation, state.decision_maker, it.question]
    said += [it.pole_a.name, it.pole_b.name, it.pole_a.worth, it.pole_b.worth]
    said += [option.title for option in state.options_of(dilemma)]
    said += [criterion.name for criterion in state.script.criteria]
    said += [state.script.name]
    return frozenset(word.casefold() for text in said for word in re.findall(r"\w+", text))


# --- words of the record ----------------------------------------------------------------


class Own(NamedTuple):
    """Words of somebody. `home` may say them in its joint text, if anyone."""

    words: str
    trace: Trace
    home: Perspective | None


def _literal(
    state: State, dilemma: DilemmaId, all_blocks: Iterable[Block], public: Mapping[str, str]
) -> Iterator[Finding]:
    """Return where somebody's own words stand literally. What the room never saw is not looked
    for: nobody may find it by its words."""
    homes = {block.key: block.perspective for block in all_blocks if block.field == "joint"}
    plain = {key: f" {_plain(said)} " for key, said in public.items()}
    together = "\n".join(plain.values())
    for own in _own_words(state, dilemma):
        for part in _sentences(own.words):
            needle = f" {_plain(part)} "
            if needle.count(" ") <= FEWEST or needle not in together:
                continue
            for key, said in plain.items():
                at_home = own.home is not None and homes.get(key) is own.home
                if needle in said and not at_home:
                    yield Finding(key, own.trace, _short(part))


def _own_words(state: State, dilemma: DilemmaId) -> Iterator[Own]:
    few = small(state)
    for card in state.contributions_of(dilemma):
        if state.shown(card) and not card.gone:
            if card.perspective in few:
                yield Own(card.text, Trace.SMALL, None)
            elif card.kind.nature is Nature.VIEW:
                # A view is public as what a perspective says together.
                yield Own(card.text, Trace.VIEW, card.perspective)
    for option in state.options_of(dilemma):
        outcome = standing(state, option)
        if outcome is not None:
            said = [*outcome.says.items(), *((r.perspective, r.text) for r in outcome.reservations)]
            yield from (Own(words, Trace.SMALL, who) for who, words in said if who in few)


def _sentences(words: str) -> Iterator[str]:
    return (part for part in re.split(r"(?<=[.!?])\s+|\n+", words) if part.strip())


def _plain(said: str) -> str:
    """Return a text as words in lower case with one blank between them."""
    return " ".join(re.findall(r"\w+", said.casefold()))
