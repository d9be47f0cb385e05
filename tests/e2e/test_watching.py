"""The watch and axe see what they are there to see: without this, silence would prove nothing."""

import pytest
from playwright.async_api import Page, Route

from tests.e2e.conftest import Axe, NewPage, Watch

ADDRESS = "http://localhost/"
PLAIN = "<!doctype html><html lang=nl><title>Proef</title><main><h1>Proef</h1>{}</main></html>"


async def show(page: Page, body: str, policy: str = "") -> None:
    async def answer(route: Route) -> None:
        headers = {"content-type": "text/html; charset=utf-8"}
        if policy:
            headers["content-security-policy"] = policy
        await route.fulfill(body=PLAIN.format(body), headers=headers)

    await page.route(ADDRESS, answer)
    await page.goto(ADDRESS)


async def watched(page: Page, body: str, policy: str = "") -> list[str]:
    watch = Watch()
    watch.follow(page)
    await show(page, body, policy)
    await page.evaluate("new Promise(done => setTimeout(done, 100))")
    return watch.problems


async def test_a_plain_page_is_clean_and_accessible(page: Page, axe: Axe) -> None:
    assert await watched(page, "<p>Drie stemmen</p>", "default-src 'self'") == []
    await axe(page)


@pytest.mark.parametrize(
    ("body", "policy", "expected"),
    [
        ("<script>console.error('mis')</script>", "", "console: mis"),
        ("<script>throw new Error('stuk')</script>", "", "uncaught: stuk"),
        ("<script>1</script>", "script-src 'self'", "CSP: script-src-elem refused inline"),
        ("<p style='color: red'>", "style-src 'self'", "CSP: style-src-attr refused inline"),
        ("<img alt='' src='http://elsewhere.invalid/a.png'>", "", "request to another machine"),
    ],
)
async def test_what_goes_wrong_in_a_page_is_seen(
    new_page: NewPage, body: str, policy: str, expected: str
) -> None:
    page = await new_page(allow=(".",))
    assert expected in "\n".join(await watched(page, body, policy))


async def test_axe_names_the_rule_and_the_element(page: Page, axe: Axe) -> None:
    await show(page, "<input type=text id=leeg>")
    with pytest.raises(AssertionError, match=r"(?s)label \(critical\).*id=\"leeg\""):
        await axe(page)
