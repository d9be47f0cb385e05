"""A weighing on a phone: a list of the options instead of the table, which unfolds, as what is more
to tell of an option does; no script."""

from datetime import UTC, datetime

from playwright.async_api import Page, expect

from tests.views import tailoring
from tests.views.tailoring import HEAD, D
from trialoog.core.drawing import draw
from trialoog.paths import STATIC
from trialoog.views import public
from trialoog.views.looks import Looks


async def test_what_is_long_of_a_weighing_unfolds_on_a_phone_and_stands_open_elsewhere(
    page: Page, looks: Looks
) -> None:
    document = draw(tailoring.closed().state, D, {}, head=HEAD, version=1, note="")
    out = [(1, datetime(2026, 9, 17, tzinfo=UTC), "")]
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.set_content(public.weighing(looks, "nl", document, "maatwerk", versions=out))
    await page.add_style_tag(path=STATIC / "trialoog.css")
    table, contents = page.locator(".compare"), page.get_by_role("link", name="Versies")
    options = page.get_by_role("region", name="De opties naast elkaar").get_by_role("listitem")

    await expect(table).to_be_hidden()
    await expect(options).to_have_count(len(document.options))
    await page.get_by_text("Zet de opties naast elkaar in een tabel").click()
    await expect(table).to_be_visible()
    option = page.locator(".option", has_text="Meer over optie").first
    why, agreed = option.get_by_text("Waarom").first, option.get_by_text("Instemming")
    await expect(why).to_be_visible()
    await expect(agreed).to_be_hidden()
    await option.get_by_text("Meer over optie").click()
    await expect(agreed).to_be_visible()
    await expect(contents).to_have_count(0)
    await page.get_by_role("navigation").get_by_text("Op deze pagina").click()
    await expect(contents).to_be_visible()

    await page.set_content(public.weighing(looks, "nl", document, "maatwerk", versions=out))
    await page.add_style_tag(path=STATIC / "trialoog.css")
    await page.set_viewport_size({"width": 1440, "height": 900})
    for medium in ("screen", "print"):
        await page.emulate_media(media=medium)
        await expect(table).to_be_visible()
        await expect(agreed).to_be_visible()
        await expect(options).to_have_count(0)
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(table).to_be_visible()
