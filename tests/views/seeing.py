"""What people in a played meeting see: the phones, the projector, and what the socket sends."""

import re
from typing import Any

from tests.core.playing import Meeting, Phone
from trialoog.core import commands as c
from trialoog.core.ids import OptionId, TrialogueId
from trialoog.core.state import State
from trialoog.core.words import Perspective, Role
from trialoog.views import board, screen
from trialoog.views.board_mine import Mine
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience

TID = TrialogueId("t1")
CODE = "AB2CD3EF"
ADDRESS = "https://trialoog.voorbeeld.nl/j/AB2CD3EF"
QR = '<svg viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>'
AUDIENCES = (
    *(Audience(Role.PARTICIPANT, p) for p in Perspective),
    Audience(Role.FACILITATOR),
    Audience(Role.SCREEN),
)
STEPS = ("gather", "explore", "options", "weigh", "decide", "read_back")


def mine_of(state: State, phone: Phone) -> Mine:
    """Return what a phone proves to be its own."""

    def tag(command: c.Command) -> object:
        return phone.tag(command, state.era)

    hand = tag(c.LowerHand(state.step))
    return Mine(
        contributions=tuple(
            it
            for it in state.contributions.values()
            if it.tag == tag(c.WithdrawContribution(it.id))
        ),
        recognised=frozenset(
            it.id for it in state.contributions.values() if tag(c.Recognise(it.id)) in it.recognised
        ),
        ratings={
            o.id: o.ratings[t].values
            for o in state.options.values()
            for t in o.ratings
            if t == tag(c.Rate(o.id, {}))
        },
        consents={
            o.id: o.consents[t]
            for o in state.outcomes.values()
            for t in o.consents
            if t == tag(c.GiveConsent(o.id, None))
        },
        answers={
            o.id: o.answers[t]
            for o in state.options.values()
            for t in o.answers
            if t == tag(c.AnswerReadBack(o.id, reads=True))
        },
        hand=next((h.id for h in state.floor.hands if h.tag == hand), None),
        turn=state.floor.turn is not None and state.floor.turn.tag == hand,
        ready=tag(c.SayReady(state.step)) in state.ready,
    )


def page(  # what a page is made of
    looks: Looks,
    meeting: Meeting,
    phone: Phone,
    *,
    form: Form | None = None,
    option: str | None = None,
    new: bool = False,
    language: str = "nl",
) -> str:
    """Return the page that a phone gets."""
    about = None if option is None else OptionId(option)
    asks = asking(meeting, phone, form, option=about, new=new)
    return board.page(looks, language, meeting.state, asks, now=meeting.now)


def asking(meeting: Meeting, phone: Phone, form: Form | None = None, **address: Any) -> board.Phone:
    """Return what a phone asks its page with, where `address` holds what stands in that."""
    mine = mine_of(meeting.state, phone)
    return board.Phone(TID, CODE, phone.perspective, mine, form or Form(key="key"), **address)


def projector(looks: Looks, meeting: Meeting, language: str = "nl") -> str:
    """Return the page that the projector gets."""
    return screen.page(looks, language, meeting.state, TID, CODE, ADDRESS, QR, now=meeting.now)


def plain(html: str) -> str:
    """Return what a reader sees of some HTML: its text, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def flat(html: str) -> str:
    """Return HTML without its layout."""
    return " ".join(html.split())


def part(html: str, id: str) -> str:
    """Return the element with an id, up to the end of its kind at the same depth."""
    start = re.search(rf'<(\w+)[^>]*\bid="{id}"', html)
    assert start is not None, id
    depth = 0
    for tag in re.finditer(rf"<(/?){start[1]}\b[^>]*>", html[start.start() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[start.start() : start.start() + tag.end()]
    raise AssertionError(f"{id} is never closed")
