"""Whatever somebody types stands on every screen as the words it is, and does nothing else.

One meeting per text, with that text in every field, followed live by a console, a phone and a
projector; then every page on which it comes to stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.harmless import LOOK, Typed, Watched, plain
from tests.e2e.leading import THREE, Leader, leading, start
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, join
from tests.e2e.serving import Server, serving
from trialoog.core.text import LINE, LONG, clean

CORPUS = {
    "markup": "<script>alert(1)</script></template></textarea></title></noscript>"
    "\"><img src=x onerror=alert(1)> '><svg onload=alert(1)>",
    "htmx": '<hx-partial hx-target="#board">weg</hx-partial><div hx-get="/bad" hx-trigger="load" '
    'hx-swap-oob="true" id="board" hx-on:click="alert(1)">weg</div>',
    "links": "[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a> javascript:alert(1)",
    "pictures": "![x](http://elsewhere.invalid/a.png) ![y](javascript:alert(1)) "
    "<script src=//elsewhere.invalid/x.js></script>",
    "characters": "eerst \u202etxet\u202c \u2066dan\u2069 \u200fweer na\x00da \x08\x1b[31m\ufeff",
    "zalgo": "z" + "\u0335\u0321\u0323\u0300\u0315\u0341\u0489" * 800,
    "one word": "w" * LONG,
    "templates": "{{7*7}} ${7*7} <%= 7*7 %> {% raw %} {# #} {{ config }} "
    "%(x)s %s %(query)s %%(num)s 100% {0} {x} &lt;b&gt; &amp;amp; &#0;",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with serving(folder) as started:
        yield started


@dataclass
class Meeting:
    """A meeting in which everybody types the same text, with its live pages."""

    lead: Leader
    typed: Typed
    watched: Watched
    console: Page
    screen: Page
    phone: Page
    seats: list[httpx2.Client]

    def says(self, command: str, seat: int = 0, /, **fields: str) -> None:
        """Send a form of somebody else's phone."""
        answer = self.seats[seat].post(f"/t/{self.lead.id}/{command}", data=fields)
        assert answer.status_code == 303, (command, answer.text[:3000])

    async def all_look(self, *labels: str, screen: bool = True) -> None:
        """The live pages, and then the same pages opened anew."""
        for again in (False, True):
            for page in (self.console, self.phone, self.screen):
                if again:
                    await page.reload()
                # The projector shows as much of a long text as fits.
                fits = page is not self.screen or (screen and len(self.typed.attack) < LINE)
                await self.watched.look(page, *(labels if fits else ()))


async def gathered(server: Server, new_page: NewPage, typed: Typed) -> Meeting:
    """Prepare with the text in every field, open the doors and come in."""
    line, watched = typed.line, Watched(typed)
    draft = {
        "title": line("titel"),
        "question": line("vraag"),
        "background": typed.long("achtergrond"),
        "organisation": line("organisatie"),
        "decision_maker": line("besluitnemer"),
        "dilemma_question": line("dilemmavraag"),
        "pole_a": line("kant-een"),
        "pole_a_worth": line("waarde-een"),
        "pole_b": line("kant-twee"),
        "pole_b_worth": line("waarde-twee"),
    }
    lead = leading(server, line("optie-twee"), **draft)
    detail = re.findall(r'name="(option-[^"]+-detail)"', lead.page("/prepare"))[-1]
    lead.post(f"/t/{lead.id}/prepare", **{detail: typed.long("uitleg-twee")})

    pages: list[Page] = []
    for size in (LAPTOP, PROJECTOR, PHONE):
        page = await new_page(viewport=size, base_url=server.url, allow=("status of 422",))
        watched.follow(page)
        pages.append(page)
    console, screen, phone = pages
    session = [
        {"name": it.name, "value": it.value or "", "url": server.url}
        for it in lead.client.cookies.jar
    ]
    for page in (console, screen):
        await page.context.add_cookies(session)  # type: ignore[arg-type]
    await watched.open(console, f"/t/{lead.id}/prepare")
    await watched.open(console, "/trialogues")
    start(lead)
    await console.goto(f"/t/{lead.id}/lead")
    await screen.goto(f"/t/{lead.id}/screen")
    await join(phone, server.url, lead.code, "Uitvoering")
    seats = [lead.join(p) for p in ("policy", "politics") for _ in range(3)]
    return Meeting(lead, typed, watched, console, screen, phone, seats)


