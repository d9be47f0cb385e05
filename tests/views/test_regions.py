"""Live regions: the freshness law, and blindness for every audience."""

import re
from pathlib import Path

import pytest

from tests.core.playing import D1, IMPLEMENTATION, POLICY, POLITICS, A, B, Meeting, start
from tests.views.seeing import (
    AUDIENCES,
    CODE,
    STEPS,
    TID,
    mine_of,
    page,
    part,
    projector,
)
from trialoog.core import commands as c
from trialoog.core.ids import OutcomeId
from trialoog.core.state import State
from trialoog.core.words import THREE, Pole, Role
from trialoog.paths import TEMPLATES
from trialoog.views import console
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.regions import REGIONS, Audience, render

SECRET = "Dit mag nog niemand lezen 7319"


def at(step: str) -> Meeting:
    meeting = start()
    meeting.join_all()
    if step != "gather":
        meeting.go(step)
    return meeting


def everything(looks: Looks, state: State) -> str:
    """All that is sent to many, in both languages."""
    return "".join(
        html
        for audience in AUDIENCES
        for language in LANGUAGES
        for html in render(looks, state, audience, language).values()
    )


# == the table ==


def test_every_region_is_a_template_named_after_its_element() -> None:
    folders = {Role.PARTICIPANT: "participant", Role.FACILITATOR: "lead", Role.SCREEN: "screen"}
    for role, table in REGIONS.items():
        for region, (template, _) in table.items():
            assert template == f"board/{folders[role]}/{region}.html"
            assert (TEMPLATES / template).is_file()


def test_no_template_of_a_board_is_left_out_of_the_table() -> None:
    listed = {template for table in REGIONS.values() for template, _ in table.values()}
    files = {p.relative_to(TEMPLATES).as_posix() for p in Path(TEMPLATES, "board").rglob("*.html")}
    assert files == listed


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda a: f"{a.role}-{a.perspective}")
def test_a_region_is_one_element_with_its_name(looks: Looks, step: str, audience: Audience) -> None:
    for region, html in render(looks, at(step).state, audience, "nl").items():
        assert len(re.findall(rf'\bid="{region}"', html)) == 1
        first = re.match(r"\s*<[^>]+>", html)
        assert first is not None
        assert f'id="{region}"' in first[0]
        assert "data-live" in first[0]


@pytest.mark.parametrize("step", STEPS)
def test_no_field_that_people_type_in_stands_in_a_live_region(looks: Looks, step: str) -> None:
    html = everything(looks, at(step).state)
    assert "<textarea" not in html
    assert "<select" not in html
    assert set(re.findall(r'<input type="(\w+)"', html)) <= {"hidden", "checkbox"}
    assert not re.search(r'name="key" value="[^"]', html)


# == old page + fragments = new page ==


@pytest.mark.parametrize("step", STEPS)
def test_a_page_shows_exactly_what_the_socket_sends(looks: Looks, step: str) -> None:
    meeting = at(step)
    phone = meeting.join(IMPLEMENTATION)
    own = render(looks, meeting.state, Audience(Role.PARTICIPANT, IMPLEMENTATION), "nl")
    html = page(looks, meeting, phone)
    assert [region for region, sent in own.items() if sent not in html] == []
    shown = projector(looks, meeting)
    sent = render(looks, meeting.state, Audience(Role.SCREEN), "nl")
    assert [region for region, it in sent.items() if it not in shown] == []


