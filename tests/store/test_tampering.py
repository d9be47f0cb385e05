import sqlite3
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import make_url, text

from tests.postgresql import ADMINISTRATOR
from tests.store.build import DOCUMENT, NOW, A, a_trialogue, meeting, phone
from trialoog.core import events as e
from trialoog.core.words import Perspective
from trialoog.store import chain, journal, lists
from trialoog.store.db import Db
from trialoog.store.export import full, verify
from trialoog.store.stored import lane_of, stored

MEETING = meeting(chain.document_digest(DOCUMENT))
# Stopped half-way: after the last act of the facilitator (13) two people still said something.
UNFINISHED = [
    *MEETING[:13],
    (phone("tag-one"), e.ReadBackAnswered(A, Perspective.POLICY, reads=True)),
    (phone("tag-two"), e.ReadBackAnswered(A, Perspective.POLITICS, reads=True)),
]


@pytest.fixture
async def held(db: Db, trialogue: str) -> str:
    await journal.append(db, trialogue, 0, MEETING, NOW)
    return trialogue


TAMPERED = {
    "fact.trialogue": "UPDATE fact SET trialogue = 'other' WHERE seq = 7",
    "fact.seq": "UPDATE fact SET seq = 99 WHERE seq = 16",
    "fact.kind": "UPDATE fact SET kind = 'DoorOpened' WHERE seq = 7",
    "fact.version": "UPDATE fact SET version = 2 WHERE seq = 7",
    "fact.at": "UPDATE fact SET at = '2020-01-01 00:00:00.000000' WHERE seq = 7",
    "fact.by_role": "UPDATE fact SET by_role = 'screen' WHERE seq = 7",
    "fact.by_perspective": "UPDATE fact SET by_perspective = 'politics' WHERE seq = 7",
    "fact.by_tag": "UPDATE fact SET by_tag = 'another' WHERE seq = 7",
    "fact.by_account": "UPDATE fact SET by_account = 'another' WHERE seq = 8",
    "fact.data": "UPDATE fact SET data = replace(data, '\"cost\":-2', '\"cost\":2')",
    "fact.texts": "UPDATE fact SET texts = '[]' WHERE seq = 7",
    "fact.salt": "UPDATE fact SET salt = substr(salt, 2) WHERE seq = 7",
    "fact.link": "UPDATE fact SET link = substr(link, 2) || substr(link, 1, 1) WHERE seq = 7",
    "sealed data": "UPDATE fact SET data = replace(data, 'c-weighed', 'c-other') WHERE seq = 11",
    "broken data": "UPDATE fact SET data = 'x' WHERE seq = 7",
    "a fact less": "DELETE FROM fact WHERE seq = 4",
    "the last fact": "DELETE FROM fact WHERE seq = 16",
    "a fact more": "INSERT INTO fact SELECT trialogue, 17, kind, version, at, by_role,"
    " by_perspective, by_tag, by_account, data, texts, salt, link FROM fact WHERE seq = 16",
    "text.trialogue": "UPDATE text SET trialogue = 'other' WHERE seq = 7",
    "text.seq": "UPDATE text SET seq = 4 WHERE seq = 7",
    "text.place": "UPDATE text SET place = 9 WHERE seq = 7",
    "text.body": "UPDATE text SET body = 'iets anders' WHERE seq = 7",
    "text.salt": "UPDATE text SET salt = substr(salt, 2) WHERE seq = 7",
    "half blanked": "UPDATE text SET body = NULL WHERE seq = 7",
    "a text less": "DELETE FROM text WHERE seq = 7",
    "a text more": "INSERT INTO text SELECT trialogue, seq, 9, body, salt FROM text WHERE seq = 7",
    "a stray text": "INSERT INTO text SELECT trialogue, 99, 0, body, salt FROM text WHERE seq = 7",
    "trialogue.last_seq": "UPDATE trialogue SET last_seq = 15",
    "trialogue.open_seq": "UPDATE trialogue SET open_seq = open_seq + 1",
    "trialogue.head": "UPDATE trialogue SET head = replace(head, 'a', 'b') || 'c'",
    "trialogue.closed_head": "UPDATE trialogue SET closed_head = replace(head, 'a', 'b') || 'c'",
    "no trialogue.head": "UPDATE trialogue SET head = ''",
    "no trialogue.closed_head": "UPDATE trialogue SET closed_head = ''",
    "the heads changed places": "UPDATE trialogue SET (head, closed_head) = (closed_head, head)",
}

