"""The tour for who leads for the first time: three steps, where one is, and what to press.

A card in the page, in reading order; it covers nothing and works without a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from trialoog.core.ids import TrialogueId
from trialoog.core.words import Status

Page = Literal["trialogues", "prepare", "lead"]
STEPS = (1, 2, 3)  # choose a format, rehearse, open the doors


class Led(Protocol):
    """What the tour needs to know of a trialogue."""

    @property
    def id(self) -> TrialogueId:
        """Its id, as in its address."""

    @property
    def status(self) -> Status:
        """Where it stands."""

    @property
    def rehearsal(self) -> bool:
        """Whether it is there to try things out."""

    @property
    def copy_of(self) -> TrialogueId | None:
        """What it is a rehearsal of."""

    @property
    def created(self) -> datetime:
        """When it was made."""


@dataclass(frozen=True, slots=True)
class Tour:
    """The three steps on one page. `at` is the step to take now, 0 when all are done.

    `links` lead to the very control of each step, None where the words tell enough.
    """

    page: Page
    at: int = 0
    done: frozenset[int] = frozenset()
    links: tuple[str | None, str | None, str | None] = (None, None, None)


def on_list(led: Sequence[Led], *, rehearsed: bool, any_there: bool) -> Tour:
    """Return the tour beside my trialogues. `led` are those that I may have made; `any_there`
    tells whether there are others, to rehearse."""
    draft = next((it for it in led if it.status is Status.DRAFT and not it.rehearsal), None)
    done = _done(led, rehearsed=rehearsed)
    at = next((step for step in STEPS if step not in done), 0)
    if draft is None:
        return Tour("trialogues", at, done, ("#nieuw", "#trialogues" if any_there else None, None))
    prepare = f"/t/{draft.id}/prepare"
    return Tour("trialogues", at, done, ("#nieuw", f"{prepare}#rehearse", f"{prepare}#start"))


def on_preparation(led: Sequence[Led], *, rehearsed: bool) -> Tour:
    """Return the tour beside a preparation: its format can be chosen here too."""
    done = _done(led, rehearsed=rehearsed) - {3} | {1}
    return Tour("prepare", 3 if 2 in done else 2, done, ("#format", "#rehearse", "#start"))


def on_console(it: Led, led: Sequence[Led], *, rehearsed: bool) -> Tour:
    """Return the tour on the console of `it`: a rehearsal, or the first real one."""
    done = _done(led, rehearsed=rehearsed)
    if not it.rehearsal:
        return Tour("lead", 3, done - {3} | {1}, (None, "#rehearsal", "#entry"))
    like = next((one for one in led if one.id == it.copy_of and one.status is Status.DRAFT), None)
    start = f"/t/{like.id}/prepare#start" if like else "#entry"
    return Tour("lead", 2, done - {2}, (None, "#rehearsal", start))


def finished(led: Sequence[Led], besides: Led | None = None) -> bool:
    """Tell whether the doors of a real trialogue were opened, `besides` the one on the page."""
    return any(_opened(it) for it in led if besides is None or it.id != besides.id)


def _done(led: Sequence[Led], *, rehearsed: bool) -> frozenset[int]:
    took = {
        1: any(not it.rehearsal for it in led),
        2: rehearsed or any(it.rehearsal for it in led),
        3: any(_opened(it) for it in led),
    }
    return frozenset(step for step in STEPS if took[step])


def _opened(it: Led) -> bool:
    return not it.rehearsal and it.status is not Status.DRAFT
