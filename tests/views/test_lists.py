"""My list, signing in, errors and the record: plain words, and nothing that is still hidden."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.core.playing import (
    FORMATS,
    IMPLEMENTATION,
    LEADER,
    POLICY,
    POLITICS,
    A,
    Meeting,
    published,
    start,
)
from trialoog.core import commands as c
from trialoog.core.ids import RoundId, TrialogueId
from trialoog.core.past import Past, after
from trialoog.core.words import Decision, OutcomeKind, Pole, Stance, Status
from trialoog.store import people
from trialoog.views import journal, lists, sign_in
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.views.sign_in import Ways

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
TID = TrialogueId("t1")
HOSTILE = "<script>alert(1)</script>\"'><img src=x>"


@dataclass(frozen=True)
class Info:
    id: TrialogueId
    title: str
    status: Status
    rehearsal: bool = False
    updated: datetime = NOW
    team: str = "mine"
    language: str = "nl"


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# == my trialogues ==


MINE = people.TeamInfo("mine", "Mijn team", "facilitator")


def listed(looks: Looks, *infos: Info) -> str:
    return lists.trialogues(looks, "nl", infos, FORMATS, Form(key="key"), [MINE])


def actions(html: str) -> set[str]:
    return set(re.findall(r'(?:href|action)="/t/a/(\w+)"', html))


@pytest.mark.parametrize(
    ("info", "offered"),
    [
        (Info(TrialogueId("a"), "", Status.DRAFT), {"prepare", "copy", "rehearse", "delete"}),
        (Info(TrialogueId("a"), "X", Status.OPEN), {"lead", "journal", "copy", "rehearse"}),
        (Info(TrialogueId("a"), "X", Status.ADJOURNED), {"lead", "journal", "copy", "rehearse"}),
        (Info(TrialogueId("a"), "X", Status.CLOSED), {"lead", "journal", "copy", "rehearse"}),
        (
            Info(TrialogueId("a"), "X", Status.OPEN, rehearsal=True),
            {"lead", "journal", "copy", "delete"},
        ),
    ],
)
def test_a_trialogue_offers_what_can_be_done_with_it(
    looks: Looks, info: Info, offered: set[str]
) -> None:
    assert actions(listed(looks, info)) == offered


def test_an_empty_list_says_what_to_do(looks: Looks) -> None:
    assert "Je hebt nog geen trialogen" in listed(looks)


def test_every_format_can_be_begun_with(looks: Looks) -> None:
    html = listed(looks)
    assert re.findall(r'name="format" value="(\w+)"', html) == list(FORMATS)
    for format in FORMATS.values():
        assert format.name in html


def test_formats_in_the_readers_language_stand_first_and_the_others_are_marked(
    looks: Looks,
) -> None:
    html = lists.trialogues(looks, "en", [], FORMATS, Form(key="key"), [MINE])
    order = [FORMATS[key].language for key in re.findall(r'name="format" value="(\w+)"', html)]
    assert order == sorted(order)
    assert html.index(FORMATS["exploration"].name) < html.index('<details class="stack">')
    assert f'<h3 lang="nl">{FORMATS["verkenning"].name}</h3>' in html
    assert f"<h3 >{FORMATS['exploration'].name}</h3>" in html


def test_a_title_is_marked_with_its_language_where_that_is_another(looks: Looks) -> None:
    info = Info(TrialogueId("a"), "Small amounts", Status.OPEN, language="en")
    assert '<h2 lang="en">Small amounts</h2>' in listed(looks, info)
    assert 'lang="nl">' not in listed(looks, Info(TrialogueId("a"), "", Status.OPEN))


def test_titles_are_text(looks: Looks) -> None:
    html = listed(looks, Info(TrialogueId("a"), HOSTILE, Status.DRAFT))
    assert "<script>" not in html
    assert "<img" not in html


# == signing in, and errors ==


def test_signing_in_has_no_password_and_one_button(looks: Looks) -> None:
    assert 'type="password"' not in sign_in.login(looks, "nl", Form(), Ways())
    html = sign_in.login_link(looks, "nl", "token")
    assert 'method="post" action="/login/token"' in html
    assert html.count("<button") == 1


def test_a_link_that_was_used_is_explained(looks: Looks) -> None:
    assert "werkt niet meer" in sign_in.login(looks, "nl", Form(), Ways(used=True))
    assert "werkt niet meer" not in sign_in.login(looks, "nl", Form(), Ways())


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 418, 422, 429, 500, 502, 503])
def test_every_error_says_what_to_do(looks: Looks, status: int) -> None:
    for language in LANGUAGES:
        html = lists.error(looks, language, status, "ab12" if status >= 500 else "")
        assert "<h1>" in html
        assert ("ab12" in html) == (status >= 500)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_can_work_a_moment_later_is_asked_for_again_but_no_form_is_sent_twice(
    looks: Looks, status: int
) -> None:
    assert 'href=""' in lists.error(looks, "nl", status)
    assert 'href=""' not in lists.error(looks, "nl", status, sent=True)
    assert 'href=""' not in lists.error(looks, "nl", 404)


def test_a_page_that_is_not_there_says_that_phones_are_forgotten(looks: Looks) -> None:
    html = lists.error(looks, "nl", 404)
    assert "weet trialoog niet meer welke telefoons meededen" in html
    assert 'action="/join"' in html


# == the record ==


def record(looks: Looks, meeting: Meeting, language: str = "nl") -> str:
    page = journal.journal(looks, language, after(Past(), meeting.facts), TID, redacts=True)
    return page[page.index('<ol class="record"') :]


def test_a_hidden_text_is_not_in_the_record(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    meeting.write(meeting.join(POLICY), "Geheim een")
    meeting.write(LEADER, "Geheim twee", perspective=POLITICS, pole=Pole.B)
    found = RoundId(str(meeting.state.round))
    meeting.do(c.CloseRound(found))
    meeting.write(meeting.join(POLICY), "Geheim drie", round=found)
    assert "Geheim" not in record(looks, meeting)
    meeting.reveal()
    html = record(looks, meeting)
    assert "Geheim een" in html
    assert "Geheim twee" in html
    assert "Geheim drie" not in html


def test_texts_of_a_round_stand_in_shuffled_order_without_a_time_of_their_own(
    looks: Looks,
) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    for number in range(8):
        meeting.write(meeting.join(POLICY), f"Tekst {number}.")
        meeting.wait(60)
    meeting.reveal()
    html = record(looks, meeting)
    shown = re.findall(r"Tekst \d\.", html)
    order = meeting.state.rounds[RoundId(str(meeting.state.round))].order
    assert shown == [meeting.state.contributions[x].text for x in order]
    assert shown != sorted(shown)
    assert len(re.findall(r"<li[^>]*>(?:(?!</li>).)*Tekst", html, re.DOTALL)) == 1


def test_withdrawn_and_held_texts_are_not_in_the_record(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    phone = meeting.join(IMPLEMENTATION)
    gone = meeting.write(phone, "Teruggenomen tekst")
    meeting.do(c.WithdrawContribution(gone), phone)
    held = meeting.write(phone, "Hier staat een naam")
    meeting.reveal()
    meeting.do(c.HoldBack(held))
    html = record(looks, meeting)
    assert "Teruggenomen tekst" not in html
    assert "Hier staat een naam" not in html
    assert "hield een tekst terug" in html


def test_recognition_never_becomes_a_number(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    made = meeting.write(meeting.join(POLICY), "Dit herken ik")
    meeting.reveal()
    for _ in range(4):
        meeting.do(c.Recognise(made), meeting.join(POLITICS))
    assert plain(record(looks, meeting)).count("herkent een tekst") == 1


def test_ratings_stand_without_their_values(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("weigh")
    meeting.rate(meeting.join(POLICY), A, cost=-2)
    words = plain(record(looks, meeting))
    assert "Iemand waardeerde optie A. Kwijtschelden." in words
    assert "-2" not in words


def test_no_tag_of_a_phone_is_in_the_record(looks: Looks) -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("explore")
    meeting.write(phones[POLICY][0])
    meeting.reveal()
    html = record(looks, meeting)
    tags = {str(fact.by.tag) for fact in meeting.facts if fact.by.tag}
    assert tags
    assert not any(tag in html for tag in tags)


def test_every_kind_of_fact_has_a_sentence(looks: Looks) -> None:
    meeting = published()
    meeting.do(c.RecordFormalDecision(meeting.state.board().id, Decision.OPEN))
    everything = start()
    everything.join_all()
    phone = everything.join(POLICY)
    everything.go("explore")
    text = everything.write(phone)
    everything.reveal()
    everything.do(c.Recognise(text), phone)
    everything.do(c.HoldBack(text))
    everything.do(c.PutBack(text))
    everything.do(c.PauseTimer())
    everything.go("options")
    everything.do(c.RewordOption(A, "Anders"))
    everything.argue(phone, A, "Risico!")
    everything.go("weigh")
    everything.rate(phone, A, cost=1)
    everything.do(c.ShowPicture(A))
    everything.go("decide")
    outcome = everything.propose(A, kind=OutcomeKind.PARKED)
    everything.do(c.GiveConsent(outcome, Stance.OBJECT, "Nee, want."), phone)
    everything.do(c.RecordOutcome(outcome))
    everything.do(c.WithdrawOutcome(outcome))
    everything.go("read_back")
    everything.do(c.AnswerReadBack(A, reads=False, remark="Mist iets."), phone)
    everything.do(c.AddCorrection(A, "Zo was het."))
    everything.do(c.NameSpokespersons({POLICY: "De directie"}))
    everything.do(c.CloseDoor())
    everything.do(c.OpenDoor())
    everything.do(c.Adjourn())
    everything.do(c.Resume())
    everything.close()
    everything.do(c.Reopen())
    for language in LANGUAGES:
        for one in (meeting, everything):
            html = record(looks, one, language)
            assert html.count("<blockquote") > 0
            # What was recognised, rated or consented again aside, each fact has its line.
            hidden = {"ContributionMade", "ContributionReworded", "ContributionWithdrawn"}
            facts = [f for f in one.facts if type(f.event).__name__ not in hidden]
            lines = html.count('<span class="num">')
            assert lines >= len(facts) - 1


def test_hostile_text_in_the_record_is_escaped(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("options")
    phone = meeting.join(POLICY)
    meeting.add_option(phone, HOSTILE)
    meeting.argue(phone, A, HOSTILE)
    html = record(looks, meeting)
    assert "<script>alert" not in html
    assert "<img" not in html


def test_a_trialogue_can_be_handed_over_only_to_another_of_my_teams(looks: Looks) -> None:
    other = people.TeamInfo("other", "Team <Noord>", "administrator")
    info = Info(TrialogueId("a"), "X", Status.OPEN)

    def page(*teams: people.TeamInfo) -> str:
        return lists.trialogues(looks, "nl", [info], FORMATS, Form(key="key"), teams)

    assert "hand-over" not in page(MINE)
    both = page(MINE, other)
    assert re.findall(r'name="team" value="(\w+)"', both) == ["other"]
    assert "Aan Team &lt;Noord&gt;" in both


def test_who_leads_along_is_not_offered_what_is_the_team_s(looks: Looks) -> None:
    info = Info(TrialogueId("a"), "X", Status.OPEN, rehearsal=True)
    html = lists.trialogues(looks, "nl", [info], FORMATS, Form(key="key"))
    assert actions(html) == {"lead", "journal"}
    assert "Je leidt mee" in html
    assert 'name="format"' not in html, "a new one belongs to a team"
    assert "Je leidt mee" not in listed(looks, info)
    empty = lists.trialogues(looks, "nl", [], FORMATS, Form(key="key"))
    assert "Vraag wie je uitnodigde om een nieuwe link." in empty
