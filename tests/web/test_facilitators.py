"""Who leads a trialogue: co-facilitators from elsewhere, and who leads now."""

import re
from html import unescape

from httpx2 import Response
from starlette.testclient import TestClient, WebSocketTestSession

from tests.web.driving import HTMX, Town, Trialogue, closed, prepared, rows, started
from tests.web.test_accounts import (
    HELLO,
    account_of,
    closing_code,
    come_in,
    invited,
    team_of,
    watching,
)
from trialoog.live.rooms import NOT_THERE

TAKE, HAND = "Neem de leiding over", "Geef de leiding"


def asked(it: Trialogue, name: str = "Bo", **more: str) -> str:
    """A link for somebody to lead along."""
    answer = it.lead.post(f"/t/{it.id}/facilitators/invite", data={"name": name, **more})
    assert answer.status_code == 200, answer.text[:3000]
    found = re.search(r"/invite/[\w-]+", answer.text)
    assert found
    return found[0]


def leads_along(place: Town, it: Trialogue, name: str = "Bo") -> TestClient:
    """Somebody from outside the team, come in by a link of their own."""
    visitor = place.visitor()
    answer = visitor.post(asked(it, name))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{it.id}/lead")
    return visitor


def page(it: Trialogue, who: TestClient | None = None) -> str:
    answer = (who or it.lead).get(f"/t/{it.id}/facilitators")
    assert answer.status_code == 200
    return unescape(answer.text)


def says(it: Trialogue, who: TestClient) -> str:
    """What the console says of who leads now."""
    answer = who.get(f"/t/{it.id}/leading", headers=HTMX)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", unescape(answer.text)).split())


def next_step(it: Trialogue, who: TestClient) -> Response:
    """One of the acts that only the one who leads does."""
    form = {"as": "facilitator", "dilemma": it.dilemma, "phase": "explore", "absent": "1"}
    return who.post(f"/t/{it.id}/move-to", data={"key": it.key(), **form}, headers=HTMX)


# --- who may lead ------------------------------------------------------------------------


def test_a_link_lets_one_person_lead_one_trialogue(place: Town) -> None:
    it, other = started(place), started(place)
    link = asked(it)
    looking = place.visitor().get(link)
    assert "Gespreksleider vraagt je om een trialoog mee te leiden: Kleine bedragen." in (
        unescape(looking.text)
    )
    visitor = place.visitor()
    assert visitor.post(link).headers["location"] == f"/t/{it.id}/lead"
    for path in ("lead", "screen", "journal", "export.json", "facilitators"):
        assert visitor.get(f"/t/{it.id}/{path}").status_code == 200, path
        assert visitor.get(f"/t/{other.id}/{path}").status_code == 404, path
    assert visitor.get(f"/team/{team_of(it.lead)}").status_code == 404
    again = place.visitor()
    assert again.post(link).status_code == 404
    assert again.get("/account").status_code == 303


def test_a_co_facilitator_prepares_and_starts_along(place: Town) -> None:
    it = prepared(place, place.sign_in())
    bo = leads_along(place, it)
    assert bo.get(f"/t/{it.id}/lead").headers["location"] == f"/t/{it.id}/prepare"
    assert bo.post(f"/t/{it.id}/prepare", data={"title": "Van Bo"}).status_code == 303
    assert 'value="Van Bo"' in it.lead.get(f"/t/{it.id}/prepare").text
    assert bo.post(f"/t/{it.id}/start", data={"key": "start"}).status_code == 303
    assert it.state.lead == account_of(place, "Bo"), "who starts the gathering leads"


def test_what_is_the_team_s_stays_with_the_team(place: Town) -> None:
    it = closed(place)
    bo = leads_along(place, it)
    acts = ("copy", "rehearse", "delete", "hand-over", "redact", "redact/search")
    people = ("invite", "withdraw", "remove")
    for act in (*acts, *(f"facilitators/{what}" for what in people)):
        assert bo.post(f"/t/{it.id}/{act}").status_code == 403, act
    weighing = f"/t/{it.id}/weighing/{it.dilemma}"
    assert bo.post(f"{weighing}/publish", data={"key": "publish"}).status_code == 403
    assert bo.get(weighing).status_code == 200
    shown = page(it, bo)
    for offer in ("Maak een uitnodiging", "Haal weg", "Trek in"):
        assert offer not in shown
    assert "/redact" not in bo.get(f"/t/{it.id}/journal").text
    assert "Maak nu openbaar" not in bo.get(weighing).text


