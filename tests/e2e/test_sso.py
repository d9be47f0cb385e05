"""Single sign-on in a real browser: from our button through the provider's pages, and out again."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.room import LAPTOP
from tests.e2e.serving import REPOSITORY, Server, free_port, migrate, waiting
from tests.web.oidc_provider import SECRET, SECRET_ENV, running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An installation that knows a provider, which knows Anna."""
    port = free_port()
    with running(f"http://127.0.0.1:{port}") as realm:
        realm.people(anna={"name": "Anna", "groups": ["trialoog-leiders"]})
        told = {"TRIALOOG_OIDC": str(realm.toml(tmp_path)), SECRET_ENV: SECRET}
        migrate(tmp_path)
        serve = [sys.executable, "-m", "trialoog", "serve"]
        with waiting(serve, tmp_path, port, cwd=REPOSITORY, **told) as started:
            yield started


async def test_a_facilitator_signs_in_at_the_provider_and_out_again(
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    # The provider's pages ask for a font elsewhere; ours do not.
    page = await new_page(viewport=LAPTOP, allow=(r"fonts\.googleapis\.com", r"favicon\.ico"))
    await page.route("https://fonts.googleapis.com/**", lambda route: route.fulfill(body=""))
    await page.goto(f"{server.url}/login")
    await axe(page)
    await page.get_by_role("button", name="Log in met De Dienst").click()
    # The provider's own pages, which we reach although a form may only be sent to ourselves.
    await page.get_by_placeholder("Enter any login").fill("anna")
    await page.get_by_placeholder("and password").fill("none")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()
    await page.wait_for_url(f"{server.url}/trialogues")
    await expect(page.get_by_role("heading", name="Mijn trialogen")).to_be_visible()
    await page.get_by_role("button", name="Log uit").click()
    await page.get_by_role("button", name="Yes, sign me out").click()
    await page.wait_for_url(f"{server.url}/?*")
    await page.goto(f"{server.url}/trialogues")
    await expect(page.get_by_role("button", name="Log in met De Dienst")).to_be_visible()
