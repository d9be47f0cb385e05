import asyncio
from datetime import datetime, timedelta

import pytest

from tests.store.build import LEAD, NOW, D, a_trialogue
from trialoog.core import events as e
from trialoog.store import chain, journal, publications
from trialoog.store.db import Db
from trialoog.store.journal import Conflict


async def publish(
    db: Db,
    trialogue: str,
    slug: str,
    version: int = 1,
    *,
    at: datetime = NOW,
) -> None:
    document = {"slug": slug, "version": version}
    digest = chain.document_digest(document)
    facts = await journal.read(db, trialogue)
    await journal.append(
        db,
        trialogue,
        len(facts),
        [(LEAD, e.WeighingPublished(D, version, slug, digest, e.Text("")))],
        at,
        also=[
            publications.publish(
                trialogue_id=trialogue,
                dilemma=D,
                slug=slug,
                version=version,
                document=document,
                note="",
                now=at,
            )
        ],
    )


async def test_a_working_copy_is_saved_per_dilemma(db: Db, trialogue: str) -> None:
    assert await publications.texts(db, trialogue, "d1") is None
    for words in ("eerst", "dan"):
        await publications.save_texts(db, trialogue, "d1", {"summary": words}, now=NOW)
    assert await publications.texts(db, trialogue, "d1") == {"summary": "dan"}
    assert await publications.texts(db, trialogue, "d2") is None


async def test_a_working_copy_can_be_saved_from_two_places_at_once(db: Db, trialogue: str) -> None:
    copies = [{"summary": str(n)} for n in range(10)]
    await asyncio.gather(
        *(publications.save_texts(db, trialogue, "d1", copy, now=NOW) for copy in copies)
    )
    assert await publications.texts(db, trialogue, "d1") in copies


async def test_every_version_stays_readable_and_one_is_current(db: Db, trialogue: str) -> None:
    for version in (1, 2, 3):
        await publish(db, trialogue, "maatwerk", version)
    listed = await publications.versions(db, "maatwerk")
    assert [(each.version, each.current) for each in listed] == [(3, True), (2, False), (1, False)]
    assert await publications.get(db, "maatwerk") == listed[0]
    assert await publications.get(db, "maatwerk", 1) == listed[2]
    assert await publications.get(db, "maatwerk", 4) is None
    assert await publications.get(db, "anders") is None
    assert await publications.of_trialogue(db, trialogue) == listed[:1]
    assert listed[0].document == '{"slug":"maatwerk","version":3}'
    assert listed[0].digest == chain.document_digest({"slug": "maatwerk", "version": 3})


@pytest.mark.parametrize("version", [1, 3])
async def test_a_version_that_is_not_the_next_is_a_conflict_and_no_fact(
    db: Db, trialogue: str, version: int
) -> None:
    await publish(db, trialogue, "maatwerk")
    with pytest.raises(Conflict):
        await publish(db, trialogue, "maatwerk", version)
    assert len(await journal.read(db, trialogue)) == 1
    assert len(await publications.versions(db, "maatwerk")) == 1


async def test_an_address_belongs_to_one_weighing(db: Db, trialogue: str) -> None:
    await publish(db, trialogue, "maatwerk")
    other = await a_trialogue(db)
    with pytest.raises(Conflict):
        await publish(db, other, "maatwerk", 2)
    assert await journal.read(db, other) == []


async def test_of_all_who_want_an_address_at_once_one_gets_it(db: Db) -> None:
    those = [await a_trialogue(db) for _ in range(10)]
    ends = await asyncio.gather(
        *(publish(db, each, "maatwerk") for each in those), return_exceptions=True
    )
    assert [type(end) for end in ends if end is not None] == [Conflict] * 9
    for each, end in zip(those, ends, strict=True):
        assert len(await journal.read(db, each)) == (end is None)


async def test_nothing_has_an_address_with_a_nul(db: Db) -> None:
    assert await publications.get(db, "maat\0werk") is None
    assert await publications.get(db, "\0", 1) is None


async def test_the_newest_come_first_and_in_pages(db: Db) -> None:
    for number in range(5):
        each = await a_trialogue(db)
        await publish(db, each, f"w{number}", at=NOW + timedelta(days=number % 4))
    order = [each.slug for each in await publications.newest(db)]
    assert order == ["w3", "w2", "w1", "w0", "w4"]
    assert [each.slug for each in await publications.newest(db, limit=2, offset=1)] == order[1:3]
    assert await publications.newest(db, offset=5) == []


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Maatwerk of gelijke behandeling?", "maatwerk-of-gelijke-behandeling"),
        ("  Één café, twee  crème's ", "een-cafe-twee-creme-s"),
        ("../../etc", "etc"),
        ("漢字", "weging"),
        ("", "weging"),
        ("x" * 200, "x" * 80),
        ("x" * 79 + " y", "x" * 79),
        ("x" * 60 + " speelplekken in de wijk", "x" * 60 + "-speelplekken-in-de"),
        ("x" * 50 + " " + "y" * 40, "x" * 50),
    ],
)
async def test_a_title_becomes_an_address(db: Db, title: str, slug: str) -> None:
    assert await publications.free_slug(db, title) == slug


async def test_a_taken_address_gets_a_number(db: Db, trialogue: str) -> None:
    for title in ("Maatwerk", "x" * 90):
        base = await publications.free_slug(db, title)
        for number in (2, 3):
            each = await a_trialogue(db)
            await publish(db, each, await publications.free_slug(db, title))
            free = await publications.free_slug(db, title)
            assert free == f"{base[:78]}-{number}"
            assert len(free) <= 80
