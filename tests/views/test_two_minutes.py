"""What a reader knows after two minutes: the answer, and what became of every option."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.views import tailoring
from tests.views.editing import text_of
from tests.views.tailoring import HEAD, D
from trialoog.core.document import Document
from trialoog.core.drawing import draw
from trialoog.core.words import OutcomeKind
from trialoog.views import public
from trialoog.views.looks import Looks


@pytest.fixture
def document() -> Document:
    return draw(tailoring.closed().state, D, {}, head=HEAD, version=1, note="")


def page(looks: Looks, document: Document) -> str:
    versions = [(1, datetime(2026, 10, 2, 9, 0, tzinfo=UTC), "")]
    return public.weighing(looks, "nl", document, "maatwerk", versions=versions)


def test_the_answer_stands_right_below_the_question(looks: Looks, document: Document) -> None:
    head = re.search(r"<header class=\"stack\">.*?</header>", page(looks, document), re.DOTALL)
    assert head is not None
    chosen = next(o for o in document.options if o.outcome is OutcomeKind.CHOSEN)
    assert f"{document.question} Gekozen {chosen.letter}. {chosen.title}" in text_of(head[0])
    others = [o.title for o in document.options if o is not chosen]
    assert not [title for title in others if title in head[0]]


def test_what_waits_is_in_the_summary_with_what_it_waits_for(
    looks: Looks, document: Document
) -> None:
    summary = text_of(page(looks, document).split('id="kort"')[1].split('id="beeld"')[0])
    parked = [o for o in document.options if o.outcome is OutcomeKind.PARKED]
    assert parked
    for option in parked:
        waits = f"{option.title} Wanneer we dit opnieuw bekijken: {option.reopen}"
        assert waits in summary
    fell = (replace(o, outcome=OutcomeKind.REJECTED) for o in document.options)
    assert "Wat is aangehouden" not in page(looks, replace(document, options=tuple(fell)))
