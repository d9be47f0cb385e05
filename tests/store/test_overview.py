"""The state of all public weighings: counted from what is public now, by organisation and year."""

from dataclasses import replace
from datetime import date

from tests.store.shelf import CHOSEN, DOCUMENT, REJECTED, about, again, put
from trialoog.core.document import Assumption, Formal
from trialoog.core.words import Decision, OutcomeKind, ReasonType, Standing
from trialoog.store import search
from trialoog.store.db import Db
from trialoog.store.overview import overview

KINDS = ("organisation", "year")


async def test_options_and_assumptions_are_counted_by_what_became_of_them(db: Db) -> None:
    await put(db, "een")
    cost = replace(REJECTED, reason_type=ReasonType.COST, outcome=OutcomeKind.PARKED)
    sure = replace(CHOSEN, assumptions=(Assumption("A", Standing.HOLDS), Assumption("B")))
    await put(db, "twee", replace(DOCUMENT, organisation="B", options=(REJECTED, cost, sure)))
    found = await overview(db, KINDS)
    assert found.weighings == 2
    assert found.reasons == {
        (OutcomeKind.CHOSEN, ReasonType.CITIZEN): 2,
        (OutcomeKind.REJECTED, ReasonType.LAWFUL): 2,
        (OutcomeKind.PARKED, ReasonType.COST): 1,
    }
    assert found.assumptions == {Standing.FAILS: 1, Standing.HOLDS: 1, Standing.OPEN: 1}
    assert [it.words for it in found.failed] == ["Een kwartier per besluit is genoeg."]
    assert found.counts == {"organisation": {"Gemeente Aa": 1, "B": 1}, "year": {"2026": 2}}
    only = await overview(db, KINDS, {search.ORGANISATION: ["B"]})
    assert (only.weighings, only.failed) == (1, ())
    assert only.reasons[OutcomeKind.PARKED, ReasonType.COST] == 1
    assert only.counts == found.counts


async def test_a_made_up_weighing_counts_only_while_there_is_no_real_one(db: Db) -> None:
    await put(db, "bedacht", replace(DOCUMENT, organisation="Voorbeeldstad", example="Een boek"))
    alone = await overview(db, KINDS)
    assert (alone.weighings, alone.only_examples) == (1, True)
    await put(db, "echt")
    found = await overview(db, KINDS)
    assert (found.weighings, found.examples, found.only_examples) == (1, 1, False)
    assert [it.slug for it in found.failed] == ["echt"]
    assert [it.slug for it in found.reviews] == ["echt"]
    assert found.counts["organisation"] == {"Gemeente Aa": 1}
    none = await overview(db, KINDS, {search.ORGANISATION: ["Voorbeeldstad"]})
    assert none.weighings == 0


async def test_what_waits_comes_by_its_day(db: Db) -> None:
    for number, day in enumerate((date(2027, 3, 1), date(2026, 1, 1), None)):
        await put(db, f"w{number}", replace(DOCUMENT, review=day, decide_by=day))
    decided = Formal(Decision.FOLLOWS, date(2026, 10, 1), "")
    await put(db, "besloten", replace(DOCUMENT, review=None, formal=decided))
    await put(db, "open", replace(DOCUMENT, review=None, formal=Formal(Decision.OPEN, None, "")))
    await put(db, "niemand", about("Wie besluit?", review=None))
    found = await overview(db, KINDS)
    assert [it.slug for it in found.reviews] == ["w1", "w0"]
    assert [it.slug for it in found.undecided] == ["w1", "open", "w0", "w2"]
    assert (found.reviews_in_all, found.undecided_in_all) == (2, 4)
    assert found.undecided[-1].on is None


async def test_only_what_is_public_now_counts(db: Db) -> None:
    trialogue = await put(db, "weging")
    await again(db, "weging", trialogue, replace(DOCUMENT, version=2, options=(REJECTED,)))
    found = await overview(db, KINDS)
    assert (found.weighings, found.assumptions) == (1, {})
    async with db.write() as session:
        await search.drop(session, "weging")
    gone = await overview(db, KINDS)
    assert (gone.weighings, gone.reasons, gone.reviews) == (0, {}, ())
