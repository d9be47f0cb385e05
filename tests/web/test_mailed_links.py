"""Login links and invitations by mail, through a real mail server on this machine."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.driving import Town, rows, started, town
from tests.web.test_accounts import come_in, team_of
from tests.web.test_mail import Box
from trialoog.store import people
from trialoog.views.looks import Looks

ADDRESS = "bo@example.org"


@pytest.fixture(autouse=True)
def all_of_it(mailing: tuple[Town, Box]) -> Iterator[None]:
    """No mail goes that a test did not expect."""
    yield
    place, box = mailing
    place.run(arrived, box, 0)


async def arrived(box: Box, number: int) -> None:
    async with asyncio.timeout(20):
        while len(box.mail) < number:  # noqa: ASYNC110 - a box is looked into
            await asyncio.sleep(0.01)


def asks(place: Town, address: str, language: str = "nl") -> tuple[int, str]:
    answer = place.visitor(language).post("/login", data={"email": address})
    return answer.status_code, answer.text


def somebody_with_an_address(place: Town, box: Box) -> None:
    lead = place.sign_in()
    invitation = {"name": "Bo", "role": "facilitator", "email": f" {ADDRESS.upper()} "}
    assert lead.post(f"/team/{team_of(lead)}/invite", data=invitation).status_code == 200
    place.run(arrived, box, 1)
    assert box.mail[0]["to"] == ADDRESS
    assert "het team Team" in box.mail[0].get_content()
    come_in(place, link_in(box, "invite"))


def handed(page: str) -> str:
    """The link of an invitation as its page shows it, to hand on."""
    found = re.search(r"/invite/[\w-]+", page)
    assert found
    return found[0]


def link_in(box: Box, kind: str) -> str:
    found = re.search(rf"http://[^/\s]+(/{kind}/[\w-]+)", box.mail[-1].get_content())
    assert found
    return found[1]


def test_a_link_is_mailed_to_who_has_an_account(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    somebody_with_an_address(place, box)
    assert asks(place, ADDRESS, "en")[0] == 200
    place.run(arrived, box, 2)
    assert box.mail[1]["subject"] == "Sign in to trialoog"
    visitor = place.visitor()
    assert visitor.post(link_in(box, "login")).headers["location"] == "/trialogues"
    assert "Bo" in visitor.get("/account").text


@pytest.mark.parametrize("where", ["team", "trialogue"])
def test_11_the_link_that_is_handed_on_ties_no_address_to_who_uses_it(
    mailing: tuple[Town, Box], where: str
) -> None:
    place, box = mailing
    it = started(place)
    path = f"/team/{team_of(it.lead)}" if where == "team" else f"/t/{it.id}/facilitators"
    invitation = {"name": "Minister", "email": "minister@example.org"}
    answer = it.lead.post(f"{path}/invite", data=invitation)
    place.run(arrived, box, 1)
    mailed = link_in(box, "invite")
    assert mailed not in answer.text
    assert mailed not in it.lead.get(path).text
    assert place.visitor().post(handed(answer.text)).status_code == 303
    assert place.run(people.by_email, place.house.db, invitation["email"]) is None
    assert place.visitor().post(mailed).status_code == 404, "the two are one invitation"
    asks(place, invitation["email"])
    place.run(asyncio.sleep, 0.2)
    assert len(box.mail) == 1


def test_34_where_no_mail_goes_no_address_is_kept(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    lead = place.sign_in()
    invitation = {"name": "Bo", "role": "facilitator", "email": ADDRESS}
    for _ in range(8):
        assert lead.post(f"/team/{team_of(lead)}/invite", data=invitation).status_code == 200
    place.run(arrived, box, 5)
    kept = rows(place, "SELECT count(*) FROM invitation WHERE email IS NOT NULL")
    assert kept == [(len(box.mail),)] == [(5,)]


def test_34_the_answer_does_not_tell_who_has_an_account(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    somebody_with_an_address(place, box)
    known, unknown = asks(place, ADDRESS), asks(place, "nobody@example.org")
    assert known == unknown
    place.run(arrived, box, 2)
    assert [mail["to"] for mail in box.mail] == [ADDRESS] * 2


def test_34_an_address_gets_a_few_mails_an_hour(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    somebody_with_an_address(place, box)
    for _ in range(8):
        assert asks(place, ADDRESS)[0] == 200
    place.run(asyncio.sleep, 0.2)
    assert len(box.mail) == 5
    seen = [asks(place, f"{number}@example.org")[0] for number in range(4)]
    assert seen[-1] == 429, "and a network asks a few times a minute"


@pytest.mark.parametrize(
    "typed", ["", "bo", "bo@", "a@example.org, b@example.org", "a b@example.org"]
)
def test_what_is_no_address_is_said_beside_the_field(mailing: tuple[Town, Box], typed: str) -> None:
    place, box = mailing
    status, page = asks(place, typed)
    assert status == 422
    assert 'id="email-error"' in page
    lead = place.sign_in()
    if typed:
        invitation = {"name": "Bo", "role": "facilitator", "email": typed}
        answer = lead.post(f"/team/{team_of(lead)}/invite", data=invitation)
        assert answer.status_code == 422
        assert 'id="email-error"' in answer.text
        assert 'value="Bo"' in answer.text
        assert f'value="{typed}"' in answer.text
    assert box.mail == []


def test_without_a_mail_server_there_is_no_form_for_it_and_no_address_is_kept(
    tmp_path: Path, blank: Path, looks: Looks
) -> None:
    place = town(tmp_path / "town", blank, looks)
    with place.client:
        assert 'name="email"' not in place.visitor().get("/login").text
        assert asks(place, ADDRESS)[0] == 404
        lead = place.sign_in()
        team = f"/team/{team_of(lead)}"
        assert 'name="email"' not in lead.get(team).text
        answer = lead.post(f"{team}/invite", data={"name": "Bo", "email": ADDRESS})
        come_in(place, handed(answer.text))
        assert place.run(people.by_email, place.house.db, ADDRESS) is None
