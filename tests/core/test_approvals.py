"""Approval of the public text: of exactly what was read, per perspective, and nobody's veto."""

from dataclasses import replace

import pytest

from tests.core.playing import D1, LEADER, POLICY, SHA, A, Meeting, start
from tests.core.samples import every_command
from tests.views import tailoring
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.approvals import approvals, asked, unapproved
from trialoog.core.decide import may
from trialoog.core.document import Document, Formal, content_digest, text_digest
from trialoog.core.drawing import draw
from trialoog.core.events import By
from trialoog.core.words import THREE, Approval, Decision, OutcomeKind, Perspective, Role

OTHER = "1" * 64
WORDS = "Noem de wachttijd."


def of(perspective: Perspective) -> By:
    return By(Role.SPOKESPERSON, perspective)


@pytest.fixture
def meeting() -> Meeting:
    """A meeting that is closed: all three were there, and every option has an outcome."""
    it = start()
    it.join_all()
    it.settle_all()
    it.close()
    return it


def stands(meeting: Meeting, digest: str = SHA) -> list[Approval]:
    return [*approvals(meeting.state, D1, digest).values()]


# == what an answer is to ==


def test_an_approval_counts_for_the_text_that_was_read_and_is_stale_for_another(
    meeting: Meeting,
) -> None:
    assert stands(meeting) == [Approval.NONE] * 3
    assert meeting.do(c.ApproveRelease(D1, SHA), of(POLICY)) == (e.ReleaseApproved(D1, SHA),)
    assert stands(meeting) == [Approval.APPROVED, Approval.NONE, Approval.NONE]
    assert stands(meeting, OTHER) == [Approval.STALE, Approval.NONE, Approval.NONE]
    assert meeting.do(c.ApproveRelease(D1, SHA), of(POLICY)) == ()


def test_only_the_latest_answer_of_a_perspective_counts(meeting: Meeting) -> None:
    want = c.WantChange(D1, SHA, f"  {WORDS} ", "intro")
    meeting.do(want, of(POLICY))
    answer = meeting.state.dilemmas[D1].approvals[POLICY]
    assert (answer.words, answer.block, answer.approved) == (WORDS, "intro", False)
    assert meeting.do(want, of(POLICY)) == ()
    # Who wants something else still does when the text changes: only they can say otherwise.
    assert stands(meeting)[0] is stands(meeting, OTHER)[0] is Approval.CHANGE
    meeting.do(c.ApproveRelease(D1, OTHER), of(POLICY))
    assert stands(meeting, OTHER)[0] is Approval.APPROVED
    assert [type(fact.event) for fact in meeting.facts[-2:]] == [
        e.ReleaseChangeWanted,
        e.ReleaseApproved,
    ]


def test_what_should_be_different_has_to_be_said_and_may_be_about_a_part(meeting: Meeting) -> None:
    assert meeting.refuses(c.WantChange(D1, SHA, " \n"), of(POLICY)) == ["change_missing"]
    assert meeting.refuses(c.WantChange(D1, SHA, "x" * 5001), of(POLICY)) == ["too_long"]
    (said,) = meeting.do(c.WantChange(D1, SHA, WORDS, "'><script>"), of(POLICY))
    assert isinstance(said, e.ReleaseChangeWanted)
    assert said.block == ""


def test_reopening_makes_every_approval_stale(meeting: Meeting) -> None:
    for perspective in THREE:
        meeting.do(c.ApproveRelease(D1, SHA), of(perspective))
    meeting.do(c.Reopen())
    assert meeting.refuses(c.ApproveRelease(D1, SHA), of(POLICY)) == ["not_this_step"]
    meeting.close()
    assert stands(meeting) == [Approval.STALE] * 3
    meeting.do(c.ApproveRelease(D1, SHA), of(POLICY))
    assert stands(meeting)[0] is Approval.APPROVED


# == who is asked, and who may answer ==


def test_the_absent_and_the_guests_are_asked_nothing() -> None:
    meeting = start("invoeringstoets")
    guest = next(p for p in meeting.state.at_table if p not in THREE)
    for perspective in (POLICY, guest):
        meeting.join(perspective)
    meeting.close()
    assert asked(meeting.state) == (POLICY,)
    for perspective in (*THREE[1:], guest):
        for command in (c.ApproveRelease(D1, SHA), c.WantChange(D1, SHA, WORDS)):
            assert meeting.refuses(command, of(perspective)) == ["not_yours"]


