import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.store.build import DOCUMENT, LEAD, NOW, OUT, SECRETS, A, D, a_trialogue, meeting, phone
from trialoog.core import events as e
from trialoog.core.ids import DilemmaId, OptionId, OutcomeId
from trialoog.core.words import Decision, OutcomeKind, Perspective, ReasonType
from trialoog.store import chain, journal, lists
from trialoog.store.chain import LANES, Lane
from trialoog.store.db import Db
from trialoog.store.export import full, public, verify

Json = Any


@pytest.fixture
async def held(db: Db, trialogue: str) -> str:
    await journal.append(db, trialogue, 0, meeting(chain.document_digest(DOCUMENT)), NOW)
    return trialogue


def through_a_file(export: dict[str, Json]) -> dict[str, Json]:
    again = json.loads(json.dumps(export))
    assert again == export
    return dict(again)


# --- the full export -----------------------------------------------------------------------


async def test_a_full_export_verifies_and_holds_every_word(db: Db, held: str) -> None:
    export = through_a_file(await full(db, held))
    assert verify(export) == []
    assert export["count"] == len(export["facts"]) == 16
    assert export["title"] == "Maatwerk of gelijke behandeling"
    written = json.dumps(export, ensure_ascii=False)
    assert "Mijn buurvrouw kreeg geen antwoord" in written
    assert "c-weighed" in written


async def test_a_full_export_says_nothing_of_who_did_it(db: Db, held: str) -> None:
    written = json.dumps(await full(db, held))
    for hidden in ("tag-one", "tag-two", "the-account", held):
        assert hidden not in written


async def test_a_full_export_of_a_draft_is_empty_and_good(db: Db, trialogue: str) -> None:
    export = await full(db, trialogue)
    assert verify(export) == []
    assert (export["count"], export["title"]) == (0, "Maatwerk")


async def test_what_was_written_in_silence_stays_closed_where_it_was_written(
    db: Db, held: str
) -> None:
    export = await full(db, held)
    assert set(export["facts"][6]) == {"leaf", "link"}
    revealed = export["facts"][7]
    assert revealed["record"]["kind"] == "Revealed"
    assert revealed["texts"][0]["body"] == "Mijn buurvrouw kreeg geen antwoord"
    assert verify(export) == []
    export["facts"][6]["leaf"] = export["facts"][5]["leaf"]
    assert verify(export) != []


async def test_a_blanked_text_leaves_a_blank_that_verifies(db: Db, held: str) -> None:
    async with db.write() as session:
        await session.execute(text("UPDATE text SET body = NULL, salt = NULL WHERE seq IN (1, 7)"))
    for export in (await full(db, held), await public(db, held, DOCUMENT)):
        assert verify(export) == []
        assert export["title"] == ""
        assert export["facts"][0]["texts"][0] == "redacted"


async def test_a_trialogue_that_is_not_there_has_no_export(db: Db) -> None:
    with pytest.raises(LookupError):
        await full(db, "nowhere")


# --- the public export ----------------------------------------------------------------------


async def test_a_public_export_verifies_and_proves_the_document(db: Db, held: str) -> None:
    export = through_a_file(await public(db, held, DOCUMENT))
    assert verify(export) == []
    assert export["document"] == DOCUMENT
    info = await lists.get(db, held)
    assert info is not None
    assert export["head"] == (await full(db, held))["head"] == info.head
    written = json.dumps(export, ensure_ascii=False)
    assert "Dan verandert er niets." in written


async def test_a_public_export_holds_no_secret_no_tag_and_no_account(db: Db, held: str) -> None:
    export = await public(db, held, DOCUMENT)
    written = json.dumps(export, ensure_ascii=False)
    for hidden in (*SECRETS, held):
        assert hidden not in written
    async with db.read() as session:
        salts = await session.scalars(text("SELECT salt FROM fact"))
        for salt in salts:
            assert salt.hex() not in written


