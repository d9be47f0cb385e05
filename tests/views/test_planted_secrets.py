"""Whatever people do in whatever order, what one types in a field that is hidden never reaches a
device that may not show it. The meetings are random, and the same each time.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace

import pytest

from tests.core.playing import Meeting, Phone
from tests.views.planting import Book, Planting, words_in
from tests.views.scrambling import otherwise
from tests.views.seeing import AUDIENCES, CODE, TID, page, part, projector
from trialoog.core.ids import AccountId
from trialoog.core.past import Past, after
from trialoog.core.state import State
from trialoog.core.words import Role, Status
from trialoog.views import board, console, journal, paper, replay
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render

MEETINGS = range(6)
ACTS = 320
LOOK = 20  # acts between two looks at every screen
EVERY = 15  # moments between two looks back
# What comes before a look, in turns.
BEFORE = (
    Planting.writes_late,
    Planting.holds_back_while_still,
    Planting.rates_unseen,
    Planting.goes_on,
    Planting.answers_blind,
    Planting.answers_the_record,
    Planting.removes_a_text,
)
ACCOUNT = AccountId("zz-account-of-who-leads")  # stands nowhere by accident


@dataclass(frozen=True)
class Sent:
    """What one device gets, with the words that it may hold; `at` tells when, to find it again."""

    at: str
    device: str
    html: str
    may: frozenset[str]

    def __str__(self) -> str:
        return f"{self.device}, {self.at}"


@dataclass(frozen=True)
class Moment:
    """A meeting at one moment, with all that is sent then."""

    at: str
    state: State
    book: Book
    live: Sequence[tuple[Audience, str]]
    sent: Sequence[Sent]
    tags: frozenset[str]


def drawn(looks: Looks, state: State, audience: Audience) -> str:
    return "\n".join(render(looks, state, audience, "nl").values())


def moment(looks: Looks, playing: Planting, at: str) -> Moment:
    meeting, book = copy(playing.meeting), playing.book
    state = meeting.state = replace(playing.state, lead=ACCOUNT)
    live = [(audience, drawn(looks, state, audience)) for audience in AUDIENCES]
    may = {Role.FACILITATOR: book.console, Role.SCREEN: book.projector, Role.PARTICIPANT: book.room}
    chosen = playing.pick([None, *state.options, *state.groups])
    led = console.page(looks, "nl", state, TID, CODE, Form(key="key"), chosen, now=meeting.now)
    past = after(Past(), meeting.facts)
    facts = journal.journal(looks, "nl", past, TID, redacts=True)
    sent = [
        *(Sent(at, f"live: {a.role} {a.perspective}", x, frozenset(may[a.role])) for a, x in live),
        Sent(at, "projector", projector(looks, meeting), frozenset(book.projector)),
        Sent(at, "console", led, frozenset(book.console)),
        # The record goes on telling what who leads could read at the time.
        Sent(at, "journal", facts, frozenset(book.heard - book.gone)),
        *(Sent(at, f"the board at {n}", x, frozenset(book.room)) for n, x in back(looks, past)),
        Sent(at, "cards", paper.cards(looks, "nl", state), frozenset(book.room)),
        Sent(at, "join", board.join_page(looks, "nl", state, CODE, Form()), frozenset(book.room)),
    ]
    wrote = [phone for phone in playing.phones if playing.own(phone) - book.room]
    for phone in dict.fromkeys((*wrote[:4], playing.phone(), playing.phone())):
        sent += on_phone(looks, playing, meeting, phone, at)
    tags = frozenset(fact.by.tag for fact in meeting.facts if fact.by.tag)
    return Moment(at, state, book.copy(), live, sent, tags)


def back(looks: Looks, past: Past) -> Iterator[tuple[int, str]]:
    """What the projector showed at some moments, as one sees it who looks back now."""
    for moment in past.moments[::-EVERY]:
        yield moment.seq, replay.part(looks, "nl", past, moment.seq)


def on_phone(
    looks: Looks, playing: Planting, meeting: Meeting, phone: Phone, at: str
) -> list[Sent]:
    option = playing.pick([None, *playing.state.options])
    html = page(looks, meeting, phone, option=option, new=playing.chance(8))
    room = playing.book.room
    own = part(html, "act") + part(html, "mine")
    rest = html.replace(part(html, "act"), "").replace(part(html, "mine"), "")
    return [
        Sent(at, f"own part of {phone.key}", own, frozenset(room | playing.own(phone))),
        Sent(at, f"the rest of the page of {phone.key}", rest, frozenset(room)),
    ]


def moments(looks: Looks) -> Iterator[Moment]:
    for seed in MEETINGS:
        playing = Planting(seed)
        for number in range(1, ACTS + 1):
            if number % LOOK:
                playing.play()
            else:
                BEFORE[number // LOOK % len(BEFORE)](playing)
                yield moment(looks, playing, f"meeting {seed}, act {number}")


@pytest.fixture(scope="module")
def looked(looks: Looks) -> list[Moment]:
    """Meetings under way, looked at now and then."""
    return list(moments(looks))


def test_no_device_gets_a_word_that_it_may_not_show(looked: list[Moment]) -> None:
    found = {
        str(sent): words_in(sent.html) - sent.may
        for moment in looked
        for sent in moment.sent
        if words_in(sent.html) - sent.may
    }
    assert not found


def test_what_is_hidden_makes_no_difference_to_what_is_sent(
    looks: Looks, looked: list[Moment]
) -> None:
    """Other words, kinds, stances and ratings where nobody may see them: the same bytes."""
    for moment in looked:
        for audience, html in moment.live:
            other = otherwise(moment.state, moment.book, audience.role)
            assert drawn(looks, other, audience) == html, (moment.at, audience)


def test_nothing_that_is_sent_tells_one_phone_or_account_from_another(
    looked: list[Moment],
) -> None:
    for moment in looked:
        starts = {tag[:8] for tag in moment.tags}
        for sent in moment.sent:
            numbers = re.findall(r"[0-9a-f]{8,}", sent.html)
            assert not starts & {number[:8] for number in numbers}, str(sent)
            assert ACCOUNT not in sent.html, str(sent)


def test_these_meetings_hide_and_show_everything_there_is_to_hide(looked: list[Moment]) -> None:
    """Without this the tests above could pass because nothing happened."""
    seen: Counter[str] = Counter()
    for moment in looked:
        book = moment.book
        console = words_in(*(s.html for s in moment.sent if s.device == "console"))
        stage = words_in(*(s.html for s in moment.sent if s.device == "projector"))
        own = words_in(*(s.html for s in moment.sent if s.device.startswith("own"))) - book.room
        seen["open"] += moment.state.status is Status.OPEN
        seen["hidden in a round"] += bool(book.wording.keys() - book.shown - book.late)
        taken_back = {book.round_of[text] for text in book.withdrawn}
        seen["withdrawn from a round that was shown"] += bool(taken_back & book.revealed)
        seen["read on the projector"] += bool(stage)
        seen["held back, on the console"] += bool(console & book.of(book.held))
        seen["late, on the console"] += bool(console & book.of(book.waiting))
        seen["why, on the console"] += bool(console & book.said(book.whys) - book.room)
        seen["remark, on the console"] += bool(console & book.said(book.remarks) - book.room)
        seen["own text, on a phone"] += bool(own & book.of(book.wording))
        seen["own why, on a phone"] += bool(own & book.said(book.whys))
        seen["own remark, on a phone"] += bool(own & book.said(book.remarks))
        seen["a blind answer"] += bool({outcome for outcome, _ in book.whys} - book.stances)
        seen["projector that stands still"] += bool(book.room ^ book.projector)
        seen["held back since it stands still"] += bool(book.still and book.still.held)
        seen["removed"] += bool(book.gone)
        back = words_in(*(s.html for s in moment.sent if s.device.startswith("the board at")))
        seen["no longer on the projector, looking back"] += bool(back - stage)
    assert [what for what, times in seen.items() if not times] == []
    assert len(seen) == 16
