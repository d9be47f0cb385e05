"""Two texts woven into one: nothing is lost, and it never takes long."""

from collections.abc import Iterable
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trialoog.core.compare import Budget, Fate, Run, weave, weave_all

few = st.lists(st.sampled_from(["een", "twee", "drie", "\n\n", " "]), max_size=40).map(" ".join)
texts = st.text(max_size=80) | few
budgets = st.integers(0, 2_000)


def said(runs: Iterable[Run], *fates: Fate) -> str:
    return "".join(run.text for run in runs if run.fate in fates)


@given(texts, texts, budgets)
@example("", "", 0)
@example("een twee drie", "een drie", 2_000)
def test_the_old_and_the_new_text_come_back_whole(old: str, new: str, steps: int) -> None:
    runs = weave(old, new, Budget(steps))
    assert said(runs, Fate.SAME, Fate.GONE) == old
    assert said(runs, Fate.SAME, Fate.NEW) == new
    assert all(run.text for run in runs)


@given(st.lists(texts, max_size=8), st.lists(texts, max_size=8), budgets)
def test_of_two_lists_every_entry_comes_back(old: list[str], new: list[str], steps: int) -> None:
    rows = weave_all(old, new, Budget(steps))
    before = [said(row, Fate.SAME, Fate.GONE) for row in rows]
    after = [said(row, Fate.SAME, Fate.NEW) for row in rows]
    assert [it for it in before if it] == [it for it in old if it]
    assert [it for it in after if it] == [it for it in new if it]


@given(texts)
def test_a_text_beside_itself_is_the_same(text: str) -> None:
    assert all(run.fate is Fate.SAME for run in weave(text, text, Budget()))


def test_only_the_words_that_changed_are_told() -> None:
    runs = weave(
        "Wij toetsen het inkomen per maand.", "Wij toetsen het inkomen per jaar.", Budget()
    )
    assert runs == (
        Run(Fate.SAME, "Wij toetsen het inkomen per"),
        Run(Fate.GONE, " maand."),
        Run(Fate.NEW, " jaar."),
    )


def test_another_text_is_told_whole_and_not_in_crumbs() -> None:
    old = "de zon gaat op in de vroege ochtend"
    new = "wie de regels van de raad kent in het land"
    assert weave(old, new, Budget()) == (Run(Fate.GONE, old), Run(Fate.NEW, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 2_500, "a " * 2_499 + "b"),
        ("a b " * 1_250, "b a " * 1_250),
        (" ".join(f"a u{n}" for n in range(900)), " ".join(f"a v{n}" for n in range(900))),
        (" " * 5_000, " " * 4_999 + "x"),
    ],
)
def test_hostile_text_takes_no_time(old: str, new: str) -> None:
    budget, before = Budget(), perf_counter()
    woven = [weave(old, new, budget) for _ in range(200)]
    assert perf_counter() - before < 5
    assert said(woven[-1], Fate.SAME, Fate.NEW) == new
