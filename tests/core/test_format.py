"""A format as data: steps in order, found by key."""

import pytest

from trialoog.core.format import Criterion, Format, Phase
from trialoog.core.plain import from_plain, to_plain
from trialoog.core.text import Text
from trialoog.core.words import Activity, OutcomeKind


def a_format(*phases: Phase) -> Format:
    return Format(
        key="short",
        name="Kort gesprek",
        summary="Een kort gesprek.",
        language="nl",
        source="Eigen werkvorm",
        guests=(),
        outcomes=(OutcomeKind.ELABORATE,),
        criteria=(),
        ground_rules=("We luisteren.",),
        phases=phases,
    )


def a_phase(key: str, minutes: int = 10, *activities: Activity) -> Phase:
    return Phase(
        key=key, name=key, minutes=minutes, activities=activities, heading=Text("Wat zie je?")
    )


def test_a_step_is_found_by_its_key() -> None:
    explore = a_phase("explore")
    assert a_format(a_phase("gather"), explore).phase("explore") is explore


def test_an_unknown_step_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="vote"):
        a_format(a_phase("gather")).phase("vote")


def test_a_format_lasts_as_long_as_its_steps_together() -> None:
    assert (
        a_format(a_phase("gather", 0), a_phase("explore", 25), a_phase("weigh", 15)).minutes == 40
    )


def test_a_step_allows_only_what_it_switches_on() -> None:
    explore = a_phase("explore", 25, Activity.WRITE, Activity.RECOGNISE)
    allowed = [activity for activity in Activity if explore.allows(activity)]
    assert allowed == [Activity.WRITE, Activity.RECOGNISE]


def test_a_criterion_from_before_there_were_sources_reads_as_one_without() -> None:
    stored = {"key": "cost", "name": "Kosten", "question": "Wat kost het?"}
    criterion = from_plain(Criterion, stored)
    assert criterion == Criterion("cost", Text("Kosten"), Text("Wat kost het?"), source="")
    assert to_plain(criterion) == {**stored, "source": ""}
