"""The projector: one page for the whole room, without controls and without anybody's identity.

Its regions are live; only the way in (address, code, QR) stands outside them, and always stays.
"""

from datetime import datetime

from markupsafe import Markup

from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.core.words import Role
from trialoog.views import regions
from trialoog.views.looks import Looks


def page(  # noqa: PLR0913, PLR0917 - the way in has three parts
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    code: str,
    join_url: str,
    qr_svg: str,
    *,
    now: datetime,
    epoch: str = "",
) -> str:
    """Return the whole page. `qr_svg` is our own drawing of `join_url`; `now` sets the clock,
    `epoch` is that of the trialogue."""
    audience = regions.Audience(Role.SCREEN)
    drawn = regions.render(looks, state, audience, language)
    return looks.render(
        language,
        "screen.html",
        state=state,
        tid=tid,
        epoch=epoch,
        code=code,
        address=_address(join_url),
        qr=Markup(qr_svg),  # noqa: S704 - drawn by us, nothing of it is a visitor's
        now=now,
        regions={region: Markup(html) for region, html in drawn.items()},  # noqa: S704
    )


def open_page(looks: Looks, language: str) -> str:
    """Return the page with one button behind a link for another machine's projector."""
    return looks.render(language, "screen_open.html")


def _address(join_url: str) -> str:
    """Return what people type: the host alone, for its home page has a field for the code."""
    return join_url.split("://", 1)[-1].split("/", 1)[0]
