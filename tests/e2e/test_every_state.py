"""Every screen in every state of one trialogue, in both languages, by the whole of WCAG 2.2 AA.

One trialogue is played over HTTP, so that eyes can look along without being in its way: at each
step they open what somebody sees there, and look at it in every way of `grid`.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from tests.e2e.conftest import NewPage
from tests.e2e.eyes import Eyes, Room, View, tap
from tests.e2e.leading import THREE, Leader, leading, start, visitor
from tests.e2e.serving import Server, free_port, serving
from tests.web.test_mail import Box

pytestmark = pytest.mark.soak

LONG = (
    "Aan de balie zien we elke week mensen die een klein bedrag moeten terugbetalen en daardoor in "
    "de knel komen, ook al is de arbeidsongeschiktheidsverzekeringsmaatschappij het ermee eens."
)
READER, OTHER = "bo@example.org", "an@example.org"


@pytest.fixture
def mail() -> Box:
    return Box()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path, mail: Box) -> AsyncIterator[Server]:
    """An installation that can send mail."""
    port, loop = free_port(), asyncio.get_running_loop()
    post = await loop.create_server(lambda: SMTP(mail, loop=loop), "127.0.0.1", port)
    settings = {"TRIALOOG_SMTP_URL": f"smtp://127.0.0.1:{port}", "TRIALOOG_MAIL_FROM": READER}
    with serving(tmp_path / "every", **settings) as started:
        yield started
    post.close()


async def test_nobody_is_kept_out_of_any_state(
    server: Server, new_page: NewPage, mail: Box
) -> None:
    leader = leading(server, "Een vast drempelbedrag", "Een collega kijkt mee", background=LONG)
    eyes = Eyes(server, new_page)
    eyes.people = {"facilitator": leader.client, "screen": leader.client}
    room = Room(leader, eyes)
    await _before(room)
    await _in(room)
    await _explore(room)
    await _weigh(room)
    await _decide(room)
    await _afterwards(room)
    await _published(room, mail)
    found = "\n".join(eyes.grid.faults)
    assert not found, f"{eyes.grid.seen} looks, {len(eyes.grid.faults)} faults:\n{found}"


# == the story ==


async def _before(room: Room) -> None:
    """A draft, and everything about who may lead."""
    it, eyes = room.leader, room.eyes
    newcomer = visitor(it.server)
    assert newcomer.post(it.server.login_link("Samira", "Nieuw team")).status_code == 303
    eyes.people["newcomer"] = newcomer
    empty = newcomer.post("/trialogues", data={"format": "besluitvorming"}).headers["location"]
    team = re.search(r'href="(/team/[0-9a-f]+)"', it.client.get("/account").text)
    assert team
    link = _invited(it, f"/t/{it.id}/facilitators/invite", name="Bo")
    into_team = _invited(it, f"{team[1]}/invite", name="Nieuw", role="facilitator")
    start_now = tap("#start", ".field__error")
    await eyes.see(
        View("anyone", "home without a weighing", "/"),
        View("anyone", "how", "/how"),
        View("anyone", "privacy", "/privacy"),
        View("anyone", "accessibility", "/accessibility"),
        View("anyone", "nothing announced", "/announced"),
        View("anyone", "nothing rejected", "/rejected"),
        View("anyone", "empty overview", "/overview"),
        View("anyone", "sign-in", "/login"),
        View("anyone", "sign-in with an error", "/login", tap("main form button", ".field__error")),
        View("anyone", "a link that is over", "/login/a-link"),
        View("anyone", "a page that is not there", "/nothing"),
        View("anyone", "a code that is wrong", "/join?code=ABCDEFGH"),
        View("anyone", "invited to lead", link),
        View("anyone", "invited to a team", into_team),
        View("newcomer", "trialogues of a newcomer", "/trialogues"),
        View("newcomer", "an empty preparation", empty),
        View("newcomer", "a preparation with errors", empty, start_now),
        View("newcomer", "an account", "/account"),
        View("facilitator", "trialogues", "/trialogues"),
        room.lead("preparation", "prepare"),
        room.lead("script", "prepare/script"),
        room.lead("cards", "cards"),
        room.lead("facilitators", "facilitators"),
        View("facilitator", "team", team[1]),
    )


def _invited(it: Leader, address: str, **typed: str) -> str:
    """A link that invites somebody."""
    found = re.search(r"/invite/[\w-]+", it.client.post(address, data=typed).text)
    assert found
    return found[0]


async def _in(room: Room) -> None:
    """The doors are open."""
    it, eyes = room.leader, room.eyes
    start(it)
    door = f"/j/{it.code}"
    await eyes.see(
        View("anyone", "the door", door),
        View("anyone", "the door with errors", door, tap("button.btn--main", ".field__error")),
    )
    eyes.people |= {who: it.join(who) for who in (*THREE, "citizen", "oversight")}
    for who in THREE * 2:
        it.join(who)
    await room.everywhere("lobby", phones=(*THREE, "citizen"))


async def _explore(room: Room) -> None:
    """Writing in silence, and what comes of it."""
    it = room.leader
    it.go("explore")
    (opened,) = (fact["round"] for fact in it.record("RoundOpened"))
    await room.everywhere("nothing written yet", phones=("policy",))
    for who, kind, text in (
        ("policy", "signal", LONG),
        ("implementation", "fact", "Een op de drie belt ons."),
        ("politics", "question", "Hoeveel kost het?"),
        ("citizen", "worry", "Ik durf niet te bellen."),
    ):
        room.says(who, "contribute", round=opened, kind=kind, pole="a", text=text)
    await room.everywhere("written in silence", phones=(*THREE, "citizen"))
    it.do("close-round", round=opened)
    await room.everywhere("a round that is over", phones=("implementation",))
    it.do("reveal", round=opened)
    texts = [fact["contribution"] for fact in it.record("ContributionMade")]
    room.says("politics", "recognise", contribution=texts[0], on="1")
    it.do("group-cards", contribution=texts[:2], name="Bellen")
    it.do("mark-answered", contribution=texts[2], on="1")
    room.says("policy", "raise-hand", step=str(_step(it)))
    it.do("set-budget", minutes="3")
    await room.everywhere(
        "revealed",
        room.lead("one text", f"texts?text={texts[0]}"),
        room.lead("all texts", "texts"),
    )
    it.do("give-turn")
    it.do("focus", contribution=texts[0])
    it.do("freeze-screen")
    await room.everywhere("one text in the middle, a turn", phones=("policy",))
    it.do("unfreeze-screen")
    it.do("end-turn")


def _step(it: Leader) -> int:
    found = re.search(r'name="step"\s+value="(\d+)"', it.page("/lead"))
    return int(found[1]) if found else 0


async def _weigh(room: Room) -> None:
    """Options, arguments, ratings and their picture."""
    it = room.leader
    it.go("options")
    room.says("politics", "add-option", title=LONG[:150], detail=LONG)
    room.says("policy", "add-option", title="Hetzelfde, anders gezegd", detail="")
    it.options = [fact["option"] for fact in it.record("OptionAdded")]
    for who, kind in (("policy", "for"), ("implementation", "against"), ("citizen", "for")):
        room.says(who, "contribute", option=it.options[1], kind=kind, text=LONG)
    argue = f"?option={it.options[1]}"
    await room.everywhere(
        "options",
        room.phone("policy", "an argument", argue),
        room.phone("implementation", "a new option", "?new=option"),
        room.lead("an option in other words", f"lead?option={it.options[3]}#reword"),
    )
    it.do("focus", option=it.options[1])
    await room.everywhere("one option in the middle", phones=("politics",))
    same = it.options.pop()
    it.do("merge-option", option=same, into=it.options[1], reason=LONG, confirmed=THREE)
    it.go("weigh")
    rate = room.phone("politics", "an option to rate", f"?option={it.options[1]}")
    await room.everywhere("nothing weighed yet", rate, phones=("implementation",))
    for at, who in enumerate((*THREE, "citizen")):
        for option in it.options:
            values = {f"c-{name}": ("2", "-2", "unknown")[at % 3] for name in ("values", "cost")}
            room.says(who, "rate", option=option, **values)
    rated = room.phone("policy", "an option that is rated", f"?option={it.options[1]}")
    await room.everywhere("weighed", rated, phones=("politics", "citizen"))
    it.do("show-picture", option=it.options[1])
    await room.everywhere("the picture")


async def _decide(room: Room) -> None:
    """Outcomes, consent, reading back, and the end."""
    it = room.leader
    it.go("decide")
    send = tap("#outcome form .btn--main", "#outcome .field__error")
    await room.everywhere(
        "nothing decided yet",
        room.lead("an outcome with errors", f"lead?option={it.options[0]}", send),
        phones=("politics",),
    )
    outcome = it.propose(it.options[0], "rejected", reason=LONG, reopen="Als het goedkoper kan.")
    await room.everywhere("a proposal")
    for who, stance in zip(THREE, ("support", "live_with", "object"), strict=True):
        room.says(who, "give-consent", outcome=outcome, stance=stance, why=LONG)
    it.do("show-consent", outcome=outcome)
    await room.everywhere("consent that is shown", phones=("politics",))
    it.do("record-outcome", outcome=outcome)
    for option, kind, more in (
        (it.options[1], "chosen", {"downsides": "Het duurt langer."}),
        (it.options[2], "parked", {"reopen": "Over een jaar."}),
        (it.options[3], "rejected", {"reopen": LONG}),
    ):
        it.do("record-outcome", outcome=it.propose(option, kind, **more))
    await room.everywhere("every outcome", phones=("policy",))
    it.go("read_back")
    about = f"?option={it.options[0]}"
    await room.everywhere("read back", room.phone("policy", "one to read back", about))
    room.says("policy", "answer-read-back", option=it.options[0], reads="no", remark=LONG)
    it.do("add-correction", option=it.options[0], text="De kosten zijn die voor mensen.")
    it.do("name-spokespersons", **{"office-policy": "Directeur"})
    await room.everywhere("corrected", phones=("implementation",))
    it.do("adjourn")
    await room.everywhere("until another day", phones=("implementation",))
    it.do("resume")
    it.do("close-trialogue")
    await room.everywhere("closed", phones=("politics",))


async def _afterwards(room: Room) -> None:
    """The public text, and who answers for it."""
    it = room.leader
    at = f"weighing/{it.dilemma}"
    moments = [int(seq) for seq in re.findall(r"\?at=(\d+)#", it.page("/journal"))]
    publish = tap("#publish .btn--main", "#publish .field__error")
    answer = it.client.post(f"/t/{it.id}/{at}/approval-link", data={"perspective": "policy"})
    found = re.search(r"/a/[\w-]{43}", answer.text)
    assert found
    speaker = visitor(it.server)
    await room.eyes.see(
        room.lead("editor", at),
        room.lead("editor with errors", at, publish),
        room.lead("preview", f"{at}/preview"),
        room.lead("record", "journal"),
        room.lead("record at a moment", f"journal?at={moments[len(moments) // 2]}"),
        room.lead("redact", "redact"),
        View("anyone", "a link to approve", found[0]),
    )
    assert speaker.post(found[0]).status_code == 303
    room.eyes.people["spokesperson"] = speaker
    page = f"/t/{it.id}/approve/{it.dilemma}"
    await room.eyes.see(View("spokesperson", "approve", page))
    form = dict(re.findall(r'name="(key|seen)"\s+value="([^"]*)"', speaker.get(page).text))
    agreed = speaker.post(page, data={**form, "answer": "approve"})
    assert agreed.status_code == 303, agreed.text[:2000]
    await room.eyes.see(View("spokesperson", "approved", page))


async def _published(room: Room, mail: Box) -> None:
    """What every reader finds, until it is gone."""
    it, eyes = room.leader, room.eyes
    at = f"/t/{it.id}/weighing/{it.dilemma}"
    it.post(f"{at}/announce", key="tell", contact="Bel de balie.")
    await eyes.see(
        View("anyone", "announced", "/announced"),
        room.lead("editor, announced", at.removeprefix(f"/t/{it.id}/")),
    )
    slug = it.publish(key="one")
    it.publish(key="two", note="Een aanname klopte niet.", **{"text-about": LONG})
    about = f"weighing:{slug.split('/')[2]}"
    links = [_link(mail, it, email, about) for email in (READER, OTHER)]
    confirmed = visitor(it.server).post(await links[0]).headers["location"]
    mine = confirmed.split("?")[0]
    await eyes.see(
        View("anyone", "home", "/"),
        View("anyone", "found", "/?q=bedrag"),
        View("anyone", "not found", "/?q=bestaatniet"),
        View("anyone", "weighing", slug),
        View("anyone", "first version", f"{slug}/v/1"),
        View("anyone", "changes", f"{slug}/changes?from=1&to=2"),
        View("anyone", "verify", f"{slug}/verify"),
        View("anyone", "rejected", "/rejected"),
        View("anyone", "overview", "/overview"),
        View("anyone", "follow", f"/follow?weighing={slug.split('/')[2]}"),
        View("anyone", "follow with errors", "/follow", tap("main .btn--main", ".field__error")),
        View("anyone", "confirm", await links[1]),
        View("anyone", "what I follow", f"{mine}?said=confirmed"),
        View("anyone", "stop", mine.replace("/my/", "/stop/")),
        View("anyone", "a link to follow that is over", "/follow/my/over"),
        room.lead("published", at.removeprefix(f"/t/{it.id}/")),
        View("facilitator", "trialogues with one that is public", "/trialogues"),
    )
    follow_up = it.post(f"{at}/follow-up", key="further")
    await eyes.see(View("facilitator", "preparation of a follow-up", follow_up))
    it.post(f"{at}/withdraw", key="away", ground="procedure", withdraw_reason=LONG)
    await eyes.see(
        View("anyone", "gone", slug),
        room.lead("withdrawn", at.removeprefix(f"/t/{it.id}/")),
    )


async def _link(mail: Box, it: Leader, email: str, about: str) -> str:
    """Ask to follow, and wait for the link that confirms it."""
    form = {"about": about, "frequency": "each", "email": email, "language": "nl"}
    assert visitor(it.server).post("/follow", data=form).status_code == 200
    for _ in range(300):
        for one in mail.mail:
            found = re.search(r"/follow/confirm/[\w-]+", one.get_content())
            if one["to"] == email and found:
                return found[0]
        await asyncio.sleep(0.1)
    raise AssertionError(f"no mail to {email}")