SWAP = "UPDATE fact SET seq = -seq WHERE seq IN ({0}, {1});" + (
    "UPDATE fact SET seq = {0} + {1} + seq WHERE seq < 0;"
    "UPDATE text SET seq = -seq WHERE seq IN ({0}, {1});"
    "UPDATE text SET seq = {0} + {1} + seq WHERE seq < 0"
)
# Takes a fact out and closes the gap: the seqs of what comes after, and the trialogue's.
DROP = (
    "DELETE FROM fact WHERE seq = {0}; DELETE FROM text WHERE seq = {0};"
    "UPDATE fact SET seq = -seq + 1 WHERE seq > {0}; UPDATE fact SET seq = -seq WHERE seq < 0;"
    "UPDATE text SET seq = -seq + 1 WHERE seq > {0}; UPDATE text SET seq = -seq WHERE seq < 0;"
    "UPDATE trialogue SET last_seq = last_seq - 1"
)
COLUMNS = "kind, version, at, by_role, by_perspective, by_tag, by_account, data, texts, salt, link"
TAMPERED_UNFINISHED = {
    **{f"fact {seq} left out": DROP.format(seq) for seq in range(1, 16)},
    **{
        f"facts {seq} and {seq + 1} changed places": SWAP.format(seq, seq + 1)
        for seq in range(1, 15)
    },
    "the end left out": "DELETE FROM fact WHERE seq > 13; UPDATE trialogue SET last_seq = 13",
    "the open lane left out": "DELETE FROM text WHERE seq IN (SELECT seq FROM fact WHERE by_role ="
    " 'facilitator'); DELETE FROM fact WHERE by_role = 'facilitator'",
    "a fact said twice": f"INSERT INTO fact SELECT trialogue, 16, {COLUMNS} FROM fact WHERE"
    " seq = 15; UPDATE trialogue SET last_seq = 16",
    "an act done twice": f"INSERT INTO fact SELECT trialogue, 16, {COLUMNS} FROM fact WHERE"
    " seq = 5; UPDATE trialogue SET last_seq = 16, open_seq = open_seq + 1",
    "a participant as facilitator": "UPDATE fact SET by_role = 'facilitator' WHERE seq = 14",
    "an open act as a participant's": "UPDATE fact SET by_role = 'participant' WHERE seq = 5",
    "an open act for a perspective": "UPDATE fact SET by_perspective = 'policy' WHERE seq = 5",
    "an open kind closed": "UPDATE fact SET kind = 'DoorClosed' WHERE seq = 13",
    "a last answer": "UPDATE fact SET data = replace(data, 'true', 'false') WHERE seq = 15",
    "a last tag": "UPDATE fact SET by_tag = 'tag-one' WHERE seq = 15",
    "a last salt": "UPDATE fact SET salt = substr(salt, 2) WHERE seq = 15",
    "a last link": "UPDATE fact SET link = replace(link, 'a', 'b') || 'c' WHERE seq = 15",
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_the_chain_shows_what_was_tampered_with(
    db: Db, url: str, held: str, what: str
) -> None:
    tamper(url, TAMPERED[what])
    assert await journal.verify(db, held) is not None


@pytest.mark.parametrize("what", TAMPERED_UNFINISHED)
async def test_both_lanes_show_what_was_tampered_with_up_to_their_ends(
    db: Db, url: str, trialogue: str, what: str
) -> None:
    await journal.append(db, trialogue, 0, UNFINISHED, NOW)
    assert await journal.verify(db, trialogue) is None
    tamper(url, TAMPERED_UNFINISHED[what])
    assert await journal.verify(db, trialogue) is not None
    assert verify(await full(db, trialogue)) != []


def tamper(url: str, statements: str) -> None:
    """Do what somebody can who has no triggers or foreign keys to mind."""
    if url.startswith("sqlite"):
        with_the_file_in_hand(url, statements)
    else:
        as_administrator(url, statements)


def with_the_file_in_hand(url: str, statements: str) -> None:
    with closing(sqlite3.connect(str(make_url(url).database))) as file, file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements.split(";"):
            file.execute(statement)
        assert file.total_changes > 0


def as_administrator(url: str, statements: str) -> None:
    mine = make_url(url).set(username=ADMINISTRATOR)
    with psycopg.connect(mine.render_as_string()) as connection:
        connection.execute("SET session_replication_role = replica")
        changed = [
            connection.execute(statement.encode()).rowcount for statement in statements.split(";")
        ]
        assert sum(changed) > 0


async def test_the_lanes_and_their_heads_follow_who_did_what(db: Db, trialogue: str) -> None:
    for number, said in enumerate(UNFINISHED):
        await journal.append(db, trialogue, number, [said], NOW)
        async with db.read() as session:
            rows, _ = await stored(session, trialogue)
            found = await session.execute(
                text("SELECT open_seq, last_seq, head, closed_head FROM trialogue")
            )
        opened = [row for row in rows if lane_of(row) is chain.Lane.OPEN]
        closed = [row for row in rows if lane_of(row) is chain.Lane.CLOSED]
        heads = [lane[-1].link if lane else "" for lane in (opened, closed)]
        assert found.one() == (len(opened), number + 1, *heads)
    info = await lists.get(db, trialogue)
    assert info is not None
    assert info.head == (await full(db, trialogue))["head"]


async def test_however_facts_were_appended_the_lanes_hold(db: Db) -> None:
    def salt(size: int) -> bytes:
        return b"s" * size

    for cut in range(len(UNFINISHED) + 1):
        trialogue = await a_trialogue(db)
        await journal.append(db, trialogue, 0, UNFINISHED[:cut], NOW, salt=salt)
        await journal.append(db, trialogue, cut, UNFINISHED[cut:], NOW, salt=salt)
        assert await journal.verify(db, trialogue) is None
        assert verify(await full(db, trialogue)) == []


async def test_a_whole_journal_can_not_pass_for_another(db: Db, held: str) -> None:
    other = await a_trialogue(db)
    async with db.write() as session:
        await session.execute(
            text(
                "INSERT INTO fact SELECT :other, seq, kind, version, at, by_role, by_perspective,"
                " by_tag, by_account, data, texts, salt, link FROM fact"
            ),
            {"other": other},
        )
        await session.execute(
            text("INSERT INTO text SELECT :other, seq, place, body, salt FROM text"),
            {"other": other},
        )
        await session.execute(
            text(
                "UPDATE trialogue SET (last_seq, open_seq, head, closed_head) ="
                " (SELECT last_seq, open_seq, head, closed_head FROM trialogue WHERE id = :id)"
            ),
            {"id": held},
        )
    assert await journal.verify(db, held) is None
    assert await journal.verify(db, other) == "fact 1: its link does not follow"


async def test_a_trialogue_that_is_not_there_is_a_problem(db: Db) -> None:
    assert await journal.verify(db, "nowhere") == "there is no such trialogue"
