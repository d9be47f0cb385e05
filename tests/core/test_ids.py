"""The join code, as people type and read it."""

import pytest

from trialoog.core.ids import CODE_ALPHABET, is_code, normalise_code, show_code


@pytest.mark.parametrize("typed", ["abcd 2345", "ABCD-2345", " a b c d 2 3 4 5\n", "ABCD2345"])
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert normalise_code(typed) == "ABCD2345"
    assert is_code(normalise_code(typed))


@pytest.mark.parametrize("typed", ["", "ABCD234", "ABCD23456", "ABCD2340", "ABCD234I", "ÀBCD2345"])
def test_what_can_not_be_a_code_is_none(typed: str) -> None:
    assert not is_code(normalise_code(typed))


def test_a_code_is_read_in_two_groups_and_has_no_look_alikes() -> None:
    assert show_code("ABCD2345") == "ABCD 2345"
    assert not set("01OIL") & set(CODE_ALPHABET)
