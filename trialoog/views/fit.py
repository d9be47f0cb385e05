"""How much text fits on the projector: the largest type at which all fits, else what fits.

Lengths are in rem. A projector of 16:9 is 48 × 27 rem at every resolution, so this can be told
without measuring; estimates are on the safe side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH = 44.8  # between the margins
HEIGHT = 27.0
FRAME = 5.5  # margins, footer and the gaps between header, stage and footer
SPEAKING = 1.9  # the line that says who speaks: kept free, so that nothing moves when it comes
LINE = 1.37  # height of a line, in its own size
LETTER = 0.58  # width of a letter in its own size, and of those that are narrow or wide
NARROW, WIDE = 0.31, 0.86

GAP = 0.65  # under a text, in its own size
MORE = 2.1  # of the line that says there is more

TITLES = 34.5  # beside the clock; less than there is, for their letters are wider than plain ones
TITLE = {"l": 2.1, "m": 1.6, "s": 1.2}
TEXT = {"xl": 1.9, "l": 1.5, "m": 1.2, "s": 0.95}
ALONE = {"4xl": 3.6, "3xl": 2.9, "2xl": 2.3, **TEXT}  # of one text that fills the stage


@dataclass(frozen=True, slots=True)
class Fitted:
    """Which entries are shown and in which size; `more` when some had to stay behind."""

    size: str
    entries: tuple[int, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One text, or as much of it as can be shown, and its size."""

    text: str
    size: str
    height: float
    more: bool = False


def lines(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes at most."""
    return sum(_wrapped(line.split(" "), width / size) for line in text.split("\n"))


def _wrapped(words: Sequence[str], width: float) -> int:
    rows, at = 1, 0.0
    for word in words:
        wide = _wide(word)
        if at and at + wide > width:
            rows, at = rows + 1, 0.0
        rows += int(wide / width)  # a word longer than the line is broken
        at += wide % width + NARROW
    return rows


def _wide(word: str) -> float:
    return sum(_letter(letter) for letter in word)


def _letter(letter: str) -> float:
    if letter in "ijlItfr.,:;'’|!()[]":
        return NARROW
    if letter in "mwMW—…@%":
        return WIDE
    return 0.68 if letter.isupper() else LETTER


def title(text: str, largest: str = "l", width: float = TITLES) -> tuple[str, float]:
    """Return the size of a title that takes at most three lines, or two large ones, and the height
    it takes."""
    sizes = list(TITLE)[list(TITLE).index(largest) :]
    for name in sizes:
        rows = lines(text, width, TITLE[name])
        if rows <= (2 if name == "l" else 3) or name == sizes[-1]:
            return name, rows * TITLE[name] * 1.15
    raise AssertionError("no size")


def stage(text: str, largest: str = "l") -> float:
    """Return the height that is left for the stage under a title with its small line above."""
    return HEIGHT - FRAME - SPEAKING - max(title(text, largest)[1] + 1.2, 3.0)


def shorten(text: str, most: int) -> str:
    """Return a text on one line, cut at a word with an ellipsis when it is too long."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[: most - 1].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"


def passage(text: str, height: float, largest: str = "4xl", width: float = WIDTH) -> Passage:
    """Fit one text as large as it goes without breaking a word, or else cut it at the smallest."""
    longest = max((_wide(word) for word in text.split()), default=0.0)
    for name in list(ALONE)[list(ALONE).index(largest) :]:
        size = ALONE[name]
        tall = lines(text, width, size) * size * LINE
        if tall <= height and (longest * size <= width or name == "s"):
            return Passage(text, name, tall)
    height -= MORE
    most = len(text)
    tall = ALONE["s"] * LINE
    while lines(shown := shorten(text, most), width, ALONE["s"]) * tall > height and most > 1:
        most = most * 9 // 10
    return Passage(shown, "s", height, more=True)


def column(texts: Sequence[str], width: float, height: float, gap: float = GAP) -> Fitted:
    """Fit one column of texts, in the order in which they came.

    `gap` stands under every text, in its own size.
    """
    for name, size in TEXT.items():
        if sum(_tall(t, width, size, gap) for t in texts) <= height:
            return Fitted(name, tuple(range(len(texts))))
    return _what_fits(texts, width, height, gap)


def columns(
    texts: Sequence[Sequence[str]], width: float, height: float, gap: float = GAP
) -> list[Fitted]:
    """Fit columns side by side in one size: the smallest that one of them asks for."""
    fitted = [column(each, width, height, gap) for each in texts]
    sizes = list(TEXT)
    size = sizes[max((sizes.index(f.size) for f in fitted), default=0)]
    return [Fitted(size, f.entries, f.more) for f in fitted]


def grid(texts: Sequence[str], width: float, height: float, gap: float = GAP) -> tuple[Fitted, ...]:
    """Fit a list in one column, or in two when that makes it larger or more complete."""
    one = column(texts, width, height, gap)
    if len(texts) < 5 and not one.more:
        return (one,)
    half = ceil(len(texts) / 2)
    narrow = (width - 1.8) / 2
    left, right = columns((texts[:half], texts[half:]), narrow, height, gap)
    if left.more or right.more:  # one after the other, so that none is left out in between
        left = _what_fits(texts, narrow, height, gap)
        right = _what_fits(texts[len(left.entries) :], narrow, height, gap)
        half = len(left.entries)
    two = (left, Fitted(right.size, tuple(half + i for i in right.entries), right.more))
    sizes = list(TEXT)
    shown = len(two[0].entries) + len(two[1].entries)
    better = (shown, -sizes.index(left.size)) > (len(one.entries), -sizes.index(one.size))
    return two if better else (one,)


def _tall(text: str, width: float, size: float, gap: float) -> float:
    return (lines(text, width - 2.2 * size, size) * LINE + gap) * size


def _what_fits(texts: Sequence[str], width: float, height: float, gap: float) -> Fitted:
    size = TEXT["s"]
    left = height - MORE
    shown = []
    for index, text in enumerate(texts):
        left -= _tall(text, width, size, gap)
        if left < 0:
            break
        shown.append(index)
    return Fitted("s", tuple(shown), more=len(shown) < len(texts))
