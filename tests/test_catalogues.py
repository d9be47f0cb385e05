"""The English interface: whole, with the same placeholders as the Dutch texts, and right for none,
one and two. What `tools/catalogues.py check` finds is found there.
"""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from trialoog.paths import LOCALE, TEMPLATES
from trialoog.views.looks import Site, open_looks

PLACE = re.compile(r"%\((\w+)\)s|%%|%")
ENTITY = re.compile(r"&\w+;|<[^>]+>")


def messages() -> Iterator[Message]:
    with (LOCALE / "en.po").open("rb") as file:
        yield from (message for message in read_po(file, locale="en") if message.id)


def texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


MESSAGES = list(messages())
PLURALS = [message for message in MESSAGES if isinstance(message.id, tuple)]

# Words that English has too, whatever stands round them.
SAME = {
    "account",
    "code",
    "cookies",
    "criteria",
    "dilemma",
    "effect",
    "later",
    "link",
    "min",
    "privacy",
    "team",
}


def test_every_text_has_the_placeholders_of_the_dutch_one() -> None:
    def places(text: str) -> list[str]:
        return sorted(PLACE.findall(text))

    for message in MESSAGES:
        for dutch, english in zip(texts(message.id), texts(message.string), strict=True):
            assert places(dutch) == places(english), dutch


def test_every_text_has_the_marks_and_the_ends_of_the_dutch_one() -> None:
    """A blank too few at the end glues two words together."""
    for message in MESSAGES:
        for dutch, english in zip(texts(message.id), texts(message.string), strict=True):
            assert sorted(ENTITY.findall(dutch)) == sorted(ENTITY.findall(english)), dutch
            assert (dutch[:1].isspace(), dutch[-1:].isspace()) == (
                english[:1].isspace(),
                english[-1:].isspace(),
            ), dutch


def test_nothing_is_left_in_dutch() -> None:
    same = [
        dutch
        for message in MESSAGES
        for dutch, english in zip(texts(message.id), texts(message.string), strict=True)
        if dutch == english
    ]
    assert {
        word.lower() for text in same for word in re.findall(r"[^\W\d]+", PLACE.sub("", text))
    } <= SAME


@pytest.mark.parametrize("message", PLURALS, ids=lambda message: str(message.id[0]))
def test_one_is_one_and_none_and_two_are_many(message: Message) -> None:
    looks = open_looks(TEMPLATES, LOCALE, Site("test", "Europe/Amsterdam"))
    one, many = texts(message.id)
    for language, (single, several) in (("nl", (one, many)), ("en", texts(message.string))):
        say = looks.translations[language].ngettext
        assert [say(one, many, count) for count in (0, 1, 2)] == [several, single, several]
