"""A whole meeting about tailoring or equal treatment, played by commands, to test against.

Policy 4 seats, implementation 5, politics 3, oversight 1: so oversight is small.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from trialoog import formats
from trialoog.core import commands as c
from trialoog.core.decide import decide
from trialoog.core.events import By, Fact, PoleText, Text
from trialoog.core.evolve import evolve
from trialoog.core.hearing import unheard
from trialoog.core.ids import ContributionId, DilemmaId, OptionId, OutcomeId, RoundId, Tag
from trialoog.core.state import State
from trialoog.core.words import Kind, OutcomeKind, Perspective, ReasonType, Role, Stance
from trialoog.paths import SESSIONS

P = Perspective
D = DilemmaId("d1")
START = datetime(2026, 9, 17, 9, 0, tzinfo=UTC)
LEAD = By(Role.FACILITATOR)
SEATS = {P.POLICY: 4, P.IMPLEMENTATION: 5, P.POLITICS: 3, P.OVERSIGHT: 1}
HEAD = "3f9c71abe04d55829b16c7da20fe88436d1b95e04a7cf218b35d0e9671c4aa08"

OPTIONS = {
    "a": ("Niets doen: elke regel geldt voor iedereen gelijk", ""),
    "b": ("Strengere algemene regels, zonder uitzondering", "Eén tabel, geen eigen oordeel."),
    "c": (
        "De medewerker mag afwijken, een collega kijkt mee",
        "Wie afwijkt van de regel, schrijft op waarom. Een collega leest mee en tekent mee.",
    ),
    "d": ("Een apart loket voor mensen met meer problemen tegelijk", ""),
    "e": ("Een hardheidsclausule in de wet", "De wet zegt zelf wanneer afwijken mag."),
}


class Meeting:
    """A meeting that is played: commands in, state out."""

    def __init__(self) -> None:
        self.state = State()
        self.facts: list[Fact] = []
        self.now = START

    def do(self, by: By, command: c.Command) -> None:
        """Let somebody do something, a minute after what was done before."""
        self.now += timedelta(minutes=1)
        for event in decide(self.state, by, command, self.now):
            fact = Fact(self.state.seq + 1, self.now, by, event)
            self.facts.append(fact)
            self.state = evolve(self.state, fact)

    def sit(self, seats: dict[Perspective, int]) -> None:
        """Let people take their seats."""
        for perspective, many in seats.items():
            for number in range(many):
                self.do(phone(perspective, number, "seat"), c.TakeSeat(perspective, rules=True))

    def go(self, phase: str) -> None:
        """Move to a step; who is absent is confirmed."""
        self.do(LEAD, c.MoveTo(D, phase, RoundId(f"r-{phase}"), absent=True))

    def rate(self, option: str, perspective: Perspective, *rows: str) -> None:
        """Rate an option: a row per phone, a sign per criterion; `?` is don't know."""
        keys = [criterion.key for criterion in self.state.script.criteria]
        for number, row in enumerate(rows):
            values = {
                key: None if sign == "?" else "abcde".index(sign) - 2
                for key, sign in zip(keys, row, strict=True)
            }
            by = phone(perspective, number, f"rate/{option}")
            self.do(by, c.Rate(OptionId(option), values))


def phone(perspective: Perspective, number: int, subject: str) -> By:
    """Return somebody in the room, under the tag of one subject."""
    return By(Role.PARTICIPANT, perspective, Tag(f"{perspective}-{number}-{subject}"))


