"""Rule 2: once on the board an option stays, and leaves only with an outcome and a reason."""

import pytest

from tests.core.playing import D1, D2, LEADER, NOTHING, POLICY, A, B, Meeting, plan, start
from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core.ids import OptionId
from trialoog.core.words import THREE, OutcomeKind, Stance


def deciding(format: str = "besluitvorming") -> Meeting:
    meeting = start(format)
    meeting.join_all()
    meeting.go("decide")
    return meeting


def test_no_command_and_no_fact_takes_an_option_away() -> None:
    names = {kind.__name__ for kind in c.COMMANDS} | set(e.__all__)
    about = {name for name in names if "Option" in name}
    assert about == {
        "AddOption",
        "MergeOption",  # gives an outcome with a reason, as below; the option itself stays
        "RewordOption",
        "OptionAdded",
        "OptionReworded",
        "OptionRated",
    }


def test_doing_nothing_is_on_the_table_from_the_start() -> None:
    meeting = start()
    assert all(any(o.nothing for o in meeting.state.options_of(d)) for d in (D1, D2))


def test_a_gathering_without_doing_nothing_does_not_start() -> None:
    prepared = plan()
    lacking = c.DilemmaPlan(
        D1,
        "Maatwerk?",
        prepared.dilemmas[0].pole_a,
        prepared.dilemmas[0].pole_b,
        prepared.dilemmas[0].options[:2],
    )
    command = c.StartGathering(
        **{name: getattr(prepared, name) for name in prepared.__slots__} | {"dilemmas": (lacking,)}
    )
    assert Meeting().refuses(command) == ["nothing_missing"]


def test_a_reworded_option_keeps_its_letter_and_its_first_words() -> None:
    meeting = start()
    meeting.do(c.RewordOption(A, "Kwijtschelden boven de grens"))
    meeting.do(c.RewordOption(A, "Kwijtschelden, met maatwerk"))
    option = meeting.state.options[A]
    assert option.letter == "A"
    assert option.earlier == ("Kwijtschelden", "Kwijtschelden boven de grens")


def test_only_another_title_is_a_former_title() -> None:
    meeting = start()
    meeting.do(c.RewordOption(A, "Kwijtschelden", "Met een andere uitleg."))
    assert meeting.state.options[A].detail == "Met een andere uitleg."
    assert meeting.state.options[A].earlier == ()


def test_rewording_to_the_same_words_is_nothing_new() -> None:
    meeting = start()
    assert meeting.do(c.RewordOption(A, "  Kwijtschelden ", "Boven de grens.")) == ()


def test_two_options_of_a_dilemma_never_have_the_same_title() -> None:
    meeting = start()
    assert meeting.refuses(c.AddOption(OptionId("x"), D1, "betaalREGELING ")) == [
        "option_already_there"
    ]
    assert meeting.refuses(c.RewordOption(A, "Betaalregeling")) == ["option_already_there"]
    assert meeting.refuses(c.RewordOption(A, "KWIJTSCHELDEN")) == []


def test_the_same_title_may_stand_in_another_dilemma() -> None:
    meeting = start()
    meeting.do(c.AddOption(OptionId("x"), D1, "Alleen hier"))
    assert meeting.refuses(c.AddOption(OptionId("y"), D2, "Alleen hier")) == []


def test_an_option_with_the_id_of_another_is_refused() -> None:
    meeting = start()
    assert meeting.refuses(c.AddOption(B, D1, "Iets nieuws")) == ["already_there"]


def test_a_preparation_with_the_same_option_twice_does_not_start() -> None:
    prepared = plan()
    twice = (prepared.dilemmas[0], prepared.dilemmas[0])
    command = c.StartGathering(
        **{name: getattr(prepared, name) for name in prepared.__slots__} | {"dilemmas": twice}
    )
    assert Meeting().refuses(command) == ["already_there"]


def test_letters_go_on_after_z() -> None:
    meeting = start()
    meeting.go("options")
    for number in range(25):
        meeting.add_option(meeting.phone(POLICY), f"Optie {number}")
    letters = [option.letter for option in meeting.state.options_of(D1)]
    assert letters[:3] + letters[25:] == ["A", "B", "C", "Z", "AA", "AB"]


def test_the_table_is_full_at_forty_options() -> None:
    meeting = start()
    for number in range(37):
        meeting.do(c.AddOption(OptionId(f"x{number}"), D1, f"Optie {number}"))
    assert meeting.refuses(c.AddOption(OptionId("x"), D1, "Nog een")) == ["options_full"]


