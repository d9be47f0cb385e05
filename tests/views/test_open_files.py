"""The files beside a weighing: Markdown, outlines, a table of ratings, linked data."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.views.publications import WHERE, played, saying, words
from trialoog.core.document import Document
from trialoog.core.text import GONE
from trialoog.core.words import Approval, OutcomeKind, Perspective
from trialoog.views import outlines, ratings_csv, record
from trialoog.views.linked_data import linked_data
from trialoog.views.looks import Looks
from trialoog.views.record import Where

Writer = Callable[[Looks, Document, Where], str]
WRITERS: list[Writer] = [record.record, outlines.decision_note, outlines.memorandum]
READER = MarkdownIt("js-default", {"html": True, "linkify": False})


def shape(markdown: str) -> list[str]:
    """What a reader makes of a file, but for the words."""

    def kinds(tokens: list[Token] | None) -> list[str]:
        found = []
        for token in tokens or []:
            if token.type not in {"text", "text_special"}:
                found += [token.type, *kinds(token.children)]
        return found

    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    return kinds(READER.parse(body))


def sections(markdown: str) -> list[str]:
    return re.findall(r"^##? (.+)$", markdown, re.MULTILINE)


# == words stay words ==


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=20)
@given(text=words)
@example("# kop")
@example("1. een")
@example("- *a* _b_ `c` ~~d~~ [e](http://x.nl) ![f](g) <b>h</b> &lt; | i")
@example("<script>alert(1)</script>")
@example("=== --- +++ ::: ```")
@example("[x]: javascript:alert(1)")
@example("%(text)s %s {0}")
@example("\\")
@example("1)")
def test_23_nothing_that_people_type_becomes_markup(looks: Looks, write: Writer, text: str) -> None:
    plain = shape(write(looks, saying("woord"), WHERE))
    assert shape(write(looks, saying(text), WHERE)) == plain


def test_markdown_of_a_facilitator_keeps_its_lists_and_nothing_else(looks: Looks) -> None:
    intro = "# Kop\n\nEen **vet** [woord](http://x.nl)\n\n- een\n- twee\n\n<b>x</b> ![y](z)"
    written = record.record(looks, replace(played(), intro=intro), WHERE)
    assert "\nKop\n\nEen vet woord (http://x.nl)\n\n- een\n- twee\n\n\\<b\\>x\\</b\\>" in written
    assert not {"html_inline", "html_block", "image"} & {*shape(written)}
    assert shape(written).count("heading_open") == shape(
        record.record(looks, played(), WHERE)
    ).count("heading_open")


def test_what_programs_read_first_is_yaml_that_nobody_can_add_to(looks: Looks) -> None:
    typed = 'Dienst"\nstatus: "rejected <img src=x> ![x](y)'
    written = record.record(looks, replace(played(), organisation=typed), WHERE)
    matter = yaml.safe_load(written.split("---\n")[1])
    assert matter["organisation"] == typed
    assert "<" not in written.split("---\n")[1], "nor to who takes it for Markdown"
    assert matter["status"] == "open"
    assert matter["date"] == "2026-09-21"  # it was past midnight in Amsterdam


@pytest.mark.parametrize("write", WRITERS)
def test_a_blanked_passage_reads_as_removed(looks: Looks, write: Writer) -> None:
    it = replace(played(), choice=f"Wij kiezen {GONE}.", language="en")
    written = write(looks, it, WHERE)
    assert GONE not in written
    if write is not record.record:
        assert "Wij kiezen \\[removed\\]." in written


# == what stands in them ==


def test_the_record_tells_every_option_with_why(looks: Looks) -> None:
    it = played()
    written = record.record(looks, it, WHERE)
    for option in it.options:
        assert f"### {option.letter}. {option.title}" in written
        assert option.reason in written
        assert option.reopen in written
    assert "https://a.nl/w/maatwerk/v/2" in written
    assert "niet getoond" in written  # of oversight, with one seat
    unquoted = "**Toezicht:** Maakte een voorbehoud. De woorden ervan zijn niet openbaar: er deden"
    assert unquoted in written
    assert "Voorbehoud van: uitvoering, toezicht." in outlines.decision_note(looks, it, WHERE)
    assert sections(written)[1:] == [
        "Context en vraag",
        "Waar de opties langs zijn gelegd",
        "Overwogen opties",
        "Uitkomst",
        "De opties, en waarom",
        "Wat elk perspectief zegt",
        "Aannames onder deze keuze",
        "Meer informatie",
    ]


def test_an_outline_says_that_it_is_one_and_leaves_open_what_a_weighing_does_not_know(
    looks: Looks,
) -> None:
    it = replace(played(), approvals={Perspective.POLICY: Approval.STALE})
    note = outlines.decision_note(looks, it, WHERE)
    assert "> Dit is een opzet uit een openbare weging." in note
    assert "## Politieke context\n\n[zelf in te vullen]" in note
    assert "- Beleid: Akkoord met een oudere tekst" in note
    assert {"Aanleiding", "Geadviseerd besluit", "Kernpunten", "Toelichting"} <= {*sections(note)}
    fell = [o for o in it.options if o.outcome is OutcomeKind.REJECTED]
    assert all(option.reason in note for option in fell)
    memorandum = outlines.memorandum(looks, it, WHERE)
    assert {"Uitvoering", "Doenvermogen", "Gevolgen", "Alternatieven", "Aannames en evaluatie"} <= {
        *sections(memorandum)
    }
    assert "uitvoering: past heel goed" in memorandum


@pytest.mark.parametrize("write", WRITERS)
def test_an_example_says_so_in_every_file(looks: Looks, write: Writer) -> None:
    told = "**Dit is een voorbeeld, niet echt.**"
    assert told in write(looks, replace(played(), example="Een brief"), WHERE)
    assert told not in write(looks, played(), WHERE)


# == ratings ==


def table(document: Document) -> list[dict[str, str]]:
    return [*csv.DictReader(StringIO(ratings_csv.ratings(document), newline=""))]


def test_every_option_criterion_and_perspective_has_a_row() -> None:
    it = played()
    rows = table(it)
    seen = {(row["option"], row["criterion"], row["perspective"]) for row in rows}
    assert len(seen) == len(rows) == sum(len(c.voices) for o in it.options for c in o.cells)
    by = {(r["option"], r["criterion"], r["perspective"]): r for r in rows}
    for option in it.options:
        for cell in option.cells:
            for voice in cell.voices:
                row = by[option.letter, cell.criterion, voice.perspective]
                shown = None if row["median"] == "" else float(row["median"])
                assert (shown, row["suppressed"]) == (voice.value, "yes" if voice.hidden else "no")


def test_a_perspective_with_fewer_than_three_seats_has_no_numbers() -> None:
    small = [row for row in table(played()) if row["perspective"] == "oversight"]
    assert small
    assert all((row["median"], row["suppressed"]) == ("", "yes") for row in small)


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_25_no_cell_is_a_formula(typed: str) -> None:
    rows = table(saying(typed))
    assert {row["title"] for row in rows} == {f"'{typed}"}
    assert {row["criterion_name"] for row in rows} == {f"'{typed}"}


def test_what_is_no_formula_stays_as_it_is() -> None:
    typed = 'a "b", c;\nd=1'
    assert {row["title"] for row in table(saying(typed))} == {typed}


# == linked data ==


def test_linked_data_names_the_report_its_options_and_its_files() -> None:
    it = replace(saying("</script>"), subjects=("zorg",), example="")
    data = json.loads(linked_data(it, WHERE))
    assert (data["@type"], data["@id"]) == ("Report", "https://a.nl/w/maatwerk/v/2")
    assert [part["creativeWorkStatus"] for part in data["hasPart"]] == [
        option.outcome for option in it.options
    ]
    assert data["about"] == ["Zorg en gezondheid"]
    assert data["isBasedOn"]["@id"] == "https://a.nl/w/eerder/v/1"
    assert data["citation"] == ["</script>"]
    assert "disambiguatingDescription" not in data
    assert "disambiguatingDescription" in json.loads(linked_data(saying("x"), WHERE))
