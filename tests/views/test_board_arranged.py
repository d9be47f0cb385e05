"""The phone's board as the facilitator arranged it: groups, answers, in view, merged, held back."""

import re
from itertools import pairwise

import pytest

from tests.core.counting import calls
from tests.core.playing import LEADER, NOTHING, POLICY, POLITICS, A, B, Meeting, start
from tests.views.seeing import AUDIENCES, flat, page, part, plain
from trialoog.core import commands as c
from trialoog.core.ids import ContributionId, GroupId, OptionId, OutcomeId
from trialoog.core.state import State
from trialoog.core.words import Kind, OutcomeKind, Perspective, Role, Stance
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render

THREE = (Perspective.POLICY, Perspective.IMPLEMENTATION, Perspective.POLITICS)


def at(step: str, format: str = "besluitvorming") -> Meeting:
    meeting = start(format)
    meeting.join_all()
    if step != "gather":
        meeting.go(step)
    return meeting


def region(looks: Looks, meeting: Meeting, name: str) -> str:
    return flat(render(looks, meeting.state, Audience(Role.PARTICIPANT, POLICY), "nl")[name])


def written(meeting: Meeting, *texts: str, kind: Kind = Kind.SIGNAL) -> list[ContributionId]:
    writer = meeting.join(POLITICS)
    made = [meeting.write(writer, text, kind=kind) for text in texts]
    meeting.reveal()
    return made


def merge(meeting: Meeting, option: OptionId, into: OptionId) -> None:
    outcome = OutcomeId(meeting.fresh("outcome"))
    meeting.do(c.MergeOption(outcome, option, into, "Dit is hetzelfde.", confirmed=THREE))


# == groups and answers ==


def test_texts_of_a_group_stand_together_under_its_name_and_the_rest_after_them(
    looks: Looks,
) -> None:
    meeting = at("explore")
    alone, one, two = written(meeting, "Alleen", "Een brief", "Nog een brief")
    meeting.do(c.GroupCards(GroupId("g1"), (one, two), "Brieven"))
    text = plain(region(looks, meeting, "board"))
    places = [text.index(words) for words in ("Brieven", "Een brief", "Nog een brief", "Alleen")]
    assert places[0] < min(places[1:3])
    assert max(places[1:3]) < places[3]
    meeting.do(c.UngroupCards((one, two)))
    assert "Brieven" not in region(looks, meeting, "board")
    meeting.do(c.HoldBack(alone))
    assert "Alleen" not in region(looks, meeting, "board")


def test_a_group_without_a_name_says_that_its_texts_belong_together(looks: Looks) -> None:
    meeting = at("explore")
    one, two = written(meeting, "Een brief", "Nog een brief")
    meeting.do(c.GroupCards(GroupId("g1"), (one, two)))
    assert "Hoort bij elkaar" in region(looks, meeting, "board")
    for text in (one, two):
        meeting.do(c.HoldBack(text))
    assert "Hoort bij elkaar" not in region(looks, meeting, "board")


