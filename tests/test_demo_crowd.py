"""Simulated phones: they read pages as phones do, do only what is offered, and stay at home."""

import asyncio
from random import Random

import pytest
from starlette.types import Receive, Scope
from starlette.types import Send as Answer

from trialoog.core.words import GUESTS, THREE, Perspective
from trialoog.demo import forms, lines, simulated
from trialoog.demo.content import load
from trialoog.demo.crowd import (
    NotHere,
    Plan,
    check,
    gather,
    minds,
    perspective_of,
    take_part,
)
from trialoog.demo.simulated import Look, Mind, Send
from trialoog.demo.tally import Tally

# As the templates make them, shortened.
STEP = '<div id="step" hidden data-step="open.0.2"></div>'
JOIN = """
<h1>Hoe helpen we wie het online niet redt?</h1>
<form id="join" method="post" action="/j/ABCD2345"><input type="hidden" name="key" value="k1">
  <label><input type="radio" name="perspective" value="policy" required><b>Beleid</b></label>
  <label><input type="radio" name="perspective" value="implementation" required></label>
  <label><input type="radio" name="perspective" value="politics" required></label>
  <input type="checkbox" name="rules" value="1" required>
</form>
<footer><button form="join">Doe mee</button></footer>
"""
WRITE = f"""{STEP}
<form id="write" method="post" action="/t/7/contribute"><input type="hidden" name="key" value="">
  <input type="hidden" name="dilemma" value="d"><input type="hidden" name="round" value="r">
  <input type="radio" name="pole" value="a" required><input type="radio" name="pole" value="b">
  <input type="radio" name="kind" value="signal"><input type="radio" name="kind" value="worry">
  <textarea name="text" required>
</textarea><input name="source" value=""><button id="send">Voeg toe</button></form>
"""
REVEALED = f"""{STEP}
<article><p>Een tekst</p><button form="recognise" name="contribution" value="c1">Herken ik</button>
<button form="recognise" name="contribution" value="c2">Herken ik</button></article>
<noscript><form method="post" action="/t/7/recognise">
  <input type="hidden" name="contribution" value="c9"><input type="hidden" name="on" value="0">
</form></noscript>
<form id="recognise" method="post" action="/t/7/recognise" hidden>
  <input type="hidden" name="key" value=""><input type="hidden" name="on" value="1"></form>
"""
OPTIONS = f"""{STEP}<a href="/">Wegingen</a><a href="?new=option">Zet een optie op tafel</a>
<a href="?option=o1">Zeg iets</a><a href="?option=o2">Zeg iets</a>
<form method="post" action="/t/7/leave-seat"><button>Andere stoel kiezen</button></form>"""
RATE = f"""{STEP}<h1>Balies in de bibliotheek</h1>
<form id="ratings" method="post" action="/t/7/rate"><input type="hidden" name="key" value="">
  <input type="hidden" name="option" value="o1"><input type="hidden" name="view" value="o1">
  <input type="radio" name="c-values" value="-2"><input type="radio" name="c-values" value="2">
  <input type="radio" name="c-values" value="unknown"><input type="radio" name="c-cost" value="0">
</form><a href="?option=o2">Volgende optie</a>"""
CONSENT = f"""{STEP}<form method="post" action="/t/7/give-consent">
  <input type="hidden" name="key" value=""><input type="hidden" name="outcome" value="u1">
  <input type="radio" name="stance" value="support"><input type="radio" name="stance"
  value="live_with"><input type="radio" name="stance" value="object">
  <textarea name="why"></textarea><button>Geef antwoord</button></form>"""
READY = """<form method="post" action="/t/7/say-ready"><input type="hidden" name="key" value="">
  <input type="hidden" name="step" value="2"><input type="hidden" name="on" value="1">
  <button>Klaar</button></form>"""
RAISE = f"""{STEP}<form method="post" action="/t/7/raise-hand"><input type="hidden" name="key">
  <input type="hidden" name="step" value="2"><input type="hidden" name="hand" value="h1">
  <button>Steek je hand op</button></form>"""
LOWER = RAISE.replace("raise-hand", "lower-hand")
READ_BACK = f"""{STEP}<form method="post" action="/t/7/answer-read-back">
  <input type="hidden" name="key" value=""><input type="hidden" name="option" value="o1">
  <input type="radio" name="reads" value="yes"><input type="radio" name="reads" value="no">
  <textarea name="remark"></textarea><button>Geef antwoord</button></form>"""


