"""The console as a page and as regions."""

from collections.abc import Callable

import pytest

from tests.core.playing import (
    Meeting,
)
from tests.views.consoles import CODE, NOW, TID
from trialoog.core.words import Role
from trialoog.views import console
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render


@pytest.fixture
def shown_console(looks: Looks) -> Callable[..., str]:
    def page(meeting: Meeting, form: Form | None = None, option: str | None = None) -> str:
        filled = form or Form(key="key")
        return console.page(looks, "nl", meeting.state, TID, CODE, filled, option, now=NOW)

    return page


@pytest.fixture
def drawn_console(looks: Looks) -> Callable[[Meeting], dict[str, str]]:
    def regions(meeting: Meeting) -> dict[str, str]:
        return render(looks, meeting.state, Audience(Role.FACILITATOR), "nl")

    return regions
