"""Tips for easier reading in a browser: beside the field in use, and put away for good."""

from playwright.async_api import expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import LAPTOP, sign_in
from tests.e2e.serving import Server


async def test_tips_follow_what_is_typed_stay_unfolded_and_can_be_put_away(
    server: Server, lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    page = await new_page(viewport=LAPTOP)
    await sign_in(page, server.login_link())
    await page.goto(f"{server.url}/t/{lead.id}/weighing/{lead.dilemma}")
    field = page.locator("#intro")
    tips = page.locator("#intro-tips")
    await expect(tips).to_be_hidden()

    # -- a tip comes while somebody types, without a word to who can't see
    await field.fill("Er wordt gebeld.")
    await expect(tips).to_contain_text("1 tip voor makkelijker lezen")
    await expect(field).to_be_focused()
    await expect(tips.locator("mark")).to_be_hidden()
    described = await field.get_attribute("aria-describedby") or ""
    assert "intro-tips" not in described

    # -- unfolded it belongs to the field, and stays so when more is typed
    await tips.locator("summary").click()
    await expect(field).to_have_attribute("aria-describedby", f"{described.strip()} intro-tips")
    await axe(page)
    await field.press("End")
    await field.press_sequentially(" Thans niet.")
    await expect(tips).to_contain_text("2 tips voor makkelijker lezen")
    await expect(tips.locator("mark").last).to_be_visible()
    await expect(field).to_be_focused()

    # -- put away, also on the next page
    await page.get_by_label("tips zien").uncheck()
    await expect(tips).to_be_hidden()
    await page.reload()
    await expect(page.get_by_label("tips zien")).not_to_be_checked()
    await expect(tips).to_be_hidden()
    await expect(field).to_have_value("Er wordt gebeld. Thans niet.")
