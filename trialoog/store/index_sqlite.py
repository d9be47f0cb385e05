"""The full-text index on SQLite: FTS5 over the texts of the catalogue, kept by triggers.

`fts_vocabulary` shows every word in it; `fts_part` holds those of three letters and more once,
by their groups of three letters. It does what `index.Index` says.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from trialoog.store.index import OPTIONS, WEIGHINGS, Question, Term

# Of a word in a heading, in the options or texts, and anywhere else; filters weigh nothing.
WEIGHTS = "10, 4, 1, 0"
JOINED = 6  # letters of a start that the index has joined: the longest of its `prefix`
GROUP = 3  # letters of a word in the list: that is what it is found by
AT_ONCE = 500  # words in one question to the database
LAST = "\U0010ffff"

BEGIN = "FROM fts_vocabulary WHERE term >= :word AND term < :end LIMIT :most"


async def newest(session: AsyncSession, asked: Question, most: int) -> list[int]:
    """See `Index.newest`."""
    return await _found(session, asked, "rowid DESC", most)


async def rated(session: AsyncSession, asked: Question, ids: Collection[int]) -> list[int]:
    """See `Index.rated`: asked again, which is quicker than each of `ids` by itself."""
    order = f"bm25({asked.table}, {WEIGHTS}), rowid DESC"
    return await _found(session, asked, order, len(ids))


def among(number: SQLColumnExpression[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """See `Index.among`."""
    return number.in_(select(func.json_each(json.dumps([*ids])).table_valued("value").c.value))


async def starts(session: AsyncSession, word: str, most: int) -> list[Term]:
    """See `Index.starts`. To name words is quicker than to have FTS5 join all that begin alike,
    unless it has those joined already."""
    if len(word) > JOINED:
        values = {"word": word, "end": word + LAST, "most": most}
        named = [*await session.scalars(text(f"SELECT term {BEGIN}"), values)]
        if len(named) < most:
            return [Term(each) for each in named]
    return [Term(word, more=True)]


async def inside(session: AsyncSession, word: str, most: int) -> list[str]:
    """See `Index.inside`."""
    if len(word) < GROUP:
        return []
    statement = text(
        "SELECT word FROM fts_part WHERE fts_part MATCH :part AND instr(word, :word) > 1 "
        "ORDER BY length(word), word LIMIT :most"
    )
    found = await session.scalars(statement, {"part": f'"{word}"', "word": word, "most": most})
    return [*found]


async def knows(session: AsyncSession, word: str) -> bool:
    """See `Index.knows`."""
    values = {"word": word, "end": word + LAST, "most": 1}
    return bool(await session.scalar(text(f"SELECT 1 {BEGIN}"), values))


async def those_of(session: AsyncSession, words: Collection[str]) -> set[str]:
    """See `Index.those_of`."""
    lookup = text(
        "SELECT term FROM json_each(:words) JOIN fts_vocabulary ON term = json_each.value"
    )
    found: set[str] = set()
    for some in _portions(words):
        found.update(await session.scalars(lookup, {"words": json.dumps(some)}))
    return found


async def alike(session: AsyncSession, word: str, most: int) -> set[str]:
    """See `Index.alike`."""
    groups = {word[at : at + GROUP] for at in range(len(word) - GROUP + 1)}
    if not groups:
        return set()
    some = text("SELECT word FROM fts_part WHERE fts_part MATCH :some ORDER BY rank LIMIT :most")
    match = " OR ".join(f'"{group}"' for group in sorted(groups))
    return {*await session.scalars(some, {"some": match, "most": most})}


async def learn(session: AsyncSession, words: Collection[str]) -> None:
    """See `Index.learn`."""
    known = await those_of(session, words)
    rows = [{"word": word} for word in words if len(word) >= GROUP and word not in known]
    if rows:
        await session.execute(text("INSERT INTO fts_part(word) VALUES (:word)"), rows)


async def forget(session: AsyncSession, words: Collection[str]) -> None:
    """See `Index.forget`."""
    still = await those_of(session, words)
    gone = [word for word in words if len(word) >= GROUP and word not in still]
    if gone:
        statement = text(
            "DELETE FROM fts_part WHERE rowid IN "
            "(SELECT rowid FROM fts_part WHERE fts_part MATCH :part AND word = :word)"
        )
        await session.execute(statement, [{"word": it, "part": f'"{it}"'} for it in gone])


async def forget_all(session: AsyncSession) -> None:
    """See `Index.forget_all`."""
    await session.execute(text("DELETE FROM fts_part"))


async def scrub(session: AsyncSession) -> None:
    """See `Index.scrub`: without this a word would stay in the file until a later merge."""
    for table in (WEIGHINGS, OPTIONS, "fts_part"):
        await session.execute(text(f"INSERT INTO {table}({table}) VALUES ('optimize')"))


async def _found(session: AsyncSession, asked: Question, order: str, most: int) -> list[int]:
    statement = text(
        f"SELECT rowid FROM {asked.table} WHERE {asked.table} MATCH :asked "
        f"ORDER BY {order} LIMIT :most"
    )
    return [*await session.scalars(statement, {"asked": _match(asked), "most": most})]


def _match(asked: Question) -> str:
    """Return what FTS5 is asked. Each word is quoted: nothing typed is a command."""
    groups = (" OR ".join(map(_quoted, group)) for group in (*asked.words, *asked.filters))
    every = " AND ".join(f"({group})" for group in groups)
    return f"heading : ({every})" if asked.heading else every


def _quoted(term: Term) -> str:
    return f'"{term.word}"{"*" if term.more else ""}'


def _portions(words: Collection[str]) -> Iterator[list[str]]:
    every = [*words]
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
