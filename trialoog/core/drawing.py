"""Draws the public document of a dilemma: released text, and numbers with enough seats behind them.

What a version says is decided here, once; `document` only holds it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, tzinfo

from trialoog.core import weighing
from trialoog.core.approvals import approvals
from trialoog.core.changing import put
from trialoog.core.document import (
    Assumption,
    Before,
    Criterion,
    Document,
    Earlier,
    Follows,
    Formal,
    OptionText,
    Voice,
    VoiceCell,
    text_digest,
)
from trialoog.core.earlier import EarlierWeighing
from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.public_text import (
    as_day,
    as_lines,
    as_standing,
    blocks,
    joint,
    present,
    released,
    reserved,
    small,
    standing,
)
from trialoog.core.state import Option, Outcome, State
from trialoog.core.weighing import Tally
from trialoog.core.words import THREE, OutcomeKind, Perspective


def draw(  # noqa: PLR0913  one argument per thing that doesn't stand in the state
    state: State,
    dilemma: DilemmaId,
    texts: Mapping[str, str],
    *,
    head: str,
    version: int,
    note: str,
    subjects: tuple[str, ...] = (),
    example: str = "",
    zone: tzinfo = UTC,
    gone: bool = False,
) -> Document:
    """Return the public document of a dilemma. `head` is the last link of the journal, in hex;
    days are those of `zone`. `gone` tells that the weighing it goes on from is not public any
    more: then this one says nothing of it."""
    it = state.dilemmas[dilemma]
    if gone:
        it = replace(it, earlier=None)
        state = replace(state, dilemmas=put(state.dilemmas, dilemma, it))
    state = replace(state, small=small(state))
    public = released(blocks(state, dilemma), texts)
    letters = {option.id: option.letter for option in state.options_of(dilemma)}
    options = tuple(_option(state, o, public, letters) for o in state.options_of(dilemma))
    decision = it.decision
    drawn = Document(
        version=version,
        note=note,
        language=state.language,
        title=state.title,
        question=it.question,
        organisation=state.organisation,
        format_key=state.script.key,
        format_name=state.script.name,
        held=state.started.astimezone(zone).date() if state.started is not None else None,
        pole_a=it.pole_a,
        pole_b=it.pole_b,
        intro=public["intro"],
        choice=public["choice"],
        accepted=public["accepted"],
        fell=public["fell"],
        background=public["background"],
        present=present(state),
        absent=tuple(p for p in THREE if p in state.absent),
        suppressed=state.small,
        decision_maker=state.decision_maker,
        decide_by=state.decide_by,
        formal=Formal(decision.decision, decision.on, decision.why) if decision else None,
        review=_review(options),
        criteria=tuple(Criterion(c.key, c.name, c.question) for c in state.script.criteria),
        options=options,
        reservations=_voiced(present(state), public, "reservation"),
        joint=_voiced(joint(state), public, "joint"),
        spokespersons={p: state.spokespersons[p] for p in Perspective if p in state.spokespersons},
        earlier=tuple(
            Earlier(p.version, p.note, p.at.astimezone(zone).date())
            for p in it.publications
            if p.version < version and not p.withdrawn
        ),
        journal_head=head,
        subjects=subjects,
        sources=as_lines(public["sources"]),
        follows=_follows(it.earlier),
        example=example,
        reserved=reserved(state, it),
    )
    return replace(drawn, approvals=approvals(state, dilemma, text_digest(drawn)))


def _follows(earlier: EarlierWeighing | None) -> Follows | None:
    return Follows(earlier.slug, earlier.version, earlier.question) if earlier else None


def _before(state: State, option: Option, public: Mapping[str, str]) -> Before | None:
    earlier = state.dilemmas[option.dilemma].earlier
    was = earlier.of(option.id) if earlier else None
    if was is None:
        return None
    why = public.get(f"{option.letter.lower()}-again", "")
    return Before(was.letter, was.outcome, was.reason, was.reopen, why)


def _option(
    state: State, option: Option, public: Mapping[str, str], letters: Mapping[OptionId, str]
) -> OptionText:
    key = option.letter.lower()
    outcome = standing(state, option)
    drawn = OptionText(
        letter=option.letter,
        title=option.title,
        detail=public[f"{key}-detail"],
        outcome=None,
        cells=_cells(state, option),
        corrections=tuple(
            public[f"{key}-correction-{number}"]
            for number in range(1, len(option.corrections) + 1)
            if public[f"{key}-correction-{number}"]
        ),
        before=_before(state, option, public),
    )
    if outcome is None:
        return drawn
    names = {c.key: c.name for c in state.script.criteria}
    return replace(
        drawn,
        outcome=outcome.kind,
        reason_type=outcome.reason_type,
        reason=public[f"{key}-reason"],
        reopen=public.get(f"{key}-reopen", ""),
        downsides=as_lines(public.get(f"{key}-downsides", "")),
        conditions=as_lines(public.get(f"{key}-conditions", "")),
        assumptions=_assumptions(key, outcome, public),
        weighed=as_lines(public[f"{key}-weighed"]),
        criteria=tuple(names[c] for c in outcome.criteria if c in names),
        review=as_day(public.get(f"{key}-review", "")),
        into=letters.get(outcome.into, "") if outcome.into is not None else "",
        says=_voiced(state.at_table, public, f"{key}-says"),
        unheard=tuple(p for p in outcome.unheard if p in THREE),
        consent=_consent(state, outcome) if outcome.asked else (),
    )


def _cells(state: State, option: Option) -> tuple[VoiceCell, ...]:
    voices = {*THREE, *present(state)}
    return tuple(
        VoiceCell(
            cell.criterion,
            tuple(
                Voice(mark.perspective, None, hidden=True)
                if mark.hidden or mark.perspective in state.small
                else Voice(mark.perspective, mark.value)
                for mark in cell.marks
                if mark.perspective in voices
            ),
        )
        for cell in weighing.row(state, option, public=True).cells
    )


def _consent(state: State, outcome: Outcome) -> tuple[Tally, ...]:
    tallies = weighing.consent(state, outcome, public=True)
    return tuple(
        Tally(tally.perspective, None, None, None, hidden=True)
        if tally.perspective in state.small
        else tally
        for tally in tallies
        if tally.perspective in THREE and tally.perspective not in state.absent
    )


def _assumptions(key: str, outcome: Outcome, public: Mapping[str, str]) -> tuple[Assumption, ...]:
    found = []
    for number in range(1, len(outcome.assumptions) + 1):
        name = f"{key}-assumption-{number}"
        words = public.get(name, "")
        if words:
            found.append(
                Assumption(
                    words, as_standing(public[f"{name}-state"]), as_day(public[f"{name}-on"])
                )
            )
    return tuple(found)


def _voiced(
    perspectives: tuple[Perspective, ...], public: Mapping[str, str], field_name: str
) -> dict[Perspective, str]:
    found = {p: public.get(f"{field_name}-{p}", "") for p in perspectives}
    return {p: words for p, words in found.items() if words}


def _review(options: tuple[OptionText, ...]) -> date | None:
    chosen = [o.review for o in options if o.outcome is OutcomeKind.CHOSEN and o.review]
    return min(chosen or [o.review for o in options if o.review], default=None)
