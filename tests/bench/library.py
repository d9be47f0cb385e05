"""Libraries of public weighings to search in: as many as asked, made of words as they come.

Words are made of Dutch syllables and come as often as words do: a few all the time, most hardly
ever. Rows are written past the application, as it would write them.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import accumulate, product

from sqlalchemy import insert, text

from tests.store.build import NOW, a_trialogue
from tests.store.shelf import CHOSEN, DOCUMENT, REJECTED
from trialoog.core import document as documents
from trialoog.core.words import ReasonType
from trialoog.store import search
from trialoog.store.db import Db
from trialoog.store.tables import (
    CatalogueFacet,
    CatalogueOption,
    CatalogueRow,
    PublicationRow,
    Table,
)
from trialoog.views.subjects import SUBJECTS

STEMS = (
    *("huur", "zorg", "kind", "werk", "woon", "bij", "stand", "toe"),
    *("slag", "schuld", "regel", "wet", "jeugd", "grens", "loket", "maat"),
)
ENDS = ("en", "ing", "heid", "baar", "lijk", "ster", "schap", "ten", "der")
DOCUMENT_JSON = documents.to_json(DOCUMENT)  # what is shown of each; its words are not searched
WORDS_EACH = 100  # of a weighing
OPTIONS = 4
AT_ONCE = 1000  # weighings in one transaction


def vocabulary() -> list[str]:
    """Return some twenty thousand words, the most frequent first."""
    made = ["".join(parts) for parts in product(STEMS, STEMS)]
    made += ["".join(parts) for parts in product(STEMS, STEMS, ENDS)]
    made += ["".join(parts) for parts in product(STEMS, STEMS, STEMS, ENDS[:4])]
    random.Random(1).shuffle(made)
    return [*STEMS, *ENDS, *made]


async def fill(db: Db, size: int) -> None:
    """Put as many weighings into a database that has its tables and nothing in them."""
    words, draw = vocabulary(), random.Random(size)
    weights = [*accumulate(1 / (rank + 3) for rank in range(len(words)))]
    trialogue, seen = await a_trialogue(db), set[str]()

    def some(number: int) -> list[str]:
        return draw.choices(words, cum_weights=weights, k=number)

    for start in range(1, size + 1, AT_ONCE):
        rows: dict[type[Table], list[dict[str, object]]] = {}
        for number in range(start, min(start + AT_ONCE, size + 1)):
            for table, row in _rows(number, trialogue, some, draw):
                rows.setdefault(table, []).append(row)
        seen.update(*(str(row["body"]).split() for row in rows[CatalogueRow]))
        async with db.write() as session:
            for table, made in rows.items():
                await session.execute(insert(table), made)
    async with db.write() as session:
        learned = [{"word": word} for word in sorted(seen)]
        await session.execute(text("INSERT INTO fts_part(word) VALUES (:word)"), learned)


def _rows(
    number: int, trialogue: str, some: Callable[[int], list[str]], draw: random.Random
) -> Iterator[tuple[type[Table], dict[str, object]]]:
    asked, body = " ".join(some(8)), some(WORDS_EACH)
    titles = [some(6) for _ in range(OPTIONS)]
    slug, at = f"w-{number}", NOW + timedelta(minutes=number)
    publication = {
        "slug": slug,
        "version": 1,
        "trialogue": trialogue,
        "dilemma": "d1",
        "document": DOCUMENT_JSON,
        "digest": "",
        "note": "",
        "published_at": at,
        "current": True,
    }
    yield PublicationRow, publication
    values = (
        (search.SUBJECT, draw.choice([*SUBJECTS])),
        (search.FORMAT, draw.choice(["verkenning", "besluitvorming"])),
        (search.ORGANISATION, f"Gemeente {draw.randrange(40)}"),
        (search.YEAR, str(2020 + draw.randrange(7))),
        (search.OUTCOME, "chosen"),
        (search.OUTCOME, "rejected"),
    )
    row = {
        "id": number,
        "slug": slug,
        "version": 1,
        "published_at": at,
        "language": "nl",
        "question": asked,
        "organisation": "",
        "decision_maker": "",
        "decision": "",
        "heading": asked,
        "options": " ".join(word for title in titles for word in title),
        "body": " ".join((asked, *body)),
        "filed": " ".join(search.filed(kind, value) for kind, value in values),
    }
    yield CatalogueRow, row
    for kind, value in values:
        yield CatalogueFacet, {"kind": kind, "value": value, "weighing": number}
    for place, title in enumerate(titles):
        option = CHOSEN if place == 1 else REJECTED
        it = {
            "id": number * OPTIONS + place,
            "weighing": number,
            "letter": "ABCD"[place],
            "title": " ".join(title),
            "outcome": option.outcome or "",
            "reason_type": draw.choice([*ReasonType]),
            "reason": option.reason,
            "reopen": option.reopen,
            "heading": " ".join(title),
            "words": " ".join(some(15)),
            "about": asked,
            "filed": search.filed(search.OUTCOME, option.outcome or ""),
        }
        yield CatalogueOption, it
