"""Numbers 18 and 32: what belongs to another trialogue or to another phone is out of reach,
wherever its id is put: in an address, a form, a socket, an export or the search.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.driving import BASE, HTMX, LIVE, Town, Trialogue, recorded, started
from trialoog.web.fields import READ

PLANTED = "Woorden van een ander gesprek"
HELLO = '{"hello": 1, "last": 0}'


def _about(it: Trialogue) -> dict[str, str]:
    return {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}


def _played(place: Town) -> tuple[Trialogue, TestClient]:
    """A trialogue of another team with a text, an outcome and a phone."""
    it = started(place, place.sign_in("Ander", "Andere team"), title=PLANTED)
    phone = it.join("policy")
    it.go("explore")
    it.ok("contribute", phone, text=PLANTED, **_about(it))
    it.ok("reveal", round=str(it.state.round))
    it.go("decide")
    recorded(it, it.options[0], reason=PLANTED)
    return it, phone


def _ids(it: Trialogue) -> dict[str, str]:
    """Every id that a form may name, of one trialogue."""
    state = it.state
    return {
        "dilemma": it.dilemma,
        "option": it.options[0],
        "into": it.options[1],
        "contribution": str(next(iter(state.contributions))),
        "outcome": str(next(iter(state.outcomes))),
        "round": str(next(iter(state.rounds))),
        "view": it.options[0],
        "next": it.options[0],
    }


@pytest.mark.parametrize("role", ["facilitator", "participant"])
def test_18_no_form_reaches_what_another_trialogue_has(role: str, place: Town) -> None:
    other, _ = _played(place)
    mine = started(place)
    mine.go("explore")
    who = mine.lead if role == "facilitator" else mine.join("policy")
    ids, before = _ids(other), other.state
    for name in READ:
        if name in {"leave-seat", "renew-code", "adjourn", "close-trialogue"}:
            continue  # they name nothing, and would leave the rest nothing to refuse
        typed = {"text": "x", "kind": "signal", "pole": "a", "stance": "agree", "why": "x"}
        form = {"key": mine.key(), "as": role, **typed, **ids}
        answer = who.post(f"/t/{mine.id}/{name}", data=form, headers=HTMX)
        assert answer.status_code in {200, 204, 303, 403, 404, 409, 422}, (name, answer.status_code)
        assert PLANTED not in answer.text, name
    assert other.state is before
    assert not set(ids.values()) & {str(c) for c in mine.state.contributions}


def test_18_no_address_reaches_what_another_trialogue_has(place: Town) -> None:
    other, _ = _played(place)
    mine = started(place)
    phone = mine.join("policy")
    option = other.options[0]
    for who, path in (
        (phone, f"/t/{mine.id}?option={option}"),
        (mine.lead, f"/t/{mine.id}/lead?option={option}"),
        (mine.lead, f"/t/{mine.id}/lead?part=outcome&option={option}"),
    ):
        answer = who.get(path)
        assert answer.status_code == 200
        assert PLANTED not in answer.text
    for rest in ("", "/preview"):
        path = f"/t/{mine.id}/weighing/{other.dilemma}{rest}"
        assert mine.lead.get(path).status_code == 404, rest
    assert mine.lead.post(f"/t/{mine.id}/weighing/{other.dilemma}/publish").status_code == 404
    for path in ("lead", "journal", "export.json", "screen", "redact", "prepare"):
        assert mine.lead.get(f"/t/{other.id}/{path}").status_code == 404
    assert PLANTED not in mine.lead.get(f"/t/{mine.id}/export.json").text
    assert PLANTED not in mine.lead.get("/trialogues").text
    for words in (PLANTED, other.id, other.dilemma, option):
        page = mine.lead.get("/", params={"q": words}).text
        assert "/w/" not in page


def test_18_a_cookie_of_one_trialogue_opens_no_other(place: Town) -> None:
    """Also not when somebody gives it the name of the other's."""
    other, phone = _played(place)
    mine = started(place)
    forger = mine.join("policy")
    forger.cookies.set(f"seat-{other.id}", forger.cookies[f"seat-{mine.id}"])
    forger.cookies.set(f"screen-{other.id}", forger.cookies[f"seat-{mine.id}"])
    for path in ("", "/lead", "/screen", "/export.json"):
        assert forger.get(f"/t/{other.id}{path}").status_code == 404
    for page in ("live", "lead/live", "screen/live"):
        with forger.websocket_connect(
            f"{LIVE}/t/{other.id}/{page}", headers={"origin": BASE}
        ) as socket:
            socket.send_text(HELLO)
            assert socket.receive()["code"] == 4404
    assert phone.get(f"/t/{other.id}").status_code == 200


# --- nobody acts as somebody else ----------------------------------------------------------


def _explored(place: Town) -> tuple[Trialogue, TestClient, TestClient, str]:
    """A round that runs, with a text of one of two phones of the same perspective."""
    it = started(place)
    writer, other = it.join("policy"), it.join("policy")
    it.go("explore")
    it.ok("contribute", writer, text=PLANTED, **_about(it))
    return it, writer, other, str(next(iter(it.state.contributions)))


@pytest.mark.parametrize("perspective", ["policy", "politics"])
def test_32_nobody_changes_or_takes_back_the_text_of_another(perspective: str, place: Town) -> None:
    it, _, _, text = _explored(place)
    other = it.join(perspective)
    for name in ("reword-contribution", "withdraw-contribution"):
        answer = it.do(name, other, contribution=text, text="Anders", kind="signal")
        assert answer.status_code in {403, 409}, name
        assert PLANTED not in answer.text
    (left,) = it.state.contributions.values()
    assert (left.text, left.withdrawn) == (PLANTED, False)


def test_32_a_form_that_says_who_it_is_from_is_not_believed(place: Town) -> None:
    it, writer, other, _ = _explored(place)
    (truth,) = it.state.contributions.values()
    claims = {
        "perspective": "politics",
        "as": "facilitator",
        "role": "facilitator",
        "account": "1",
        "seat": writer.cookies[f"seat-{it.id}"],
        "tag": str(truth.tag),
        "by": str(truth.tag),
    }
    it.ok("contribute", other, text="Van mij", **{**_about(it), **claims})
    made = next(c for c in it.state.contributions.values() if c.text == "Van mij")
    assert made.perspective == "policy"
    assert made.tag != truth.tag
    before = it.state.seq
    for name in ("close-door", "reveal", "move-to", "close-trialogue", "hold-back"):
        assert it.do(name, other, **claims, contribution=str(truth.id)).status_code == 403
    assert it.state.seq == before


def test_32_a_phone_rates_once_and_only_for_itself(place: Town) -> None:
    it = started(place)
    one, two = it.join("policy"), it.join("policy")
    it.go("weigh")
    option = it.options[0]
    for value in ("1", "2", "-1"):
        it.ok("rate", one, option=option, **{"c-values": value})
    it.ok("rate", two, option=option, **{"c-values": "2"})
    ratings = it.state.options[option].ratings.values()
    assert sorted(r.values["values"] for r in ratings) == [-1, 2]


def test_32_only_who_leads_takes_seats_back_or_texts_off_the_board(place: Town) -> None:
    it, writer, other, text = _explored(place)
    asked: dict[str, Any] = {
        "renew-code": {"empty": "1"},
        "close-door": {},
        "hold-back": {"contribution": text},
        "name-spokespersons": {"office-policy": "x"},
    }
    for name, fields in asked.items():
        assert it.do(name, other, **fields).status_code == 403, name
    assert writer.get(f"/t/{it.id}").status_code == 200
