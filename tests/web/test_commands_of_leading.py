"""The commands with which a room is led: each has a form, and the right answer to it."""

import pytest

from tests.web.driving import THREE, Town
from tests.web.screens import form_on
from tests.web.sending import LEADING, OUTCOME, Meeting, meeting_of
from trialoog.core.words import Perspective


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def meeting(place: Town, request: pytest.FixtureRequest) -> Meeting:
    return meeting_of(place, script=request.param)


def test_every_command_of_leading_the_room_has_a_form_and_the_right_answer(  # noqa: PLR0915 - one meeting, in order
    meeting: Meeting,
) -> None:
    it = meeting.it
    join = f"/j/{it.code}"
    meeting.phone.send(join, it.code, perspective="policy", rules="1")
    for perspective in THREE[1:]:
        it.join(perspective)

    # -- paper, groups, one text on every screen
    meeting.leads("move-to", {"phase": "explore"})
    row = {"perspective-1": "policy", "pole-1": "a", "kind-1": "signal"}
    three = {"perspective-3": "politics", "pole-3": "a", "kind-3": "question"}
    meeting.leads("enter-cards", **row, **three, **{"text-1": "van papier", "text-3": "Hoeveel?"})
    first, second = it.state.contributions.values()
    assert [(x.text, x.perspective, x.proxy) for x in (first, second)] == [
        ("van papier", "policy", True),
        ("Hoeveel?", "politics", True),
    ]
    meeting.leads("reveal")
    meeting.leads("group-cards", {"contribution": first.id})
    group = it.state.contributions[first.id].group
    at = f"{meeting.console}?option={second.id}"
    page = meeting.lead.open(at)
    form = form_on(page, "group-cards", part="place")
    assert meeting.lead.press(page, at, form, group=group).status == 200
    assert [x.id for x in it.state.cards_of(group)]
    meeting.leads("name-group", query=f"?option={group}", name="Angst")
    assert it.state.groups[group].name == "Angst"
    meeting.leads("ungroup-cards", {"contribution": second.id})
    assert it.state.contributions[second.id].group is None
    meeting.leads("mark-answered", {"contribution": second.id, "on": "1"})
    assert it.state.contributions[second.id].answered
    meeting.leads("focus", {"contribution": first.id})
    assert it.state.looking.contribution == first.id
    meeting.leads("freeze-screen")
    assert it.state.frozen is not None
    meeting.leads("unfreeze-screen")
    assert it.state.frozen is None

    # -- speaking
    meeting.says("raise-hand")
    assert [hand.perspective for hand in it.state.floor.hands] == ["policy"]
    meeting.says("lower-hand")
    assert not it.state.floor.hands
    meeting.leads("raise-hand", {"perspective": "politics"})
    meeting.leads("give-turn", {"hand": it.state.floor.hands[0].id})
    assert it.state.floor.turn.perspective == "politics"
    meeting.leads("end-turn")
    assert it.state.floor.turn is None
    meeting.leads("set-budget", {"minutes": "10"})
    assert it.state.floor.budget == 600
    meeting.says("say-ready")
    assert it.state.ready_of(Perspective.POLICY) == 1

    # -- options that say the same, and weighing anew
    meeting.leads("move-to", {"phase": "options"})
    meeting.leads("add-option", title="Hetzelfde", detail="")
    *_, same = it.options
    about = {"query": f"?option={same}"}
    into = it.options[0]
    meeting.leads("merge-option", **about, into=into, reason="Zegt het zelfde.", confirmed=THREE)
    assert it.state.outcome_of(same).into == into
    meeting.leads("move-to", {"phase": "weigh"})
    meeting.says("rate", query=f"?option={into}", **{"c-values": "-2"})
    meeting.leads("rate-anew")
    assert not it.state.options[into].ratings

    # -- consent that the room sees when it is shown, and reservations
    meeting.leads("move-to", {"phase": "decide"})
    typed = {**OUTCOME, "kind": "rejected", "reopen": "Als de wet verandert."}
    meeting.leads("propose-outcome", query=f"?option={into}", **typed, confirmed=THREE[1:])
    outcome = it.state.outcome_of(into)
    meeting.says("give-consent", stance="object", why="Zo helpt het niemand.")
    meeting.leads("show-consent")
    assert it.state.outcomes[outcome.id].shown
    meeting.leads("record-outcome")
    worded = {"query": f"?option={outcome.id}.0"}
    meeting.leads("word-reservation", **worded, text="Zo helpt het te weinig.")
    more = {"query": f"?option={outcome.id}", "perspective": "politics"}
    meeting.leads("add-reservation", **more, text="Wij ook niet.")
    reservations = it.state.outcomes[outcome.id].reservations
    assert [(r.text, r.earlier) for r in reservations] == [
        ("Zo helpt het te weinig.", ("Zo helpt het niemand.",)),
        ("Wij ook niet.", ()),
    ]

    meeting.leads("empty-seats", {"perspective": "policy"})
    assert not it.state.seats_of(Perspective.POLICY)
    assert meeting.sent >= LEADING
