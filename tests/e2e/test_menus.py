"""The menus of the console ("Meer"), by the script that every page has."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.outage import lets_in
from tests.e2e.room import LAPTOP, PHONE
from trialoog.paths import STATIC

MENUS = "".join(
    f"""<details class="more" id="{name}"><summary>Meer {name}</summary>
    <form onsubmit="return false"><button>Houd {name} terug</button></form></details>"""
    for name in ("a", "b")
)


def argued(lead: Leader, text: str) -> str:
    """Somebody of the policy perspective says something about an option."""
    lead.go("options")
    lead.do(
        "contribute",
        dilemma=lead.dilemma,
        option=lead.options[0],
        perspective="policy",
        kind="fact",
        text=text,
    )
    return str(lead.record("ContributionMade")[-1]["contribution"])


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


async def test_what_can_be_done_with_a_text_opens_above_the_console_also_by_keys(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    text = argued(lead, "De brief is moeilijk")
    page = await new_page(viewport=LAPTOP)
    await lets_in(page, lead)
    await page.goto(f"{lead.server.url}/t/{lead.id}/lead")
    card, menu = page.locator(f"#tekst-{text}"), page.get_by_role("dialog")
    await card.get_by_role("link", name="Meer").press("Enter")
    await expect(menu).to_contain_text("De brief is moeilijk")
    await axe(page)
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(card.get_by_role("link", name="Meer")).to_be_focused()
    await page.keyboard.press("Enter")
    await menu.get_by_role("link", name="Laat maar").click()
    await expect(menu).to_be_hidden()
    assert page.url.endswith("/lead")
    await page.keyboard.press("Enter")
    argued(lead, "Intussen schrijft iemand verder")
    await expect(page.locator("#options")).to_contain_text("Intussen schrijft iemand verder")
    await menu.get_by_role("button", name="Houd terug").click()
    await expect(menu).to_be_hidden()
    await expect(card).to_contain_text("Teruggehouden")


async def test_a_text_is_found_among_all_and_the_list_comes_back_after_a_choice(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    argued(lead, "De brief is moeilijk")
    text = argued(lead, "Niemand leest de brief")
    page = await new_page(viewport=PHONE)
    await lets_in(page, lead)
    await page.goto(f"{lead.server.url}/t/{lead.id}/texts")
    await page.get_by_label("Woorden uit de tekst").fill("NIEMAND")
    await page.get_by_label("Welk perspectief?").select_option(label="Beleid")
    await page.get_by_role("button", name="Zoek").click()
    await expect(page.get_by_role("article")).to_have_count(1)
    await axe(page)
    await page.get_by_role("link", name="Meer").click()
    menu = page.get_by_role("dialog")
    await expect(menu).to_be_visible()
    await axe(page)
    await menu.get_by_role("button", name="Houd terug").click()
    await expect(page.locator(f"#tekst-{text}")).to_contain_text("Teruggehouden")
    assert "q=NIEMAND" in page.url
    await page.get_by_role("button", name="Zet terug").click()
    await expect(page.get_by_role("link", name="Meer")).to_be_visible()