def test_the_page_tells_who_may_lead_and_what_to_do_when_nobody_does(place: Town) -> None:
    it = started(place)
    assert "Nog niemand." in page(it)
    bo = leads_along(place, it)
    assert "uitgenodigd door Gespreksleider" in page(it)
    assert "Nog niemand." not in page(it)
    assert "Jij leidt nu." in page(it)
    assert "Gespreksleider leidt nu." in page(it, bo)
    draft = prepared(place, it.lead)
    assert "Wie die start, leidt." in page(draft)


def test_3_who_leads_along_no_more_loses_every_page_at_once(place: Town) -> None:
    it = started(place)
    bo = leads_along(place, it)
    with (
        watching(bo, f"/t/{it.id}/lead/live") as console,
        watching(bo, f"/t/{it.id}/screen/live") as screen,
    ):
        for socket in (console, screen):
            socket.send_text(HELLO)
            socket.receive_text()
        gone = {"account": account_of(place, "Bo")}
        assert it.lead.post(f"/t/{it.id}/facilitators/remove", data=gone).status_code == 303
        for socket in (console, screen):
            assert closing_code(socket) == 1012, "to come back, and be looked at anew"
    for path in ("lead", "screen"):
        with watching(bo, f"/t/{it.id}/{path}/live") as socket:
            assert closing_code(socket) == NOT_THERE
    for path in ("lead", "screen", "journal", "export.json", "facilitators", "leading"):
        assert bo.get(f"/t/{it.id}/{path}").status_code == 404, path
    assert it.do("extend-timer", bo, minutes="5", **{"as": "facilitator"}).status_code == 404
    assert it.lead.get(f"/t/{it.id}/lead").status_code == 200


def test_3_who_is_taken_out_of_the_team_can_not_come_in_beside_it(place: Town) -> None:
    it, other = started(place), started(place)
    max_ = leads_along(place, it, "Max")
    max_.post(invited(it.lead, team_of(it.lead)))
    sleeping = asked(Trialogue(place, max_, other.id), "Slaper")
    with watching(max_, f"/t/{it.id}/lead/live") as console:
        console.send_text(HELLO)
        console.receive_text()
        gone = {"account": account_of(place, "Max")}
        assert it.lead.post(f"/team/{team_of(it.lead)}/remove", data=gone).status_code == 303
        assert closing_code(console) == 1012
    with watching(max_, f"/t/{it.id}/lead/live") as console:
        assert closing_code(console) == NOT_THERE
    assert "Slaper" not in page(other)
    for who in (max_, place.visitor()):
        assert who.post(sleeping).status_code == 404
    for one in (it, other):
        for path in ("lead", "export.json", "facilitators"):
            assert max_.get(f"/t/{one.id}/{path}").status_code == 404, path


def test_who_is_in_the_team_is_told_that_the_link_is_for_somebody_else(place: Town) -> None:
    it = started(place)
    colleague = come_in(place, invited(it.lead, team_of(it.lead)))
    link = asked(it)
    for answer, status in ((colleague.get(link), 200), (colleague.post(link), 409)):
        assert answer.status_code == status
        assert "Je leidt deze trialoog al" in answer.text
        assert f'href="/t/{it.id}/lead"' in answer.text
        assert f'action="{link}"' not in answer.text
    assert "Nog niemand." in page(it)
    assert place.visitor().post(link).status_code == 303


def test_nobody_is_removed_who_does_not_lead_along(place: Town) -> None:
    it = started(place)
    for account in ("nobody", account_of(place, "Gespreksleider"), ""):
        answer = it.lead.post(f"/t/{it.id}/facilitators/remove", data={"account": account})
        assert answer.status_code == 422
    assert it.lead.get(f"/t/{it.id}/lead").status_code == 200


