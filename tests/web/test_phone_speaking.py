"""A hand, being ready and consent over HTTP: with a script and without, once, and in their step."""

import pytest

from tests.web.driving import THREE, WORDS, Trialogue
from tests.web.screens import Person, Seen, form_on


def sent(me: Person, it: Trialogue, command: str, **typed: str) -> Seen:
    seen = me.send(it.board(), command, **typed)
    assert seen.status == 200, seen.news
    return seen


@pytest.mark.parametrize("step", ["explore", "options", "weigh", "decide", "read_back"])
def test_a_hand_goes_up_and_down_in_every_step(it: Trialogue, me: Person, step: str) -> None:
    it.go(step)
    assert "Je hand is omhoog" in sent(me, it, "raise-hand").news
    (hand,) = it.state.floor.hands
    assert hand.perspective == "policy"
    assert "Ik wil iets zeggen" in sent(me, it, "lower-hand").news
    assert not it.state.floor.hands


def test_a_hand_that_got_the_floor_is_down(it: Trialogue, me: Person) -> None:
    it.go("weigh")
    sent(me, it, "raise-hand")
    it.ok("give-turn")
    page = me.open(it.board())
    assert page.get(id="speak")["data-hand"] == ""
    assert page.get(id="floor").words == "Nu: Beleid"


def test_raising_a_hand_keeps_the_option_that_was_open(it: Trialogue, me: Person) -> None:
    it.go("weigh")
    about = it.board(option=it.options[1])
    seen = me.send(about, "raise-hand")
    assert seen.status == 200
    if not me.script:
        assert f"option={it.options[1]}" in str(seen.raw.url)
    assert it.state.floor.hands


def test_ready_is_said_and_taken_back(it: Trialogue, me: Person) -> None:
    it.go("explore")
    assert "Je bent klaar." in sent(me, it, "say-ready").news
    assert list(it.state.ready.values()) == ["policy"]
    assert "Klaar met deze stap" in sent(me, it, "say-ready").news
    assert not it.state.ready


@pytest.mark.parametrize("command", ["raise-hand", "say-ready"])
def test_a_form_of_an_earlier_step_is_refused_calmly(
    it: Trialogue, me: Person, command: str
) -> None:
    it.go("explore")
    page = me.open(it.board())
    it.go("options")
    seen = me.send_from(page, it.board(), form_on(page, command))
    assert seen.status == 409
    assert "We zijn een stap verder." in seen.banners
    assert not it.state.floor.hands
    assert not it.state.ready


def test_a_hand_sent_twice_goes_up_once(it: Trialogue, phone: Person) -> None:
    it.go("weigh")
    page = phone.open(it.board())
    form = form_on(page, "raise-hand")
    phone.send_from(page, it.board(), form)
    it.ok("give-turn")
    again = phone.send_from(page, it.board(), form)
    assert again.status == 200
    assert not it.state.floor.hands, "the late copy of a form raises nothing anew"


def test_a_key_stands_in_every_form_of_a_phone(it: Trialogue, phone: Person) -> None:
    it.go("decide")
    it.ok("propose-outcome", option=it.options[0], kind="rejected", confirmed=THREE, **WORDS)
    page = phone.open(it.board())
    for command in ("raise-hand", "say-ready", "give-consent"):
        assert form_on(page, command).get(name="key")["value"], command


def test_a_worry_may_stay_empty_and_an_objection_may_not(it: Trialogue, me: Person) -> None:
    it.go("decide")
    it.ok("propose-outcome", option=it.options[0], kind="rejected", confirmed=THREE, **WORDS)
    outcome = it.state.options[it.options[0]].outcome

    def said() -> tuple[str, str]:
        (consent,) = it.state.outcomes[outcome].consents.values()
        return str(consent.stance), consent.why

    refused = me.send(it.board(), "give-consent", stance="object", why="")
    assert refused.status == 422
    assert refused.beside("why") == "Schrijf op wat je bezwaar is."
    sent(me, it, "give-consent", stance="live_with", why="")
    assert said() == ("live_with", "")
    sent(me, it, "give-consent", stance="support", why="Wie betaalt dit?")
    assert said() == ("support", "Wie betaalt dit?")
    assert me.open(it.board()).value("why") == "Wie betaalt dit?"
