"""Where a meeting meets its edges: paper, late texts, words under consent, permanent addresses."""

from tests.core.playing import D1, LEADER, POLICY, POLITICS, SHA, A, start
from trialoog.core import commands as c
from trialoog.core.words import THREE, OutcomeKind


def test_who_spoke_on_paper_only_was_at_the_table_in_a_small_group() -> None:
    meeting = start()
    meeting.join(POLICY)
    meeting.go("explore")
    meeting.write(LEADER, "Van een kaartje.", perspective=POLITICS)
    meeting.close()
    assert POLITICS in meeting.state.small
    assert POLITICS not in meeting.state.absent


def test_a_late_text_can_be_taken_back_until_it_is_let_in() -> None:
    meeting = start()
    anna = meeting.join(POLICY)
    meeting.go("explore")
    meeting.reveal()
    late = meeting.write(anna, "Ik was te laat.")
    assert meeting.state.contributions[late].late
    assert meeting.refuses(c.WithdrawContribution(late), anna) == []
    meeting.do(c.AdmitLate(late))
    assert meeting.refuses(c.WithdrawContribution(late), anna) == ["already_seen"]


def test_an_option_keeps_its_words_while_people_consent_to_them() -> None:
    meeting = start()
    meeting.go("decide")
    outcome = meeting.propose(A)
    assert meeting.refuses(c.RewordOption(A, "Iets heel anders")) == ["decided"]
    meeting.do(c.WithdrawOutcome(outcome))
    assert meeting.refuses(c.RewordOption(A, "Iets heel anders")) == []


def test_a_second_version_keeps_the_address() -> None:
    meeting = start()
    meeting.go("decide")
    for option in meeting.state.options_of(D1):
        kind = OutcomeKind.CHOSEN if option.id == A else OutcomeKind.REJECTED
        meeting.settle(option.id, kind=kind)
    meeting.close()
    meeting.do(c.PublishWeighing(D1, "eerste", SHA, without=THREE))
    again = c.PublishWeighing(D1, "tweede", SHA, "Een aanname klopte niet.")
    assert meeting.refuses(again) == ["address_is_permanent"]