def gather(seats: dict[Perspective, int] | None = None, *, rehearsal: bool = False) -> Meeting:
    """Return a meeting that has begun, with everybody in their seats."""
    meeting = Meeting()
    format_ = formats.load(Path(SESSIONS) / "besluitvorming.md")
    plan = c.DilemmaPlan(
        dilemma=D,
        question="Wanneer mag een medewerker afwijken van de regel?",
        pole_a=PoleText(
            Text("Maatwerk"), Text("Wie afwijkt van de regel, helpt de mens die voor je zit.")
        ),
        pole_b=PoleText(
            Text("Gelijke behandeling"),
            Text("Gelijke gevallen krijgen een gelijk besluit, en het gaat snel."),
        ),
        options=tuple(
            c.OptionPlan(OptionId(key), title, detail, nothing=key == "a")
            for key, (title, detail) in OPTIONS.items()
        ),
    )
    meeting.do(
        LEAD,
        c.StartGathering(
            title="Ruimte voor maatwerk",
            question=plan.question,
            background=(
                "Regels zijn voor iedereen gelijk. Maar soms pakt een regel zo hard uit dat "
                "niemand het zo heeft bedoeld.\n\nEen medewerker die wil afwijken, moet dat nu "
                "aan drie mensen vragen. Dat duurt **weken**."
            ),
            organisation="Uitvoeringsdienst Inkomenssteun",
            decision_maker="De directieraad",
            decide_by=date(2026, 11, 1),
            language="nl",
            format=format_,
            promise="Alleen je perspectief staat erbij.",
            dilemmas=(plan,),
            rehearsal=rehearsal,
        ),
    )
    meeting.sit(SEATS if seats is None else seats)
    return meeting


def write(meeting: Meeting) -> None:
    """Let two perspectives say something about an option."""
    meeting.go("options")
    for perspective, kind, words in (
        (P.IMPLEMENTATION, Kind.FACT, "Eén op de tien besluiten past niet bij het geval."),
        (P.OVERSIGHT, Kind.RISK, "Zonder reden op papier is dit niet te controleren."),
    ):
        new = ContributionId(f"w-{perspective}")
        by = phone(perspective, 0, f"contribution/{new}")
        meeting.do(by, c.Contribute(new, D, kind, words, option=OptionId("c")))


RATINGS = {
    # a is past heel slecht, c is neutraal, e is past heel goed
    "a": {P.POLICY: ["baddcc"] * 4, P.IMPLEMENTATION: ["aabdbc"] * 5, P.POLITICS: ["bacede"] * 3},
    "b": {P.POLICY: ["abddee"] * 4, P.IMPLEMENTATION: ["bcedde"] * 5},
    "c": {
        P.POLICY: ["edeecc", "edeecc", "ddedcc", "ddedbc"],
        P.IMPLEMENTATION: ["deadbb"] * 5,
        P.POLITICS: ["dedebd"] * 3,
        P.OVERSIGHT: ["ddcddd"],
    },
    "d": {
        P.POLICY: ["dddedd"] * 4,
        P.IMPLEMENTATION: ["ddcec?"] * 2 + ["ddcec?"] * 3,
        P.POLITICS: ["dcdddc", "dcdddc", "?cdddc"],
    },
    "e": {
        P.POLICY: ["edceca"] * 4,
        P.IMPLEMENTATION: ["edddca"] * 5,
        P.POLITICS: ["ddbebd"] * 3,
    },
}

CONSENT = {
    P.POLICY: [Stance.SUPPORT, Stance.SUPPORT, Stance.SUPPORT, Stance.LIVE_WITH],
    P.IMPLEMENTATION: [Stance.SUPPORT, Stance.SUPPORT, Stance.LIVE_WITH, Stance.OBJECT],
    P.POLITICS: [Stance.SUPPORT, Stance.LIVE_WITH],
    P.OVERSIGHT: [Stance.OBJECT],
}
OBJECTION = {
    P.IMPLEMENTATION: "Zonder extra mensen lukt meelezen niet. Dan wacht iedereen langer.",
    P.OVERSIGHT: "Leg vast waarom je afwijkt, niet alleen dat je het doet.",
}


