"""An example as an ordered list of steps, and playing them through the ordinary rules.

Only asks what people could ask; never writes facts or rows by itself. Ids and the phones'
keys are made anew each time.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest

from trialoog.core import commands as c
from trialoog.core import starting
from trialoog.core.draft import DilemmaDraft, Draft, OptionDraft, PoleDraft
from trialoog.core.format import Format
from trialoog.core.ids import (
    ContributionId,
    DilemmaId,
    OptionId,
    OutcomeId,
    RoundId,
    TrialogueId,
)
from trialoog.core.words import THREE, Activity, Decision, Perspective, Pole, Stance
from trialoog.demo.content import Choice, Content, Ending, Stage, Words

# How the seats of a perspective differ from its middle, which stays where it is.
_SPREAD = (0, 1, -1, 0, 0, 1, -1)
_TODAY = "today"  # in a public text: the day of playing
_READERS = 1  # of each perspective, to keep loading short


@dataclass(frozen=True, slots=True)
class Phone:
    """A simulated phone: what a cookie would hold, and the perspective of its seat."""

    key: str
    perspective: Perspective


@dataclass(frozen=True, slots=True)
class Step:
    """Something somebody asks; the facilitator when there is no phone."""

    command: c.Command
    phone: Phone | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """The working copy of the public text, by block; `public` says to publish it now, with the
    approval of who `agreed`.

    `texts` also holds `note` and `example`, the document that the example leans on.
    """

    dilemma: DilemmaId
    texts: Mapping[str, str]
    public: bool
    agreed: tuple[Perspective, ...] = THREE


Part = Step | Release
Act = Callable[[TrialogueId, c.Command, Phone | None], Awaitable[object]]
Give = Callable[[TrialogueId, Release], Awaitable[object]]


async def play(parts: Sequence[Part], trialogue: TrialogueId, act: Act, release: Give) -> None:
    """Play every step in order. Nothing is caught: a refusal here is a bug."""
    for part in parts:
        match part:
            case Step():
                await act(trialogue, part.command, part.phone)
            case Release():
                await release(trialogue, part)


def prepare(content: Content, format: Format, today: date) -> Draft:
    """Return the preparation of an example, with new ids: what its first step will freeze."""
    poles = {
        pole: PoleDraft(name=side.name, worth=side.worth) for pole, side in content.poles.items()
    }
    return Draft(
        title=content.title,
        question=content.question,
        background=content.told,
        organisation=content.organisation,
        decision_maker=content.decision_maker,
        decide_by=(today + timedelta(days=content.decide_in)).isoformat(),
        format=format.key,
        language=format.language,
        dilemmas=[
            DilemmaDraft(
                id=_id(),
                question=content.question,
                pole_a=poles[Pole.A],
                pole_b=poles[Pole.B],
                options=[
                    OptionDraft(id=_id(), title=o.title, detail=o.detail, nothing=o.nothing)
                    for o in content.option
                    if o.by is None
                ],
            )
        ],
        criteria=[criterion.key for criterion in format.criteria],
        added=[],
        steps={},
    )


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who plays, and the ids of this one performance."""

    content: Content
    format: Format
    dilemma: DilemmaId
    options: dict[str, OptionId]
    phones: dict[Perspective, tuple[Phone, ...]]
    written: dict[str, ContributionId] = field(default_factory=dict)
    turns: dict[Perspective, int] = field(default_factory=dict)

    def turn(self, perspective: Perspective) -> Phone:
        """The phone of a perspective whose turn it is to say something."""
        place = self.turns.get(perspective, 0)
        self.turns[perspective] = place + 1
        seats = self.phones[perspective]
        return seats[place % len(seats)]

    def mixed(self) -> Iterator[tuple[int, Phone]]:
        """Every phone with its place in its perspective; the perspectives alternate."""
        for place, row in enumerate(zip_longest(*self.phones.values())):
            yield from ((place, phone) for phone in row if phone is not None)

    def phase(self, activity: Activity) -> str:
        """The key of the first step of the format with an activity."""
        return next(phase.key for phase in self.format.phases if phase.allows(activity))

    def move(self, activity: Activity, opened: RoundId | None = None) -> Step:
        """Go to the step with an activity."""
        return Step(c.MoveTo(self.dilemma, self.phase(activity), opened or RoundId(_id())))


