"""One served meeting in which every hidden field holds a word that stands nowhere else: no answer
and no frame brings it to a device that may not show it, at any moment.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from tests.web.devices import Device, Room
from tests.web.driving import THREE, WORDS, Town, Trialogue, started
from trialoog.web import socket
from trialoog.web.socket import CLOSED, NOT_ALLOWED

ONE, OTHER, CONSOLE, PROJECTOR, DOOR = "policy", "politics", "console", "projector", "door"
EVERYBODY = {ONE, OTHER, CONSOLE, PROJECTOR}
BARS = 'class="bar"'  # how the perspectives stand, on the projector
PICTURE = 'data-view="picture"'  # how they rated


@pytest.fixture
def room(place: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Two phones of different perspectives, a projector and the console, each with a socket."""
    monkeypatch.setattr(socket, "MOST_MESSAGES", 10_000)  # a hello at each look
    it = started(place)
    address = it.board()
    phone = (address, f"{address}?option={it.options[0]}")
    led = tuple(f"{address}/{page}" for page in ("lead", "journal", "export.json", "cards"))
    with ExitStack() as stack:
        devices = [
            Device(ONE, it.join(ONE), phone).watch(f"{address}/live", stack),
            Device(OTHER, it.join(OTHER), phone).watch(f"{address}/live", stack),
            Device(CONSOLE, it.lead, led).watch(f"{address}/lead/live", stack),
            Device(PROJECTOR, projector(it), (f"{address}/screen",)).watch(
                f"{address}/screen/live", stack
            ),
            Device(DOOR, place.visitor(), (f"/j/{it.code}", f"{address}/export.json")),
        ]
        yield Room(it, {device.name: device for device in devices})


def projector(it: Trialogue) -> TestClient:
    """Somebody else's machine, let in by a link."""
    link = it.lead.post(f"/t/{it.id}/screen-link").text.split("/s/")[1].split('"')[0]
    screen = it.town.visitor()
    assert screen.post(f"/s/{link.split('<')[0].strip()}").status_code == 303
    return screen


def changes(room: Room, command: str, /, **fields: str) -> None:
    room.does(CONSOLE, command, **fields)


def goes(room: Room, phase: str) -> None:
    changes(room, "move-to", dilemma=room.it.dilemma, phase=phase, absent="1")


def writes(room: Room, who: str, writing: str) -> tuple[str, str]:
    """Write a text in a round; return its word and its id."""
    said, known = room.plants(who), set(room.it.state.contributions)
    about = {"dilemma": room.it.dilemma, "round": writing, "pole": "a", "kind": "signal"}
    # What comes after its round is answered with a refusal, and is kept.
    room.it.do("contribute", room.devices[who].client, text=said, **about)
    room.look()
    (made,) = set(room.it.state.contributions) - known
    return said, str(made)


