"""What the room never saw goes some days after closing; the record, and what is public, stays."""

import asyncio
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from tests.web.driving import Town, Trialogue, held, published, recorded, started, tomorrow
from trialoog import paths, serving
from trialoog.app import utc_now
from trialoog.core.retention import Rule
from trialoog.live import retention
from trialoog.store import export, journal
from trialoog.store.db import Db, open_db
from trialoog.store.migrations import upgrade

SHOWN = "Dit zag de zaal"
PLANTED = {
    Rule.UNREVEALED: "Nooit onthuld geplant",
    Rule.LATE: "Nagekomen geplant",
    Rule.HELD: "Teruggehouden geplant",
    Rule.WITHDRAWN: "Ingetrokken geplant",
    Rule.EARLIER: "Eerdere woorden geplant",
}


def _write(it: Trialogue, phone: TestClient, text: str) -> str:
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text=text, **about)
    return str(list(it.state.contributions)[-1])


def _played(place: Town, seats: int = 1) -> Trialogue:
    """Close a trialogue in which something came under every rule, and publish it."""
    it = started(place)
    phone, *_ = [it.join("policy") for _ in range(seats)]
    it.go("explore")
    first = str(it.state.round)
    _write(it, phone, SHOWN)
    held = _write(it, phone, PLANTED[Rule.HELD])
    for text in (PLANTED[Rule.WITHDRAWN], PLANTED[Rule.EARLIER]):
        found = _write(it, phone, text)
        again = {"text": "Latere woorden", "kind": "signal"}
        if text == PLANTED[Rule.EARLIER]:
            it.ok("reword-contribution", phone, contribution=found, **again)
        else:
            it.ok("withdraw-contribution", phone, contribution=found)
    it.ok("close-round", round=first)
    form = {"dilemma": it.dilemma, "round": first, "pole": "a", "kind": "signal"}
    it.do("contribute", phone, text=PLANTED[Rule.LATE], **form)
    it.ok("reveal", round=first)
    it.ok("hold-back", contribution=held)
    it.ok("open-round")
    _write(it, phone, PLANTED[Rule.UNREVEALED])
    it.go("decide")
    *others, last = it.options
    for option in others:
        recorded(it, option)
    recorded(it, last, "chosen")
    it.ok("close-trialogue")
    return it


def _run(place: Town, days: int = 30, *, dry: bool = False) -> retention.Report:
    async def call() -> retention.Report:
        return await retention.run(place.house.db, place.clock, days, dry=dry)

    found: retention.Report = place.run(call)
    return found


def _sweep(place: Town, days: int = 30) -> None:
    async def call() -> None:
        await retention.sweep(place.house.db, place.house.rooms, place.clock, days)

    place.run(call)


def _verified(place: Town, it: Trialogue) -> None:
    async def call(db: Db) -> tuple[str | None, list[str]]:
        return await journal.verify(db, it.id), export.verify(await export.full(db, it.id))

    assert place.run(call, place.house.db) == (None, [])


def test_what_the_room_never_saw_goes_after_thirty_days_and_not_a_day_before(place: Town) -> None:
    it = _played(place)
    place.clock.forward(days=29, hours=23)
    assert _run(place).touched == 0
    assert all(words.encode() in held(place) for words in PLANTED.values())
    place.clock.forward(hours=2)
    report = _run(place)
    assert {rule: report.trialogues[rule] for rule in Rule} == dict.fromkeys(Rule, 1)
    assert report.touched == 1
    gone = held(place)
    assert [rule for rule, words in PLANTED.items() if words.encode() in gone] == []
    assert SHOWN.encode() in gone
    assert b"Latere woorden" in gone
    _verified(place, it)


def test_a_dry_run_says_the_same_and_removes_nothing(place: Town) -> None:
    it = _played(place)
    place.clock.forward(days=31)
    before = it.state.seq
    dry, dry_again = _run(place, dry=True), _run(place, dry=True)
    assert dry == dry_again
    assert it.state.seq == before
    assert all(words.encode() in held(place) for words in PLANTED.values())
    assert _run(place) == dry
    assert _run(place).touched == 0  # done once is done


def test_zero_days_is_the_next_run(place: Town) -> None:
    _played(place)
    assert _run(place, days=0).touched == 1


def test_an_open_trialogue_keeps_everything_however_long_it_lasts(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, SHOWN)
    place.clock.forward(days=400)
    assert _run(place).touched == 0


def test_it_is_counted_from_the_last_closing(place: Town) -> None:
    it = _played(place)
    place.clock.forward(days=31)
    it.lead = place.sign_in()
    it.ok("reopen")
    assert _run(place).touched == 0
    it.ok("close-trialogue")
    assert _run(place).touched == 0
    place.clock.forward(days=30)
    assert _run(place).touched == 1


def test_what_is_public_and_its_data_never_change_by_it(place: Town) -> None:
    it = _played(place, seats=3)
    address = published(it)
    reader = place.visitor()
    before = [reader.get(f"{address}{page}").content for page in ("", "/data.json", "/verify")]
    place.clock.forward(days=31)
    _sweep(place)
    assert before == [
        reader.get(f"{address}{page}").content for page in ("", "/data.json", "/verify")
    ]
    assert export.verify(reader.get(f"{address}/data.json").json()) == []