def steps(
    content: Content, format: Format, draft: Draft, promise: str, *, today: date
) -> list[Part]:
    """Return all that happens in an example, in order. `draft` comes from `prepare`.

    `promise` is the sentence on who sees what is written.
    """
    start = Step(starting.plan(draft, format, promise))
    if content.stage is Stage.GATHERING:
        return [start]
    (dilemma,) = draft["dilemmas"]
    prepared = {o["title"]: OptionId(o["id"]) for o in dilemma["options"]}
    cast = _Cast(
        content=content,
        format=format,
        dilemma=DilemmaId(dilemma["id"]),
        options={o.key: prepared.get(o.title) or OptionId(_id()) for o in content.option},
        phones={
            voice: tuple(Phone(secrets.token_urlsafe(32), voice) for _ in range(seats))
            for voice, seats in content.seats.items()
        },
    )
    return [
        start,
        *(Step(c.TakeSeat(phone.perspective, rules=True), phone) for _, phone in cast.mixed()),
        *_explore(cast),
        *_options(cast),
        *_weigh(cast),
        *_settle(cast, today),
        *_read_back(cast),
        *([Step(c.NameSpokespersons(content.spokespersons))] if content.spokespersons else []),
        Step(c.CloseTrialogue()),
        *_release(cast, today),
    ]


# --- the meeting, step by step --------------------------------------------------------


def _explore(cast: _Cast) -> Iterator[Part]:
    silent = RoundId(_id())
    authors: dict[ContributionId, Phone | None] = {}
    yield cast.move(Activity.WRITE, silent)

    def write(words: Words) -> Step:
        said = _contribute(cast, words, silent=silent)
        if isinstance(said.command, c.Contribute):
            authors[said.command.contribution] = said.phone
        return said

    yield from [write(words) for words in cast.content.wrote if not words.late]
    yield Step(c.CloseRound(silent))
    yield Step(c.Reveal(silent, secrets.token_hex(16)))
    yield from [write(words) for words in cast.content.wrote if words.late]
    ordered = sorted(cast.content.wrote, key=lambda words: words.late)
    for words, (contribution, author) in zip(ordered, authors.items(), strict=True):
        if words.late:
            yield Step(c.AdmitLate(contribution))
        for voice in words.recognised:
            others = [phone for phone in cast.phones[voice] if phone is not author]
            yield from (Step(c.Recognise(contribution), phone) for phone in others[:1])


def _options(cast: _Cast) -> Iterator[Part]:
    yield cast.move(Activity.OPTIONS)
    for option in cast.content.option:
        if option.by is not None:
            added = c.AddOption(cast.options[option.key], cast.dilemma, option.title, option.detail)
            yield Step(added, cast.turn(option.by))
    for option in cast.content.option:
        for words in option.argued:
            yield _contribute(cast, words, option=cast.options[option.key])


def _contribute(
    cast: _Cast, words: Words, *, silent: RoundId | None = None, option: OptionId | None = None
) -> Step:
    contribution = ContributionId(_id())
    if words.id:
        cast.written[words.id] = contribution
    command = c.Contribute(
        contribution=contribution,
        dilemma=cast.dilemma,
        kind=words.kind,
        text=words.text,
        round=silent,
        pole=words.pole,
        option=option,
        source=words.source,
        perspective=words.by if words.proxy else None,
    )
    return Step(command, None if words.proxy else cast.turn(words.by))


