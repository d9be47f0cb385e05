"""People who sign in: where, in which teams, and what ends when a right ends."""

import json
import re
from typing import Any

from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, started
from trialoog.live.rooms import NOT_THERE, SIGNED_OUT
from trialoog.store import invitations, people, teams
from trialoog.store.invitations import Into

HELLO = json.dumps({"hello": 1, "last": 0})


def watching(who: TestClient, path: str) -> Any:
    return who.websocket_connect(LIVE + path, headers={"origin": BASE})


def team_of(who: TestClient) -> str:
    found = re.search(r'href="/team/([0-9a-f]+)"', who.get("/account").text)
    assert found
    return found[1]


def invited(lead: TestClient, team: str, role: str = "facilitator") -> str:
    answer = lead.post(f"/team/{team}/invite", data={"name": "Nieuw", "role": role})
    assert answer.status_code == 200
    found = re.search(r"/invite/([\w-]+)", answer.text)
    assert found
    return found[0]


def come_in(place: Town, link: str) -> TestClient:
    visitor = place.visitor()
    assert visitor.get(link).status_code == 200, "looking does not use it up"
    answer = visitor.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/trialogues")
    return visitor


def account_of(place: Town, name: str) -> str:
    (found,) = place.run(people.accounts, place.house.db, name)
    return str(found.id)


def test_9_somebody_sees_where_they_are_signed_in_and_ends_it(place: Town) -> None:
    here = place.sign_in()
    elsewhere = place.sign_in()
    it = started(place, elsewhere)
    with watching(elsewhere, f"/t/{it.id}/lead/live") as socket:
        socket.send_text(HELLO)
        socket.receive_text()
        page = here.get("/account")
        assert page.text.count("Laatst gebruikt") == 2
        (other,) = re.findall(r'name="session" value="(\w+)"', page.text)
        assert here.post("/account/sign-out", data={"session": other}).status_code == 303
        assert closing_code(socket) == SIGNED_OUT
    assert elsewhere.get("/account").status_code == 303
    assert here.get("/account").text.count("Laatst gebruikt") == 1


def closing_code(socket: Any) -> int:
    while True:
        message = socket.receive()
        if message["type"] == "websocket.close":
            return int(message["code"])


def test_all_but_this_browser_are_signed_out_at_once(place: Town) -> None:
    here, others = place.sign_in(), [place.sign_in() for _ in range(3)]
    assert here.post("/account/sign-out").status_code == 303
    assert here.get("/account").status_code == 200
    assert [other.get("/account").status_code for other in others] == [303] * 3


def test_32_the_session_of_somebody_else_can_not_be_ended(place: Town) -> None:
    mine, theirs = place.sign_in(), place.sign_in("Ander", "Andere team")
    other = place.run(people.sessions, place.house.db, account_of(place, "Ander"), place.clock())
    mine.post("/account/sign-out", data={"session": other[0].id_hash})
    assert theirs.get("/account").status_code == 200


def test_11_an_invitation_brings_one_person_into_one_team(place: Town) -> None:
    lead = place.sign_in()
    it = started(place, lead)
    link = invited(lead, team_of(lead))
    colleague = come_in(place, link)
    assert colleague.get(f"/t/{it.id}/lead").status_code == 200
    again = place.visitor()
    assert again.get(link).status_code == 404
    assert again.post(link).status_code == 404
    assert again.get("/account").status_code == 303
    names = [m.name for m in place.run(teams.members, place.house.db, team_of(lead))]
    assert names == ["Gespreksleider", "Nieuw"]


def test_11_an_invitation_that_is_old_or_taken_back_opens_nothing(place: Town) -> None:
    lead = place.sign_in()
    team = team_of(lead)
    link = invited(lead, team)
    (id,) = re.findall(r'name="invitation" value="(\w+)"', lead.get(f"/team/{team}").text)
    lead.post(f"/team/{team}/withdraw", data={"invitation": id})
    assert place.visitor().post(link).status_code == 404
    link = invited(lead, team)
    place.clock.forward(days=8)
    assert place.visitor().post(link).status_code == 404


