"""Meetings at random in which every text that somebody types holds a word of its own, and a book
of who may read which: kept from what happened, by nothing that the application calls visible.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from tests.core.players import Players
from tests.core.playing import LEADER, Phone
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import redaction
from trialoog.core.codec import decode, encode, kind_of
from trialoog.core.events import By, Fact, TextAt
from trialoog.core.evolve import fold
from trialoog.core.format import Format
from trialoog.core.ids import ContributionId, OptionId, OutcomeId, RoundId, Tag
from trialoog.core.retention import unseen
from trialoog.core.text import GONE
from trialoog.core.wording import wordings
from trialoog.core.words import Activity, Kind, Pole, Role, Stance

T = TypeVar("T")

# The fields of commands that people type in.
TYPED = frozenset(
    {
        *("text", "source", "title", "detail", "name", "reason", "reopen", "downsides"),
        *("conditions", "assumptions", "says", "why", "remark", "office", "note", "ground"),
        *("question", "background", "organisation", "decision_maker", "promise", "worth"),
    }
)
WORD = re.compile(r"zq\d{5}qz")
EMPTY = " \u200b"

Words = frozenset[str]
NONE: Words = frozenset()


def word(number: int) -> str:
    """Return a word that stands nowhere else, short enough for every place."""
    return f"zq{number:05}qz"


def words_in(*texts: str) -> Words:
    """Return the planted words in some texts or pages."""
    return frozenset(found for text in texts for found in WORD.findall(text))


@dataclass
class Book:
    """Who may read which words now, by the facts so far. What is not written here is nobody's."""

    public: set[str] = field(default_factory=set)
    wording: dict[ContributionId, Words] = field(default_factory=dict)  # the last of each text
    round_of: dict[ContributionId, RoundId | None] = field(default_factory=dict)
    shown: set[ContributionId] = field(default_factory=set)  # a fact put it on the board
    late: set[ContributionId] = field(default_factory=set)  # waits for the facilitator
    held: set[ContributionId] = field(default_factory=set)
    withdrawn: set[ContributionId] = field(default_factory=set)
    revealed: set[RoundId] = field(default_factory=set)
    whys: dict[tuple[OutcomeId, Tag | None], Words] = field(default_factory=dict)
    remarks: dict[tuple[OptionId, Tag | None], Words] = field(default_factory=dict)
    stances: set[OutcomeId] = field(default_factory=set)  # the room saw how all stand
    pictures: set[OptionId] = field(default_factory=set)  # the room saw how it was rated
    places: dict[TextAt, Words] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)  # all that who leads could read at some moment
    seq: int = 0  # the last fact that is written down
    still: "Book | None" = None  # as it was when the projector came to stand still

    # --- who may read -------------------------------------------------------------------

    @property
    def board(self) -> set[ContributionId]:
        """The texts that stand on the board."""
        return self.shown - self.held

    @property
    def waiting(self) -> set[ContributionId]:
        """The late texts that the facilitator may read, to let them in or not."""
        return {it for it in self.late if self.round_of[it] in self.revealed}

    @property
    def room(self) -> set[str]:
        """The words for everybody."""
        return (self.public | self.of(self.board)) - self.gone

    @property
    def projector(self) -> set[str]:
        """The words for the projector, which may stand still."""
        return self.room if self.still is None else self.still.room - self.gone

    @property
    def console(self) -> set[str]:
        """The words for who leads."""
        texts = self.of(self.shown | self.waiting)
        return (self.public | texts | self.said(self.whys) | self.said(self.remarks)) - self.gone

    def own(self, typed: Iterable[str]) -> set[str]:
        """The words for the one phone that typed some, in what it alone gets."""
        its = self.of(self.wording) | self.said(self.whys) | self.said(self.remarks)
        return its.intersection(typed) - self.gone

    def of(self, texts: Iterable[ContributionId]) -> set[str]:
        """The words of some texts, as they were worded last."""
        return set(NONE.union(*(self.wording[it] for it in texts)))

    @staticmethod
    def said(answers: Mapping[Any, Words]) -> set[str]:
        """The words of some answers, as they were given last."""
        return set(NONE.union(*answers.values()))

    def copy(self) -> "Book":
        """This book as it is now."""
        return deepcopy(self)

    # --- what happened ----------------------------------------------------------------

    def take(self, fact: Fact) -> None:
        """Write down what a fact changes."""
        self.seq = fact.seq
        self._take(fact)
        self.heard |= self.console

    def _take(self, fact: Fact) -> None:
        data, texts = encode(fact.event)
        said = words_in(str(data), *texts)
        self.places |= {TextAt(fact.seq, i): words_in(text) for i, text in enumerate(texts)}
        match fact.event:
            case e.ContributionMade() | e.ContributionReworded() as it:
                self._written(it, said)
            case e.LateAdmitted() | e.Revealed() | e.ContributionWithdrawn() as it:
                self._shown(it)
            case e.ContributionHeldBack() | e.ContributionPutBack() as it:
                self._held(it)
            case e.ConsentGiven() as it:
                self.whys[it.outcome, fact.by.tag] = said
            case e.ReadBackAnswered() as it:
                self.remarks[it.option, fact.by.tag] = said
            case e.TextsRedacted() as it:
                self.public |= said
                self.gone |= self.of(it.contributions)
                self.gone |= set(NONE.union(*(self.places.get(at, NONE) for at in it.texts)))
            case e.TextsExpired():
                self.gone |= self.of(self.wording.keys() - self.board)
            case _:
                self.public |= said
                self._seen(fact.event)

    def _written(self, it: e.ContributionMade | e.ContributionReworded, said: Words) -> None:
        self.wording[it.contribution] = said
        if isinstance(it, e.ContributionMade):
            self.round_of[it.contribution] = it.round
            if it.round is None:
                self.shown.add(it.contribution)
            elif it.late:
                self.late.add(it.contribution)

    def _shown(self, it: e.LateAdmitted | e.Revealed | e.ContributionWithdrawn) -> None:
        if isinstance(it, e.Revealed):
            self.revealed.add(it.round)
            self.shown |= set(it.order)
            return
        self.late.discard(it.contribution)
        if isinstance(it, e.ContributionWithdrawn):
            self.withdrawn.add(it.contribution)
        if isinstance(it, e.LateAdmitted) and it.card is not None:
            self.shown.add(it.contribution)

    def _seen(self, event: e.Event) -> None:
        """Write down what came to be seen without a word."""
        match event:
            case e.ConsentShown() | e.OutcomeRecorded():
                self.stances.add(event.outcome)
            case e.PictureShown():
                self.pictures.add(event.option)
            case e.ScreenFrozen():
                self.still = self.copy()
            case e.ScreenUnfrozen() | e.Adjourned() | e.TrialogueClosed():
                self.still = None

    def _held(self, it: e.ContributionHeldBack | e.ContributionPutBack) -> None:
        for book in (self, self.still):
            if book is None or it.contribution not in book.wording:
                continue
            if isinstance(it, e.ContributionHeldBack):
                book.held.add(it.contribution)
            else:
                book.held.discard(it.contribution)


