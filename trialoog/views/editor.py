"""The editor of the public text as sections: what the record holds, beside what goes out.

View models only; what may be offered at all is decided in `core.public_text`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from trialoog.core.ids import DilemmaId
from trialoog.core.problems import Problem
from trialoog.core.public_text import Block, Quote, blocks, reserved, small, standing
from trialoog.core.state import Option, State
from trialoog.core.words import OutcomeKind, Perspective
from trialoog.views import words
from trialoog.views.looks import Looks
from trialoog.views.words import N_

Say = Callable[..., str]  # a message id and its values to a sentence

FIELD = {
    "intro": N_("Waar ging het over?"),
    "choice": N_("De keuze"),
    "accepted": N_("Wat we ermee accepteren"),
    "fell": N_("Wat afviel"),
    "background": N_("Achtergrond, voor wie meer wil weten"),
    "sources": N_("Bronnen"),
    "detail": N_("Wat deze optie inhoudt"),
    "again": N_("Waarom we hier opnieuw naar kijken"),
    "reason": N_("Waarom"),
    "weighed": N_("Wat meewoog"),
    "downsides": N_("Wat we ermee accepteren"),
    "conditions": N_("Onder deze voorwaarden"),
    "assumption": N_("Aanname %(number)s"),
    "assumption_state": N_("Klopt aanname %(number)s?"),
    "assumption_on": N_("Wanneer is aanname %(number)s bekeken?"),
    "review": N_("Wanneer kijken we of dit nog klopt?"),
    "says": N_("Wat %(perspective)s ervan vindt"),
    "reopen": N_("Wanneer we dit opnieuw bekijken"),
    "correction": N_("Verbetering %(number)s bij het teruglezen"),
    "reservation": N_("Voorbehoud van %(perspective)s"),
    "joint": N_("Gezamenlijke tekst van %(perspective)s"),
}
HINT = {
    "accepted": N_(
        "Begint met de nadelen die bij de uitkomst zijn vastgelegd. Dit is het korte antwoord "
        "bovenaan de pagina. Het verslag verandert niet mee."
    ),
    "sources": N_("Eén bron per regel"),
    "weighed": N_(
        "Eén punt per regel. Feiten en gevolgen staan er al, meningen niet. "
        "Laat alleen staan wat openbaar mag zijn."
    ),
    "downsides": N_(
        "Eén punt per regel. Dit staat bij deze optie. Wijzig je het? Kijk dan ook naar "
        "“Wat we ermee accepteren” bovenaan."
    ),
    "conditions": N_("Eén punt per regel"),
    "assumption": N_("Laat je dit leeg, dan staat deze aanname niet op de pagina."),
    "review": N_("Op die dag krijg je een herinnering. Leeg betekent: geen."),
    "joint": N_("Eén tekst namens de hele groep. Spreek die samen af."),
    "joint_reserved": N_(
        "Eén tekst namens de hele groep. Spreek die samen af. De pagina zegt dat deze groep een "
        "voorbehoud maakte, zonder de woorden: er deden minder dan drie mensen mee. "
        "Schrijf hier dus ook op waarom."
    ),
}
NOT_TAKEN = N_(
    "Leeg, want wat is aangevinkt, is een mening of komt van een groep van minder dan drie. "
    "Schrijf in eigen woorden wat meewoog, één punt per regel."
)
NOT_TICKED = N_(
    "Leeg, want bij de uitkomst is geen tekst aangevinkt. Schrijf wat meewoog, één punt per regel. "
    "Criteria die zijn aangevinkt, staan er vanzelf bij."
)
WHAT = {
    "background": N_("uit de voorbereiding"),
    "reason": N_("vastgelegd als reden"),
    "says": N_("vastgelegd bij de uitkomst"),
    "contribution": N_("inbreng"),
    "correction": N_("verbetering bij het teruglezen"),
    "reservation": N_("voorbehoud"),
    "together": N_("alles bij elkaar, niet per deelnemer"),
    "wrote": N_("alles wat dit perspectief schreef, op alfabet"),
}
STANDING = words.STANDING
PROBLEM = {
    "rehearsal": N_("Dit is een proefronde. Die wordt nooit openbaar."),
    "not_closed": N_("De trialoog is nog niet gesloten."),
    "option_open": N_("Optie %(option)s heeft nog geen uitkomst."),
    "text_missing": N_("Er ontbreekt een tekst."),
    "text_missing_option": N_("Bij optie %(option)s ontbreekt een tekst."),
    "too_long": N_("Een tekst is te lang. Er passen 5.000 tekens in."),
    "note_missing": N_("Schrijf op wat er is veranderd."),
    "subjects_many": N_("Kies ten hoogste drie onderwerpen."),
    "joint_missing": N_("%(perspective)s bracht iets in, maar heeft nog geen gezamenlijke tekst."),
    "reserved_unquoted": N_(
        "%(perspective)s maakte een voorbehoud, maar heeft nog geen gezamenlijke tekst. "
        "De pagina zegt dan alleen dat het er is, niet waarom."
    ),
    "reserved_emptied": N_(
        "%(perspective)s maakte een voorbehoud. Je haalde de woorden weg. "
        "De pagina zegt dan alleen dat het er is, niet waarom."
    ),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of public text, filled."""

    block: Block
    label: str
    hint: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: the record on one side, the fields on the other."""

    key: str
    heading: str
    record_heading: str
    outcome: OutcomeKind | None
    record: tuple[Quote, ...]
    unheard: tuple[Perspective, ...]
    hidden: bool  # a group too small to be shown singly
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Why it can't go out yet, and the field to go to."""

    words: str
    key: str


