"""Words go out of every table that holds them, in one transaction with the fact that says so."""

import json

import pytest

from tests.store.build import DOCUMENT, LEAD, NOW, D, a_trialogue, meeting
from trialoog.core import events as e
from trialoog.core.events import TextAt
from trialoog.core.text import GONE
from trialoog.core.words import Role
from trialoog.store import blanking, chain, journal, lists, publications
from trialoog.store.db import Db
from trialoog.store.export import full, public, verify

HOUSE = e.By(Role.HOUSE)
DIGEST = chain.document_digest(DOCUMENT)
LEFT = {**DOCUMENT, "question": "Hoe ver gaat [verwijderd]?"}


@pytest.fixture
async def held(db: Db, trialogue: str) -> str:
    """A trialogue with a record, a public version and a working copy."""
    write = publications.publish(
        trialogue_id=trialogue,
        dilemma=str(D),
        slug="maatwerk",
        version=1,
        document=DOCUMENT,
        note="Eerste versie",
        now=NOW,
    )
    await journal.append(db, trialogue, 0, meeting(DIGEST), NOW, also=[write])
    await publications.save_texts(db, trialogue, str(D), {"intro": "Geplant"}, now=NOW)
    return trialogue


async def test_texts_go_with_the_fact_that_says_so_and_both_exports_hold(db: Db, held: str) -> None:
    places = [TextAt(7, 0), TextAt(8, 0), TextAt(1, 2)]
    facts = [(HOUSE, e.TextsExpired(30))]
    count = len(await journal.read(db, held))
    also = [blanking.blank(held, places), blanking.blank(held, [])]
    await journal.append(db, held, count, facts, NOW, also=also)
    read = await journal.read(db, held)
    started, said = read[0].event, read[6].event
    assert isinstance(started, e.TrialogueStarted)
    assert isinstance(said, e.ContributionMade)
    assert (started.background, said.text) == (GONE, GONE)
    assert started.title != GONE
    assert await journal.verify(db, held) is None
    export = await full(db, held)
    assert verify(export) == []
    assert export["facts"][7]["texts"] == ["redacted"]
    assert export["facts"][0]["texts"][2] == "redacted"
    assert verify(await public(db, held, DOCUMENT)) == []


async def test_what_is_undone_leaves_every_word_where_it_was(db: Db, held: str) -> None:
    before = await journal.read(db, held)

    async def breaks(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await journal.append(
            db,
            held,
            len(before),
            [(HOUSE, e.TextsExpired(30))],
            NOW,
            also=[blanking.blank(held, [TextAt(7, 0)]), breaks],
        )
    assert await journal.read(db, held) == before


async def test_a_public_version_keeps_the_digest_that_was_published(db: Db, held: str) -> None:
    count = len(await journal.read(db, held))
    write = blanking.rewrite_version(
        slug="maatwerk", version=1, document=LEFT, note="Nóg iets", now=NOW
    )
    fact = e.WeighingRedacted(D, 1, DIGEST, chain.document_digest(LEFT))
    await journal.append(db, held, count, [(LEAD, fact)], NOW, also=[write])
    (found,) = await blanking.public_versions(db, held)
    assert json.loads(found.document) == LEFT
    assert (found.digest, found.note, found.redacted) == (DIGEST, "Nóg iets", NOW)
    export = await public(db, held, LEFT, found.digest)
    assert verify(export) == []
    assert export["facts"][-1]["record"]["kind"] == "WeighingRedacted"
    # Without that last fact nothing says how the one became the other.
    export["facts"].pop()
    assert verify({**export, "count": export["count"] - 1}) != []


async def test_a_redaction_that_does_not_follow_from_what_was_published_is_wrong(
    db: Db, held: str
) -> None:
    count = len(await journal.read(db, held))
    fact = e.WeighingRedacted(D, 1, "0" * 64, chain.document_digest(LEFT))
    await journal.append(db, held, count, [(LEAD, fact)], NOW)
    export = await public(db, held, LEFT, DIGEST)
    assert verify(export) == [
        "what was published and what is left of it do not follow from each other"
    ]


async def test_working_copies_are_found_and_changed_by_dilemma(db: Db, held: str) -> None:
    other = await a_trialogue(db)
    await publications.save_texts(db, other, str(D), {"intro": "Van een ander"}, now=NOW)
    assert await blanking.working_copies(db, held) == {D: {"intro": "Geplant"}}
    async with db.write() as session:
        await blanking.rewrite_copies(held, {D: {"intro": "[verwijderd]"}})(session)
    assert await blanking.working_copies(db, held) == {D: {"intro": "[verwijderd]"}}
    assert await publications.texts(db, other, str(D)) == {"intro": "Van een ander"}


async def test_only_closed_trialogues_are_looked_at(db: Db, trialogue: str) -> None:
    assert await blanking.closed(db) == []
    row = {"status": "closed"}
    await journal.append(db, trialogue, 0, [(LEAD, e.DoorClosed())], NOW, row=row)
    assert await blanking.closed(db) == [trialogue]
    info = await lists.get(db, trialogue)
    assert info is not None