class Planting(Players):
    """People who play at random, and type a word of their own in every field.

    `typed` tells which phone typed a word, and in which era; None for who leads.
    """

    def __init__(self, seed: int) -> None:
        self.book = Book()
        self.typed: dict[str, tuple[str, int] | None] = {}
        super().__init__(seed)

    def act(self, command: c.Command, who: Phone | By = LEADER) -> None:
        """Let somebody do something in words that can be found again."""
        facts = self.meeting.facts
        before = len(facts)
        if isinstance(command, c.RedactTexts):
            command = replace(command, texts=self._everywhere(command.texts))
        super().act(self._planted(command, "", who), who)
        for fact in facts[before:]:
            self.book.take(fact)
            if isinstance(fact.event, e.TextsRedacted | e.TextsExpired):
                self._blank(fact)

    # --- what seldom comes up by itself -----------------------------------------------

    def writes_late(self) -> None:
        """Let phones write in a round, one take a text back, one change it, two come after its end;
        now and then it is shown."""
        self._goes_to(Activity.WRITE)
        self.act(c.OpenRound(self.fresh_round()))
        writing, dilemma = self.state.round, self.state.board().id
        if writing is None:
            return
        for place, phone in enumerate(self.phones[:4]):
            text = ContributionId(self.meeting.fresh("text"))
            kind = self.pick(self.state.now_at.kinds or Kind)
            self.act(c.Contribute(text, dilemma, kind, "Aan de balie.", writing, Pole.A), phone)
            if place == 0:
                self.act(c.WithdrawContribution(text), phone)
            if place == 1:
                self.act(c.RewordContribution(text, kind, "Aan de telefoon."), phone)
                self.act(c.CloseRound(writing))
        if self.chance(2):
            self.act(c.Reveal(writing, "seed"))

    def rates_unseen(self) -> None:
        """Let phones rate every option, while nobody sees how."""
        self._goes_to(Activity.RATE)
        for option in self.state.options_of(self.state.board().id):
            for phone in self.phones[:3]:
                values = {it.key: self.random.randrange(-2, 3) for it in self.state.script.criteria}
                self.act(c.Rate(option.id, values), phone)

    def answers_blind(self) -> None:
        """Let who leads propose an outcome, and phones answer it."""
        self._goes_to(Activity.CONSENT)
        kind = self.pick(self.state.script.outcomes)
        proposal = self.meeting.proposal(self._option_here(), kind=kind)
        self.act(proposal)
        for phone in self.phones[:4]:
            self.act(c.GiveConsent(proposal.outcome, self.pick(Stance), "Ja, maar."), phone)

    def answers_the_record(self) -> None:
        """Let phones say what is wrong in the record."""
        self._goes_to(Activity.READ_BACK)
        option = self._option_here()
        for phone in self.phones[:4]:
            self.act(c.AnswerReadBack(option, self.chance(2), "Zo ging het niet."), phone)

    def holds_back_while_still(self) -> None:
        """Let who leads stop the projector, and then take a text off the board."""
        self.act(c.FreezeScreen())
        here = self.state.board().id
        texts = [t for t in sorted(self.book.board) if self.state.contributions[t].dilemma == here]
        self.act(c.HoldBack(self.pick([*texts, ContributionId("unknown")])))

    def goes_on(self) -> None:
        """Let the projector follow again."""
        self.act(c.UnfreezeScreen())

    def removes_a_text(self) -> None:
        """Let who leads remove one of the words that they may read, wherever it stands."""
        words = redaction.pattern(self.pick([*sorted(self.book.console), word(0)]))
        found = redaction.find(self.state, self.meeting.facts, words)
        texts = tuple(wording.at for wording in found.texts)
        self.act(c.RedactTexts(found.contributions, texts, (), "Er stond een naam in."))

    def _goes_to(self, activity: Activity) -> None:
        """Let who leads go to a step for something, and first go on where that has to be."""
        leads = By(Role.FACILITATOR, account=self.state.lead)
        self.act(c.Resume(), leads)
        self.act(c.Reopen(), leads)
        steps = [it.key for it in self.state.script.phases if it.allows(activity)]
        for step in steps[:1]:
            here = self.state.board().id
            self.act(c.MoveTo(here, step, self.fresh_round(), absent=True), leads)

    def _option_here(self) -> OptionId:
        return OptionId(self.pick(self.state.board().options))

    # --- words --------------------------------------------------------------------------

    def own(self, phone: Phone) -> set[str]:
        """The words that one phone may read as its own."""
        who = (phone.key, self.state.era)
        return self.book.own(word for word, by in self.typed.items() if by == who)

    def _planted(self, value: T, name: str, who: Phone | By) -> T:
        """Return what was asked, with another word in every field that people type in."""
        new: Any = value
        if isinstance(value, Enum):
            new = value  # picked from a list: it is no word of theirs
        elif isinstance(value, str):
            new = self._word(who) if name in TYPED and value.strip(EMPTY) else value
        elif isinstance(value, tuple):
            new = tuple(self._planted(each, name, who) for each in value)
        elif isinstance(value, Mapping):
            new = {key: self._planted(each, name, who) for key, each in value.items()}
        elif is_dataclass(value) and not isinstance(value, Format):
            names = value.__dataclass_fields__
            new = replace(  # type: ignore[type-var]
                value, **{n: self._planted(getattr(value, n), n, who) for n in names}
            )
        return new  # type: ignore[no-any-return]

    def _everywhere(self, texts: Iterable[TextAt]) -> tuple[TextAt, ...]:
        """Return all places of the words in some: the application removes words, not places."""
        words = NONE.union(*(self.book.places.get(at, NONE) for at in texts))
        found = [at for at, there in self.book.places.items() if words & there]
        return tuple(filter(self._goes_alone, found))

    def _goes_alone(self, at: TextAt) -> bool:
        """Tell whether one text can go: those of a contribution go together, by its id."""
        fact = self.meeting.facts[at.seq - 1]
        # Two titles that went would read the same, and titles have to differ.
        titled = isinstance(fact.event, e.OptionAdded | e.OptionReworded)
        return not titled and all(it.of is None for it in wordings([fact]))

    def _word(self, who: Phone | By) -> str:
        made = word(len(self.typed) + 1)
        self.typed[made] = (who.key, self.state.era) if isinstance(who, Phone) else None
        return made

    def _blank(self, fact: Fact) -> None:
        """Take out of the facts what went, as the store does, and read them again."""
        meeting, event = self.meeting, fact.event
        if isinstance(event, e.TextsRedacted):
            texts = tuple(it for it in wordings(meeting.facts) if it.at in event.texts)
            found = redaction.Found(event.contributions, texts)
            places = set(redaction.places(meeting.facts, found))
        else:
            places = {at for its in unseen(self.state, meeting.facts).values() for at in its}
        meeting.facts[:] = [_without(fact, places) for fact in meeting.facts]
        meeting.state = fold(meeting.facts)


def _without(fact: Fact, places: set[TextAt]) -> Fact:
    data, texts = encode(fact.event)
    left = [GONE if TextAt(fact.seq, i) in places else text for i, text in enumerate(texts)]
    if left == texts:
        return fact
    return replace(fact, event=decode(kind_of(fact.event), data, left))
