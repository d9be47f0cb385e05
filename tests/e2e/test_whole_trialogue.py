"""The whole story in a browser: from the sign-in link to a reader who finds why options fell."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.outage import without_network
from tests.e2e.room import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    Room,
    contribute,
    follow,
    join,
    prepare,
    sign_in,
)
from tests.e2e.serving import Server

VOICES = ("Beleid", "Uitvoering", "Politiek") * 2
# From now on the page tells whether the form of another option came, and stands there.
TELL = """() => {
  const page = document.documentElement;
  delete page.dataset.tabbed;
  document.addEventListener("htmx:finally:request", ({detail: {ctx}}) => {
    if (ctx.request.action.includes("part=outcome")) page.dataset.tabbed = "";
  });
}"""


async def test_a_trialogue_from_sign_in_to_the_reader(  # noqa: C901, PLR0915 - one story, told in order
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    # A form that asks first; what is saved by itself and comes just after the start.
    lead = await new_page(viewport=LAPTOP, allow=("status of 422", "status of 409"))
    # Somebody with a team of their own: there is nothing of anybody else in their lists.
    await sign_in(lead, server.login_link("Samira"))
    await axe(lead)
    room = Room(server.url, lead, id=await prepare(lead))
    await axe(lead)
    await room.picture("prepare")

    # -- gather
    await lead.get_by_role("button", name="Start de inloop").click()
    await lead.wait_for_url("**/lead")
    room.screen = await new_page(
        viewport=PROJECTOR, storage_state=await lead.context.storage_state()
    )
    await room.screen.goto(f"{server.url}/t/{room.id}/screen")
    code = await room.screen.locator(".code").first.inner_text()
    code = code.replace("Code:", "").strip()
    for voice in VOICES:
        phone = await new_page(viewport=PHONE, allow=("ERR_INTERNET_DISCONNECTED", "WebSocket"))
        await join(phone, server.url, code, voice)
        room.phones.append(phone)
    await expect(lead.locator("#seats")).to_contain_text("2")
    await room.picture("gather")
    for page in (lead, room.screen, room.phones[0]):
        await axe(page)

    # -- explore: silent, blind, then all at once
    await room.next("Verkennen")
    for at, phone in enumerate(room.phones):
        await contribute(phone, f"Dit zie ik in de praktijk, nummer {at}", kind="Signaal")
    await room.picture("writing")
    for page in (lead, room.screen, *room.phones[1:]):
        assert "nummer 0" not in await page.content(), "blind, by the server"
    await room.phones[1].reload()
    await expect(room.phones[1].locator("#mine")).to_contain_text("nummer 1")
    await lead.get_by_role("button", name="Onthul de teksten").click()
    for page in (lead, *room.phones):
        await expect(page.locator("#board")).to_contain_text("nummer 0")
    for phone in room.phones:  # the form above the board goes within a second or two
        await expect(phone.locator("#write")).to_have_count(0)
    await expect(room.screen.locator("main")).to_contain_text("nummer 0")
    await (
        room.phones[2]
        .locator("#board .contribution", has_text="nummer 0")
        .get_by_role("button", name="Herken ik")
        .click()
    )
    await expect(lead.locator("#board .contribution", has_text="nummer 0")).to_contain_text(
        "Herkend"
    )
    await room.picture("revealed")
    for page in (lead, room.screen, room.phones[0]):
        await axe(page)

    # -- options and arguments
    await room.next("Opties")
    asker = room.phones[0]
    await asker.get_by_role("link", name="Zet een optie op tafel").click()
    await asker.get_by_label("De optie in één zin").fill("Een betalingsregeling op maat")
    await asker.locator("#add button").click()
    await expect(lead.locator("#options")).to_contain_text("Een betalingsregeling op maat")
    said = asker.locator("#said [role=status]")
    await expect(said).to_contain_text("Optie D staat op tafel.")
    await expect(said).to_be_focused()
    await expect(said).to_be_in_viewport()
    await asker.goto(f"{server.url}/t/{room.id}")
    await asker.locator("#board").get_by_role("link", name="Zeg iets").nth(1).click()
    await asker.locator("#write .picks label", has_text="Tegen").click()
    await asker.locator("#write [name=text]").fill("Wie net boven de grens zit, krijgt niets.")
    await asker.locator("#write button.btn--main").click()
    await expect(lead.locator("#options, #board").first).to_contain_text("net boven de grens")
    await room.picture("options")
    for page in (lead, room.screen, asker):
        await axe(page)

    # -- weigh: one phone loses its connection half-way and comes back
    await room.next("Wegen")
    for at, phone in enumerate(room.phones):
        await _rate(phone, room, values=("+ +", "− −", "0")[at % 3])
    lost = room.phones[5]
    await without_network(lost)
    await lead.get_by_role("button", name="Toon op het scherm").first.click()
    await expect(room.screen.locator("main")).to_contain_text("Grootste verschil")
    await expect(room.phones[0].locator("#board")).to_contain_text("verschil", ignore_case=True)
    await lost.context.set_offline(False)
    await expect(lost.locator("#board")).to_contain_text(
        "verschil", ignore_case=True, timeout=30_000
    )
    await room.picture("weighed")
    for page in (lead, room.screen, room.phones[0]):
        await axe(page)

    # -- decide
    await room.next("Afwegen")
    await _outcome(
        room,
        "A",
        "Afgevallen",
        reason="Terugvragen kost meer dan het oplevert.",
        reopen="Als optie C tot willekeur leidt.",
    )
    await _outcome(
        room,
        "B",
        "Afgevallen",
        reason="De wet staat geen vast bedrag toe.",
        reopen="Als de wet een drempelbedrag toestaat.",
    )
    await room.picture("outcome")
    await _outcome(
        room,
        "C",
        "Gekozen",
        reason="Dit helpt wie echt niet kan betalen.",
        downsides="Gelijke bedragen, ander besluit.",
        objection=True,
    )
    await _outcome(
        room,
        "D",
        "Aangehouden",
        reason="Eerst ervaring opdoen met optie C.",
        reopen="Over een jaar.",
    )
    await room.picture("decided")
    for page in (lead, room.screen, room.phones[0]):
        await axe(page)

    # -- read back, name spokespersons, close
    await room.next("Teruglezen")
    reader = room.phones[0]
    await reader.locator("label", has_text="Nee").first.click()
    await reader.get_by_label("Wat klopt er niet?").fill(
        "Het ging om kosten voor mensen, niet voor ons."
    )
    await reader.get_by_role("button", name="Geef antwoord").click()
    await expect(lead.locator("#record")).to_contain_text("niet voor ons")
    await lead.get_by_role("link", name="Zet er een verbetering naast bij optie A").click()
    correction = lead.locator("#correction")
    await expect(correction).to_contain_text("niet voor ons")  # what it is about stands with it
    await expect(correction.locator("textarea")).to_be_focused()
    await correction.locator("textarea").fill("De kosten zijn die voor mensen.")
    await correction.get_by_role("button", name="Zet ernaast").click()
    await expect(correction.locator("[role=status]")).to_contain_text("Bewaard")
    await expect(reader.locator("#board")).to_contain_text("De kosten zijn die voor mensen.")
    for voice, office in zip(
        ("policy", "implementation", "politics"),
        ("Directeur", "Teamleider", "Wethouder"),
        strict=True,
    ):
        await lead.locator(f"#office-{voice}").fill(office)
    await lead.locator("#spokespersons").get_by_role("button", name="Bewaar").click()
    await expect(lead.locator("#spokespersons [role=status]")).to_contain_text("Bewaard")
    await expect(lead.locator("#office-policy")).to_have_value("Directeur")
    await room.picture("read-back")
    for page in (lead, room.screen, reader):
        await axe(page)
    await lead.get_by_role("button", name="Sluit de trialoog").click()
    await expect(reader.locator("body")).to_contain_text("gesloten")
    await expect(reader.locator("[data-outcomes] article:visible")).to_have_count(4)
    await expect(reader.locator("[data-outcomes]")).to_contain_text("Gekozen")
    await expect(room.screen.locator("#stage li")).to_have_count(4)
    await expect(room.screen.locator("#stage li").first).to_contain_text("Gekozen")
    await expect(room.screen.locator("footer .not-lobby")).to_be_hidden()
    await room.picture("closed")

    # -- the public text, then public
    await lead.reload()
    await follow(lead, lead.get_by_role("link", name="Schrijf de weging"))
    await axe(lead)
    await room.picture("editor")
    intro = lead.locator("textarea").first
    await intro.fill("Mensen krijgen soms te veel. Terugvragen helpt niet altijd.")
    await expect(lead.locator("#saved")).to_contain_text("Bewaard")
    await lead.get_by_role("link", name="Bekijk hoe het eruitziet").click()
    await expect(lead.locator("main")).to_contain_text("Terugvragen helpt niet altijd.")
    await lead.go_back()
    publish = lead.get_by_role("button", name="Maak nu openbaar")
    await publish.click()
    await expect(lead.locator("#publish")).to_contain_text("Nog niet akkoord met deze tekst")
    for tick in await lead.locator("#publish input[type=checkbox]").all():
        await tick.check()
    await publish.click()
    await expect(lead.locator("#published")).to_contain_text("Gelukt: versie 1")
    await axe(lead)

    # -- an anonymous reader
    reader = await new_page(viewport=PHONE)
    await reader.goto(server.url)
    await reader.get_by_label("Zoek een weging").fill("klein bedrag")
    await follow(reader, reader.get_by_role("button", name="Zoek"))
    await axe(reader)
    await follow(reader, reader.locator(".finding h3 a").first)
    for reason in (
        "De wet staat geen vast bedrag toe.",
        "Als de wet een drempelbedrag toestaat.",
        "Terugvragen kost meer dan het oplevert.",
        "Eerst ervaring opdoen met optie C.",
        "Dit helpt wie echt niet kan betalen.",
        "Gelijke bedragen, ander besluit.",
    ):
        await expect(reader.locator("main")).to_contain_text(reason)
    await axe(reader)
    room.phones = [reader]
    await room.picture("public")


async def _rate(phone: Page, room: Room, values: str) -> None:
    """Rate every option on every criterion with one and the same sign."""
    await phone.goto(f"{room.url}/t/{room.id}")
    for _ in range(4):
        for scale in await phone.locator(".rate__scale").all():
            await scale.locator("label", has_text=values).first.click()
        await expect(phone.locator("#saved")).to_contain_text("6 van 6")
        forward = phone.get_by_role("link", name="Volgende optie")
        if not await forward.count():
            return
        await follow(phone, forward)
        await expect(phone.locator(".rate__scale :checked")).to_have_count(0)


async def _outcome(
    room: Room,
    letter: str,
    kind: str,
    reason: str,
    reopen: str = "",
    downsides: str = "",
    *,
    objection: bool = False,
) -> None:
    """The facilitator gives an option its outcome; phones consent; it is recorded."""
    lead = room.lead
    # The form of this option may be there already, and what is filled in there goes with it.
    await lead.evaluate(TELL)
    await lead.locator("#outcome .tabs a").nth(ord(letter) - ord("A")).click()
    await expect(lead.locator("html[data-tabbed]")).to_have_count(1)
    await expect(lead.locator("#uitkomst")).to_have_text(f"Uitkomst van optie {letter}")
    form = lead.locator("#outcome form")
    # By key: what comes in above may move the page between the two halves of a click.
    await form.get_by_role("radio", name=kind).press("Space")
    await form.get_by_label("Reden", exact=True).fill(reason)
    await form.get_by_label("Wat voor reden").select_option(index=1)
    if reopen:
        await form.get_by_label("Wanneer kijken we").fill(reopen)
    if downsides:
        await form.get_by_label("Welke nadelen").fill(downsides)
    for tick in await form.locator('input[name="confirmed"]').all():
        await tick.check()
    await form.get_by_role("button", name="Zet op het scherm").click()
    assert room.screen is not None
    await expect(room.screen.locator("body")).to_contain_text(reason)
    await expect(lead.locator("#proposal")).to_be_focused()  # what to record is what is in view
    await expect(lead.get_by_role("button", name="Leg vast")).to_be_in_viewport()
    phone = room.phones[1]
    await expect(phone.locator("form.consent")).to_contain_text(f"Optie {letter}")
    await phone.locator("label.pick", has_text="bezwaar" if objection else "steun").first.click()
    if objection:
        await phone.get_by_label("Wat is je bezwaar?").fill(
            "Zonder extra mensen wordt de wachttijd langer."
        )
    await phone.get_by_role("button", name="Geef antwoord").first.click()
    await expect(phone.locator("body")).to_contain_text("Je antwoord is bewaard")
    await lead.get_by_role("button", name="Leg vast").click()
    await expect(lead.locator("#outcomes")).to_contain_text(kind)
    await expect(lead.locator("#outcome")).not_to_contain_text("ligt nog niet vast")
