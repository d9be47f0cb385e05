"""People who play a meeting at random, what is allowed and what is not, held to the laws each time.

A meeting follows from its number, so a number that once failed can be kept as an example.
"""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any, TypeVar

from tests.core import acts, laws, laws_speaking
from tests.core.playing import COLEADER, FORMATS, LEADER, Meeting, Phone, plan
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.codec import decode, encode, kind_of
from trialoog.core.decide import decide, may
from trialoog.core.events import By, Event
from trialoog.core.evolve import evolve
from trialoog.core.ids import ContributionId, DilemmaId, OptionId, OutcomeId, RoundId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import State
from trialoog.core.words import THREE, Perspective, Status

T = TypeVar("T")

AFTER_CLOSING = {
    c.TakeLead,
    c.HandLead,
    c.Reopen,
    c.RecordFormalDecision,
    c.PublishWeighing,
    c.RedactTexts,
    c.ExpireTexts,
    c.ApproveRelease,
    c.WantChange,
    c.PlanPublication,
    c.CancelPlan,
    c.WithdrawPublication,
    c.KeepUnannounced,
    c.Announce,
    c.MailWeighing,
}
# After these somebody could stand behind a number twice.
COUNTED = (
    c.Rate | c.GiveConsent | c.TakeSeat | c.RaiseHand | c.SayReady | c.Reopen | c.CloseTrialogue
)
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
        format = self.pick(sorted(FORMATS))
        self.act(plan(format, rehearsal=self.chance(20), follows=seed % 3 == 0))
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
        laws_speaking.only_who_leads_steers(before, self.state, by)
        for between in laws.BETWEEN:
            between(before, self.state, command)
        for law in laws.ALWAYS:
            law(self.state)
        if isinstance(command, COUNTED):
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

    def leader(self) -> By:
        """Return who leads, now and then somebody who only thinks so."""
        leads = COLEADER if self.state.lead == COLEADER.account else LEADER
        found: By = self.pick([*[leads] * 8, COLEADER, LEADER])
        return found

    def words(self) -> str:
        found: str = self.pick(TEXTS)
        return found

    def fresh_round(self) -> RoundId:
        again = self.state.rounds and self.chance(10)
        return self.pick(self.state.rounds) if again else RoundId(self.meeting.fresh("round"))

    def play(self) -> None:
        """Let one thing happen: mostly what the step is for, else anything."""
        fitting = [act for of in self.state.now_at.activities for act in acts.FITTING[of]]
        match self.state.status:
            case Status.ADJOURNED:
                act = self.pick(acts.WHILE_ADJOURNED)
            case Status.CLOSED:
                act = self.pick(acts.AFTER_CLOSING)
            case _ if fitting and not self.chance(3):
                act = self.pick(fitting)
            case _:
                act = self.pick(acts.ANY)
        act(self)
