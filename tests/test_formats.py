"""The formats that we ship are sound, and the same in both languages."""

import re

import pytest

from trialoog import formats
from trialoog.core.format import Format, Phase
from trialoog.core.words import GUESTS, THREE, Activity, Kind, OutcomeKind
from trialoog.paths import SESSIONS

SHIPPED = formats.load_all(SESSIONS)
STEPS = [(fmt, phase) for fmt in SHIPPED.values() for phase in fmt.phases]
every_format = pytest.mark.parametrize("fmt", SHIPPED.values(), ids=lambda fmt: fmt.key)
every_step = pytest.mark.parametrize(
    ("fmt", "phase"), STEPS, ids=[f"{fmt.key}-{phase.key}" for fmt, phase in STEPS]
)

# In these nobody takes a position.
EXPLORING = ("verkenning", "snelle_scan", "exploration", "quick_scan")

# The same format in both languages.
TWINS = {
    "verkenning": "exploration",
    "besluitvorming": "proposal",
    "invoeringstoets": "looking_back",
    "snelle_scan": "quick_scan",
}


def test_four_formats_are_shipped_in_two_languages_from_first_idea_to_looking_back() -> None:
    assert list(SHIPPED) == [*TWINS, *TWINS.values()]
    assert [fmt.language for fmt in SHIPPED.values()] == ["nl"] * 4 + ["en"] * 4


def shape(fmt: Format) -> object:
    """What a format does, without its words."""
    steps = [
        (it.key, it.minutes, it.activities, it.kinds, tuple(it.prompts), it.script.count("\n\n"))
        for it in fmt.phases
    ]
    criteria = [criterion.key for criterion in fmt.criteria]
    return steps, criteria, fmt.guests, fmt.outcomes, len(fmt.ground_rules)


@pytest.mark.parametrize(("dutch", "english"), TWINS.items())
def test_a_format_is_the_same_in_both_languages_but_for_its_words(dutch: str, english: str) -> None:
    assert shape(SHIPPED[dutch]) == shape(SHIPPED[english])


def words_of(fmt: Format) -> set[str]:
    """All that people read of a format."""
    texts = [fmt.summary, fmt.source, *fmt.ground_rules]
    texts += [it.question for it in fmt.criteria]
    for phase in fmt.phases:
        texts += [phase.heading, *phase.prompts.values(), *phase.script.split("\n\n")]
    return {*texts}


@pytest.mark.parametrize(("dutch", "english"), TWINS.items())
def test_nothing_was_left_in_the_other_language(dutch: str, english: str) -> None:
    assert not words_of(SHIPPED[dutch]) & words_of(SHIPPED[english])
    plain = " ".join(words_of(SHIPPED[english])).replace("Werk aan Uitvoering", "")
    assert not re.findall(r"\b(?:de|het|een|en|niet|van|wat|je|wij)\b", plain)
    assert not re.findall(r"\b(?:the|and|not|what|you|which)\b", " ".join(words_of(SHIPPED[dutch])))


def file_of(fmt: Format) -> str:
    """The name of a format's file: its key, with dashes."""
    return fmt.key.replace("_", "-")


@every_format
def test_a_format_is_named_as_its_file(fmt: Format) -> None:
    assert formats.load(SESSIONS / f"{file_of(fmt)}.md") == fmt


@every_format
def test_all_formats_have_the_same_steps_with_the_same_activities(fmt: Format) -> None:
    decide = (Activity.OUTCOME, Activity.CONSENT)
    assert {phase.key: phase.activities for phase in fmt.phases} == {
        "gather": (),
        "explore": (Activity.WRITE, Activity.RECOGNISE),
        "options": (Activity.OPTIONS, Activity.ARGUE),
        "weigh": (Activity.RATE,),
        "decide": decide[:1] if fmt.key in EXPLORING else decide,
        "read_back": (Activity.READ_BACK,),
    }


