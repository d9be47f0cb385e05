"""What is public can be found: by its words, by parts of them, with a slip, and by filters."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier
from sqlalchemy import text

from tests.postgresql import ADMINISTRATOR, OWNER, Cluster
from tests.store.build import ALEMBIC, NOW, a_trialogue
from tests.store.engines import Fresh
from tests.store.shelf import CHOSEN, DOCUMENT, REJECTED, about, again, plain, put
from trialoog.core.words import OutcomeKind
from trialoog.store import blanking, finding, migrations, publications, search, spelling
from trialoog.store.away import NotReady
from trialoog.store.db import Db, open_db

FELL = (OutcomeKind.REJECTED, OutcomeKind.PARKED)


async def slugs(db: Db, query: str = "", picked: finding.Picked = finding.NOTHING) -> list[str]:
    return [each.slug for each in (await finding.weighings(db, query, picked)).weighings]


# == by words ==


async def test_every_word_must_occur_whatever_its_case_and_accents(db: Db) -> None:
    await put(db, "een", about("Coördinatie van MAATWERK in de één-loketgemeente"))
    await put(db, "twee", about("Korting van 100% op under_score c:\\pad"))
    found = {
        "": 2, "coordinatie": 1, "COÖRDINATIE maatwerk": 1, "maatwerk korting": 0, "loket een": 1,
        "100%": 1, "%": 0, "_": 0, "under score": 1, "under_score": 1, "\\": 0, "  ": 2, "maat": 1,
        "' OR 2=2": 0, '" AND "': 0, "NEAR(": 0, "zz*": 0,
    }  # fmt: skip
    for query, number in found.items():
        assert (await finding.weighings(db, query)).total == number, query


async def test_only_the_current_version_is_found(db: Db) -> None:
    trialogue = await put(db, "weging", about("Oud"))
    await again(db, "weging", trialogue, about("Nieuw", version=2))
    assert await slugs(db, "oud") == []
    assert await slugs(db, "nieuw") == ["weging"]


async def test_the_newest_come_first_and_in_pages(db: Db) -> None:
    for number in range(5):
        await put(db, f"w{number}", about("Vraag"), NOW + timedelta(days=number))
    assert await slugs(db) == await slugs(db, "vraag") == ["w4", "w3", "w2", "w1", "w0"]
    page = await finding.weighings(db, "vraag", limit=2, offset=1)
    assert ([it.slug for it in page.weighings], page.total) == (["w3", "w2"], 5)
    assert (await finding.weighings(db, offset=5)).weighings == ()


async def test_nothing_of_a_withdrawn_weighing_is_found(db: Db) -> None:
    await put(db, "weging")
    async with db.write() as session:
        await search.drop(session, "weging")
        await search.drop(session, "geen")
    assert await slugs(db) == []
    assert (await finding.weighings(db, "huurtoeslag")).counts == {}
    assert (await finding.options(db, "drempelbedrag", outcomes=FELL)).options == ()


async def test_the_catalogue_can_be_made_anew(db: Db) -> None:
    trialogue = await put(db, "oud", about("Oud"))
    await put(db, "ander", about("Anders"), NOW + timedelta(days=1))
    await again(db, "oud", trialogue, replace(DOCUMENT, version=2), NOW + timedelta(days=2))
    before = await finding.weighings(db)
    async with db.write() as session:
        await session.execute(text("DELETE FROM catalogue_facet"))
    assert (await finding.weighings(db)).counts == {}
    stamp = await publications.stamp(db)
    assert await search.rebuild(db) == 2
    # So that every process draws its pages anew.
    assert await publications.stamp(db) != stamp
    assert await finding.weighings(db) == before
    assert await slugs(db, "huurtoeslag") == ["oud"]


async def test_the_question_counts_for_more_than_the_rest(db: Db) -> None:
    await put(db, "vraag", about("Terugvordering van klein geld"))
    await put(db, "terloops", about("Iets anders", intro="Ook over terugvordering."))
    assert await slugs(db, "terugvordering") == ["vraag", "terloops"]


@pytest.mark.parametrize("query", ["toeslag", "huur", "TOESLAG", "slagb", "toeslagb maat"])
async def test_part_of_a_compound_word_finds_it(db: Db, query: str) -> None:
    await put(db, "weging", about("Huurtoeslagbeleid met maatwerk"))
    assert await slugs(db, query) == ["weging"]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("huurtoeslga", "huurtoeslag"),
        ("huurtoelsag maatwerk", "huurtoeslag maatwerk"),
        ("trempelbedragg", "drempelbedrag"),
        ("eruo", "euro"),
        ("xyzzyplugh", ""),
        ("xyzzyplugh maatwerk", ""),
    ],
)
async def test_a_slip_of_the_finger_finds_what_was_meant(db: Db, query: str, meant: str) -> None:
    await put(db, "weging")
    found = await finding.weighings(db, query)
    assert (found.meant, found.total) == (meant, int(bool(meant)))
    if meant:
        assert (await finding.options(db, query, outcomes=FELL)).meant == meant


async def test_words_that_never_stand_together_are_no_slip(db: Db) -> None:
    await put(db, "een", about("Maatwerk"))
    await put(db, "twee", about("Terras"))
    found = await finding.weighings(db, "maatwerk terras")
    assert (found.meant, found.total) == ("", 0)


async def test_a_redacted_word_stands_nowhere_in_the_index(db: Db) -> None:
    await put(db, "weging", about("Maatwerk", intro="Volgens Geplantwoord"))
    await put(db, "ander", about("Maatwerk ernaast"))
    assert await slugs(db, "geplantwoord") == ["weging"]
    write = blanking.rewrite_version(
        slug="weging", version=1, document=plain(about("Maatwerk")), note="", now=NOW
    )
    async with db.write() as session:
        await write(session)
    for query in ("geplantwoord", "plantwoord", "geplantwoort"):
        assert await slugs(db, query) == []
        assert (await finding.weighings(db, query)).meant == ""
    assert sorted(await slugs(db, "maatwerk")) == ["ander", "weging"]
    async with db.read() as session:
        sqlite = (await session.connection()).dialect.name == "sqlite"
        for index in ("fts_weighing", "fts_part", "fts_option"):
            rows = f"block FROM {index}_data" if sqlite else f"{index}::text FROM {index}"
            held = [str(row) for row in await session.scalars(text(f"SELECT {rows}"))]
            assert held or index == "fts_option"
            assert not any("geplantwoord"[4:] in row for row in held), index


# The core lets no NUL in.
SAID = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def found_by(fresh: Fresh) -> Iterator[str]:
    with fresh() as url:
        yield url


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=40), said=SAID)
def test_no_text_is_too_strange_and_every_published_word_is_found(
    found_by: str, query: str, said: str
) -> None:
    async def run() -> None:
        async with open_db(found_by) as db:
            trialogue = await a_trialogue(db)
            await again(db, trialogue, trialogue, about(said))
            for asked in (query, said):
                await finding.weighings(db, asked)
                await finding.options(db, asked, outcomes=FELL)
                await finding.similar(db, asked)
            for word in spelling.words(said)[:5]:
                assert (await finding.weighings(db, word)).total == 1, word
            async with db.write() as session:
                await search.drop(session, trialogue)
            assert (await finding.weighings(db, said)).total == 0

    asyncio.run(run())


# == by filters ==


async def test_filters_narrow_and_say_how_many_there_would_be(db: Db) -> None:
    await put(db, "een")
    await put(db, "twee", replace(DOCUMENT, organisation="Gemeente Bee", options=(REJECTED,)))
    await put(db, "drie", about("Terras", subjects=("economie",), format_key="verkenning"))
    found = await finding.weighings(db, "", {search.SUBJECT: ["sociale-zekerheid"]})
    assert [it.slug for it in found.weighings] == ["twee", "een"]
    assert found.counts[search.SUBJECT] == {"sociale-zekerheid": 2, "economie": 1}
    assert found.counts[search.ORGANISATION] == {"Gemeente Aa": 1, "Gemeente Bee": 1}
    assert found.counts[search.OUTCOME] == {"chosen": 1, "rejected": 2}
    assert found.counts[search.FORMAT] == {"besluitvorming": 2}
    assert found.counts[search.YEAR] == {"2026": 2}
    both = {search.SUBJECT: ["sociale-zekerheid"], search.OUTCOME: ["chosen"]}
    assert await slugs(db, "huurtoeslag", both) == ["een"]
    either = {search.SUBJECT: ["sociale-zekerheid", "economie"], search.YEAR: []}
    assert await slugs(db, "", either) == ["drie", "twee", "een"]
    assert await slugs(db, "", {search.SUBJECT: ["' OR 1=1"], "bestaat-niet": ["x"]}) == []


async def test_what_stands_for_a_filter_is_no_word(db: Db) -> None:
    await put(db, "weging")
    year = search.filed(search.YEAR, "2026")
    for query in (year, year[1:], year[:6], year[4:]):
        found = await finding.weighings(db, query)
        assert (found.total, found.meant) == (0, ""), query


async def test_an_older_database_is_searched_after_the_migration(db: Db, url: str) -> None:
    await put(db, "een")
    await put(db, "twee", about("Terras", organisation="Gemeente " + "Bé" * 300))
    picked = {search.OUTCOME: ["chosen"], search.YEAR: ["2026"]}
    long = {search.ORGANISATION: ["Gemeente " + "Bé" * 300]}

    async def asked() -> list[object]:
        found: list[object] = [
            await finding.weighings(db, query, only)
            for query, only in (("toeslag", picked), ("", long), ("huurtoeslga", picked))
        ]
        found += [await finding.weighings(db, "teras")]
        fell = await finding.options(db, "drempelbedragg", outcomes=FELL)
        return [*found, fell, await finding.similar(db, "Een vast drempelbedrag")]

    before = await asked()
    assert all(getattr(it, "total", it) for it in before)
    await migrations.downgrade(url, ALEMBIC, "0004")
    await migrations.upgrade(url, ALEMBIC)
    assert await asked() == before


# == options ==


async def test_an_option_that_fell_is_found_with_its_reason(db: Db) -> None:
    await put(db, "weging")
    await put(db, "ander", about("Terras", options=(replace(CHOSEN, title="Een terras"),)))
    for query in ("drempelbedrag", "kwijtschelding", "kaderwet", "drempelbedrag huurtoeslag", ""):
        found = await finding.options(db, query, outcomes=FELL)
        (option,) = found.options
        assert (option.slug, option.letter, option.outcome) == ("weging", "C", "rejected"), query
        assert (option.reason_type, found.reasons) == ("lawful", {"lawful": 1})
        assert option.reopen == "Als de Kaderwet verandert."
    assert (await finding.options(db, "medewerker", outcomes=FELL)).total == 0
    assert (await finding.options(db, "", outcomes=FELL, reasons=["cost"])).total == 0
    assert (await finding.options(db, "", outcomes=FELL, reasons=["lawful", "cost"])).total == 1


async def test_an_option_that_was_weighed_before_is_recognised(db: Db) -> None:
    await put(db, "weging")
    for title in ("Een vast drempelbedrag", "vast drempelbedrag van 150 euro", "Drempelbedragen"):
        (option,) = await finding.similar(db, title)
        assert option.title == REJECTED.title, title
    for title in ("", "Een", "Een vast", "De wet veranderen", "Een loket van 100 meter"):
        assert await finding.similar(db, title) == (), title


# == what an administrator may have to do ==

# A database of somebody else, in which we may make tables and no extension.
NOT_OURS = (
    "ALTER DATABASE {} OWNER TO {}; GRANT CREATE ON SCHEMA public TO {}",
    "CREATE EXTENSION pg_trgm",
)


@pytest.mark.served
async def test_who_may_not_make_the_extension_reads_who_can(cluster: Cluster) -> None:
    name = cluster.create()
    url, administrator = cluster.url(name), cluster.url(name, ADMINISTRATOR)
    ours, extension = NOT_OURS
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(SQL(ours).format(*map(Identifier, (name, ADMINISTRATOR, OWNER))))
        with pytest.raises(NotReady) as refused:
            await migrations.upgrade(url, ALEMBIC)
        assert f'psql -d {name} -c "{extension}"' in str(refused.value)
        assert await migrations.current(url) is None
        connection.execute(extension)
    await migrations.upgrade(url, ALEMBIC)
    async with open_db(url) as db:
        await put(db, "weging", about("Huurtoeslagbeleid"))
        assert await slugs(db, "toeslag") == ["weging"]
    cluster.drop(name)
