"""A form counts once: pressed twice, sent again after a lost answer, or twenty times at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.driving import HTMX, THREE, WORDS, Town, Trialogue, closed, rows, started
from tests.web.screens import Person, filled, form_on, read
from trialoog.views.messages import SENTENCES

TIMES = 20


@pytest.fixture
def it(place: Town) -> Trialogue:
    return started(place)


def at_once(send: Callable[[int], Response], times: int = TIMES) -> list[Response]:
    """Send so many requests, each from a thread of its own."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, range(times)))


def texts(it: Trialogue) -> list[str]:
    return [c.text for c in it.state.contributions.values()]


def writing(it: Trialogue, key: str, text: str = "Eén keer") -> dict[str, str]:
    return {
        "dilemma": it.dilemma,
        "round": str(it.state.round),
        "pole": "a",
        "kind": "signal",
        "text": text,
        "key": key,
    }


def post(it: Trialogue, who: TestClient, command: str, form: dict[str, Any]) -> Response:
    return who.post(f"/t/{it.id}/{command}", data=form, headers=HTMX)


# --- the same form again ------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_the_same_form_twice_is_one_fact_and_the_same_answer(
    it: Trialogue, headers: dict[str, str]
) -> None:
    phone = it.join("policy")
    it.go("explore")
    form = writing(it, "k")
    address = f"/t/{it.id}/contribute"
    first, second = (phone.post(address, data=form, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == (200 if headers else 303)
    assert first.headers.get("location") == second.headers.get("location")
    assert texts(it) == ["Eén keer"]


def test_the_same_form_twenty_times_at_once_is_one_fact(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    form = writing(it, "k")
    answers = at_once(lambda _: post(it, phone, "contribute", form))
    assert {a.status_code for a in answers} == {200}
    assert texts(it) == ["Eén keer"]
    kinds = Counter(kind for (kind,) in rows(it.town, "SELECT kind FROM fact"))
    assert kinds["ContributionMade"] == 1
    assert rows(it.town, "SELECT COUNT(*) FROM receipt") != [(0,)]


def test_twenty_forms_at_once_are_twenty_facts_in_an_unbroken_record(it: Trialogue) -> None:
    phones = [it.join(THREE[number % 3]) for number in range(TIMES)]
    it.go("explore")
    forms = [writing(it, f"k{number}", f"tekst {number}") for number in range(TIMES)]
    answers = at_once(lambda n: post(it, phones[n], "contribute", forms[n]))
    assert {a.status_code for a in answers} == {200}
    assert sorted(texts(it)) == sorted(form["text"] for form in forms)
    from trialoog.store import journal

    assert it.town.run(journal.verify, it.town.house.db, it.id) is None


def test_the_same_key_with_other_words_is_refused_and_the_words_stay(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    post(it, phone, "contribute", writing(it, "k"))
    for headers, text in ((HTMX, "Toch anders"), ({}, "Nog anders")):
        answer = phone.post(f"/t/{it.id}/contribute", data=writing(it, "k", text), headers=headers)
        assert answer.status_code == 409
        assert text not in texts(it)
        page = read(answer.text)
        assert SENTENCES["key_used"] in page.words
        again = form_on(page, "contribute")
        assert again.get(id="text").words == text
        assert again.get(name="key")["value"] != "k", "sent once more, it counts"
        form = dict(filled(page, again))
        assert post(it, phone, "contribute", form).status_code == 200
    assert texts(it) == ["Eén keer", "Toch anders", "Nog anders"]


def test_two_different_forms_with_the_same_words_are_two_texts(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    for key in ("one", "two"):
        assert post(it, phone, "contribute", writing(it, key)).status_code == 200
    assert texts(it) == ["Eén keer", "Eén keer"], "the control"


def test_a_form_that_was_refused_may_be_sent_again_with_its_key(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    assert post(it, phone, "contribute", writing(it, "k", "")).status_code == 422
    assert post(it, phone, "contribute", writing(it, "k", "Nu wel")).status_code == 200
    assert texts(it) == ["Nu wel"]


def test_every_page_gives_its_forms_a_new_key(it: Trialogue) -> None:
    phone = Person(it.join("policy"))
    it.go("explore")
    keys = [form_on(phone.open(f"/t/{it.id}"), "contribute").get(name="key")["value"]]
    seen = phone.send(f"/t/{it.id}", "contribute", text="a", kind="signal", pole="a")
    keys.append(form_on(seen.fresh, "contribute").get(name="key")["value"])
    keys.append(form_on(phone.open(f"/t/{it.id}"), "contribute").get(name="key")["value"])
    assert len(set(keys)) == 3
    assert all(len(key) >= 43 for key in keys)


def test_a_key_that_is_not_one_is_as_none(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    for key in ("", "k" * 101, "\x00" * 3):
        assert post(it, phone, "contribute", writing(it, key, f"met {len(key)}")).status_code == 200
    assert len(texts(it)) == 3


def test_closing_forgets_every_receipt(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    post(it, phone, "contribute", writing(it, "k"))
    assert rows(it.town, "SELECT COUNT(*) FROM receipt") != [(0,)]
    it.ok("close-trialogue")
    assert rows(it.town, "SELECT COUNT(*) FROM receipt") == [(0,)]


# --- what may happen once anyway -----------------------------------------------------------------


def test_31_joining_twice_at_once_takes_one_seat(it: Trialogue) -> None:
    visitor = Person(it.town.visitor(), script=False)
    page = visitor.open(f"/j/{it.code}")
    form = dict(filled(page, page.get(id="join"), perspective="policy", rules="1"))
    taps = [it.town.visitor() for _ in range(6)]  # before any answer there is no cookie yet
    answers = at_once(lambda n: taps[n].post(f"/j/{it.code}", data=form), len(taps))
    assert {a.status_code for a in answers} == {303}
    assert len(it.state.seats) == 1
    assert all(tap.get(f"/t/{it.id}").status_code == 200 for tap in taps), "whichever came last"


def test_two_phones_take_two_seats(it: Trialogue) -> None:
    for _ in range(2):
        phone = Person(it.town.visitor(), script=False)
        phone.send(f"/j/{it.code}", it.code, perspective="policy", rules="1")
    assert len(it.state.seats) == 2, "the control"


def test_31_one_phone_has_one_rating_one_answer_and_one_recognition(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    post(it, phone, "contribute", writing(it, "k"))
    it.ok("reveal", round=str(it.state.round))
    (text,) = it.state.contributions
    option = it.options[0]
    at_once(
        lambda n: post(it, phone, "recognise", {"contribution": text, "on": "1", "key": f"a{n}"})
    )
    it.go("weigh")
    at_once(lambda n: post(it, phone, "rate", {"option": option, "c-values": str(n % 3 - 1)}))
    it.go("decide")
    it.ok("propose-outcome", option=option, kind="rejected", confirmed=THREE, **WORDS)
    outcome = it.state.options[option].outcome
    stances = ("support", "live_with")
    at_once(
        lambda n: post(
            it,
            phone,
            "give-consent",
            {"outcome": outcome, "stance": stances[n % 2], "key": f"b{n}"},
        )
    )
    it.go("read_back")
    at_once(
        lambda n: post(
            it, phone, "answer-read-back", {"option": option, "reads": "yes", "key": f"c{n}"}
        )
    )
    state = it.state
    assert len(state.contributions[text].recognised) == 1
    assert len(state.options[option].ratings) == 1
    assert len(state.outcomes[outcome].consents) == 1
    assert len(state.options[option].answers) == 1
    kinds = Counter(kind for (kind,) in rows(it.town, "SELECT kind FROM fact"))
    assert kinds["ContributionRecognised"] == kinds["ReadBackAnswered"] == 1


def test_a_button_of_the_console_that_is_pressed_twice_does_it_once(it: Trialogue) -> None:
    it.join("policy")
    lead, go = it.lead, {"as": "facilitator", "dilemma": it.dilemma, "absent": "1", "key": ""}
    answers = at_once(lambda _: post(it, lead, "move-to", {**go, "phase": "explore"}), 6)
    assert {a.status_code for a in answers} == {204}
    round_id = str(it.state.round)
    at_once(lambda _: post(it, lead, "reveal", {"as": "facilitator", "round": round_id}), 6)
    kinds = Counter(kind for (kind,) in rows(it.town, "SELECT kind FROM fact"))
    assert (kinds["RoundOpened"], kinds["Revealed"]) == (1, 1)


def test_an_outcome_that_is_sent_twice_stands_once(it: Trialogue) -> None:
    it.go("decide")
    form = {"as": "facilitator", "part": "outcome", "key": "k", "kind": "rejected"}
    form["option"] = it.options[0]
    answers = at_once(
        lambda _: post(it, it.lead, "propose-outcome", {**form, **WORDS, "confirmed": THREE}), 6
    )
    assert {a.status_code for a in answers} == {200}
    assert len(it.state.outcomes) == 1
    outcome = str(it.state.options[it.options[0]].outcome)
    at_once(
        lambda _: post(it, it.lead, "record-outcome", {"as": "facilitator", "outcome": outcome})
    )
    kinds = Counter(kind for (kind,) in rows(it.town, "SELECT kind FROM fact"))
    assert kinds["OutcomeRecorded"] == 1


def test_an_extra_five_minutes_that_are_sent_twice_are_five_minutes(it: Trialogue) -> None:
    it.go("explore")
    ends = it.state.timer.ends
    form = {"as": "facilitator", "minutes": "5", "key": "k"}
    for _ in range(2):
        assert post(it, it.lead, "extend-timer", form).status_code == 204
    assert (it.state.timer.ends - ends).total_seconds() == 300


@pytest.mark.parametrize("same", [True, False], ids=["the same key", "other keys"])
def test_publishing_at_once_makes_one_version(place: Town, same: bool) -> None:
    it = closed(place)
    address = f"/t/{it.id}/weighing/{it.dilemma}/publish"
    answers = at_once(
        lambda n: it.lead.post(address, data={"key": "k" if same else f"k{n}"}), times=6
    )
    statuses = Counter(a.status_code for a in answers)
    assert statuses[303] == (6 if same else 1)
    assert set(statuses) <= {303, 422}
    assert len(it.state.dilemmas[it.dilemma].publications) == 1
    assert rows(place, "SELECT version, current FROM publication") == [(1, 1)]
