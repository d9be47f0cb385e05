"""What may point at a person is found, what can't is let be, and no text makes it slow."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.views import tailoring
from tests.views.tailoring import D, P
from trialoog.core import commands as c
from trialoog.core import tracing
from trialoog.core.ids import ContributionId, OptionId
from trialoog.core.state import State
from trialoog.core.tracing import Trace, findings, look, mark
from trialoog.core.words import Kind

NOBODY: frozenset[str] = frozenset()
VIEW = "Dit voelt als een straf voor mensen die het goed doen."
RISK = "Zonder reden op papier is dit niet te controleren."


@pytest.fixture(scope="module")
def state() -> State:
    return tailoring.closed().state


def found(said: str, language: str = "nl") -> list[tuple[str, str]]:
    return [(trace.value, words) for trace, words in look(said, language, NOBODY)]


@pytest.mark.parametrize(
    ("said", "trace", "words"),
    [
        ("Mail naar jan.jansen@voorbeeld.nl voor meer.", "email", "jan.jansen@voorbeeld.nl"),
        ("Bel 06-12345678 of kom langs.", "phone", "06-12345678"),
        ("Bel 06 12 34 56 78.", "phone", "06 12 34 56 78"),
        ("Bel (070) 123 45 67.", "phone", "(070) 123 45 67"),
        ("Call +31 6 1234 5678.", "phone", "+31 6 1234 5678"),
        ("Call 0044 20 7946 0958 now", "phone", "0044 20 7946 0958"),
        ("Zij woont op 1234 AB 12.", "address", "1234 AB 12"),
        ("Zij woont aan de Kerkstraat 12a.", "address", "Kerkstraat 12a"),
        ("Dossier 111222333 liep vast.", "number", "111222333"),
        ("Dat zei mevrouw Jansen ook.", "name", "mevrouw Jansen"),
        ("Volgens J. de Vries kan het.", "name", "J. de Vries"),
        ("Dat zei dhr. A.B. van der Berg.", "name", "dhr. A.B. van der Berg"),
        ("Wij spraken Fatima El Amrani erover.", "name", "Fatima El Amrani"),
        ("Dat wil wethouder Jansen niet.", "name", "wethouder Jansen"),
        ("Jan Jansen vond dat te weinig.", "name", "Jan Jansen"),
        ("Dat klopt. Fatima El Amrani zag het ook.", "name", "Fatima El Amrani"),
        ("Dat zie ik elke dag.", "first_person", "ik"),
        ("In mijn team gaat het goed.", "first_person", "mijn"),
        ("Een van de twee zag het anders.", "few", "Een van de twee"),
        ("Zij was de enige die dit zag.", "few", "de enige die"),
        ("Drie deelnemers waren tegen.", "few", "Drie deelnemers"),
    ],
)
def test_what_may_point_at_a_person_is_found(said: str, trace: str, words: str) -> None:
    assert found(said) == [(trace, words)]


@pytest.mark.parametrize(
    "said",
    [
        "De Belastingdienst en de Raad van State zien dat anders.",
        "Wij kiezen optie A. Niets doen kan niet meer.",
        "De minister van Financiën besluit, na de Tweede Kamer.",
        "Sociale Zaken en Werkgelegenheid betaalt. De gemeente Den Haag ook.",
        "Op 01-02-2024 10:00 uur, bij artikel 5.2 van de Algemene wet bestuursrecht.",
        "Het kost +10.000.000 euro, of 123.456.789 euro in 2024-2026.",
        "Dit is de enige optie. Zie bijlage I en deel II.",
        "Dossier 123456789 telt negen cijfers.",
        "Niets doen: elke regel geldt voor iedereen gelijk",
        "Volgens Amsterdam kan het. Kan Groningen dat ook? Ook Utrecht wil het, net als Almere.",
        "Burgers in Utrecht merken er niets van. Programma Schulden stopt. Kabinetsbrief Werk ook.",
    ],
)
def test_what_points_at_nobody_is_let_be(said: str) -> None:
    assert found(said) == []


def test_first_person_is_of_the_language_of_the_text() -> None:
    assert found("I think that my team can.", "en") == [
        ("first_person", "I"),
        ("first_person", "my"),
    ]
    assert found("Bijlage I gaat daarover.") == []


def test_names_of_the_question_its_poles_and_organisation_are_no_names(state: State) -> None:
    said = "Wij vroegen hoe Gelijke Behandeling dan uitpakt."
    assert found(said) == [("name", "Gelijke Behandeling")]
    assert not [it for it in findings(state, D, {"intro": said}) if it.key == "intro"]


def test_a_finding_names_its_block_and_comes_in_the_order_of_the_page(state: State) -> None:
    texts = {"note": "Op verzoek van mevrouw Jansen.", "intro": "Bel 06-12345678."}
    own = [(it.key, it.trace) for it in findings(state, D, texts)]
    assert own == [("intro", Trace.PHONE), ("note", Trace.NAME)]


def test_a_view_is_found_singly_and_belongs_in_a_joint_text() -> None:
    meeting = tailoring.gather()
    meeting.go("options")
    new = ContributionId("view")
    by = tailoring.phone(P.POLICY, 1, f"contribution/{new}")
    meeting.do(by, c.Contribute(new, D, Kind.AGAINST, VIEW, option=OptionId("c")))
    said = {"intro": f"Er klonk: {VIEW.upper()}  En meer."}
    assert [(it.key, it.trace) for it in findings(meeting.state, D, said)] == [
        ("intro", Trace.VIEW)
    ]
    assert not findings(meeting.state, D, {"intro": "Dit voelt als een straf."})


def test_words_of_a_small_group_are_found_everywhere(state: State) -> None:
    # Oversight has one seat.
    for key in ("intro", "joint-oversight"):
        own = [(it.key, it.trace) for it in findings(state, D, {key: RISK})]
        assert own == [(key, Trace.SMALL)]
    objection = tailoring.OBJECTION[P.OVERSIGHT]
    assert not findings(state, D, {"joint-oversight": objection})
    assert findings(state, D, {"fell": objection})


def test_what_the_room_never_saw_is_not_looked_for() -> None:
    meeting = tailoring.gather()
    meeting.go("explore")
    new = ContributionId("unseen")
    by = tailoring.phone(P.OVERSIGHT, 0, f"contribution/{new}")
    state = meeting.state
    assert state.round is not None
    asked = c.Contribute(new, D, Kind.WORRY, VIEW, round=state.round, pole="a")  # type: ignore[arg-type]
    meeting.do(by, asked)
    assert not findings(meeting.state, D, {"intro": VIEW})


def test_another_finding_needs_another_confirmation(state: State) -> None:
    one = findings(state, D, {"intro": "Bel 06-12345678."})
    two = findings(state, D, {"intro": "Bel 06-12345678.", "fell": "Dat zei mevrouw Jansen."})
    assert mark(one) == mark(list(one))
    assert mark(one) != mark(two)


SLOW = (
    *("a" * 5000, "a@" * 2500, "a." * 2500, "1" * 5000, "1 " * 2500, "0" * 5000, "06-" * 1600),
    *("Aa " * 1666, "A. " * 1666, "A.B." * 1250, "van " * 1250, "Aa van " * 714, "mr. " * 1250),
    *("(" * 5000, "+1-" * 1666, "1234 AB " * 625, "Aastraat " * 555, "Raad Aa " * 625, "ik " * 999),
    *("een van de " * 450, "\n" * 5000, "'" * 5000, "a-" * 2500, "é" * 5000, "0031" * 1250),
)  # fmt: skip


@pytest.mark.parametrize("said", SLOW, ids=lambda said: repr(said[:8]))
def test_no_text_makes_it_slow(said: str) -> None:
    list(look(said[:50], "nl", NOBODY))  # what is made once
    began = process_time()
    list(look(said, "nl", NOBODY))
    assert process_time() - began < 0.25


alphabet = st.sampled_from(
    [*"aAzé0123456789 .,:;-()@+'\n\t", "van ", "mevrouw ", "ik ", "1234 AB "]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(alphabet, max_size=300).map("".join) | st.text(max_size=300))
def test_whatever_is_typed_what_is_found_stands_in_it(said: str) -> None:
    for language in ("nl", "en"):
        for _, words in look(said, language, NOBODY):
            assert words.rstrip("…") in " ".join(said.split())


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_one_changed_digit_never_passes_as_the_same_number(number: str) -> None:
    other = f"{(int(number[0]) + 1) % 10}{number[1:]}"
    assert not (tracing.eleven(number) and tracing.eleven(other))


def test_what_is_found_is_shown_short() -> None:
    [(_, words)] = look(f"Mail {'a' * 60}@{'b' * 60}.nl", "nl", NOBODY)
    assert len(words) <= tracing.LONGEST
    assert re.search("…$", words)
