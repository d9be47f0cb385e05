"""Draws static/icon.svg as the pictures that phones put on a home screen: static/icon-*.png.

In Chromium, on the colour of the page. To be run again when the icon changed.
"""

import json
import subprocess
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
# Name, pixels, and how much of it the drawing takes: of a maskable one a phone may cut off
# everything outside a circle of 80 % (W3C Web App Manifest, section 3.1.3).
ICONS = (
    ("icon-192.png", 192, 0.72),
    ("icon-512.png", 512, 0.72),
    ("icon-maskable-512.png", 512, 0.5),
    ("icon-touch-180.png", 180, 0.66),
)
PAGE = """<!doctype html><style>body {{ margin: 0; display: grid; place-items: center;
height: 100vh; background: {background} }} svg {{ width: {share:.0%} }}</style>{drawing}"""


def main() -> None:
    """Draw every icon."""
    manifest = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf-8"))
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    where = [ROOT / "tools" / "chromium.sh"]
    found = subprocess.run(where, capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.stdout.strip(), args=["--no-sandbox"]
        )
        for name, size, share in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                PAGE.format(background=manifest["background_color"], share=share, drawing=drawing)
            )
            page.screenshot(path=STATIC / name)
            print(f"static/{name}: {(STATIC / name).stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    main()
