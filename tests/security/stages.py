"""One trialogue, kept as it is at every stage, to be put back as often as a test likes.

What stands in the pages then is collected too: every form with its fields, for whoever sees it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from starlette.routing import compile_path
from starlette.testclient import TestClient

from tests import databases
from tests.web.driving import THREE, WORDS, Town, Trialogue, prepared, published, recorded
from tests.web.screens import controls, read
from trialoog import serving
from trialoog.core.evolve import fold
from trialoog.core.ids import DilemmaId, TrialogueId
from trialoog.core.words import Perspective, Status
from trialoog.store import followers, invitations, journal, lists, people, screens, spokespersons
from trialoog.store.followers import Wish
from trialoog.store.invitations import Into
from trialoog.store.spokespersons import Spokesperson
from trialoog.web.fields import READ
from trialoog.web.routes import TABLE

STAGES = (
    *("draft", "gathering", "writing", "options", "weigh", "decide", "adjourned", "read back"),
    *("closed", "published"),
)
WHO = (
    *("facilitator", "participant", "facilitator", "participant", "projector", "spokesperson"),
    "anonymous",
)
Cookies = dict[str, str]
Form = tuple[tuple[str, tuple[str, ...]], ...]  # names, and the values that stand there


def _shapes() -> Iterator[tuple[str, str]]:
    for entry in TABLE:
        if "{command}" in entry.path:
            for command in READ:
                yield entry.method, entry.path.replace("{command}", command)
        yield entry.method, entry.path


# Every method and address there is, each command apart.
SHAPES = tuple(_shapes())
_PATHS = [(path, compile_path(path)[0]) for method, path in SHAPES if method == "POST"]


def shape_of(address: str) -> str:
    """The shape of the address that a form is sent to."""
    path = urlsplit(address).path
    return next(shape for shape, regex in _PATHS if regex.match(path))


@dataclass
class Stage:
    """The database at a stage, and the forms on the pages then, by shape."""

    put_back: Callable[[str], None]
    forms: dict[str, list[Form]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class World:
    """An installation that can be put back to a stage."""

    town: Town
    id: str
    cookies: dict[str, Cookies]
    parts: dict[str, str]  # what stands in an address in the place of {…}
    overseer: str  # an account in no team
    session: str  # of the overseer
    stages: dict[str, Stage] = field(default_factory=dict)

    def keep(self, name: str) -> None:
        """Keep the database as it is now, and what the pages offer."""
        stage = self.stages[name] = Stage(databases.keep(self.town.settings.database))
        if name == "draft":
            self.parts["code"] = "AAAA2222"
        elif self.state.status is not Status.CLOSED:
            row = self.town.run(lists.get, self.town.house.db, self.id)
            self.parts["code"] = row.code
        for who, addresses in self.pages(name).items():
            for address in addresses:
                self._collect(stage, self.visitor(who), address)
        self.put_back(name)

    def put_back(self, name: str) -> None:
        """Make it that stage again."""
        self.stages[name].put_back(self.town.settings.database)
        self.town.run(self._forget)

    async def _forget(self) -> None:
        rooms = self.town.house.rooms
        for id in list(rooms._rooms):
            rooms.forget(id)

    @property
    def state(self) -> Any:
        """What is so now."""
        return Trialogue(self.town, self.town.client, self.id).state

    def visitor(self, who: str) -> TestClient:
        """Somebody with the cookies that they had at the start."""
        visitor = self.town.visitor()
        visitor.cookies.update(self.cookies.get(who, {}))
        return visitor

    def address(self, shape: str) -> str:
        """An address that is there, of a shape."""
        if shape.startswith(("/login/{", "/s/", "/a/{", "/invite/", "/follow/")):
            kind = "confirm" if "/confirm/" in shape else shape.split("/")[1]
            shape = shape.replace("{token}", self.parts[f"{kind} token"])
        return re.sub(r"{(\w+)(:path)?}", lambda name: self.parts[name[1]], shape)

    def pages(self, stage: str) -> dict[str, list[str]]:
        """The pages with forms, for who sees them."""
        it = f"/t/{self.id}"
        option, dilemma = self.parts.get("option", "-"), self.parts["dilemma"]
        if stage == "draft":
            anyone = ["/login", "/login/{token}", "/s/{token}", "/invite/{token}", "/follow"]
            anyone += [f"/follow/{what}/{{token}}" for what in ("confirm", "my", "stop")]
            leads = ["/account", f"/team/{self.parts['team']}", "/trialogues", f"{it}/prepare"]
            leads.append(f"{it}/facilitators")
            return {"anonymous": [self.address(s) for s in anyone], "facilitator": leads}
        leads = [f"{it}/lead?option={option}", f"{it}/journal", f"{it}/redact?fact=1&quote=1"]
        leads += [f"{it}/facilitators", f"{it}/journal?at=99&part=moment"]
        if stage in {"closed", "published"}:
            asked = [f"{it}/approve/{dilemma}"]
            return {"facilitator": [*leads, f"{it}/weighing/{dilemma}"], "spokesperson": asked}
        mine = [f"{it}?option={option}", f"{it}?new=option"]
        return {"participant": mine, "anonymous": [self.address("/j/{code}")], "facilitator": leads}

    def _collect(self, stage: Stage, visitor: TestClient, address: str) -> None:
        answer = visitor.get(address)
        if answer.status_code != 200:
            return
        page = read(answer.text)
        for form in page.every("form"):
            if form["method"] != "post":
                continue
            found: dict[str, tuple[str, ...]] = {}
            for it in controls(page, form):
                if not it["name"]:
                    continue
                values = [o["value"] for o in it.every("option")] or [it["value"]]
                found[it["name"]] = (*found.get(it["name"], ()), *values)
            known = stage.forms.setdefault(shape_of(urljoin(address, form["action"])), [])
            if tuple(found.items()) not in known:
                known.append(tuple(found.items()))
            for name, every in found.items():
                stage.ids.setdefault(name, set()).update(every)

    # --- the law -------------------------------------------------------------------------

    def holds(self) -> None:
        """The trialogue loads, is what its journal says, and its pages still open."""
        db = self.town.house.db
        row = self.town.run(lists.get, db, self.id)
        if row is None:
            return  # a draft can be deleted
        assert self.town.run(journal.verify, db, self.id) is None or row.status is Status.DRAFT
        running = self.state
        assert fold(self.town.run(journal.read, db, self.id)) == running
        self.town.run(self._forget)
        assert self.state == running
        self.town.run(people.add_member, db, row.team, self.overseer, "administrator")
        overseer = self.visitor("overseer")
        overseer.cookies["session"] = self.session
        it = f"/t/{self.id}"
        places = ["/trialogues", f"/team/{row.team}", "/account", f"{it}/prepare"]
        if row.status is not Status.DRAFT:
            places[-1:] = [f"{it}/lead", f"{it}/screen", f"{it}/journal", f"{it}/export.json"]
            places.append(f"{it}/weighing/{self.parts['dilemma']}")
            places.append(f"{it}/weighing/{self.parts['dilemma']}/preview")
        for place in places:
            assert overseer.get(place).status_code == 200, place
        seats, still = running.seats, row.status is not Status.CLOSED
        opened = self.visitor("bystander").get(it)
        # Where seats were taken back it may be without one, and is told so.
        there = {200, 403} if running.emptied else {200}
        assert opened.status_code in there or not (seats and still), opened.status_code
        shown = self.visitor("projector").get(f"{it}/screen")
        assert shown.status_code == 200 or not (seats and still), shown.status_code
        assert self.town.visitor().get("/").status_code == 200


async def _tokens(town: Town, team: str, account: str, trialogue: str) -> dict[str, str]:
    db, now, long = town.house.db, town.clock(), timedelta(minutes=5)
    invited = await invitations.invite(
        db, Into(team=team), name="Nieuw", email=None, by=account, ttl=long, now=now
    )
    wish = Wish("everything")
    asked, waiting = [
        await followers.ask(db, f"{name}@example.org", wish, language="nl", now=now) or ""
        for name in ("a", "b")
    ]
    return {
        "follow token": await followers.confirm(db, asked, now) or "",
        "confirm token": waiting,
        "login token": await people.create_signin_link(db, account, long, now),
        "invite token": invited.handed,
        # Nobody can be asked yet: a link that lets nobody in.
        "a token": "x" * 43,
        "s token": await screens.create_grant(db, trialogue, long, now),
    }


async def _two_more(town: Town, team: str, account: str) -> tuple[str, str]:
    """Another member and another team; return an account in none, and a session of it."""
    db, now = town.house.db, town.clock()
    colleague = await people.create_account(db, "Collega", now)
    await people.add_member(db, team, colleague.id, "facilitator")
    await people.add_member(db, await people.create_team(db, "Ander"), account, "administrator")
    overseer = await people.create_account(db, "Toezicht", now)
    await people.create_session(db, account, now)
    return overseer.id, await people.create_session(db, overseer.id, now)


def played(town: Town, provider: str) -> World:
    """Play one trialogue from a draft to what is public, and keep every stage."""
    lead = town.sign_in()
    it = prepared(town, lead)
    db = town.house.db
    account = town.run(serving.facilitator, db, "Gespreksleider", "Team")
    team = town.run(lists.get, db, it.id).team
    parts = {"id": it.id, "team": team, "provider": provider, "slug": "-", "version": "1"}
    parts |= town.run(_tokens, town, team, account, it.id)
    overseer, session = town.run(_two_more, town, team, account)
    parts |= {"command": "adjourn", "dilemma": "-", "key": "zorg"}
    parts |= {"category": "018", "part": "1", "path": "v1/x"}
    cookies: dict[str, Cookies] = {"facilitator": dict(lead.cookies)}
    world = World(town, it.id, cookies, parts, overseer, session)
    world.keep("draft")
    answer = lead.post(f"/t/{it.id}/start", data={"key": "start"})
    assert answer.status_code == 303, answer.text[:3000]
    phone, bystander, *_ = (it.join(perspective) for perspective in THREE)
    screen = town.visitor()
    grant = town.run(screens.create_grant, db, it.id, timedelta(minutes=5), town.clock())
    assert screen.post(f"/s/{grant}").headers["location"] == f"/t/{it.id}/screen"
    cookies |= {"participant": dict(phone.cookies), "bystander": dict(bystander.cookies)}
    cookies["projector"] = dict(screen.cookies)
    parts["dilemma"] = it.dilemma
    parts["option"] = it.options[0]
    world.keep("gathering")
    _meet(world, it, phone, bystander)
    parts["slug"] = published(it).rsplit("/", 1)[1]
    world.keep("published")
    return world


def _asks(world: World, it: Trialogue) -> None:
    """Let a spokesperson in, whose link works from then on."""
    who = Spokesperson(TrialogueId(it.id), DilemmaId(it.dilemma), Perspective.POLICY)
    token = it.town.run(spokespersons.make_link, it.town.house.db, who, it.town.clock())
    visitor = it.town.visitor()
    assert visitor.post(f"/a/{token}").status_code == 303
    world.cookies["spokesperson"] = dict(visitor.cookies)
    world.parts["a token"] = token


def _meet(world: World, it: Trialogue, phone: TestClient, bystander: TestClient) -> None:
    def written(who: TestClient, **about: str) -> None:
        it.ok("contribute", who, dilemma=it.dilemma, text="Aan de balie", **about)

    it.go("explore")
    silent = {"round": str(it.state.round), "pole": "a", "kind": "signal"}
    written(phone, **silent)
    written(bystander, **silent)
    world.keep("writing")
    it.ok("reveal", round=silent["round"])
    it.go("options")
    option = it.options[0]
    written(phone, option=option, kind="against")
    it.ok("add-option", phone, dilemma=it.dilemma, title="Nog een")
    world.keep("options")
    it.go("weigh")
    it.ok("rate", phone, option=option, **{"c-cost": "1"})
    it.ok("show-picture", option=option)
    world.keep("weigh")
    it.go("decide")
    recorded(it, it.options[1])
    fields = {**WORDS, "confirmed": THREE, "option": option}
    it.ok("propose-outcome", kind="rejected", **fields)
    outcome = str(it.state.options[option].outcome)
    it.ok("give-consent", phone, outcome=outcome, stance="object", why="Nee.")
    world.keep("decide")
    it.ok("adjourn")
    world.keep("adjourned")
    it.ok("resume")
    it.go("decide")
    it.ok("record-outcome", outcome=outcome)
    *_, last = it.options
    recorded(it, last, "chosen")
    it.go("read_back")
    it.ok("answer-read-back", phone, option=option, reads="no", remark="Niet zo.")
    world.keep("read back")
    it.ok("close-trialogue")
    _asks(world, it)
    world.keep("closed")
