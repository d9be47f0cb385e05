"""A phone may keep trialoog on its home screen, and stays awake in the room."""

import json
from urllib.parse import urljoin

from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.room import LAPTOP, PHONE, join, prepare, sign_in
from tests.e2e.serving import Server

# Counts what the page asks of the device, and asks it all the same.
COUNTED = """() => {
  window.locks = [];
  const ask = WakeLock.prototype.request;
  WakeLock.prototype.request = async function (kind) {
    const lock = await ask.call(this, kind);
    window.locks.push(lock);
    return lock;
  };
}"""
HELD = "() => window.locks.filter(lock => !lock.released).length"


async def test_it_can_be_installed(server: Server, page: Page) -> None:
    await page.goto(server.url)
    wire = await page.context.new_cdp_session(page)
    found = await wire.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"].startswith(f"{server.url}/static/manifest.webmanifest")
    errors = (await wire.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    # A window of a test is a private one, where nothing is ever installed.
    assert [it["errorId"] for it in errors] == ["in-incognito"]
    for icon in json.loads(found["data"])["icons"]:
        answer = await page.request.get(urljoin(found["url"], icon["src"]))
        assert answer.ok, icon["src"]


async def test_a_phone_in_the_room_stays_awake_until_the_end(
    server: Server, new_page: NewPage
) -> None:
    lead = await new_page(viewport=LAPTOP, allow=("status of 409",))
    await sign_in(lead, server.login_link())
    await prepare(lead)
    await lead.get_by_role("button", name="Start de inloop").click()
    await lead.wait_for_url("**/lead")
    code = (await lead.locator("#inhoud .code").first.inner_text()).replace("Code:", "").strip()
    phone = await new_page(viewport=PHONE)
    await phone.add_init_script(f"({COUNTED})()")
    await join(phone, server.url, code, "Beleid")
    await expect(phone.locator("#phase-name")).to_have_text("Inloop")
    assert await phone.evaluate(HELD) == 1
    await phone.locator("#leave").click()
    await expect(phone.locator("#phase-name")).to_have_count(0)
    assert await phone.evaluate("() => window.locks.length") == 0, "only in the room"
