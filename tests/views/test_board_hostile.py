"""Hostile words on the phone, in every place where words can stand."""

from tests.core.playing import CITIZEN, POLICY, start
from tests.views.seeing import page
from trialoog.core import commands as c
from trialoog.core.ids import RoundId
from trialoog.core.words import Kind, Pole, Stance
from trialoog.views.forms import Form
from trialoog.views.looks import Looks

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_hostile_words_are_shown_and_never_run(looks: Looks) -> None:
    meeting = start()
    meeting.join_all()
    meeting.go("explore")
    phone = meeting.join(CITIZEN)
    meeting.write(phone, HOSTILE, kind=Kind.FACT, source=HOSTILE, pole=Pole.B)
    pages = [page(looks, meeting, phone)]
    meeting.reveal()
    pages.append(page(looks, meeting, phone))
    meeting.do(c.OpenRound(RoundId("more")))
    pages.append(page(looks, meeting, phone, form=Form(values={"text": HOSTILE})))
    meeting.go("options")
    option = meeting.add_option(phone, HOSTILE)
    meeting.argue(phone, option, HOSTILE)
    pages += [page(looks, meeting, phone), page(looks, meeting, phone, option=option)]
    pages.append(page(looks, meeting, phone, new=True, form=Form(values={"title": HOSTILE})))
    meeting.go("weigh")
    meeting.do(c.ShowPicture(option))
    pages.append(page(looks, meeting, phone, option=option))
    meeting.go("decide")
    outcome = meeting.propose(option, reason=HOSTILE, says={POLICY: HOSTILE})
    meeting.do(c.GiveConsent(outcome, Stance.OBJECT, HOSTILE), phone)
    pages.append(page(looks, meeting, phone))
    meeting.do(c.RecordOutcome(outcome))
    meeting.go("read_back")
    meeting.do(c.AddCorrection(option, HOSTILE))
    meeting.do(c.AnswerReadBack(option, reads=False, remark=HOSTILE), phone)
    pages.append(page(looks, meeting, phone, option=option))
    for html in pages:
        assert "<script>" not in html
        assert "<img" not in html
        assert "&lt;script&gt;alert(1)" in html
