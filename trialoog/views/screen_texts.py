"""Texts on the projector: by group, by turns of the perspectives, and as many as fit.

Whoever writes much never fills the screen, and rather a few texts of each group are shown than
all of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, zip_longest

from trialoog.core.state import Contribution, State
from trialoog.core.words import Perspective
from trialoog.views import board_models, fit
from trialoog.views.words import N_

# Letters of one text, and when a perspective or a group would be left out: three lines of a column,
# two and one, with the marks behind it.
LONGEST = (170, 105, 60, 30)
# And where all texts fit: rather all of them, and whole, than a few in large type.
IN_FULL = (600, 170, 105)
MOST = 24  # texts that could ever fit, so that a long list is not measured to its end
# Kept free for the marks of who recognises a text, so that nothing moves later.
ROOM_FOR_MARKS = " nnnn"

UNNAMED = N_("Hoort bij elkaar")
LOOSE = N_("Overig")


@dataclass(frozen=True, slots=True)
class Block:
    """Texts under one heading. `name` is what people called it, else `label` is a message id.

    Where there is no room for a text, `cards` is empty and `voices` tells who is in the group.
    """

    cards: tuple[board_models.Card, ...]
    name: str = ""
    label: str = ""
    voices: tuple[Perspective, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """What stands under each other; `more` when not all of it fits."""

    blocks: tuple[Block, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A group, or what is in none, as turns of the perspectives."""

    turns: tuple[tuple[board_models.Card, ...], ...]
    group: bool
    name: str = ""
    label: str = ""

    @property
    def heading(self) -> str:
        return self.name or self.label


@dataclass(frozen=True, slots=True)
class _Entry:
    """A text, with the heading above it when it is the first of its part; or a heading alone."""

    part: _Part
    card: board_models.Card | None
    first: bool

    @property
    def words(self) -> str:
        shown = [self.part.heading] if self.first and self.part.heading else []
        if self.card is not None:
            shown.append(self.card.text)
        return "\n".join(shown) + ROOM_FOR_MARKS


def side_by_side(
    state: State, lists: Sequence[Sequence[Contribution]], width: float, height: float
) -> tuple[str, tuple[Column, ...]]:
    """Return the size in which lists of texts fit beside each other, and what is shown of each."""
    found = [_fitted(state, texts, width, height) for texts in lists]
    sizes = list(fit.TEXT)
    size = max((fitted.size for _, fitted in found), key=sizes.index)
    pairs = zip(found, lists, strict=True)
    return size, tuple(_column(entries[: len(it.entries)], len(of)) for (entries, it), of in pairs)


def _fitted(
    state: State, texts: Sequence[Contribution], width: float, height: float
) -> tuple[Sequence[_Entry], fit.Fitted]:
    """Fit one column: all texts, if that is possible.

    When the groups ask for too much, each gives way by a turn of the perspectives, then texts are
    cut shorter, and in the end only the names of groups are left. Without groups texts are cut so
    that each perspective that wrote has one.
    """
    parts = _parts(state, texts)
    all_turns = max((len(part.turns) for part in parts if part.group), default=1)
    for longest in IN_FULL if len(texts) <= MOST else ():
        entries = _entries(parts, all_turns, longest)
        fitted = fit.column([entry.words for entry in entries], width, height)
        if not fitted.more:
            return entries, fitted
    for longest in LONGEST:
        turns = all_turns
        while turns > 1 and _least(parts, turns) > MOST:
            turns -= 1
        for most in range(turns, 0, -1):
            entries = _entries(parts, most, longest)
            fitted = fit.column([entry.words for entry in entries], width, height)
            if len(fitted.entries) >= _least(parts, most):
                return entries, fitted
    entries = _entries(parts, 0, LONGEST[-1])
    return entries, fit.column([entry.words for entry in entries], width, height)


def in_grid(
    state: State, texts: Sequence[Contribution], width: float, height: float
) -> tuple[str, tuple[Column, ...]]:
    """Return the size in which one list fits, in two columns when that shows more of it."""
    parts = _parts(state, texts)
    if any(part.group for part in parts):  # a group keeps to one column, under its heading
        return side_by_side(state, [texts], width, height)
    tried = (
        (least, _in_grid(parts, longest, width, height))
        for least, lengths in ((len(texts), IN_FULL), (_least(parts, 1), LONGEST))
        for longest in lengths
    )
    enough = (it for least, it in tried if sum(len(column.entries) for column in it[1]) >= least)
    entries, found = next(enough, None) or _in_grid(parts, LONGEST[-1], width, height)
    left = len(texts) - sum(len(column.entries) for column in found[:-1])
    columns = [_column([entries[i] for i in column.entries], 0) for column in found[:-1]]
    columns.append(_column([entries[i] for i in found[-1].entries], left))
    return found[0].size, tuple(columns)


def _in_grid(
    parts: Iterable[_Part], longest: int, width: float, height: float
) -> tuple[Sequence[_Entry], Sequence[fit.Fitted]]:
    entries = _entries(parts, 1, longest)
    return entries, fit.grid([entry.words for entry in entries], width, height)


def _parts(state: State, texts: Sequence[Contribution]) -> tuple[_Part, ...]:
    clusters = board_models.clusters(state, tuple(texts))
    alone = all(cluster.name is None for cluster in clusters)
    return tuple(
        _Part(_turns(cluster.cards), group=False, label="" if alone else LOOSE)
        if cluster.name is None
        else _Part(
            _turns(cluster.cards),
            group=True,
            name=cluster.name,
            label="" if cluster.name else UNNAMED,
        )
        for cluster in clusters
    )


def _turns(cards: Iterable[board_models.Card]) -> tuple[tuple[board_models.Card, ...], ...]:
    """Return texts by turns of the perspectives, so that one of them can't fill the screen."""
    voices: dict[Perspective, list[board_models.Card]] = {p: [] for p in Perspective}
    for card in cards:
        voices[card.perspective].append(card)
    return tuple(
        tuple(card for card in turn if card is not None) for turn in zip_longest(*voices.values())
    )


def _entries(parts: Iterable[_Part], turns: int, longest: int) -> list[_Entry]:
    """Return at most so many turns of each group, and then all that is in none; each cut to so
    many letters."""
    entries: list[_Entry] = []
    for part in parts:
        shown = chain.from_iterable(part.turns[:turns] if part.group else part.turns)
        cards = [
            card._replace(text=fit.shorten(card.text, longest))
            for card in islice(shown, MOST - len(entries))
        ]
        entries += [_Entry(part, card, first=not i) for i, card in enumerate(cards or [None])]
    return entries[:MOST]


def _least(parts: Sequence[_Part], turns: int) -> int:
    """Return how many texts have to fit: those of the groups, and a turn of the rest unless the
    groups show no more than one."""
    rest = int(turns > 1 or not any(part.group for part in parts))
    return sum(len(turn) for part in parts for turn in part.turns[: turns if part.group else rest])


def _column(entries: Sequence[_Entry], of: int) -> Column:
    blocks = []
    for part, inside in groupby(entries, key=lambda entry: entry.part):
        cards = tuple(entry.card for entry in inside if entry.card is not None)
        voices = {card.perspective for turn in part.turns for card in turn}
        silent = () if cards else tuple(p for p in Perspective if p in voices)
        blocks.append(Block(cards, part.name, part.label, silent))
    return Column(tuple(blocks), more=sum(len(block.cards) for block in blocks) < of)
