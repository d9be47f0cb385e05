"""The release in browsers: three spokespersons read along, the page says who is missing, a better
version follows, people find it, and in the end it is taken off the site."""

import re
from asyncio import gather

from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import THREE, Leader, leading, start
from tests.e2e.room import LAPTOP, PHONE, follow, sign_in
from tests.e2e.serving import Server

QUESTION = "Wanneer betalen we een vangnetbijdrage?"
ABOUT = "Waar ging het over?"
NAMES = ("beleid", "uitvoering", "politiek")
WISH = "Noem ook wat dit voor de balie betekent."


async def test_a_weighing_is_read_along_made_public_bettered_found_and_taken_back(  # noqa: PLR0915 - one story, told in order
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    leader = closed(server)
    # A form that is refused, and an address where a weighing was, say so in the console.
    lead = await new_page(viewport=LAPTOP, allow=("422",))
    await lead.clock.install()
    await sign_in(lead, server.login_link())
    editor = f"{server.url}/t/{leader.id}/weighing/{leader.dilemma}"
    await lead.goto(editor)
    await lead.get_by_label(ABOUT).fill("Soms valt een huishouden tussen twee regelingen.")
    save = lead.locator("#text").get_by_role("button", name="Bewaar")
    await save.click()  # at the end of a long page, where it stays
    await expect(lead.locator("#saved")).to_contain_text("Bewaard om")
    await expect(save).to_be_in_viewport()

    # -- read along: two agree, one wants something else
    links = [await link_for(lead, name) for name in NAMES]
    copies = lead.get_by_role("button", name="Kopieer de link")
    await expect(copies).to_have_count(3)  # the first is still there after the third
    await copies.first.click()
    await expect(lead.get_by_text("Gekopieerd")).to_be_visible()
    phones = [await new_page(viewport=PHONE) for _ in links]
    await gather(*map(read, phones, links))
    await axe(phones[2])
    await gather(agree(phones[0]), agree(phones[1]), wish(phones[2]))
    await lead.clock.fast_forward(31_000)
    await expect(lead.locator("#approval-policy")).to_contain_text("Met deze tekst")
    await expect(copies).to_have_count(3)  # and so are the links after the answers
    await expect(lead.locator(".pass-on:visible")).to_have_count(0)
    await lead.goto(editor)
    await expect(lead.locator("#approval-implementation")).to_contain_text("Met deze tekst")
    await expect(lead.locator("#approval-politics")).to_contain_text(WISH)
    await axe(lead)

    # -- public, past the one who is missing: only after a tick, and the page says so
    await make_public(lead)
    await expect(lead.locator("#without-error")).to_be_visible()
    await lead.get_by_label("Ik publiceer zonder akkoord van politiek.").check()
    await make_public(lead)
    await expect(lead.locator("#published")).to_be_focused()
    await lead.get_by_role("link", name="Bekijk de openbare weging").click()
    await lead.wait_for_url("**/w/*")
    page = lead.url
    await expect(lead.get_by_text("Openbaar gemaakt zonder akkoord van politiek.")).to_be_visible()

    # -- a better version: who agreed, agreed with an older text
    await lead.goto(editor)
    await lead.get_by_label(ABOUT).fill("Aan de balie valt een huishouden soms buiten alles.")
    await lead.get_by_label("Wat is anders dan in versie 1?").fill("De balie staat erbij.")
    await expect(lead.locator("#approval-policy")).to_contain_text("oudere tekst")
    await lead.get_by_label("Ik publiceer zonder akkoord van beleid, uitvoering en").check()
    await make_public(lead)
    await expect(lead.locator("#published")).to_be_focused()
    await lead.get_by_role("link", name="Bekijk de openbare weging").click()
    await lead.wait_for_url("**/w/*")
    assert lead.url == page, "the address stays"
    await expect(lead.locator("main")).to_contain_text("De balie staat erbij.")
    await lead.goto(editor)
    await expect(lead.get_by_label("Wat is anders dan in versie 2?")).to_have_value("")

    # -- found by a reader: by a part of a word, with a typing error, by a filter
    reader = await new_page(viewport=PHONE, allow=("410",))
    await reader.goto(server.url)
    for words in ("bijdrage", "vangnetbijdarge"):
        await reader.get_by_label("Zoek een weging").fill(words)
        await reader.get_by_role("button", name="Zoek").click()
        await expect(reader.get_by_role("link", name=QUESTION)).to_be_visible()
    await expect(reader.locator("#results")).to_contain_text("Bedoelde je “vangnetbijdrage”?")
    await reader.get_by_text("Filter de wegingen").click()
    await reader.get_by_label("Gekozen").check()
    await reader.wait_for_url(re.compile("outcome=chosen"))
    await expect(reader.get_by_role("link", name="Gekozen")).to_be_visible()
    await axe(reader)
    await follow(reader, reader.get_by_role("link", name=QUESTION))
    await axe(reader)
    await reader.get_by_text("Volg met een feed").click()
    await axe(reader)
    await reader.goto(f"{server.url}/overview")
    await axe(reader)

    # -- off the site: the address says when and why
    await lead.get_by_text("Haal de weging van de site").click()
    await lead.get_by_label("Wat lezen mensen op dit adres?").fill("Een bedrag klopte niet.")
    await lead.locator("#withdraw label.pick").last.click()
    await lead.get_by_role("button", name="Haal van de site").click()
    await expect(lead.locator("#withdraw")).to_contain_text("is van de site gehaald")
    gone = await reader.goto(page)
    assert gone is not None
    assert gone.status == 410
    await expect(reader.locator("main")).to_contain_text("Een bedrag klopte niet.")


def closed(server: Server) -> Leader:
    """A trialogue of two options that was played to its end, with one person per perspective."""
    leader = leading(server, "Een vast drempelbedrag", question=QUESTION)
    start(leader)
    for perspective in THREE:
        leader.join(perspective)
    leader.go("decide")
    nothing, fixed = leader.options
    rejected = leader.propose(nothing, "rejected", reopen="Als het goedkoper kan.")
    leader.do("record-outcome", outcome=rejected)
    chosen = leader.propose(fixed, "chosen", downsides="Het duurt langer.")
    leader.do("record-outcome", outcome=chosen)
    leader.do("close-trialogue")
    return leader


async def link_for(lead: Page, name: str) -> str:
    """Make the link for the spokesperson of a perspective."""
    await lead.get_by_role("button", name=re.compile(f"Maak een link.*{name}")).click()
    link = await lead.get_by_label(f"Link voor {name}").input_value()
    # The page goes on under its own address: a reload asks for it, and sends nothing again.
    await expect(lead).to_have_url(re.compile(r"/weighing/\w+(#approvals)?$"))
    return link


async def read(phone: Page, link: str) -> None:
    await phone.goto(link)
    await phone.get_by_role("button", name="Lees de tekst").click()
    await expect(phone.locator("#tekst")).to_contain_text("tussen twee regelingen")


async def agree(phone: Page) -> None:
    await phone.get_by_role("button", name="Akkoord met deze tekst").click()
    await expect(phone.get_by_role("status").first).to_contain_text("Je ging akkoord")


async def wish(phone: Page) -> None:
    await phone.get_by_text("Ik wil iets anders").click()
    await phone.get_by_label("Wat moet er anders?").fill(WISH)
    await phone.get_by_role("button", name="Stuur dit").click()
    await expect(phone.get_by_role("status").first).to_contain_text(WISH)


async def make_public(lead: Page) -> None:
    await lead.get_by_role("button", name="Maak nu openbaar").click()
