"""The meeting as it went: its facts, the moments that one can go back to, and the board then.

A moment looks as the room saw it, less what is held back or made unreadable since. What people do
each for themselves, such as rating, is no moment: step by step it would tell who did what.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trialoog.core import events as e
from trialoog.core.evolve import fold
from trialoog.core.state import State
from trialoog.core.words import Role

EACH = 100  # facts between two states that are kept: going to a moment folds fewer than that

NOTHING = State()

# What the room sees happen. All of it is in the record too, with its time.
SEEN = (
    *(e.MovedTo, e.Adjourned, e.Resumed, e.TrialogueClosed, e.Reopened, e.SeatTaken),
    *(e.RoundOpened, e.RoundClosed, e.Revealed, e.LateAdmitted, e.ContributionMade),
    *(e.ContributionHeldBack, e.ContributionPutBack, e.QuestionAnswered, e.QuestionReopened),
    *(e.CardsGrouped, e.CardsUngrouped, e.GroupNamed, e.ScreenFrozen, e.ScreenUnfrozen),
    *(e.OptionAdded, e.OptionReworded, e.PictureShown, e.PicturesHidden),
    *(e.RatingsSetAside, e.CorrectionAdded),
    *(e.OutcomeProposed, e.ConsentAsked, e.ConsentShown, e.OutcomeRecorded, e.OutcomeWithdrawn),
    *(e.ReservationMade, e.ReservationWorded, e.TurnGiven, e.TurnEnded, e.Focused),
)


@dataclass(frozen=True, slots=True)
class Past:
    """All facts of a trialogue so far; `kept` are the states after 0, 100, 200, … of them."""

    facts: tuple[e.Fact, ...] = ()
    moments: tuple[e.Fact, ...] = ()
    kept: tuple[State, ...] = (NOTHING,)
    now: State = NOTHING

    def moment(self, seq: int) -> e.Fact:
        """Return the latest moment up to a fact, or the first. Raises `LookupError` for none."""
        if not self.moments:
            raise LookupError("the gathering has not started")
        return self.moments[max(0, self.place(seq))]

    def place(self, seq: int) -> int:
        """Return the index of the latest moment up to a fact, -1 before the first."""
        return bisect_right(self.moments, seq, key=lambda fact: fact.seq) - 1

    def at(self, moment: e.Fact) -> State:
        """Return what was so at a moment, less the texts that are held back by now."""
        done = moment.seq // EACH
        state = fold(self.facts[done * EACH : moment.seq], self.kept[done])
        # By the same rule as when somebody holds a text back: a screen that stands still too.
        return fold(
            (
                e.Fact(state.seq, moment.at, e.By(Role.HOUSE), e.ContributionHeldBack(it.id))
                for it in state.contributions.values()
                if not it.held and self.now.contributions[it.id].held
            ),
            state,
        )


def after(past: Past, news: Sequence[e.Fact]) -> Past:
    """Return the past with more facts, in order and without a gap."""
    facts, kept, now = (*past.facts, *news), list(past.kept), past.now
    while now.seq < len(facts):
        now = fold(facts[now.seq : len(kept) * EACH], now)
        if now.seq == len(kept) * EACH:
            kept.append(now)
    return Past(facts, tuple(_moments(facts)), tuple(kept), now)


def _moments(facts: Iterable[e.Fact]) -> list[e.Fact]:
    """Return the facts after which the board is shown.

    While people write in silence there are none: who wrote before whom stands on no screen. Of
    people who come in within one minute the last counts.
    """
    found: list[e.Fact] = []
    began = silent = False
    for fact in facts:
        event = fact.event
        began = began or isinstance(event, e.MovedTo)  # from here on there is something to see
        if isinstance(event, e.RoundOpened | e.RoundClosed | e.Revealed | e.MovedTo):
            silent = False
        if began and not silent and isinstance(event, SEEN) and not _unseen(event):
            if found and _together(found[-1], fact):
                found.pop()
            found.append(fact)
        if isinstance(event, e.RoundOpened):
            silent = True
    return found


def _unseen(event: e.Event) -> bool:
    match event:
        case e.ContributionMade():
            return event.round is not None
        case e.LateAdmitted():
            return event.card is None
        case e.Focused():
            return event == e.Focused()
        case _:
            return False


def _together(before: e.Fact, fact: e.Fact) -> bool:
    both = isinstance(before.event, e.SeatTaken) and isinstance(fact.event, e.SeatTaken)
    return both and before.at == fact.at