def test_no_word_of_a_round_or_off_the_board_reaches_who_may_not_read_it(room: Room) -> None:
    it = room.it
    goes(room, "explore")
    writing = str(it.state.round)
    kept, text = writes(room, ONE, writing)
    first, reworded = writes(room, ONE, writing)
    second = room.plants(ONE)
    room.does(ONE, "reword-contribution", contribution=reworded, text=second, kind="signal")
    withdrawn, back = writes(room, OTHER, writing)
    room.does(OTHER, "withdraw-contribution", contribution=back)
    changes(room, "close-round", round=writing)
    late, _ = writes(room, OTHER, writing)
    admitted, comes = writes(room, OTHER, writing)
    changes(room, "reveal", round=writing)
    assert late in room.devices[CONSOLE].read
    assert not {late, admitted} & room.devices[ONE].read
    changes(room, "admit-late", contribution=comes)
    name = room.plants(CONSOLE)
    changes(room, "group-cards", contribution=text, name=name)

    # What is taken off the board while the projector stands still goes off the projector too.
    changes(room, "open-round")
    changes(room, "focus", contribution=text)
    changes(room, "freeze-screen")
    changes(room, "hold-back", contribution=text)
    changes(room, "put-back", contribution=text)
    changes(room, "hold-back", contribution=text)
    hidden, _ = writes(room, OTHER, str(it.state.round))
    changes(room, "unfreeze-screen")

    goes(room, "options")
    step = str(it.state.step)
    room.does(ONE, "raise-hand", step=step)
    room.does(OTHER, "say-ready", step=step)
    argued, before = room.plants(OTHER), set(it.state.contributions)
    about = {"dilemma": it.dilemma, "option": it.options[0], "kind": "risk"}
    room.does(OTHER, "contribute", text=argued, **about)
    (card,) = set(it.state.contributions) - before
    changes(room, "focus", contribution=str(card))
    changes(room, "freeze-screen")
    changes(room, "hold-back", contribution=str(card))
    gone(room, second)
    changes(room, "close-trialogue")
    assert {room.devices[who].closed for who in (ONE, OTHER)} == {CLOSED}
    assert room.tags
    assert room.accounts

    everybody = dict.fromkeys((kept, second, admitted, argued, name), EVERYBODY)
    assert dict(room.readers()) == everybody | {
        first: {ONE},
        withdrawn: {OTHER},
        late: {OTHER, CONSOLE},
        hidden: {OTHER},
    }


def gone(room: Room, word: str) -> None:
    """Let who leads remove a word, wherever it stands."""
    form = {"key": room.it.key(), "words": word, "ground": "Er stond een naam in."}
    answer = room.it.lead.post(f"/t/{room.it.id}/redact", data=form)
    assert answer.status_code == 303, answer.text
    room.look()
    assert word in room.book.gone


def test_an_answer_is_blind_until_it_is_shown_and_its_words_are_for_who_leads(room: Room) -> None:
    it = room.it
    option, stage = it.options[0], room.devices[PROJECTOR]
    goes(room, "weigh")
    room.does(ONE, "rate", option=option, **{"c-cost": "-2"})
    assert PICTURE not in seen(stage)
    changes(room, "show-picture", option=option)
    assert PICTURE in seen(stage)
    goes(room, "decide")
    proposal = {"option": option, "kind": "rejected", **WORDS}
    room.does(CONSOLE, "propose-outcome", **proposal, confirmed=THREE)
    outcome = str(it.state.options[option].outcome)
    worry, changed, objection = room.plants(OTHER), room.plants(OTHER), room.plants(ONE)
    for who, stance, why in (
        (OTHER, "live_with", worry),
        (OTHER, "support", changed),
        (ONE, "object", objection),
    ):
        room.does(who, "give-consent", outcome=outcome, stance=stance, why=why)
        assert BARS not in seen(stage)
    changes(room, "freeze-screen")
    changes(room, "show-consent", outcome=outcome)
    assert BARS not in seen(stage)
    changes(room, "unfreeze-screen")
    assert BARS in seen(stage)
    assert not {worry, changed, objection} & stage.read
    changes(room, "record-outcome", outcome=outcome)

    goes(room, "read_back")
    remark, other = room.plants(ONE), room.plants(OTHER)
    room.does(ONE, "answer-read-back", option=option, reads="no", remark=remark)
    room.does(OTHER, "answer-read-back", option=option, reads="no", remark=other)

    # Whose seat is taken back gets nothing more, not even what is for everybody.
    changes(room, "empty-seats", perspective=OTHER)
    out = room.devices[OTHER]
    assert out.closed == NOT_ALLOWED
    correction = room.plants(CONSOLE)
    changes(room, "add-correction", option=option, text=correction)
    assert out.silent

    assert dict(room.readers()) == {
        worry: {OTHER, CONSOLE},
        changed: {OTHER, CONSOLE},
        objection: EVERYBODY - {PROJECTOR},  # it is a reservation now
        remark: {ONE, CONSOLE},
        other: {OTHER, CONSOLE},
        correction: {ONE, CONSOLE},
    }


def seen(device: Device) -> str:
    return device.client.get(device.pages[0]).text
