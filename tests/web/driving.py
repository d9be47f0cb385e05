"""People who use trialoog over HTTP, for tests: a facilitator and phones, each with own cookies.

Everything goes through the application as a browser would send it; nothing is put in the database.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from tests import databases
from tests.web.stories import Stories, told
from trialoog import serving
from trialoog.app import create_app, formats_of, inside
from trialoog.core.format import Format
from trialoog.demo.tally import USUAL_PACE
from trialoog.settings import Settings
from trialoog.store import people
from trialoog.views.looks import Looks

BASE = "http://127.0.0.1:8000"
LIVE = "ws://127.0.0.1:8000"
HTMX = {"hx-request": "true"}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 9, 17, 8, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Town:
    """One installation with its clock."""

    app: ASGIApp
    settings: Settings
    clock: Clock
    client: TestClient
    stories: Stories | None = None

    @property
    def untouched(self) -> bool:
        """Whether nothing happened here yet."""
        return self.clock == Clock() and not rows(self, "SELECT * FROM account")

    def visitor(self, language: str = "nl") -> TestClient:
        """Somebody with a browser of their own, on the same running application."""
        visitor = TestClient(
            self.app,
            base_url=str(self.client.base_url),
            headers={"sec-fetch-site": "same-origin", "accept-language": language},
            follow_redirects=False,
        )
        # The lifespan runs once, in the first client; the others use its event loop.
        visitor.portal = self.client.portal
        return visitor

    def run(self, call: Any, *arguments: Any) -> Any:
        """Run a coroutine function on the application's loop."""
        portal = self.client.portal
        assert portal is not None
        return portal.call(call, *arguments)

    def sign_in(self, name: str = "Gespreksleider", team: str = "Team") -> TestClient:
        """A facilitator with a session, by a one-time link."""
        house = self.house

        async def link() -> str:
            account = await serving.facilitator(house.db, name, team)
            return await people.create_signin_link(
                house.db, account, timedelta(minutes=5), self.clock()
            )

        visitor = self.visitor()
        answer = visitor.post(f"/login/{self.run(link)}")
        assert answer.status_code == 303, answer.text
        return visitor

    @property
    def house(self) -> Any:
        """The running application's parts."""
        return inside(self.app).state.house


def town(
    folder: Path,
    blank: Path | None = None,
    looks: Looks | None = None,
    *,
    pace: float = USUAL_PACE,
    stories: Stories | None = None,
    **settings: Any,
) -> Town:
    """Return an installation in a folder, its database made; not running yet.

    `blank` is a folder with a database as it is made, to copy; `looks` are the templates,
    compiled already; `pace` is that of simulated people; `stories` need not be played again.
    """
    configured = Settings(**{"data": folder, "database_url": databases.address(folder), **settings})
    if blank is None:
        serving.migrate(configured)
    else:
        shutil.copytree(blank, folder, dirs_exist_ok=True)
    clock = Clock()
    known = None if configured.formats else shipped()
    app = create_app(configured, clock, looks, known=known, pace=pace)
    base = configured.public_url or BASE
    return Town(app, configured, clock, TestClient(app, base_url=base), stories)


@cache
def shipped() -> dict[str, Format]:
    """The formats that ship, read once."""
    return formats_of(Settings())


def hidden(answer: Response, name: str) -> str:
    """The value of the first hidden field with a name."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', answer.text)
    assert found, f"no field {name} in {answer.text[:2000]}"
    return unescape(found.group(1))


@dataclass
class Trialogue:
    """One trialogue, driven by its facilitator over HTTP."""

    town: Town
    lead: TestClient
    id: str
    keys: int = 0

    @property
    def state(self) -> Any:
        """What is so, as the running room has it."""

        async def state() -> Any:
            return (await self.town.house.rooms.get(self.id)).state

        return self.town.run(state)

    @property
    def code(self) -> str:
        """The join code."""
        row = self.town.run(_row, self.town.house.db, self.id)
        return str(row.code)

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def do(self, command: str, who: TestClient | None = None, /, **fields: Any) -> Response:
        """Post a command; the facilitator's by default."""
        lead = who is None or who is self.lead
        form = {"key": self.key(), **({"as": "facilitator"} if lead else {}), **fields}
        return (who or self.lead).post(f"/t/{self.id}/{command}", data=form, headers=HTMX)

    def ok(self, command: str, who: TestClient | None = None, /, **fields: Any) -> Response:
        """Post a command that has to be accepted."""
        answer = self.do(command, who, **fields)
        assert answer.status_code in {200, 204, 303}, (answer.status_code, answer.text[:3000])
        return answer

    def go(self, phase: str) -> None:
        """Move to a step; who is absent is confirmed."""
        self.ok("move-to", dilemma=self.dilemma, phase=phase, absent="1")

    @property
    def dilemma(self) -> str:
        return str(next(iter(self.state.dilemmas)))

    def board(self, **query: str) -> str:
        """The address of the phone's page."""
        return f"/t/{self.id}" + "".join(f"?{name}={value}" for name, value in query.items())

    @property
    def console(self) -> str:
        """The address of the console, about the first option."""
        return f"/t/{self.id}/lead?option={self.options[0]}"

    @property
    def options(self) -> list[str]:
        return [str(o.id) for o in self.state.options_of(self.dilemma)]

    def join(self, perspective: str) -> TestClient:
        """A phone that takes a seat."""
        phone = self.town.visitor()
        answer = phone.post(f"/j/{self.code}", data={"perspective": perspective, "rules": "1"})
        assert answer.status_code == 303, answer.text[:3000]
        return phone


