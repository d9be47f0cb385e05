"""What facts about the board change: rounds, texts, groups, options, ratings. See `evolve`."""

from dataclasses import replace

from trialoog.core import events as e
from trialoog.core.changing import changed, drop, put, tag
from trialoog.core.ids import ContributionId, DilemmaId, GroupId
from trialoog.core.state import (
    Answer,
    Contribution,
    Correction,
    Group,
    Looking,
    Option,
    Rating,
    Round,
    State,
)


def contribution(state: State, fact: e.Fact) -> State:
    """Return the state after a fact about a round or a text."""
    match fact.event:
        case e.RoundOpened() as it:
            dilemma = state.dilemmas[it.dilemma]
            dilemma = replace(dilemma, rounds=(*dilemma.rounds, it.round))
            return changed(
                state,
                round=it.round,
                rounds=put(state.rounds, it.round, Round(it.round, it.dilemma)),
                dilemmas=put(state.dilemmas, it.dilemma, dilemma),
            )
        case e.RoundClosed() as it:
            closed = replace(state.rounds[it.round], open=False)
            return changed(state, rounds=put(state.rounds, it.round, closed))
        case e.Revealed() as it:
            shown = replace(state.rounds[it.round], open=False, revealed=True, order=it.order)
            mixed = _shuffled(state.texts.get(shown.dilemma, ()), it.order)
            seen = {c: replace(state.contributions[c], seen=True) for c in it.order}
            return changed(
                state,
                rounds=put(state.rounds, it.round, shown),
                contributions={**state.contributions, **seen},
                texts=put(state.texts, shown.dilemma, mixed),
            )
        case e.ContributionMade() as it:
            made = Contribution(
                id=it.contribution,
                dilemma=it.dilemma,
                kind=it.kind,
                text=it.text,
                perspective=it.perspective,
                tag=fact.by.tag,
                at=fact.at,
                round=it.round,
                pole=it.pole,
                option=it.option,
                source=it.source or "",
                late=it.late,
                proxy=it.proxy,
            )
            texts = (*state.texts.get(it.dilemma, ()), it.contribution)
            return changed(
                state,
                contributions=put(state.contributions, it.contribution, made),
                texts=put(state.texts, it.dilemma, texts),
            )
        case e.ContributionReworded() as it:
            old = state.contributions[it.contribution]
            new = replace(
                old, kind=it.kind, text=it.text, pole=it.pole or old.pole, source=it.source or ""
            )
        case e.ContributionWithdrawn() as it:
            new = replace(state.contributions[it.contribution], withdrawn=True)
        case e.LateAdmitted() as it:
            old = state.contributions[it.contribution]
            new = replace(old, admitted=True, seen=it.card is not None)
        case e.ContributionHeldBack() as it:
            new = replace(state.contributions[it.contribution], held=True)
            if state.looking == Looking(contribution=new.id):
                state = changed(state, looking=None)
        case e.ContributionPutBack() as it:
            new = replace(state.contributions[it.contribution], held=False)
        case e.QuestionAnswered() as it:
            new = replace(state.contributions[it.contribution], answered=True)
        case e.QuestionReopened() as it:
            new = replace(state.contributions[it.contribution], answered=False)
        case e.ContributionRecognised() as it:
            old = state.contributions[it.contribution]
            new = replace(old, recognised=put(old.recognised, tag(fact), it.perspective))
            state = changed(state, recognised=state.recognised | {old.id})
        case e.RecognitionWithdrawn() as it:
            old = state.contributions[it.contribution]
            new = replace(old, recognised=drop(old.recognised, tag(fact)))
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return changed(state, contributions=put(state.contributions, new.id, new))


def _shuffled(
    texts: tuple[ContributionId, ...], order: tuple[ContributionId, ...]
) -> tuple[ContributionId, ...]:
    # From the reveal on nothing in the state tells any more who wrote first.
    shown, places = iter(order), set(order)
    return tuple(next(shown) if c in places else c for c in texts)


def arranging(state: State, fact: e.Fact) -> State:
    """Return the state after a fact about how the board is arranged and looked at."""
    match fact.event:
        case e.CardsGrouped() as it:
            return _grouped(state, it)
        case e.CardsUngrouped() as it:
            return _regrouped(state, it.contributions, None)
        case e.GroupNamed() as it:
            named = replace(state.groups[it.group], name=it.name)
            return changed(state, groups=put(state.groups, it.group, named))
        case e.Focused() as it:
            nothing = it.contribution is None and it.option is None
            return changed(state, looking=None if nothing else Looking(it.contribution, it.option))
        case e.ScreenFrozen():
            return changed(state, frozen=changed(state, frozen=None))
        case e.ScreenUnfrozen():
            return changed(state, frozen=None)
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")