async def test_a_public_export_lists_the_open_lane_and_nothing_else(db: Db, held: str) -> None:
    export = await public(db, held, DOCUMENT)
    records = [entry["record"] for entry in export["facts"]]
    assert {LANES[record["kind"]] for record in records} == {Lane.OPEN}
    assert {(r["role"], r["perspective"], r["lane"]) for r in records} == {
        ("facilitator", None, "open")
    }
    assert [record["place"] for record in records] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert export["count"] == 8
    whole = (await full(db, held))["facts"]
    listed = [entry["link"] for entry in export["facts"]]
    assert listed == [whole[seq - 1]["link"] for seq in (1, 2, 3, 5, 11, 13, 15, 16)]


async def test_a_public_export_gives_no_salt_of_what_is_sealed(db: Db, held: str) -> None:
    export = await public(db, held, DOCUMENT)
    assert {frozenset(entry) for entry in export["facts"]} == {
        frozenset({"leaf", "link", "salt", "record", "texts"})
    }
    written = json.dumps(export)
    for entry in (await full(db, held))["facts"]:
        if entry.get("order") is not None:
            assert entry["order"] not in written
        if entry.get("sealed") is not None:
            assert entry["sealed"]["salt"] not in written


async def test_how_many_perspectives_were_quoted_can_not_be_counted(db: Db, held: str) -> None:
    export = await public(db, held, DOCUMENT)
    (proposed,) = (entry for entry in export["facts"] if kind(entry) == "OutcomeProposed")
    assert len(proposed["texts"]) == len(proposed["record"]["texts"]) == 2  # reason, reopen
    entry = (await full(db, held))["facts"][10]
    assert len(entry["texts"]) == 3
    assert entry["texts"][2]["body"] == "Wij van de politiek zeggen nee"


def kind(entry: dict[str, Json]) -> Json:
    return entry.get("record", {}).get("kind")


async def test_an_option_entered_for_somebody_else_is_not_listed(db: Db, trialogue: str) -> None:
    mine = e.OptionAdded(A, D, e.Text("X"), e.Text(""))
    theirs = e.OptionAdded(
        OptionId("oB"), D, e.Text("X"), e.Text(""), perspective=Perspective.POLITICS
    )
    entries = [(LEAD, mine), (LEAD, theirs), (phone("t"), mine), (phone("t"), theirs)]
    await journal.append(db, trialogue, 0, [*entries, publishes({"x": "X"})], NOW)
    export = await public(db, trialogue, {"x": "X"})
    assert [kind(entry) for entry in export["facts"]] == ["OptionAdded", "WeighingPublished"]


def publishes(document: Json, dilemma: DilemmaId = D, slug: str = "x") -> tuple[e.By, e.Event]:
    digest = chain.document_digest(document)
    return LEAD, e.WeighingPublished(dilemma, 1, slug, digest, e.Text(""))


async def test_what_another_dilemma_came_to_stays_shut(db: Db, trialogue: str) -> None:
    other_one, their = DilemmaId("d2"), OptionId("o2")
    entries: list[tuple[e.By, e.Event]] = [
        (LEAD, e.MovedTo(other_one, "decide")),
        (phone("t"), e.OptionAdded(their, other_one, e.Text("Y"), e.Text(""))),
        (LEAD, proposed("out2", their)),
        (LEAD, e.OutcomeRecorded(OutcomeId("out2"))),
        (LEAD, e.OptionReworded(their, e.Text("Z"), e.Text(""))),
        (LEAD, e.FormalDecisionRecorded(other_one, Decision.FOLLOWS, None, None)),
        publishes({"x": "Y"}, other_one, "y"),
        publishes({"x": "X"}),
    ]
    await journal.append(db, trialogue, 0, entries, NOW)
    mine = await public(db, trialogue, {"x": "X"})
    assert verify(mine) == []
    assert [kind(entry) for entry in mine["facts"]] == [None] * 6 + ["WeighingPublished"]
    assert all(set(entry) == {"leaf", "link"} for entry in mine["facts"][:-1])
    theirs = await public(db, trialogue, {"x": "Y"})
    assert verify(theirs) == []
    assert None not in [kind(entry) for entry in theirs["facts"]]


