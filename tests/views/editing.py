"""The editor of a weighing as HTML, and reading what it points at."""

import re
from html.parser import HTMLParser
from typing import Any

from tests.views.tailoring import HEAD, D
from trialoog.core.drawing import draw
from trialoog.core.problems import problems
from trialoog.core.public_text import blocks
from trialoog.core.state import State
from trialoog.views import approvals, public, releasing, tips
from trialoog.views.forms import Form
from trialoog.views.looks import Looks


def editor(looks: Looks, state: State, texts: dict[str, str], form: Form | None = None) -> str:
    return public.editor(
        looks,
        "nl",
        state,
        "t1",
        dilemma=D,
        texts=texts,
        form=form or Form(key="k1"),
        problems=problems(state, D, texts),
        saved_at=None,
        publishes=True,
        **around(looks, state, form or Form(key="k1")),
    )


def around(looks: Looks, state: State, form: Form) -> dict[str, Any]:
    """What else stands in the editor: approvals, and the card of the button."""
    drawn = draw(state, D, {}, head=HEAD, version=1, note="")
    none = releasing.Traces()
    return {
        "more": releasing.releasing(
            state=state,
            dilemma=D,
            form=form,
            traces=none,
            tips=tips.beside(looks, "nl", blocks(state, D), {}, written="nl"),
            picked=(),
        ),
        "approving": approvals.of_editor(
            looks, "nl", state, dilemma=D, document=drawn, form=form, mails=True
        ),
    }


class Outline(HTMLParser):
    """Collects ids, what points at them, and the names of form fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refs: set[str] = set()
        self.names: set[str] = set()
        self.values: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.values.extend(value for _, value in attrs if value)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            elif name in {"aria-labelledby", "aria-describedby", "for"} and value:
                self.refs.update(value.split())
            elif name == "href" and value and value.startswith("#") and tag == "a":
                self.refs.add(value[1:])
            elif name == "name" and value and tag != "meta":
                self.names.add(value)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
