"""Clauses about what stands on the board: rounds, contributions, options, ratings. See `decide`."""

from collections.abc import Iterable
from hashlib import sha256

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import text
from trialoog.core.events import By, Event, Text
from trialoog.core.ids import ContributionId, OptionId, RoundId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import Contribution, Option, Rating, Round, State
from trialoog.core.words import Activity, Kind, Nature, Perspective, Pole, Role

MOST_CONTRIBUTIONS = 5000
MOST_OPTIONS = 40


def decide(state: State, by: By, command: c.Command) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role, standing and step were checked."""
    match command:
        case c.OpenRound():
            return _open_round(state, command)
        case c.CloseRound():
            found = _round(state, command.round)
            return (e.RoundClosed(found.id),) if found.open else ()
        case c.Reveal():
            return _reveal(state, command)
        case c.Contribute():
            return _contribute(state, by, command)
        case c.RewordContribution():
            return _reword(state, by, command)
        case c.WithdrawContribution():
            _own_hidden(state, by, command.contribution)
            return (e.ContributionWithdrawn(command.contribution),)
        case c.AdmitLate():
            late = _contribution(state, command.contribution)
            if not late.late or late.withdrawn:
                raise Refused("not_late")
            if late.gone:
                raise Refused("text_gone")
            return () if late.admitted else (_admitted(state, late),)
        case c.HoldBack():
            held = _contribution(state, command.contribution)
            if not state.shown(held):  # nobody has read it, so nobody can judge it
                raise Refused("unknown_contribution")
            return () if held.held else (e.ContributionHeldBack(held.id),)
        case c.PutBack():
            held = _contribution(state, command.contribution)
            return (e.ContributionPutBack(held.id),) if held.held else ()
        case c.Recognise():
            return _recognise(state, by, command)
        case c.AddOption():
            return _add_option(state, by, command)
        case c.RewordOption():
            return _reword_option(state, command)
        case c.Rate():
            return _rate(state, by, command)
        case c.EnterCards():
            return _enter(state, by, command)
        case c.ShowPicture():
            return (e.PictureShown(option_of(state, command.option).id),)
        case c.HidePictures():
            return (e.PicturesHidden(state.board().id),) if state.board().shown else ()
    raise AssertionError(f"no clause for {type(command).__name__}")


def option_of(state: State, option: OptionId | None) -> Option:
    """Return an option on the table. Raises `Refused` for an unknown one."""
    if option is None or option not in state.options:
        raise Refused("unknown_option", "option")
    return state.options[option]


def _round(state: State, found: RoundId) -> Round:
    if found not in state.rounds:
        raise Refused("unknown_round")
    return state.rounds[found]


def _contribution(state: State, found: ContributionId) -> Contribution:
    if found not in state.contributions:
        raise Refused("unknown_contribution")
    return state.contributions[found]


def _open_round(state: State, command: c.OpenRound) -> tuple[Event, ...]:
    if state.round is not None and state.rounds[state.round].open:
        raise Refused("round_open")
    if command.round in state.rounds:
        raise Refused("already_there")
    return (e.RoundOpened(command.round, state.board().id),)


def _reveal(state: State, command: c.Reveal) -> tuple[Event, ...]:
    found = _round(state, command.round)
    if found.revealed:
        return ()
    hidden = [
        contribution
        for contribution in state.contributions_of(found.dilemma)
        if contribution.round == found.id
        and not contribution.withdrawn
        and (contribution.admitted or not contribution.late)
        and not contribution.gone
    ]
    # Shuffled, so that the place on the board does not tell when it was written.
    hidden.sort(key=lambda c: sha256(f"{command.seed}/{c.id}".encode()).digest())
    closed = (e.RoundClosed(found.id),) if found.open else ()
    return (*closed, e.Revealed(found.id, tuple(_card(c) for c in hidden)))


def _admitted(state: State, late: Contribution) -> Event:
    shown = late.round is not None and state.rounds[late.round].revealed
    return e.LateAdmitted(late.id, _card(late) if shown else None)


def _card(found: Contribution) -> e.Card:
    return e.Card(
        contribution=found.id,
        kind=found.kind,
        text=Text(found.text),
        perspective=found.perspective,
        pole=found.pole,
        source=Text(found.source) if found.source else None,
    )


def _contribute(state: State, by: By, command: c.Contribute) -> tuple[Event, ...]:
    perspective, proxy = _voice(state, by, command.perspective)
    if command.dilemma not in state.dilemmas:
        raise Refused("unknown_dilemma", "dilemma")
    if command.contribution in state.contributions:
        raise Refused("already_there")
    if len(state.contributions) >= MOST_CONTRIBUTIONS:
        raise Refused("board_full")
    late = over = False
    if command.round is not None:
        found = _round(state, command.round)
        if command.dilemma != found.dilemma:
            raise Refused("unknown_round")
        over = not found.open
        # What was on paper in time is typed in afterwards: only what the room has seen is closed.
        late = found.revealed if proxy else over
        if command.pole is None:
            raise Refused("pole_missing_choice", "pole")
        option = None
    else:
        if not state.now_at.allows(Activity.ARGUE):
            raise Refused("not_this_step")
        option = option_of(state, command.option)
        if option.dilemma != command.dilemma:
            raise Refused("unknown_option", "option")
    kind = _kind(state, command.kind, late=over)
    made = e.ContributionMade(
        contribution=command.contribution,
        dilemma=command.dilemma,
        kind=kind,
        text=Text(text.long(command.text, "text", "text_missing")),
        perspective=perspective,
        round=command.round,
        pole=command.pole if option is None else None,
        option=None if option is None else option.id,
        source=_source(kind, command.source),
        late=late,
        proxy=proxy,
    )
    if not (late and proxy):
        return (made,)
    # The facilitator types it in to be read: it needs no second act to come on the board.
    card = e.Card(made.contribution, kind, made.text, perspective, made.pole, made.source)
    return made, e.LateAdmitted(made.contribution, card)


def _enter(state: State, by: By, command: c.EnterCards) -> tuple[Event, ...]:
    events: list[Event] = []
    refusals: list[Refused] = []
    if len({card.contribution for card in command.cards}) < len(command.cards):
        raise Refused("already_there")
    for card in command.cards:
        try:
            events.extend(_contribute(state, by, _typed_in(state, card)))
        except Refused as refusal:
            field = f"{refusal.field or 'text'}-{card.row}"
            refusals.append(Refused(refusal.code, field, **refusal.values))
    if refusals:
        raise RefusedAll(refusals)
    if not events:
        raise Refused("text_missing", "text-1")
    if len(state.contributions) + len(command.cards) > MOST_CONTRIBUTIONS:
        raise Refused("board_full")
    return tuple(events)


def _typed_in(state: State, card: c.PaperCard) -> c.Contribute:
    return c.Contribute(
        contribution=card.contribution,
        dilemma=state.board().id,
        kind=card.kind,
        text=card.text,
        round=state.round if card.option is None else None,
        pole=card.pole,
        option=card.option,
        perspective=card.perspective,
    )


def _voice(state: State, by: By, given: Perspective | None) -> tuple[Perspective, bool]:
    if by.role is Role.FACILITATOR:
        if given is None or given not in state.at_table:
            raise Refused("perspective_missing", "perspective")
        return given, True
    if by.perspective is None or by.tag is None:
        raise Refused("not_yours")
    return by.perspective, False


def _kind(state: State, kind: Kind | None, *, late: bool) -> Kind:
    if kind is None:
        raise Refused("kind_missing", "kind")
    # What came late was written under another step: its kind is taken as it was.
    if not late and state.now_at.kinds and kind not in state.now_at.kinds:
        raise Refused("kind_missing", "kind")
    return kind


def _source(kind: Kind, typed: str) -> Text | None:
    source = text.lines((typed,), "source")
    return Text(source[0]) if source and kind.nature is Nature.FACT else None


def _own_hidden(state: State, by: By, found: ContributionId) -> Contribution:
    own = _contribution(state, found)
    if by.tag is None or own.tag != by.tag or own.withdrawn:
        raise Refused("unknown_contribution")
    seen = own.round is None or (state.rounds[own.round].revealed and not own.late)
    if seen or own.admitted:
        raise Refused("already_seen", "text")
    return own


def _reword(state: State, by: By, command: c.RewordContribution) -> tuple[Event, ...]:
    own = _own_hidden(state, by, command.contribution)
    kind = command.kind or own.kind
    if kind is not own.kind:
        _kind(state, kind, late=own.late)
    words = Text(text.long(command.text, "text", "text_missing"))
    pole: Pole | None = command.pole or own.pole
    source = _source(kind, command.source)
    if (kind, words, pole, source or "") == (own.kind, own.text, own.pole, own.source):
        return ()
    return (e.ContributionReworded(own.id, kind, words, pole, source),)


def _recognise(state: State, by: By, command: c.Recognise) -> tuple[Event, ...]:
    found = _contribution(state, command.contribution)
    if not state.visible(found):
        raise Refused("unknown_contribution")
    if by.tag is None or by.perspective is None:
        raise Refused("not_yours")
    before = found.recognised.get(by.tag)
    if command.on:
        same = before is by.perspective
        return () if same else (e.ContributionRecognised(found.id, by.perspective),)
    return () if before is None else (e.RecognitionWithdrawn(found.id, before),)


def _add_option(state: State, by: By, command: c.AddOption) -> tuple[Event, ...]:
    if by.role is Role.PARTICIPANT and (by.tag is None or by.perspective is None):
        raise Refused("not_yours")
    if command.dilemma not in state.dilemmas:
        raise Refused("unknown_dilemma", "dilemma")
    if command.option in state.options:
        raise Refused("already_there")
    if len(state.dilemmas[command.dilemma].options) >= MOST_OPTIONS:
        raise Refused("options_full")
    title = text.line(command.title, "title", "option_title_missing")
    _new_title(title, state.options_of(command.dilemma))
    return (
        e.OptionAdded(
            option=command.option,
            dilemma=command.dilemma,
            title=Text(title),
            detail=Text(text.long(command.detail, "detail")),
            perspective=by.perspective,
        ),
    )


def _new_title(title: str, others: Iterable[Option]) -> None:
    if any(other.title.casefold() == title.casefold() for other in others):
        raise Refused("option_already_there", "title")


def _reword_option(state: State, command: c.RewordOption) -> tuple[Event, ...]:
    option = option_of(state, command.option)
    if state.outcome_of(option.id) is not None:  # people consent to the words as they stand
        raise Refused("decided")
    title = text.line(command.title, "title", "option_title_missing")
    _new_title(title, (o for o in state.options_of(option.dilemma) if o.id != option.id))
    detail = text.long(command.detail, "detail")
    if (title, detail) == (option.title, option.detail):
        return ()
    return (e.OptionReworded(option.id, Text(title), Text(detail)),)


def _rate(state: State, by: By, command: c.Rate) -> tuple[Event, ...]:
    option = option_of(state, command.option)
    if by.tag is None or by.perspective is None:
        raise Refused("not_yours")
    known = {criterion.key for criterion in state.script.criteria}
    if not command.values:
        raise Refused("rating_missing")
    for criterion, value in command.values.items():
        if criterion not in known or value not in (None, -2, -1, 0, 1, 2):
            raise Refused("unknown_rating", criterion)
    outcome = state.outcome_of(option.id)
    if outcome is not None and outcome.recorded:
        raise Refused("decided")
    if option.ratings.get(by.tag) == Rating(by.perspective, command.values, state.era):
        return ()
    return (e.OptionRated(option.id, by.perspective, dict(command.values)),)
