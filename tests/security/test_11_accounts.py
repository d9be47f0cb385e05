"""Number 11: an account or a role comes from a provider or from an invitation into one team, and
by no other way in.
"""

from tests.web.driving import Town, rows, started
from tests.web.test_access import _address
from tests.web.test_accounts import account_of, come_in, invited, team_of
from trialoog.web.access import Who
from trialoog.web.routes import TABLE

WANTED = {
    "name": "Mallory",
    "email": "mallory@example.org",
    "role": "administrator",
    "team": "1",
    "account": "1",
    "invitation": "1",
    "perspective": "policy",
    "rules": "1",
}


def _people(place: Town) -> list[list[tuple[object, ...]]]:
    return [rows(place, f"SELECT * FROM {name} ORDER BY 1") for name in ("account", "member")]


def test_11_no_form_for_anybody_makes_an_account_or_a_role(place: Town) -> None:
    it = started(place)
    before = _people(place)
    tried = 0
    for entry in TABLE:
        if Who.ANYONE in entry.who and entry.method == "POST":
            place.visitor().post(_address(entry.path, it), data=WANTED)
            tried += 1
    assert tried >= 7
    phone = it.join("policy")
    for entry in TABLE:
        if entry.method == "POST":
            phone.post(_address(entry.path, it), data=WANTED)
    assert _people(place) == before


def test_11_an_invitation_is_for_its_own_team_and_role_whatever_is_asked(place: Town) -> None:
    lead, other = place.sign_in(), place.sign_in("Ander", "Andere team")
    mine, theirs = team_of(lead), team_of(other)
    link = invited(lead, mine)
    visitor = place.visitor()
    typed = {**WANTED, "team": theirs, "account": account_of(place, "Ander")}
    assert visitor.post(f"{link}?team={theirs}&role=administrator", data=typed).status_code == 303
    assert visitor.get(f"/team/{mine}").status_code == 200
    assert visitor.get(f"/team/{theirs}").status_code == 404
    assert visitor.post(f"/team/{mine}/invite", data=WANTED).status_code == 403
    assert [r for r in rows(place, "SELECT team, role FROM member") if r[0] == theirs] == [
        (theirs, "administrator")
    ]


def test_11_nobody_gives_themselves_a_role_or_changes_another_team(place: Town) -> None:
    lead, other = place.sign_in(), place.sign_in("Ander", "Andere team")
    mine, theirs = team_of(lead), team_of(other)
    colleague = come_in(place, invited(lead, mine))
    me = {"account": account_of(place, "Nieuw"), "role": "administrator"}
    before = _people(place)
    assert colleague.post(f"/team/{mine}/role", data=me).status_code == 403
    for form in (me, {"account": account_of(place, "Ander"), "role": "facilitator"}):
        for what in ("role", "remove"):
            assert colleague.post(f"/team/{theirs}/{what}", data=form).status_code == 404
            # An administrator of one team names an account of another.
            answer = lead.post(f"/team/{mine}/{what}", data={**form, "team": theirs})
            assert answer.status_code in {303, 422}
    ander = account_of(place, "Ander")
    kept = [row for row in _people(place)[1] if ander in row]
    assert kept == [row for row in before[1] if ander in row]
