"""The five examples: they play by the rules, show what they are for, and say what they are."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256

import pytest

from trialoog import formats
from trialoog.core import commands as c
from trialoog.core import document, drawing, public_text, starting, weighing
from trialoog.core.decide import decide
from trialoog.core.events import By, Fact
from trialoog.core.evolve import evolve
from trialoog.core.ids import Tag, TrialogueId
from trialoog.core.problems import problems
from trialoog.core.public_text import small
from trialoog.core.state import State
from trialoog.core.words import (
    GUESTS,
    SMALL,
    THREE,
    Decision,
    Nature,
    OutcomeKind,
    Role,
    Standing,
    Status,
)
from trialoog.demo import script
from trialoog.demo.content import EXAMPLE, Content, Stage, load_all
from trialoog.demo.script import Phone, Release
from trialoog.paths import SESSIONS

FORMATS = formats.load_all(SESSIONS)
EXAMPLES = {content.key: content for content in load_all()}
NOW = datetime(2026, 9, 17, 8, 30, tzinfo=UTC)
HERE = TrialogueId("here")

PLAYED = {key: content for key, content in EXAMPLES.items() if content.stage != Stage.GATHERING}
every_example = pytest.mark.parametrize("content", EXAMPLES.values(), ids=list(EXAMPLES))
every_played = pytest.mark.parametrize("content", PLAYED.values(), ids=list(PLAYED))


class Stand:
    """What a room does with the steps of a play, without a database."""

    def __init__(self) -> None:
        self.state = State()
        self.releases: list[Release] = []
        self.documents: list[document.Document] = []

    async def act(self, _: TrialogueId, command: c.Command, phone: Phone | None) -> None:
        by = By(Role.FACILITATOR)
        if phone is not None:
            proof = f"{phone.key}/{c.subject(command)}".encode()
            by = By(Role.PARTICIPANT, phone.perspective, Tag(sha256(proof).hexdigest()))
        events = decide(self.state, by, command, NOW)
        assert events, f"nothing came of {command}"
        for event in events:
            self.state = evolve(self.state, Fact(self.state.seq + 1, NOW, by, event))

    async def release(self, trialogue: TrialogueId, release: Release) -> None:
        self.releases.append(release)
        known = {block.key for block in public_text.blocks(self.state, release.dilemma)}
        assert set(release.texts) <= known | {"note", "example", "subjects"}
        if not release.public:
            return
        assert problems(self.state, release.dilemma, release.texts) == ()
        version = len(self.documents) + 1
        drawn = drawing.draw(
            self.state,
            release.dilemma,
            release.texts,
            head="00",
            version=version,
            note=release.texts["note"],
            example=release.texts["example"],
        )
        self.documents.append(drawn)
        publish = c.PublishWeighing(
            release.dilemma, "slug", "00", release.texts["note"], without=THREE
        )
        await self.act(trialogue, publish, None)


async def played(content: Content) -> Stand:
    stand = Stand()
    fmt = FORMATS[content.format]
    draft = script.prepare(content, fmt, NOW.date())
    assert starting.errors(draft, fmt) == ()
    parts = script.steps(content, fmt, draft, "Niemand ziet je naam.", today=NOW.date())
    await script.play(parts, HERE, stand.act, stand.release)
    return stand


# == what there is ==


def test_the_five_dilemmas_are_there_in_the_formats_they_need() -> None:
    assert {content.key: (content.stage, content.format) for content in EXAMPLES.values()} == {
        "maatwerk": (Stage.PUBLISHED, "besluitvorming"),
        "gegevens": (Stage.CLOSED, "besluitvorming"),
        "vertrouwen": (Stage.PUBLISHED, "verkenning"),
        "balie": (Stage.GATHERING, "besluitvorming"),
        "toetsen": (Stage.PUBLISHED, "invoeringstoets"),
    }


@every_example
async def test_every_example_says_that_it_is_one_and_where_it_comes_from(content: Content) -> None:
    state = (await played(content)).state
    sentence = EXAMPLE.format(source=content.source)
    assert sentence.startswith("Voorbeeld, geen echt besluit.")
    assert state.background.startswith(sentence)
    assert "(voorbeeld)" in state.organisation
    assert "brief" in content.source or "kabinetsreactie" in content.source


@every_example
def test_every_example_has_enough_to_show(content: Content) -> None:
    said = [*content.wrote, *(words for option in content.option for words in option.argued)]
    assert 12 <= len(said) <= 26
    assert {words.by for words in said} >= set(THREE)
    assert {words.kind.nature for words in said} == set(Nature)
    assert len({words.kind for words in said}) >= 6
    assert 4 <= len(content.option) <= 5
    assert [option.nothing for option in content.option].count(True) == 1
    assert all(content.seats[voice] >= SMALL for voice in THREE)
    assert max(content.seats.values()) <= 7
    assert all(option.detail for option in content.option)


# == playing them ==


@every_example
async def test_nothing_in_an_example_is_refused(content: Content) -> None:
    expected = Status.OPEN if content.stage is Stage.GATHERING else Status.CLOSED
    assert (await played(content)).state.status is expected


@every_played
async def test_every_option_ends_with_an_outcome_and_its_reason(content: Content) -> None:
    state = (await played(content)).state
    (dilemma,) = state.dilemmas
    assert state.recorded(dilemma)
    for option in state.options_of(dilemma):
        outcome = state.outcome_of(option.id)
        assert outcome is not None
        assert outcome.reason
        assert bool(outcome.reopen) == (outcome.kind in (OutcomeKind.REJECTED, OutcomeKind.PARKED))
        assert bool(outcome.downsides) == (outcome.kind is OutcomeKind.CHOSEN)


async def test_every_kind_of_outcome_occurs() -> None:
    kinds = {
        outcome.kind
        for content in PLAYED.values()
        for outcome in (await played(content)).state.outcomes.values()
    }
    assert kinds == set(OutcomeKind)


@every_played
async def test_the_perspectives_part_visibly_somewhere(content: Content) -> None:
    state = (await played(content)).state
    (dilemma,) = state.dilemmas
    found = weighing.largest(weighing.picture(state, dilemma, public=True))
    assert found is not None
    assert found[1].apart
    assert found[0].option in state.dilemmas[dilemma].shown


@every_played
async def test_politics_is_silent_on_one_option_and_the_record_says_so(content: Content) -> None:
    state = (await played(content)).state
    unheard = [outcome.unheard for outcome in state.outcomes.values() if outcome.unheard]
    assert [[str(p) for p in silent] for silent in unheard] == [["politics"]]


@every_played
async def test_reading_back_gave_one_correction_beside_the_original(content: Content) -> None:
    state = (await played(content)).state
    assert [len(option.corrections) for option in state.options.values()].count(1) == 1
    assert sum(len(option.corrections) for option in state.options.values()) == 1


@pytest.mark.parametrize("key", ["maatwerk", "gegevens", "toetsen"])
async def test_objections_became_reservations_of_a_perspective(key: str) -> None:
    state = (await played(EXAMPLES[key])).state
    kept = [r for outcome in state.outcomes.values() for r in outcome.reservations]
    assert len({reservation.perspective for reservation in kept}) >= 2


@every_played
async def test_each_perspective_has_a_spokesperson(content: Content) -> None:
    state = (await played(content)).state
    assert set(state.spokespersons) == set(content.seats)


# == what becomes public ==


async def test_the_published_examples_have_the_versions_they_should() -> None:
    stands = {key: await played(content) for key, content in PLAYED.items()}
    assert {key: len(stand.documents) for key, stand in stands.items()} == {
        "maatwerk": 2,
        "gegevens": 0,
        "vertrouwen": 1,
        "toetsen": 2,
    }
    assert [release.public for release in stands["gegevens"].releases] == [False]
    decided = {
        key: formal.decision
        for key, stand in stands.items()
        for formal in [d.decision for d in stand.state.dilemmas.values()]
        if formal is not None
    }
    assert decided == {
        "maatwerk": Decision.FOLLOWS,
        "vertrouwen": Decision.OPEN,
        "toetsen": Decision.DEPARTS,
    }


@pytest.mark.parametrize("key", ["maatwerk", "toetsen"])
async def test_a_second_version_adds_the_decision_and_says_what_changed(key: str) -> None:
    first, second = (await played(EXAMPLES[key])).documents
    assert (first.note, first.formal, first.version) == ("", None, 1)
    assert second.note
    assert second.formal is not None
    assert second.version == 2
    assert [earlier.version for earlier in second.earlier] == [1]


async def test_a_guest_with_two_seats_shows_no_number_and_speaks_in_one_text() -> None:
    stand = await played(EXAMPLES["maatwerk"])
    guest = GUESTS[1]
    assert small(stand.state) == (guest,)
    for drawn in stand.documents:
        assert drawn.suppressed == (guest,)
        assert drawn.joint[guest]
        voices = [v for o in drawn.options for cell in o.cells for v in cell.voices]
        assert all(v.hidden and v.value is None for v in voices if v.perspective is guest)
        assert any(v.value is not None for v in voices if v.perspective in THREE)
        assert not any(guest in option.says for option in drawn.options)


async def test_a_guest_with_more_seats_does_show() -> None:
    (drawn, _) = (await played(EXAMPLES["toetsen"])).documents
    guest = GUESTS[0]
    voices = [v for o in drawn.options for cell in o.cells for v in cell.voices]
    assert any(v.value is not None for v in voices if v.perspective is guest)


async def test_exploring_chooses_and_rejects_nothing() -> None:
    (drawn,) = (await played(EXAMPLES["vertrouwen"])).documents
    assert {option.outcome for option in drawn.options} == {
        OutcomeKind.ELABORATE,
        OutcomeKind.PARKED,
        OutcomeKind.MERGED,
    }


async def test_an_assumption_was_looked_at_in_the_second_version() -> None:
    _, drawn = (await played(EXAMPLES["maatwerk"])).documents
    looked_at = [a for o in drawn.options for a in o.assumptions if a.on is not None]
    assert [(a.state, a.on) for a in looked_at] == [(Standing.HOLDS, NOW.date())]


# == playing again ==


def test_two_performances_share_no_id_and_no_key() -> None:
    content = EXAMPLES["maatwerk"]

    @cache
    def performance(number: int) -> set[str]:
        fmt = FORMATS[content.format]
        draft = script.prepare(content, fmt, date(2026, 9, number))
        parts = script.steps(content, fmt, draft, "", today=date(2026, 9, number))
        steps = [part for part in parts if isinstance(part, script.Step)]
        keys = {part.phone.key for part in steps if part.phone is not None}
        made = {
            part.command.contribution for part in steps if isinstance(part.command, c.Contribute)
        }
        options = {option["id"] for it in draft["dilemmas"] for option in it["options"]}
        return keys | made | options

    assert not performance(1) & performance(2)


def test_a_format_with_fewer_criteria_is_noticed_at_once() -> None:
    content = EXAMPLES["maatwerk"]
    fmt = FORMATS[content.format]
    draft = script.prepare(content, fmt, NOW.date())
    fewer = replace(fmt, criteria=fmt.criteria[:2])
    with pytest.raises(ValueError, match="zip"):
        script.steps(content, fewer, draft, "", today=NOW.date())