def test_a_running_room_shows_plain_words_where_a_text_went(place: Town) -> None:
    it = _played(place)
    assert PLANTED[Rule.UNREVEALED] in str(it.state)
    place.clock.forward(days=31)
    it.lead = place.sign_in()
    _sweep(place)
    assert not [words for words in PLANTED.values() if words in str(it.state)]
    journal_page = it.lead.get(f"/t/{it.id}/journal").text
    assert "na de bewaartermijn verwijderd" in journal_page
    assert SHOWN in journal_page
    for page in ("lead", "journal", "screen", f"weighing/{it.dilemma}"):
        answer = it.lead.get(f"/t/{it.id}/{page}")
        assert answer.status_code == 200
        assert "\x1a" not in answer.text
        assert not [words for words in PLANTED.values() if words in answer.text]


def test_reopened_afterwards_nothing_empty_can_be_shown(place: Town) -> None:
    it = _played(place)
    unrevealed = str(list(it.state.rounds)[-1])
    late = next(c.id for c in it.state.contributions.values() if c.late)
    held = next(c.id for c in it.state.contributions.values() if c.held)
    place.clock.forward(days=31)
    it.lead = place.sign_in()
    _sweep(place)
    it.ok("reopen")
    phone = it.join("politics")
    it.go("explore")
    it.ok("reveal", round=unrevealed)
    assert it.state.rounds[unrevealed].order == ()
    assert it.do("admit-late", contribution=late).status_code == 409
    it.ok("put-back", contribution=held)
    for who, page in ((it.lead, "/lead"), (phone, ""), (it.lead, "/screen")):
        text = who.get(f"/t/{it.id}{page}").text
        assert "\x1a" not in text
        assert "[verwijderd]" in text
    english = TestClient(place.app, base_url=str(place.client.base_url), cookies=it.lead.cookies)
    english.portal = place.client.portal
    assert "[removed]" in english.get(f"/t/{it.id}/lead?lang=en").text


def test_the_export_says_redacted_where_a_text_went(place: Town) -> None:
    it = _played(place)
    place.clock.forward(days=31)
    it.lead = place.sign_in()
    _sweep(place)
    data: dict[str, Any] = it.lead.get(f"/t/{it.id}/export.json").json()
    kinds = [entry["record"]["kind"] for entry in data["facts"] if "record" in entry]
    assert kinds[-1] == "TextsExpired"
    assert "redacted" in [text for entry in data["facts"] for text in entry.get("texts", ())]
    assert export.verify(json.loads(json.dumps(data))) == []


def test_used_and_old_links_and_sessions_go_with_the_daily_round(place: Town) -> None:
    lead = place.sign_in()
    account = lead.get("/account").text
    team = re.findall(r'href="(/team/[^"]+)"', account)[0]
    assert lead.post(f"{team}/invite", data={"name": "Iemand"}).status_code == 200
    place.clock.forward(days=8)
    assert place.run(_ways_in, place.house.db) == 3
    _sweep(place)
    assert place.run(_ways_in, place.house.db) == 0
    assert lead.get("/trialogues").status_code == 303


async def _ways_in(db: Db) -> int:
    """How many sign-in links, sessions and invitations there are."""
    tables = ("signin_link", "signin_session", "invitation")
    async with db.read() as session:
        return sum([await session.scalar(sql(f"SELECT count(*) FROM {it}")) or 0 for it in tables])


# == the command line ==


def test_the_command_line_says_numbers_and_no_words(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    it = _played(place)
    tomorrow(it)
    settings = place.settings.model_copy(update={"retention_days": 0})
    before = place.run(_ways_in, place.house.db)
    assert serving.retention(settings, dry=True) == 0
    assert place.run(_ways_in, place.house.db) == before
    said = capsys.readouterr().out
    assert "held" in said
    assert "would go" in said
    assert "Trialogues: 1 looked at." in said
    assert it.id not in said
    assert it.state.title not in said
    assert not [words for words in PLANTED.values() if words in said]
    assert serving.retention(settings, dry=False) == 0
    assert "6 texts of 1 trialogues" in capsys.readouterr().out
    # Who leaves all of it to a timer of their own has used links gone by it too.
    assert place.run(_ways_in, place.house.db) < before


def test_the_command_works_beside_the_server(tmp_path: Path) -> None:
    from tests.e2e.serving import REPOSITORY, command, environment

    command(tmp_path, 8000, "migrate")
    done = subprocess.run(
        [sys.executable, "-m", "trialoog", "retention", "--dry-run"],
        cwd=REPOSITORY,
        env=environment(tmp_path, 8000),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "In all 0 texts of 0 trialogues." in done.stdout


# == by itself ==


async def test_once_a_day_means_now_and_after_an_error_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[int] = []
    thrice = asyncio.Event()

    async def sweep(*_: object) -> None:
        runs.append(1)
        if len(runs) == 1:
            raise OSError("disk")
        if len(runs) == 3:
            thrice.set()

    monkeypatch.setattr(retention, "sweep", sweep)
    monkeypatch.setattr(retention, "DAY", 0.03)
    monkeypatch.setattr(retention, "LOOK", 0.01)
    url = f"sqlite:///{tmp_path}/x.db"
    await upgrade(url, paths.ALEMBIC)
    async with open_db(url) as db, retention.daily(db, None, utc_now, 30):  # type: ignore[arg-type]
        await asyncio.wait_for(thrice.wait(), 5)
    assert "it is tried again tomorrow" in caplog.text
    ended = len(runs)
    await asyncio.sleep(0.05)
    assert len(runs) == ended


def test_it_can_be_left_to_the_command_line(place: Town) -> None:
    assert place.settings.retention
    assert place.settings.retention_days == 30
    assert timedelta(seconds=retention.DAY) == timedelta(days=1)