async def explore(it: Meeting) -> None:
    lead, typed = it.lead, it.typed
    lead.go("explore")
    rounds = lead.record("RoundOpened")
    text, source = typed.long("inbreng"), typed.long("bron", 500)
    fields = {"dilemma": lead.dilemma, "round": rounds[0]["round"], "pole": "a", "kind": "fact"}
    it.says("contribute", **fields, text=text, source=source, key="c")
    # Refused, so that the form comes back with what was typed; then sent as it should be.
    await expect(it.phone.locator("#write")).to_be_visible()
    await it.phone.evaluate(
        "document.querySelectorAll('#write [required]').forEach("
        "it => it.removeAttribute('required'))"
    )
    await it.phone.locator("#write [name=text]").fill(typed.long("eigen"))
    await it.phone.locator("#send").click()
    await expect(it.phone.locator("#pole-error")).to_be_visible()
    await it.watched.look(it.phone)
    await it.phone.locator("#write .picks label", has_text="Signaal").click()
    await it.phone.locator("#write .sides label").first.click()
    await it.phone.locator("#send").click()
    await expect(it.phone.locator("#mine article")).to_have_count(1)
    await it.watched.look(it.phone, "eigen")
    lead.do("reveal", round=rounds[0]["round"])
    await it.all_look("inbreng", "eigen", "kant-een", "kant-twee", screen=False)
    await it.watched.look(it.phone, "bron")


async def options(it: Meeting) -> None:
    lead, typed = it.lead, it.typed
    lead.go("options")
    title, detail = typed.line("optie-drie"), typed.long("uitleg-drie")
    it.says("add-option", dilemma=lead.dilemma, title=title, detail=detail, key="o")
    lead.options = [fact["option"] for fact in lead.record("OptionAdded")]
    it.says(
        "contribute",
        dilemma=lead.dilemma,
        option=lead.options[1],
        kind="against",
        text=typed.long("argument"),
        key="a",
    )
    lead.do(
        "reword-option",
        option=lead.options[0],
        title=typed.line("optie-een"),
        detail=typed.long("uitleg-een"),
    )
    await it.all_look("optie-een", "optie-twee", "optie-drie", screen=False)
    await it.watched.look(it.phone, "argument", "uitleg-een", "uitleg-drie")
    await it.watched.open(it.phone, f"/t/{lead.id}?option={lead.options[1]}", "argument")
    await it.phone.goto(f"/t/{lead.id}")


async def decide(it: Meeting) -> None:
    lead, typed = it.lead, it.typed
    lead.go("weigh")
    for seat in range(3):
        it.says("rate", seat, option=lead.options[1], **{"c-cost": "1"})
    lead.do("show-picture", option=lead.options[1])
    await it.all_look("optie-twee", screen=False)
    lead.go("decide")
    for at, name in ((0, "een"), (2, "drie")):
        reason, reopen = typed.long(f"reden-{name}"), typed.long(f"heropenen-{name}")
        lead.do(
            "record-outcome",
            outcome=lead.propose(lead.options[at], "rejected", reason=reason, reopen=reopen),
        )
    asked = lead.propose(
        lead.options[1],
        "chosen",
        reason=typed.long("reden-twee"),
        downsides=typed.entry("nadeel"),
        conditions=typed.entry("voorwaarde"),
        assumptions=typed.entry("aanname"),
        weighed=[fact["contribution"] for fact in lead.record("ContributionMade")],
        criteria="cost",
        **{f"says-{p}": typed.long(f"zegt-{p}") for p in THREE},
    )
    it.says("give-consent", outcome=asked, stance="object", why=typed.long("bezwaar"), key="g")
    # Beside who answered the projector has no room for all of it.
    await it.all_look("reden-twee", screen=False)
    await it.watched.look(it.phone, "nadeel")
    await it.watched.open(it.console, f"/t/{lead.id}/lead?option={lead.options[1]}", "zegt-policy")
    lead.do("record-outcome", outcome=asked)


async def read_back(it: Meeting) -> None:
    lead, typed = it.lead, it.typed
    lead.go("read_back")
    remark = typed.long("opmerking")
    it.says("answer-read-back", option=lead.options[1], reads="no", remark=remark, key="r")
    lead.do("add-correction", option=lead.options[1], text=typed.long("verbetering"))
    for p in THREE:
        lead.do("name-spokespersons", **{f"office-{p}": typed.line(f"functie-{p}")})
    await it.phone.goto(f"/t/{lead.id}")
    await it.console.goto(f"/t/{lead.id}/lead")
    await it.all_look(screen=False)
    await it.watched.look(it.console, "opmerking")
    reasons = ("reden-een", "reden-twee", "reden-drie", "heropenen-een", "verbetering", "bezwaar")
    says = [f"zegt-{p}" for p in THREE]
    await it.watched.look(it.phone, *reasons, *says, "nadeel", "voorwaarde", "aanname")
    lead.do("close-trialogue")
    for page in (it.console, it.screen, it.phone):
        await expect(page.locator("body")).to_contain_text("gesloten")
        await it.watched.look(page)