def test_11_an_invitation_that_is_old_or_taken_back_opens_nothing(place: Town) -> None:
    it = started(place)
    link = asked(it)
    (id,) = re.findall(r'name="invitation" value="(\w+)"', page(it))
    it.lead.post(f"/t/{it.id}/facilitators/withdraw", data={"invitation": id})
    assert place.visitor().post(link).status_code == 404
    link = asked(it)
    place.clock.forward(days=8)
    assert place.visitor().post(link).status_code == 404


def test_18_an_invitation_of_one_trialogue_is_not_taken_back_from_another(place: Town) -> None:
    it, other = started(place), started(place)
    link = asked(it)
    (id,) = re.findall(r'name="invitation" value="(\w+)"', page(it))
    elsewhere = (f"/t/{other.id}/facilitators", f"/team/{team_of(it.lead)}")
    for where in elsewhere:
        it.lead.post(f"{where}/withdraw", data={"invitation": id})
    assert place.visitor().post(link).status_code == 303


def test_a_name_is_asked_for_beside_its_field(place: Town) -> None:
    it = prepared(place, place.sign_in())
    for name in ("", "   ", "n" * 101):
        answer = it.lead.post(f"/t/{it.id}/facilitators/invite", data={"name": name})
        assert answer.status_code == 422
        assert 'id="name-error"' in answer.text
    assert rows(place, "SELECT name FROM invitation") == []


def test_23_a_name_turns_and_hides_nothing_beside_it(place: Town) -> None:
    it = started(place)
    asked(it, "Bo\u202e nna\u202c\x08\x1b[31m\x00 \u2066x\r\nBcc:")
    assert rows(place, "SELECT name FROM invitation") == [("Bo nna[31m x Bcc:",)]
    hostile = "\"'><img src=x onerror=alert(1)> {{7*7}} %(link)s"
    bo = leads_along(place, it, hostile)
    it.lead.post(f"/t/{it.id}/hand-lead", data={"to": account_of(place, hostile)})
    for shown in (it.lead.get(f"/t/{it.id}/facilitators"), it.lead.get(f"/t/{it.id}/leading")):
        assert "<img" not in shown.text
        assert hostile in unescape(shown.text)
    assert says(it, bo) == ""


# --- who leads now -----------------------------------------------------------------------


def test_the_console_is_silent_for_who_leads_and_names_who_does(place: Town) -> None:
    it = started(place)
    bo = leads_along(place, it)
    assert says(it, it.lead) == ""
    assert says(it, bo) == f"Gespreksleider leidt nu. {TAKE}"
    assert next_step(it, bo).status_code == 409
    taken = bo.post(f"/t/{it.id}/take-lead", data={"key": it.key()}, headers=HTMX)
    assert (taken.status_code, taken.text.strip()) == (200, "")
    assert says(it, it.lead) == f"Bo leidt nu. {TAKE}"
    assert next_step(it, it.lead).status_code == 409
    assert next_step(it, bo).status_code == 204
    assert it.state.phase == "explore"


