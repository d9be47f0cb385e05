"""The data register: every column has its answer, and what is personal stands where it says."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table as SqlTable
from sqlalchemy import select

from tests.store.build import DOCUMENT, LEAD, NOW, a_trialogue, meeting, phone
from tools.reference import data_page
from trialoog.core import events as e
from trialoog.core.words import Perspective
from trialoog.store import (
    chain,
    deliveries,
    followers,
    identities,
    journal,
    people,
    publications,
    screens,
)
from trialoog.store.db import Db
from trialoog.store.journal import ReceiptEntry
from trialoog.store.register import REGISTER, About, Until, until
from trialoog.store.tables import Table

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "data.md"
TABLES: dict[str, SqlTable] = dict(Table.metadata.tables)
DIGEST = chain.document_digest(DOCUMENT)


def columns() -> Iterator[tuple[str, str]]:
    return ((table.name, column.name) for table in TABLES.values() for column in table.columns)


def test_every_column_is_in_the_register_and_nothing_else_is() -> None:
    registered = [(table, column) for table, kept in REGISTER.items() for column in kept.columns]
    assert sorted(registered) == sorted(columns())


def test_every_entry_says_what_why_and_how_long() -> None:
    for table, kept in REGISTER.items():
        assert kept.why, table
        for name, column in kept.columns.items():
            assert column.what, f"{table}.{name}"
            assert until(table, name) in Until


def test_what_points_at_an_account_is_about_who_signs_in() -> None:
    pointing = [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if any(key.column.table.name == "account" for key in column.foreign_keys)
    ]
    assert len(pointing) > 3
    for table, column in [*pointing, ("fact", "by_account")]:
        assert REGISTER[table].columns[column].about is About.SIGNED_IN


def test_the_reference_page_is_written_from_the_register() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == data_page()


# == what a whole trialogue leaves behind ==

NAME, SUBJECT, TAG = "Wilhelmina Geplant", "subject-geplant", "tag-geplant"
WORDS = "Mijn geplante woorden"
ADDRESS = "geplant@example.org"


async def everything(db: Db) -> str:
    """Fill every table, with words, a name and a tag that can be found again."""
    account = await people.create_account(db, NAME, NOW)
    team = await people.create_team(db, "Team")
    await people.add_member(db, team, account.id, "facilitator")
    await people.create_signin_link(db, account.id, timedelta(hours=1), NOW)
    grant = identities.Grant("Team", "facilitator")
    await identities.sign_in(db, "https://op", SUBJECT, NAME, [grant], NOW)
    await people.create_session(db, account.id, NOW, issuer="https://op", sid="sid-geplant")
    trialogue = await a_trialogue(db)
    planted: list[tuple[e.By, e.Event]] = [
        (e.By(LEAD.role, account=account.id), e.DoorClosed()),
        (phone(TAG), e.SeatTaken(Perspective.POLICY)),
        (LEAD, e.SpokespersonNamed(Perspective.POLICY, e.Text(WORDS))),
    ]
    form = ReceiptEntry("key", "body", {})
    await journal.append(db, trialogue, 0, [*meeting(DIGEST), *planted], NOW, receipts=[form])
    await publications.save_texts(db, trialogue, "d1", {"intro": WORDS}, now=NOW)
    await screens.create_grant(db, trialogue, timedelta(hours=1), NOW)
    await screens.create_session(db, trialogue, NOW)
    write = publications.publish(
        trialogue_id=trialogue,
        dilemma="d1",
        slug="weging",
        version=1,
        document={"intro": WORDS},
        note=WORDS,
        now=NOW,
    )
    async with db.write() as session:
        await write(session)
        await deliveries.order("weging", 1, ["zorg"], NOW)(session)
    wish = followers.Wish("weighing", "weging")
    token = await followers.ask(db, ADDRESS, wish, language="nl", now=NOW) or ""
    await followers.confirm(db, token, NOW)
    await followers.ask(db, ADDRESS, wish, language="nl", now=NOW)
    await deliveries.spread(db, NOW)
    return account.id


async def _holding(db: Db, what: str) -> set[tuple[str, str]]:
    """The columns in which some text stands, as a whole or inside."""
    found = set()
    async with db.read() as session:
        for table in TABLES.values():
            rows: Any = (await session.execute(select(table))).mappings().all()
            for row in rows:
                found |= {(table.name, name) for name, value in row.items() if what in str(value)}
    return found


@pytest.mark.parametrize(
    ("what", "about"),
    [
        (NAME, {About.SIGNED_IN}),
        (SUBJECT, {About.SIGNED_IN}),
        ("sid-geplant", {About.SIGNED_IN}),
        (TAG, {About.PARTICIPANT}),
        (WORDS, {About.WRITTEN}),
        (ADDRESS, {About.FOLLOWER}),
        ("Mijn buurvrouw kreeg geen antwoord", {About.WRITTEN}),
    ],
)
async def test_what_is_personal_stands_only_in_columns_that_say_so(
    db: Db, what: str, about: set[About]
) -> None:
    account = await everything(db)
    found = await _holding(db, what)
    assert found
    assert {REGISTER[table].columns[column].about for table, column in found} == about
    assert {
        REGISTER[table].columns[column].about for table, column in await _holding(db, account)
    } == {About.SIGNED_IN}
