"""Every command has a form on some page, and its answer is the part of the page it stands in.

One meeting is played twice: with htmx, and without any script. Only forms that stand on a page
are sent, with the fields that stand in them. In the end every command was sent.
"""

import pytest

from tests.web.driving import THREE, Town, started
from tests.web.screens import Person, form_on
from tests.web.sending import LEADING, OF_FACILITATORS, OUTCOME, Meeting, meeting_of
from trialoog.core.hearing import heard
from trialoog.core.ids import OptionId
from trialoog.core.words import OutcomeKind, Perspective, Status
from trialoog.web.fields import READ


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def meeting(place: Town, request: pytest.FixtureRequest) -> Meeting:
    return meeting_of(place, script=request.param)


def test_every_command_has_a_form_and_the_right_answer(meeting: Meeting) -> None:  # noqa: PLR0915 - one meeting, in order
    it = meeting.it

    # -- the door, and seats
    join = f"/j/{it.code}"
    meeting.phone.send(join, it.code, perspective="implementation", rules="1")
    assert list(it.state.seats.values()) == [Perspective.IMPLEMENTATION]
    meeting.sent.add("leave-seat")
    page = meeting.phone.open(meeting.board)
    left = meeting.phone.send_from(page, meeting.board, form_on(page, "leave-seat"))
    assert left.raw.url.path == join, "one can choose again at once"
    assert not it.state.seats
    meeting.phone.send(join, it.code, perspective="policy", rules="1")
    for perspective in THREE[1:]:
        it.join(perspective)
    meeting.leads("close-door")
    assert not it.state.door
    meeting.leads("open-door")
    old = it.code
    meeting.leads("renew-code")
    assert it.code != old
    assert it.state.door

    # -- explore
    meeting.leads("move-to", {"phase": "explore"})
    assert it.state.phase == "explore"
    meeting.leads("pause-timer")
    paused = it.state.timer
    assert paused.ends is None
    meeting.leads("extend-timer")
    assert it.state.timer.left == paused.left + 300
    meeting.leads("resume-timer")
    assert it.state.timer.ends is not None
    meeting.says("contribute", text="de eerste", kind="signal", pole="a", source="Jaarverslag")
    (text,) = it.state.contributions.values()
    assert (text.text, text.kind, text.pole, text.source) == (
        "de eerste",
        "signal",
        "a",
        "Jaarverslag",
    )
    mine = {"contribution": text.id}
    meeting.says("reword-contribution", mine, text="beter gezegd", pole="b", kind="worry")
    (text,) = it.state.contributions.values()
    assert (text.text, text.kind, text.pole) == ("beter gezegd", "worry", "b")
    meeting.says("contribute", text="toch niet", kind="signal", pole="a")
    *_, second = it.state.contributions
    meeting.says("withdraw-contribution", {"contribution": second})
    assert it.state.contributions[second].withdrawn
    meeting.leads("contribute", perspective="politics", kind="signal", pole="a", text="van papier")
    paper = list(it.state.contributions.values())[-1]
    assert (paper.text, paper.perspective, paper.proxy) == ("van papier", "politics", True)
    form = form_on(meeting.phone.open(meeting.board), "contribute")
    page = meeting.phone.open(meeting.board)
    meeting.leads("close-round")
    assert not it.state.rounds[it.state.round].open
    late = meeting.phone.send_from(
        page, meeting.board, form, text="te laat", kind="signal", pole="a"
    )
    assert late.status == 409
    meeting.leads("reveal")
    assert it.state.rounds[it.state.round].revealed
    meeting.leads("admit-late")
    late_one = next(c for c in it.state.contributions.values() if c.text == "te laat")
    assert late_one.admitted
    meeting.leads("hold-back", {"contribution": paper.id})
    assert it.state.contributions[paper.id].held
    meeting.leads("put-back", {"contribution": paper.id})
    assert not it.state.contributions[paper.id].held
    meeting.taps("recognise", "recognise", contribution=paper.id)
    assert it.state.contributions[paper.id].recognised_by == (Perspective.POLICY,)
    meeting.leads("open-round")
    assert len(it.state.rounds) == 2

    # -- options
    meeting.leads("move-to", {"phase": "options"})
    meeting.says("add-option", query="?new=option", title="Een derde", detail="met uitleg")
    meeting.leads("add-option", title="Een vierde", detail="")
    assert [o.title for o in it.state.options_of(it.dilemma)][2:] == ["Een derde", "Een vierde"]
    third, fourth = it.options[2:]
    meeting.leads(
        "reword-option", {"option": third}, query=f"?option={third}", title="Een derde, anders"
    )
    assert it.state.options[third].title == "Een derde, anders"
    assert it.state.options[third].detail == "met uitleg"
    meeting.says("contribute", query=f"?option={third}", text="daarom niet", kind="against")
    meeting.leads("contribute", option=fourth, perspective="politics", kind="for", text="daarom")
    assert heard(it.state, OptionId(third), Perspective.POLICY)
    assert heard(it.state, OptionId(fourth), Perspective.POLITICS)

    # -- weigh
    meeting.leads("move-to", {"phase": "weigh"})
    rated = meeting.says(
        "rate", query=f"?option={third}", **{"c-values": "-2", "c-cost": "unknown"}
    )
    (rating,) = it.state.options[third].ratings.values()
    assert dict(rating.values) == {"values": -2, "cost": None}
    if meeting.script:
        assert "2 van 6 ingevuld" in rated.news
    meeting.leads("show-picture", {"option": third})
    assert it.state.board().shown == (third,)
    meeting.leads("hide-pictures")
    assert it.state.board().shown == ()

    # -- decide
    meeting.leads("move-to", {"phase": "decide"})
    typed = {**OUTCOME, "kind": "rejected", "reopen": "Als de wet verandert."}
    about = {"query": f"?option={third}"}
    meeting.leads("propose-outcome", **about, **typed, confirmed=THREE[1:])
    meeting.leads("withdraw-outcome")
    assert it.state.outcome_of(third) is None
    meeting.leads("propose-outcome", **about, **typed, confirmed=THREE[1:])
    meeting.says("give-consent", stance="object", why="Zo helpt het niemand.")
    meeting.leads("record-outcome")
    outcome = it.state.outcome_of(third)
    assert (outcome.kind, outcome.recorded) == (OutcomeKind.REJECTED, True)
    assert [r.text for r in outcome.reservations] == ["Zo helpt het niemand."]

    # -- read back
    meeting.leads("move-to", {"phase": "read_back"})
    meeting.says("answer-read-back", query=f"?option={third}", reads="no", remark="Anders.")
    meeting.leads("add-correction", query=f"?option={third}", text="Zo was het.")
    assert [c.text for c in it.state.options[third].corrections] == ["Zo was het."]
    offices = {"office-policy": "Directeur", "office-politics": "Wethouder"}
    named = meeting.leads("name-spokespersons", **offices)
    assert it.state.spokespersons == {
        Perspective.POLICY: "Directeur",
        Perspective.POLITICS: "Wethouder",
    }
    assert "Bewaard" in named.fresh.get(id="spokespersons").words

    # -- another day, and the end
    for command, status in (
        ("adjourn", Status.ADJOURNED),
        ("resume", Status.OPEN),
        ("close-trialogue", Status.CLOSED),
        ("reopen", Status.OPEN),
        ("close-trialogue", Status.CLOSED),
    ):
        meeting.leads(command)
        assert it.state.status is status
    editor = f"/t/{it.id}/weighing/{it.dilemma}"
    decided = meeting.lead.send(
        editor, "record-formal-decision", decision="follows", on="2026-12-01"
    )
    meeting.sent.add("record-formal-decision")
    assert (decided.status, decided.raw.url.path) == (200, editor)
    assert it.state.dilemmas[it.dilemma].decision.decision == "follows"

    assert meeting.sent == set(READ) - LEADING - OF_FACILITATORS, "a command that no form sends"


