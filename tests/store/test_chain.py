import json
from hashlib import sha256
from typing import Any, get_type_hints

import pytest

from tests.store.build import NOW
from trialoog.core.codec import KINDS
from trialoog.core.events import Text
from trialoog.store import chain
from trialoog.store.chain import LANES, SEALED, End, Ends, Lane

BEFORE = Ends(End(2, "aa" * 32), End(5, "bb" * 32))

FACT: dict[str, Any] = {
    "before": BEFORE,
    "kind": "MovedTo",
    "version": 1,
    "at": NOW,
    "role": "facilitator",
    "perspective": None,
    "account": "a",
    "tag": None,
    "data": {"dilemma": "d", "phase": "rate"},
    "texts": [],
    "root": b"r" * 32,
}


def test_the_chain_of_today_is_the_chain_for_ever() -> None:
    record = chain.record(**FACT)
    leaf = chain.leaf(chain.salts(FACT["root"]).fact, record)
    assert chain.canonical(record).decode() == (
        '{"at":"2026-11-21T10:30:00+00:00",'
        '"by":"BY",'
        '"data":{"dilemma":"d","phase":"rate"},"kind":"MovedTo","lane":"open",'
        '"order":"ORDER","perspective":null,"place":3,'
        '"role":"facilitator","sealed":null,"texts":[],"version":1}'
    ).replace("BY", record["by"]).replace("ORDER", record["order"])
    assert record["by"] == "fef760a408f69417417a4eb398496f80dfc875bdb08d0de905aab493a0ffb051"
    assert record["order"] == "f9e3fb97b98422883ecfae820129509c05a5e11e8a4d47637a42c2e79dfed71f"
    assert leaf == "448703a86379116a8ebccf5af48fe9cb34979e641ccffe90d48a0d5162d41ed1"
    assert chain.link(chain.start("abc").open.link, leaf) == (
        "19a5eecf3f95e4db5e6399f0235f8750fa57f7edae9c3ffa6200397d74eec789"
    )
    assert chain.start("abc").closed.link == (
        "3884153be2d2f7a87755bded6a15d2fb924221ce4332cc4d7c2f51b41217ca83"
    )


def test_a_link_is_plain_sha256_over_named_parts_with_their_lengths() -> None:
    previous, leaf = chain.start("abc").open.link, "ab" * 32
    size = (32).to_bytes(8, "big")
    parts = b"trialoog/1/link\0" + size + bytes.fromhex(previous) + size + bytes.fromhex(leaf)
    assert chain.link(previous, leaf) == sha256(parts).hexdigest()


def test_a_document_has_the_digest_of_its_file() -> None:
    document = {"b": "é", "a": [1, None, True]}
    written = '{"a":[1,null,true],"b":"é"}'
    assert chain.canonical(document) == written.encode()
    assert chain.document_digest(document) == sha256(written.encode()).hexdigest()
    assert json.loads(written) == document


def test_numbers_that_are_none_have_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="JSON"):
        chain.canonical({"a": float("nan")})


def test_the_same_words_hash_otherwise_under_another_salt_or_name() -> None:
    salt = b"s" * 32
    assert chain.text_hash(salt, "ja") != chain.text_hash(b"t" * 32, "ja")
    assert chain.by_hash(salt, "a", None) != chain.by_hash(salt, None, "a")
    assert chain.text_hash(salt, '{"a":1}') != chain.sealed_hash(salt, {"a": 1}, [])
    assert len({*chain.salts(salt), salt}) == 5


def test_what_a_perspective_said_or_not_is_closed_apart_with_its_words() -> None:
    data = {
        "outcome": "o",
        "reason": {"$text": 0},
        "downsides": [{"$text": 1}, {"$text": 2}],
        "weighed": ["c"],
        "says": {"politics": {"$text": 3}},
        "unheard": ["policy"],
    }
    shown, closed = chain.split("OutcomeProposed", 1, data, ["r", "d1", "d2", "p"])
    assert set(shown[0]) == {"outcome", "reason", "downsides"}
    assert shown[1] == ["r", "d1", "d2"]
    assert set(closed[0]) == {"weighed", "says", "unheard"}
    assert closed[1] == ["p"]
    assert chain.split("MovedTo", 1, {"phase": "x"}, []) == (({"phase": "x"}, []), ({}, []))


@pytest.mark.parametrize(("kind", "version"), SEALED)
def test_what_is_closed_apart_has_its_texts_after_all_others(kind: str, version: int) -> None:
    # Or the numbers of the texts that are left would tell how many are missing.
    hints = get_type_hints(KINDS[kind])
    with_texts = [name for name, hint in hints.items() if Text.__name__ in str(hint)]
    closed = [name in SEALED[kind, version] for name in with_texts]
    assert closed == sorted(closed)
    assert set(SEALED[kind, version]) <= set(hints)
    assert "perspective" not in SEALED[kind, version]  # a lane is found without what is sealed


# --- lanes -------------------------------------------------------------------------------


def test_every_kind_of_fact_has_a_lane() -> None:
    assert set(LANES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_participant_and_whoever_speaks_for_one_write_in_the_closed_lane(kind: str) -> None:
    assert chain.lane(kind, "facilitator", None, {}) is LANES[kind]
    assert chain.lane(kind, "participant", "policy", {}) is Lane.CLOSED
    assert chain.lane(kind, "participant", None, {}) is Lane.CLOSED
    assert chain.lane(kind, "facilitator", "policy", {}) is Lane.CLOSED
    assert chain.lane(kind, "facilitator", None, {"perspective": "policy"}) is Lane.CLOSED


def test_a_kind_that_names_a_perspective_or_a_text_of_somebody_is_closed() -> None:
    told = {"perspective", "contribution", "contributions", "order", "small", "absent", "unheard"}
    for kind, lane in LANES.items():
        names = set(get_type_hints(KINDS[kind])) - set(SEALED.get((kind, 1), ()))
        if kind != "OptionAdded" and names & told:
            assert lane is Lane.CLOSED, kind


def test_a_kind_that_is_not_known_is_closed() -> None:
    assert chain.lane("HeadsCounted", "facilitator", None, {}) is Lane.CLOSED


def test_only_the_open_lane_says_where_it_stands_and_salted() -> None:
    opened = chain.record(**FACT)
    again = chain.record(**FACT | {"root": b"q" * 32})
    assert opened["order"] == chain.order_hash(chain.salts(FACT["root"]).order, BEFORE)
    assert opened["order"] != again["order"]
    assert opened["place"] == 3
    closed = chain.record(**FACT | {"role": "participant"})
    assert (closed["lane"], closed["place"], closed["order"]) == ("closed", 6, None)
    assert not {"seq", "number"} & {*opened, *closed}


def test_the_place_in_the_whole_changes_with_either_lane() -> None:
    salt = b"s" * 32
    others = (
        BEFORE,
        BEFORE.after(Lane.OPEN, "cc" * 32),
        BEFORE.after(Lane.CLOSED, "cc" * 32),
        Ends(BEFORE.open, End(5, "dd" * 32)),
    )
    assert len({chain.order_hash(salt, before) for before in others}) == 4
    assert BEFORE.after(Lane.CLOSED, "cc" * 32) == Ends(End(2, "aa" * 32), End(6, "cc" * 32))
    assert BEFORE.seq == 7
