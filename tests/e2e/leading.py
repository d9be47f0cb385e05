"""A facilitator who works over plain HTTP, for tests that look at other people's browsers.

Nothing of a screen is tested here: forms are posted, and what came of it is read in the record.
"""

import json
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.e2e.serving import Server
from tests.web.driving import dilemma_on, in_form

HEADERS = {"sec-fetch-site": "same-origin", "accept-language": "nl"}
THREE = ("policy", "implementation", "politics")
FACTS = "SELECT seq, kind, data FROM fact WHERE trialogue = ? ORDER BY seq"
TEXTS = "SELECT seq, place, body FROM text WHERE trialogue = ?"
DRAFT = {
    "title": "Kleine bedragen",
    "question": "Wanneer vragen we een klein bedrag niet terug?",
    "pole_a": "Maatwerk",
    "pole_b": "Gelijke behandeling",
}


def visitor(server: Server) -> httpx2.Client:
    """Somebody with cookies of their own, who keeps no connection open."""
    limits = httpx2.Limits(max_keepalive_connections=0)
    return httpx2.Client(
        base_url=server.url, headers=HEADERS, timeout=30, trust_env=False, limits=limits
    )


@dataclass
class Leader:
    """A signed-in facilitator with one trialogue."""

    server: Server
    client: httpx2.Client
    id: str
    options: list[str] = field(default_factory=list)
    sent: int = 0

    def post(self, address: str, **fields: Any) -> str:
        """Send a form, which has to be accepted; return where it leads."""
        answer = self.client.post(address, data=fields)
        said = re.findall(r"field__error.*?<span>([^<]*)", answer.text, re.DOTALL)
        assert answer.status_code == 303, (address, answer.status_code, said)
        return str(answer.headers["location"])

    def do(self, command: str, **fields: Any) -> None:
        """Send the form of a command."""
        self.sent += 1
        self.post(f"/t/{self.id}/{command}", key=f"k{self.sent}", **{"as": "facilitator"}, **fields)

    def page(self, address: str = "") -> str:
        """The HTML of a page of the trialogue."""
        answer = self.client.get(f"/t/{self.id}{address}")
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def go(self, phase: str) -> None:
        """Move to a step; who is absent is confirmed."""
        self.do("move-to", dilemma=self.dilemma, phase=phase, absent="1")

    def record(self, *kinds: str) -> list[dict[str, Any]]:
        """What the facts of some kinds say, in order, with `is` for the kind.

        From the journal itself: an export leaves out what was written in silence.
        """
        with closing(sqlite3.connect(self.server.data / "trialoog.db")) as db:
            facts = db.execute(FACTS, [self.id]).fetchall()
            texts = {(seq, place): body for seq, place, body in db.execute(TEXTS, [self.id])}
        return [
            {"is": kind, **_filled(json.loads(data), seq, texts)}
            for seq, kind, data in facts
            if kind in kinds
        ]

    @property
    def dilemma(self) -> str:
        return str(self.record("DilemmaFramed")[0]["dilemma"])

    @property
    def code(self) -> str:
        """The join code, as the console says it."""
        found = re.search(r"code ([A-Z0-9]{4} [A-Z0-9]{4})", self.page("/lead"))
        assert found
        return found[1].replace(" ", "")

    def join(self, perspective: str) -> httpx2.Client:
        """A phone that takes a seat over HTTP."""
        phone = visitor(self.server)
        answer = phone.post(f"/j/{self.code}", data={"perspective": perspective, "rules": "1"})
        assert answer.status_code == 303, answer.text[:3000]
        return phone

    def publish(self, **fields: str) -> str:
        """Make the weighing public, with every tick that is asked for; return its address."""
        address = f"/t/{self.id}/weighing/{self.dilemma}"
        found = re.search(
            r'name="traceable"\s+value="([^"]+)"', self.page(address[len(self.id) + 3 :])
        )
        ticks = {"traceable": found[1]} if found else {}
        self.post(f"{address}/publish", without=THREE, **ticks, **fields)
        return f"/w/{self.record('WeighingPublished')[-1]['slug']}"

    def propose(self, option: str, kind: str, **fields: Any) -> str:
        """Put an outcome on the screen; return its id."""
        words = {"reason_type": "cost", "reason": "Dit kost te veel.", "confirmed": THREE}
        self.do("propose-outcome", option=option, kind=kind, **{**words, **fields})
        return str(self.record("OutcomeProposed")[-1]["outcome"])


def _filled(data: Any, seq: int, texts: Mapping[tuple[int, int], str | None]) -> Any:
    """The data of a fact with its texts in their places."""
    if isinstance(data, dict):
        if "$text" in data:
            return texts[seq, data["$text"]]
        return {name: _filled(value, seq, texts) for name, value in data.items()}
    return [_filled(value, seq, texts) for value in data] if isinstance(data, list) else data


def leading(server: Server, *options: str, **draft: str) -> Leader:
    """Sign in by the one-time link, prepare a trialogue with some options, open its doors.

    The first option is to do nothing, which is always one of them; the field for the second is
    there, and every other one is asked for.
    """
    client = visitor(server)
    assert client.post(server.login_link()).status_code == 303
    made = client.post("/trialogues", data={"format": "besluitvorming"})
    leader = Leader(server, client, made.headers["location"].split("/")[2])
    page = leader.page("/prepare")
    leader.post(f"/t/{leader.id}/prepare", **in_form(page, {**DRAFT, **draft}))
    for number, title in enumerate(options):
        if number:
            leader.post(f"/t/{leader.id}/prepare", add=dilemma_on(page))
        names = re.findall(r'name="(option-[^"]+-title)"', leader.page("/prepare"))
        leader.post(f"/t/{leader.id}/prepare", **{names[-1]: title})
    return leader


def start(leader: Leader) -> None:
    """Open the doors."""
    assert leader.post(f"/t/{leader.id}/start", key="start").endswith("/lead")
    leader.options = [fact["option"] for fact in leader.record("OptionAdded")]