def test_who_is_asked_about_one_option_gets_the_same_live_regions(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    meeting.argue(phone, A, "Dit kost veel")
    own = render(looks, meeting.state, Audience(Role.PARTICIPANT, POLICY), "nl")
    assert own["board"] in page(looks, meeting, phone, option=A)


def test_the_step_changes_when_forms_have_to_be_fetched_anew(looks: Looks) -> None:
    def step() -> str:
        audience = Audience(Role.PARTICIPANT, POLICY)
        return render(looks, meeting.state, audience, "nl")["step"]

    meeting = at("explore")
    seen = [step()]
    meeting.write(meeting.join(POLICY), "Een tekst")
    assert step() == seen[0]  # what others do leaves a form alone
    assert meeting.state.round is not None
    meeting.do(c.CloseRound(meeting.state.round))
    seen.append(step())
    meeting.reveal()
    seen.append(step())
    meeting.go("decide")
    seen.append(step())
    meeting.propose(A)
    seen.append(step())
    meeting.propose(A)
    seen.append(step())
    meeting.do(c.Adjourn())
    seen.append(step())
    assert len(set(seen)) == len(seen)


def test_in_a_step_that_rates_the_forms_change_when_an_option_is_no_longer_rated(
    looks: Looks,
) -> None:
    def step() -> str:
        audience = Audience(Role.PARTICIPANT, POLICY)
        return render(looks, meeting.state, audience, "nl")["step"]

    meeting = at("weigh")
    before = step()
    merged = c.MergeOption(OutcomeId("m"), A, B, "Hetzelfde idee.", confirmed=tuple(THREE))
    meeting.do(merged)
    assert step() != before
    meeting.do(c.WithdrawOutcome(OutcomeId("m")))
    assert step() == before


# == blindness ==


def test_a_hidden_text_is_in_nothing_that_is_sent_to_many(looks: Looks) -> None:
    meeting = at("explore")
    writer = meeting.join(POLITICS)
    meeting.write(writer, SECRET, pole=Pole.B, source=SECRET)
    meeting.do(c.OpenDoor())
    assert SECRET not in everything(looks, meeting.state)
    meeting.do(c.CloseRound(meeting.state.round or meeting.fresh("r")))  # type: ignore[arg-type]
    assert SECRET not in everything(looks, meeting.state)
    for step in STEPS[2:]:
        meeting.go(step)
        assert SECRET not in everything(looks, meeting.state)
    meeting.do(c.CloseTrialogue())
    assert SECRET not in everything(looks, meeting.state)


def test_a_hidden_text_is_on_no_page_but_under_the_writers_own(looks: Looks) -> None:
    meeting = at("explore")
    writer, other = meeting.join(POLITICS), meeting.join(POLITICS)
    meeting.write(writer, SECRET, pole=Pole.B)
    own = page(looks, meeting, writer)
    assert SECRET in part(own, "mine")
    assert SECRET not in own.replace(part(own, "mine"), "")
    assert SECRET not in page(looks, meeting, other)
    assert SECRET not in page(looks, meeting, meeting.join(POLICY))
    assert SECRET not in projector(looks, meeting)
    led = console.page(looks, "nl", meeting.state, TID, CODE, Form(key="key"), now=meeting.now)
    assert SECRET not in led


@pytest.mark.parametrize("how", ["withdrawn", "held", "late"])
def test_a_text_that_is_not_on_the_board_stays_off_phones_and_projector(
    looks: Looks, how: str
) -> None:
    meeting = at("explore")
    writer = meeting.join(POLICY)
    if how == "late":
        assert meeting.state.round is not None
        meeting.do(c.CloseRound(meeting.state.round))
    made = meeting.write(writer, SECRET)
    if how == "withdrawn":
        meeting.do(c.WithdrawContribution(made), writer)
    meeting.reveal()
    if how == "held":
        meeting.do(c.HoldBack(made))
    for audience in AUDIENCES:
        if audience.role is not Role.FACILITATOR:
            sent = "".join(render(looks, meeting.state, audience, "nl").values())
            assert SECRET not in sent
    assert SECRET in part(page(looks, meeting, writer), "mine")


def test_after_the_reveal_everybody_reads_it(looks: Looks) -> None:
    meeting = at("explore")
    meeting.write(meeting.join(POLITICS), SECRET)
    meeting.reveal()
    for audience in AUDIENCES:
        assert SECRET in "".join(render(looks, meeting.state, audience, "nl").values())


def test_a_region_does_not_tell_one_phone_from_another(looks: Looks) -> None:
    meeting = at("explore")
    one, two = meeting.join(POLICY), meeting.join(POLICY)
    made = meeting.write(one, "Dit zag ik zelf")
    meeting.reveal()
    meeting.do(c.Recognise(made), one)
    board = part(page(looks, meeting, one), "board")
    assert board == part(page(looks, meeting, two), "board")
    assert mine_of(meeting.state, one).recognised == {made}
    assert f'data-recognised="{made}"' in page(looks, meeting, one)
    assert 'data-recognised=""' in page(looks, meeting, two)


# == equal voices ==


def test_how_many_recognise_a_text_is_never_shown(looks: Looks) -> None:
    meeting = at("explore")
    made = meeting.write(meeting.join(POLICY), "Dit zie ik ook")
    meeting.reveal()
    meeting.do(c.Recognise(made), meeting.join(POLITICS))
    before = everything(looks, meeting.state)
    for _ in range(7):
        meeting.do(c.Recognise(made), meeting.join(POLITICS))
    for audience in AUDIENCES:
        if audience.role is Role.PARTICIPANT:
            html = render(looks, meeting.state, audience, "nl")["board"]
            assert html in before


def test_a_phone_never_learns_how_many_people_take_part(looks: Looks) -> None:
    meeting = start()
    meeting.join_all(3)
    phone = meeting.join(POLICY)
    few = page(looks, meeting, phone)
    for _ in range(20):
        meeting.join(IMPLEMENTATION)
    assert page(looks, meeting, phone).replace("data-now", "") == few.replace("data-now", "")
    assert D1 in meeting.state.dilemmas