def test_who_has_an_account_comes_in_with_it(place: Town) -> None:
    lead, other = place.sign_in(), place.sign_in("Ander", "Andere team")
    answer = other.post(invited(lead, team_of(lead)))
    assert answer.status_code == 303
    assert other.get("/account").text.count("/team/") == 2
    assert len(place.run(people.accounts, place.house.db)) == 2


def test_only_an_administrator_changes_a_team(place: Town) -> None:
    lead = place.sign_in()
    team = team_of(lead)
    colleague = come_in(place, invited(lead, team))
    page = colleague.get(f"/team/{team}")
    assert page.status_code == 200
    assert "Nodig iemand uit" not in page.text
    for what in ("invite", "withdraw", "role", "remove"):
        assert colleague.post(f"/team/{team}/{what}").status_code == 403
    stranger = place.sign_in("Ander", "Andere team")
    for what in ("", "/invite", "/role", "/remove"):
        method = "POST" if what else "GET"
        assert stranger.request(method, f"/team/{team}{what}").status_code == 404


def test_3_who_is_taken_out_loses_every_page_at_once(place: Town) -> None:
    lead = place.sign_in()
    it, team = started(place, lead), team_of(lead)
    colleague = come_in(place, invited(lead, team))
    with watching(colleague, f"/t/{it.id}/lead/live") as socket:
        socket.send_text(HELLO)
        socket.receive_text()
        gone = {"account": account_of(place, "Nieuw")}
        assert lead.post(f"/team/{team}/remove", data=gone).status_code == 303
        assert closing_code(socket) == 1012, "to come back, and be looked at anew"
    with watching(colleague, f"/t/{it.id}/lead/live") as socket:
        assert closing_code(socket) == NOT_THERE
    assert colleague.get(f"/t/{it.id}/lead").status_code == 404
    assert colleague.get(f"/t/{it.id}/export.json").status_code == 404
    assert lead.get(f"/t/{it.id}/lead").status_code == 200


def test_a_team_always_has_an_administrator(place: Town) -> None:
    lead = place.sign_in()
    team, me = team_of(lead), {"account": account_of(place, "Gespreksleider")}
    for what, more in (("remove", {}), ("role", {"role": "facilitator"})):
        answer = lead.post(f"/team/{team}/{what}", data={**me, **more})
        assert answer.status_code == 409
        assert "Een team heeft altijd een beheerder" in answer.text
    come_in(place, invited(lead, team, "administrator"))
    assert lead.post(f"/team/{team}/remove", data=me).headers["location"] == "/account"
    assert lead.get(f"/team/{team}").status_code == 404


def test_a_name_is_asked_for_beside_its_field(place: Town) -> None:
    lead = place.sign_in()
    team = team_of(lead)
    for name in ("", "   ", "n" * 101):
        answer = lead.post(f"/team/{team}/invite", data={"name": name, "role": "administrator"})
        assert answer.status_code == 422
        assert 'id="name-error"' in answer.text
        assert 'value="administrator" checked' in re.sub(r"\s+", " ", answer.text)
    assert place.run(invitations.into, place.house.db, Into(team=team), place.clock()) == []


def test_a_trialogue_is_handed_to_another_of_my_teams(place: Town) -> None:
    lead, other = place.sign_in(), place.sign_in("Ander", "Andere team")
    it = started(place, lead)
    mine, theirs = team_of(lead), team_of(other)
    assert lead.post(f"/t/{it.id}/hand-over", data={"team": theirs}).status_code == 422
    lead.post(invited(other, theirs))
    colleague = come_in(place, invited(lead, mine))
    with watching(colleague, f"/t/{it.id}/lead/live") as socket:
        socket.send_text(HELLO)
        socket.receive_text()
        assert lead.post(f"/t/{it.id}/hand-over", data={"team": theirs}).status_code == 303
        assert closing_code(socket) == 1012
    assert colleague.get(f"/t/{it.id}/lead").status_code == 404
    assert other.get(f"/t/{it.id}/lead").status_code == 200
    assert lead.get(f"/t/{it.id}/lead").status_code == 200


def test_29_guessing_invitations_is_slowed_down(place: Town) -> None:
    visitor = place.visitor()
    answers = [visitor.post(f"/invite/guess-{n}").status_code for n in range(12)]
    assert answers[:10] == [404] * 10
    assert answers[-1] == 429
