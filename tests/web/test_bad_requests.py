"""Requests that no page of ours sends, addresses that make no sense, and files with mistakes."""

from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.web.driving import Town, Trialogue, started
from tests.web.screens import Person
from trialoog.cli import main
from trialoog.paths import SESSIONS
from trialoog.settings import Settings
from trialoog.store.journal import Conflict
from trialoog.web.errors import HANDLERS

# --- requests that no page of ours sends ------------------------------------------------------


def contribution(it: Trialogue) -> dict[str, str]:
    it.go("explore")
    base = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    return {**base, "key": "k"}


def test_16_a_body_that_is_too_large_is_refused_in_plain_words(it: Trialogue, me: Person) -> None:
    it.go("explore")
    seen = me.send(it.board(), "contribute", text="x" * 1_100_000, kind="signal", pole="a")
    assert seen.status == 413
    if me.script:
        assert seen.form_stands
    else:
        assert "Dit is te groot" in seen.news
    assert not it.state.contributions


def test_16_a_body_that_does_not_say_how_large_it_is_is_refused_as_well(place: Town) -> None:
    lead = place.sign_in()

    def endless() -> object:
        for _ in range(40):
            yield b"x" * 65536

    answer = lead.post(
        "/trialogues",
        content=endless(),  # type: ignore[arg-type]
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text


def test_16_too_many_fields_are_refused_in_plain_words(it: Trialogue, phone: Person) -> None:
    fields = {f"field-{number}": "1" for number in range(401)}
    answer = phone.client.post(f"/t/{it.id}/contribute", data=fields)
    assert answer.status_code == 400
    assert "Er klopt iets niet in het formulier" in answer.text


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"caf\xe9 & co", "caf"),
        (b"%ff%fe%fdtekst", "tekst"),
        (b"ha%00l\x00lo", "hallo"),
        (b"%ED%A0%80half", "half"),
        (b"a%0D%0A%1B%5B31mb", "a\n[31mb"),
    ],
)
def test_what_is_not_a_text_is_made_one_or_refused(
    it: Trialogue, phone: Person, content: bytes, read: str
) -> None:
    base = "&".join(f"{k}={v}" for k, v in contribution(it).items())
    answer = phone.client.post(
        f"/t/{it.id}/contribute",
        content=f"{base}&text=".encode() + content,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 303
    (made,) = it.state.contributions.values()
    assert read in made.text
    assert not any(ord(c) < 32 and c not in "\n\t" for c in made.text)
    phone.open(it.board())
    for page in ("lead", "screen", "journal"):
        Person(it.lead).open(f"/t/{it.id}/{page}")


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "punycode", "rot13", "no-such"])
def test_a_form_in_a_charset_of_its_own_breaks_nothing(
    it: Trialogue, phone: Person, charset: str
) -> None:
    fields = {**contribution(it), "text": "+2AA- \\ud800 abc"}
    body = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    answer = phone.client.post(
        f"/t/{it.id}/contribute",
        content=f"{body}--B--\r\n".encode(),
        headers={"content-type": f"multipart/form-data; boundary=B; charset={charset}"},
    )
    assert answer.status_code in {303, 400}
    phone.open(it.board())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--B\r\nnonsense", "multipart/form-data; boundary=B"),
        (b"nonsense", "multipart/form-data"),
        (
            b'--B\r\nContent-Disposition: form-data; name="text"; filename="a.exe"\r\n\r\nMZ'
            b"\r\n--B--\r\n",
            "multipart/form-data; boundary=B",
        ),
        (b'{"text": "abc"}', "application/json"),
        (b";;&&==%%%", "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_what_is_not_a_form_of_ours_is_refused(
    it: Trialogue, phone: Person, content: bytes, kind: str
) -> None:
    it.go("explore")
    answer = phone.client.post(
        f"/t/{it.id}/contribute", content=content, headers={"content-type": kind}
    )
    assert answer.status_code in {400, 409, 422}
    assert "<h1" in answer.text
    assert not it.state.contributions


