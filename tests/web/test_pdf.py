"""The page of a weighing as PDF: tagged, made once, fetching nothing, absent without its engine."""

import asyncio
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from pypdf import PdfReader

from tests.web.driving import Town, closed, published
from tests.web.test_site import withdrawn
from trialoog.live.press import LINE, Busy, Press
from trialoog.paths import STATIC

QUESTION = "Helpt dit?"
SECRET = "niemand mag dit lezen"


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the addresses that it was asked for."""
    asked: list[str] = []

    class Listens(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listens)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


async def test_26_making_a_pdf_fetches_nothing(
    visits: tuple[str, list[str]], tmp_path: Path
) -> None:
    there, asked = visits
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "secret.css").write_text(f'p::after {{ content: "{SECRET}"; }}', encoding="utf-8")
    ours = tmp_path.as_uri()
    # Had every sieve before it failed, this is what would reach the engine.
    page = "".join(
        f"""<base href="{at}/"><link rel="stylesheet" href="{at}/secret.css">
        <link rel="attachment" href="{at}/secret.txt">
        <style>@import "{at}/secret.css"; @font-face {{ font-family: a; src: url({at}/b) }}
        p {{ font-family: a; background: url("{at}/c"); content: url({at}/d) }}</style>
        <img src="{at}/e.png" alt="x"><object data="{at}/secret.txt"></object>
        <embed src="{at}/secret.txt"><iframe src="{at}/secret.txt"></iframe><p>Hier.</p>
        <svg viewBox="0 0 9 9"><style>@import url({at}/secret.css);</style>
        <image href="{at}/f.png"/><use href="{at}/g.svg#a"/></svg>"""
        for at in (there, ours)
    )
    async with Press(STATIC, {}) as press:
        made = await press.print(f"<html lang='nl'><title>x</title>{page}</html>", f"{there}/w/a")
    reader = PdfReader(BytesIO(made))
    assert asked == []
    assert "Hier." in text_of(made)
    assert SECRET not in text_of(made)
    assert not reader.attachments


async def test_only_so_many_wait_and_who_asks_the_same_gets_the_same_copy() -> None:
    page = "<html lang='nl'><title>x</title><p>{}</p></html>"
    async with Press(STATIC, {}) as press:
        jobs = [press.print(page.format(number), "http://x/") for number in range(LINE + 1)]
        jobs.append(press.print(page.format(0), "http://x/"))
        made = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(it) for it in made] == [bytes] * LINE + [Busy, bytes]
    assert made[0] is made[-1]


def test_a_weighing_is_a_tagged_pdf_that_is_made_once(place: Town) -> None:
    hostile = '<img src="file:///etc/passwd"> ![x](http://127.0.0.1:9/) url(http://127.0.0.1:9/)'
    it = closed(place, place.sign_in(), draft={"question": QUESTION}, seats=3, rated=True)
    address = published(it, intro=hostile)
    reader = place.visitor()
    assert f'href="{address}/weighing.pdf"' in reader.get(address).text
    first = reader.get(f"{address}/weighing.pdf", headers={"accept-encoding": "identity"})
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.headers["content-disposition"] == 'inline; filename="helpt-dit-v1.pdf"'
    _is_tagged(first)
    assert '<img src="file:///etc/passwd">' in text_of(first.content)
    # From the shelf: two prints are never the same bytes.
    again = reader.get(f"{address}/weighing.pdf", headers={"accept-encoding": "gzip"})
    assert again.content == first.content
    assert "content-encoding" not in again.headers
    known = {"if-none-match": first.headers["etag"]}
    assert reader.get(f"{address}/weighing.pdf", headers=known).status_code == 304
    assert reader.get(f"{address}/v/1/weighing.pdf", headers=known).status_code == 304
    withdrawn(it, "Er ging iets mis.")
    assert reader.get(f"{address}/weighing.pdf").status_code == 410
    assert reader.get(f"{address}/v/1/weighing.pdf").status_code == 410


def _is_tagged(answer: Response) -> None:
    pdf = PdfReader(BytesIO(answer.content))
    catalogue: Any = pdf.root_object
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "nl"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert str(pdf.metadata.title).startswith(QUESTION)
    assert b'pdfuaid:part="1"' in catalogue["/Metadata"].get_data()
    kinds, drawings = set[str](), list[object]()
    waiting: list[Any] = [catalogue["/StructTreeRoot"]]
    while waiting:
        it = waiting.pop().get_object()
        if not isinstance(it, dict):
            continue
        kinds.add(str(it.get("/S")))
        if it.get("/S") == "/Figure":
            drawings.append(it.get("/Alt"))
        below = it.get("/K", [])
        waiting += below if isinstance(below, list) else [below]
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= kinds
    assert drawings
    assert all(drawings)  # each says in words what it shows


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra: the import fails."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def test_without_the_extra_there_is_no_pdf_and_no_link_to_one(
    without_engine: None, place: Town
) -> None:
    address = published(closed(place, place.sign_in()))
    reader = place.visitor()
    page = reader.get(address)
    assert (page.status_code, "weighing.pdf" in page.text) == (200, False)
    assert reader.get(f"{address}/weighing.pdf").status_code == 404
