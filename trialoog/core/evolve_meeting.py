"""What facts about the meeting itself change: frame, steps, seats, speaking, end. See `evolve`."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from trialoog.core import events as e
from trialoog.core.changing import changed, drop, put, tag
from trialoog.core.evolve_approval import outdated
from trialoog.core.ids import HandId
from trialoog.core.state import Dilemma, FormalDecision, Publication, Side, State, Timer
from trialoog.core.turns import Floor, Hand, Turn, after_turn
from trialoog.core.words import Perspective, Status


def meeting(state: State, fact: e.Fact) -> State:
    """Return the state after a fact about the meeting."""
    match fact.event:
        case e.TrialogueStarted() as it:
            return changed(
                state,
                status=Status.OPEN,
                title=it.title,
                question=it.question,
                background=it.background,
                organisation=it.organisation,
                decision_maker=it.decision_maker,
                decide_by=it.decide_by,
                language=it.language,
                format=it.format,
                promise=it.promise,
                rehearsal=it.rehearsal,
                started=fact.at,
                lead=fact.by.account,
            )
        case e.DilemmaFramed() as it:
            dilemma = Dilemma(
                id=it.dilemma,
                question=it.question,
                pole_a=Side(it.pole_a.name, it.pole_a.worth),
                pole_b=Side(it.pole_b.name, it.pole_b.worth),
            )
            return changed(state, dilemmas=put(state.dilemmas, it.dilemma, dilemma))
        case e.EarlierWeighed() as it:
            dilemma = replace(state.dilemmas[it.dilemma], earlier=it.earlier)
            return changed(state, dilemmas=put(state.dilemmas, it.dilemma, dilemma))
        case e.MovedTo() as it:
            rounds = state.dilemmas[it.dilemma].rounds
            been = state.reached.get(it.dilemma, frozenset())
            return changed(
                state,
                dilemma=it.dilemma,
                phase=it.phase,
                step=state.step + 1,
                reached=put(state.reached, it.dilemma, been | {it.phase}),
                timer=None,
                looking=None,
                ready={},
                floor=_new_step(state),
                round=rounds[-1] if rounds else None,
            )
        case e.TimerSet() as it:
            return changed(state, timer=Timer(it.ends, it.left))
        case e.DoorClosed():
            return changed(state, door=False)
        case e.DoorOpened():
            return changed(state, door=True)
        case e.CodeRenewed() as it:
            state = changed(state, renewals=state.renewals + 1)
            if not it.emptied:
                return state
            return _emptied(state, state.at_table)
        case e.SeatsEmptied() as it:
            return _emptied(state, it.perspectives)
        case e.LeadTaken():
            return changed(state, lead=fact.by.account)
        case e.LeadHanded() as it:
            return changed(state, lead=it.to)
        case e.AbsenceConfirmed() as it:
            return changed(state, absent=(*state.absent, it.perspective))
        case e.SeatTaken() as it:
            absent = tuple(p for p in state.absent if p is not it.perspective)
            comes_after_all = absent != state.absent
            state = changed(state, seats=put(state.seats, tag(fact), it.perspective), absent=absent)
            most = max(state.most.get(it.perspective, 0), state.seats_of(it.perspective))
            state = changed(state, most=put(state.most, it.perspective, most))
            return _with_budget(state, state.floor.budget) if comes_after_all else state
        case e.SeatLeft():
            return changed(state, seats=drop(state.seats, tag(fact)))
        case e.SpokespersonNamed() as it:
            named = put(state.spokespersons, it.perspective, it.office)
            return changed(state, spokespersons=named)
        case e.Adjourned():
            return changed(state, status=Status.ADJOURNED, timer=None, frozen=None)
        case e.Resumed():
            return changed(state, status=Status.OPEN)
        case e.TrialogueClosed() as it:
            return changed(
                state,
                status=Status.CLOSED,
                small=it.small,
                absent=it.absent,
                seats={},
                ready={},  # reopened, the same people come back with other tags
                floor=replace(state.floor, hands=()),
                timer=None,
                frozen=None,
                closed=fact.at,
                round=None,
            )
        case e.Reopened():
            return outdated(_reopened(state))
        case e.FormalDecisionRecorded() as it:
            decision = FormalDecision(it.decision, it.on, it.why or "")
            dilemma = replace(state.dilemmas[it.dilemma], decision=decision)
            return changed(state, dilemmas=put(state.dilemmas, it.dilemma, dilemma))
        case e.WeighingPublished() as it:
            published = Publication(it.version, it.slug, it.document, it.note, fact.at)
            dilemma = state.dilemmas[it.dilemma]
            public = (*dilemma.publications, published)
            told = replace(dilemma.decision, told=True) if dilemma.decision else None
            dilemma = replace(dilemma, publications=public, planned=None, decision=told)
            return changed(state, dilemmas=put(state.dilemmas, it.dilemma, dilemma))
        case e.WeighingRedacted() as it:
            dilemma = state.dilemmas[it.dilemma]
            public = tuple(
                replace(p, document=it.document, redacted=fact.at) if p.version == it.version else p
                for p in dilemma.publications
            )
            dilemma = replace(dilemma, publications=public)
            return changed(state, dilemmas=put(state.dilemmas, it.dilemma, dilemma))
        case e.TextsRedacted() | e.TextsExpired():
            return state  # the texts are gone from the facts themselves
    raise AssertionError(f"no rule for {type(fact.event).__name__}")


def _reopened(state: State) -> State:
    # The same people come back with other tags: what counts people starts anew.
    options = {o: replace(option, answers={}) for o, option in state.options.items()}
    outcomes = {
        o: outcome if outcome.recorded else replace(outcome, consents={})
        for o, outcome in state.outcomes.items()
    }
    return changed(
        state,
        status=Status.OPEN,
        door=True,
        closed=None,
        era=state.era + 1,
        options=options,
        outcomes=outcomes,
    )


def _emptied(state: State, perspectives: tuple[Perspective, ...]) -> State:
    gone = {tag for tag, p in state.seats.items() if p in perspectives}
    seats = {tag: p for tag, p in state.seats.items() if tag not in gone}
    ready = {tag: p for tag, p in state.ready.items() if p not in perspectives}
    # A hand that the facilitator put up is of somebody without a seat.
    hands = {h.id for h in state.floor.hands if h.tag and h.perspective in perspectives}
    return changed(
        state,
        seats=seats,
        emptied=state.emptied | gone,
        ready=ready,
        floor=_without(state.floor, hands),
    )


def _without(floor: Floor, gone: Collection[HandId | None]) -> Floor:
    """Return the floor after these hands went down, and which of them was the last."""
    down = [hand.id for hand in floor.hands if hand.id in gone]
    if not down:
        return floor
    up = tuple(hand for hand in floor.hands if hand.id not in gone)
    return replace(floor, hands=up, down=down[-1])


def _new_step(state: State) -> Floor:
    """Return the floor at the start of a step: no hands yet, and the whole budget."""
    budget = state.floor.budget
    return Floor(budget=budget, left=_whole_budget(state, budget), last=state.floor.last)


def _whole_budget(state: State, budget: int) -> dict[Perspective, int]:
    return {p: budget for p in state.at_table if p not in state.absent} if budget else {}


def _with_budget(state: State, budget: int) -> State:
    """Return the state in which each may speak so long, less what was said in this step."""
    left = _whole_budget(state, budget)
    for perspective, seconds in state.floor.spoken.items() if left else ():
        left = after_turn(left, perspective, seconds)
    return changed(state, floor=replace(state.floor, budget=budget, left=left))


def speaking(state: State, fact: e.Fact) -> State:
    """Return the state after a fact about hands, turns and who is ready."""
    floor = state.floor
    match fact.event:
        case e.HandRaised() as it:
            hand = Hand(it.hand, it.perspective, fact.at, fact.by.tag)
            floor = replace(floor, hands=(*floor.hands, hand))
        case e.HandLowered() as it:
            floor = _without(floor, {it.hand})
        case e.TurnGiven() as it:
            by = next((hand.tag for hand in floor.hands if hand.id == it.hand), None)
            turn = Turn(it.perspective, it.at, it.option, by)
            floor = replace(_without(floor, {it.hand}), turn=turn)
        case e.TurnEnded() as it:
            return _spoken(state, it.seconds)
        case e.BudgetSet() as it:
            return _with_budget(state, it.seconds)
        case e.ReadySaid() as it:
            return changed(state, ready=put(state.ready, tag(fact), it.perspective))
        case e.ReadyTakenBack():
            return changed(state, ready=drop(state.ready, tag(fact)))
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return changed(state, floor=floor)


def _spoken(state: State, seconds: int) -> State:
    turn = state.floor.turn
    if turn is None or state.dilemma is None:
        return state

    def more(before: Mapping[Perspective, int]) -> dict[Perspective, int]:
        return put(before, turn.perspective, before.get(turn.perspective, 0) + seconds)

    floor = state.floor
    floor = replace(
        floor,
        turn=None,
        last=turn.perspective,
        spoken=more(floor.spoken),
        left=after_turn(floor.left, turn.perspective, seconds) if floor.left else {},
    )
    dilemma = state.board()
    dilemma = replace(dilemma, spoken=more(dilemma.spoken))
    options = state.options
    if turn.option is not None:
        option = options[turn.option]
        options = put(options, option.id, replace(option, spoken=more(option.spoken)))
    return changed(
        state,
        floor=floor,
        options=options,
        dilemmas=put(state.dilemmas, dilemma.id, dilemma),
    )
