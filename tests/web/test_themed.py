"""An installation with the look of an organisation: its tokens and logo come with every page."""

import asyncio
from pathlib import Path
from typing import Any

from tests.web.driving import town
from tests.web.screens import read
from trialoog import site
from trialoog.app import looks_of, static_version
from trialoog.paths import ROOT
from trialoog.settings import Settings

EXAMPLE = ROOT / "deploy" / "theme.css"


def test_pages_and_the_copy_of_the_site_wear_the_theme(tmp_path: Path, blank: Path) -> None:
    logo = tmp_path / "house.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    wearing: dict[str, Any] = {"theme": EXAMPLE, "logo": logo, "organisation": "Gemeente <Zwaluw>"}
    place = town(tmp_path / "data", blank, looks_of(Settings(**wearing)), **wearing)
    with place.client as visitor:
        page = read(visitor.get("/").text)
        sheets = [it.attrs["href"] for it in page.every("link", rel="stylesheet")]
        assert [sheet.partition("?")[0] for sheet in sheets] == [
            "/static/trialoog.css",
            "/static/theme.css",
        ], "the theme comes after what it changes"
        version = sheets[1].partition("?v=")[2]
        assert version.startswith(static_version())
        assert version != static_version(), "a changed theme is another address"
        (picture,) = page.every("img")
        assert picture.attrs["alt"] == "Gemeente <Zwaluw>"

        around = [it.attrs["content"] for it in page.every("meta", name="theme-color")]
        assert around[0] == "#ffffff"
        (manifest,) = (it.attrs["href"] for it in page.every("link", rel="manifest"))
        assert visitor.get(manifest).json()["theme_color"] == "#ffffff"

        css = visitor.get(sheets[1])
        assert css.headers["content-type"].startswith("text/css")
        assert "immutable" in css.headers["cache-control"]
        assert "--tri-action: #1c4f87;" in css.text
        shown = visitor.get(picture.attrs["src"])
        assert shown.headers["content-type"] == "image/svg+xml"
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert visitor.head(sheets[1]).status_code == 200
        assert visitor.post(sheets[1], headers={"origin": str(visitor.base_url)}).status_code == 405

        asyncio.run(site.write(place.settings, tmp_path / "site", place.house.looks))
    assert (tmp_path / "site/static/theme.css").read_text(encoding="utf-8") == css.text
    assert (tmp_path / "site/static/logo.svg").read_bytes() == logo.read_bytes()


def test_without_a_theme_a_page_asks_for_none(tmp_path: Path, blank: Path) -> None:
    with town(tmp_path, blank, looks_of(Settings())).client as visitor:
        page = visitor.get("/").text
        assert "theme.css" not in page
        assert "<img" not in page
        assert visitor.get("/static/theme.css").status_code == 404
