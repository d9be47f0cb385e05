"""P16. A backup was put back: a page that stayed open loads again by itself and says what to do,
and what waited on the phone is still there, to be looked at before it is said once more.
"""

from pathlib import Path

from playwright.async_api import expect

from tests.databases import rows
from tests.e2e.conftest import NewPage
from tests.e2e.leading import leading
from tests.e2e.leading import start as begin
from tests.e2e.outage import QUIET, mortal, start, stop
from tests.e2e.room import PHONE, join
from tests.e2e.test_p14_in_the_room import waiting, write
from trialoog import backups
from trialoog.app import utc_now


async def test_a_phone_that_was_in_finds_the_way_in_again(
    new_page: NewPage, tmp_path: Path
) -> None:
    with mortal(tmp_path / "data") as server:
        lead = leading(server, "Een vast drempelbedrag")
        begin(lead)
        phone = await new_page(viewport=PHONE, allow=QUIET)
        await join(phone, server.url, lead.code, "Uitvoering")
        lead.go("explore")
        await phone.goto(f"{server.url}/t/{lead.id}")
        sent: list[str] = []
        phone.on("request", lambda asked: sent.append(asked.method))
        file, url = tmp_path / "backup", f"sqlite:///{server.data}/trialoog.db"
        await backups.backup(url, file)
        stop(server)
        await write(phone, "Dit wachtte nog.")
        await expect(waiting(phone)).to_have_count(1)
        await backups.restore(url, file, utc_now, replace=True)
        start(server)
        await expect(phone.get_by_label("Code op het scherm")).to_be_visible(timeout=40_000)
        await expect(phone.locator("body")).to_contain_text("Typ de code van het scherm opnieuw")
        assert sent.count("POST") < 20, "where it can't be sent it is not tried"
        ((code,),) = rows(url, "SELECT code FROM trialogue")
        await join(phone, server.url, str(code), "Uitvoering")
        card = phone.locator("#outbox article[data-state=refused]")
        await expect(card).to_contain_text("Dit wachtte nog.")
        await expect(card).to_contain_text("Je kunt de tekst nog kopiëren")
        assert lead.record("ContributionMade") == []
