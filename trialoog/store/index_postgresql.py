"""The full-text index on PostgreSQL: a tsvector per row of the catalogue, kept by triggers.

`fts_part` holds every word once, with its groups of three letters (pg_trgm). It does what
`index.Index` says.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, SQLColumnExpression, any_, literal, text
from sqlalchemy.ext.asyncio import AsyncSession

from trialoog.store.away import NotReady
from trialoog.store.index import Question, Term

# Of a word anywhere, nowhere, in the options or texts, and in a heading: from D to A.
WEIGHTS = "{0.1, 0, 0.4, 1}"
HEADING = "¶"  # before the words of a heading, which stand there once more
# For one search. By the index always: PostgreSQL thinks too well of reading row after row, and
# would compile what it can't avoid. What takes longer than this, in ms, is nobody's question.
TERMS = """SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('statement_timeout', '5000', true)"""
ALIKE = 0.2  # from here on words share enough groups of three letters to look at them


class NoTrigrams(NotReady):
    """The database has no pg_trgm, and we may not make it."""

    def __init__(self, database: str) -> None:
        super().__init__(
            "Search needs the extension pg_trgm, which trialoog may not make here. "
            "An administrator of PostgreSQL makes it once (Debian has it in postgresql, "
            "others in postgresql-contrib):\n"
            f'    psql -d {database} -c "CREATE EXTENSION pg_trgm"\n'
            "Then run `trialoog migrate` again."
        )


async def newest(session: AsyncSession, asked: Question, most: int) -> list[int]:
    """See `Index.newest`."""
    await session.execute(text(TERMS))
    statement = text(
        f"WITH hit AS MATERIALIZED (SELECT id FROM {asked.table} "
        "WHERE words @@ CAST(:asked AS tsquery)) SELECT id FROM hit ORDER BY id DESC LIMIT :most"
    )
    return [*await session.scalars(statement, {"asked": _match(asked), "most": most})]


async def rated(session: AsyncSession, asked: Question, ids: Collection[int]) -> list[int]:
    """See `Index.rated`. What a filter asks is left out: it would rate too."""
    statement = f"SELECT id FROM {asked.table} WHERE id = ANY(:ids) ORDER BY "
    rank = f"ts_rank('{WEIGHTS}', words, CAST(:asked AS tsquery)) DESC, id DESC"
    values = {"asked": _match(replace(asked, filters=())), "ids": [*ids]}
    return [*await session.scalars(text(statement + rank), values)]


def among(number: SQLColumnExpression[Any], ids: Collection[int]) -> ColumnElement[bool]:
    """See `Index.among`."""
    return number == any_(literal([*ids], ARRAY(Integer)))


async def starts(_: AsyncSession, word: str, __: int) -> list[Term]:
    """See `Index.starts`: the index joins them quickly by itself."""
    return [Term(word, more=True)]


async def inside(session: AsyncSession, word: str, most: int) -> list[str]:
    """See `Index.inside`."""
    statement = text(
        "SELECT word FROM fts_part WHERE word LIKE :part AND strpos(word, :word) > 1 "
        "ORDER BY length(word), word LIMIT :most"
    )
    found = await session.scalars(statement, {"part": f"%{word}%", "word": word, "most": most})
    return [*found]


async def knows(session: AsyncSession, word: str) -> bool:
    """See `Index.knows`."""
    statement = text("SELECT 1 FROM fts_part WHERE word LIKE :begin LIMIT 1")
    return bool(await session.scalar(statement, {"begin": f"{word}%"}))


async def those_of(session: AsyncSession, words: Collection[str]) -> set[str]:
    """See `Index.those_of`."""
    lookup = text("SELECT word FROM fts_part WHERE word = ANY(CAST(:words AS text[]))")
    return {*await session.scalars(lookup, {"words": [*words]})}


async def alike(session: AsyncSession, word: str, most: int) -> set[str]:
    """See `Index.alike`."""
    await session.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {ALIKE}"))
    near = text(
        "SELECT word FROM fts_part WHERE word % :word ORDER BY similarity(word, :word) DESC "
        "LIMIT :most"
    )
    return {*await session.scalars(near, {"word": word, "most": most})}


async def learn(session: AsyncSession, words: Collection[str]) -> None:
    """See `Index.learn`."""
    statement = text(
        "INSERT INTO fts_part SELECT unnest(CAST(:words AS text[])) ON CONFLICT DO NOTHING"
    )
    await session.execute(statement, {"words": [*words]})


async def forget(session: AsyncSession, words: Collection[str]) -> None:
    """See `Index.forget`."""
    statement = text(
        "DELETE FROM fts_part WHERE word = ANY(CAST(:words AS text[])) AND NOT EXISTS ("
        "SELECT 1 FROM fts_weighing "
        "WHERE fts_weighing.words @@ CAST(quote_literal(fts_part.word) AS tsquery))"
    )
    await session.execute(statement, {"words": [*words]})


async def forget_all(session: AsyncSession) -> None:
    """See `Index.forget_all`."""
    await session.execute(text("DELETE FROM fts_part"))


async def scrub(_: AsyncSession) -> None:
    """See `Index.scrub`: vacuuming is the server's work."""


def _match(asked: Question) -> str:
    """Return what is asked as a tsquery. Each word is quoted: nothing typed is a command."""
    mark = HEADING if asked.heading else ""
    groups = (
        " | ".join(_quoted(term, mark) for term in group)
        for group in (*asked.words, *asked.filters)
    )
    return " & ".join(f"({group})" for group in groups)


def _quoted(term: Term, mark: str) -> str:
    return f"'{mark}{term.word}'{':*' if term.more else ''}"
