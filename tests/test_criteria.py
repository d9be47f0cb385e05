"""Sets of criteria as a file: those we ship are sound, and a mistake is refused with its line."""

from pathlib import Path

import pytest

from trialoog import cli, criteria, formats
from trialoog.core.format import Criterion
from trialoog.core.text import Text
from trialoog.formats import FormatErrors
from trialoog.paths import SESSIONS

SHIPPED = criteria.load_from(SESSIONS)
EVERY = [criterion for one in SHIPPED for criterion in one.criteria]

# == the sets we ship ==


def test_six_sets_are_shipped_in_two_languages() -> None:
    assert [one.name for one in SHIPPED[:6]] == [
        "Publieke waarden",
        "Doenvermogen",
        "Uitvoerbaarheid",
        "Wet- en regelgeving",
        "Kosten",
        "Tijd",
    ]
    assert [one.language for one in SHIPPED] == ["nl"] * 6 + ["en"] * 6
    assert all(4 <= len(one.criteria) <= 5 for one in SHIPPED)


def test_a_set_is_there_in_both_languages() -> None:
    for dutch, english in zip(SHIPPED[:6], SHIPPED[6:], strict=True):
        assert english.key == f"{dutch.key}_en"
        keys = [f"{criterion.key}_en" for criterion in dutch.criteria]
        assert [criterion.key for criterion in english.criteria] == keys


@pytest.mark.parametrize("criterion", EVERY, ids=lambda criterion: criterion.key)
def test_every_criterion_asks_one_plain_question_and_names_its_source(criterion: Criterion) -> None:
    assert criterion.question.count("?") == 1
    assert criterion.question.endswith("?")
    assert len(criterion.question.split()) <= 14
    assert len(criterion.name.split()) <= 4
    assert criterion.source


def test_no_criterion_of_a_set_has_the_key_of_one_in_a_format() -> None:
    taken = {c.key for fmt in formats.load_all(SESSIONS).values() for c in fmt.criteria}
    assert not taken & {criterion.key for criterion in EVERY}


def test_no_two_criteria_have_the_same_name_or_question() -> None:
    assert len({criterion.name for criterion in EVERY}) == len(EVERY)
    assert len({criterion.question for criterion in EVERY}) == len(EVERY)


# == how a file is read ==

SOUND = """\
# Ours.

[[set]]
key = "values"
name = "Publieke waarden"
language = "nl"

[[set.criterion]]
key = "fair"
name = "Eerlijk"
question = "Is het eerlijk?"
source = "Eigen vraag"

[[set]]
key = "green"
name = "Groen"
language = "nl"

[[set.criterion]]
key = "nature"
name = "Natuur"
question = "Is het goed voor de natuur?"
source = "Eigen vraag"
"""


def test_a_sound_file_is_read_as_it_stands() -> None:
    values, green = criteria.parse(SOUND, "criteria.toml")
    assert (values.key, values.name, values.language) == ("values", "Publieke waarden", "nl")
    assert values.criteria == (
        Criterion("fair", Text("Eerlijk"), Text("Is het eerlijk?"), "Eigen vraag"),
    )
    assert [criterion.key for criterion in green.criteria] == ["nature"]


MISTAKES = [
    # replace, by, line, what it says
    ('key = "values"', 'kye = "values"', 4, 'unknown key "kye"; did you mean "key"?'),
    ('key = "values"\n', "", 3, 'the key "key" is missing'),
    ('key = "values"', 'key = "Public values"', 4, "small letters"),
    ('name = "Groen"', f'name = "{"x" * 61}"', 16, "at most 60 characters"),
    ('key = "green"\nname = "Groen"\nlanguage = "nl"', 'key = "green"', 14, '"name" is missing'),
    ('name = "Groen"\nlanguage = "nl"', 'name = "Groen"\nlanguage = "fr"', 17, '"fr"; use one of'),
    ('key = "green"', 'key = "values"', 15, 'two times the set "values"; one is on line 4'),
    ('key = "nature"', 'key = "fair"', 20, 'two times the criterion "fair"; one is on line 9'),
    ('question = "Is het eerlijk?"\n', "", 8, 'the key "question" is missing'),
    (
        'question = "Is het eerlijk?"\nsource = "Eigen vraag"',
        'question = "Eerlijk?"',
        8,
        '"source"',
    ),
    ('question = "Is het eerlijk?"', 'weight = "2"', 11, 'unknown key "weight"'),
    ('name = "Natuur"', "name = Natuur", 21, "not valid TOML"),
    ("# Ours.", 'title = "Ours"', 1, 'unknown key "title"; use one of: set'),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES)
def test_a_mistake_is_refused_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert SOUND.count(old) == 1
    with pytest.raises(FormatErrors) as refused:
        criteria.parse(SOUND.replace(old, new), "criteria.toml")
    found = [(error.file, error.line, error.message) for error in refused.value.errors]
    assert [said for file, at, said in found if at == line and message in said], found
    assert {file for file, _, _ in found} == {"criteria.toml"}


def test_a_set_without_criteria_is_refused() -> None:
    with pytest.raises(FormatErrors, match=r"criteria.toml:14: a set needs at least one criterion"):
        criteria.parse(SOUND[: SOUND.rindex("[[set.criterion]]")], "criteria.toml")


def test_a_folder_without_the_file_has_no_sets(tmp_path: Path) -> None:
    assert criteria.load_from(tmp_path) == ()


# == trialoog check ==


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of formats in use, with one format and sets."""
    monkeypatch.setenv("TRIALOOG_FORMATS", str(tmp_path))
    text = (SESSIONS / "verkenning.md").read_text(encoding="utf-8")
    (tmp_path / "verkenning.md").write_text(text, encoding="utf-8")
    (tmp_path / "criteria.toml").write_text(SOUND, encoding="utf-8")
    return tmp_path


def test_check_reads_the_sets_beside_the_formats(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check"]) == 0
    assert capsys.readouterr().out == "2 files, no mistakes.\n"
    (folder / "criteria.toml").write_text(SOUND.replace('"nature"', '"fair"'), encoding="utf-8")
    assert cli.main(["check"]) == 1
    said = capsys.readouterr().err
    assert said == 'criteria.toml:20: two times the criterion "fair"; one is on line 9\n'


def test_check_reads_the_files_that_it_is_given(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = folder / "mine.toml"
    bad.write_text(SOUND.replace('"Groen"', '""'), encoding="utf-8")
    assert cli.main(["check", str(bad)]) == 1
    assert 'mine.toml:16: "name" is empty' in capsys.readouterr().err
    assert cli.main(["check", str(folder / "verkenning.md")]) == 0
