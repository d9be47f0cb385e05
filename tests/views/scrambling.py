"""The same meeting with other secrets: all that an audience may not know is something else."""

from dataclasses import replace

from tests.views.planting import Book, word
from trialoog.core.state import Answer, Consent, Contribution, Option, Outcome, State
from trialoog.core.text import GONE
from trialoog.core.words import Kind, Pole, Role, Stance

OTHER = word(99999)


def otherwise(state: State, book: Book, role: Role) -> State:
    """Return a state that one role can't tell from this one, by the book."""
    leads = role is Role.FACILITATOR
    known = book.shown | book.waiting if leads else book.board
    frozen = state.frozen
    if frozen is not None and book.still is not None:
        frozen = otherwise(frozen, book.still, role)
    return replace(
        state,
        frozen=frozen,
        contributions={
            id: it if id in known else _text(it) for id, it in state.contributions.items()
        },
        outcomes={
            id: it if leads else _outcome(it, blind=id not in book.stances)
            for id, it in state.outcomes.items()
        },
        options={
            id: it if leads else _option(it, blind=id not in book.pictures)
            for id, it in state.options.items()
        },
    )


def _text(it: Contribution) -> Contribution:
    kinds, poles = list(Kind), {Pole.A: Pole.B, Pole.B: Pole.A, None: None}
    return replace(
        it,
        text=GONE if it.gone else OTHER,
        source=OTHER,
        kind=kinds[(kinds.index(it.kind) + 1) % len(kinds)],
        pole=poles[it.pole],
    )


def _outcome(it: Outcome, *, blind: bool) -> Outcome:
    stances = list(Stance)

    def other(said: Consent) -> Consent:
        stance = stances[(stances.index(said.stance) + 1) % len(stances)]
        return replace(said, stance=stance if blind else said.stance, why=OTHER)

    return replace(it, consents={tag: other(said) for tag, said in it.consents.items()})


def _option(it: Option, *, blind: bool) -> Option:
    def answer(said: Answer) -> Answer:
        return replace(said, reads=not said.reads, remark=OTHER)

    ratings = it.ratings
    if blind:
        ratings = {
            tag: replace(said, values={k: 2 if v is None else -v for k, v in said.values.items()})
            for tag, said in it.ratings.items()
        }
    answers = {tag: answer(said) for tag, said in it.answers.items()}
    return replace(it, ratings=ratings, answers=answers)
