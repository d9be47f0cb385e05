"""Takes the pictures of the documentation from the running application: docs/images/*.webp.

Follows the tutorial step by step, in an installation of its own, and so finds out where its words
no longer hold. To be run again when a screen in it changed: python -m tools.pictures
"""

import base64
import re
import subprocess
import sys
from os import getuid
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.e2e.serving import serving
from trialoog import serving as trialoog
from trialoog.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MOST = 80_000  # bytes; tests/test_docs.py holds it
LAPTOP = {"width": 1280, "height": 800}
PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000  # ms; simulated people take their time
PEOPLE = 9
QUALITIES = (0.8, 0.6, 0.4)  # the first that is light enough
TO_WEBP = """async ([png, quality]) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({type: "image/webp", quality});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def main() -> None:
    """Follow the tutorial, and take every picture in it."""
    found = subprocess.run(
        [ROOT / "tools" / "chromium.sh"], capture_output=True, text=True, check=True
    )
    expect.set_options(timeout=PATIENCE)
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        data = Path(folder)
        trialoog.migrate(Settings(data=data))
        trialoog.load_demo(Settings(data=data))
        with serving(data) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found.stdout.strip(), args=[] if getuid() else ["--no-sandbox"]
            )
            lead = _opened(browser, LAPTOP)
            _look_round(lead, server.url)
            _sign_in(lead, server.login_link())
            _lead(browser, lead, server.url)
            _release(lead, server.url)
            browser.close()


def _look_round(page: Page, url: str) -> None:
    """Step 1: the public side."""
    page.goto(url)
    _take(page, "home")
    page.get_by_role("link", name="Mag een medewerker afwijken").click()
    expect(page.locator("main")).to_contain_text("In twee minuten")
    _take(page, "weighing", page.locator("figure.picture"))


def _sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/trialogues")
    _take(page, "my-trialogues")


def _lead(browser: Browser, lead: Page, url: str) -> None:
    """Steps 2 and 3: a rehearsal, with simulated people and one real phone."""
    example = lead.locator("#trialogues > li", has_text="Digitaal eerst of een mens aan de balie")
    example.get_by_role("button", name="Proefdraaien").click()
    lead.wait_for_url("**/lead")
    screen = _opened(browser, PROJECTOR, beside=lead)
    screen.goto(lead.url.replace("/lead", "/screen"))
    lead.get_by_label("Sneller dan echte mensen").check()
    lead.get_by_role("button", name="Laat mensen meespelen").click()
    expect(lead.locator("#crowd")).to_contain_text(f"Er spelen {PEOPLE} mensen mee.")
    _take(lead, "console")
    _take(screen, "screen")

    code = lead.locator(".code").first.inner_text().replace(" ", "")
    phone = _opened(browser, PHONE)
    phone.goto(f"{url}/j/{code}")
    phone.locator("label.pick", has_text="Uitvoering").click()
    phone.get_by_label("Ik houd me aan deze afspraken").check()
    phone.get_by_role("button", name="Doe mee").click()
    phone.wait_for_url("**/t/*")

    _next(lead, "Verkennen")
    expect(phone.locator("#write")).to_be_visible()
    phone.get_by_label("Jouw inbreng").fill("Aan de balie zien we wie het niet alleen redt.")
    _take(phone, "phone")
    _wait_for_texts(lead)
    lead.get_by_role("button", name="Sluit de ronde en onthul de teksten").click()
    expect(lead.locator("#board .contribution").first).to_be_visible()
    _take(lead, "revealed", top=lead.locator("#round"))

    _next(lead, "Opties")
    _next(lead, "Wegen")
    expect(lead.locator("#difference")).to_contain_text("Vraag nu")
    lead.locator("#difference").get_by_role("button").click()
    expect(screen.locator("main")).to_contain_text("Grootste verschil")
    _take(screen, "weigh")

    _next(lead, "Afwegen")
    expect(lead.locator("#outcome .tabs a").first).to_be_visible()
    for letter in "ABCDEFGH"[: lead.locator("#outcome .tabs a").count()]:
        _outcome(lead, letter)
    _next(lead, "Teruglezen")
    for perspective in ("policy", "implementation", "politics"):
        lead.locator(f"#office-{perspective}").fill("Directeur")
    lead.locator("form[action$='name-spokespersons'] button").click()
    expect(lead.locator("#office-politics")).to_have_value("Directeur")
    lead.get_by_role("button", name="Sluit de trialoog").click()
    expect(lead.locator("#ending")).to_contain_text("De trialoog is gesloten")
    lead.get_by_text("Gooi deze proef weg").click()
    lead.get_by_role("button", name="Ja, gooi alles weg").click()
    lead.wait_for_url(re.compile("/trialogues"))


def _outcome(lead: Page, letter: str) -> None:
    """Give an option its outcome: the first is chosen, the others fall."""
    # The form of this option may be there already; the words must not go into the one before it.
    lead.locator("#outcome").evaluate("it => { it.dataset.left = '' }")
    lead.locator("#outcome .tabs a", has_text=re.compile(rf"^\s*{letter}\s")).click()
    expect(lead.locator("#outcome[data-left]")).to_have_count(0)
    expect(lead.locator("#uitkomst")).to_have_text(f"Uitkomst van optie {letter}")
    form = lead.locator("#outcome form")
    chosen = letter == "B"
    form.locator("label.pick", has_text="Gekozen" if chosen else "Afgevallen").first.click()
    form.get_by_label("Reden", exact=True).fill(
        "Wie het niet alleen redt, moet ergens terechtkunnen."
    )
    form.get_by_label("Wat voor reden").select_option(index=2)
    if chosen:
        form.get_by_label("Welke nadelen").fill("Een balie kost meer dan een website.")
    else:
        form.get_by_label("Wanneer kijken we").fill("Als bijna niemand meer aan de balie komt.")
    for tick in form.locator("input[name=confirmed]").all():
        tick.check()
    if chosen:
        _take(lead, "outcome", top=lead.locator("#outcome"))
    form.get_by_role("button", name="Zet op het scherm").click()
    lead.get_by_role("button", name="Leg vast").click()
    expect(lead.locator("#outcomes")).to_contain_text("Gekozen" if chosen else "Afgevallen")


def _release(lead: Page, url: str) -> None:
    """Steps 4 and 5: the public text, the page that everybody reads, and the check of its data."""
    lead.goto(f"{url}/trialogues")
    closed = lead.locator("#trialogues > li", has_text="Gegevens delen of doelbinding")
    closed.get_by_role("link", name="Schrijf de weging").click()
    _take(lead, "editor", top=lead.get_by_text("Uit het verslag", exact=True).first)
    lead.get_by_label("Wat afviel").fill(
        "Elke keer toestemming vragen, en mensen zelf laten leveren."
    )
    lead.get_by_label("Gezamenlijke tekst van burger").fill("Leg uit wat je gebruikt, en waarom.")
    lead.get_by_role("button", name="Bewaar", exact=True).first.click()
    lead.get_by_role("link", name="Bekijk hoe het eruitziet").click()
    expect(lead.locator("main")).to_contain_text("Leg uit wat je gebruikt, en waarom.")
    lead.go_back()
    publish = lead.get_by_role("button", name="Maak nu openbaar")
    publish.click()
    expect(lead.locator("#publish")).to_contain_text("Zet dan het vinkje")
    for tick in lead.locator("#publish input[type=checkbox]").all():
        tick.check()
    publish.click()
    lead.get_by_role("link", name="Bekijk de openbare weging").click()
    lead.wait_for_url("**/w/*")
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Download de gegevens").click()
    checked = [sys.executable, "-m", "trialoog", "verify", str(download.value.path())]
    subprocess.run(checked, cwd=ROOT, check=True)


def _opened(browser: Browser, size: dict[str, int], beside: Page | None = None) -> Page:
    state = beside.context.storage_state() if beside else None
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="nl-NL",
        color_scheme="light",
        storage_state=state,
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def _next(lead: Page, phase: str) -> None:
    lead.locator("#next button").first.click()
    expect(lead.locator("#script [aria-current='step']")).to_contain_text(phase)


def _wait_for_texts(lead: Page) -> None:
    """Wait until every perspective wrote something."""
    expect(lead.locator("#round .voice", has_text=re.compile(r"[1-9]\d* tekst"))).to_have_count(3)


def _take(page: Page, name: str, part: Locator | None = None, top: Locator | None = None) -> None:
    """Take a picture of a page as one sees it, of a part of it, or with something at its top."""
    page.evaluate("scrollTo(0, 0)")
    if top is not None:
        top.evaluate("it => scrollTo(0, it.getBoundingClientRect().top + scrollY - 16)")
    png = (part or page).screenshot(animations="disabled")
    webp = _as_webp(page, png)
    path = IMAGES / f"{name}.webp"
    path.write_bytes(webp)
    print(f"{path.relative_to(ROOT)}: {len(webp)} bytes")
    if len(webp) > MOST:
        raise SystemExit(f"{path.name} is over {MOST} bytes")


def _as_webp(page: Page, png: bytes) -> bytes:
    """Convert a picture, as well as is light; where the application's security policy is not."""
    blank = page.context.new_page()
    webp = b""
    for quality in QUALITIES:
        webp = base64.b64decode(blank.evaluate(TO_WEBP, [base64.b64encode(png).decode(), quality]))
        if len(webp) <= MOST:
            break
    blank.close()
    return webp


if __name__ == "__main__":
    main()
