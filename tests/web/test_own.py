"""A phone finds what is its own by its key alone, however much others wrote."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hmac import digest
from itertools import islice
from typing import Any

import pytest

from trialoog.core.commands import Contribute, contribution_subject
from trialoog.core.ids import ContributionId, DilemmaId
from trialoog.core.state import Contribution, State
from trialoog.core.words import Kind, Perspective
from trialoog.web import keys, own
from trialoog.web.access import Visit

SECRET = b"s" * 32
AT = datetime(2026, 9, 17, 8, 0, tzinfo=UTC)
ASKED = Contribute(ContributionId(""), DilemmaId("d"), Kind.SIGNAL, "tekst")


def _phone(key: str) -> Visit:
    nowhere: Any = None
    visit = Visit(nowhere, nowhere, "nl", perspective=Perspective.POLICY)
    visit.seat, visit.secret = key, SECRET
    return visit


def _text(visit: Visit, id: str) -> Contribution:
    tag = visit.tag(contribution_subject(ContributionId(id)))
    made = ContributionId(id)
    return Contribution(made, DilemmaId("d"), Kind.SIGNAL, id, Perspective.POLICY, tag, AT)


def _after(texts: Iterable[Contribution]) -> State:
    return State(contributions={it.id: it for it in texts})


def test_a_tag_is_the_hmac_that_it_always_was() -> None:
    for key, subject in (("k", "seat"), ("é" * 90, "contribution/1"), ("", "")):
        inner = digest(SECRET, key.encode(), "sha256")
        assert keys.tag(key, SECRET, subject) == digest(inner, subject.encode(), "sha256").hex()


def test_each_text_of_a_phone_gets_an_id_of_its_own_and_all_are_found() -> None:
    one, other = _phone("one"), _phone("other")
    texts: list[Contribution] = []
    for _ in range(3):
        for phone in (one, other):
            made = own.named(phone, _after(texts), ASKED).contribution
            texts.append(_text(phone, made))
    assert len({it.id for it in texts}) == 6
    state = _after(texts)
    assert own.mine_of(one, state).contributions == tuple(texts[::2])
    assert own.mine_of(other, state).contributions == tuple(texts[1::2])
    assert own.mine_of(_phone("third"), state).contributions == ()


def test_texts_from_before_ids_were_made_by_phones_are_found_too() -> None:
    one, other = _phone("one"), _phone("other")
    old = [_text(one, "0123456789abcdef"), _text(other, "1123456789abcdef")]
    new = _text(one, own.named(one, _after(old), ASKED).contribution)
    assert own.mine_of(one, _after([*old, new])).contributions == (old[0], new)


def test_an_id_that_somebody_else_gave_a_text_does_not_make_it_ones_own() -> None:
    one, other = _phone("one"), _phone("other")
    (planted,) = islice(keys.text_ids(one.tag), 1)
    assert own.mine_of(one, _after([_text(other, planted)])).contributions == ()


@pytest.mark.parametrize(("key", "secret"), [("other", SECRET), ("one", b"t" * 32)])
def test_ids_follow_from_the_key_and_the_secret_both(key: str, secret: bytes) -> None:
    ids = [
        list(islice(keys.text_ids(keys.tagging(*it)), 50))
        for it in (("one", SECRET), (key, secret))
    ]
    assert not set(ids[0]) & set(ids[1])
    assert len(set(ids[0])) == 50
