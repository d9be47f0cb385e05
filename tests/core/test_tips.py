"""Tips for easier reading: what is pointed out, and above all what is not."""

import re
import time
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialoog.core.jargon import PLAINER
from trialoog.core.text import LONG
from trialoog.core.tips import MOST_WORDS, Kind, passages
from trialoog.demo.content import FOLDER, NAMES


def told(said: str, language: str, kind: Kind) -> list[str]:
    return [tip.words for it in passages(said, language) for tip in it.tips if tip.kind is kind]


# --- long sentences ---------------------------------------------------------------------


def test_a_sentence_of_more_than_twenty_words_is_told_with_its_number_of_words() -> None:
    said = f"Kort. {'Woord ' * 21}eind. Ook kort."
    (passage,) = passages(said, "nl")
    (tip,) = passage.tips
    assert (tip.kind, tip.count) == (Kind.LONG, 22)
    assert said[passage.start : passage.end] == f"{'Woord ' * 21}eind."


@pytest.mark.parametrize(
    "said",
    [
        " ".join(["woord"] * MOST_WORDS) + ".",
        " – ".join(["woord"] * MOST_WORDS),  # a dash is no word
        "Elf woorden zijn het hier, en na de dubbele punt weer: " + "woord " * 12,
        "- eerste punt van een lijst zonder punt\n" * 5,
        "| een cel van een tabel | en nog een " * 5,
        "Wij kiezen voor optie A. " + "Dat " * 19,
        "[een lang adres](https://voorbeeld.example/van-een/lang.adres?met=veel&woorden) " * 5,
    ],
)
def test_what_gives_rest_in_between_is_not_long(said: str) -> None:
    assert told(said, "nl", Kind.LONG) == []


def test_a_shortened_word_does_not_end_a_sentence() -> None:
    assert told("Zie art. 5 en bijv. " + "woord " * 17, "nl", Kind.LONG) != []


# --- passive voice ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("De dienst wil dat de aanvraag wordt beoordeeld.", "wordt beoordeeld"),
        ("Dit wordt door een medewerker van de gemeente bekeken.", "wordt … bekeken"),
        ("Er wordt gekeken naar wat mensen nodig hebben.", "wordt gekeken"),
        ("Er wordt een nieuwe dienst opgericht.", "wordt … opgericht"),
        ("Hoe wordt dit gebruikt?", "wordt … gebruikt"),
        ("Kleine bedragen worden niet teruggevraagd.", "worden … teruggevraagd"),
        ("Als het geregeld wordt, is iedereen blij.", "geregeld wordt"),
        ("Het geld kan gevonden worden.", "gevonden worden"),
        ("Een wet moet straks uitgevoerd kunnen worden.", "uitgevoerd … worden"),
        ("Het besluit werd genomen in mei.", "werd genomen"),
        ("Zij worden geholpen door een vaste collega.", "worden geholpen"),
        ("WORDEN KOSTEN VERGOED?", "WORDEN … VERGOED"),
    ],
)
def test_a_dutch_passive_is_told(said: str, words: str) -> None:
    assert told(said, "nl", Kind.PASSIVE) == [words]


@pytest.mark.parametrize(
    "said",
    [
        "Het wordt een gesloten systeem.",
        "Het wordt een gedeelde verantwoordelijkheid.",
        "De gemeenteraad wordt groter.",
        "Het besluit wordt morgen bekend.",
        "Het beleid wordt strenger, en het geld wordt minder.",
        "Dat de Belastingdienst wordt geraakt noemen, is te veel.",
        "De wachttijd wordt langer en mensen hebben geleerd dat zij moeten bellen.",
        "De regels die gelden worden strenger.",
        "Zij worden boos als iemand is vertrokken.",
        "De groep is groter geworden.",
        "Zij worden ouder en blijven gezond.",
        "Dan wordt het, zo is gebleken, beter.",
        "Het werk is gedaan en de brief is verstuurd.",
        "Dat verandert: wie wacht, betaalt.",
    ],
)
def test_what_only_looks_like_a_dutch_passive_is_not_told(said: str) -> None:
    assert told(said, "nl", Kind.PASSIVE) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("The application is assessed by the council.", "is assessed"),
        ("Small amounts are not asked back.", "are … asked"),
        ("The rules have been changed.", "been changed"),
        ("It was quickly decided, and the plan must be carried out.", "was … decided"),
    ],
)
def test_an_english_passive_is_told(said: str, words: str) -> None:
    assert told(said, "en", Kind.PASSIVE)[0] == words