def _weigh(cast: _Cast) -> Iterator[Part]:
    yield cast.move(Activity.RATE)
    keys = [criterion.key for criterion in cast.format.criteria]
    for option in cast.content.option:
        for place, phone in cast.mixed():
            middle = option.ratings.get(phone.perspective)
            if middle is not None:
                values = {
                    key: _rated(value, place, number)
                    for number, (key, value) in enumerate(zip(keys, middle, strict=True))
                }
                yield Step(c.Rate(cast.options[option.key], values), phone)
    # Those where the perspectives part most go to the room first.
    apart = sorted(cast.content.option, key=_apart, reverse=True)
    yield from (Step(c.ShowPicture(cast.options[option.key])) for option in apart[:2])


def _rated(middle: int | None, place: int, criterion: int) -> int | None:
    if middle is None:
        return None
    sign = 1 if criterion % 2 else -1
    return max(-2, min(2, middle + sign * _SPREAD[place % len(_SPREAD)]))


def _apart(option: Choice) -> int:
    voices = [option.ratings[voice] for voice in THREE if voice in option.ratings]
    values = [[v for v in column if v is not None] for column in zip(*voices, strict=True)]
    return max((max(column) - min(column) for column in values if column), default=0)


def _settle(cast: _Cast, today: date) -> Iterator[Part]:
    yield cast.move(Activity.OUTCOME)
    for option in cast.content.option:
        if option.outcome is None:
            continue
        outcome = OutcomeId(_id())
        yield Step(_propose(cast, option, option.outcome, outcome, today=today))
        for voice, answers in option.outcome.consent.items():
            stances = [
                *((Stance.SUPPORT, "") for _ in range(answers.support)),
                *((Stance.LIVE_WITH, "") for _ in range(answers.live_with)),
                *((Stance.OBJECT, why) for why in answers.object),
            ]
            yield from (
                Step(c.GiveConsent(outcome, stance, why), phone)
                for phone, (stance, why) in zip(cast.phones[voice], stances, strict=False)
            )
        yield Step(c.RecordOutcome(outcome))


def _propose(
    cast: _Cast, option: Choice, ending: Ending, outcome: OutcomeId, *, today: date
) -> c.ProposeOutcome:
    review = ending.review_in
    return c.ProposeOutcome(
        outcome=outcome,
        option=cast.options[option.key],
        kind=ending.kind,
        reason_type=ending.type,
        reason=ending.reason,
        reopen=ending.reopen,
        downsides=ending.downsides,
        conditions=ending.conditions,
        assumptions=ending.assumptions,
        review=None if review is None else today + timedelta(days=review),
        into=cast.options[ending.into] if ending.into else None,
        weighed=tuple(cast.written[id] for id in ending.weighed),
        criteria=ending.criteria,
        says=ending.says,
        confirmed=ending.unheard,
    )


def _read_back(cast: _Cast) -> Iterator[Part]:
    yield cast.move(Activity.READ_BACK)
    for option in cast.content.option:
        found, wrong = cast.options[option.key], option.correction
        if wrong is not None:
            finder = cast.phones[wrong.by][0]
            yield Step(c.AnswerReadBack(found, reads=False, remark=wrong.remark), finder)
            yield Step(c.AddCorrection(found, wrong.text))
        for place, phone in cast.mixed():
            if place < _READERS:
                yield Step(c.AnswerReadBack(found, reads=True), phone)


def _release(cast: _Cast, today: date) -> Iterator[Part]:
    content, public = cast.content, cast.content.stage is Stage.PUBLISHED
    texts = {"example": content.source}
    for number, version in enumerate(content.version, 1):
        last = number == len(content.version)
        if last and public and content.decision is not None:
            formal = content.decision
            on = None if formal.decision is Decision.OPEN else today
            yield Step(c.RecordFormalDecision(cast.dilemma, formal.decision, on, formal.why))
        dated = {k: today.isoformat() if v == _TODAY else v for k, v in version.texts.items()}
        texts = texts | dated | {"note": version.note}
        yield Release(cast.dilemma, texts, public, version.agreed)


def _id() -> str:
    return secrets.token_hex(8)
