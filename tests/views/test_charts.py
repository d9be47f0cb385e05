"""The stave: where marks stand, what is highlighted, and what never gets on it."""

import pytest

from tests.views import tailoring
from tests.views.tailoring import HEAD, D, P
from trialoog.core.drawing import draw
from trialoog.core.ids import OptionId
from trialoog.core.words import THREE
from trialoog.views import charts
from trialoog.views.charts import Said, Voice, stave


def voices(*values: float | None) -> list[Voice]:
    return [Voice(p, value) for p, value in zip(THREE, values, strict=True)]


def test_a_mark_stands_on_the_line_of_its_value() -> None:
    drawn = stave("values", "Publieke waarden", voices(2, -1, 0))
    assert [(m.perspective, m.x, m.y) for m in drawn.marks] == [
        (P.POLICY, "20.5", "2.5"),
        (P.IMPLEMENTATION, "48.5", "56.5"),
        (P.POLITICS, "76.5", "38.5"),
    ]


@pytest.mark.parametrize(
    ("value", "y", "sign"),
    [(1.5, "11.5", "+ / + +"), (0.5, "29.5", "0 / +"), (-1.5, "65.5", "− − / −")],
)
def test_half_a_value_lies_between_two_lines(value: float, y: str, sign: str) -> None:
    drawn = stave("cost", "Kosten", voices(value, 0, 0))
    assert drawn.marks[0].y == y
    assert drawn.said[0].sign == sign


def test_who_said_nothing_stands_open_under_the_stave() -> None:
    drawn = stave("cost", "Kosten", voices(1, 1, None))
    assert [(m.perspective, m.x, m.y) for m in drawn.opens] == [(P.POLITICS, "80", "94")]
    assert len(drawn.marks) == 2


def test_who_is_hidden_stands_nowhere() -> None:
    drawn = stave(
        "cost", "Kosten", [Voice(P.POLICY, None, hidden=True), Voice(P.POLITICS, 2, hidden=True)]
    )
    assert (drawn.marks, drawn.opens, drawn.apart) == ((), (), False)
    assert {said.words for said in drawn.said} == {charts.HIDDEN}


@pytest.mark.parametrize(
    ("values", "band", "gap"),
    [
        ((2, -2, 1), ("1", "98"), "M114 14h4v72h-4"),
        ((-1, 2, None), ("1", "80"), "M114 14h4v54h-4"),
        ((-2, -2, 1), ("19", "80"), "M114 32h4v54h-4"),
        ((1.5, -1.5, 0), ("10", "80"), "M114 23h4v54h-4"),
    ],
)
def test_from_three_steps_on_they_part(
    values: tuple[float | None, ...], band: tuple[str, str], gap: str
) -> None:
    drawn = stave("time", "Tijd", voices(*values))
    assert drawn.apart
    assert (drawn.band, drawn.gap) == (band, gap)


@pytest.mark.parametrize("values", [(1, -1.5, 0), (2, None, None), (None, None, None)])
def test_below_three_steps_they_do_not_part(values: tuple[float | None, ...]) -> None:
    drawn = stave("time", "Tijd", voices(*values))
    assert (drawn.apart, drawn.band, drawn.gap) == (False, None, "")


def test_a_guest_is_never_on_the_stave_nor_in_the_difference() -> None:
    drawn = stave("time", "Tijd", [*voices(2, 2, 2), Voice(P.CITIZEN, -2.0)])
    assert {mark.perspective for mark in drawn.marks} == {*THREE}
    assert not drawn.apart
    assert drawn.guests == (Said(P.CITIZEN, "− −", "past heel slecht"),)


def test_behind_a_mark_stands_how_far_the_answers_reach() -> None:
    drawn = stave("cost", "Kosten", [Voice(p, 0, spread=(-1.5, 2), divided=True) for p in THREE])
    assert [(line.x, line.y, line.height) for line in drawn.spreads] == [
        ("29.5", "14", "63"),
        ("57.5", "14", "63"),
        ("85.5", "14", "63"),
    ]
    assert all(said.divided for said in drawn.said)


def test_who_is_hidden_or_said_nothing_has_no_spread() -> None:
    hidden = Voice(P.POLICY, 1, hidden=True, spread=(-2, 2), divided=True)
    drawn = stave(
        "cost", "Kosten", [hidden, Voice(P.POLITICS, None), Voice(P.CITIZEN, 0, spread=(-2, 2))]
    )
    assert drawn.spreads == ()
    assert not any(said.divided for said in drawn.said)


def test_a_published_picture_has_no_spread() -> None:
    state = tailoring.closed().state
    room = charts.room(state, D)
    assert any(stave.spreads for row in room.rows for stave in row.staves)
    public = charts.published(draw(state, D, {}, head=HEAD, version=1, note=""))
    assert not any(stave.spreads for row in public.rows for stave in row.staves)


def test_the_room_sees_two_seats_that_the_public_does_not() -> None:
    state = tailoring.closed().state
    here = charts.row(state, OptionId("d")).staves[0]
    assert P.POLITICS in {mark.perspective for mark in here.marks}
    public = charts.published(draw(state, D, {}, head=HEAD, version=1, note=""))
    row = next(row for row in public.rows if row.letter == "D")
    assert P.POLITICS not in {m.perspective for m in (*row.staves[0].marks, *row.staves[0].opens)}


def test_the_chosen_option_stands_first_and_none_is_missing() -> None:
    document = draw(tailoring.closed().state, D, {}, head=HEAD, version=1, note="")
    assert [row.letter for row in charts.published(document).rows] == ["C", "D", "E", "A", "B"]


def test_in_the_room_options_stand_as_they_came() -> None:
    picture = charts.room(tailoring.gather().state, D)
    assert [row.letter for row in picture.rows] == ["A", "B", "C", "D", "E"]
    assert all(len(stave.opens) == 3 for row in picture.rows for stave in row.staves)


def test_the_small_picture_shows_the_option_that_stands_first() -> None:
    document = draw(tailoring.closed().state, D, {}, head=HEAD, version=1, note="")
    small = charts.mini(document)
    assert small.width == 240
    # "past heel goed / past goed" of policy on the first criterion
    assert (small.marks[0].x, small.marks[0].y) == ("2", "7")
    assert all(mark.perspective in THREE for mark in small.marks)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Doenvermogen", "Doen\u00advermogen"),
        ("Uitvoerbaarheid", "Uitvoer\u00adbaarheid"),
        ("Rechtmatig", "Recht\u00admatig"),
        ("Publieke waarden", "Publieke waarden"),
        ("Kosten", "Kosten"),
    ],
)
def test_long_words_may_break_where_a_reader_would(name: str, shown: str) -> None:
    assert charts.soften(name) == shown