def mind(perspective: Perspective = Perspective.POLICY, seed: int = 1, **more: str) -> Mind:
    return Mind(perspective, 0, Random(seed), **more)  # type: ignore[arg-type]


def sent(html: str, by: Mind) -> Send:
    chosen = simulated.choose(forms.read(html), by)
    assert isinstance(chosen, Send)
    simulated.did(chosen, by)
    return chosen


# == reading pages ==


def test_a_form_is_read_with_its_hidden_fields_and_its_choices() -> None:
    (form,) = forms.read(WRITE).forms
    assert (form.command, form.method, form.id) == ("contribute", "post", "write")
    assert form.hidden == {"key": "", "dilemma": "d", "round": "r"}
    assert form.values("kind") == ("signal", "worry")


def test_a_control_elsewhere_belongs_to_the_form_it_names() -> None:
    (form,) = forms.read(REVEALED).forms
    assert form.values("contribution") == ("c1", "c2")


def test_what_stands_between_noscript_tags_is_not_for_these_phones() -> None:
    assert len(forms.read(REVEALED).forms) == 1
    assert "c9" not in str(forms.read(REVEALED).forms)


def test_a_text_area_keeps_its_words_and_loses_its_first_line_break() -> None:
    html = "<form method=post action=/x><textarea name=t>\nEen &amp; twee\n</textarea></form>"
    (form,) = forms.read(html).forms
    assert [c.value for c in form.controls] == ["Een & twee\n"]


def test_a_list_and_a_tick_are_read_with_what_is_chosen() -> None:
    html = """<form action=/x><select name=s><option value=1>a<option value=2 selected>b</select>
    <input type=checkbox name=t checked><input name=no disabled></form>"""
    (form,) = forms.read(html).forms
    assert [(c.name, c.value, c.checked) for c in form.controls] == [
        ("s", "1", False),
        ("s", "2", True),
        ("t", "on", True),
    ]


def test_the_step_and_the_title_of_a_page_are_found() -> None:
    page = forms.read(RATE)
    assert (page.step, page.title) == ("open.0.2", "Balies in de bibliotheek")


# == taking part ==


def test_a_phone_joins_with_its_perspective_and_accepts_the_rules() -> None:
    send = simulated.join(forms.read(JOIN), mind(Perspective.POLITICS))
    assert send is not None
    assert send.action == "/j/ABCD2345"
    assert {**send.fields, "key": ""} == {"key": "", "perspective": "politics", "rules": "1"}


def test_a_guest_takes_another_seat_where_there_are_no_guests() -> None:
    guest = mind(Perspective.OVERSIGHT)
    send = simulated.join(forms.read(JOIN), guest)
    assert send is not None
    assert guest.perspective in THREE


def test_a_phone_writes_twice_in_a_round_and_then_waits() -> None:
    me = mind()
    first, second = sent(WRITE, me), sent(WRITE, me)
    assert first.fields["text"] != second.fields["text"]
    assert first.fields["key"] != second.fields["key"]
    assert first.fields["pole"] in {"a", "b"}
    assert first.fields["kind"] in {"signal", "worry"}
    assert simulated.choose(forms.read(WRITE), me) is None


def test_in_an_example_a_phone_says_what_the_example_says() -> None:
    me = mind(Perspective.POLITICS)
    me.content = load("balie")
    own = {w.text for w in me.content.wrote if w.by is Perspective.POLITICS}
    assert sent(WRITE, me).fields["text"] in own


def test_who_came_together_say_nothing_twice_until_all_was_said() -> None:
    """Neither in one round, nor in the next, nor about an option."""
    of_policy = [one for one in minds(12, seed=1) if one.perspective is Perspective.POLICY]
    again = WRITE.replace('value="r"', 'value="r2"')
    said = [sent(html, one).fields["text"] for html in (WRITE, again) for one in of_policy]
    there = len(lines.ANYTHING[Perspective.POLICY])
    assert len(said) == 2 * there, "else this says nothing"
    assert len(set(said[:there])) == there
    assert sorted(said[:there]) == sorted(said[there:]), "and then once more"


