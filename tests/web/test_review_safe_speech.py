"""Rule 3, as somebody tried it who wanted to know more than the rules allow."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests import databases
from tests.databases import about_sqlite
from tests.web.driving import BASE, Town, Trialogue, held, rows, started


def _write(it: Trialogue, phone: TestClient, text: str) -> None:
    it.ok(
        "contribute",
        phone,
        dilemma=it.dilemma,
        round=str(it.state.round),
        pole="a",
        kind="signal",
        text=text,
    )


def _export(it: Trialogue) -> dict[str, Any]:
    found: dict[str, Any] = it.lead.get(f"/t/{it.id}/export.json").json()
    return found


def _database(place: Town) -> sqlite3.Connection:
    return sqlite3.connect(place.settings.data / "trialoog.db", isolation_level=None)


# What makes the next text that is written fail, as a full disk does.
FULL = {
    "sqlite": "CREATE TRIGGER full BEFORE INSERT ON text "
    "BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "postgresql": "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RAISE 'disk full'; END $$; "
    "CREATE TRIGGER disk BEFORE INSERT ON text EXECUTE FUNCTION fails()",
}


def _files_with(place: Town, what: bytes) -> list[str]:
    return [f.name for f in place.settings.data.iterdir() if what in f.read_bytes()]


def _rehearsal(it: Trialogue) -> Trialogue:
    made = it.lead.post(f"/t/{it.id}/rehearse").headers["location"].split("/")[2]
    assert it.lead.post(f"/t/{made}/start", data={"key": "start"}).status_code == 303
    return Trialogue(it.town, it.lead, made)


def test_holding_a_hidden_text_back_does_not_open_it_in_the_export(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, "Dit mag nog niemand lezen")
    (text,) = it.state.contributions
    assert it.do("hold-back", contribution=text).status_code == 409
    assert "Dit mag nog niemand lezen" not in json.dumps(_export(it))
    assert "Dit mag nog niemand lezen" not in it.lead.get(f"/t/{it.id}/journal").text
    # Nor does it keep a text off the board that nobody has read.
    it.ok("reveal", round=str(it.state.round))
    assert "Dit mag nog niemand lezen" in phone.get(f"/t/{it.id}").text


def test_33_no_export_tells_who_wrote_what_by_when_it_was_made(place: Town) -> None:
    """The facilitator asks for the record after each person who writes, and after the reveal."""
    it = started(place)
    phones = [it.join("policy") for _ in range(4)]
    it.go("explore")
    for at, phone in enumerate(phones):
        _write(it, phone, f"Geschreven door nummer {at}")
        written = json.dumps(_export(it))
        for text in it.state.contributions:
            assert str(text) not in written
    it.ok("reveal", round=str(it.state.round))
    facts = _export(it)["facts"]
    kinds = [fact["record"]["kind"] for fact in facts if "record" in fact]
    assert "ContributionMade" not in kinds
    (revealed,) = (f for f in facts if "record" in f and f["record"]["kind"] == "Revealed")
    said = [text["body"] for text in revealed["texts"]]
    assert sorted(said) == [f"Geschreven door nummer {at}" for at in range(4)]
    assert said == [c.text for c in it.state.contributions_of(it.dilemma)]


def test_a_text_that_was_taken_back_can_not_be_held_back_to_read_it(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, "Spijt van gekregen")
    (text,) = it.state.contributions
    it.ok("withdraw-contribution", phone, contribution=text)
    it.ok("reveal", round=str(it.state.round))
    assert it.do("hold-back", contribution=text).status_code == 409
    assert "Spijt van gekregen" not in json.dumps(_export(it))


def test_what_was_read_and_then_held_back_stays_in_the_record(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, "Dit las iedereen al")
    it.ok("reveal", round=str(it.state.round))
    (text,) = it.state.contributions
    it.ok("hold-back", contribution=text)
    assert "Dit las iedereen al" in json.dumps(_export(it))


def test_an_error_of_the_database_carries_no_words_into_the_log(
    place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    rows(place, FULL[databases.ENGINE])
    lenient = TestClient(
        place.app, base_url=BASE, cookies=phone.cookies, raise_server_exceptions=False
    )
    lenient.portal = place.client.portal
    lenient.headers["origin"] = BASE
    answer = it.do(
        "contribute",
        lenient,
        dilemma=it.dilemma,
        round=str(it.state.round),
        pole="a",
        kind="signal",
        text="Woorden die in geen log horen",
    )
    assert answer.status_code == 500
    assert "disk full" in caplog.text
    assert "Woorden die in geen log horen" not in caplog.text
    assert it.id not in caplog.text


def test_a_rehearsal_that_was_deleted_is_nowhere(place: Town) -> None:
    it = _rehearsal(started(place))
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, "Alleen om te oefenen")
    ((secret,),) = rows(place, "SELECT secret FROM trialogue_secret WHERE trialogue = ?", it.id)
    traces = (b"Alleen om te oefenen", secret, it.id.encode())
    assert all(trace in held(place) for trace in traces)
    assert it.lead.post(f"/t/{it.id}/delete").status_code == 303
    assert [trace for trace in traces if trace in held(place)] == []


@about_sqlite
def test_a_backup_that_runs_does_not_hold_up_the_closing(place: Town) -> None:
    it = started(place)
    with closing(_database(place)) as db:
        ((secret,),) = db.execute(
            "SELECT secret FROM trialogue_secret WHERE trialogue = ?", (it.id,)
        )
        db.execute("BEGIN")
        db.execute("SELECT COUNT(*) FROM fact").fetchall()
        it.ok("close-trialogue")
        assert place.house.db.stained
        db.execute("COMMIT")
    place.run(place.house.db.scrub)
    assert not place.house.db.stained
    assert _files_with(place, secret) == []


@about_sqlite
def test_a_server_that_was_killed_at_the_closing_scrubs_when_it_starts_again(place: Town) -> None:
    it = started(place)
    with closing(_database(place)) as db:
        ((secret,),) = db.execute(
            "SELECT secret FROM trialogue_secret WHERE trialogue = ?", (it.id,)
        )
        db.execute("PRAGMA secure_delete = ON")
        db.execute("DELETE FROM trialogue_secret")
        db.execute("UPDATE trialogue SET code = NULL, status = 'closed'")
        assert _files_with(place, secret)
        with TestClient(place.app, base_url=BASE):
            assert _files_with(place, secret) == []


def test_the_answers_of_forms_go_in_the_transaction_that_closes(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: object) -> None:
        raise OSError("no room left")

    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, "Een tekst")
    assert rows(place, "SELECT COUNT(*) FROM receipt") != [(0,)]
    # What comes after the commit can't take back that it is closed.
    monkeypatch.setattr("trialoog.store.db.Db.scrub", fails)
    it.ok("close-trialogue")
    assert rows(place, "SELECT COUNT(*) FROM receipt") == [(0,)]


def test_joining_again_after_a_lost_answer_takes_no_second_seat(place: Town) -> None:
    it = started(place)
    phone = place.visitor()
    phone.get(f"/j/{it.code}")
    before = dict(phone.cookies)
    for _ in range(3):
        phone.cookies.clear()  # the answer never came, and with it no cookie
        phone.cookies.update(before)
        phone.post(f"/j/{it.code}", data={"perspective": "politics", "rules": "1"})
    assert list(it.state.seats.values()) == ["politics"]
    assert it.state.most == {"politics": 1}
    assert phone.get(f"/t/{it.id}").status_code == 200


def test_looking_at_the_page_of_a_code_does_not_take_a_seat(place: Town) -> None:
    it = started(place)
    looker = place.visitor()
    assert looker.get(f"/j/{it.code}").status_code == 200
    assert looker.get(f"/t/{it.id}").status_code == 404
    it.ok("close-door")
    answer = looker.post(f"/j/{it.code}", data={"perspective": "policy", "rules": "1"})
    assert answer.status_code == 409
    assert not it.state.seats