@pytest.mark.parametrize(
    "address",
    [
        "/?page=" + "9" * 30,
        "/?page=" + "1" * 5000,
        "/?page=-1",
        "/?page=1.5",
        "/?q=%00%ff" + "a" * 5000,
        "/w/x/v/" + "9" * 30,
        "/w/x/v/" + "9" * 5000,
        "/w/%00/data.json",
        "/w/x/v/0",
        "/w/%00/changes",
        "/w/x/changes?from=" + "9" * 5000,
        "/join?code=%00%ff",
        "/j/%ff",
        "/t/%00/lead",
        "/login/%ff%00",
        "/s/%00",
        "/?lang=klingon",
    ],
)
def test_an_address_that_makes_no_sense_breaks_nothing(place: Town, address: str) -> None:
    assert place.visitor().get(address).status_code in {200, 303, 404}


# --- the codes on the door ----------------------------------------------------------------------


def test_a_wrong_and_a_closed_code_are_told_with_a_field_to_type_it_again(
    it: Trialogue, place: Town
) -> None:
    visitor = Person(place.visitor(), script=False)
    it.ok("close-door")
    for code in ("AAAA 2222", "nope", it.code):
        page = visitor.client.get("/join", params={"code": code}, follow_redirects=True)
        assert page.status_code == 404
        assert "Deze code geldt niet (meer)" in page.text
        assert "De weging vind je in de lijst" in page.text
        assert 'name="code"' in page.text


# --- files ---------------------------------------------------------------------


def test_check_names_the_file_and_the_line_of_every_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIALOOG_DATA", str(tmp_path))
    good = (SESSIONS / "besluitvorming.md").read_text(encoding="utf-8")
    broken = tmp_path / "broken.md"
    lines = good.replace("minutes = 10", 'minutes = "ten"', 1).replace(
        'activities = ["rate"]', 'activities = ["vote"]', 1
    )
    broken.write_text(lines, encoding="utf-8")
    assert main(["check", str(SESSIONS / "besluitvorming.md")]) == 0
    assert "no mistakes" in capsys.readouterr().out
    assert main(["check", str(broken), str(tmp_path / "not-there.md")]) == 1
    told = capsys.readouterr().err
    for wrong in ('minutes = "ten"', 'activities = ["vote"]'):
        line = lines.split("\n").index(wrong) + 1
        assert f"broken.md:{line}: " in told
    assert "not-there.md" in told


def test_an_installation_with_a_broken_format_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from trialoog import serving, workers

    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "mine.md").write_text("+++\nkey = 1\n+++\n", encoding="utf-8")
    settings = Settings(data=tmp_path / "data", formats=folder)
    serving.migrate(settings)
    assert workers.serve(settings) == 1
    assert "mine.md:" in capsys.readouterr().err


def test_who_never_gets_a_turn_is_asked_to_try_again_and_the_log_has_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def overtaken(_: Request) -> Response:
        raise Conflict("the-address-of-a-weighing has another version")

    app = Starlette(routes=[Route("/api/busy", overtaken)], exception_handlers=HANDLERS)
    answer = TestClient(app).get("/api/busy")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert caplog.messages == ["others kept coming first: somebody was asked to try again"]


@pytest.mark.parametrize("change", ["kind = 'OptionSpun'", "version = 2"])
def test_while_a_newer_program_takes_over_its_facts_ask_people_to_come_again(
    change: str, place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    it = started(place)
    phone = it.join("policy")
    its, to = "SELECT * FROM fact WHERE trialogue = :id AND seq = 1", it.state.seq + 1

    async def newer() -> None:
        async with place.house.db.write() as session:
            for statement in (
                f"CREATE TEMPORARY TABLE news AS {its}",
                f"UPDATE news SET {change}, seq = :to",
                "INSERT INTO fact SELECT * FROM news",
                "DROP TABLE news",
                "UPDATE trialogue SET last_seq = :to WHERE id = :id",
            ):
                values = {"id": it.id, "to": to} if ":" in statement else {}
                await session.execute(text(statement), values)

    place.run(newer)
    for answer in (
        phone.get(f"/t/{it.id}"),
        it.lead.get(f"/t/{it.id}/lead"),
        it.lead.post(f"/t/{it.id}/close-trialogue", data={"key": "k"}),
    ):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "a newer program wrote" in caplog.text