def test_a_phone_recognises_what_is_there_each_text_once() -> None:
    me = mind()
    assert {sent(REVEALED, me).fields["contribution"] for _ in range(2)} == {"c1", "c2"}
    assert simulated.choose(forms.read(REVEALED), me) is None


def test_a_phone_follows_the_links_to_options_and_no_others() -> None:
    me = mind()
    looked = [simulated.choose(forms.read(OPTIONS), me) for _ in range(3)]
    assert looked == [Look("?option=o1"), Look("?option=o2"), None]


def test_a_phone_goes_on_from_a_page_that_only_leads_back() -> None:
    me = mind()
    for page in ('<a href="?option=o2">', '<a href="?option=o1"><a href="?option=o3">'):
        simulated.choose(forms.read(STEP + page), me)
    back = forms.read(f'{STEP}<a href="?option=o2">')
    assert simulated.choose(back, me) == Look("?option=o3")


def test_who_brings_an_option_finds_the_form_for_it() -> None:
    me = mind(new_option="Eerst een proef")
    assert simulated.choose(forms.read(OPTIONS), me) == Look("?new=option")


def test_a_phone_looks_again_in_the_next_step() -> None:
    me = mind()
    simulated.choose(forms.read(OPTIONS), me)
    after = OPTIONS.replace("open.0.2", "open.0.3")
    assert simulated.choose(forms.read(after), me) == Look("?option=o1")


def test_a_phone_rates_every_criterion_once_and_goes_on() -> None:
    me = mind()
    send = sent(RATE, me)
    assert send.fields["option"] == "o1"
    assert {"c-values", "c-cost"} <= set(send.fields)
    assert set(send.fields.values()) & {"-2", "-1", "0", "1", "2", "unknown"}
    assert simulated.choose(forms.read(RATE), me) == Look("?option=o2")


@pytest.mark.parametrize("seed", range(30))
def test_an_objection_and_a_no_always_say_why(seed: int) -> None:
    consent, answer = sent(CONSENT, mind(seed=seed)), sent(READ_BACK, mind(seed=seed))
    assert consent.fields["why"] or consent.fields["stance"] != "object"
    assert bool(answer.fields["remark"]) == (answer.fields["reads"] == "no")


def test_some_who_can_live_with_it_add_a_worry_and_who_supports_it_never_does() -> None:
    worries: dict[str, set[bool]] = {}
    for seed in range(60):
        given = sent(CONSENT, mind(seed=seed)).fields
        worries.setdefault(given["stance"], set()).add(bool(given["why"]))
    assert worries == {"support": {False}, "live_with": {True, False}, "object": {True}}


def test_a_phone_says_it_is_ready_once_and_only_when_nothing_is_left_to_do() -> None:
    me = mind()
    done = [sent(WRITE + READY, me).what for _ in range(3)]
    assert done == ["contribute", "contribute", "say-ready"]
    assert simulated.choose(forms.read(WRITE + READY), me) is None


def test_nobody_takes_back_that_they_are_ready() -> None:
    said = READY.replace('name="on" value="1"', 'name="on" value="0"')
    assert said != READY
    assert simulated.choose(forms.read(STEP + said), mind()) is None


def test_now_and_then_somebody_raises_a_hand_and_never_twice_in_a_step() -> None:
    raised = []
    for seed in range(100):
        me = mind(seed=seed)
        looks = [simulated.choose(forms.read(RAISE), me)]
        if isinstance(looks[0], Send):
            simulated.did(looks[0], me)
            assert looks[0].fields["hand"] == "h1"
        looks += [simulated.choose(forms.read(RAISE), me) for _ in range(5)]
        assert not any(looks[1:])
        raised.append(looks[0])
    assert 5 <= sum(map(bool, raised)) <= 40


def test_who_waits_long_enough_lowers_the_hand() -> None:
    me = mind()
    chosen = [simulated.choose(forms.read(LOWER), me) for _ in range(200)]
    assert chosen[0] is None
    assert "lower-hand" in {send.what for send in chosen if isinstance(send, Send)}


def test_nobody_gives_up_a_seat() -> None:
    me = mind()
    me.seen.update({"?option=o1", "?option=o2"})
    me.step = "open.0.2"
    assert simulated.choose(forms.read(OPTIONS), me) is None


# == who comes, and where to ==