async def publish(it: Meeting, *, markdown: bool) -> str:
    """Fill every block of public text in; two versions; return the address."""
    lead, typed = it.lead, it.typed
    editor = f"/weighing/{lead.dilemma}"
    html = lead.page(editor).partition('id="text"')[2].partition("</form>")[0]
    blocks = re.findall(r'<textarea id="([^"]+)"', html)
    assert {"intro", "choice", "background", "b-reason", "b-downsides"} <= {*blocks}
    assert any("-assumption-" in name for name in blocks), "one sentence, and hostile as well"
    texts = {name: typed.long(f"openbaar-{name}") for name in blocks}
    lead.post(f"/t/{lead.id}{editor}", **texts)
    # The working copy is as it was typed.
    kept = [f"openbaar-{b}" for b in texts] if clean(typed.attack) == typed.attack else ()
    await it.watched.open(it.console, f"/t/{lead.id}{editor}", *kept)
    shown = [f"openbaar-{b}" for b in texts if markdown or b not in {"intro", "background"}]
    public = ["titel", "dilemmavraag", "organisatie", "besluitnemer", "functie-policy", "kant-een"]
    await it.watched.open(it.console, f"/t/{lead.id}{editor}/preview", *shown, *public)
    lead.publish(key="p1")
    why = typed.long("waarom")
    lead.do(
        "record-formal-decision", dilemma=lead.dilemma, decision="departs", on="2026-11-01", why=why
    )
    note = typed.long("versienotitie")
    address = lead.publish(key="p2", note=note)
    await it.watched.open(it.console, f"/t/{lead.id}{editor}", "waarom")
    await it.watched.open(it.console, f"/t/{lead.id}/lead")
    await it.watched.open(it.screen, f"/t/{lead.id}/screen")
    told = (
        *("titel", "vraag", "inbreng", "eigen", "argument", "optie-een", "optie-drie"),
        *("reden-een", "reden-twee", "bezwaar", "opmerking", "verbetering", "functie-policy"),
        *("waarom", "versienotitie"),
    )
    await it.watched.open(it.console, f"/t/{lead.id}/journal", *told)
    assert lead.client.get(f"{address}/data.json").json()["document"]["title"] == clean(
        typed.line("titel")
    )
    for page in (it.phone, it.console):
        await it.watched.open(page, address, *shown, *public, "waarom", "versienotitie")
        await it.watched.open(page, f"{address}/v/1", *shown, *public)
        await it.watched.open(page, f"{address}/verify", "dilemmavraag")
    return address


@pytest.mark.parametrize(
    "body",
    [
        "<img alt='' src=x>",
        "<p onclick='x()'>",
        "<a href=' JavaScript:x()'>x</a>",
        "<div hx-get='/bad'></div>",
        "<hx-partial></hx-partial>",
        "<template><iframe></iframe></template>",
        "<script src='/x.js'></script>",
    ],
)
async def test_what_comes_alive_is_seen(new_page: NewPage, body: str) -> None:
    page = await new_page(allow=(".",))
    await page.set_content(f"<title>Proef</title><main>eerst &lt;b&gt; {body}</main>")
    seen = await page.evaluate(LOOK)
    assert len(seen["bad"]) == 1
    assert "eerst <b>" in plain(seen["text"])


# A whole meeting each: the worst in every run, the others in `make soak`.
EVERY_RUN = {"markup"}
MEETINGS = [
    name if name in EVERY_RUN else pytest.param(name, marks=pytest.mark.soak) for name in CORPUS
]


@pytest.mark.parametrize("name", MEETINGS)
async def test_23_a_text_stays_a_text_on_every_screen(
    name: str, server: Server, new_page: NewPage
) -> None:
    typed = Typed(CORPUS[name])
    # Markdown may make a link to another site of it, or a dash; never a picture or a script.
    markdown = name not in {"pictures", "templates"}
    it = await gathered(server, new_page, typed)
    await it.all_look()
    await it.watched.look(it.console, "titel")
    await it.watched.look(it.phone, "vraag", *(("achtergrond",) if markdown else ()))
    await explore(it)
    await options(it)
    await decide(it)
    await read_back(it)
    await publish(it, markdown=markdown)
    await it.watched.open(it.phone, "/", "dilemmavraag", "organisatie", "optie-een")
    searched = typed.line("gezocht").replace("\x00", "")
    await it.watched.open(it.phone, f"/?q={quote(searched)}")
    await it.watched.open(it.phone, f"/?q={quote(typed.attack[:100])}")
    await it.phone.get_by_label("Zoek een weging").fill("titel")
    await it.phone.get_by_role("button", name="Zoek").click()
    await it.watched.look(it.phone, "dilemmavraag")
    assert not it.watched.wide, "\n".join(f"{u}: {w}" for u, w in it.watched.wide.items())


@pytest.mark.parametrize("name", CORPUS)
async def test_23_a_text_in_an_address_does_nothing(
    name: str, server: Server, new_page: NewPage
) -> None:
    attack = quote(CORPUS[name][:300], safe="")
    watched = Watched(Typed(CORPUS[name]))
    page = await new_page(base_url=server.url, allow=("status of 40", "status of 429"))
    watched.follow(page)
    places = ("/j/{}", "/join?code={}", "/w/{}", "/w/x/v/{}", "/t/{}", "/login/{}", "/{}")
    for place in (*places, "/?page={}", "/?lang={}", "/login?lang={}", "/how?{}={}"):
        await watched.open(page, place.format(attack, attack))
