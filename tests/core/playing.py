"""Plays a meeting by commands, the way people do it. No rule of its own, and no other way in.

    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("weigh")
    meeting.rate(anna, "d1-a", cost=2)

A name like `anna` is a phone: a key that never reaches the record. The facilitator is whoever
acts when no phone is named.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from trialoog.core import commands as c
from trialoog.core.decide import decide
from trialoog.core.earlier import EarlierAssumption, EarlierOption, EarlierWeighing
from trialoog.core.events import By, Event, Fact, PoleText, Text
from trialoog.core.evolve import evolve
from trialoog.core.format import Format
from trialoog.core.ids import (
    AccountId,
    ContributionId,
    DilemmaId,
    GroupId,
    HandId,
    OptionId,
    OutcomeId,
    RoundId,
    Tag,
)
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import Outcome, State
from trialoog.core.words import (
    THREE,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
    Role,
    Standing,
)
from trialoog.formats import load_all
from trialoog.paths import SESSIONS

POLICY, IMPLEMENTATION, POLITICS = (
    Perspective.POLICY,
    Perspective.IMPLEMENTATION,
    Perspective.POLITICS,
)
CITIZEN, OVERSIGHT = Perspective.CITIZEN, Perspective.OVERSIGHT

FORMATS: Mapping[str, Format] = load_all(SESSIONS)
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEADER = By(Role.FACILITATOR, account=AccountId("leader"))
COLEADER = By(Role.FACILITATOR, account=AccountId("co-leader"))
SCREEN = By(Role.SCREEN)
HOUSE = By(Role.HOUSE)
SPOKESPERSON = By(Role.SPOKESPERSON, Perspective.POLICY)

# The two dilemmas of every meeting here, and their options as prepared.
D1, D2 = DilemmaId("d1"), DilemmaId("d2")
A, B, NOTHING = OptionId("d1-a"), OptionId("d1-b"), OptionId("d1-nothing")
SHA = "0" * 64


@dataclass(frozen=True)
class Phone:
    """What a participant holds. The same key on the same subject gives the same tag."""

    key: str
    perspective: Perspective

    def tag(self, command: c.Command, era: int = 0) -> Tag | None:
        try:
            subject = c.subject(command)
        except ValueError:  # nothing that a phone can ask
            return None
        # Closing destroys the secret of the trialogue: reopened, the same phone is a stranger.
        key = f"{self.key}/{era}".encode()
        return Tag(hmac.new(key, subject.encode(), "sha256").hexdigest())


class Meeting:
    """One trialogue under way: its facts, and the state they fold to."""

    def __init__(self) -> None:
        self.state = State()
        self.facts: list[Fact] = []
        self.now = NINE
        self._made = 0

    def fresh(self, letter: str) -> str:
        self._made += 1
        return f"{letter}{self._made}"

    def by(self, who: Phone | By, command: c.Command) -> By:
        if isinstance(who, By):
            return who
        return By(Role.PARTICIPANT, who.perspective, who.tag(command, self.state.era))

    def do(self, command: c.Command, who: Phone | By = LEADER) -> tuple[Event, ...]:
        """Let somebody do something. Raises what `decide` raises."""
        by = self.by(who, command)
        events = decide(self.state, by, command, self.now)
        at = self.now.replace(second=0, microsecond=0)
        for event in events:
            fact = Fact(len(self.facts) + 1, at, by, event)
            self.facts.append(fact)
            self.state = evolve(self.state, fact)
        return events

    def refuses(self, command: c.Command, who: Phone | By = LEADER) -> list[str]:
        """Return the reasons why somebody may not do something; empty when they may."""
        try:
            decide(self.state, self.by(who, command), command, self.now)
        except Refused as refused:
            return [refused.code]
        except RefusedAll as refused:
            return [each.code for each in refused.refusals]
        return []

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # --- people and steps --------------------------------------------------------

    def phone(self, perspective: Perspective) -> Phone:
        return Phone(self.fresh("phone"), perspective)

    def join(self, perspective: Perspective) -> Phone:
        phone = self.phone(perspective)
        self.do(c.TakeSeat(perspective, rules=True), phone)
        return phone

    def join_all(self, seats: int = 3) -> dict[Perspective, list[Phone]]:
        return {p: [self.join(p) for _ in range(seats)] for p in (POLICY, IMPLEMENTATION, POLITICS)}

    def go(self, phase: str, dilemma: DilemmaId | None = None) -> RoundId:
        """Go to a step, absent perspectives confirmed. Return the id for a round it may open."""
        opened = RoundId(self.fresh("round"))
        on = dilemma or self.state.board().id
        self.do(c.MoveTo(on, phase, opened, absent=True))
        return opened

    # --- texts and options -------------------------------------------------------

    def write(self, who: Phone | By, text: str = "Aan de balie.", **more: object) -> ContributionId:
        """Write on pole A in the latest round of the dilemma, as a signal, unless told else."""
        made = ContributionId(self.fresh("text"))
        said: dict[str, object] = {
            "dilemma": self.state.board().id,
            "kind": Kind.SIGNAL,
            "text": text,
            "round": self.state.round,
            "pole": Pole.A,
        } | more
        self.do(c.Contribute(contribution=made, **said), who)  # type: ignore[arg-type]
        return made

    def argue(
        self, who: Phone | By, option: OptionId = A, text: str = "Dit kost veel."
    ) -> ContributionId:
        dilemma = self.state.options[option].dilemma
        return self.write(
            who, text, dilemma=dilemma, kind=Kind.RISK, round=None, pole=None, option=option
        )

    def reveal(self, found: RoundId | None = None) -> None:
        latest = found or self.state.round
        assert latest is not None
        self.do(c.Reveal(latest, seed="seed"))

    def add_option(self, who: Phone | By, title: str, detail: str = "") -> OptionId:
        made = OptionId(self.fresh("option"))
        self.do(c.AddOption(made, self.state.board().id, title, detail), who)
        return made

    def rate(self, phone: Phone, option: OptionId = A, **values: int | None) -> None:
        self.do(c.Rate(option, values), phone)

    def group(self, *texts: ContributionId, name: str = "") -> GroupId:
        made = GroupId(self.fresh("group"))
        self.do(c.GroupCards(made, texts, name))
        return made

    # --- speaking ----------------------------------------------------------------

    def raise_hand(self, who: Phone | Perspective) -> HandId:
        """Let a phone ask for the floor, or the facilitator for somebody without one."""
        made = HandId(self.fresh("hand"))
        if isinstance(who, Phone):
            self.do(c.RaiseHand(made, self.state.step), who)
        else:
            self.do(c.RaiseHand(made, self.state.step, who))
        return made

    def speak(self, perspective: Perspective, seconds: int) -> None:
        """Let a perspective have the floor for so long."""
        self.do(c.GiveTurn(perspective=perspective))
        self.wait(seconds)
        self.do(c.EndTurn())

    # --- outcomes and after --------------------------------------------------------

    def proposal(self, option: OptionId = A, **more: object) -> c.ProposeOutcome:
        """Return a proposal that is complete for its kind: chosen, unless told else."""
        kind = more.get("kind", OutcomeKind.CHOSEN)
        said: dict[str, object] = {
            "kind": kind,
            "reason_type": ReasonType.ORGANISATION,
            "reason": "Dit lukt met de mensen die er zijn.",
            "confirmed": (POLICY, IMPLEMENTATION, POLITICS),
        }
        if kind is OutcomeKind.CHOSEN:
            said["downsides"] = ("Het duurt langer.",)
        if kind in (OutcomeKind.REJECTED, OutcomeKind.PARKED):
            said["reopen"] = "Als er meer mensen zijn."
        said["outcome"] = OutcomeId(self.fresh("outcome"))
        return c.ProposeOutcome(option=option, **(said | more))  # type: ignore[arg-type]

    def propose(self, option: OptionId = A, **more: object) -> OutcomeId:
        proposal = self.proposal(option, **more)
        self.do(proposal)
        return proposal.outcome

    def settle(self, option: OptionId = A, **more: object) -> Outcome:
        """Propose an outcome and let it stand."""
        found = self.propose(option, **more)
        self.do(c.RecordOutcome(found))
        return self.state.outcomes[found]

    def settle_all(self, dilemma: DilemmaId = D1) -> None:
        self.go("decide", dilemma)
        kinds = self.state.script.outcomes
        for option in self.state.options_of(dilemma):
            self.settle(option.id, kind=kinds[0])

    def close(self) -> None:
        self.do(c.CloseTrialogue())

    def publish(self, dilemma: DilemmaId = D1, note: str = "") -> tuple[Event, ...]:
        command = c.PublishWeighing(dilemma, f"weging-{dilemma}", SHA, note, without=THREE)
        return self.do(command)


def plan(
    format: str = "besluitvorming", *, rehearsal: bool = False, follows: bool = False
) -> c.StartGathering:
    """Return a preparation: two dilemmas, each with options A, B and doing nothing.

    Where it `follows`, the first goes on from an earlier weighing.
    """
    return c.StartGathering(
        title="Toeslagen",
        question="Hoe gaan we om met terugvordering?",
        background="",
        organisation="Gemeente Voorbeeld",
        decision_maker="Het college",
        decide_by=date(2027, 1, 15),
        language="nl",
        format=FORMATS[format],
        promise="Wat je schrijft krijgt je perspectief, nooit je naam.",
        dilemmas=(_dilemma(D1, earlier() if follows else None), _dilemma(D2)),
        rehearsal=rehearsal,
    )


def earlier() -> EarlierWeighing:
    """Return what was weighed before: doing nothing is what was chosen then, B is back."""
    return EarlierWeighing(
        slug="terugvordering",
        version=2,
        question=Text("Vorderen we alles terug?"),
        held=date(2025, 11, 20),
        options=(
            EarlierOption(
                letter="A",
                title=Text("Terugvorderen met een grens"),
                outcome=OutcomeKind.CHOSEN,
                reason=Text("Zo weet iedereen waar die aan toe is."),
                reopen=Text(""),
                weighed=(Text("We verwachten minder bezwaren."),),
                downsides=(Text("Sommige mensen betalen te veel."),),
                conditions=(Text("Wie belt, krijgt een mens."),),
                assumptions=(
                    EarlierAssumption(Text("De brief is te begrijpen."), Standing.FAILS),
                    EarlierAssumption(Text("Er zijn genoeg mensen."), Standing.OPEN),
                ),
                option=OptionId(f"{D1}-nothing"),
            ),
            EarlierOption(
                letter="B",
                title=Text("Betaalregeling"),
                outcome=OutcomeKind.REJECTED,
                reason=Text("Het systeem kan dit niet."),
                reopen=Text("Als het systeem is vernieuwd."),
                option=OptionId(f"{D1}-b"),
                why=Text("Het systeem is vernieuwd."),
            ),
            EarlierOption(
                letter="C",
                title=Text("Alles kwijtschelden"),
                outcome=OutcomeKind.PARKED,
                reason=Text("Er is geen geld."),
                reopen=Text("Bij de volgende begroting."),
            ),
        ),
    )


def _dilemma(dilemma: DilemmaId, earlier: EarlierWeighing | None = None) -> c.DilemmaPlan:
    return c.DilemmaPlan(
        dilemma,
        "Maatwerk of gelijke behandeling?",
        PoleText(Text("Maatwerk"), Text("Elk mens is anders.")),
        PoleText(Text("Gelijke behandeling"), Text("Iedereen weet waar die aan toe is.")),
        (
            c.OptionPlan(OptionId(f"{dilemma}-a"), "Kwijtschelden", "Boven de grens."),
            c.OptionPlan(OptionId(f"{dilemma}-b"), "Betaalregeling"),
            c.OptionPlan(OptionId(f"{dilemma}-nothing"), "Niets doen", nothing=True),
        ),
        earlier,
    )


def start(
    format: str = "besluitvorming", *, rehearsal: bool = False, follows: bool = False
) -> Meeting:
    """Return a meeting that gathers: nobody is in yet. See `plan`."""
    meeting = Meeting()
    meeting.do(plan(format, rehearsal=rehearsal, follows=follows))
    return meeting


def published(format: str = "besluitvorming") -> Meeting:
    """Return a meeting of three times three, closed, with its first weighing public."""
    meeting = start(format)
    meeting.join_all()
    meeting.settle_all()
    meeting.close()
    meeting.publish()
    return meeting


def kinds_of(events: tuple[Event, ...]) -> list[type[Event]]:
    """Return what happened, without the words."""
    return [type(event) for event in events]
