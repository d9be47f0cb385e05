"""What the public can count in an export: never people, however many there were."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from tests.core.playing import D1, LEADER, POLICY, POLITICS, A, B, Meeting, start
from tests.store.build import NOW, a_trialogue
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import OptionId, OutcomeId
from trialoog.core.words import THREE, OutcomeKind, Stance
from trialoog.store import chain, journal
from trialoog.store.chain import Lane
from trialoog.store.db import Db
from trialoog.store.export import full, public, verify

Json = Any

DOCUMENT: dict[str, Json] = {"title": "Toeslagen", "options": ["Kwijtschelden", "Betaalregeling"]}
DIGEST = chain.document_digest(DOCUMENT)


def played(people: int) -> Meeting:
    """Play one meeting with so many people per perspective; everybody does the same."""
    meeting = start()
    phones = [phone for group in meeting.join_all(people).values() for phone in group]
    explored = meeting.go("explore")
    texts = [meeting.write(phone, "Aan de balie.") for phone in phones]
    meeting.write(LEADER, "Op een kaartje.", perspective=POLITICS)
    meeting.do(c.CloseRound(explored))
    late = [meeting.write(phone, "Nagekomen.") for phone in phones]
    for text in late:
        meeting.do(c.AdmitLate(text))
    meeting.reveal()
    for text in texts:
        meeting.do(c.HoldBack(text))
        meeting.do(c.PutBack(text))
        meeting.do(c.Recognise(text, on=True), phones[0])
    meeting.go("options")
    meeting.do(c.AddOption(OptionId("of-a-phone"), D1, "Uitstel"), phones[0])
    meeting.go("weigh")
    for phone in phones:
        meeting.rate(phone, A, cost=1)
    meeting.go("decide")
    for number, option in enumerate(meeting.state.options_of(D1)):
        decide(meeting, option.id, OutcomeId(f"out-{number}"), phones)
    meeting.go("read_back")
    for phone in phones:
        meeting.do(c.AnswerReadBack(A, reads=False, remark="Anders."), phone)
        meeting.do(c.AddCorrection(A, "Het ging anders."))
    meeting.do(c.NameSpokespersons({POLICY: "De directeur"}))
    meeting.close()
    meeting.do(c.PublishWeighing(D1, "weging", DIGEST, "", without=THREE))
    return meeting


def decide(meeting: Meeting, option: OptionId, outcome: OutcomeId, phones: list[Any]) -> None:
    kind = OutcomeKind.CHOSEN if option in (A, B) else OutcomeKind.REJECTED
    meeting.propose(option, outcome=outcome, kind=kind)
    for phone in phones:
        meeting.do(c.GiveConsent(outcome, Stance.OBJECT, f"Nee, zegt {phone.key}."), phone)
    meeting.do(c.RecordOutcome(outcome))


async def exported(db: Db, meeting: Meeting) -> dict[str, Json]:
    trialogue = await a_trialogue(db)
    entries = [(fact.by, fact.event) for fact in meeting.facts]
    await journal.append(db, trialogue, 0, entries, NOW)
    assert verify(await full(db, trialogue)) == []
    export = await public(db, trialogue, DOCUMENT)
    assert verify(export) == []
    return export


def without_hashes(export: dict[str, Json]) -> str:
    return re.sub(r'"[0-9a-f]{64}"', '"#"', json.dumps(export, sort_keys=True))


async def test_three_people_or_thirty_give_the_same_public_export_but_for_its_hashes(
    db: Db,
) -> None:
    few, many = await exported(db, played(3)), await exported(db, played(30))
    assert few["count"] == many["count"] == len(few["facts"])
    assert [set(entry) for entry in few["facts"]] == [set(entry) for entry in many["facts"]]
    assert without_hashes(few) == without_hashes(many)
    assert few["head"] != many["head"]


async def test_one_politician_or_none_who_objects_changes_nothing_that_can_be_counted(
    db: Db,
) -> None:
    def small(objects: bool) -> Meeting:
        meeting = start()
        policy, politician = meeting.join(POLICY), meeting.join(POLITICS)
        meeting.go("decide")
        for number, option in enumerate(meeting.state.options_of(D1)):
            decide(meeting, option.id, OutcomeId(f"out-{number}"), [politician] * objects)
        meeting.do(c.LeaveSeat(), policy)
        meeting.close()
        meeting.do(c.PublishWeighing(D1, "weging", DIGEST, "", without=THREE))
        return meeting

    exports = [await exported(db, small(objects)) for objects in (False, True)]
    assert len({without_hashes(export) for export in exports}) == 1


# More than there are texts in a script, whose places are counted in the fact of the start.
@pytest.mark.parametrize("people", [83, 89])
async def test_no_number_of_people_facts_or_places_stands_in_a_public_export(
    db: Db, people: int
) -> None:
    meeting = played(people)
    export = await exported(db, meeting)
    lanes = [chain.lane(*of(fact)) for fact in meeting.facts]
    opened = [
        fact.seq for fact, lane in zip(meeting.facts, lanes, strict=True) if lane is Lane.OPEN
    ]
    planted = {people, people * 3, len(lanes), len(lanes) - len(opened)}
    planted |= {people * 3 * times for times in (2, 3, 4)}
    planted |= {seq for seq in opened if seq > len(opened)}
    planted |= {later - earlier - 1 for earlier, later in pairwise(opened)}
    planted -= set(range(people))  # small numbers are anywhere, in minutes and in places
    assert len(planted) > 8
    written = without_hashes(export)
    assert planted & {int(number) for number in re.findall(r"\d+", written)} <= {2026, 2027}


def of(fact: e.Fact) -> tuple[str, str, str | None, dict[str, Json]]:
    perspective = getattr(fact.event, "perspective", None)
    kind = type(fact.event).__name__
    return kind, fact.by.role, fact.by.perspective, {"perspective": perspective}


async def test_the_length_of_a_public_export_tells_no_number_of_people(db: Db) -> None:
    few, many = await exported(db, played(3)), await exported(db, played(30))
    assert len(json.dumps(few)) == len(json.dumps(many))