def test_texts_about_an_option_are_grouped_too(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    one, two = meeting.argue(phone, A, "Te duur"), meeting.argue(phone, A, "Kost veel")
    meeting.do(c.GroupCards(GroupId("g1"), (one, two), "Geld"))
    html = region(looks, meeting, "board")
    assert html.index("Kwijtschelden") < html.index("Geld") < html.index("Te duur")
    assert html.index("Te duur") < html.index("Betaalregeling")


def test_a_question_that_was_answered_says_so(looks: Looks) -> None:
    meeting = at("explore")
    (question,) = written(meeting, "Hoe vaak komt dit voor?", kind=Kind.QUESTION)
    meeting.do(c.MarkAnswered(question))
    assert "Beantwoord" in region(looks, meeting, "board")
    meeting.do(c.MarkAnswered(question, on=False))
    assert "Beantwoord" not in region(looks, meeting, "board")


# == in view ==


def test_what_every_screen_looks_at_stands_first_on_the_phone(looks: Looks) -> None:
    meeting = at("explore")
    phone = meeting.join(POLICY)
    (text,) = written(meeting, "Dit zag ik")
    assert " hidden>" in region(looks, meeting, "looking")
    meeting.do(c.Focus(contribution=text))
    assert plain(region(looks, meeting, "looking")) == "Nu in beeld Dit zag ik Politiek Signaal"
    html = page(looks, meeting, phone)
    assert html.index('id="looking"') < html.index('id="act"')
    meeting.do(c.Focus())
    assert " hidden>" in region(looks, meeting, "looking")


def test_an_option_in_view_is_named(looks: Looks) -> None:
    meeting = at("options")
    meeting.do(c.Focus(option=B))
    assert plain(region(looks, meeting, "looking")) == "Nu in beeld Optie B Betaalregeling"


def test_an_outcome_on_the_projector_is_in_view_where_nobody_is_asked_about_it(
    looks: Looks,
) -> None:
    asking = at("decide")
    asking.propose(A)
    assert " hidden>" in region(looks, asking, "looking"), "the question says it"
    exploring = at("decide", "verkenning")
    assert " hidden>" in region(looks, exploring, "looking")
    outcome = exploring.propose(A, kind=OutcomeKind.PARKED)
    html = region(looks, exploring, "looking")
    assert "Optie A" in plain(html)
    assert 'href="#uitkomst-a"' in html
    exploring.do(c.RecordOutcome(outcome))
    assert " hidden>" in region(looks, exploring, "looking")


def test_a_text_that_was_held_back_is_no_longer_in_view(looks: Looks) -> None:
    meeting = at("explore")
    (text,) = written(meeting, "Dit zag ik")
    meeting.do(c.Focus(contribution=text))
    meeting.do(c.HoldBack(text))
    html = region(looks, meeting, "looking")
    assert " hidden>" in html
    assert "Dit zag ik" not in html


def test_a_long_text_in_view_can_be_unfolded(looks: Looks) -> None:
    meeting = at("explore")
    (text,) = written(meeting, "Lang verhaal. " * 60 + "Slot.")
    meeting.do(c.Focus(contribution=text))
    html = region(looks, meeting, "looking")
    assert "<details>" in html
    assert html.count("Slot.") == 1


# == merged options ==


def test_a_merged_option_stands_last_and_says_where_it_went(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    meeting.argue(phone, A, "Wat over A is gezegd")
    meeting.argue(phone, B, "Wat over B is gezegd")
    merge(meeting, A, B)
    html = region(looks, meeting, "board")
    assert re.findall(r'data-letter="(\w)"', html) == ["B", "C", "A"]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "its texts stand in two places"
    last = html[html.index('data-letter="A"') :]
    assert "Ging op in optie B" in last
    assert "Wat over A is gezegd" in last
    target = html[: html.index('data-letter="C"')]
    assert "Hierin opgegaan: A. Kwijtschelden" in plain(target)
    assert "Wat over A is gezegd" in target


def chain(length: int) -> Meeting:
    """A meeting in which so many options went on in the next one, each with a text."""
    meeting = at("options")
    phone = meeting.join(POLICY)
    made = [meeting.add_option(LEADER, f"Optie nummer {n}") for n in range(length + 1)]
    for option, into in pairwise(made):
        meeting.argue(phone, option, f"Over {option}")
        merge(meeting, option, into)
    return meeting


@pytest.mark.parametrize("audience", AUDIENCES[-3:], ids=lambda a: a.role)
def test_a_long_chain_of_mergers_is_no_more_work_than_its_length(
    looks: Looks, audience: Audience
) -> None:
    short, long = (chain(length).state for length in (9, 36))

    def work(state: State) -> int:
        return calls(lambda: render(looks, state, audience, "nl"))

    work(short)  # templates are read once
    assert work(long) < 8 * work(short)


def test_at_the_end_of_a_chain_stands_all_that_went_into_it(looks: Looks) -> None:
    html = region(looks, chain(3), "board")
    end = html[: html.index("Ging op in optie")]
    assert re.findall(r"Hierin opgegaan: (\w)\.", plain(end)) == ["F", "E", "D"]


def test_about_a_merged_option_a_phone_points_at_where_it_went(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    merge(meeting, A, B)
    act = part(page(looks, meeting, phone, option=A), "act")
    assert "ging op in optie B" in act
    assert f'href="?option={B}"' in act
    assert "/contribute" not in act


def test_a_merger_that_was_withdrawn_leaves_no_trace_on_the_phones(looks: Looks) -> None:
    meeting = at("options")
    before = region(looks, meeting, "board")
    merge(meeting, A, B)
    outcome = meeting.state.options[A].outcome
    assert outcome is not None
    meeting.do(c.WithdrawOutcome(outcome))
    assert region(looks, meeting, "board") == before


def test_rating_passes_over_an_option_that_is_decided(looks: Looks) -> None:
    meeting = at("weigh")
    phone = meeting.join(POLICY)
    merge(meeting, A, B)
    html = page(looks, meeting, phone)
    assert "Optie B, 1 van 2" in plain(html)
    assert f"?option={A}" not in html
    for option in (B, NOTHING):
        meeting.rate(phone, option, cost=0)
    done = part(page(looks, meeting, phone), "act")
    assert "Jouw waardering" in done
    assert "Ging op in optie B" in done
    assert plain(done).index("Niets doen") < plain(done).index("Ging op in optie B")


def test_a_decided_option_can_be_looked_at_and_not_rated(looks: Looks) -> None:
    meeting = at("decide")
    phone = meeting.join(POLICY)
    meeting.settle(A, kind=OutcomeKind.REJECTED)
    meeting.go("weigh")
    html = page(looks, meeting, phone, option=A)
    assert "heeft al een uitkomst" in html
    fields = re.findall(r'<fieldset class="rate"[^>]*>', flat(html))
    assert fields
    assert all(" disabled" in it for it in fields)
    assert "disabled" not in part(page(looks, meeting, phone, option=B), "act")


def test_weighing_anew_lets_phones_fetch_their_marks_anew(looks: Looks) -> None:
    meeting = at("weigh")
    meeting.rate(meeting.join(POLICY), A, cost=1)
    before = region(looks, meeting, "step")
    meeting.do(c.RateAnew())
    assert region(looks, meeting, "step") != before


# == consent ==


@pytest.mark.parametrize("stance", [Stance.SUPPORT, Stance.LIVE_WITH])
def test_a_worry_is_kept_with_the_answer_and_nobody_else_reads_it(
    looks: Looks, stance: Stance
) -> None:
    meeting = at("decide")
    phone, other = meeting.join(POLICY), meeting.join(POLICY)
    outcome = meeting.propose(A)
    form = part(page(looks, meeting, phone), f"consent-{outcome}")
    assert "Heb je een zorg? (mag leeg)" in plain(form)
    assert "zonder te zeggen van wie" in plain(form)
    before = page(looks, meeting, other)
    meeting.do(c.GiveConsent(outcome, stance, "Wie betaalt dit?"), phone)
    form = part(page(looks, meeting, phone), f"consent-{outcome}")
    assert "Wie betaalt dit?" in form
    assert "Je antwoord is bewaard" in form
    assert page(looks, meeting, other) == before


# == an own text that was held back ==


def test_a_phone_can_see_that_its_own_text_left_the_board(looks: Looks) -> None:
    meeting = at("explore")
    writer = meeting.join(POLITICS)
    text = meeting.write(writer, "Dit zag ik")
    meeting.reveal()
    step = region(looks, meeting, "step")
    assert f'id="inbreng-{text}"' in region(looks, meeting, "board")
    meeting.do(c.HoldBack(text))
    assert f'id="inbreng-{text}"' not in region(looks, meeting, "board")
    assert region(looks, meeting, "step") == step, "the step says nothing of it"
    mine = part(page(looks, meeting, writer), "mine")
    assert re.search(rf'data-own="{text}" data-held', mine)
    assert "Van het bord gehaald" in mine
