"""Number 5: no address and no page holds a secret that still works. A link is exchanged for a
cookie once, and what cookies hold is in no answer. tests/security/test_35_logs.py has the logs.
"""

from starlette.testclient import TestClient

from tests.web.approving import link_for
from tests.web.driving import Town, Trialogue, closed, started
from tests.web.test_access import _address
from tests.web.test_accounts import invited, team_of
from trialoog.web.routes import TABLE


def _screen_link(it: Trialogue) -> str:
    token = it.lead.post(f"/t/{it.id}/screen-link").text.split("/s/")[1].split('"')[0]
    return f"/s/{token.split('<')[0].strip()}"


def test_5_a_link_is_exchanged_for_a_cookie_once_and_is_in_no_address_after(place: Town) -> None:
    it = started(place)
    for link in (invited(it.lead, team_of(it.lead)), _screen_link(it)):
        token, visitor = link.split("/")[2], place.visitor()
        answer = visitor.post(link)
        assert answer.status_code == 303
        assert token not in answer.headers["location"]
        assert token not in answer.headers["set-cookie"], "the cookie is another secret"
        page = visitor.get(answer.headers["location"])
        assert page.status_code == 200
        assert token not in page.text
        again = place.visitor().post(link)
        assert again.status_code == 404
        assert "set-cookie" not in again.headers


def test_5_no_answer_holds_what_a_cookie_holds(place: Town) -> None:
    it = started(place)
    phone, screen = it.join("policy"), place.visitor()
    screen.post(_screen_link(it))
    people: dict[str, TestClient] = {"lead": it.lead, "phone": phone, "screen": screen}
    asked = 0
    for name, who in people.items():
        secrets = [cookie.value for cookie in who.cookies.jar if cookie.name != "language"]
        assert secrets, name
        for entry in TABLE:
            if entry.method != "GET":
                continue
            answer = who.get(_address(entry.path, it))
            said = answer.text + str({k: v for k, v in answer.headers.items() if k != "set-cookie"})
            assert not [one for one in secrets if one and one in said], entry.path
            asked += answer.status_code == 200
    assert asked > 20


def test_5_no_page_sends_its_address_elsewhere(place: Town) -> None:
    """An address with a token in it would be a referrer; and no page links to another site."""
    it = started(place)
    for path in (invited(it.lead, team_of(it.lead)), _screen_link(it), f"/j/{it.code}", "/login/x"):
        answer = place.visitor().get(path)
        assert answer.status_code == 200
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert 'href="http' not in answer.text
        assert 'src="http' not in answer.text


def test_5_the_link_of_a_spokesperson_is_in_no_page_after_it_was_shown(place: Town) -> None:
    it = closed(place, seats=1)
    link = link_for(it)
    who = place.visitor()
    for _ in range(2):  # it can be used again
        answer = who.post(link)
        secrets = (link.split("/")[2], *who.cookies.values())
        assert len(secrets) == 2
        editor = it.lead.get(f"/t/{it.id}/weighing/{it.dilemma}")
        seen = who.get(answer.headers["location"])
        assert seen.status_code == editor.status_code == 200
        assert not any(secret in page.text for secret in secrets for page in (seen, editor))
