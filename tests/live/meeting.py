"""A small meeting to play with, a board of three regions, and a page that follows frames."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.store import build
from trialoog.core.commands import Command, Contribute, DilemmaPlan, OptionPlan, StartGathering
from trialoog.core.events import By, PoleText, Text
from trialoog.core.format import Criterion, Format, Phase
from trialoog.core.ids import ContributionId, DilemmaId, OptionId
from trialoog.core.state import State
from trialoog.core.words import Activity, Kind, OutcomeKind, Role
from trialoog.views.edits import TEXT
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience

LEAD, phone = build.LEAD, build.phone
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
LOOKS = Looks({}, {}, ZoneInfo("UTC"))  # the board below needs none

D, A, B = DilemmaId("d"), OptionId("a"), OptionId("b")
CONSOLE, SCREEN, PHONE = (
    Audience(Role.FACILITATOR),
    Audience(Role.SCREEN),
    Audience(Role.PARTICIPANT),
)

FORMAT = Format(
    key="short",
    name="Kort",
    summary="",
    language="nl",
    source="",
    guests=(),
    outcomes=(OutcomeKind.CHOSEN, OutcomeKind.REJECTED),
    criteria=(Criterion("cost", Text("Kosten"), Text("Wat kost het?")),),
    ground_rules=("Iedereen telt mee.",),
    phases=(
        Phase(
            "talk",
            "Praten",
            0,
            (Activity.WRITE, Activity.RECOGNISE, Activity.OPTIONS, Activity.ARGUE, Activity.RATE),
            Text("Wat zie jij?"),
        ),
        Phase("later", "Later", 5, (Activity.ARGUE,), Text("Wat nog?")),
    ),
)

START = StartGathering(
    title="Maatwerk",
    question="Hoe ver?",
    background="",
    organisation="Gemeente",
    decision_maker="College",
    decide_by=None,
    language="nl",
    format=FORMAT,
    promise="Niemand ziet wie wat schreef.",
    dilemmas=(
        DilemmaPlan(
            D,
            "Hoe ver?",
            PoleText(Text("Maat"), Text("")),
            PoleText(Text("Gelijk"), Text("")),
            (OptionPlan(A, "Niets doen", nothing=True), OptionPlan(B, "Meer ruimte")),
        ),
    ),
)


def says(number: int, text: str = "") -> tuple[Command, By]:
    """Return what it takes to put a numbered text on the board."""
    id = ContributionId(f"c{number}")
    return Contribute(id, D, Kind.FOR, text or f"tekst {number}", option=B), phone(f"t{number}")


def draw(_: Looks, state: State, audience: Audience, language: str) -> Mapping[str, str]:
    """Render a small board: what is visible, a title, and something for the console only."""
    shown = [c for c in state.contributions.values() if state.visible(c)]
    board = "".join(f'{TEXT}tekst-{c.id}"><p>{escape(c.text)}</p></article>' for c in shown)
    hidden = len(state.contributions) - len(shown) if audience.role is Role.FACILITATOR else 0
    return {
        "phase-name": f'<strong id="phase-name" lang="{language}">{escape(state.phase)}</strong>',
        "board": f'<div id="board">{board}</div>',
        "unheard": f'<p id="unheard">{hidden}</p>',
        "seats": f'<p id="seats">{len(state.seats)}</p>',
    }


PARTIAL = re.compile(
    r'<hx-partial hx-target="#(?P<id>[^"]+)" hx-swap="(?P<swap>\w+)">(?P<html>.*?)</hx-partial>',
    re.DOTALL,
)


class Partial(NamedTuple):
    """One change of a page: of a whole region, or of a text in one."""

    id: str
    swap: str
    html: str

    @property
    def whole(self) -> bool:
        """Whether it is about a region."""
        return not self.id.startswith("tekst-")


def partials(content: str) -> list[Partial]:
    """Return what a frame changes, in order."""
    return [Partial(*found.groups()) for found in PARTIAL.finditer(content)]


def change(regions: dict[str, str], changes: Iterable[Partial]) -> None:
    """Do to regions what htmx does to a page. What is not there is not changed."""
    for it in changes:
        if it.whole:
            regions[it.id] = it.html
            continue
        mark = f'{TEXT}{it.id}"'
        for region, html in regions.items():
            before, found, rest = html.partition(mark)
            if not found:
                continue
            text, end, after = rest.partition("</article>")
            old = found + text + end
            new = {
                "outerMorph": it.html,
                "afterend": old + it.html,
                "beforebegin": it.html + old,
                "delete": "",
            }[it.swap]
            regions[region] = before + new + after
            break


class Page:
    """What a browser does with frames, and nothing else: see static/src/connection.js."""

    def __init__(self) -> None:
        self.at = 0
        self.regions: dict[str, str] = {}
        self.frames = 0
        self.gaps = 0

    def read(self, text: str) -> None:
        """Take one message."""
        message = json.loads(text)
        if "at" in message:
            self.gaps += message["at"] > self.at
            return
        if message["from"] > self.at:
            self.gaps += 1
            return
        self.frames += 1
        self.at = message["to"]
        if not message["from"]:
            self.regions = {}
        change(self.regions, partials(message["content"]))

    def texts(self) -> list[str]:
        """Return the ids on the board, in order."""
        return re.findall(r' id="tekst-([^"]+)">', self.regions.get("board", ""))


async def until(holds: Callable[[], bool], within: float = 20.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - anything at all can be waited for
            await asyncio.sleep(0.005)
