"""Tips for easier reading, in words, beside the fields of public text.

View models only; what may read easier is `core.tips`'s. Tips are advice: they block nothing and are
no errors.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from trialoog.core import tips
from trialoog.core.passive import APART
from trialoog.core.public_text import NOTE, Block, Shape
from trialoog.core.text import LONG
from trialoog.core.tips import Kind, Passage, Tip
from trialoog.views.looks import Looks
from trialoog.views.words import N_

TRY = {
    Kind.LONG: N_("Deze zin heeft %(count)s woorden. Maak er twee van."),
    Kind.PASSIVE: N_("“%(words)s”: zeg liever wie het doet."),
    Kind.JARGON: N_("“%(words)s”: probeer “%(plainer)s”."),
}


@dataclass(frozen=True, slots=True)
class Advised:
    """A sentence in parts, each marked or not, and what to try."""

    parts: tuple[tuple[str, bool], ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tips:
    """What may read easier in one field, and the language that it is written in."""

    count: int = 0
    language: str = ""
    sentences: tuple[Advised, ...] = ()


NONE = Tips()


def beside(
    looks: Looks,
    language: str,
    blocks: Iterable[Block],
    texts: Mapping[str, str],
    *,
    written: str,
) -> dict[str, Tips]:
    """Return the tips for each field of running text by its key, those of the note included.
    `written` is the language of the text, `language` that of who edits it."""
    fields = {block.key: texts.get(block.key, block.default) for block in blocks if _runs(block)}
    fields[NOTE] = texts.get(NOTE, "")
    return {key: _tips(looks, language, written, said[:LONG]) for key, said in fields.items()}


def _runs(block: Block) -> bool:
    return block.field != "sources" and block.shape in {Shape.LINE, Shape.LONG, Shape.LINES}


def _tips(looks: Looks, language: str, written: str, said: str) -> Tips:
    found = tips.passages(said, written)
    if not found:
        return NONE
    say = partial(looks.say, language)
    return Tips(
        count=sum(len(passage.tips) for passage in found),
        language=written,
        sentences=tuple(
            Advised(
                parts=tuple(_parts(said, passage)),
                advice=tuple(
                    say(TRY[tip.kind], words=tip.words, plainer=tip.plainer, count=tip.count)
                    for tip in passage.tips
                ),
            )
            for passage in found
        ),
    )


def _parts(said: str, passage: Passage) -> Iterator[tuple[str, bool]]:
    """Return a sentence with the words marked that a tip is about; a long one is not, as it
    stands there whole."""
    at = passage.start
    marks = (mark for tip in passage.tips if tip.kind is not Kind.LONG for mark in _marks(tip))
    for start, end in sorted(marks):
        if start > at:
            yield said[at:start], False
        if end > at:
            yield said[max(at, start) : end], True
            at = end
    if passage.end > at:
        yield said[at : passage.end], False


def _marks(tip: Tip) -> Iterator[tuple[int, int]]:
    """Return where words are that a tip is about. A passive may have its two parts apart."""
    first, apart, last = tip.words.partition(APART)
    if apart:
        yield tip.start, tip.start + len(first)
        yield tip.end - len(last), tip.end
    else:
        yield tip.start, tip.end
