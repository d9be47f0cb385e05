"""The console in every size: what to say is there to be read, the work comes first on a phone, and
what goes on below shows it."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import LAPTOP, PHONE, sign_in

LOW = {"width": 1440, "height": 620}
NOTE = "Die optie gaat zelf niet door."


async def console(lead: Leader, page: Page) -> Page:
    await sign_in(page, lead.server.login_link())
    await page.goto(f"{lead.server.url}/t/{lead.id}/lead")
    return page


async def top(page: Page, part: str) -> float:
    box = await page.locator(part).bounding_box()
    assert box is not None
    return box["y"]


async def test_on_a_phone_turns_come_before_the_work_only_while_somebody_waits(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    lead.go("weigh")
    page = await console(lead, await new_page(viewport=PHONE, locale="nl-NL"))
    await expect(page.locator("#picture")).to_be_visible()
    assert await top(page, "#picture") < PHONE["height"]  # some of it, without scrolling
    assert await top(page, "#bord") < await top(page, "#queue")
    await page.locator("#queue summary", has_text="Zonder telefoon").click()
    await page.locator("#queue form[action='raise-hand'] button").first.click()
    await expect(page.locator("#queue ol")).to_be_visible()
    assert await top(page, "#queue") < await top(page, "#bord")
    await axe(page)


@pytest.mark.parametrize("size", [LAPTOP, {"width": 1200, "height": 800}])
@pytest.mark.parametrize("step", ["gather", "explore"])
async def test_what_to_say_is_read_without_scrolling_in_lines_of_a_book(
    lead: Leader, new_page: NewPage, size: ViewportSize, step: str
) -> None:
    if step != "gather":
        lead.go(step)
    page = await console(lead, await new_page(viewport=size, locale="nl-NL"))
    words = page.locator("#say > p")
    await expect(words.last).to_be_in_viewport(ratio=1)
    longest = max(await words.all_inner_texts(), key=len)
    lines = await words.evaluate_all(
        """(all, words) => {
      const range = document.createRange();
      range.selectNodeContents(all.find((it) => it.innerText === words));
      return new Set([...range.getClientRects()].map((it) => Math.round(it.top))).size;
    }""",
        longest,
    )
    assert 40 <= len(longest) / lines <= 70


async def test_the_script_ends_inside_a_low_window(lead: Leader, new_page: NewPage) -> None:
    lead.go("weigh")
    page = await console(lead, await new_page(viewport=LOW, locale="nl-NL"))
    course = page.locator(".course")
    box = await course.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= LOW["height"]
    assert await course.evaluate("it => it.scrollHeight > it.clientHeight")
    fades = await course.evaluate("it => getComputedStyle(it, '::after').backgroundImage")
    assert "gradient" in fades


async def test_the_warning_for_an_option_that_fell_shows_when_that_is_chosen(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("decide")
    nothing, fixed = lead.options
    fell = lead.propose(fixed, "rejected", reopen="Als er meer mensen zijn.")
    lead.do("record-outcome", outcome=fell)
    lead.go("options")
    new = "Betalen in delen"
    lead.do("add-option", dilemma=lead.dilemma, title=new)
    lead.go("decide")
    other = str(lead.record("OptionAdded")[-1]["option"])
    page = await new_page(viewport=PHONE, locale="nl-NL")
    await sign_in(page, lead.server.login_link())
    await page.goto(f"{lead.server.url}/t/{lead.id}/lead?option={other}")
    await page.locator(".pick", has_text="Samengevoegd").click()
    await page.locator("#into").select_option(nothing)
    await expect(page.get_by_text(NOTE)).to_be_hidden()
    await page.locator("#into").select_option(fixed)
    await expect(page.get_by_text(NOTE)).to_be_visible()


async def test_a_form_that_is_refused_takes_you_to_what_is_wrong(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    lead.go("decide")
    page = await new_page(viewport=LAPTOP, locale="nl-NL", allow=("status of 422",))
    page = await console(lead, page)
    put = page.get_by_role("button", name="Zet op het scherm")
    await page.keyboard.press("End")
    await put.click()
    kind = page.locator("#outcome input[name=kind]").first
    await expect(kind).to_be_focused()
    await expect(page.locator("#kind-error")).to_be_in_viewport()
    await kind.press("Space")
    await expect(page.locator("#kind-error")).to_have_count(0)
    await page.locator("#reason").fill("Het lukt met wie er is.")
    await put.press("Enter")
    await expect(page.locator("#reason_type")).to_be_focused()
    await expect(page.locator("#reason")).to_have_value("Het lukt met wie er is.")
    await axe(page)


async def test_who_asks_for_a_form_is_in_it_and_back_after_never_mind(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("options")
    page = await console(lead, await new_page(viewport=LAPTOP, locale="nl-NL"))
    menu = page.locator("#options details.more summary").first
    await menu.press("Enter")
    await page.get_by_role("link", name="Verwoord anders").first.press("Enter")
    form = page.locator("#reword form")
    await expect(form.locator("[name=title]")).to_be_focused()
    await expect(form).to_be_in_viewport()
    await form.get_by_role("link", name="Laat maar").press("Enter")
    await expect(form).to_have_count(0)
    await expect(menu).to_be_focused()
    await expect(menu).to_be_in_viewport()


async def test_after_the_reveal_the_next_enter_does_nothing_else(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("explore")
    page = await console(lead, await new_page(viewport=LAPTOP, locale="nl-NL"))
    await page.get_by_role("button", name="Sluit de ronde en onthul").press("Enter")
    await expect(page.get_by_role("button", name="Open een nieuwe ronde")).to_be_visible()
    await expect(page.locator("#round")).to_be_focused()


async def test_a_key_jumps_to_each_column_from_anywhere(lead: Leader, new_page: NewPage) -> None:
    lead.go("explore")
    page = await console(lead, await new_page(viewport=LAPTOP, locale="nl-NL"))
    await page.get_by_role("button", name="Sluit de ronde en onthul").focus()
    keyboard = await page.context.new_cdp_session(page)
    alt = {
        "modifiers": 1,
        "type": "keyDown",
    }  # as a keyboard sends it: with what the key says alone
    for key, column, first in (
        ("3", "rechts", page.get_by_role("button", name="Pauze")),
        ("2", "links", page.locator("#links summary").first),
        ("1", "bord", page.locator("#bord summary").first),
    ):
        typed = {"key": key, "code": f"Digit{key}", "text": key, "unmodifiedText": key}
        await keyboard.send("Input.dispatchKeyEvent", alt | typed)
        await keyboard.send("Input.dispatchKeyEvent", alt | typed | {"type": "keyUp"})
        await expect(page.locator(f"#{column}:target")).to_have_count(1)
        await page.keyboard.press("Tab")
        await expect(first).to_be_focused()
