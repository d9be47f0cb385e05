"""The difference between two versions: all that a reader sees, and nothing else."""

import dataclasses
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from tests.views.publications import documents, played
from tests.views.tailoring import P
from trialoog.core.compare import Fate
from trialoog.core.document import (
    Assumption,
    Before,
    Criterion,
    Document,
    Follows,
    Formal,
    OptionText,
    Voice,
    VoiceCell,
)
from trialoog.core.state import Side
from trialoog.core.weighing import Tally
from trialoog.core.words import Approval, Decision, OutcomeKind, ReasonType, Standing
from trialoog.views.changes import Changes, changes
from trialoog.views.looks import Looks

DAY = date(2031, 3, 2)
ITSELF = {"version", "note", "earlier", "journal_head", "language", "format_key"}
WHOLE: dict[str, object] = {
    "pole_a": Side("Anders", ""),
    "pole_b": Side("Anders", ""),
    "held": DAY,
    "present": (P.CITIZEN,),
    "absent": (P.CITIZEN,),
    "suppressed": (P.CITIZEN,),
    "decide_by": DAY,
    "formal": Formal(Decision.DEPARTS, DAY, "Daarom."),
    "review": DAY,
    "criteria": (Criterion("x", "Anders", ""),),
    "options": (),
    "reservations": {P.CITIZEN: "Anders"},
    "joint": {P.CITIZEN: "Anders"},
    "spokespersons": {P.CITIZEN: "Anders"},
    "subjects": ("zorg", "werk"),
    "sources": ("Anders",),
    "approvals": {P.CITIZEN: Approval.CHANGE},
    "follows": Follows("x", 1, "Anders"),
    "reserved": (P.CITIZEN,),
}
ONE: dict[str, object] = {
    "outcome": OutcomeKind.MERGED,
    "cells": (VoiceCell("x", (Voice(P.CITIZEN, 1.5),)),),
    "reason_type": ReasonType.TIME,
    "downsides": ("Anders",),
    "conditions": ("Anders",),
    "assumptions": (Assumption("Anders", Standing.FAILS, DAY),),
    "weighed": ("Anders",),
    "criteria": ("Anders",),
    "review": DAY,
    "says": {P.CITIZEN: "Anders"},
    "unheard": (P.CITIZEN,),
    "consent": (Tally(P.CITIZEN, 3, 1, 0),),
    "corrections": ("Anders",),
    "before": Before("B", OutcomeKind.REJECTED, "Anders", "", ""),
}


def told(looks: Looks, old: Document, new: Document) -> Changes:
    return changes(looks, "nl", old, new)


@pytest.mark.parametrize(
    "name", [f.name for f in dataclasses.fields(Document) if f.name not in ITSELF]
)
def test_no_field_of_a_weighing_changes_unseen(looks: Looks, name: str) -> None:
    old = played()
    new = replace(old, **{name: WHOLE.get(name, "Anders")})  # type: ignore[arg-type]
    assert told(looks, old, new).sections, name


@pytest.mark.parametrize(
    "name", [f.name for f in dataclasses.fields(OptionText) if f.name != "letter"]
)
def test_no_field_of_an_option_changes_unseen(looks: Looks, name: str) -> None:
    old = played()
    first, *others = old.options
    changed = replace(first, **{name: ONE.get(name, "Anders")})  # type: ignore[arg-type]
    (section,) = told(looks, old, replace(old, options=(changed, *others))).sections
    assert section.name == f"Optie {first.letter}"
    assert len(section.parts) == 1


@pytest.mark.parametrize("name", sorted(ITSELF - {"language", "format_key"}))
def test_what_changes_by_itself_is_no_difference(looks: Looks, name: str) -> None:
    new = replace(played(), **{name: 9 if name == "version" else ()})  # type: ignore[arg-type]
    found = told(looks, played(), new)
    assert not found.sections
    assert len(found.same) > 10


def test_an_option_of_one_version_is_told_whole_under_its_letter(looks: Looks) -> None:
    old = played()
    fewer = replace(old, options=old.options[:-1])
    letter = old.options[-1].letter
    for a, b, fate in ((fewer, old, Fate.NEW), (old, fewer, Fate.GONE)):
        (section,) = told(looks, a, b).sections
        assert (section.name, section.fate) == (f"Optie {letter}", fate)
        assert {run.fate for p in section.parts for row in p.rows for run in row} == {fate}


def test_an_outcome_is_told_in_words(looks: Looks) -> None:
    old = played()
    first = replace(old.options[0], outcome=OutcomeKind.CHOSEN)
    other = replace(first, outcome=OutcomeKind.PARKED)
    before, after = (replace(old, options=(it, *old.options[1:])) for it in (first, other))
    (section,) = told(looks, before, after).sections
    (part,) = section.parts
    assert part.name == "Uitkomst"
    assert [run.text for row in part.rows for run in row] == ["Gekozen", "Aangehouden"]


@settings(max_examples=25)
@given(documents, documents)
def test_whatever_was_typed_it_can_be_told(looks: Looks, old: Document, new: Document) -> None:
    for language in ("nl", "en"):
        assert changes(looks, language, old, new).same
    assert not changes(looks, "nl", old, old).sections