def _grouped(state: State, it: e.CardsGrouped) -> State:
    if it.group not in state.groups:
        dilemma = state.dilemmas[it.dilemma]
        dilemma = replace(dilemma, groups=(*dilemma.groups, it.group))
        state = changed(
            state,
            groups=put(state.groups, it.group, Group(it.group, it.dilemma)),
            dilemmas=put(state.dilemmas, it.dilemma, dilemma),
        )
    return _regrouped(state, it.contributions, it.group)


def _regrouped(state: State, moved: tuple[ContributionId, ...], group: GroupId | None) -> State:
    regrouped = {c: replace(state.contributions[c], group=group) for c in moved}
    return changed(state, contributions={**state.contributions, **regrouped})


def letter(index: int) -> str:
    """Return the letter of the option at an index: A to Z, then AA, AB, …"""
    rest, last = divmod(index, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)


def option(state: State, fact: e.Fact) -> State:
    """Return the state after a fact about an option."""
    match fact.event:
        case e.OptionAdded() as it:
            dilemma = state.dilemmas[it.dilemma]
            new = Option(
                id=it.option,
                dilemma=it.dilemma,
                letter=letter(len(dilemma.options)),
                title=it.title,
                detail=it.detail,
                nothing=it.nothing,
                perspective=it.perspective,
            )
            dilemma = replace(dilemma, options=(*dilemma.options, it.option))
            state = changed(state, dilemmas=put(state.dilemmas, it.dilemma, dilemma))
        case e.OptionReworded() as it:
            old = state.options[it.option]
            earlier = old.earlier if it.title == old.title else (*old.earlier, old.title)
            new = replace(old, title=it.title, detail=it.detail, earlier=earlier)
        case e.OptionRated() as it:
            old = state.options[it.option]
            rating = Rating(it.perspective, dict(it.values), state.era)
            # Reopened, the same people have other tags: in the perspective that rates anew only
            # what is new counts; what the others said before still stands.
            kept = old.ratings
            if state.era:
                kept = {
                    tag: r
                    for tag, r in old.ratings.items()
                    if r.era == state.era or r.perspective is not it.perspective
                }
            new = replace(old, ratings=put(kept, tag(fact), rating))
        case e.PictureShown() as it:
            dilemma = state.dilemmas[state.options[it.option].dilemma]
            shown = (*(o for o in dilemma.shown if o != it.option), it.option)
            dilemma = replace(dilemma, shown=shown)
            dilemmas = put(state.dilemmas, dilemma.id, dilemma)
            return changed(state, dilemmas=dilemmas, looking=None)
        case e.PicturesHidden() as it:
            dilemma = replace(state.dilemmas[it.dilemma], shown=())
            dilemmas = put(state.dilemmas, dilemma.id, dilemma)
            return changed(state, dilemmas=dilemmas)
        case e.RatingsSetAside() as it:
            return _set_aside(state, it.dilemma)
        case e.ReadBackAnswered() as it:
            old = state.options[it.option]
            answer = Answer(it.perspective, it.reads, it.remark or "")
            new = replace(old, answers=put(old.answers, tag(fact), answer))
        case e.CorrectionAdded() as it:
            old = state.options[it.option]
            new = replace(old, corrections=(*old.corrections, Correction(it.text, fact.at)))
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return changed(state, options=put(state.options, new.id, new))


def _set_aside(state: State, dilemma: DilemmaId) -> State:
    options = dict(state.options)
    for old in state.options_of(dilemma):
        outcome = state.outcome_of(old.id)
        if outcome is not None and outcome.recorded:
            continue  # its outcome rests on what was said
        said = {
            r.perspective
            for r in old.ratings.values()
            if any(value is not None for value in r.values.values())
        }
        options[old.id] = replace(old, ratings={}, rated_before=old.rated_before | said)
    before = state.dilemmas[dilemma]
    after = replace(before, shown=(), anew=before.anew + 1)
    return changed(state, options=options, dilemmas=put(state.dilemmas, dilemma, after))
