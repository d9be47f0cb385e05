from gzip import decompress
from pathlib import Path

from starlette.testclient import TestClient

from tests.web.driving import Town
from trialoog.paths import STATIC
from trialoog.web.files import Files

SHEET = "trialoog.css"


def test_a_file_comes_packed_to_who_can_unpack_it_and_as_it_is_to_who_can_not(place: Town) -> None:
    visitor = place.visitor()
    plain = visitor.get(f"/static/{SHEET}", headers={"accept-encoding": "identity"})
    packed = visitor.get(f"/static/{SHEET}", headers={"accept-encoding": "gzip"})
    assert plain.content == packed.content == (STATIC / SHEET).read_bytes()
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


def test_who_has_a_file_already_gets_it_no_second_time(place: Town) -> None:
    visitor = place.visitor()
    first = visitor.get(f"/static/{SHEET}?v=1")
    again = visitor.get(f"/static/{SHEET}?v=1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in again.headers["cache-control"]


def test_a_picture_goes_as_it_is(place: Town) -> None:
    answer = place.visitor().get("/static/card-nl.png", headers={"accept-encoding": "gzip"})
    assert answer.content == (STATIC / "card-nl.png").read_bytes()
    assert "content-encoding" not in answer.headers


def test_a_file_is_read_and_packed_once(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a { color: red }\n" * 100, encoding="utf-8")
    visitor = TestClient(Files(tmp_path, {}))
    before = visitor.get("/a.css").content
    file.unlink()
    assert visitor.get("/a.css").content == before


def test_there_is_nothing_outside_the_folder_and_nobody_writes_in_it(place: Town) -> None:
    visitor = place.visitor()
    for path in ("../pyproject.toml", "%2e%2e/pyproject.toml", "nothing.css", "src", "", "src/"):
        assert visitor.get(f"/static/{path}").status_code == 404, path
    assert visitor.post(f"/static/{SHEET}").status_code == 405


def test_a_file_of_an_organisation_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("ours", encoding="utf-8")
    visitor = TestClient(Files(tmp_path, {"a.css": b"theirs", "b.css": b"beside"}))
    assert visitor.get("/a.css").text == "theirs"
    assert visitor.get("/b.css").text == "beside"


def test_packed_bytes_hold_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("go()\n" * 100, encoding="utf-8")
    with TestClient(Files(tmp_path, {})).stream("GET", "/a.js") as answer:
        raw = b"".join(answer.iter_raw())
    assert decompress(raw) == (tmp_path / "a.js").read_bytes()