def outcomes() -> list[c.ProposeOutcome]:
    """Return an outcome for every option."""

    def of(option: str, kind: OutcomeKind, type_: ReasonType, reason: str) -> c.ProposeOutcome:
        return c.ProposeOutcome(
            outcome=OutcomeId(f"u-{option}"),
            option=OptionId(option),
            kind=kind,
            reason_type=type_,
            reason=reason,
            reopen="Als blijkt dat afwijken tot willekeur leidt.",
            confirmed=(P.POLITICS,) if option == "b" else (),
        )

    chosen = c.ProposeOutcome(
        outcome=OutcomeId("u-c"),
        option=OptionId("c"),
        kind=OutcomeKind.CHOSEN,
        reason_type=ReasonType.CITIZEN,
        reason=(
            "Dit helpt mensen voor wie de regel verkeerd uitpakt. De collega voorkomt willekeur."
        ),
        downsides=("Gelijke gevallen kunnen anders uitpakken.", "Een besluit kost een kwartier."),
        conditions=("Medewerkers oefenen eerst met echte gevallen.",),
        assumptions=("het gaat om ongeveer 4.000 gevallen per jaar", "de collega is het eens"),
        review=date(2027, 10, 1),
        weighed=(ContributionId("w-implementation"), ContributionId("w-oversight")),
        criteria=("capacity", "feasible"),
        says={
            P.IMPLEMENTATION: "Wij willen dit, als er tijd voor is.",
            P.OVERSIGHT: "Toezicht wil meekijken.",
        },
    )
    return [
        chosen,
        of(
            "b",
            OutcomeKind.REJECTED,
            ReasonType.CITIZEN,
            "Dit gaat snel, maar het helpt niemand voor wie de regel niet past.",
        ),
        c.ProposeOutcome(
            outcome=OutcomeId("u-d"),
            option=OptionId("d"),
            kind=OutcomeKind.MERGED,
            reason_type=ReasonType.ORGANISATION,
            reason="Het loket wordt de plek waar een collega meekijkt.",
            into=OptionId("c"),
        ),
        of(
            "e",
            OutcomeKind.PARKED,
            ReasonType.TIME,
            "Op termijn is dit beter, maar een wet wijzigen duurt twee jaar.",
        ),
        of(
            "a",
            OutcomeKind.REJECTED,
            ReasonType.EFFECT,
            "Dan blijven mensen in de knel door regels die niet voor hen zijn gemaakt.",
        ),
    ]


def weigh(meeting: Meeting) -> None:
    """Let everybody rate."""
    meeting.go("weigh")
    for option, voices in RATINGS.items():
        for perspective, rows in voices.items():
            present = rows[: meeting.state.seats_of(perspective)]
            if present:
                meeting.rate(option, perspective, *present)


def conclude(meeting: Meeting) -> None:
    """Give every option its outcome, with consent on the chosen one."""
    meeting.go("decide")
    for proposed in outcomes():
        command = c.ProposeOutcome(
            **{
                name: getattr(proposed, name)
                for name in c.ProposeOutcome.__dataclass_fields__
                if name != "confirmed"
            },
            confirmed=unheard(meeting.state, proposed.option),
        )
        meeting.do(LEAD, command)
        if proposed.kind is OutcomeKind.CHOSEN:
            for perspective, stances in CONSENT.items():
                for number, stance in enumerate(stances[: meeting.state.seats_of(perspective)]):
                    by = phone(perspective, number, "consent/u-c")
                    why = OBJECTION.get(perspective, "") if stance is Stance.OBJECT else ""
                    meeting.do(by, c.GiveConsent(proposed.outcome, stance, why))
        meeting.do(LEAD, c.RecordOutcome(proposed.outcome))


def closed(seats: dict[Perspective, int] | None = None) -> Meeting:
    """Return the whole meeting, from the doors to the end."""
    meeting = gather(seats)
    write(meeting)
    weigh(meeting)
    conclude(meeting)
    meeting.go("read_back")
    meeting.do(LEAD, c.AddCorrection(OptionId("c"), "Bedoeld is: een collega van hetzelfde team."))
    meeting.do(LEAD, c.NameSpokespersons({P.IMPLEMENTATION: "hoofd uitvoering"}))
    meeting.do(LEAD, c.CloseTrialogue())
    return meeting
