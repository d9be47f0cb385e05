"""What people do about outcomes and after at random: merging, consent, the world outside."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.core.acts_meeting import stops
from tests.core.playing import HOUSE, LEADER, SHA
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.events import By
from trialoog.core.ids import OutcomeId
from trialoog.core.words import (
    THREE,
    Decision,
    Ground,
    OutcomeKind,
    Perspective,
    ReasonType,
    Role,
    Stance,
)

if TYPE_CHECKING:
    from tests.core.players import Players


def proposes(players: "Players") -> None:
    players.act(
        players.meeting.proposal(
            players.option(),
            kind=players.pick([None, *OutcomeKind]),
            reason_type=players.pick([None, *ReasonType]),
            reason=players.words(),
            reopen=players.words(),
            downsides=(players.words(), players.words()),
            into=players.option(),
            says={players.pick(Perspective): players.words()},
            confirmed=tuple(players.random.sample(list(Perspective), 3)),
            weighed=tuple(players.state.contributions),
            outcome=players.outcome() if players.chance(5) else players.meeting.fresh("outcome"),
        )
    )


def proposes_well(players: "Players") -> None:
    open_still = [
        o.id
        for o in players.state.options_of(players.state.board().id)
        if players.state.outcome_of(o.id) is None
    ]
    option = players.pick(open_still) if open_still and not players.chance(3) else players.option()
    kind = players.pick(players.state.script.outcomes)
    proposal = players.meeting.proposal(
        option, kind=kind, into=players.option(), weighed=tuple(players.state.contributions)
    )
    players.act(proposal)
    for _ in range(players.random.randrange(4)):
        stance = c.GiveConsent(proposal.outcome, players.pick([None, *Stance]), players.words())
        players.act(stance, players.phone())
    if not players.chance(3):
        players.act(c.RecordOutcome(proposal.outcome))


def wraps_up(players: "Players") -> None:
    for option in players.state.options_of(players.state.board().id):
        if players.state.outcome_of(option.id) is None:
            kind = players.state.script.outcomes[0]
            players.act(players.meeting.proposal(option.id, kind=kind))
        outcome = players.state.outcome_of(option.id)
        assert outcome is not None
        players.act(c.RecordOutcome(outcome.id))
    stops(players)


def consents(players: "Players") -> None:
    command = c.GiveConsent(players.outcome(), players.pick([None, *Stance]), players.words())
    players.act(command, players.phone())


def judges_an_outcome(players: "Players") -> None:
    players.act(
        players.pick([c.RecordOutcome, c.RecordOutcome, c.WithdrawOutcome])(players.outcome())
    )


def reads_back(players: "Players") -> None:
    option, reads = players.option(), players.chance(2)
    players.act(c.AnswerReadBack(option, reads, players.words()), players.phone())
    players.act(c.AddCorrection(option, players.words()))


def names_an_office(players: "Players") -> None:
    players.act(c.NameSpokespersons({players.phone().perspective: players.words()}))


def thinks_again(players: "Players") -> None:
    players.act(c.CancelPlan(players.dilemma()))
    if players.chance(4):
        ground = players.pick([None, *Ground])
        players.act(c.WithdrawPublication(players.dilemma(), ground, players.words()))
    players.act(c.KeepUnannounced(players.words()))
    players.act(c.Announce(players.words()))


def tells_the_world(players: "Players") -> None:
    on = players.pick([None, players.meeting.now.date()])
    decision = players.pick([None, *Decision])
    players.act(c.RecordFormalDecision(players.dilemma(), decision, on, players.words()))
    if players.chance(2):
        publish = c.PublishWeighing(players.dilemma(), "weging", SHA, players.words(), SHA)
        publish = replace(publish, without=tuple(players.random.sample(THREE, 2)))
        players.act(publish)
        at = players.meeting.now + timedelta(days=players.pick([-1, 1, 7, 400]))
        players.act(c.PlanPublication(publish, players.pick([None, at, at])))
    players.act(c.MailWeighing(players.dilemma(), players.pick([1, 2])))
    thinks_again(players)


def answers_for_a_perspective(players: "Players") -> None:
    by = By(Role.SPOKESPERSON, players.pick(Perspective))
    seen = players.pick([SHA, SHA, fresh_digest(players)])
    players.act(c.WantChange(players.dilemma(), seen, players.words(), "intro"), by)
    players.act(c.ApproveRelease(players.dilemma(), seen), by)


def removes_words(players: "Players") -> None:
    dilemma = players.dilemma()
    known = players.state.dilemmas.get(dilemma)
    public = [
        c.PublicChange(dilemma, p.version, players.pick([p.document, SHA]), fresh_digest(players))
        for p in (known.publications if known else ())
        if players.chance(2)
    ]
    texts = (
        e.TextAt(players.random.randrange(players.state.seq + 5), 0),
    ) * players.random.randrange(2)
    said = (players.text(),) * players.random.randrange(2)
    players.act(c.RedactTexts(said, texts, tuple(public), players.words()))
    players.act(c.ExpireTexts(30), players.pick([HOUSE, LEADER]))


def merges(players: "Players") -> None:
    players.act(
        c.MergeOption(
            OutcomeId(players.meeting.fresh("outcome")),
            players.option(),
            players.option(),
            players.words(),
            confirmed=tuple(players.random.sample(THREE, players.random.randrange(4))),
        )
    )


def reserves(players: "Players") -> None:
    outcome = players.outcome()
    of = players.pick([None, *Perspective])
    place = players.random.randrange(-1, 3)
    players.act(c.ShowConsent(outcome))
    players.act(c.AddReservation(outcome, of, players.words()))
    players.act(c.WordReservation(outcome, place, players.words()))


def fresh_digest(players: "Players") -> str:
    """Return a digest that no document has."""
    return f"{players.random.getrandbits(256):064x}"