# == an outcome has a reason ==


@pytest.mark.parametrize(
    ("kind", "lacking", "reason"),
    [
        (OutcomeKind.REJECTED, {"reason": " "}, "reason_missing"),
        (OutcomeKind.REJECTED, {"reason": "\u200b\ufeff"}, "reason_missing"),
        (OutcomeKind.REJECTED, {"reason_type": None}, "reason_type_missing"),
        (OutcomeKind.REJECTED, {"reopen": ""}, "reopen_missing"),
        (OutcomeKind.REJECTED, {"reopen": "\u00ad"}, "reopen_missing"),
        (OutcomeKind.PARKED, {"reopen": "\n\t"}, "reopen_missing"),
        (OutcomeKind.PARKED, {"reason_type": None}, "reason_type_missing"),
        (OutcomeKind.CHOSEN, {"downsides": ()}, "downsides_missing"),
        (OutcomeKind.CHOSEN, {"downsides": (" ", "\u200b")}, "downsides_missing"),
        (OutcomeKind.CHOSEN, {"reason": ""}, "reason_missing"),
        (OutcomeKind.MERGED, {}, "into_missing"),
        (OutcomeKind.MERGED, {"into": A}, "into_missing"),
        (OutcomeKind.MERGED, {"into": OptionId("d2-a")}, "into_missing"),
        (OutcomeKind.MERGED, {"into": OptionId("nowhere")}, "into_missing"),
        (OutcomeKind.MERGED, {"into": B, "reason": ""}, "reason_missing"),
        (OutcomeKind.ELABORATE, {}, "outcome_missing"),
        (None, {}, "outcome_missing"),
    ],
)
def test_an_outcome_without_what_it_needs_is_refused(
    kind: OutcomeKind | None, lacking: dict[str, object], reason: str
) -> None:
    meeting = deciding()
    assert meeting.refuses(meeting.proposal(A, kind=kind, **lacking)) == [reason]


def test_all_that_is_missing_is_said_at_once() -> None:
    meeting = deciding()
    empty = meeting.proposal(
        A, kind=OutcomeKind.REJECTED, reason="", reason_type=None, reopen="", confirmed=()
    )
    assert set(meeting.refuses(empty)) == {
        "reason_missing",
        "reason_type_missing",
        "reopen_missing",
        "unheard",
    }


def test_exploring_takes_no_position_but_several_options_may_be_elaborated() -> None:
    meeting = deciding("verkenning")
    for kind in (OutcomeKind.CHOSEN, OutcomeKind.REJECTED):
        assert meeting.refuses(meeting.proposal(A, kind=kind)) == ["outcome_missing"]
    assert meeting.settle(A, kind=OutcomeKind.ELABORATE).recorded
    assert meeting.settle(B, kind=OutcomeKind.ELABORATE).recorded


def test_an_outcome_points_at_what_weighed_and_only_at_what_the_room_can_see() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("explore")
    hidden = meeting.write(phones[POLICY][0])
    meeting.go("options")
    seen = meeting.argue(phones[POLICY][0], A)
    meeting.go("decide")
    outcome = meeting.settle(A, weighed=(hidden, seen, "unknown", seen), criteria=("cost", "no"))
    assert outcome.weighed == (seen,)
    assert outcome.criteria == ("cost",)


def test_what_belongs_to_another_outcome_is_left_out() -> None:
    meeting = deciding()
    outcome = meeting.settle(
        A,
        kind=OutcomeKind.MERGED,
        into=B,
        reopen="Nooit",
        downsides=("Een",),
        conditions=("Twee",),
        assumptions=("Drie",),
    )
    assert (outcome.reopen, outcome.downsides, outcome.conditions, outcome.assumptions) == (
        "",
        (),
        (),
        (),
    )


def test_the_downsides_conditions_and_assumptions_of_a_choice_are_kept() -> None:
    meeting = deciding()
    outcome = meeting.settle(
        A, downsides=(" Eén ", ""), conditions=("Twee",), assumptions=("Drie", "Vier")
    )
    assert outcome.downsides == ("Eén",)
    assert outcome.conditions == ("Twee",)
    assert outcome.assumptions == ("Drie", "Vier")


def test_what_each_perspective_says_is_kept_with_the_reason() -> None:
    meeting = deciding()
    assert meeting.settle(A, says={POLICY: " Wij zijn voor. "}).says == {POLICY: "Wij zijn voor."}


