"""The public side as plain files: whole, without a dead link, and only what changed is written."""

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest
from lxml import etree  # type: ignore[import-untyped]

from tests.web.driving import BASE, Town, Trialogue, closed, published
from trialoog import cli, site
from trialoog.site import Written
from trialoog.views.static_page import links


def exported(place: Town, folder: Path) -> Written:
    return asyncio.run(site.write(place.settings, folder, place.house.looks))


def withdrawn(it: Trialogue, reason: str) -> None:
    """Take a weighing offline."""
    fields = {"key": "withdraw", "ground": "procedure", "withdraw_reason": reason}
    answer = it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/withdraw", data=fields)
    assert answer.status_code == 303, answer.text[:3000]


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What stands in a folder: every file with its number on the disk and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


class Quiet(SimpleHTTPRequestHandler):
    """A web server that knows nothing of us."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address that it is served at."""
    folder = tmp_path / "site"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_link_of_the_copy_is_dead_and_none_needs_us(
    place: Town, served: tuple[Path, str]
) -> None:
    folder, address = served
    for number in range(3):
        it = closed(place, place.sign_in(), draft={"question": f"Vraag {number}?"}, seats=3)
        published(it)
        published(it, "again", note="Beter gezegd")
    exported(place, folder)
    waiting, seen, pages = [f"{address}/"], set[str](), 0
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        with urlopen(url) as answer:
            # Every link is right as it is: no server had to send anybody on.
            assert answer.url == url
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            html = answer.read().decode()
        pages += 1
        assert "<form" not in html
        for link in links(html):
            # Addresses of the site itself stand in what is for machines.
            to = urlsplit(urljoin(url, link.replace(BASE, address)))
            if f"{to.scheme}://{to.netloc}" != address:
                # Nothing is fetched from elsewhere: only who taps it goes there.
                assert f'<a href="{link}"' in html
                continue
            assert not to.path.startswith(("/t/", "/j/", "/login", "/join", "/api/")), link
            waiting.append(to._replace(fragment="").geturl())
    named = {urlsplit(url).path for url in seen}
    assert {"/how/", "/en/", "/en/how/", "/privacy/", "/w/vraag-2/", "/w/vraag-2/v/1/"} <= named
    assert "/en/w/vraag-0/" in named
    assert pages > 20
    assert "Zoeken kan niet in deze kopie" in (folder / "index.html").read_text("utf-8")
    assert 'lang="en"' in (folder / "en/index.html").read_text("utf-8")
    assert (folder / "404.html").exists()
    sitemap = etree.parse(folder / "sitemap.xml")
    for place_ in sitemap.iterfind(".//{*}loc"):
        with urlopen(str(place_.text).replace(BASE, address)) as answer:
            assert answer.status == 200


def test_the_files_are_the_bytes_of_the_application(place: Town, tmp_path: Path) -> None:
    it = closed(place, place.sign_in(), seats=3)
    address = published(it)
    exported(place, tmp_path / "site")
    reader = place.visitor()
    for file in ("weighing.md", "ratings.csv", "data.json", "v/1/memorandum.md", "feed.atom"):
        written = (tmp_path / "site" / address.lstrip("/") / file).read_bytes()
        assert written == reader.get(f"{address}/{file}").content, file
    page = (tmp_path / "site" / address.lstrip("/") / "index.html").read_text("utf-8")
    assert "Dit kost te veel." in page


def test_again_only_what_changed_is_written_and_what_went_leaves_a_page(
    place: Town, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    first, second = (
        closed(place, place.sign_in(), draft={"question": q}) for q in ("Een?", "Twee?")
    )
    one, two = (published(it).lstrip("/") for it in (first, second))
    exported(place, folder)
    before = files(folder)
    again = exported(place, folder)
    assert (again.new, again.changed, again.removed) == (0, 0, 0)
    after = files(folder)
    assert {n for n in before if before[n] != after[n]} <= {site.MANIFEST}
    (folder / "van-een-ander.txt").write_text("blijft", encoding="utf-8")
    published(first, "again", note="Beter")
    withdrawn(second, "Er ging iets mis.")
    third = exported(place, folder)
    assert third.new
    assert third.changed
    assert third.removed
    now = files(folder)
    assert f"{one}/v/2/index.html" in now
    assert now[f"{one}/v/1/weighing.md"] == before[f"{one}/v/1/weighing.md"]
    assert f"{two}/weighing.md" not in now
    assert "Er ging iets mis." in now[f"{two}/index.html"][1].decode()
    assert "Er ging iets mis." in now[f"{two}/v/1/index.html"][1].decode()
    assert b"Twee?" not in now["index.html"][1]
    assert now["van-een-ander.txt"][1] == b"blijft"
    assert json.loads(now[site.MANIFEST][1]).keys() == now.keys() - {
        site.MANIFEST,
        "van-een-ander.txt",
    }
    assert not (folder / site.FRESH).exists()


def test_a_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, place: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("TRIALOOG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRIALOOG_DATABASE_URL", place.settings.database)
    assert cli.main(["export", "--site", str(folder)]) == 2
    assert "--url" in capsys.readouterr().err
    assert cli.main(["export", "--site", str(folder), "--url", "http://a.nl/sub"]) == 2
    assert cli.main(["export", "--site", str(folder), "--url", "https://a.nl"]) == 1
    assert "choose an empty folder" in capsys.readouterr().err
    assert files(folder).keys() == {"thesis.txt"}