def test_a_rehearsal_asks_nobody() -> None:
    meeting = start(rehearsal=True)
    meeting.join_all()
    meeting.close()
    assert meeting.refuses(c.ApproveRelease(D1, SHA), of(POLICY)) == ["rehearsal"]


def test_a_spokesperson_can_answer_and_nothing_else(meeting: Meeting) -> None:
    answers = {c.ApproveRelease, c.WantChange}
    for kind, command in every_command(meeting).items():
        refused = meeting.refuses(command, of(POLICY))
        assert (refused == []) == (kind in answers), kind
        if kind in answers:
            assert meeting.refuses(command, LEADER) == ["not_yours"]
            assert meeting.refuses(command, meeting.phone(POLICY)) == ["not_yours"]
            assert not may(start().state, Role.SPOKESPERSON, kind), "only after closing"


# == publishing: silence is no veto ==


def test_publishing_past_a_missing_approval_has_to_be_confirmed(meeting: Meeting) -> None:
    publish = c.PublishWeighing(D1, "weging", OTHER, text=SHA)
    meeting.do(c.ApproveRelease(D1, SHA), of(POLICY))
    meeting.do(c.WantChange(D1, SHA, WORDS), of(THREE[1]))
    assert unapproved(meeting.state, D1, SHA) == THREE[1:]
    for confirmed in ((), THREE[:2], THREE[:1]):
        assert meeting.refuses(replace(publish, without=confirmed)) == ["not_approved"]
    assert meeting.refuses(replace(publish, text=OTHER, without=THREE[1:])) == ["not_approved"]
    assert meeting.refuses(replace(publish, without=THREE[1:])) == []


def test_with_all_approvals_nothing_has_to_be_confirmed_and_nothing_follows_by_itself(
    meeting: Meeting,
) -> None:
    for perspective in THREE:
        happened = meeting.do(c.ApproveRelease(D1, SHA), of(perspective))
        assert happened == (e.ReleaseApproved(D1, SHA),)
    assert meeting.state.dilemmas[D1].publications == ()
    assert meeting.refuses(c.PublishWeighing(D1, "weging", OTHER, text=SHA)) == []


def test_what_is_missing_for_other_reasons_is_said_first(meeting: Meeting) -> None:
    meeting.do(c.Reopen())
    meeting.go("decide", D1)
    meeting.propose(A, kind=OutcomeKind.CHOSEN)
    meeting.close()
    assert meeting.refuses(c.PublishWeighing(D1, "weging", SHA)) == ["option_open"]


# == the digest of what was read ==


def drawn(texts: dict[str, str], **more: object) -> Document:
    head: dict[str, object] = {"head": "ab", "version": 1, "note": ""}
    state = tailoring.closed().state
    return draw(state, tailoring.D, texts, **(head | more))  # type: ignore[arg-type]


def test_the_text_that_is_approved_is_all_but_what_changes_by_itself() -> None:
    text = text_digest(drawn({}))
    assert text_digest(drawn({}, head="cd", version=2)) == text
    assert text_digest(replace(drawn({}), approvals={POLICY: Approval.APPROVED})) == text
    for other in ({"intro": "Anders."}, {"c-assumption-1-state": "fails"}, {"b-reopen": "Nooit."}):
        assert text_digest(drawn(other)) != text
    assert text_digest(drawn({}, note="Er kwam iets bij.")) != text


def test_recording_the_formal_decision_leaves_the_approved_text_as_it_was() -> None:
    text = drawn({})
    decided = replace(text, formal=Formal(Decision.DEPARTS, None, "Er is te weinig geld."))
    assert text_digest(decided) == text_digest(text)
    assert content_digest(decided) != content_digest(text), "a plan was made without it"


def test_the_document_says_where_everybody_stood_and_no_word_of_theirs() -> None:
    meeting = tailoring.closed()
    meeting.do(of(THREE[0]), c.ApproveRelease(tailoring.D, text_digest(drawn({}))))
    meeting.do(of(THREE[1]), c.WantChange(tailoring.D, SHA, WORDS))
    meeting.do(of(THREE[2]), c.ApproveRelease(tailoring.D, OTHER))
    document = draw(meeting.state, tailoring.D, {}, head="ab", version=1, note="")
    assert [*document.approvals.values()] == [Approval.APPROVED, Approval.CHANGE, Approval.STALE]
    assert WORDS not in str(document)
