"""What a phone asks, and whether somebody can read all of it before they answer."""

import re
from dataclasses import replace
from datetime import date

from tests.core.playing import POLICY, POLITICS, A, B, Meeting, start
from tests.views.seeing import flat, page, part, plain
from trialoog.core import commands as c
from trialoog.core.words import OutcomeKind, Perspective, Role
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience, render
from trialoog.views.seen import Last


def at(step: str) -> Meeting:
    meeting = start()
    meeting.join_all()
    meeting.go(step)
    return meeting


def test_who_answers_reads_all_that_the_proposal_says(looks: Looks) -> None:
    meeting = at("decide")
    phone = meeting.join(POLICY)
    outcome = meeting.propose(
        A,
        downsides=("Het duurt langer", "Het kost meer"),
        conditions=("Genoeg mensen",),
        assumptions=("Vierduizend gevallen", "De wet blijft zo"),
        review=date(2027, 10, 1),
        says={POLITICS: "Wij kijken mee"},
    )
    form = part(page(looks, meeting, phone), f"consent-{outcome}")
    text = plain(form)
    for label, words in (
        ("Wat we ermee accepteren", "Het duurt langer Het kost meer"),
        ("Voorwaarden", "Genoeg mensen"),
        ("Wat we aannemen", "Vierduizend gevallen De wet blijft zo"),
        ("Kijken we opnieuw naar op", "1 oktober 2027"),
        ("Wat elk perspectief zegt", "Politiek Wij kijken mee"),
    ):
        assert f"{label} {words}" in " ".join(text.split())
    assert form.index("Wij kijken mee") < form.index('name="stance"')
    merged = meeting.propose(B, kind=OutcomeKind.MERGED, into=A)
    form = part(page(looks, meeting, phone), f"consent-{merged}")
    title = meeting.state.options[A].title
    assert f"Samengevoegd met {meeting.state.options[A].letter}. {title}" in plain(form)


def test_who_argues_on_an_option_is_asked_about_that_one(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    prompt = meeting.state.now_at.prompts[POLICY]
    assert prompt in plain(part(page(looks, meeting, phone), "inhoud")), "where options are added"
    text = plain(part(page(looks, meeting, phone, option=B), "inhoud"))
    assert "Wat spreekt voor of tegen deze optie?" in text
    assert prompt not in text


def test_a_sentence_has_room_to_be_read_while_it_is_typed(looks: Looks) -> None:
    meeting = at("options")
    phone = meeting.join(POLICY)
    form = flat(part(page(looks, meeting, phone, new=True), "add"))
    assert re.search(r'<textarea[^>]*name="title"[^>]*maxlength="200"', form)
    assert "Hoogstens 200 tekens" in form
    form = flat(part(page(looks, meeting, phone, option=B), "write"))
    assert re.search(r'<textarea[^>]*name="source"', form)


def test_who_rates_finds_what_was_said_folded_and_drawn_once_for_all(looks: Looks) -> None:
    meeting, looks = at("options"), replace(looks, last=Last())
    mine, other = meeting.join(POLICY), meeting.join(POLITICS)
    text = meeting.argue(other, A, text="Dat kost een uur")
    assert "Dat kost" not in told(looks, meeting)  # there it stands in the list of options
    meeting.go("weigh")
    fold = told(looks, meeting)
    assert "Wat er over optie A is gezegd" in plain(fold)
    assert "Dat kost een uur" in plain(fold)
    assert "optie B" not in plain(fold)  # nobody said a thing
    assert "<details open" not in fold
    assert "Herken ik" not in fold
    html = page(looks, meeting, mine, option=A)
    assert fold in html
    assert html.index("<h1") < html.index(fold) < html.index('id="ratings"')
    assert told(looks, meeting, POLITICS) is fold
    meeting.rate(mine, A, values=1)
    assert told(looks, meeting) == fold
    meeting.do(c.HoldBack(text))
    assert "Dat kost" not in told(looks, meeting)


def told(looks: Looks, meeting: Meeting, perspective: Perspective = POLICY) -> str:
    return render(looks, meeting.state, Audience(Role.PARTICIPANT, perspective), "nl")["told"]
