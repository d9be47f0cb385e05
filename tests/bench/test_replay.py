"""What looking back costs: one moment of a long meeting as of a short one, and the page once."""

from collections.abc import Sequence
from random import Random
from statistics import median
from time import process_time

import pytest

from tests.core.playing import Meeting, start
from tests.views.seeing import TID
from trialoog.core import commands as c
from trialoog.core.events import Fact
from trialoog.core.past import Past, after
from trialoog.views import journal, replay
from trialoog.views.looks import Looks

pytestmark = pytest.mark.bench

SIZES = (500, 2500, 4500)
MOST_TIMES = 2  # what a moment may cost after 4,500 facts, of one after 2,500
STEPS = 60


def long_meeting() -> Meeting:
    """A hall of three times a hundred that writes, recognises, argues and rates."""
    random, meeting = Random(1), start()
    people = [phone for phones in meeting.join_all(100).values() for phone in phones]
    meeting.go("explore")
    texts = [meeting.write(random.choice(people), f"Aan de balie, {n}.") for n in range(1200)]
    meeting.reveal()
    for _ in range(800):
        meeting.do(c.Recognise(random.choice(texts)), random.choice(people))
    meeting.go("options")
    for number in range(6):
        meeting.add_option(people[number], f"Een andere weg, {number}")
    options = [option.id for option in meeting.state.options_of(meeting.state.board().id)]
    for number in range(700):
        meeting.argue(random.choice(people), random.choice(options), f"Dit kost veel, {number}.")
    meeting.go("weigh")
    for phone in people:
        for option in options[:5]:
            meeting.rate(phone, option, cost=random.randint(-2, 2))
    for option in options:
        meeting.do(c.ShowPicture(option))
    meeting.go("decide")
    meeting.settle_all()
    return meeting


def moments(looks: Looks, facts: Sequence[Fact]) -> tuple[float, float, float, int]:
    """Seconds of processor: to read, for a moment in the middle of all, and for the page."""
    began = process_time()
    past = after(Past(), facts)
    read, costs = process_time() - began, []
    for moment in past.moments[:: max(1, len(past.moments) // STEPS)]:
        began = process_time()
        replay.part(looks, "nl", past, moment.seq)
        costs.append(process_time() - began)
    began = process_time()
    journal.journal(looks, "nl", past, TID, redacts=True)
    return read, median(costs), process_time() - began, len(past.moments)


def test_a_moment_costs_the_same_however_long_the_record_is(looks: Looks) -> None:
    meeting, found = long_meeting(), {}
    moments(looks, meeting.facts)  # templates are compiled once
    print("\n| facts | moments | reading the record once | a moment | the page |")
    print("| --- | --- | --- | --- | --- |")
    for size in SIZES:
        read, moment, page, many = moments(looks, meeting.facts[:size])
        found[size] = moment
        print(f"| {size} | {many} | {read:.3f} s | {moment * 1000:.1f} ms | {page:.3f} s |")
    assert found[SIZES[2]] < MOST_TIMES * found[SIZES[1]]
