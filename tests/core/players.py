"""People who play a meeting at random, what is allowed and what is not, held to the laws each time.

A meeting follows from its number, so a number that once failed can be kept as an example.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from tests.core import laws
from tests.core.playing import FORMATS, HOUSE, LEADER, SCREEN, SHA, Meeting, Phone, plan
from tests.core.samples import every_command
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.codec import decode, encode, kind_of
from trialoog.core.decide import decide, may
from trialoog.core.events import By, Event
from trialoog.core.evolve import evolve
from trialoog.core.ids import ContributionId, DilemmaId, OptionId, OutcomeId, RoundId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import State
from trialoog.core.words import (
    THREE,
    Activity,
    Decision,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
    Stance,
    Status,
)

T = TypeVar("T")

AFTER_CLOSING = {
    c.Reopen,
    c.RecordFormalDecision,
    c.PublishWeighing,
    c.RedactTexts,
    c.ExpireTexts,
}
TEXTS = ("Goed idee.", "Te duur.", "Loket", "Dat kan.", "Dat kan niet.", "", " \u200b")


def attempt(state: State, by: By, command: c.Command, meeting: Meeting) -> tuple[Event, ...] | str:
    """Return the events or the words of the refusal; any other exception is a mistake."""
    try:
        return decide(state, by, command, meeting.now)
    except (Refused, RefusedAll) as refused:
        return f"{type(refused).__name__}: {refused}"


class Players:
    """People who do what comes up, half of it in the wrong place. `act` is the only way in."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.meeting = Meeting()
        self.acts = 0
        self.phones = [self.meeting.phone(p) for p in (*Perspective, *THREE, *THREE)]
        self.act(plan(self.pick(sorted(FORMATS)), rehearsal=self.chance(20)))
        for phone in self.phones[: self.random.randrange(12)]:
            self.act(c.TakeSeat(phone.perspective, rules=True), phone)

    @property
    def state(self) -> State:
        return self.meeting.state

    def act(self, command: c.Command, who: Phone | By = LEADER) -> None:
        """Let somebody do something, and look at what has to hold about doing so."""
        meeting, before = self.meeting, self.state
        by = meeting.by(who, command)
        # A copy of everything is slow: look at every tenth act whether the state stayed as it was.
        self.acts += 1
        frozen = before if self.acts % 10 else deepcopy(before, {id(before.format): before.format})
        events = attempt(before, by, command, meeting)
        assert events == attempt(before, by, command, meeting)
        assert before == frozen
        if isinstance(events, str):
            return
        assert may(before, by.role, type(command))
        assert before.status is not Status.CLOSED or type(command) in AFTER_CLOSING
        for event in events:
            data, texts = encode(event)
            assert decode(kind_of(event), data, texts) == event
            meeting.facts.append(e.Fact(len(meeting.facts) + 1, meeting.now, by, event))
            meeting.state = evolve(meeting.state, meeting.facts[-1])
        for between in laws.BETWEEN:
            between(before, self.state, command)
        for law in laws.ALWAYS:
            law(self.state)
        if isinstance(command, c.Rate | c.GiveConsent | c.TakeSeat | c.Reopen | c.CloseTrialogue):
            laws.nobody_counts_twice(self.state, len(self.phones))
            laws.no_public_number_is_about_fewer_than_three(self.state)

    # --- what comes up ---

    def pick(self, from_these: Any) -> Any:
        return self.random.choice(list(from_these))

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def known(self, ids: Any, kind: Callable[[str], T]) -> T:
        """Return an id, mostly one of the latest, now and then one that nobody knows."""
        latest = list(ids)[-6:]
        return kind("unknown") if not latest or self.chance(15) else self.pick(latest)

    def option(self) -> OptionId:
        # What was prepared comes first: those options need outcomes before anything is published.
        ids = self.state.options if self.chance(2) else self.state.board().options
        return self.known(list(ids)[:6] if self.chance(2) else ids, OptionId)

    def text(self) -> ContributionId:
        return self.known(self.state.contributions, ContributionId)

    def outcome(self) -> OutcomeId:
        return self.known(self.state.outcomes, OutcomeId)

    def dilemma(self) -> DilemmaId:
        here = self.state.dilemma
        return here if here and not self.chance(3) else self.known(self.state.dilemmas, DilemmaId)

    def phone(self) -> Phone:
        found: Phone = self.pick(self.phones)
        return found

    def words(self) -> str:
        found: str = self.pick(TEXTS)
        return found

    def fresh_round(self) -> RoundId:
        again = self.state.rounds and self.chance(10)
        return self.pick(self.state.rounds) if again else RoundId(self.meeting.fresh("round"))

    # --- what people do ---

    def moves(self) -> None:
        phase = self.known([each.key for each in self.state.script.phases], str)
        absent = not self.chance(3)
        self.act(c.MoveTo(self.dilemma(), phase, self.fresh_round(), absent))

    def sits(self) -> None:
        phone = self.phone()
        self.act(c.TakeSeat(self.pick([None, *Perspective]), not self.chance(5)), phone)

    def changes_places(self) -> None:
        number = self.random.randrange(len(self.phones))
        self.act(c.LeaveSeat(), self.phones[number])
        moved = replace(self.phones[number], perspective=self.pick(Perspective))
        if self.state.status in (Status.OPEN, Status.ADJOURNED):
            self.phones[number] = moved
        self.act(c.TakeSeat(moved.perspective, rules=True), moved)

    def leads(self) -> None:
        self.meeting.wait(self.random.randrange(3000))
        clock = (c.ExtendTimer(self.random.randrange(70)), c.PauseTimer(), c.ResumeTimer())
        door = (c.CloseDoor(), c.OpenDoor(), c.OpenDoor(), c.RenewCode(empty=False))
        self.act(self.pick([*clock, *door]))

    def stops(self) -> None:
        if self.chance(4):
            self.act(self.pick([c.Adjourn(), c.CloseTrialogue()]))

    def goes_on(self) -> None:
        self.act(self.pick([c.Resume(), c.Reopen(), plan()]))

    def runs_a_round(self) -> None:
        found = self.known(self.state.rounds, RoundId)
        ways = (c.OpenRound(self.fresh_round()), c.CloseRound(found), c.Reveal(found, "seed"))
        self.act(self.pick(ways))

    def writes(self) -> None:
        here = None if self.chance(4) else self.state.round
        found = here or self.known(self.state.rounds, RoundId)
        phone, known = self.phone(), self.state.rounds.get(found)
        command = c.Contribute(
            self.text() if self.chance(20) else ContributionId(self.meeting.fresh("text")),
            known.dilemma if known else self.dilemma(),
            self.pick(Kind if self.chance(4) else self.state.now_at.kinds or [None]),
            self.words(),
            found,
            self.pick([*Pole, *Pole, None]),
            source="CBS",
            perspective=phone.perspective,
        )
        self.act(command, LEADER if self.chance(6) else phone)

    def argues(self) -> None:
        option = self.option()
        found = self.state.options.get(option)
        command = c.Contribute(
            ContributionId(self.meeting.fresh("text")),
            found.dilemma if found else self.dilemma(),
            self.pick(Kind if self.chance(4) else self.state.now_at.kinds or [None]),
            self.words(),
            option=option,
        )
        self.act(command, self.phone())

    def thinks_again(self) -> None:
        texts = self.state.contributions
        hidden = [each.id for each in texts.values() if not self.state.visible(each)]
        found = self.known(hidden or texts, ContributionId)
        mine = self.state.contributions.get(found)
        reword = c.RewordContribution(found, self.pick([None, *Kind]), self.words())
        command = self.pick([reword, reword, c.WithdrawContribution(found)])
        wrote = [p for p in self.phones if mine and p.tag(command, self.state.era) == mine.tag]
        self.act(command, self.pick([*wrote, *wrote, *wrote, self.phone()]))

    def judges_a_text(self) -> None:
        found = self.text()
        late = [each.id for each in self.state.contributions.values() if each.late]
        admit = c.AdmitLate(self.known(late, ContributionId))
        held = [each.id for each in self.state.contributions.values() if each.held]
        back = c.PutBack(self.known(held, ContributionId))
        self.act(self.pick([admit, c.HoldBack(found), back]))

    def recognises(self) -> None:
        texts = self.state.contributions.values()
        found = self.known([x.id for x in texts if self.state.visible(x)], ContributionId)
        phone = self.phone()
        self.act(c.Recognise(found, not self.chance(4)), phone)
        if self.chance(3):
            self.act(c.Recognise(found, on=False), phone)

    def adds_an_option(self) -> None:
        made = self.option() if self.chance(10) else OptionId(self.meeting.fresh("option"))
        who = LEADER if self.chance(2) else self.phone()
        self.act(c.AddOption(made, self.dilemma(), self.words()), who)

    def rewords_an_option(self) -> None:
        title = self.pick([self.words(), f"Optie {self.acts}"])
        self.act(c.RewordOption(self.option(), title, self.words()))

    def rates(self) -> None:
        keys = [*(each.key for each in self.state.script.criteria), "unknown"]
        some = self.random.sample(keys[: None if self.chance(9) else -1], 3)
        values = {key: self.random.randrange(-2, 3) if self.chance(2) else None for key in some}
        self.act(c.Rate(self.option(), values), self.phone())

    def shows(self) -> None:
        self.act(c.ShowPicture(self.option()))

    def proposes(self) -> None:
        self.act(
            self.meeting.proposal(
                self.option(),
                kind=self.pick([None, *OutcomeKind]),
                reason_type=self.pick([None, *ReasonType]),
                reason=self.words(),
                reopen=self.words(),
                downsides=(self.words(), self.words()),
                into=self.option(),
                says={self.pick(Perspective): self.words()},
                confirmed=tuple(self.random.sample(list(Perspective), 3)),
                weighed=tuple(self.state.contributions),
                outcome=self.outcome() if self.chance(5) else self.meeting.fresh("outcome"),
            )
        )

    def proposes_well(self) -> None:
        open_still = [
            o.id
            for o in self.state.options_of(self.state.board().id)
            if self.state.outcome_of(o.id) is None
        ]
        option = self.pick(open_still) if open_still and not self.chance(3) else self.option()
        kind = self.pick(self.state.script.outcomes)
        proposal = self.meeting.proposal(
            option, kind=kind, into=self.option(), weighed=tuple(self.state.contributions)
        )
        self.act(proposal)
        for _ in range(self.random.randrange(4)):
            stance = c.GiveConsent(proposal.outcome, self.pick([None, *Stance]), self.words())
            self.act(stance, self.phone())
        if not self.chance(3):
            self.act(c.RecordOutcome(proposal.outcome))

    def wraps_up(self) -> None:
        for option in self.state.options_of(self.state.board().id):
            if self.state.outcome_of(option.id) is None:
                kind = self.state.script.outcomes[0]
                self.act(self.meeting.proposal(option.id, kind=kind))
            outcome = self.state.outcome_of(option.id)
            assert outcome is not None
            self.act(c.RecordOutcome(outcome.id))
        self.stops()

    def consents(self) -> None:
        command = c.GiveConsent(self.outcome(), self.pick([None, *Stance]), self.words())
        self.act(command, self.phone())

    def judges_an_outcome(self) -> None:
        self.act(self.pick([c.RecordOutcome, c.RecordOutcome, c.WithdrawOutcome])(self.outcome()))

    def reads_back(self) -> None:
        option, reads = self.option(), self.chance(2)
        self.act(c.AnswerReadBack(option, reads, self.words()), self.phone())
        self.act(c.AddCorrection(option, self.words()))

    def names_an_office(self) -> None:
        self.act(c.NameSpokesperson(self.phone().perspective, self.words()))

    def tells_the_world(self) -> None:
        on = self.pick([None, self.meeting.now.date()])
        decision = self.pick([None, *Decision])
        self.act(c.RecordFormalDecision(self.dilemma(), decision, on, self.words()))
        if self.chance(2):
            self.act(c.PublishWeighing(self.dilemma(), "weging", SHA, self.words()))

    def removes_words(self) -> None:
        dilemma = self.dilemma()
        known = self.state.dilemmas.get(dilemma)
        public = [
            c.PublicChange(dilemma, p.version, self.pick([p.document, SHA]), self.fresh_digest())
            for p in (known.publications if known else ())
            if self.chance(2)
        ]
        texts = (e.TextAt(self.random.randrange(self.state.seq + 5), 0),) * self.random.randrange(2)
        said = (self.text(),) * self.random.randrange(2)
        self.act(c.RedactTexts(said, texts, tuple(public), self.words()))
        self.act(c.ExpireTexts(30), self.pick([HOUSE, LEADER]))

    def fresh_digest(self) -> str:
        return f"{self.random.getrandbits(256):064x}"

    def asks_anything(self) -> None:
        command = self.pick(every_command(self.meeting).values())
        if not isinstance(command, c.CloseTrialogue):
            self.act(command, self.pick([LEADER, SCREEN, self.phone(), self.phone()]))

    def play(self) -> None:
        """Let one thing happen: mostly what the step is for, else anything."""
        fitting = [act for of in self.state.now_at.activities for act in FITTING[of]]
        match self.state.status:
            case Status.ADJOURNED:
                act = self.pick([Players.goes_on, *ANY])
            case Status.CLOSED:
                act = self.pick(
                    [
                        Players.goes_on,
                        *[Players.tells_the_world] * 4,
                        Players.removes_words,
                        Players.asks_anything,
                    ]
                )
            case _ if fitting and not self.chance(4):
                act = self.pick(fitting)
            case _:
                act = self.pick(ANY)
        act(self)


FITTING = {
    Activity.WRITE: (
        *[Players.writes] * 6,
        *(Players.runs_a_round, Players.thinks_again, Players.thinks_again, Players.judges_a_text),
    ),
    Activity.RECOGNISE: (Players.recognises, Players.recognises),
    Activity.OPTIONS: (Players.adds_an_option, Players.rewords_an_option),
    Activity.ARGUE: (Players.argues, Players.argues),
    Activity.RATE: (Players.rates, Players.rates, Players.rates, Players.shows),
    Activity.OUTCOME: (
        Players.proposes,
        Players.proposes_well,
        Players.proposes_well,
        Players.judges_an_outcome,
        Players.wraps_up,
    ),
    Activity.CONSENT: (Players.consents, Players.consents),
    Activity.READ_BACK: (Players.reads_back, Players.names_an_office),
}
ANY = (
    *(
        Players.moves,
        Players.moves,
        Players.moves,
        Players.moves,
        Players.sits,
        Players.changes_places,
        Players.leads,
        Players.stops,
    ),
    *(
        Players.asks_anything,
        Players.asks_anything,
        Players.writes,
        Players.recognises,
        Players.rates,
        Players.proposes_well,
        Players.judges_a_text,
    ),
)
