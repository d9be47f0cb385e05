"""The documentation hangs together: the README leads to every page, and no link is dead."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FRONT = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md")
PAGES = (*FRONT, *sorted(DOCS.rglob("*.md")))
MOST_PICTURE = 80_000  # bytes, so that a page with pictures opens on a slow line

CODE = re.compile(r"^(```|~~~~).*?^\1", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text(page: Path) -> str:
    """A page without its blocks of code: what looks like a link in those is none."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> list[tuple[str, Path, str]]:
    """The links of a page into this repository: as written, the file, and the place in it."""
    found = []
    for link in LINK.findall(text(page)):
        if not re.match(r"[a-z]+:", link):
            path, _, anchor = unquote(link).partition("#")
            found.append((link, (page.parent / path).resolve() if path else page, anchor))
    return found


def anchors(page: Path) -> set[str]:
    """The names of the headings of a page, as forges make them."""
    names = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text(page)))
    return {name.replace(" ", "-") for name in names}


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set[Path](), [FRONT[0]]
    while ahead:
        page = ahead.pop()
        reached.add(page)
        leads = {file for _, file, _ in links(page) if file.suffix == ".md" and file.exists()}
        ahead.extend(leads - reached)
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def test_the_list_of_pages_names_every_page_itself() -> None:
    listed = {file for _, file, _ in links(DOCS / "README.md")}
    pages = {page for page in DOCS.rglob("*.md") if page.parent != DOCS / "adr"}
    assert pages - listed - {DOCS / "README.md"} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_of_a_page_is_dead(page: Path) -> None:
    assert [link for link, file, _ in links(page) if not file.exists()] == []
    places = [(link, file, anchor) for link, file, anchor in links(page) if anchor]
    assert [link for link, file, anchor in places if anchor not in anchors(file)] == []


def test_every_picture_is_used_and_light() -> None:
    pictures = {it for it in (DOCS / "images").iterdir() if it.is_file()}
    shown = {file for page in PAGES for _, file, _ in links(page)}
    assert pictures - shown == set()
    heavy = {it.name: it.stat().st_size for it in pictures if it.stat().st_size > MOST_PICTURE}
    assert heavy == {}


def test_the_tutorial_has_the_english_for_every_word_on_the_screen() -> None:
    page = text(DOCS / "tutorial" / "first-trialogue.md")
    with (ROOT / "trialoog" / "locale" / "en.po").open("rb") as file:
        catalogue = read_po(file)
    before, table = page.split("| --- | --- |")
    told = dict(re.findall(r"^\| (.+) \| (.+) \|$", table, re.MULTILINE))
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", before)}
    shown = {words for words in bold if words in catalogue}
    assert len(shown) > 30
    assert told == {words: catalogue[words].string for words in shown}
