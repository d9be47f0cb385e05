"""Every address × everybody, generated from the table; and every command × every role.

Number 17 of the security checklist, and the parts of 2, 13 and 18 that stand so far.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, Trialogue, started
from tests.web.screens import read
from tests.web.test_accounts import come_in, invited, team_of
from tests.web.test_facilitators import leads_along
from tools.reference import access_page
from trialoog.core.commands import COMMANDS
from trialoog.core.words import Role, Status
from trialoog.live.rooms import NOT_THERE
from trialoog.web.access import Who
from trialoog.web.fields import READ
from trialoog.web.routes import SOCKETS, TABLE, Entry
from trialoog.web.socket import NOT_ALLOWED

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "access.md"

INSIDE = {Who.PARTICIPANT, Who.SCREEN, Who.SPOKESPERSON, Who.FACILITATOR}

# Of what these stand for nothing is there.
MISSING = ("{slug}", "{token}", "{provider}", "{category}", "{path:path}")

Arrive = Callable[[Town, Trialogue], TestClient]


def _anonymous(place: Town, _: Trialogue) -> TestClient:
    return place.visitor()


def _participant(place: Town, it: Trialogue) -> TestClient:
    return it.join("policy")


def _other_participant(place: Town, _: Trialogue) -> TestClient:
    return started(place, place.sign_in("Ander", "Andere team")).join("policy")


def _projector(place: Town, it: Trialogue) -> TestClient:
    answer = it.lead.post(f"/t/{it.id}/screen-link")
    token = answer.text.split("/s/")[1].split('"')[0].split("<")[0].strip()
    screen = place.visitor()
    assert screen.post(f"/s/{token}").status_code == 303
    return screen


def _spokesperson(place: Town, it: Trialogue) -> TestClient:
    if it.state.status is Status.OPEN:
        it.join("policy")
        it.go("decide")
        it.ok("close-trialogue")
    address = f"/t/{it.id}/weighing/{it.dilemma}/approval-link"
    page = read(it.lead.post(address, data={"perspective": "policy"}).text)
    who = place.visitor()
    assert who.post(page.value("made-policy").removeprefix(BASE)).status_code == 303
    return who


def _administrator(_: Town, it: Trialogue) -> TestClient:
    return it.lead


def _facilitator(place: Town, it: Trialogue) -> TestClient:
    return come_in(place, invited(it.lead, team_of(it.lead)))


def _co_facilitator(place: Town, it: Trialogue) -> TestClient:
    return leads_along(place, it)


def _other_facilitator(place: Town, _: Trialogue) -> TestClient:
    return place.sign_in("Ander", "Andere team")


EVERYBODY: dict[str, tuple[Arrive, set[Who]]] = {
    "anonymous": (_anonymous, set()),
    "participant": (_participant, {Who.PARTICIPANT}),
    "participant of another trialogue": (_other_participant, set()),
    "projector": (_projector, {Who.SCREEN}),
    "spokesperson": (_spokesperson, {Who.SPOKESPERSON}),
    "facilitator": (_facilitator, {Who.SIGNED_IN, Who.FACILITATOR, Who.OWNER, Who.COLLEAGUE}),
    "co-facilitator": (_co_facilitator, {Who.SIGNED_IN, Who.FACILITATOR}),
    "administrator": (
        _administrator,
        {Who.SIGNED_IN, Who.FACILITATOR, Who.OWNER, Who.COLLEAGUE, Who.ADMINISTRATOR},
    ),
    "facilitator of another team": (_other_facilitator, {Who.SIGNED_IN}),
}


def _address(entry_path: str, it: Trialogue) -> str:
    values = {
        "{id}": it.id,
        "{team}": team_of(it.lead),
        "{code}": it.code,
        "{token}": "wrong",
        "{provider}": "nobody",
        "{dilemma}": it.dilemma,
        "{command}": "extend-timer",
        "{slug}": "nothing-yet",
        "{version}": "1",
        "{key}": "zorg",
        "{category}": "018",
        "{part}": "1",
        "{path:path}": "v1/nothing",
    }
    for name, value in values.items():
        entry_path = entry_path.replace(name, value)
    assert "{" not in entry_path
    return entry_path


def _expected(entry: Entry, who: set[Who]) -> str:
    if entry.who & (who | {Who.ANYONE}):
        return "in"
    if "{team}" in entry.path:
        return "forbidden" if Who.COLLEAGUE in who else "not there"
    if "{id}" not in entry.path:
        return "sign in"
    return "forbidden" if who & INSIDE else "not there"


@pytest.mark.parametrize("role", EVERYBODY)
def test_17_every_address_for(role: str, place: Town) -> None:
    it = started(place)
    arrive, who = EVERYBODY[role]
    visitor = arrive(place, it)
    # Signing out comes last, so that it does not spoil the rest.
    for entry in sorted(TABLE, key=lambda entry: entry.path == "/logout"):
        address = _address(entry.path, it)
        answer = visitor.request(entry.method, address)
        expected, seen = _expected(entry, who), answer.status_code
        if expected == "in":
            missing = any(part in entry.path for part in MISSING)
            # A spokesperson comes after closing, when no code lets anybody in.
            missing |= Who.SPOKESPERSON in who and "{code}" in entry.path
            allowed = {200, 204, 303, 409, 422} | ({403, 404} if missing else set())
            if entry.path == "/t/{id}/{command}" and Who.PARTICIPANT in who:
                allowed = {403}  # extend-timer is the facilitator's
            assert seen in allowed, (entry, seen)
        elif expected == "sign in":
            assert (seen, answer.headers["location"]) == (303, "/login"), entry
        else:
            assert seen == {"forbidden": 403, "not there": 404}[expected], (entry, seen)


@pytest.mark.parametrize("role", EVERYBODY)
def test_2_every_socket_for(role: str, place: Town) -> None:
    it = started(place)
    arrive, who = EVERYBODY[role]
    visitor = arrive(place, it)
    for socket in SOCKETS:
        with visitor.websocket_connect(
            LIVE + _address(socket.path, it), headers={"origin": BASE}
        ) as connection:
            connection.send_text('{"hello": 1, "last": 0}')
            message = connection.receive()
        if socket.who & who:
            assert '"content"' in message["text"], socket
        else:
            assert message["code"] == (NOT_ALLOWED if who & INSIDE else NOT_THERE), socket


def test_every_command_with_a_form_is_in_both_tables() -> None:
    with_form = {name.replace("-", "") for name in READ}
    commands = {command.__name__.lower() for command in COMMANDS}
    # Joining, starting, approving, publishing and redacting have addresses of their own; nobody
    # asks for what the installation does by itself.
    own = {"startgathering", "takeseat", "publishweighing", "mailweighing", "redacttexts"}
    own |= {"approverelease", "wantchange", "planpublication", "cancelplan"}
    own |= {"withdrawpublication", "announce", "keepunannounced"}
    assert commands - with_form == own | {"expiretexts", "comeinanew"}
    assert with_form <= commands


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.PARTICIPANT])
def test_17_every_command_of_the_other_role_is_forbidden(role: Role, place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    classes = {command.__name__.lower(): command for command in COMMANDS}
    before = it.state.seq
    for name in READ:
        roles = COMMANDS[classes[name.replace("-", "")]]
        if role in roles:
            continue
        who = phone if role is Role.PARTICIPANT else it.lead
        answer = it.do(name, who, reads="yes", perspective="policy", option=it.options[0])
        assert answer.status_code == 403, name
    assert it.state.seq == before


def test_a_stranger_can_not_tell_a_trialogue_from_nothing(place: Town) -> None:
    it = started(place)
    stranger = place.visitor()
    for path in ("", "/lead", "/screen", "/prepare", "/journal", "/export.json"):
        there, nowhere = stranger.get(f"/t/{it.id}{path}"), stranger.get(f"/t/x{it.id[1:]}{path}")
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        numbers = [answer.headers.pop("x-request-id") for answer in (there, nowhere)]
        assert numbers[0] != numbers[1]  # random, whatever is there
        assert dict(there.headers) == dict(nowhere.headers)


def test_18_ids_of_another_trialogue_do_nothing(place: Town) -> None:
    mine, other = started(place), started(place, place.sign_in("Ander", "Andere team"))
    answer = mine.do("move-to", dilemma=other.dilemma, phase="explore", absent="1")
    assert answer.status_code in {409, 422}
    mine.go("weigh")
    phone = mine.join("policy")
    rated = mine.do("rate", phone, option=other.options[0], **{"c-values": "1"})
    assert rated.status_code in {409, 422}
    assert mine.lead.get(f"/t/{mine.id}/weighing/{other.dilemma}").status_code == 404


def test_the_reference_page_is_up_to_date() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == access_page(), "run `make reference`"
