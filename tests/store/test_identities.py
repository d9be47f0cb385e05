"""Accounts that a provider of single sign-on vouches for, and the places it gives and takes."""

import asyncio

import pytest

from tests.store.build import NOW
from trialoog.store import identities, people
from trialoog.store.db import Db
from trialoog.store.identities import Grant
from trialoog.store.people import hashed

RIJK, STAD = "https://login.rijk.example", "https://login.stad.example"
LEADS, RUNS = Grant("Beleid", "facilitator"), Grant("Beheer", "administrator")


async def sign_in(db: Db, *grants: Grant, issuer: str = RIJK, subject: str = "1") -> str | None:
    return await identities.sign_in(db, issuer, subject, "Anna", grants, NOW)


async def places(db: Db, account: str | None) -> list[tuple[str, str]]:
    assert account is not None
    return [(team.name, team.role) for team in await people.teams_of(db, account)]


async def test_the_first_time_makes_an_account_and_the_teams(db: Db) -> None:
    account = await sign_in(db, LEADS, RUNS)
    assert await places(db, account) == [("Beheer", "administrator"), ("Beleid", "facilitator")]
    (found,) = await people.accounts(db)
    assert (found.id, found.name, found.created) == (account, "Anna", NOW)


async def test_the_second_time_is_the_same_account_under_its_new_name(db: Db) -> None:
    first = await sign_in(db, LEADS)
    again = await identities.sign_in(db, RIJK, "1", "Anna de Vries", [LEADS], NOW)
    assert first == again
    assert [found.name for found in await people.accounts(db)] == ["Anna de Vries"]
    assert await places(db, first) == [("Beleid", "facilitator")]


async def test_the_same_subject_elsewhere_is_somebody_else(db: Db) -> None:
    here, there = await sign_in(db, LEADS), await sign_in(db, LEADS, issuer=STAD)
    other = await sign_in(db, LEADS, subject="2")
    assert len({here, there, other}) == 3
    assert await places(db, there) == [("Beleid", "facilitator")]


async def test_11_who_has_no_place_gets_no_account(db: Db) -> None:
    assert await sign_in(db) is None
    assert await people.accounts(db) == []


async def test_what_a_provider_gives_no_more_is_gone(db: Db) -> None:
    account = await sign_in(db, LEADS, RUNS)
    await sign_in(db, Grant("Beleid", "administrator"))
    assert await places(db, account) == [("Beleid", "administrator")]
    assert await sign_in(db) is None
    assert await places(db, account) == []


async def test_what_was_given_here_stays(db: Db) -> None:
    account = await sign_in(db, LEADS)
    assert account is not None
    own = await people.create_team(db, "Eigen")
    await people.add_member(db, own, account, "administrator")
    assert await sign_in(db, Grant("Eigen", "facilitator")) == account
    assert await sign_in(db) == account, "there is a place left"
    assert await places(db, account) == [("Eigen", "administrator")]


@pytest.mark.parametrize("grants", [(LEADS, RUNS), (RUNS, LEADS)])
async def test_of_two_roles_in_a_team_the_higher_counts(
    db: Db, grants: tuple[Grant, Grant]
) -> None:
    both = [Grant("Beleid", grant.role) for grant in grants]
    assert await places(db, await sign_in(db, *both)) == [("Beleid", "administrator")]


async def test_ten_first_times_at_once_make_one_account_and_one_team(db: Db) -> None:
    found = await asyncio.gather(*(sign_in(db, LEADS, RUNS) for _ in range(10)))
    assert len(set(found)) == 1
    assert len(await people.accounts(db)) == 1
    assert await places(db, found[0]) == [("Beheer", "administrator"), ("Beleid", "facilitator")]


# --- sessions that a provider ends ---------------------------------------------------------


async def _sessions(db: Db) -> dict[str, str]:
    anna, bob = await sign_in(db, LEADS), await sign_in(db, LEADS, subject="2")
    stad = await sign_in(db, LEADS, issuer=STAD)
    assert anna is not None
    assert bob is not None
    assert stad is not None
    made = {
        "one": await people.create_session(db, anna, NOW, issuer=RIJK, sid="s1"),
        "two": await people.create_session(db, anna, NOW, issuer=RIJK, sid="s2"),
        "link": await people.create_session(db, anna, NOW),
        "bob": await people.create_session(db, bob, NOW, issuer=RIJK, sid="s3"),
        "stad": await people.create_session(db, stad, NOW, issuer=STAD, sid="s1"),
    }
    return {name: hashed(session) for name, session in made.items()}


@pytest.mark.parametrize(
    ("issuer", "sid", "subject", "ended"),
    [
        (RIJK, "s1", None, ["one"]),
        (RIJK, None, "1", ["one", "two"]),
        (RIJK, "s2", "1", ["two"]),
        (RIJK, "s3", "1", []),  # of somebody else
        (STAD, "s1", None, ["stad"]),
        (STAD, None, "2", []),
        ("https://nobody.example", "s1", "1", []),
    ],
)
async def test_a_provider_ends_its_own_sessions_and_no_other(
    db: Db, issuer: str, sid: str | None, subject: str | None, ended: list[str]
) -> None:
    made = await _sessions(db)
    gone = await identities.end_sessions(db, issuer, sid=sid, subject=subject)
    assert sorted(gone) == sorted(made[name] for name in ended)
    assert await identities.end_sessions(db, issuer, sid=sid, subject=subject) == []


async def test_ending_nobody_s_sessions_is_a_mistake(db: Db) -> None:
    with pytest.raises(ValueError, match="which session"):
        await identities.end_sessions(db, RIJK)


async def test_signing_out_tells_where_somebody_came_from(db: Db) -> None:
    account = await sign_in(db, LEADS)
    assert account is not None
    there = await people.create_session(db, account, NOW, issuer=RIJK, sid="s1")
    here = await people.create_session(db, account, NOW)
    assert await people.end_session(db, there) == RIJK
    assert await people.end_session(db, there) is None
    assert await people.end_session(db, here) is None
