"""Differences become questions: between two sides, and within one perspective."""

import re

from jinja2 import Environment

from tests.core.playing import (
    CITIZEN,
    D1,
    IMPLEMENTATION,
    POLICY,
    POLITICS,
    A,
    B,
    Meeting,
    start,
)
from tests.views.seeing import part, plain, projector
from trialoog.core import commands as c
from trialoog.core.ids import OptionId
from trialoog.core.words import Perspective
from trialoog.views import differences
from trialoog.views.differences import Question
from trialoog.views.looks import LANGUAGES, Looks


def rated(*said: tuple[Perspective, OptionId, int]) -> Meeting:
    meeting = start()
    meeting.go("weigh")
    for who, option, value in said:
        meeting.rate(meeting.join(who), option, cost=value)
    return meeting


def asked(looks: Looks, question: Question, language: str = "nl") -> str:
    environment: Environment = looks.environments[language]
    source = '{% from "macros/picture.html" import ask with context %}{{ ask(question) }}'
    return " ".join(environment.from_string(source).render(question=question).split())


def test_of_two_the_one_that_is_least_content_is_asked_first(looks: Looks) -> None:
    meeting = rated((POLICY, A, 2), (IMPLEMENTATION, A, -2), (POLITICS, A, 1))
    (question,) = differences.of_option(meeting.state, A)
    assert asked(looks, question) == "Wat ziet uitvoering dat beleid niet ziet, en andersom?"
    assert question.at.name == "Kosten"


def test_who_stands_alone_is_asked_what_the_other_two_do_not_see(looks: Looks) -> None:
    above = rated((POLICY, A, 2), (IMPLEMENTATION, A, -1), (POLITICS, A, -1))
    below = rated((POLICY, A, -1), (IMPLEMENTATION, A, 2), (POLITICS, A, 2))
    for meeting in (above, below):
        (question,) = differences.of_option(meeting.state, A)
        assert asked(looks, question) == (
            "Wat ziet beleid dat uitvoering en politiek niet zien, en andersom?"
        )


def test_where_all_agree_there_is_nothing_to_ask() -> None:
    meeting = rated((POLICY, A, 1), (IMPLEMENTATION, A, 1), (POLITICS, A, 1), (CITIZEN, A, -2))
    assert differences.of_option(meeting.state, A) == ()


def test_a_divided_perspective_is_asked_where_that_comes_from(looks: Looks) -> None:
    meeting = rated(*((POLITICS, A, value) for value in (-2, -2, 2, 2)))
    (question,) = differences.of_option(meeting.state, A)
    assert asked(looks, question) == (
        "Binnen politiek lopen de antwoorden uiteen op Kosten. Waar zit dat in?"
    )


def test_of_a_dilemma_the_largest_difference_comes_first() -> None:
    meeting = rated(
        *((POLITICS, A, value) for value in (-2, -2, 2, 2)),
        (POLICY, A, 1),
        (POLICY, B, 2),
        (IMPLEMENTATION, B, -2),
    )
    found = differences.of_dilemma(meeting.state, D1)
    assert [(q.kind, q.at.letter) for q in found] == [("between", "B"), ("within", "A")]


def test_the_projector_asks_both_and_draws_how_far_the_answers_reach(looks: Looks) -> None:
    meeting = rated(*((POLITICS, A, value) for value in (-2, -2, 2, 2)), (POLICY, A, 2))
    meeting.do(c.ShowPicture(A))
    for language in LANGUAGES:
        stage = part(projector(looks, meeting, language), "stage")
        assert len(re.findall(r'<rect class="f-politics"', stage)) == 1
        assert 'class="f-policy" href' in stage
        assert not re.search(r'<rect class="f-policy"', stage)
    text = plain(part(projector(looks, meeting), "stage"))
    assert "Wat ziet politiek dat beleid niet ziet, en andersom?" in text
    assert "Binnen politiek lopen de antwoorden uiteen op Kosten." in text
    assert "politiek neutraal (lopen uiteen)" in part(projector(looks, meeting), "stage")
    assert "4" not in text
