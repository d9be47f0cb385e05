"""Exports, whole and public: anybody can check them, and whoever changes one is found out."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web.driving import DRAFT, THREE, Town, Trialogue, closed, published, rows, tomorrow
from tests.web.screens import Person
from trialoog.cli import main
from trialoog.store.export import verify

PUBLIC = "Wie een klein bedrag te veel kreeg, houdt het."


@pytest.fixture
def it(place: Town) -> Trialogue:
    return closed(place)


def checked(data: dict[str, Any], folder: Path) -> int:
    """What `trialoog verify` says of a file with this in it."""
    file = folder / "export.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return main(["verify", str(file)])


@pytest.fixture
def whole(it: Trialogue) -> dict[str, Any]:
    """The full export, from the console."""
    answer = it.lead.get(f"/t/{it.id}/export.json")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


def test_the_public_data_can_be_verified_by_anybody(
    it: Trialogue, place: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = published(it)
    tomorrow(it)
    published(it, "v2", note="Beter gezegd.", intro=PUBLIC)
    reader = place.visitor()
    newest = reader.get(f"{address}/data.json").json()
    first = reader.get(f"{address}/v/1/data.json").json()
    for version, data in ((2, newest), (1, first)):
        assert data["document"]["version"] == version
        assert verify(data) == []
        assert checked(data, tmp_path) == 0
        assert f"Good: {data['count']} facts" in capsys.readouterr().out
    assert (PUBLIC in json.dumps(newest), PUBLIC in json.dumps(first)) == (True, False)


def test_the_page_and_the_command_name_the_digests_that_the_data_has(
    it: Trialogue, place: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = published(it)
    reader = place.visitor()
    answer = reader.get(f"{address}/data.json")
    data = answer.json()
    # Who has it already gets it once: the bytes are the same as long as nothing changed.
    known = {"if-none-match": answer.headers["etag"]}
    assert reader.get(f"{address}/data.json", headers=known).status_code == 304
    capsys.readouterr()
    assert checked(data, tmp_path) == 0
    printed = capsys.readouterr().out
    page = Person(reader).open(f"{address}/verify").words
    for name, here, number in (
        ("Check number of version 1:", "Controlegetal van versie 1:", data["document_digest"]),
        (
            "Check number of the record:",
            "Controlegetal van het verslag:",
            data["document"]["journal_head"],
        ),
    ):
        assert f"{name} {number}" in printed
        assert f"{here} {number}" in page
    for path in (address, f"{address}/v/1", f"{address}/verify"):
        plain = Person(reader).open(path).words.replace(" ", "")
        assert data["document_digest"] in plain
        assert data["document"]["journal_head"] in plain


def test_the_full_export_can_be_verified(
    it: Trialogue, whole: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verify(whole) == []
    assert checked(whole, tmp_path) == 0
    assert whole["count"] == it.state.seq
    monkeypatch.setenv("TRIALOOG_DATABASE_URL", it.town.settings.database)
    out = tmp_path / "by-command.json"
    assert main(["export", it.id, "--out", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8")) == whole
    assert main(["verify", str(out)]) == 0
    assert main(["export", "nothing-here"]) == 1


TAMPERED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a text changed": lambda d: d["facts"][1]["texts"][0].update(body="Iets anders"),
    "the title changed": lambda d: d.update(title="Iets anders"),
    "a fact dropped": lambda d: d["facts"].pop(3),
    "the last fact dropped": lambda d: d["facts"].pop(),
    "the last fact dropped, and the count with it": lambda d: (
        d["facts"].pop(),
        d.update(count=d["count"] - 1),
    ),
    "two facts swapped": lambda d: d["facts"].insert(2, d["facts"].pop(4)),
    "a time changed": lambda d: d["facts"][1]["record"].update(at="2020-01-01T00:00:00Z"),
    "a kind changed": lambda d: d["facts"][1]["record"].update(kind="Adjourned"),
    "the head changed": lambda d: d.update(head="0" * 64),
    "a salt changed": lambda d: d["facts"][2].update(salt="00" * 16),
}


def test_a_full_export_that_was_tampered_with_fails(
    whole: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for how, tamper in TAMPERED.items():
        changed = copy.deepcopy(whole)
        tamper(changed)
        assert changed != whole, how
        assert verify(changed), how
        assert checked(changed, tmp_path) == 1, how
        assert capsys.readouterr().err.strip(), how


def _public_text(data: dict[str, Any]) -> None:
    data["document"]["intro"] = "Iets anders"


def _public_text_with_its_digest(data: dict[str, Any]) -> None:
    from trialoog.store.chain import document_digest

    _public_text(data)
    data["document_digest"] = document_digest(data["document"])


def _public_fact(data: dict[str, Any]) -> None:
    data["facts"][-1]["record"]["data"]["version"] = 7


def _public_link(data: dict[str, Any]) -> None:
    hidden = next(fact for fact in data["facts"] if "record" not in fact)
    hidden["leaf"] = "0" * 64


def test_public_data_that_was_tampered_with_fails(
    it: Trialogue, place: Town, tmp_path: Path
) -> None:
    for decision in ("open", "follows"):  # of the first only a link is public
        it.ok("record-formal-decision", dilemma=it.dilemma, decision=decision, on="2026-12-01")
    data = place.visitor().get(f"{published(it)}/data.json").json()
    assert verify(data) == []
    for tamper in (_public_text, _public_text_with_its_digest, _public_fact, _public_link):
        changed = copy.deepcopy(data)
        tamper(changed)
        assert verify(changed), tamper.__name__
        assert checked(changed, tmp_path) == 1, tamper.__name__


def test_a_file_that_is_no_export_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.json"
    for content in ("", "{", "[]", "null", '"x"', "{}", "\x00"):
        file.write_text(content, encoding="utf-8")
        assert main(["verify", str(file)]) == 1, content
        assert len(capsys.readouterr().err.strip().splitlines()) == 1, content
    assert main(["verify", str(tmp_path / "not-there.json")]) == 1


def test_an_export_holds_no_account_no_tag_and_no_key(place: Town) -> None:
    it = closed(place, seats=1)
    published(it)
    whole = it.lead.get(f"/t/{it.id}/export.json").text
    known = {
        str(value)
        for row in rows(place, "SELECT by_tag, by_account FROM fact")
        for value in row
        if value is not None
    }
    assert known
    assert not [value for value in known if value in whole]
    assert it.id not in whole
    assert DRAFT["title"] in whole, "the control"
    assert all(perspective in whole for perspective in THREE)