async def test_a_publication_holds_no_outcome_or_decision_that_no_longer_stood(
    db: Db, trialogue: str
) -> None:
    entries: list[tuple[e.By, e.Event]] = [
        (LEAD, e.OptionAdded(A, D, e.Text("X"), e.Text(""))),
        (LEAD, proposed("first", A)),
        (LEAD, e.OutcomeRecorded(OutcomeId("first"))),
        (LEAD, e.OutcomeWithdrawn(OutcomeId("first"))),
        (LEAD, proposed("second", A)),
        (LEAD, e.FormalDecisionRecorded(D, Decision.DEPARTS, None, None)),
        (LEAD, e.FormalDecisionRecorded(D, Decision.FOLLOWS, None, None)),
        publishes({"x": "X"}),
    ]
    await journal.append(db, trialogue, 0, entries, NOW)
    export = await public(db, trialogue, {"x": "X"})
    assert verify(export) == []
    shut = [entry for entry in export["facts"] if "record" not in entry]
    assert [export["facts"].index(entry) for entry in shut] == [1, 2, 3, 5]
    assert "first" not in json.dumps(export)
    assert "departs" not in json.dumps(export)


def proposed(outcome: str, option: OptionId) -> e.OutcomeProposed:
    reason = e.Text("Daarom")
    return e.OutcomeProposed(
        OutcomeId(outcome), option, OutcomeKind.REJECTED, ReasonType.COST, reason
    )


async def test_only_whole_strings_of_the_document_open_a_text(db: Db, trialogue: str) -> None:
    document = {"all": " ".join(SECRETS) + " Dan verandert er niets. ja"}
    await journal.append(db, trialogue, 0, meeting(chain.document_digest(document)), NOW)
    export = await public(db, trialogue, document)
    assert verify(export) == []
    assert not any(body for entry in export["facts"] for body in entry.get("texts", []))


async def test_an_export_of_a_version_stays_the_same(db: Db, held: str) -> None:
    before = await public(db, held, DOCUMENT)
    second = {**DOCUMENT, "version": 2}
    more: list[tuple[e.By, e.Event]] = [
        (LEAD, e.Reopened()),
        (phone("t"), e.SeatTaken(Perspective.POLICY)),
        (LEAD, e.OutcomeWithdrawn(OUT)),
        publishes(second),
    ]
    await journal.append(db, held, 16, more, NOW)
    assert await public(db, held, DOCUMENT) == before
    assert await public(db, held, DOCUMENT, chain.document_digest(DOCUMENT)) == before
    after = await public(db, held, second)
    assert verify(after) == []
    assert (before["count"], after["count"]) == (8, 11)


async def test_what_was_never_published_has_no_public_export(db: Db, held: str) -> None:
    with pytest.raises(LookupError):
        await public(db, held, {**DOCUMENT, "question": "Iets anders?"})
    with pytest.raises(LookupError):
        await public(db, held, DOCUMENT, "0" * 64)
    # Nor is it enough that somebody else says so.
    digest = chain.document_digest({})
    says = (phone("t"), e.WeighingPublished(D, 1, "x", digest, e.Text("")))
    await journal.append(db, held, 16, [says], NOW)
    with pytest.raises(LookupError):
        await public(db, held, {})


async def test_a_document_names_the_link_that_it_was_drawn_at(db: Db, held: str) -> None:
    info = await lists.get(db, held)
    assert info is not None
    drawn = {"journal_head": info.head}
    elsewhere = {"journal_head": "0" * 64}
    await journal.append(db, held, 16, [publishes(drawn), publishes(elsewhere)], NOW)
    assert verify(await public(db, held, drawn)) == []
    assert verify(await public(db, held, elsewhere)) == [
        "the document was drawn from another record"
    ]


async def test_a_rehearsal_has_no_public_export(db: Db) -> None:
    rehearsal = await a_trialogue(db, rehearsal=True)
    with pytest.raises(ValueError, match="rehearsal"):
        await public(db, rehearsal, DOCUMENT)


async def test_another_document_is_not_proven(db: Db, held: str) -> None:
    changed = {**DOCUMENT, "question": "Iets anders?"}
    export = await public(db, held, changed, chain.document_digest(DOCUMENT))
    assert verify(export) == ["the last fact does not say that this document was published"]