def test_what_a_phone_did_is_said_where_there_is_no_script(meeting: Meeting) -> None:
    it = meeting.it
    meeting.phone.send(f"/j/{it.code}", it.code, perspective="policy", rules="1")
    it.go("explore")
    seen = meeting.says("contribute", text="iets", kind="signal", pole="a")
    assert "Je inbreng is verstuurd." in seen.news
    assert seen.fresh.get(id="text").words == "", "the form is empty for the next"


def test_a_rating_without_a_script_goes_on_to_the_same_option(place: Town) -> None:
    it = started(place)
    phone = Person(it.join("policy"), script=False)
    it.go("weigh")
    for option in it.options:
        seen = phone.send(f"/t/{it.id}?option={option}", "rate", **{"c-values": "1"})
        assert seen.raw.url.query.decode().startswith(f"option={option}")
        chosen = [e for e in seen.fresh.every("input", name="c-values") if "checked" in e.attrs]
        assert [e["value"] for e in chosen] == ["1"]


def test_a_command_that_does_not_exist_is_not_found(place: Town) -> None:
    it = started(place)
    for name in ("start-gathering", "take-seat", "publish-weighing", "nothing", "Rate", "rate%00"):
        assert it.lead.post(f"/t/{it.id}/{name}", data={"key": "k"}).status_code == 404
        assert it.lead.get(f"/t/{it.id}/{name}").status_code in {404, 405}


def test_no_command_is_done_by_asking_for_its_address(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    before = it.state.seq
    for name in READ:
        for who in (it.lead, phone):
            assert who.get(f"/t/{it.id}/{name}").status_code == 405
    assert it.state.seq == before


def test_before_the_gathering_there_is_no_meeting_to_act_in(place: Town) -> None:
    lead = place.sign_in()
    id = lead.post("/trialogues", data={"format": "verkenning"}).headers["location"].split("/")[2]
    for name in READ:
        answer = lead.post(f"/t/{id}/{name}", data={"key": "k", "as": "facilitator"})
        assert answer.status_code in {409, 422}, name
        assert "<h1" in answer.text