def test_the_perspectives_alternate_and_now_and_then_there_is_a_guest() -> None:
    crowd = [perspective_of(place) for place in range(40)]
    assert crowd[:9] == [*THREE] * 3
    assert [crowd[place] for place in (9, 19, 29, 39)] == [*GUESTS] * 2
    assert {crowd.count(perspective) for perspective in THREE} == {12}


def test_with_a_seed_the_same_crowd_comes_twice() -> None:
    def picks() -> list[float]:
        return [one.random.random() for one in minds(5, seed=3)]

    assert picks() == picks()
    assert len(set(picks())) == 5


@pytest.mark.parametrize(
    "plan",
    [
        Plan("http://trialoog.example.nl", "ABCD2345", rehearsal=True),
        Plan("http://192.168.1.20:8000", "ABCD2345", rehearsal=True),
        Plan("http://127.0.0.1.example.nl", "ABCD2345", rehearsal=True),
        Plan("http://localhost@example.nl", "ABCD2345", rehearsal=True),
        Plan("ftp://127.0.0.1", "ABCD2345", rehearsal=True),
        Plan("http://127.0.0.1:8000", "ABCD2345", rehearsal=False),
        Plan("http://127.0.0.1:8000", "/../../", rehearsal=True),
        Plan("http://127.0.0.1:8000", "ABCD2345", rehearsal=True, participants=0),
        Plan("http://127.0.0.1:8000", "ABCD2345", rehearsal=True, participants=501),
        Plan("http://127.0.0.1:8000", "ABCD2345", rehearsal=True, minutes=0),
        Plan("http://127.0.0.1:8000", "ABCD2345", rehearsal=True, minutes=1000),
    ],
)
def test_a_crowd_comes_only_to_a_rehearsal_on_this_machine(plan: Plan) -> None:
    with pytest.raises(NotHere):
        check(plan)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "127.0.0.9"])
def test_this_machine_has_several_names(host: str) -> None:
    check(Plan(f"http://{host}", "abcd 2345", rehearsal=True))


async def test_where_nobody_answers_the_crowd_goes_home_and_says_so() -> None:
    said: list[str] = []
    # A port that was free a moment ago.
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    plan = Plan(f"http://127.0.0.1:{port}", "ABCD2345", rehearsal=True, participants=3, pace=0.01)
    tally = await take_part(plan, said.append)
    assert (tally.joined, tally.problems["no connection"]) == (0, 9)
    assert said[-1].startswith("joined 0 of 3")


async def test_a_crowd_leaves_when_its_time_is_over() -> None:
    left = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side goes
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(5), server:
        plan = Plan(base, "ABCD2345", rehearsal=True, participants=1, minutes=0.01, pace=0.1)
        tally = await take_part(plan, lambda _: None)
        await left.wait()
    assert tally.joined == 0


def test_the_line_on_how_it_goes_tells_what_went_wrong() -> None:
    tally = Tally(joined=3, sockets=2, frames=9)
    tally.actions["rate"] += 4
    tally.problems["409"] += 1
    assert tally.line(4) == (
        "joined 3 of 4 · connected 2 · 4 actions · 9 frames · problems: 1 × 409"
    )


async def test_inside_the_application_any_address_will_do_but_still_only_a_rehearsal() -> None:
    async def nobody(_scope: Scope, _receive: Receive, _answer: Answer) -> None:
        raise AssertionError("nobody came yet")

    gather(Plan("https://trialoog.example.nl", "ABCD2345", rehearsal=True, app=nobody))
    with pytest.raises(NotHere):
        gather(Plan("https://trialoog.example.nl", "ABCD2345", rehearsal=False, app=nobody))


async def test_what_the_application_began_it_finishes_when_the_crowd_is_sent_home() -> None:
    began, finished = asyncio.Event(), asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, answer: Answer) -> None:
        began.set()
        await asyncio.sleep(0.05)
        finished.set()
        await answer({"type": "http.response.start", "status": 404, "headers": []})
        await answer({"type": "http.response.body", "body": b""})

    plan = Plan("http://x", "ABCD2345", rehearsal=True, participants=1, pace=0.01, app=slow)
    playing = asyncio.create_task(gather(plan).play())
    async with asyncio.timeout(5):
        await began.wait()
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    assert finished.is_set()
    assert playing.cancelled()