async def _row(db: Any, trialogue: str) -> Any:
    from trialoog.store import lists

    return await lists.get(db, trialogue)


DRAFT = {
    "title": "Kleine bedragen",
    "question": "Wanneer vragen we een klein bedrag niet terug?",
    "background": "Elk jaar vragen we **vaak** een klein bedrag terug.",
    "organisation": "Dienst",
    "decision_maker": "De directieraad",
    "pole_a": "Maatwerk",
    "pole_a_worth": "Soms past de regel niet.",
    "pole_b": "Gelijke behandeling",
    "pole_b_worth": "Gelijke gevallen gelijk.",
}


# What a draft says of its dilemma; the form names these with the id of the dilemma.
OF_DILEMMA = {
    "dilemma_question": "question",
    **{name: name for name in ("pole_a", "pole_a_worth", "pole_b", "pole_b_worth")},
}


def dilemma_on(page: str) -> str:
    """The id of the first dilemma on the page to prepare."""
    found = re.search(r'name="dilemma-([^"]+)-pole_a"', page)
    assert found, page[:2000]
    return found[1]


def in_form(page: str, draft: Mapping[str, str]) -> dict[str, str]:
    """A draft as the fields of its form, about the first dilemma on the page."""
    id = dilemma_on(page)
    return {
        f"dilemma-{id}-{OF_DILEMMA[name]}" if name in OF_DILEMMA else name: value
        for name, value in draft.items()
    }


def prepared(
    town: Town, lead: TestClient, format: str = "besluitvorming", **draft: str
) -> Trialogue:
    """A draft that is ready to start, with other words where some are given."""
    answer = lead.post("/trialogues", data={"format": format})
    assert answer.status_code == 303, answer.text
    id = answer.headers["location"].split("/")[2]
    page = lead.get(f"/t/{id}/prepare")
    typed = in_form(page.text, {**DRAFT, **draft})
    names = re.findall(r'name="(option-[^"]+-title)"', page.text)
    typed[names[-1]] = "Een collega kijkt mee"
    made = lead.post(f"/t/{id}/prepare", data=typed)
    assert made.status_code == 303, made.text[:2000]
    return Trialogue(town, lead, id)


@told
def started(
    town: Town, lead: TestClient | None = None, format: str = "besluitvorming", **draft: str
) -> Trialogue:
    """A trialogue with its doors open."""
    trialogue = prepared(town, lead or town.sign_in(), format, **draft)
    answer = trialogue.lead.post(f"/t/{trialogue.id}/start", data={"key": "start"})
    assert answer.status_code == 303, answer.text[:3000]
    return trialogue


NO_OTHER_WORDS: Mapping[str, str] = {}
THREE = ("policy", "implementation", "politics")
WORDS = {
    "reason": "Dit kost te veel.",
    "reason_type": "cost",
    "reopen": "Als het goedkoper kan.",
    "downsides": "Het duurt langer.",
}


def recorded(it: Trialogue, option: str, kind: str = "rejected", **typed: Any) -> str:
    """Give an option an outcome that stands, in the step for it; return its id."""
    form = {**WORDS, "confirmed": THREE, **typed}
    it.ok("propose-outcome", option=option, kind=kind, **form)
    outcome = str(it.state.options[option].outcome)
    it.ok("record-outcome", outcome=outcome)
    return outcome


@told
def closed(
    town: Town,
    lead: TestClient | None = None,
    *,
    seats: int = 0,
    rated: bool = False,
    leave: int = 0,
    draft: Mapping[str, str] = NO_OTHER_WORDS,
) -> Trialogue:
    """A trialogue that was played to its end: the last option chosen, the others rejected.

    `seats` people of every perspective took part, who `rated` the last option if so; the first
    `leave` options stay open.
    """
    it = started(town, lead, **draft)
    phones = [it.join(perspective) for perspective in THREE for _ in range(seats)]
    *others, last = it.options
    if rated:
        it.go("weigh")
        for phone in phones:
            it.ok("rate", phone, option=last, **{"c-values": "1"})
    it.go("decide")
    for option in others[leave:]:
        recorded(it, option)
    recorded(it, last, "chosen")
    it.ok("close-trialogue")
    return it


def published(it: Trialogue, key: str = "publish", **texts: str) -> str:
    """Make the weighing of a closed trialogue public, whoever agrees and whatever may point at a
    person: every tick that is asked for is set. Return its address."""
    address = f"/t/{it.id}/weighing/{it.dilemma}/publish"
    form = {"without": THREE, **texts}
    answer = it.lead.post(address, data={"key": key, **form})
    found = re.search(r'name="traceable"\s+value="([^"]+)"', answer.text)
    if answer.status_code != 303 and found:
        form["traceable"] = found[1]
        answer = it.lead.post(address, data={"key": f"{key}-looked", **form})
    assert answer.status_code == 303, (answer.status_code, answer.text[:3000])
    slug = it.state.dilemmas[it.dilemma].publications[-1].slug
    return f"/w/{slug}"


def tomorrow(it: Trialogue) -> None:
    """The next day, when the facilitator has to sign in again."""
    it.town.clock.forward(days=1)
    it.lead = it.town.sign_in()


def rows(town: Town, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the database, asked beside the application; `?` stands for a value."""
    return databases.rows(town.settings.database, statement, *values)


def held(town: Town) -> bytes:
    """All that the database holds, in one piece."""
    return databases.held(town.settings.database)


def tables(town: Town) -> list[str]:
    """The tables of the database that hold rows of ours."""
    return databases.tables(town.settings.database)
