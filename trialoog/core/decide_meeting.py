"""Clauses about the meeting itself: start, seats, steps, clock, end. See `decide`."""

from datetime import datetime, timedelta

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import text
from trialoog.core.decide_turns import ended
from trialoog.core.earlier import EarlierWeighing
from trialoog.core.events import By, Event, Text
from trialoog.core.refusals import Mistakes, Refused, RefusedAll
from trialoog.core.state import State, Timer
from trialoog.core.words import SMALL, THREE, Activity, OutcomeKind, Perspective, Status

MOST_SEATS = 5000
LONGEST_EXTENSION = 60  # minutes


def decide(state: State, by: By, command: c.Command, now: datetime) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role, standing and step were checked."""
    match command:
        case c.StartGathering():
            return _start(command)
        case c.TakeSeat():
            return _take_seat(state, by, command)
        case c.LeaveSeat():
            if by.tag is None or by.tag not in state.seats:
                return ()
            return (e.SeatLeft(state.seats[by.tag]),)
        case c.CloseDoor():
            return (e.DoorClosed(),) if state.door else ()
        case c.OpenDoor():
            return () if state.door else (e.DoorOpened(),)
        case c.RenewCode():
            return (e.CodeRenewed(command.empty),)
        case c.EmptySeats():
            wanted = state.at_table if command.perspective is None else (command.perspective,)
            taken = tuple(p for p in wanted if state.seats_of(p))
            return (e.SeatsEmptied(taken),) if taken else ()
        case c.TakeLead():
            return () if by.account == state.lead else (e.LeadTaken(),)
        case c.HandLead():
            return () if command.to == state.lead else (e.LeadHanded(command.to),)
        case c.MoveTo():
            return _move(state, command, now)
        case c.ExtendTimer() | c.PauseTimer() | c.ResumeTimer():
            return _timer(state, command, now)
        case c.Adjourn():
            return (*_end_round(state), *ended(state, now), e.Adjourned())
        case c.Resume():
            return (e.Resumed(),)
        case c.CloseTrialogue():
            return _close(state, now)
        case c.ComeInAnew():
            again = (e.Adjourned(),) if state.status is Status.ADJOURNED else ()
            return (*_close(state, now), e.Reopened(), *again)
        case c.Reopen():
            if any(dilemma.publications for dilemma in state.dilemmas.values()):
                raise Refused("published")
            return (e.Reopened(),)
    raise AssertionError(f"no clause for {type(command).__name__}")


def _start(command: c.StartGathering) -> tuple[Event, ...]:
    if not command.dilemmas:
        raise Refused("dilemma_missing", "question")
    started = e.TrialogueStarted(
        title=Text(text.line(command.title, "title", "title_missing")),
        question=Text(text.line(command.question, "question", "question_missing")),
        background=Text(text.long(command.background, "background")),
        organisation=Text(text.line(command.organisation, "organisation")),
        decision_maker=Text(text.line(command.decision_maker, "decision_maker")),
        decide_by=command.decide_by,
        language=command.language,
        format=command.format,
        promise=command.promise,
        rehearsal=command.rehearsal,
    )
    events: list[Event] = [started]
    dilemmas = [dilemma.dilemma for dilemma in command.dilemmas]
    options = [option.option for dilemma in command.dilemmas for option in dilemma.options]
    if len({*dilemmas}) < len(dilemmas) or len({*options}) < len(options):
        raise Refused("already_there")
    for dilemma in command.dilemmas:
        if not any(option.nothing for option in dilemma.options):
            raise Refused("nothing_missing", "options")
        if len(dilemma.options) < 2:
            raise Refused("options_missing", "options")
        events.append(
            e.DilemmaFramed(
                dilemma=dilemma.dilemma,
                question=Text(text.line(dilemma.question, "dilemma_question", "question_missing")),
                pole_a=_pole(dilemma.pole_a, "pole_a"),
                pole_b=_pole(dilemma.pole_b, "pole_b"),
            )
        )
        events.extend(
            e.OptionAdded(
                option=option.option,
                dilemma=dilemma.dilemma,
                title=Text(text.line(option.title, "options", "option_title_missing")),
                detail=Text(text.long(option.detail, "options")),
                nothing=option.nothing,
            )
            for option in dilemma.options
        )
        if dilemma.earlier is not None:
            events.append(_earlier(dilemma, dilemma.earlier))
    first = command.format.phases[0]
    events.append(e.MovedTo(command.dilemmas[0].dilemma, first.key))
    return tuple(events)


def _earlier(dilemma: c.DilemmaPlan, earlier: EarlierWeighing) -> Event:
    known = {option.option for option in dilemma.options}
    for it in earlier.options:
        if it.option is not None and it.option not in known:
            raise Refused("unknown_option", "options")
        if it.option is not None and it.outcome in (OutcomeKind.REJECTED, OutcomeKind.PARKED):
            text.long(it.why or "", "options", "reopened_missing")
    return e.EarlierWeighed(dilemma.dilemma, earlier)


def _pole(pole: e.PoleText, field: str) -> e.PoleText:
    name = text.line(pole.name, field, "pole_missing")
    return e.PoleText(Text(name), Text(text.line(pole.worth, f"{field}_worth")))


def _take_seat(state: State, by: By, command: c.TakeSeat) -> tuple[Event, ...]:
    if by.tag is None:
        raise Refused("not_yours")
    if by.tag in state.seats:
        return ()
    if not state.door:
        raise Refused("door_closed")
    wrong = Mistakes()
    if command.perspective is None or command.perspective not in state.at_table:
        wrong.add("perspective_missing", "perspective")
    if not command.rules:
        wrong.add("rules_missing", "rules")
    if command.perspective is None or wrong.refusals:
        raise RefusedAll(wrong.refusals)
    if len(state.seats) >= MOST_SEATS:
        raise Refused("room_full")
    return (e.SeatTaken(command.perspective),)


def _move(state: State, command: c.MoveTo, now: datetime) -> tuple[Event, ...]:
    if command.dilemma not in state.dilemmas:
        raise Refused("unknown_dilemma", "dilemma")
    try:
        phase = state.script.phase(command.phase)
    except KeyError:
        raise Refused("unknown_phase", "phase") from None
    if (state.dilemma, state.phase) == (command.dilemma, command.phase):
        return ()
    events: list[Event] = [*_end_round(state), *ended(state, now)]
    first = state.script.phases[0].key
    been = frozenset[str]().union(*state.reached.values())
    if been == {first} and command.phase != first:  # asked once, at the start
        missing = [p for p in THREE if p not in state.absent and not state.seats_of(p)]
        if missing and not command.absent:
            raise Refused("perspective_absent", "absent", perspectives=tuple(missing))
        events.extend(e.AbsenceConfirmed(p) for p in missing)
    events.append(e.MovedTo(command.dilemma, command.phase))
    if phase.minutes:
        events.append(e.TimerSet(_whole(now) + timedelta(minutes=phase.minutes)))
    if phase.allows(Activity.WRITE) and not state.dilemmas[command.dilemma].rounds:
        if command.round in state.rounds:
            raise Refused("already_there")
        events.append(e.RoundOpened(command.round, command.dilemma))
    return tuple(events)


def _whole(now: datetime) -> datetime:
    return now.replace(microsecond=0)


def _timer(state: State, command: c.Command, now: datetime) -> tuple[Event, ...]:
    timer = state.timer
    if timer is None and not isinstance(command, c.ExtendTimer):
        raise Refused("no_timer")
    now = _whole(now)
    timer = timer or Timer(ends=now)
    left = timer.left if timer.ends is None else max(0, int((timer.ends - now).total_seconds()))
    match command:
        case c.ExtendTimer():
            if not 1 <= command.minutes <= LONGEST_EXTENSION:
                raise Refused("minutes_out_of_range", "minutes", limit=LONGEST_EXTENSION)
            left += command.minutes * 60
            if timer.ends is None:
                return (e.TimerSet(None, left),)
            return (e.TimerSet(now + timedelta(seconds=left)),)
        case c.PauseTimer():
            return () if timer.ends is None else (e.TimerSet(None, left),)
        case _:
            return () if timer.ends is not None else (e.TimerSet(now + timedelta(seconds=left)),)


def _end_round(state: State) -> tuple[Event, ...]:
    if state.round is None or not state.rounds[state.round].open:
        return ()
    return (e.RoundClosed(state.round),)


def _close(state: State, now: datetime) -> tuple[Event, ...]:
    return (*_end_round(state), *ended(state, now), _closed(state))


def _closed(state: State) -> Event:
    def most(perspective: Perspective) -> int:
        return state.most.get(perspective, 0)

    # Who spoke on paper only was at the table, in a group of unknown size: a small one.
    spoke = {c.perspective for c in state.contributions.values() if c.proxy and not c.withdrawn}
    there = {p for p in state.at_table if most(p) or p in spoke}
    return e.TrialogueClosed(
        small=tuple(p for p in state.at_table if p in there and most(p) < SMALL),
        absent=tuple(p for p in THREE if p not in there or (p in state.absent and p not in spoke)),
    )