def test_an_outcome_never_takes_the_place_of_another_in_the_record() -> None:
    meeting = deciding()
    first = meeting.settle(A)
    assert meeting.refuses(meeting.proposal(B, outcome=first.id)) == ["already_there"]


def test_a_changed_outcome_is_another_outcome_and_consent_lapses() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("decide")
    first = meeting.propose(A)
    meeting.do(c.GiveConsent(first, Stance.SUPPORT), phones[POLICY][0])
    meeting.do(c.RecordOutcome(first))
    second = meeting.propose(A, reason="Een andere reden.")
    assert meeting.state.outcomes[first].withdrawn
    assert not meeting.state.outcomes[first].recorded
    assert meeting.state.outcomes[first].reason == "Dit lukt met de mensen die er zijn."
    assert meeting.state.outcomes[second].consents == {}
    assert meeting.refuses(c.GiveConsent(first, Stance.SUPPORT), phones[POLICY][0]) == [
        "outcome_gone"
    ]


def test_words_of_an_option_are_fixed_once_its_outcome_stands() -> None:
    meeting = deciding()
    meeting.settle(A)
    assert meeting.refuses(c.RewordOption(A, "Iets anders")) == ["decided"]
    outcome = meeting.state.outcome_of(A)
    assert outcome is not None
    meeting.do(c.WithdrawOutcome(outcome.id))
    assert meeting.refuses(c.RewordOption(A, "Iets anders")) == []


def test_ratings_are_fixed_once_the_outcome_stands() -> None:
    meeting = start()
    phones = meeting.join_all()
    meeting.go("decide")
    meeting.settle(A)
    meeting.go("weigh")
    assert meeting.refuses(c.Rate(A, {"cost": 1}), phones[POLICY][0]) == ["decided"]
    assert meeting.refuses(c.Rate(B, {"cost": 1}), phones[POLICY][0]) == []


# == merging ==


def test_options_may_merge_in_a_chain_but_never_in_a_circle() -> None:
    meeting = deciding()
    meeting.settle(A, kind=OutcomeKind.MERGED, into=B)
    assert meeting.refuses(meeting.proposal(B, kind=OutcomeKind.MERGED, into=A)) == ["into_missing"]
    third = meeting.add_option(LEADER, "Nog een")
    meeting.settle(B, kind=OutcomeKind.MERGED, into=third)
    circle = meeting.proposal(third, kind=OutcomeKind.MERGED, into=A)
    assert meeting.refuses(circle) == ["into_missing"]
    assert meeting.refuses(meeting.proposal(A, kind=OutcomeKind.MERGED, into=third)) == []
    nothing = meeting.proposal(NOTHING, kind=OutcomeKind.MERGED, into=third)
    assert meeting.refuses(nothing) == ["nothing_stays"]


def test_a_circle_through_an_outcome_that_is_only_proposed_is_refused_too() -> None:
    meeting = deciding()
    meeting.propose(A, kind=OutcomeKind.MERGED, into=B)
    assert meeting.refuses(meeting.proposal(B, kind=OutcomeKind.MERGED, into=A)) == ["into_missing"]


def test_a_withdrawn_merge_makes_no_circle() -> None:
    meeting = deciding()
    first = meeting.settle(A, kind=OutcomeKind.MERGED, into=B)
    meeting.do(c.WithdrawOutcome(first.id))
    assert meeting.refuses(meeting.proposal(B, kind=OutcomeKind.MERGED, into=A)) == []


# == publishing ==


def test_a_weighing_with_an_option_without_an_outcome_is_not_published() -> None:
    meeting = deciding()
    meeting.settle(A)
    meeting.settle(B)
    meeting.propose(NOTHING)
    meeting.close()
    publish = c.PublishWeighing(D1, "weging", "0" * 64, without=THREE)
    assert meeting.refuses(publish) == ["option_open"]
    meeting.do(c.Reopen())
    meeting.settle(NOTHING)
    meeting.close()
    assert meeting.refuses(publish) == []


def test_another_dilemma_that_is_open_does_not_hold_a_weighing_back() -> None:
    meeting = deciding()
    meeting.settle_all(D1)
    meeting.close()
    assert meeting.refuses(c.PublishWeighing(D1, "weging", "0" * 64, without=THREE)) == []
    assert meeting.refuses(c.PublishWeighing(D2, "weging", "0" * 64)) == ["option_open"]