@pytest.mark.parametrize(
    "said",
    [
        "It is done.",
        "They are interested in it, and worried.",
        "It is a closed system.",
        "It is based on trust.",
        "The speed is indeed high.",
        "This is limited access.",
        "What is needed is time.",
        "They have decided that people come first.",
    ],
)
def test_what_only_looks_like_an_english_passive_is_not_told(said: str) -> None:
    assert told(said, "en", Kind.PASSIVE) == []


# --- words of offices -------------------------------------------------------------------


def test_a_word_of_an_office_is_told_once_with_a_plainer_one() -> None:
    found = passages("Inzake het loket: thans is er geen. Thans wel.", "nl")
    tips = [(tip.words, tip.plainer) for it in found for tip in it.tips]
    assert tips == [("Inzake", "over"), ("thans", "nu")]
    assert told("In order to help.", "en", Kind.JARGON) == ["In order to"]


@pytest.mark.parametrize(
    "said",
    [
        "De Wet inzake bloedtesten blijft.",
        "Stichting Conform helpt mee.",
        "Zie https://voorbeeld.example/pilot en info@governance.example.",
        "De Participatiewet blijft zoals die is.",
    ],
)
def test_a_name_or_an_address_is_no_word_of_an_office(said: str) -> None:
    assert told(said, "nl", Kind.JARGON) == []


def test_no_plainer_word_is_a_word_of_an_office_itself() -> None:
    for plainer in PLAINER.values():
        assert not {*plainer} & {*plainer.values()}
        assert all(office == office.lower() and plain for office, plain in plainer.items())


# --- all of it --------------------------------------------------------------------------


def texts_of(value: Any) -> Iterator[str]:
    """Every text in an example that people read; what is in one word is a key."""
    if isinstance(value, str) and " " in value:
        yield value
    elif isinstance(value, dict):
        yield from (text for key, one in value.items() if key != "source" for text in texts_of(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in texts_of(one))


def test_the_examples_which_are_in_plain_words_get_few_tips() -> None:
    said = [
        text
        for name in NAMES
        for text in texts_of(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
    ]
    words = sum(len(text.split()) for text in said)
    tips = sum(len(it.tips) for text in said for it in passages(text, "nl"))
    assert words > 6000
    assert tips < words / 300


ODD = st.lists(
    st.sampled_from(
        [
            *"abegt .,:;!?…()[]\n\t*#>-_’”/@İßé\u200b\u0301",
            *("wordt", "worden ", "gevraagd ", "verge", "is ", "been ", "asked ", "kan "),
            *("inzake ", "ten aanzien van ", "art. ", "in order to ", "\n\n", "https://"),
        ]
    ),
    max_size=60,
).map("".join)


@given(said=st.text(max_size=300) | ODD, language=st.sampled_from(["nl", "en", "fy"]))
def test_every_tip_lies_within_its_sentence_and_says_the_words_that_stand_there(
    said: str, language: str
) -> None:
    last = 0
    for passage in passages(said, language):
        assert last <= passage.start < passage.end <= len(said)
        last = passage.end
        assert passage.tips
        for tip in passage.tips:
            assert passage.start <= tip.start < tip.end <= passage.end
            first, *_, end = re.split(" … ", tip.words) if " … " in tip.words else [tip.words] * 2
            assert said[tip.start : tip.end].startswith(first)
            assert said[tip.start : tip.end].endswith(end)


@given(
    unit=st.text(min_size=1, max_size=8) | ODD.filter(bool),
    language=st.sampled_from(["nl", "en"]),
)
def test_no_text_takes_long(unit: str, language: str) -> None:
    said = (unit * LONG)[:LONG]
    before = time.process_time()
    passages(said, language)
    assert time.process_time() - before < 0.5  # a fraction of which is usual
