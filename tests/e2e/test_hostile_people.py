"""Whatever stands in a name, on the way in, or waiting on a phone is words, and does nothing else.

What is typed in a meeting itself: `test_hostile_strings.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.harmless import Typed, Watched
from tests.e2e.leading import DRAFT, Leader, start, visitor
from tests.e2e.room import LAPTOP, PHONE, join
from tests.e2e.serving import Server, serving
from tests.e2e.test_hostile_strings import CORPUS
from tests.web.driving import in_form
from trialoog.core.text import clean

MARKUP = CORPUS["markup"]
NAME = 100  # characters
# A link of each kind that Markdown knows, beside what it must not let through.
PRIVACY = f"""## Onze privacyverklaring {MARKUP}

{CORPUS["htmx"]} {CORPUS["links"]} {CORPUS["pictures"]}

<javascript:alert(1)> [x]: javascript:alert(1) [onze site](https://example.org "{MARKUP}")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An organisation whose own name and page are of that kind."""
    folder: Path = tmp_path_factory.mktemp("people")
    statement = folder / "privacy.md"
    statement.write_text(PRIVACY, encoding="utf-8")
    settings = {
        "TRIALOOG_PRIVACY_FILE": str(statement),
        "TRIALOOG_ORGANISATION": f"Dienst {MARKUP}",
        "TRIALOOG_CONTACT": f"balie {MARKUP}",
        "TRIALOOG_SMTP_URL": "smtp://127.0.0.1:9",  # where nobody listens
        "TRIALOOG_MAIL_FROM": "noreply@example.org",
    }
    with serving(folder / "data", **settings) as started:
        yield started


@dataclass
class Team:
    """Somebody who leads a team, both with the same name, in a browser and by hand."""

    lead: Leader
    page: Page
    watched: Watched
    typed: Typed


async def team(server: Server, new_page: NewPage, typed: Typed) -> Team:
    name, own = typed.long("persoon", 200), typed.long("team", 200)
    client = visitor(server)
    # Who has the command line is believed.
    link = server.login_link(clean(name), clean(own))
    assert client.post(link).status_code == 303
    page = await new_page(viewport=LAPTOP, base_url=server.url, allow=("status of 422",))
    kept = [{"name": c.name, "value": c.value or "", "url": server.url} for c in client.cookies.jar]
    await page.context.add_cookies(kept)  # type: ignore[arg-type]
    watched = Watched(typed)
    watched.follow(page)
    made = client.post("/trialogues", data={"format": "besluitvorming"})
    lead = Leader(server, client, made.headers["location"].split("/")[2])
    form = lead.page("/prepare")
    option = re.findall(r'name="(option-[^"]+-title)"', form)[-1]
    typed_in = {**in_form(form, DRAFT), option: "Een vast drempelbedrag"}
    lead.post(f"/t/{lead.id}/prepare", **typed_in)
    start(lead)
    return Team(lead, page, watched, typed)


async def people(it: Team, server: Server, new_page: NewPage) -> None:
    """Account, team and invitation, by who invites and by who is invited."""
    page, watched, typed = it.page, it.watched, it.typed
    await watched.open(page, "/account", "persoon", "team")
    await page.get_by_role("link", name="Wie zit erin?").click()
    await page.wait_for_url("**/team/*")
    await watched.look(page, "persoon", "team")
    # Refused, so that it comes back with what was typed.
    await page.get_by_label("Naam").fill(typed.long("genodigde", NAME))
    await page.locator("#email").evaluate("it => { it.type = 'text'; }")
    await page.get_by_label("E-mailadres").fill(typed.long("adres", NAME))
    await page.get_by_role("button", name="Maak een uitnodiging").click()
    await expect(page.locator("#email-error")).to_be_visible()
    await watched.look(page)
    await page.get_by_label("E-mailadres").fill("")
    await page.get_by_role("button", name="Maak een uitnodiging").click()
    link = await page.get_by_label("Link").input_value()
    await watched.look(page, "genodigde")
    guest = await new_page(viewport=PHONE, base_url=server.url)
    watched.follow(guest)
    await watched.open(guest, link, "team")
    await guest.get_by_role("button", name="Kom erbij").click()
    await guest.wait_for_url("**/trialogues")
    await watched.look(guest)
    await watched.open(guest, "/account", "genodigde", "team")
    await watched.open(page, page.url.replace("/invite", ""), "genodigde", "persoon")
    for address in ("/lead", "/journal"):
        await watched.open(page, f"/t/{it.lead.id}{address}")


async def two_teams(it: Team, server: Server) -> None:
    """Somebody of another team with such a name invites; a trialogue can be handed to it."""
    page, watched = it.page, it.watched
    other = visitor(server)
    name, own = it.typed.long("collega", 200), it.typed.long("buurteam", 200)
    assert other.post(server.login_link(clean(name), clean(own))).status_code == 303
    found = re.search(r'href="(/team/[^"/]+)"', other.get("/account").text)
    assert found
    invited = other.post(f"{found[1]}/invite", data={"name": "Samen"})
    link = re.search(r"http://[^\s\"<]+/invite/[\w-]+", invited.text)
    assert link
    await watched.open(page, link[0], "buurteam")
    await page.get_by_role("button", name="Kom erbij").click()
    await page.wait_for_url("**/trialogues")
    await watched.look(page, "buurteam")
    for team in ("buurteam", "team"):  # there and back
        handing = page.locator(f"form[action='/t/{it.lead.id}/hand-over']")
        await page.locator("details", has=handing).locator("summary").first.click()
        await handing.get_by_role("button", name=f"Aan {team} ").click()
        await page.wait_for_load_state()
        await watched.look(page)


async def refused(it: Team, server: Server, new_page: NewPage) -> None:
    """Who asks for a link with what is no address gets it back as it was typed."""
    page = await new_page(viewport=PHONE, base_url=server.url, allow=("status of 422",))
    it.watched.follow(page)
    await page.goto("/login")
    await page.locator("#email").evaluate("it => { it.type = 'text'; }")
    await page.get_by_label("Je e-mailadres").fill(it.typed.long("inlogadres", 254))
    await page.get_by_role("button", name="Mail me een inloglink").click()
    await expect(page.locator("#email-error")).to_be_visible()
    came_back = ["inlogadres"] if clean(it.typed.attack) == it.typed.attack else ()
    await it.watched.look(page, *came_back)


async def redacted(it: Team) -> None:
    """Words that have to go: not found, found, and why they went."""
    page, watched, typed, lead = it.page, it.watched, it.typed, it.lead
    words = typed.long("inbreng")
    silent = {"round": lead.record("RoundOpened")[0]["round"], "pole": "a", "kind": "fact"}
    phone = lead.join("policy")
    sent = {"dilemma": lead.dilemma, "text": words, "source": typed.long("bron", 300), **silent}
    assert phone.post(f"/t/{lead.id}/contribute", data=sent).status_code == 303
    lead.do("reveal", round=silent["round"])
    await watched.open(page, f"/t/{lead.id}/redact")
    await page.get_by_label("Welke woorden?").fill(typed.long("elders"))
    await page.get_by_role("button", name="Zoek").click()
    await expect(page.locator("#words-error")).to_be_visible()
    await watched.look(page)
    await page.get_by_label("Welke woorden?").fill(typed.kept["inbreng"])
    await page.get_by_role("button", name="Zoek").click()
    await expect(page.locator("#plaatsen")).to_be_visible()
    await watched.look(page, "inbreng")
    await page.get_by_label("Waarom?").fill(typed.long("grond", 200))
    await page.get_by_role("button", name="Maak onleesbaar").click()
    await page.wait_for_url("**/journal?said=redacted")
    await watched.look(page, "grond")
    assert typed.kept["inbreng"] not in await page.content()


async def waiting(it: Team, server: Server, new_page: NewPage) -> None:
    """A text on a phone that could not be sent: waiting, opened anew, taken back, refused."""
    typed = it.typed
    # On the phone itself it is as it was typed, also where the record would clean it.
    same = clean(typed.attack) == typed.attack
    words, kind, said = ([one] if same else [] for one in ("wacht", "soort", "geweigerd"))
    away = ("ERR_FAILED", "ERR_INTERNET", "htmx", "status of 409")
    phone = await new_page(viewport=PHONE, base_url=server.url, allow=away)
    watched = it.watched
    watched.follow(phone)
    await join(phone, server.url, it.lead.code, "Uitvoering")
    it.lead.go("explore")
    await phone.goto(f"/t/{it.lead.id}")
    await phone.route("**/contribute", lambda route: route.abort())
    for label in ("Maatwerk", "Signaal"):
        await phone.locator("#write label.pick", has_text=label).first.click()
    await phone.locator("#write [name=text]").fill(typed.long("wacht").replace("\0", ""))
    await phone.locator("#send").click()
    card = phone.locator("#outbox article")
    await expect(card).to_have_count(1)
    await watched.look(phone, *words)
    # As it would stand there had another page written it.
    await phone.evaluate(
        """said => { for (const [name, kept] of Object.entries(localStorage)) {
          const entry = { ...JSON.parse(kept), label: said };
          localStorage.setItem(name, JSON.stringify(entry));
        } }""",
        typed.long("soort"),
    )
    await phone.reload()
    await expect(card).to_have_count(1)
    await watched.look(phone, *words, *kind)
    await phone.get_by_role("button", name="Haal terug").click()
    await expect(card).to_have_count(0)
    await watched.look(phone, *words)
    assert await phone.evaluate("Object.keys(localStorage)") == []
    # Too late, so that the server's sentence stands beside it.
    await phone.locator("#send").click()
    await expect(card).to_have_count(1)
    refusal = f'<p role="alert">{escape(typed.long("geweigerd"))}</p>'
    await phone.unroute("**/contribute")
    await phone.route("**/contribute", lambda route: route.fulfill(status=409, body=refusal))
    await phone.evaluate("dispatchEvent(new Event('online'))")
    await expect(phone.locator("#outbox article[data-state=refused]")).to_have_count(1)
    await watched.look(phone, *words, *said)


@pytest.mark.parametrize("name", ["markup", pytest.param("htmx", marks=pytest.mark.soak)])
async def test_23_names_words_to_redact_and_texts_that_wait_stay_what_they_are(
    name: str, server: Server, new_page: NewPage
) -> None:
    it = await team(server, new_page, Typed(CORPUS[name]))
    await people(it, server, new_page)
    await two_teams(it, server)
    await refused(it, server, new_page)
    await waiting(it, server, new_page)
    await redacted(it)
    assert not it.watched.wide, "\n".join(f"{u}: {w}" for u, w in it.watched.wide.items())


async def test_23_what_an_organisation_says_of_itself_runs_nothing(
    server: Server, new_page: NewPage
) -> None:
    typed = Typed(MARKUP)
    typed.kept["dienst"] = f"Dienst {MARKUP}"
    typed.kept["balie"] = f"balie {MARKUP}"
    typed.kept["kop"] = "Onze privacyverklaring <script>alert(1)</script>"
    watched = Watched(typed)
    page = await new_page(viewport=PHONE, base_url=server.url)
    watched.follow(page)
    await watched.open(page, "/privacy", "dienst", "balie", "kop")
    links = await page.locator("main a").evaluate_all("all => all.map(it => it.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    for address in ("/accessibility", "/", "/how", "/login"):
        await watched.open(page, address)
