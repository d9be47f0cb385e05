"""Every number of the security checklist has a test that carries it, or a reason that it waits."""

from tests.security.checklist import (
    POINTS,
    TESTS,
    Point,
    complaints,
    held_by,
    numbered,
    with_table,
)

PAGE = TESTS.parent / "docs" / "explanation" / "security.md"


def test_every_number_has_a_test_or_a_reason_and_every_test_is_on_the_list() -> None:
    assert list(POINTS) == list(range(1, 41))
    assert complaints(POINTS, held_by()) == []


def test_a_number_without_a_test_and_a_test_without_a_number_are_found() -> None:
    points = {1: Point("Held."), 2: Point("Not held."), 3: Point("Later.", "a part")}
    held = {1: ["tests/a.py"], 4: ["tests/b.py"]}
    assert complaints(points, held) == [
        "2: no test and no reason",
        "4: not on the list, in tests/b.py",
    ]


def test_a_number_is_read_from_the_name_of_a_test() -> None:
    source = "def test_3_x() -> None: ...\nasync def test_40_y() -> None: ...\ndef test_z(): ...\n"
    assert numbered(source) == [(3, "test_3_x"), (40, "test_40_y")]


def test_what_waits_alone_has_no_test_yet() -> None:
    """When such a part is built, its reason goes."""
    assert {n for n in POINTS if n not in held_by()} == {39}


def test_the_page_on_security_has_the_same_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "run `make reference`"
