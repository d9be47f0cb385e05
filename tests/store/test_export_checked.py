import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.store.build import DOCUMENT, NOW, meeting
from trialoog.store import chain, journal
from trialoog.store.chain import End, Ends, Lane
from trialoog.store.db import Db
from trialoog.store.export import full, public, verify

Json = Any

WRONG: tuple[Json, ...] = (None, [], {}, 3.5, "zz")


@pytest.fixture
async def held(db: Db, trialogue: str) -> str:
    await journal.append(db, trialogue, 0, meeting(chain.document_digest(DOCUMENT)), NOW)
    return trialogue


@pytest.fixture
async def made(db: Db, held: str) -> dict[str, Json]:
    return await full(db, held)


def kind(entry: dict[str, Json]) -> Json:
    return entry.get("record", {}).get("kind")


def leaves_of(value: Json, path: tuple[Json, ...] = ()) -> Iterator[tuple[Json, ...]]:
    """Paths to every single value in an export."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves_of(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves_of(item, (*path, place))
    else:
        yield path


def other(value: Json) -> Json:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if len(value) == 64:
            return value[:-1] + ("0" if value[-1] != "0" else "1")
        case str():
            return value + "x"
        case _:
            return "x"


def swap(new: Json, _old: Json) -> Json:
    return new


def changed(export: dict[str, Json], path: tuple[Json, ...], do: Callable[[Json], Json]) -> Json:
    copied = copy.deepcopy(export)
    at = copied
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = do(at[path[-1]])
    return copied


async def test_every_single_change_to_an_export_is_found(db: Db, held: str) -> None:
    for export in (await full(db, held), await public(db, held, DOCUMENT)):
        missed = [path for path in leaves_of(export) if not verify(changed(export, path, other))]
        assert missed == []


async def test_a_fact_taken_out_put_in_or_moved_is_found(db: Db, held: str) -> None:
    for export in (await full(db, held), await public(db, held, DOCUMENT)):
        facts = export["facts"]
        for place in range(len(facts)):
            without = [*facts[:place], *facts[place + 1 :]]
            twice = [*facts[: place + 1], *facts[place:]]
            first = [facts[place], *facts[:place], *facts[place + 1 :]]
            last = [*facts[:place], *facts[place + 1 :], facts[place]]
            moved = (first if place else last, last if place < len(facts) - 1 else first)
            for wrong in (without, twice, *moved):
                assert verify({**export, "facts": wrong, "count": len(wrong)})


async def test_a_full_export_is_full(db: Db, held: str) -> None:
    export = await full(db, held)
    for path in (("facts", 7, "texts"), ("facts", 10, "sealed"), ("facts", 10, "order")):
        assert verify(changed(export, path, lambda _: None))
    entry = export["facts"][4]
    closed = {"leaf": entry["leaf"], "link": entry["link"]}
    problems = verify(changed(export, ("facts", 4), lambda _: closed))
    assert problems[0] == "fact 5: its link does not follow"
    half = {**closed, "salt": entry["salt"]}
    assert verify(changed(export, ("facts", 6), lambda _: half))[0] == "fact 7: it is half open"


async def test_a_closed_lane_that_was_made_anew_does_not_fit_the_open_lane(
    db: Db, held: str
) -> None:
    export = await full(db, held)
    closed = [n for n, fact in enumerate(export["facts"]) if lane_of(fact) is Lane.CLOSED]
    for place in closed:
        rewritten = anew([*export["facts"][:place], *export["facts"][place + 1 :]], export)
        problems = verify(rewritten)
        assert problems
        assert all("facts before it were added, dropped or moved" in each for each in problems)
    before, after = closed[:2]  # another order within the lane
    facts = list(export["facts"])
    facts[before], facts[after] = facts[after], facts[before]
    assert verify(anew(facts, export))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(how=st.data())
async def test_no_history_made_of_the_same_facts_passes_for_the_true_one(
    how: st.DataObject, made: dict[str, Json]
) -> None:
    # Who has all salts of the closed lane can make it anew; the open lane was published.
    facts = made["facts"]
    chosen = how.draw(st.lists(st.sampled_from(range(len(facts))), max_size=20))
    opened = [n for n, fact in enumerate(facts) if lane_of(fact) is Lane.OPEN]
    places = iter(opened)
    # The acts of the facilitator in their order, anything else among them.
    told = [next(places, None) if n in opened else n for n in chosen]
    history = [n for n in (*told, *places) if n is not None]
    rewritten = anew([facts[n] for n in history], made)
    assert opened[-1] == len(facts) - 1
    # What comes after the last open fact is bound by the heads of the trialogue alone.
    assume(history[: len(facts)] != list(range(len(facts))))
    assert verify(rewritten)


def lane_of(fact: dict[str, Json]) -> Lane:
    return Lane(fact["record"]["lane"]) if "record" in fact else Lane.CLOSED


def anew(facts: list[Json], export: dict[str, Json]) -> dict[str, Json]:
    """Chain facts again, as far as who has their salts can: the open lane stays as it is."""
    ends = Ends(End(0, export["start"]), End(0, export["closed_start"]))
    chained = []
    for each in facts:
        fact = dict(each)
        lane = lane_of(fact)
        if "record" not in fact:
            fact["link"] = chain.link(ends.closed.link, fact["leaf"])
        elif lane is Lane.CLOSED:
            fact["record"] = {**fact["record"], "place": ends.closed.facts + 1}
            fact["leaf"] = chain.leaf(bytes.fromhex(fact["salt"]), fact["record"])
            fact["link"] = chain.link(ends.closed.link, fact["leaf"])
        chained.append(fact)
        ends = ends.after(lane, fact["link"])
    heads = {"head": ends.open.link, "closed_head": ends.closed.link}
    return {**export, **heads, "facts": chained, "count": len(chained)}


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"format": "trialoog-export"},
        {"format": "trialoog-export", "version": 2, "scope": "full"},
        {"format": "trialoog-export", "version": 1, "scope": "mine"},
        {"format": "trialoog-export", "version": 1, "scope": "full"},
        {"format": "trialoog-export", "version": 1, "scope": "full", "facts": 7, "count": 0},
        {"format": "trialoog-export", "version": 1, "scope": "full", "facts": [None], "count": 1},
    ],
)
def test_nonsense_is_a_problem_and_no_exception(nonsense: dict[str, Json]) -> None:
    assert verify(nonsense)


async def test_any_part_that_is_missing_or_of_another_type_is_a_problem(db: Db, held: str) -> None:
    for export in (await full(db, held), await public(db, held, DOCUMENT)):
        for key in export:
            assert verify({k: v for k, v in export.items() if k != key}), key
            for wrong in WRONG:
                assert verify({**export, key: wrong}), key
        kinds = [kind(entry) for entry in export["facts"]]
        place = kinds.index("OutcomeProposed")
        for key in export["facts"][place]:
            for wrong in WRONG:
                assert verify(changed(export, ("facts", place, key), partial(swap, wrong))), key
