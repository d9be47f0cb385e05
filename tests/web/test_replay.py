"""Looking back over HTTP: who may, any address, and what must not come back by it."""

import asyncio
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.driving import Town, Trialogue, closed, prepared, started
from tests.web.screens import read
from trialoog.live.pasts import MOST, Pasts

NAME = "Sjaan Geplant"
SECRET = "Wat niemand hoort te lezen"


def page(it: Trialogue, query: str = "", who: TestClient | None = None) -> Any:
    return (who or it.lead).get(f"/t/{it.id}/journal{query}")


def moments(it: Trialogue) -> list[str]:
    """Every moment that one can go to."""
    found = re.search(r'data-points="\[([0-9, ]*)\]"', page(it).text)
    assert found
    return found[1].split(", ")


def boards(it: Trialogue) -> str:
    """The board of every moment, as part and as page."""
    asked = [f"?at={at}{part}" for at in moments(it) for part in ("", "&part=moment")]
    return "".join(page(it, query).text for query in asked)


def write(it: Trialogue, phone: TestClient, text: str) -> str:
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text=text, **about)
    return str(next(c.id for c in it.state.contributions.values() if c.text == text))


def explored(place: Town, text: str) -> tuple[Trialogue, str]:
    """A trialogue in which somebody wrote this, and it was revealed."""
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    found = write(it, phone, text)
    it.ok("reveal", round=str(it.state.round))
    it.go("options")
    return it, found


# == who, and where ==


@pytest.mark.parametrize("query", ["?at=9", "?at=9&part=moment"])
def test_only_who_leads_looks_back(place: Town, query: str) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("options")
    assert page(it, query).status_code == 200
    assert page(it, query, phone).status_code == 403
    assert page(it, query, place.visitor()).status_code == 404
    assert page(it, query, place.sign_in("Ander", "Andere team")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "place_of"),
    [
        ("0", 0),
        ("1", 0),
        ("-3", 0),
        ("twee", 0),
        ("", 0),
        ("²", 0),
        ("999999", -1),
        ("9" * 40, 0),
    ],
)
def test_whatever_is_asked_gives_a_moment(place: Town, asked: str, place_of: int) -> None:
    it = closed(place)
    for part in ("", "&part=moment"):
        answer = page(it, f"?at={asked}{part}")
        assert answer.status_code == 200
        assert f'data-now="{moments(it)[place_of]}"' in answer.text


def test_without_a_moment_it_is_the_last_one(place: Town) -> None:
    it = closed(place)
    assert f'data-now="{moments(it)[-1]}"' in page(it).text


def test_a_fact_between_two_moments_gives_the_one_before_it(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("weigh")
    before = moments(it)[-1]
    it.ok("rate", phone, option=it.options[0], **{"c-values": "1"})
    assert f'data-now="{before}"' in page(it, f"?at={it.state.seq}&part=moment").text


def test_the_part_is_what_the_page_shows(place: Town) -> None:
    it = closed(place)
    for at in moments(it):
        part = page(it, f"?at={at}&part=moment").text
        assert "".join(part.split()) in "".join(page(it, f"?at={at}").text.split())


def test_before_the_gathering_there_is_a_way_on(place: Town) -> None:
    it = prepared(place, place.sign_in())
    for query in ("", "?at=1", "?at=1&part=moment"):
        answer = page(it, query)
        assert answer.status_code == 200
        words = read(answer.text).words
        assert "Het verslag begint vanzelf als je de inloop start." in words
        assert "Kleine bedragen" in words
        assert f'href="/t/{it.id}/prepare"' in answer.text


def test_it_goes_on_with_the_meeting(place: Town) -> None:
    it = started(place)
    it.join("policy")
    it.go("options")
    assert "Wegen" not in read(page(it, "?part=moment").text).words
    it.go("weigh")
    assert "De stap Wegen begon." in read(page(it, "?part=moment").text).words


def test_in_another_language_the_board_stays_as_the_room_saw_it(place: Town) -> None:
    it = started(place)
    it.join("policy")
    it.go("options")
    answer = page(it, "?lang=en&at=999")
    assert '<html lang="en"' in answer.text
    assert re.search(r'<section\s+class="screen"[^>]*\blang="nl"', answer.text)
    assert re.search(r'<span class="lines" lang="nl">', answer.text)
    assert 'href="?at=999&amp;lang=nl"' in answer.text


# == what must not come back ==


def test_words_that_went_come_back_at_no_moment(place: Town) -> None:
    it, _ = explored(place, f"Bij {NAME} ging het mis")
    assert NAME in boards(it)  # and this process has kept them by now
    form = {"key": "redact", "words": NAME, "ground": "Er stond een naam in."}
    assert it.lead.post(f"/t/{it.id}/redact", data=form).status_code == 303
    after = boards(it)
    assert NAME not in after
    assert "\x1a" not in after
    assert "[verwijderd]" in after


def test_nor_in_another_process_that_had_read_them(place: Town) -> None:
    it, _ = explored(place, f"Bij {NAME} ging het mis")
    other = Pasts(place.house.db)

    async def past() -> Any:
        return await other.get(it.id, "epoch")  # type: ignore[arg-type]

    assert NAME in str(place.run(past))
    form = {"key": "redact", "words": NAME, "ground": "Er stond een naam in."}
    assert it.lead.post(f"/t/{it.id}/redact", data=form).status_code == 303
    assert NAME not in str(place.run(past))


def test_a_text_that_is_held_back_stands_at_no_moment(place: Town) -> None:
    it, text = explored(place, SECRET)
    assert SECRET in boards(it)
    it.ok("hold-back", contribution=text)
    assert SECRET not in boards(it)
    it.ok("put-back", contribution=text)
    assert SECRET in boards(it)


def test_while_people_write_in_silence_there_is_nothing_to_see_step_by_step(place: Town) -> None:
    it = started(place)
    phones = [it.join("policy"), it.join("politics")]
    it.go("explore")
    first = it.state.seq
    before = page(it, f"?at={first}&part=moment").text
    for phone in phones:
        write(it, phone, SECRET)
    it.join("implementation")
    shown = {page(it, f"?at={at}&part=moment").text for at in range(first, it.state.seq + 1)}
    assert shown == {before}
    assert SECRET not in page(it).text
    it.ok("close-round", round=str(it.state.round))
    assert "schreef al" in page(it, "?part=moment").text
    assert SECRET not in boards(it)


def test_a_past_that_nobody_looks_at_any_more_leaves_the_memory(place: Town) -> None:
    it, _ = explored(place, "Een tekst")
    brief, usual = Pasts(place.house.db, lasts=0), Pasts(place.house.db)

    async def look() -> list[int]:
        for pasts in (brief, usual):
            await pasts.get(it.id, "epoch")  # type: ignore[arg-type]
        await asyncio.sleep(0.05)
        return [len(pasts._kept) for pasts in (brief, usual)]

    assert place.run(look) == [0, 1]


def test_only_so_many_pasts_are_kept_and_each_can_be_had_again(place: Town) -> None:
    it, _ = explored(place, "Een tekst")
    pasts = Pasts(place.house.db)

    async def look() -> Any:
        first = await pasts.get(it.id, "first")  # type: ignore[arg-type]
        for number in range(MOST):
            await pasts.get(it.id, str(number))  # type: ignore[arg-type]
        return first, await pasts.get(it.id, "first"), len(pasts._kept)  # type: ignore[arg-type]

    first, again, kept = place.run(look)
    assert first == again
    assert first is not again
    assert kept == MOST
