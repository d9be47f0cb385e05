"""What a full-text index is asked, and what it has to do on either engine.

`store.search` writes by it and `store.finding` reads by it; all that differs per engine stands in
`index_sqlite` and `index_postgresql`. Words come folded and hold letters and digits only.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.ext.asyncio import AsyncSession

WEIGHINGS, OPTIONS = "fts_weighing", "fts_option"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of an index; with `more` every longer one that begins with it as well."""

    word: str
    more: bool = False


Groups = Sequence[Sequence[Term]]
"""Of every group one term must occur."""


@dataclass(frozen=True, slots=True)
class Question:
    """What must occur in a row of a table: words, and what a filter asks (`search.filed`), which
    rates nothing. `heading` asks for words in the heading alone."""

    table: str
    words: Groups
    filters: Groups = ()
    heading: bool = False


class Index(Protocol):
    """The words of what is public. Numbers are those of rows of the catalogue."""

    async def newest(self, session: AsyncSession, asked: Question, most: int) -> list[int]:
        """Return the numbers of the newest rows that answer a question."""

    async def rated(
        self, session: AsyncSession, asked: Question, ids: Collection[int]
    ) -> list[int]:
        """Return the numbers of all rows that answer a question, the best first."""

    def among(self, number: SQLColumnExpression[Any], ids: Collection[int]) -> ColumnElement[bool]:
        """Return that a column holds one of many numbers: a thousand in one value."""

    async def starts(self, session: AsyncSession, word: str, most: int) -> list[Term]:
        """Return what finds all that begins with a word, named where there are not too many."""

    async def inside(self, session: AsyncSession, word: str, most: int) -> list[str]:
        """Return the shortest words in which a word stands further on."""

    async def knows(self, session: AsyncSession, word: str) -> bool:
        """Tell whether anything begins with a word."""

    async def those_of(self, session: AsyncSession, words: Collection[str]) -> set[str]:
        """Return those of some words that occur."""

    async def alike(self, session: AsyncSession, word: str, most: int) -> set[str]:
        """Return words that share groups of three letters with one."""

    async def learn(self, session: AsyncSession, words: Collection[str]) -> None:
        """Add words to the list, before the row that holds them comes."""

    async def forget(self, session: AsyncSession, words: Collection[str]) -> None:
        """Take words out of the list that occur no more, after the row that held them went."""

    async def forget_all(self, session: AsyncSession) -> None:
        """Empty the list."""

    async def scrub(self, session: AsyncSession) -> None:
        """Leave no word in the files that occurs no more."""