def sections(
    looks: Looks, language: str, state: State, dilemma: DilemmaId, *, texts: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return the sections of the editor: the summary, every option, and then the voices."""
    groups: dict[str, list[Block]] = {}
    for block in blocks(state, dilemma):
        key = f"{block.section}-{block.perspective}" if block.section == "joint" else block.section
        groups.setdefault(key, []).append(block)
    say = partial(looks.say, language)
    options = {option.letter: option for option in state.options_of(dilemma)}
    outcomes = {letter: standing(state, option) for letter, option in options.items()}
    objected = reserved(state, state.dilemmas[dilemma])
    unquoted = tuple(p for p in objected if p in small(state))
    kinds = {letter: outcome.kind for letter, outcome in outcomes.items() if outcome is not None}
    return tuple(
        _of_option(say, state, options[key], fields)
        if key in options
        else _of_voices(say, state, key, fields)
        for key, fields in (
            (key, tuple(_fields(say, group, kinds, texts, unquoted)))
            for key, group in groups.items()
        )
    )


def sentences(looks: Looks, language: str, problems: Iterable[Problem]) -> tuple[Sentence, ...]:
    """Return why a weighing can't go out, in words."""
    return tuple(_sentence(looks, language, problem) for problem in problems)


def _sentence(looks: Looks, language: str, problem: Problem) -> Sentence:
    code = problem.code
    if code == "text_missing" and problem.option:
        code = "text_missing_option"
    perspective = (
        looks.say(language, words.PERSPECTIVE[problem.perspective]) if problem.perspective else ""
    )
    said = looks.say(language, PROBLEM[code], option=problem.option, perspective=perspective)
    return Sentence(said, problem.key)


def _of_option(say: Say, state: State, option: Option, fields: tuple[Field, ...]) -> Section:
    outcome = standing(state, option)
    return Section(
        key=option.letter.lower(),
        heading=f"{option.letter}. {option.title}",
        record_heading=say(N_("Vastgelegd bij optie %(option)s"), option=option.letter),
        outcome=outcome.kind if outcome is not None else None,
        record=_record(fields),
        unheard=outcome.unheard if outcome is not None else (),
        hidden=False,
        fields=fields,
    )


def _of_voices(say: Say, state: State, key: str, fields: tuple[Field, ...]) -> Section:
    perspective = fields[0].block.perspective if fields[0].block.field == "joint" else None
    if perspective is not None:
        name = say(words.PERSPECTIVE_LOWER[perspective])
        heading = say(N_("Inbreng van %(perspective)s"), perspective=name)
    else:
        heading = say(N_("In twee minuten") if key == "summary" else N_("Voorbehoud"))
    return Section(
        key=key,
        heading="",
        record_heading=heading,
        outcome=None,
        record=_record(fields),
        unheard=(),
        hidden=perspective in small(state),
        fields=fields,
    )


def _record(fields: Iterable[Field]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(quote for field in fields for quote in field.block.record))


def label(say: Say, block: Block, message: str = "") -> str:
    """Return what a field is called."""
    name = say(words.PERSPECTIVE_LOWER[block.perspective]) if block.perspective else ""
    return say(message or FIELD[block.field], number=block.number, perspective=name)


def _fields(  # noqa: PLR0917 - what a field shows, and what it starts from
    say: Say,
    group: Iterable[Block],
    kinds: Mapping[str, OutcomeKind],
    texts: Mapping[str, str],
    unquoted: tuple[Perspective, ...],
) -> Iterator[Field]:
    for block in group:
        message = FIELD[block.field]
        if block.field == "reason":
            message = words.OUTCOME_WHY[kinds[block.section]]
        told = block.field == "joint" and block.perspective in unquoted
        hint = HINT.get("joint_reserved" if told else block.field)
        if block.field == "weighed" and not block.default:
            hint = NOT_TAKEN if block.record else NOT_TICKED
        yield Field(
            block=block,
            label=label(say, block, message),
            hint=say(hint) if hint else "",
            value=texts.get(block.key, block.default),
        )