@pytest.mark.parametrize(
    ("key", "minutes"),
    [("verkenning", 90), ("besluitvorming", 120), ("invoeringstoets", 70), ("snelle_scan", 45)],
)
def test_a_format_takes_the_time_it_promises(key: str, minutes: int) -> None:
    assert SHIPPED[key].minutes == minutes


@every_step
def test_every_step_tells_the_facilitator_what_to_say(fmt: Format, phase: Phase) -> None:
    assert "\n\n" in phase.script
    assert not re.search(r"[#*_`]|(?<!\n)\n(?!\n)", phase.script)


@every_step
def test_every_step_that_asks_something_helps_each_perspective(fmt: Format, phase: Phase) -> None:
    asks = {Activity.WRITE, Activity.OPTIONS, Activity.ARGUE, Activity.RATE, Activity.CONSENT}
    voices = (*THREE, *fmt.guests)
    if asks & {*phase.activities} or phase.prompts:
        assert tuple(phase.prompts) == voices
        assert len({*phase.prompts.values()}) == len(voices)  # nobody gets another's question


@every_step
def test_a_step_offers_seven_kinds_at_most(fmt: Format, phase: Phase) -> None:
    assert len(phase.kinds) <= 7
    assert bool(phase.kinds) == (phase.allows(Activity.WRITE) or phase.allows(Activity.ARGUE))


@every_format
def test_what_is_seen_comes_before_what_is_argued(fmt: Format) -> None:
    assert {Kind.SIGNAL, Kind.INTEREST, Kind.WORRY, Kind.QUESTION} <= {*fmt.phase("explore").kinds}
    assert not {Kind.FOR, Kind.AGAINST} & {*fmt.phase("explore").kinds}
    assert {Kind.FACT, Kind.EFFECT, Kind.RISK, Kind.FOR, Kind.AGAINST} <= {
        *fmt.phase("options").kinds
    }


@every_format
def test_guests_may_join_every_format(fmt: Format) -> None:
    assert fmt.guests == GUESTS


@every_format
def test_no_format_claims_to_be_the_official_method(fmt: Format) -> None:
    said = {"nl": "geen officiële methode", "en": "not an official method"}[fmt.language]
    assert said in fmt.source
    assert re.search(r"Werk aan Uitvoering, 5 (maart|March) 2021", fmt.source)


@every_format
def test_a_format_asks_for_four_or_five_ground_rules(fmt: Format) -> None:
    assert 4 <= len(fmt.ground_rules) <= 5


@pytest.mark.parametrize("key", EXPLORING)
def test_exploring_knows_neither_chosen_nor_rejected(key: str) -> None:
    exploring = SHIPPED[key]
    assert exploring.outcomes == (OutcomeKind.ELABORATE, OutcomeKind.PARKED, OutcomeKind.MERGED)
    assert not any(phase.allows(Activity.CONSENT) for phase in exploring.phases)


@pytest.mark.parametrize("key", ["besluitvorming", "invoeringstoets"])
def test_deciding_knows_what_was_chosen_and_what_was_not(key: str) -> None:
    assert SHIPPED[key].outcomes == (
        OutcomeKind.CHOSEN,
        OutcomeKind.REJECTED,
        OutcomeKind.PARKED,
        OutcomeKind.MERGED,
    )


def test_deciding_holds_options_against_the_six_criteria() -> None:
    criteria = SHIPPED["besluitvorming"].criteria
    assert [(criterion.key, criterion.name) for criterion in criteria] == [
        ("values", "Publieke waarden"),
        ("capacity", "Doenvermogen"),
        ("feasible", "Uitvoerbaarheid"),
        ("lawful", "Rechtmatig"),
        ("cost", "Kosten"),
        ("time", "Tijd"),
    ]


def test_looking_back_asks_the_five_questions_in_the_order_of_the_letter() -> None:
    looking_back = SHIPPED["invoeringstoets"]
    assert [criterion.key for criterion in looking_back.criteria] == [
        "intended",
        "assumptions",
        "quality",
        "insights",
        "people",
    ]
    assert "paragraaf 4.2" in looking_back.source
