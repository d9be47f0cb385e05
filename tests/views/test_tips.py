"""Tips beside the fields of public text: in words, marked, and about running text only."""

import pytest

from tests.views import tailoring
from tests.views.editing import Outline, editor
from tests.views.tailoring import D
from trialoog.core.public_text import blocks
from trialoog.core.tips import passages
from trialoog.views import tips
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.words import PROMISE

HARD = "Er wordt thans door ons gebeld. Dit is kort."


def test_a_sentence_is_shown_with_its_words_marked_and_what_to_try(looks: Looks) -> None:
    found = tips.beside(
        looks, "nl", blocks(tailoring.closed().state, D), {"intro": HARD}, written="nl"
    )
    (sentence,) = found["intro"].sentences
    assert "".join(words for words, _ in sentence.parts) == "Er wordt thans door ons gebeld."
    marked = [words for words, is_marked in sentence.parts if is_marked]
    assert marked == ["wordt", "thans", "gebeld"]
    assert sentence.advice == (
        "“wordt … gebeld”: zeg liever wie het doet.",
        "“thans”: probeer “nu”.",
    )
    assert found["intro"].count == 2


def test_dates_and_sources_get_no_tips_and_every_other_text_has_a_place_for_them(
    looks: Looks,
) -> None:
    state = tailoring.closed().state
    ids = set(Outline(editor(looks, state, {})).ids)
    running = {it.key for it in blocks(state, D) if f"{it.key}-tips" in ids}
    assert {"intro", "choice", "c-reason", "c-assumption-1"} <= running
    assert not {"sources", "c-review", "c-assumption-1-state"} & running


def test_the_advice_is_in_the_language_of_the_editor_and_by_the_rules_of_the_text(
    looks: Looks,
) -> None:
    state = tailoring.closed().state
    texts = {"intro": "It is decided in order to help."}
    found = tips.beside(looks, "nl", blocks(state, D), texts, written="en")["intro"]
    assert found.language == "en"
    assert found.sentences[0].advice[1] == "“in order to”: probeer “to”."


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_tip_about_who_will_read_what_is_written(looks: Looks, language: str) -> None:
    """People read it standing, on a phone, before they take part."""
    assert passages(looks.say(language, PROMISE), language) == ()