def test_the_lead_is_taken_over_without_a_script_too(place: Town) -> None:
    it = started(place)
    bo = leads_along(place, it)
    assert TAKE in page(it, bo)
    for where, to in (
        ("facilitators", "facilitators"),
        ("lead", "lead"),
        ("//x.nl", "facilitators"),
    ):
        form = {"key": it.key(), "back": where}
        answer = bo.post(f"/t/{it.id}/take-lead", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{it.id}/{to}")
    assert it.state.lead == account_of(place, "Bo")
    assert TAKE not in page(it, bo)


def test_the_lead_is_given_to_who_may_lead(place: Town) -> None:
    it = started(place)
    bo = leads_along(place, it)
    assert HAND in page(it)
    assert HAND not in page(it, bo), "it is not theirs to give"
    to = {"to": account_of(place, "Bo")}
    assert it.lead.post(f"/t/{it.id}/hand-lead", data=to).status_code == 303
    assert it.state.lead == to["to"]
    assert "Jij leidt nu." in page(it, bo)
    answer = it.lead.post(f"/t/{it.id}/hand-lead", data={"to": account_of(place, "Gespreksleider")})
    assert answer.status_code == 409, "who does not lead takes the lead first"
    assert it.state.lead == to["to"]


def test_the_lead_is_given_to_nobody_else(place: Town) -> None:
    it = started(place)
    place.sign_in("Ander", "Andere team")
    before = it.state.seq
    for who in (account_of(place, "Ander"), "nobody", ""):
        answer = it.lead.post(f"/t/{it.id}/hand-lead", data={"to": who})
        assert answer.status_code == 409
        assert "mag niet meer meeleiden" in answer.text
    assert it.state.seq == before


def test_in_preparation_and_after_closing_nobody_leads_now(place: Town) -> None:
    draft = prepared(place, place.sign_in())
    for act in ("take-lead", "hand-lead"):
        to = {"to": account_of(place, "Gespreksleider")}
        assert draft.lead.post(f"/t/{draft.id}/{act}", data=to).status_code == 409
    assert says(draft, draft.lead) == ""
    over = closed(place)
    bo = leads_along(place, over)
    assert says(over, bo) == ""
    assert TAKE not in page(over, bo)


def test_who_led_and_may_no_more_is_still_named_until_somebody_takes_over(place: Town) -> None:
    it = started(place)
    leads_along(place, it)
    gone = account_of(place, "Bo")
    it.lead.post(f"/t/{it.id}/hand-lead", data={"to": gone})
    it.lead.post(f"/t/{it.id}/facilitators/remove", data={"account": gone})
    assert says(it, it.lead) == f"Bo leidt nu. {TAKE}"
    assert it.lead.post(f"/t/{it.id}/take-lead").status_code == 303
    assert says(it, it.lead) == ""


def test_no_name_of_who_leads_stands_in_the_record(place: Town) -> None:
    it = started(place)
    leads_along(place, it, "Wilhelmina Geplant")
    it.lead.post(f"/t/{it.id}/hand-lead", data={"to": account_of(place, "Wilhelmina Geplant")})
    for path in ("export.json", "journal"):
        assert "Geplant" not in it.lead.get(f"/t/{it.id}/{path}").text
    assert rows(place, "SELECT seq FROM fact WHERE data LIKE '%Geplant%'") == []


# --- one account, two devices --------------------------------------------------------------


def test_the_tablet_goes_on_when_the_laptop_is_gone(place: Town) -> None:
    laptop = place.sign_in()
    it = started(place, laptop)
    tablet = place.sign_in()
    lead = f"/t/{it.id}/lead/live"
    with watching(tablet, lead) as beside:
        beside.send_text(HELLO)
        beside.receive_text()
        with watching(laptop, lead) as socket:
            socket.send_text(HELLO)
            socket.receive_text()
            assert (
                it.do("extend-timer", laptop, minutes="5", **{"as": "facilitator"}).status_code
                < 300
            )
        # The laptop's connection is gone; nobody asked it to let the lead go.
        assert next_step(it, tablet).status_code == 204
        assert says(it, tablet) == ""
        _moves(beside)
    assert laptop.get(f"/t/{it.id}/lead").status_code == 200, "and the laptop can come back"
    assert says(it, laptop) == ""


def _moves(socket: WebSocketTestSession) -> None:
    """Read until a console shows another step."""
    while "#script" not in socket.receive_text():
        pass


def test_who_leads_along_finds_the_trialogue_in_their_own_list(place: Town) -> None:
    it = started(place)
    bo = leads_along(place, it)
    shown = bo.get("/trialogues").text
    assert f"/t/{it.id}/lead" in shown
    assert "Je leidt mee" in shown
    assert f"/t/{it.id}/copy" not in shown
    it.lead.post(f"/t/{it.id}/facilitators/remove", data={"account": account_of(place, "Bo")})
    assert f"/t/{it.id}" not in bo.get("/trialogues").text
