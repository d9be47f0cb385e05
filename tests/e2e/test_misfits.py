"""The look at what does not fit finds what does not, and nothing in what does."""

from typing import Any

import pytest

from tests.e2e.conftest import NewPage
from tests.e2e.grid import MISFITS, NARROW

WORDS = "Dit zijn woorden die iedereen moet kunnen lezen."


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<p>{WORDS}</p>", None),
        (f"<p style='width: 50em'>{WORDS}</p>", "scrolls sideways"),
        (f"<p style='overflow: hidden; height: 1em; width: 5em'>{WORDS}</p>", "cut off by"),
        (f"<p>{WORDS}</p><p style='margin-top: -3em'>{WORDS}</p>", "runs over another text"),
        (f"<div style='overflow: auto'><p style='width: 50em'>{WORDS}</p></div>", "a part scrolls"),
        ("<header style='position: fixed; height: 60vh; width: 100%'></header>", "bars cover 60 %"),
        ("<label>Je naam <input style='font-size: 13px'></label>", "a phone zooms in"),
    ],
)
async def test_what_does_not_fit_is_found(new_page: NewPage, body: str, found: str | None) -> None:
    page = await new_page(viewport=NARROW)
    await page.set_content(f"<meta name=viewport content='width=device-width'>{body}")
    misfits: list[Any] = await page.evaluate(MISFITS)
    assert len(misfits) == (found is not None), misfits
    assert found is None or misfits[0].startswith(found)
