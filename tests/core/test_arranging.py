"""Arranging the board: groups, questions that were answered, and what every screen looks at."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.core.playing import D2, POLICY, POLITICS, A, Meeting, Phone, kinds_of, start
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.codec import decode, encode, kind_of
from trialoog.core.evolve import fold
from trialoog.core.ids import ContributionId, GroupId, OptionId
from trialoog.core.state import Looking
from trialoog.core.text import GONE
from trialoog.core.words import Kind, Pole

NEW = GroupId("new")


def revealed() -> tuple[Meeting, Phone, list[ContributionId]]:
    """Return a meeting in which three texts on pole A and one on pole B came on the board."""
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    texts = [meeting.write(anna, f"Tekst {n}", pole=Pole(pole)) for n, pole in enumerate("aaab")]
    meeting.reveal()
    return meeting, anna, texts


def together(meeting: Meeting, group: GroupId) -> set[ContributionId]:
    return {card.id for card in meeting.state.cards_of(group)}


# == groups ==


def test_texts_of_one_pole_stand_together_under_a_name_they_may_get_later() -> None:
    meeting, _, (one, two, three, _) = revealed()
    group = meeting.group(one, two)
    assert together(meeting, group) == {one, two}
    assert meeting.state.groups[group].name == ""
    meeting.do(c.NameGroup(group, " De  balie "))
    assert meeting.state.groups[group].name == "De balie"
    assert meeting.do(c.NameGroup(group, "De balie")) == ()
    assert meeting.refuses(c.NameGroup(group, " ")) == ["group_name_missing"]
    other = meeting.group(three, name="De brief")
    assert meeting.state.groups[other].name == "De brief"


def test_a_text_is_in_one_group_at_a_time() -> None:
    meeting, _, (one, two, three, _) = revealed()
    first = meeting.group(one, two)
    second = meeting.group(two, three)
    assert together(meeting, first) == {one}
    assert together(meeting, second) == {two, three}
    assert meeting.do(c.GroupCards(NEW, (two,), group=second)) == ()
    meeting.do(c.GroupCards(NEW, (two, two), group=first))
    assert together(meeting, first) == {one, two}


def test_both_poles_of_a_dilemma_never_stand_in_one_group() -> None:
    meeting, _, (one, two, _, other_pole) = revealed()
    assert meeting.refuses(c.GroupCards(NEW, (one, other_pole))) == ["cards_apart"]
    group = meeting.group(one, two)
    assert meeting.refuses(c.GroupCards(NEW, (other_pole,), group=group)) == ["cards_apart"]


def test_texts_on_different_options_or_dilemmas_never_stand_in_one_group() -> None:
    meeting, anna, (one, *_) = revealed()
    meeting.go("options")
    on_a, on_b = meeting.argue(anna, A), meeting.argue(anna, OptionId("d1-b"))
    there = meeting.argue(anna, OptionId("d2-a"))
    for text in (one, on_b, there):
        assert meeting.refuses(c.GroupCards(NEW, (on_a, text))) == ["cards_apart"]
    group = meeting.group(on_a)
    meeting.do(c.UngroupCards((on_a,)))
    assert meeting.refuses(c.GroupCards(NEW, (there,), group=group)) == ["group_gone"]


def test_a_group_of_nothing_is_refused() -> None:
    meeting, *_ = revealed()
    assert meeting.refuses(c.GroupCards(NEW, ())) == ["cards_missing"]


def test_a_group_without_texts_is_gone() -> None:
    meeting, _, (one, two, _, _) = revealed()
    group = meeting.group(one, two, name="De balie")
    assert meeting.do(c.UngroupCards((one, two))) == (e.CardsUngrouped((one, two)),)
    assert together(meeting, group) == set()
    assert meeting.refuses(c.NameGroup(group, "De brief")) == ["group_gone"]
    assert meeting.refuses(c.NameGroup(NEW, "De brief")) == ["group_gone"]
    assert meeting.do(c.UngroupCards((one, two))) == ()


def test_a_board_holds_sixty_groups_and_those_that_are_gone_take_no_place() -> None:
    meeting, anna, _ = revealed()
    meeting.go("options")
    texts = [meeting.argue(anna) for _ in range(61)]
    for text in texts[:60]:
        meeting.group(text)
    assert meeting.refuses(c.GroupCards(NEW, (texts[60],))) == ["groups_full"]
    meeting.do(c.UngroupCards((texts[0],)))
    assert meeting.refuses(c.GroupCards(NEW, (texts[60],))) == []


def test_a_text_that_nobody_may_see_can_not_be_grouped_and_looks_like_an_unknown_one() -> None:
    meeting, anna, (one, *_) = revealed()
    late = meeting.write(anna, "Nagekomen")
    meeting.do(c.HoldBack(one))
    for text in (late, one, ContributionId("unknown")):
        assert meeting.refuses(c.GroupCards(NEW, (text,))) == ["unknown_contribution"]
        assert meeting.refuses(c.UngroupCards((text,))) == ["unknown_contribution"]


def test_a_text_that_is_held_back_comes_back_in_the_group_it_was_in() -> None:
    meeting, _, (one, two, _, other_pole) = revealed()
    group = meeting.group(one, two)
    meeting.do(c.HoldBack(one))
    meeting.do(c.UngroupCards((two,)))
    # The one that is held back keeps the group where it is.
    assert meeting.refuses(c.GroupCards(NEW, (other_pole,), group=group)) == ["cards_apart"]
    meeting.do(c.PutBack(one))
    assert together(meeting, group) == {one}


# == questions ==


def test_a_question_is_answered_until_it_turns_out_not_to_be() -> None:
    meeting, anna, _ = revealed()
    meeting.go("options")
    question = meeting.write(anna, kind=Kind.QUESTION, round=None, pole=None, option=A)
    assert kinds_of(meeting.do(c.MarkAnswered(question))) == [e.QuestionAnswered]
    assert meeting.state.contributions[question].answered
    assert meeting.do(c.MarkAnswered(question)) == ()
    assert kinds_of(meeting.do(c.MarkAnswered(question, on=False))) == [e.QuestionReopened]
    assert not meeting.state.contributions[question].answered


def test_only_a_question_that_the_room_sees_is_answered() -> None:
    meeting, anna, (signal, *_) = revealed()
    late = meeting.write(anna, kind=Kind.QUESTION)
    assert meeting.refuses(c.MarkAnswered(signal)) == ["no_question"]
    assert meeting.refuses(c.MarkAnswered(late)) == ["unknown_contribution"]


# == what every screen looks at ==


def test_every_screen_looks_at_one_text_or_one_option_or_at_what_the_step_shows() -> None:
    meeting, _, (one, *_) = revealed()
    for there in (Looking(contribution=one), Looking(option=A), Looking()):
        look = c.Focus(there.contribution, there.option)
        assert meeting.do(look) == (e.Focused(there.contribution, there.option),)
        assert meeting.do(look) == ()
        assert (meeting.state.looking or Looking()) == there


def test_no_screen_looks_at_what_the_room_may_not_see_or_is_of_another_dilemma() -> None:
    meeting, anna, (one, two, *_) = revealed()
    late = meeting.write(anna)
    meeting.do(c.HoldBack(two))
    for text in (late, two):
        assert meeting.refuses(c.Focus(contribution=text)) == ["unknown_contribution"]
    assert meeting.refuses(c.Focus(option=OptionId("d2-a"))) == ["unknown_option"]
    meeting.go("explore", D2)
    assert meeting.refuses(c.Focus(contribution=one)) == ["unknown_contribution"]


@pytest.mark.parametrize(
    "act",
    [
        lambda meeting, text: meeting.go("options"),
        lambda meeting, text: meeting.go("explore", D2),
        lambda meeting, text: meeting.do(c.HoldBack(text)),
    ],
    ids=["another step", "another dilemma", "held back"],
)
def test_a_text_is_looked_at_no_longer_after(
    act: Callable[[Meeting, ContributionId], object],
) -> None:
    meeting, _, (one, *_) = revealed()
    meeting.do(c.Focus(contribution=one))
    act(meeting, one)
    assert meeting.state.looking is None


def test_a_picture_and_an_outcome_take_the_place_of_what_was_looked_at() -> None:
    meeting, *_ = revealed()
    meeting.go("decide")
    for act in (c.ShowPicture(A), meeting.proposal(A)):
        meeting.do(c.Focus(option=OptionId("d1-b")))
        meeting.do(act)
        assert meeting.state.looking is None


def test_holding_another_text_back_leaves_the_screens_where_they_look() -> None:
    meeting, _, (one, two, *_) = revealed()
    meeting.do(c.Focus(contribution=one))
    meeting.do(c.HoldBack(two))
    assert meeting.state.looking == Looking(contribution=one)
    meeting.do(c.Focus(option=A))
    meeting.do(c.HoldBack(one))
    assert meeting.state.looking == Looking(option=A)


# == a screen that stands still ==


def test_a_screen_that_stands_still_shows_what_it_showed_whatever_happens() -> None:
    meeting, anna, (one, *_) = revealed()
    before = meeting.state
    meeting.do(c.FreezeScreen())
    assert meeting.do(c.FreezeScreen()) == ()
    meeting.go("options", D2)
    meeting.argue(anna)
    meeting.do(c.Focus(option=OptionId("d2-a")))
    meeting.group(one)
    meeting.join(POLITICS)
    assert meeting.state.frozen == before
    assert meeting.do(c.UnfreezeScreen()) == (e.ScreenUnfrozen(),)
    assert meeting.do(c.UnfreezeScreen()) == ()
    assert meeting.state.dilemma == D2


def test_a_text_that_is_held_back_leaves_a_screen_that_stands_still_too() -> None:
    meeting, _, (one, two, *_) = revealed()
    meeting.do(c.Focus(contribution=one))
    meeting.do(c.FreezeScreen())
    meeting.do(c.HoldBack(one))
    frozen = meeting.state.frozen
    assert frozen is not None
    assert frozen.looking is None
    assert not frozen.visible(frozen.contributions[one])
    assert frozen.visible(frozen.contributions[two])
    meeting.do(c.PutBack(one))
    assert meeting.state.frozen is not None
    assert meeting.state.frozen.visible(meeting.state.frozen.contributions[one])


def test_a_text_that_came_after_the_screen_stood_still_can_be_held_back() -> None:
    meeting, anna, _ = revealed()
    meeting.do(c.FreezeScreen())
    meeting.go("options")
    text = meeting.argue(anna)
    before = meeting.state.frozen
    meeting.do(c.HoldBack(text))
    assert not meeting.state.visible(meeting.state.contributions[text])
    meeting.do(c.PutBack(text))
    assert meeting.state.frozen == before


def test_words_that_are_removed_are_gone_from_a_screen_that_stands_still_too() -> None:
    meeting, _, (one, *_) = revealed()
    meeting.do(c.FreezeScreen())
    blanked = []
    for fact in meeting.facts:
        data, texts = encode(fact.event)
        left = [None if text == "Tekst 0" else text for text in texts]
        blanked.append(replace(fact, event=decode(kind_of(fact.event), data, left)))
    frozen = fold(blanked).frozen
    assert frozen is not None
    assert frozen.contributions[one].text == GONE
    assert "Tekst 0" not in repr(fold(blanked))


@pytest.mark.parametrize("act", [c.Adjourn(), c.CloseTrialogue()], ids=str)
def test_no_screen_stands_still_when_the_meeting_stops(act: c.Command) -> None:
    meeting, *_ = revealed()
    meeting.do(c.FreezeScreen())
    meeting.do(act)
    assert meeting.state.frozen is None
