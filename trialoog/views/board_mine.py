"""What is of one phone: its own texts, ratings and answers, as its page shows them.

Personal: never part of a live region.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from trialoog.core.format import Phase
from trialoog.core.ids import ContributionId, DilemmaId, HandId, OptionId, OutcomeId, RoundId
from trialoog.core.state import Answer, Consent, Contribution, Option, Side, State
from trialoog.core.words import Activity, Kind, OutcomeKind, Stance
from trialoog.views import board_models
from trialoog.views.forms import Form
from trialoog.views.words import N_


@dataclass(frozen=True, slots=True)
class Mine:
    """What one phone said so far, as its tags prove."""

    contributions: tuple[Contribution, ...] = ()
    recognised: frozenset[ContributionId] = frozenset()
    ratings: Mapping[OptionId, Mapping[str, int | None]] = field(default_factory=dict)
    consents: Mapping[OutcomeId, Consent] = field(default_factory=dict)
    answers: Mapping[OptionId, Answer] = field(default_factory=dict)
    hand: HandId | None = None  # of this step, while it is up
    turn: bool = False  # its hand got the floor, and the turn still runs
    ready: bool = False  # with this step


@dataclass(frozen=True, slots=True)
class Own:
    """An own text, with how it stands and, while nobody saw it, the form to change it."""

    id: ContributionId
    text: str
    start: str  # of the text, as its name
    source: str
    kind: str
    pole: str
    place: str
    state: str
    icon: str
    held: bool
    editable: bool
    kinds: tuple[Kind, ...]
    form: Form = field(compare=False)

    @property
    def blank(self) -> "Own":
        """The same without words: marks stand where they go, of which nobody can type one."""
        look = self.kind, self.pole, self.place, self.state, self.icon
        return _blank(*look, held=self.held, editable=self.editable, kinds=self.kinds)

    def filled_in(self, html: str) -> Markup:
        """Return the drawing of `blank` with the words of this one."""
        words = {name: escape(getattr(self, name)) for name in MARKS}
        return _filled_in(html, words)


# What one own text has that another has not; no text holds a NUL.
MARKS: Mapping[str, Any] = {name: f"\0{name}\0" for name in ("id", "text", "start", "source")}

KEY = "\0key\0"


@lru_cache(256)
def _blank(*look: str, held: bool, editable: bool, kinds: tuple[Kind, ...]) -> Own:
    kind, pole, place, state, icon = look
    return Own(
        kind=kind,
        pole=pole,
        place=place,
        state=state,
        icon=icon,
        held=held,
        editable=editable,
        kinds=kinds,
        form=Form(),
        **MARKS,
    )


@lru_cache(256)
def _pieces(html: str) -> list[str]:
    """Return what stands between marks, and between those the name of each mark."""
    return html.split("\0")


def _filled_in(html: str, words: Mapping[str, str]) -> Markup:
    """Return a drawing with escaped words in place of its marks."""
    pieces = _pieces(html).copy()
    pieces[1::2] = [words[name] for name in pieces[1::2]]
    return Markup("".join(pieces))  # noqa: S704 - our own template, and what went in is escaped


def with_key(html: str, key: str) -> Markup:
    """Return a drawing of a form with the key of one phone in place of its mark."""
    return _filled_in(html, {"key": escape(key)})


class Poles(NamedTuple):
    """The two sides of a dilemma, as the fields of a text name them."""

    pole_a: Side
    pole_b: Side


@dataclass(frozen=True, slots=True)
class Writing:
    """The form for a text in a round, as it is while nobody typed in it. `said` is what to say
    where the last text went well."""

    dilemma: DilemmaId
    round: RoundId
    poles: Poles
    kinds: tuple[Kind, ...]
    pole: str
    kind: str
    said: str

    @property
    def blank(self) -> Form:
        """What its fields show, with a mark where its key goes."""
        return Form(key=KEY, values={"pole": self.pole, "kind": self.kind})

    def filled_in(self, html: str, key: str) -> Markup:
        """Return the drawing of it with the key of one phone's form."""
        return with_key(html, key)


@dataclass(frozen=True, slots=True)
class Asked:
    """An outcome that waits for this phone's consent, whole: nobody answers to what they can't
    read. `given` is what the phone said before."""

    id: OutcomeId
    proposal: board_models.Record
    stance: str
    why: str
    given: Stance | None
    form: Form


@dataclass(frozen=True, slots=True)
class Line:
    """An option in a list of what is done."""

    id: OptionId
    letter: str
    title: str
    filled: int = 0
    reads: bool = True
    outcome: OutcomeKind | None = None
    into: str = ""


SENT = N_("Verstuurd")
ON_BOARD = N_("Op het bord")
LATE = N_("Nagekomen")
WITHDRAWN = N_("Teruggetrokken")
HELD = N_("Van het bord gehaald")

KINDS = frozenset(kind.value for kind in Kind)  # a form may say anything

START = 60  # letters of an own text that name its form, for who can't see it

# Which form of the page an answer belongs to: a hidden field names it.
OTHERS = ("contribution", "outcome")


def form_of_step(form: Form) -> Form:
    """Return the form for the main form of a step: blank when another form was sent."""
    if any(name in form.values for name in OTHERS):
        errors = {"": form.errors[""]} if "" in form.errors else {}
        return Form(key=form.key, errors=errors, lost=form.lost)
    return form


def _form_for(form: Form, name: str, value: str) -> Form:
    return form if form.value(name) == value else Form(key=form.key)


