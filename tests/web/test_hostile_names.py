"""Names and addresses of people: on one line, with nothing that hides or turns the words beside it.

What a browser makes of them: `tests/e2e/test_hostile_people.py`.
"""

import asyncio
import gc
import logging
import re

import pytest

from tests.web.driving import BASE, Town, prepared, rows
from tests.web.test_accounts import come_in, team_of
from tests.web.test_mail import Box
from tests.web.test_mailed_links import arrived, link_in
from trialoog.settings import Settings
from trialoog.views.mails import signed
from trialoog.views.sign_in import LOGIN_MAIL

TEAM = 'Team "\'><img src=x onerror=alert(1)> {{7*7}} %(link)s {0} <a href="https://x.nl">x</a>'
LASTS = Settings().login_link_minutes
# Any of these passes for an address until it is sent to.
ADDRESSES = (
    *(
        "a@[bcd",
        "a@[127.0.0.1",
        "[a@b.nl",
        "[]:@x.nl",
        "a@bcd\x01.nl",
        "a@x.nl\x7f",
        "a@x.nl\u2028b",
    ),
    *("a@=?utf-8?q?=0a?=", "=?utf-8?b?DQpCY2M6IHhAeC5ubA==?=@x.nl", "a@b..nl", "é@xn--.nl"),
    *("a@" + "x" * 190, "a:b@x.nl", ".@...", "a\\@x.nl", "@@@@", "undisclosed-recipients:;@x.nl"),
    *("a@\udcff.nl", "a@\u202ex.nl", "a@x.nl\r\nBcc: b@x.nl"),
)


def test_23_a_name_turns_and_hides_nothing_beside_it(place: Town) -> None:
    lead = place.sign_in()
    turned = "Bo\u202e nna\u202c\x08\x1b[31m\x00 \u2066x\r\nBcc:"
    answer = lead.post(f"/team/{team_of(lead)}/invite", data={"name": turned})
    assert answer.status_code == 200
    assert rows(place, "SELECT name FROM invitation") == [("Bo nna[31m x Bcc:",)]
    for nobody in ("\u202e\u202c", "\u200b\u200d", "\0\x08"):
        answer = lead.post(f"/team/{team_of(lead)}/invite", data={"name": nobody})
        assert answer.status_code == 422


def test_23_a_mail_with_hostile_names_is_one_plain_text(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    lead = place.sign_in("Lead", TEAM)
    invitation = {"name": "Bo\r\nBcc: b@example.org", "email": "bo@example.org"}
    assert lead.post(f"/team/{team_of(lead)}/invite", data=invitation).status_code == 200
    place.run(arrived, box, 1)
    (mail,) = box.mail
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    assert mail["bcc"] is None
    assert TEAM in " ".join(mail.get_content().split())


def test_23_a_mail_to_lead_along_is_one_plain_text(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    it = prepared(place, place.sign_in(), title="Geld\u202e {{7*7}} %(link)s {0}\u2028Bcc: b@x.nl")
    invitation = {"name": "Bo", "email": "bo@example.org"}
    answer = it.lead.post(f"/t/{it.id}/facilitators/invite", data=invitation)
    assert answer.status_code == 200
    place.run(arrived, box, 1)
    (mail,) = box.mail
    assert mail.get_content_type() == "text/plain"
    assert mail["bcc"] is None
    said = mail.get_content()
    assert "Gespreksleider vraagt je om een trialoog mee te leiden: Geld" in said.splitlines()[0]
    assert "{{7*7}} %(link)s {0} Bcc: b@x.nl" in said.splitlines()[0]
    link = re.search(r"/invite/[\w-]+", said)
    assert link
    assert place.visitor().post(link[0]).headers["location"] == f"/t/{it.id}/lead"


def test_23_a_login_link_by_mail_holds_nothing_that_somebody_typed(
    mailing: tuple[Town, Box],
) -> None:
    place, box = mailing
    lead = place.sign_in("Lead", TEAM)
    address = "bo+{{7*7}}%s{0}'=@example.org"
    invitation = {"name": TEAM, "email": address}
    assert lead.post(f"/team/{team_of(lead)}/invite", data=invitation).status_code == 200
    place.run(arrived, box, 1)
    come_in(place, link_in(box, "invite"))
    asked = place.visitor("nl;q=<b>").post("/login", data={"email": f" {address.upper()} "})
    assert asked.status_code == 200
    place.run(arrived, box, 2)
    mail = box.mail[1]
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    assert (mail["to"], mail["bcc"]) == (address, None)
    link = f"{BASE}{link_in(box, 'login')}"
    said = place.house.looks.say("nl", LOGIN_MAIL, link=link, minutes=LASTS)
    assert mail.get_content().split() == signed(place.house.looks, "nl", said).split()


def test_25_an_address_that_no_mail_can_go_to_breaks_nothing(
    mailing: tuple[Town, Box], caplog: pytest.LogCaptureFixture
) -> None:
    place, box = mailing
    lead = place.sign_in()
    team = team_of(lead)
    for address in ADDRESSES:
        form = {"name": "Bo", "email": address.encode(errors="surrogatepass")}
        answer = lead.post(f"/team/{team}/invite", data=form)
        assert answer.status_code in {200, 422}, ascii(address)
        place.run(_sent, place.house.mailer)
        gc.collect()  # a task that broke unseen says so when it goes
        broken = [r for r in caplog.records if r.levelno >= logging.ERROR]
        assert broken == [], ascii(address)
    assert not any(mail["bcc"] for mail in box.mail)


async def _sent(mailer: object) -> None:
    async with asyncio.timeout(5):
        while mailer._sending:  # type: ignore[attr-defined]  # noqa: ASYNC110 - looked into
            await asyncio.sleep(0.01)
