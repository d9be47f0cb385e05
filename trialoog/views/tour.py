"""The tour for who leads for the first time: three steps, where one is, and what to press.

A card in the page, in reading order; it covers nothing and works without a script.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from trialoog.core.ids import TrialogueId
from trialoog.core.words import Status

Page = Literal["trialogues", "prepare", "lead"]
STEPS = (1, 2, 3)  # choose a format and fill it in, rehearse, open the doors
FILL_IN = "#title"  # where a preparation begins

Lacks = Container[TrialogueId]
"""Preparations in which something is missing."""


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


def on_list(led: Sequence[Led], *, rehearsed: bool, any_there: bool, lacks: Lacks) -> Tour:
    """Return the tour beside my trialogues. `led` are those that I may have made; `any_there`
    tells whether there are others, to rehearse; `lacks` holds which drafts are not whole yet."""
    draft = next((it for it in led if it.status is Status.DRAFT and not it.rehearsal), None)
    done = _done(led, rehearsed=rehearsed, lacks=lacks)
    if draft is None:
        rehearse = "#trialogues" if any_there else None
        return Tour("trialogues", _first(done), done, ("#nieuw", rehearse, None))
    prepare = f"/t/{draft.id}/prepare"
    begin = f"{prepare}{FILL_IN}" if draft.id in lacks else "#nieuw"
    links = (begin, f"{prepare}#rehearse", f"{prepare}#start")
    return Tour("trialogues", _first(done), done, links)


def on_preparation(it: Led, led: Sequence[Led], *, rehearsed: bool, lacks: Lacks) -> Tour:
    """Return the tour beside the preparation of `it`: its format can be chosen here too."""
    whole = it.id not in lacks
    done = _done(led, rehearsed=rehearsed, lacks=lacks) - {1, 3} | ({1} if whole else set())
    links = ("#format" if whole else FILL_IN, "#rehearse", "#start")
    return Tour("prepare", _first(done), done, links)


def on_console(it: Led, led: Sequence[Led], *, rehearsed: bool) -> Tour:
    """Return the tour on the console of `it`: a rehearsal, or the first real one."""
    done = _done(led, rehearsed=rehearsed) | {1}
    if not it.rehearsal:
        return Tour("lead", 3, done - {3}, (None, None, "#entry"))
    like = next((one for one in led if one.id == it.copy_of and one.status is Status.DRAFT), None)
    return Tour(
        "lead", 2, done - {2}, (None, None, f"/t/{like.id}/prepare#start" if like else None)
    )


def finished(led: Sequence[Led], besides: Led | None = None) -> bool:
    """Tell whether the doors of a real trialogue were opened, `besides` the one on the page."""
    return any(_opened(it) for it in led if besides is None or it.id != besides.id)


def _first(done: frozenset[int]) -> int:
    return next((step for step in STEPS if step not in done), 0)


def _done(led: Sequence[Led], *, rehearsed: bool, lacks: Lacks = ()) -> frozenset[int]:
    took = {
        1: any(not it.rehearsal and it.id not in lacks for it in led),
        2: rehearsed or any(it.rehearsal for it in led),
        3: any(_opened(it) for it in led),
    }
    return frozenset(step for step in STEPS if took[step])


def _opened(it: Led) -> bool:
    return not it.rehearsal and it.status is not Status.DRAFT
