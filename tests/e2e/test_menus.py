"""The menus of the console ("Meer"), by the script that every page has."""

from playwright.async_api import Page, expect

from trialoog.paths import STATIC

MENUS = "".join(
    f"""<details class="more" id="{name}"><summary>Meer {name}</summary>
    <form onsubmit="return false"><button>Houd {name} terug</button></form></details>"""
    for name in ("a", "b")
)


async def test_a_menu_closes_after_a_choice_beside_it_and_on_escape(page: Page) -> None:
    await page.set_content(f"<p>Ernaast</p>{MENUS}")
    await page.add_script_tag(path=STATIC / "trialoog.js")
    first, second, name = page.locator("#a"), page.locator("#b"), page.get_by_text("Meer a")

    await name.click()
    await expect(first).to_have_attribute("open", "")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(first).not_to_have_attribute("open", "")
    await expect(name).to_be_focused()

    await page.evaluate("onsubmit = () => { window.sent = true; }")
    await name.click()
    await page.get_by_text("Houd a terug").click()
    await expect(first).not_to_have_attribute("open", "")
    assert await page.evaluate("window.sent"), "the choice itself went out"

    await name.click()
    await page.get_by_text("Meer b").click()
    await expect(first).not_to_have_attribute("open", "")
    await expect(second).to_have_attribute("open", "")
    await page.get_by_text("Ernaast").click()
    await expect(second).not_to_have_attribute("open", "")
