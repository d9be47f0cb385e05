"""Draws the picture that goes along when a page is shared: static/card-<language>.png.

From our own style sheet and texts, in Chromium. To be run again when either of them changed.
"""

import subprocess
from pathlib import Path

from playwright.sync_api import sync_playwright

from trialoog import paths
from trialoog.core.words import THREE
from trialoog.views.looks import LANGUAGES, Looks, Site, open_looks

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "tools" / "card"
WIDTH, HEIGHT = 1200, 630  # templates/macros/sharing.html says so too

# How high the three perspectives stand on each of three staves: 14 is the top line, 86 the bottom.
ROWS = (
    ("chosen", ((14, 32, 32), (32, 50, 14), (50, 32, 68))),
    ("rejected", ((32, 86, 50), (14, 68, 32), (50, 86, 68))),
)


def card(looks: Looks, language: str) -> str:
    """Return the card as a page without its styles."""
    text = (PARTS / "card.html").read_text(encoding="utf-8")
    return looks.environments[language].from_string(text).render(rows=ROWS, three=THREE)


def main() -> None:
    """Draw the card in every language."""
    looks = open_looks(paths.TEMPLATES, paths.LOCALE, Site("", "Europe/Amsterdam"))
    where = [ROOT / "tools" / "chromium.sh"]
    found = subprocess.run(where, capture_output=True, text=True, check=True)
    chromium = found.stdout.strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for language in LANGUAGES:
            page.set_content(card(looks, language))
            for styles in (paths.STATIC / "trialoog.css", PARTS / "card.css"):
                page.add_style_tag(path=styles)
            path = paths.STATIC / f"card-{language}.png"
            page.screenshot(path=path)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    main()