def model(state: State, mine: Mine, form: Form) -> dict[str, object]:
    """Return what `#mine` shows: own texts of this step, and what this phone recognised."""
    phase = board_models.underway(state)
    texts = () if phase is None else tuple(c for c in mine.contributions if _here(state, phase, c))
    taken_back = (
        state.contributions[c]
        for c in sorted(mine.recognised)
        if phase is not None and phase.allows(Activity.RECOGNISE) and c in state.contributions
    )
    dilemma = None if state.dilemma is None else state.board()
    return {
        "poles": None if dilemma is None else Poles(dilemma.pole_a, dilemma.pole_b),
        "own": tuple(_own(state, phase, c, form) for c in reversed(texts) if phase is not None),
        "recognised": " ".join(sorted(mine.recognised)),
        "taken_back": tuple(c for c in taken_back if state.visible(c)),
    }


def writing(state: State, phase: Phase, form: Form, said: str) -> Writing | None:
    """Return the form for a text, while a round is open."""
    current = None if state.round is None else state.rounds[state.round]
    if current is None or not current.open:
        return None
    dilemma = state.board()
    return Writing(
        dilemma=dilemma.id,
        round=current.id,
        poles=Poles(dilemma.pole_a, dilemma.pole_b),
        kinds=phase.kinds,
        pole=form.value("pole"),
        kind=form.value("kind"),
        said=said,
    )


def _here(state: State, phase: Phase, contribution: Contribution) -> bool:
    if contribution.dilemma != state.dilemma:
        return False
    if contribution.option is not None:
        return phase.allows(Activity.ARGUE)
    return phase.allows(Activity.WRITE) or phase.allows(Activity.RECOGNISE)


def _own(state: State, phase: Phase, it: Contribution, form: Form) -> Own:
    own_form = _form_for(form, "contribution", it.id)
    dilemma = state.dilemmas[it.dilemma]
    if it.option is not None:
        place = state.options[it.option].letter
    else:
        place = {"a": dilemma.pole_a.name, "b": dilemma.pole_b.name}[it.pole or "a"]
    said, icon = _standing(state, it)
    text, kind = own_form.value("text", it.text), own_form.value("kind")
    return Own(
        id=it.id,
        text=text,
        start=text if len(text) <= START else f"{text[:START].rpartition(' ')[0] or text[:START]}…",
        source=own_form.value("source", it.source),
        kind=kind if kind in KINDS else it.kind,
        pole=own_form.value("pole", it.pole or ""),
        place=place,
        state=said,
        icon=icon,
        held=it.held,
        editable=_editable(state, it),
        kinds=phase.kinds if it.kind in phase.kinds else (it.kind, *phase.kinds),
        form=own_form,
    )


def _standing(state: State, it: Contribution) -> tuple[str, str]:
    if it.withdrawn:
        return WITHDRAWN, "back"
    if it.held:
        return HELD, "lock"
    if state.visible(it):
        return ON_BOARD, "eye"
    if it.late:
        return LATE, "clock"
    return SENT, "chosen"


def _editable(state: State, it: Contribution) -> bool:
    """Tell whether nobody else has seen a text yet; `decide` has the last word."""
    if it.withdrawn or it.admitted or it.round is None:
        return False
    return not state.rounds[it.round].revealed


def rating(state: State, mine: Mine, option: Option) -> dict[str, object]:
    """Return this phone's rating of an option; "don't know" counts as filled in."""
    rated = mine.ratings.get(option.id, {})
    known = [c.key for c in state.script.criteria]
    return {
        "rated": rated,
        "filled": sum(1 for key in known if key in rated),
        "criteria": len(known),
    }


def progress(state: State, mine: Mine) -> dict[str, object]:
    """Return how far this phone's ratings are, option by option; those decided already last."""
    known = [c.key for c in state.script.criteria]

    def line(option: Option) -> Line:
        filled = sum(1 for key in known if key in mine.ratings.get(option.id, {}))
        target = board_models.went_into(state, option)
        return Line(
            option.id,
            option.letter,
            option.title,
            filled=filled,
            outcome=decided(state, option),
            into=target.letter if target else "",
        )

    lines = [line(option) for option in state.options_of(state.board().id)]
    lines.sort(key=lambda it: it.outcome is not None)
    return {"ratings": tuple(lines), "criteria": len(known)}


def decided(state: State, option: Option) -> OutcomeKind | None:
    """Return what became of an option, once that is recorded."""
    outcome = state.settled(option.id)
    return None if outcome is None else outcome.kind


def consent(state: State, mine: Mine, form: Form) -> dict[str, object]:
    """Return the outcomes that wait for consent, each with this phone's answer."""
    return {"asked": tuple(_asked(state, mine, form, o.id) for o in board_models.asked(state))}


def _asked(state: State, mine: Mine, form: Form, outcome: OutcomeId) -> Asked:
    option = state.options[state.outcomes[outcome].option]
    # A reservation may come while this form stands; the live record below has those.
    proposal = replace(board_models.record(state, option), reservations=())
    given = mine.consents.get(outcome)
    own_form = _form_for(form, "outcome", outcome)
    return Asked(
        id=outcome,
        proposal=proposal,
        stance=own_form.value("stance", given.stance if given else ""),
        why=own_form.value("why", given.why if given else ""),
        given=given.stance if given else None,
        form=own_form,
    )


def answer(mine: Mine, form: Form, option: Option) -> dict[str, object]:
    """Return this phone's yes or no to the record of an option."""
    given = mine.answers.get(option.id)
    before = "" if given is None else ("yes" if given.reads else "no")
    return {
        "answered": given is not None,
        "reads": form.value("reads", before),
        "remark": form.value("remark", given.remark if given else ""),
    }


def read_done(state: State, mine: Mine) -> dict[str, object]:
    """Return the options with this phone's answers, once all are given."""
    return {
        "answers": tuple(
            Line(o.id, o.letter, o.title, reads=mine.answers[o.id].reads)
            for o in state.options_of(state.board().id)
            if o.id in mine.answers
        )
    }
