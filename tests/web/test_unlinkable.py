"""Rule 3: with the whole database in hand after closing, nobody can tell who wrote what.

An attacker holds every table, every cookie of every phone, and knows the code of trialoog. They
try to link contributions to phones, and contributions to each other.
"""

from hashlib import sha256
from hmac import digest
from itertools import islice, product

from tests.web.driving import Town, Trialogue, held, rows, started, tables
from trialoog.web import keys

PHONES = 4  # per perspective
TEXTS = 3  # per phone


def _played(place: Town) -> tuple[Trialogue, dict[str, tuple[str, str]]]:
    """A closed trialogue, and the truth: text -> (key of its phone, perspective)."""
    it = started(place)
    phones = [
        (p, it.join(p)) for p in ("policy", "implementation", "politics") for _ in range(PHONES)
    ]
    it.go("explore")
    round_id = str(it.state.round)
    truth = {}
    for number in range(TEXTS):
        for at, (perspective, phone) in enumerate(phones):
            text = f"tekst {number} {at} {sha256(bytes([number, at])).hexdigest()}"
            it.ok(
                "contribute",
                phone,
                dilemma=it.dilemma,
                round=round_id,
                pole="a",
                kind="signal",
                text=text,
            )
            truth[text] = (phone.cookies[f"seat-{it.id}"], perspective)
    it.ok("reveal", round=round_id)
    some = [str(c.id) for c in it.state.contributions.values()]
    for at, (_, phone) in enumerate(phones):
        it.ok("recognise", phone, contribution=some[at], on="1")
    it.go("weigh")
    for _, phone in phones:
        it.ok("rate", phone, option=it.options[0], **{"c-values": "1"})
    it.ok("close-trialogue")
    return it, truth


def _everything(place: Town) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows(place, f"SELECT * FROM {name}") for name in tables(place)}


def test_33_nothing_in_the_database_links_a_text_to_a_phone(place: Town) -> None:
    it, truth = _played(place)
    found = _everything(place)
    flat = {str(value) for table in found.values() for row in table for value in row}
    flat |= {
        value.hex()
        for table in found.values()
        for row in table
        for value in row
        if isinstance(value, bytes)
    }
    # Control: the attacker knows how tags are made, and what of it is still there.
    assert it.state.contributions
    tags = {str(c.tag): c for c in it.state.contributions.values()}
    assert len(tags) == len(truth)
    secrets = [
        value
        for table in found.values()
        for row in table
        for value in row
        if isinstance(value, bytes)
    ]
    guesses = 0
    for key, _ in set(truth.values()):
        assert key not in flat
        assert sha256(key.encode()).hexdigest() not in flat
        for secret, contribution in product(
            [*secrets, b"", it.id.encode()], it.state.contributions
        ):
            made = keys.tag(key, secret, f"contribution/{contribution}")
            half = digest(key.encode(), f"contribution/{contribution}".encode(), "sha256").hex()
            guesses += made in tags or half in tags
            ids = islice(keys.text_ids(keys.tagging(key, secret)), TEXTS)
            guesses += any(id in it.state.contributions for id in ids)
    assert guesses == 0


def test_the_attack_would_succeed_if_the_secret_were_kept(place: Town) -> None:
    """The control: with the trialogue's secret the very same attack finds every writer."""
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    it.ok(
        "contribute",
        phone,
        dilemma=it.dilemma,
        round=str(it.state.round),
        pole="a",
        kind="signal",
        text="x",
    )
    ((secret,),) = rows(place, f"SELECT secret FROM trialogue_secret WHERE trialogue = '{it.id}'")
    assert isinstance(secret, bytes)
    (contribution,) = it.state.contributions.values()
    key = phone.cookies[f"seat-{it.id}"]
    assert keys.tag(key, secret, f"contribution/{contribution.id}") == contribution.tag
    assert next(keys.text_ids(keys.tagging(key, secret))) == contribution.id
    assert secret in held(place)
    it.ok("close-trialogue")
    assert rows(place, "SELECT secret FROM trialogue_secret") == []
    assert rows(place, f"SELECT code FROM trialogue WHERE id = '{it.id}'") == [(None,)]
    # Overwritten on disk, not only unlinked.
    assert secret not in held(place)


def test_33_no_two_facts_of_one_phone_share_anything_but_the_perspective(place: Town) -> None:
    it, truth = _played(place)
    written = rows(
        place,
        f"SELECT by_tag, by_perspective, at, by_account FROM fact WHERE trialogue = '{it.id}' "
        "AND by_role = 'participant'",
    )
    tags = [tag for tag, *_ in written]
    assert len(tags) > len(truth)
    assert len(set(tags)) == len(tags)
    assert all(account is None for *_, account in written)
    assert all(str(at)[16:19] == ":00" for _, _, at, _ in written), "times are to the minute"
    assert rows(place, "SELECT COUNT(*) FROM receipt") == [(0,)]


def test_33_a_reveal_does_not_keep_the_order_of_writing(place: Town) -> None:
    it, _ = _played(place)
    (shown,) = it.state.rounds.values()
    written = [c.id for c in it.state.contributions.values()]
    on_the_board = [c.id for c in it.state.contributions_of(it.dilemma)]
    assert sorted(shown.order) == sorted(written)
    assert list(shown.order) == on_the_board != written


def test_33_after_closing_not_even_the_phone_gets_in(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.ok("close-trialogue")
    assert phone.get(f"/t/{it.id}").status_code == 404
