"""How the file of a format is read: a mistake is refused with its file and line."""

from pathlib import Path

import pytest

from trialoog import formats
from trialoog.core.words import Activity, Kind, Perspective
from trialoog.formats import FormatError, FormatErrors

SOUND = """\
+++
key = "short"
name = "Kort gesprek"
summary = "Een kort gesprek."
language = "nl"
source = "Eigen werkvorm"
guests = ["citizen"]
outcomes = ["chosen", "rejected"]
ground_rules = [
  "We luisteren.",
  "Geen namen [ook niet half].",
]

[[criterion]]
key = "values"
name = "Publieke waarden"
question = "Is het eerlijk?"

[[phase]]
key = "explore"
name = "Verkennen"
minutes = 20
activities = ["write"]
heading = "Wat zie jij?"
kinds = ["signal", "worry"]

[phase.prompts]
policy = "Welk doel?"
implementation = "Welk geval?"
politics = "Welke belofte?"
citizen = "Wat merk je?"

[[phase]]
key = "decide"
name = "Afwegen"
minutes = 0
activities = ["rate", "outcome"]
heading = "Wat wordt het?"

[phase.prompts]
policy = "Haalt het?"
implementation = "Lukt het?"
politics = "Kan het?"
citizen = "Helpt het?"
+++

## explore

Schrijf in stilte.
Eén ding per keer.

Daarna lezen we.

## decide

Kies samen.
"""


def mistakes(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FormatErrors) as refused:
        formats.parse(text, "short.md")
    assert {error.file for error in refused.value.errors} == {"short.md"}
    return [(error.line, error.message) for error in refused.value.errors]


def test_a_sound_file_is_read_as_it_stands() -> None:
    fmt = formats.parse(SOUND, "short.md")
    assert (fmt.key, fmt.name, fmt.language) == ("short", "Kort gesprek", "nl")
    assert fmt.guests == (Perspective.CITIZEN,)
    assert fmt.ground_rules == ("We luisteren.", "Geen namen [ook niet half].")
    assert [criterion.question for criterion in fmt.criteria] == ["Is het eerlijk?"]
    explore, decide = fmt.phases
    assert explore.kinds == (Kind.SIGNAL, Kind.WORRY)
    assert explore.prompts[Perspective.CITIZEN] == "Wat merk je?"
    assert (decide.minutes, decide.activities) == (0, (Activity.RATE, Activity.OUTCOME))


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    explore = formats.parse(SOUND, "short.md").phase("explore")
    assert explore.script == "Schrijf in stilte. Eén ding per keer.\n\nDaarna lezen we."


def test_the_line_ends_of_windows_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "short.md"
    file.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert formats.load(file) == formats.parse(SOUND, "short.md")


LONG = "x" * 2001

MISTAKES = [
    # replace, by, line, what it says
    ('name = "Kort gesprek"', 'nmae = "Kort"', 3, 'unknown key "nmae"; did you mean "name"?'),
    ('name = "Kort gesprek"\n', "", 1, 'the key "name" is missing'),
    ('name = "Kort gesprek"', 'name = " "', 3, '"name" is empty'),
    ('name = "Kort gesprek"', "name = 3", 3, '"name" must be text'),
    ('name = "Kort gesprek"', f'name = "{LONG}"', 3, '"name" holds at most 60 characters'),
    ('name = "Kort gesprek"', 'name = "Kort', 3, "no closing quote"),
    ('name = "Kort gesprek"', "name = Kort", 3, "not valid TOML: invalid value"),
    ('name = "Kort gesprek"', 'key = "again"', 3, '"key" stands here twice; it is on line 2'),
    ('key = "short"', 'key = "Short one"', 2, "small letters"),
    ('key = "short"', 'key = "short"\norder = "first"', 3, '"order" must be a whole number'),
    ('language = "nl"', 'language = "nld"', 5, 'unknown language "nld"; use one of: nl, en'),
    ('guests = ["citizen"]', 'guests = ["press"]', 7, 'unknown guest "press"'),
    ('guests = ["citizen"]', 'guests = ["politics"]', 7, 'unknown guest "politics"'),
    ('outcomes = ["chosen", "rejected"]', 'outcomes = ["won"]', 8, 'unknown outcome "won"'),
    ('outcomes = ["chosen", "rejected"]', "outcomes = []", 8, "at least one outcome"),
    ('outcomes = ["chosen", "rejected"]', 'outcomes = "chosen"', 8, "must be a list"),
    ('"chosen", "rejected"', '"chosen", "chosen"', 8, 'the outcome "chosen" stands here twice'),
    ('"chosen", "rejected"', '"elaborate", "rejected"', 8, "does not go with rejected"),
    ('"chosen", "rejected"', '"chosen", "elaborate"', 8, "does not go with chosen"),
    ('"We luisteren."', "3", 9, '"ground_rules" must be text'),
    ('  "We luisteren.",\n  "Geen namen [ook niet half].",\n', "", 9, "at least one text"),
    ('question = "Is het eerlijk?"', 'question = ""', 17, '"question" is empty'),
    ('question = "Is het eerlijk?"', 'question = "Eerlijk?"\nsource = ""', 18, "is empty"),
    ('question = "Is het eerlijk?"', 'weight = "2"', 17, 'unknown key "weight"'),
    ('question = "Is het eerlijk?"\n', "", 14, 'the key "question" is missing'),
    ("minutes = 20", "minutes = 241", 22, '"minutes" must be a whole number from 0 to 240'),
    ("minutes = 20", "minutes = 2.5", 22, "whole number"),
    ("minutes = 20", "minutes = true", 22, "whole number"),
    ("minutes = 0", "minutes = -1", 36, "whole number"),
    ("minutes = 0\n", "", 33, 'the key "minutes" is missing'),
    ("minutes = 0", "minuts = 0", 36, 'unknown key "minuts"; did you mean "minutes"?'),
    ('activities = ["write"]', 'activities = ["vote"]', 23, 'unknown activity "vote"'),
    ('kinds = ["signal", "worry"]', 'kinds = ["signal", "joy"]', 25, 'unknown kind "joy"'),
    ('kinds = ["signal", "worry"]', "kinds = []", 25, "at least one kind"),
    ('kinds = ["signal", "worry"]\n', "", 23, 'add "kinds"'),
    (
        'kinds = ["signal", "worry"]',
        'kinds = ["fact", "signal", "effect", "risk", "condition", "for", "against", "question"]',
        25,
        "at most 7",
    ),
    ('"rate", "outcome"]', '"rate", "outcome"]\nkinds = ["for"]', 38, "only"),
    ('activities = ["rate", "outcome"]', 'activities = ["rate"]', 8, "no step has the activity"),
    ('politics = "Kan het?"', 'press = "Kan het?"', 43, 'unknown perspective "press"'),
    ('politics = "Kan het?"', 'oversight = "Kan het?"', 43, '"oversight" has no seat here'),
    ('politics = "Kan het?"\n', "", 40, "missing: politics"),
    ('politics = "Kan het?"', 'policy = "Kan het?"', 43, "stands here twice; it is on line 41"),
    ('key = "decide"', 'key = "explore"', 34, 'two times the step "explore"; one is on line 20'),
    ("## decide\n\nKies samen.\n", "", 34, 'the step "decide" has no script'),
    ("Kies samen.\n", "", 54, 'the section "decide" is empty'),
    ("Kies samen.", LONG, 54, "a script holds at most 2000 characters"),
    ("Kies samen.", "- Kies samen.", 56, "plain paragraphs"),
    ("Kies samen.", "### Kies samen", 56, "only ## opens a section"),
    ("Kies samen.", "Kies.\n\n## vote\n\nStem.", 58, 'there is no step "vote"'),
    ("Kies samen.", "Kies.\n\n## explore\n\nEn.", 58, "two sections"),
    ("## explore\n", "Welkom.\n\n## explore\n", 47, "before the first section"),
    ("+++\nkey", "\n+++\nkey", 1, "starts with a line +++"),
    ('"Helpt het?"\n+++', '"Helpt het?"', 1, "no closing line +++"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES)
def test_a_mistake_is_refused_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert SOUND.count(old) == 1
    found = mistakes(SOUND.replace(old, new))
    assert [said for at, said in found if at == line and message in said], found


def test_a_bracket_in_a_text_or_a_comment_does_not_shift_the_lines() -> None:
    text = SOUND.replace("Een kort gesprek.", "Een [kort] gesprek = {").replace(
        "[[criterion]]", "# not a list: [ or [[phase]]\n\n[[criterion]]"
    )
    assert mistakes(text.replace("minutes = 0", "minutes = 999")) == [
        (38, '"minutes" must be a whole number from 0 to 240')
    ]


def test_a_text_over_several_lines_does_not_shift_the_lines() -> None:
    text = SOUND.replace('"Een kort gesprek."', '"""Een kort\nkey = gesprek.\n"""')
    assert formats.parse(text, "short.md").summary == "Een kort key = gesprek."
    assert [line for line, _ in mistakes(text.replace("minutes = 0", "minutes = 999"))] == [38]


def test_all_mistakes_of_a_file_are_told_at_once_from_top_to_bottom() -> None:
    text = SOUND.replace("minutes = 0", "minutes = 999").replace('"nl"', '"xx"')
    text = text.replace('"signal", ', '"sign", ').replace("## decide", "## vote")
    assert mistakes(text) == [
        (5, 'unknown language "xx"; use one of: nl, en'),
        (25, 'unknown kind "sign"; did you mean "signal"?'),
        (34, 'the step "decide" has no script; add a section ## decide'),
        (36, '"minutes" must be a whole number from 0 to 240'),
        (54, 'there is no step "vote" for this section'),
    ]


def test_a_format_needs_a_step() -> None:
    head = SOUND[: SOUND.index("[[phase]]")]
    assert mistakes(head + "+++\n") == [
        (1, "a format needs at least one step, under a line [[phase]]")
    ]


def test_a_step_that_rates_needs_criteria() -> None:
    start, end = SOUND.index("[[criterion]]"), SOUND.index("[[phase]]")
    assert mistakes(SOUND[:start] + SOUND[end:]) == [
        (32, "people rate in this step, and the format has no [[criterion]]")
    ]


def test_a_mistake_reads_as_file_line_and_sentence() -> None:
    error = FormatError("short.md", 3, '"name" is empty')
    assert str(error) == 'short.md:3: "name" is empty'
    assert str(FormatErrors([error, FormatError("a.md", 9, "no")])) == f"a.md:9: no\n{error}"


# == a folder of formats ==


def test_a_folder_is_read_by_order_and_then_by_file_name(tmp_path: Path) -> None:
    for key, order in [("a", ""), ("b", "order = 2\n"), ("c", "order = 1\n"), ("d", "")]:
        text = SOUND.replace('key = "short"\n', f'key = "{key}"\n{order}')
        (tmp_path / f"{key}.md").write_text(text, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a format", encoding="utf-8")
    assert list(formats.load_all(tmp_path)) == ["c", "b", "a", "d"]


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SOUND, encoding="utf-8")
    (tmp_path / "b.md").write_text(SOUND, encoding="utf-8")
    (tmp_path / "c.md").write_text(SOUND.replace('"nl"', '"xx"'), encoding="utf-8")
    (tmp_path / "d.md").write_bytes(b'+++\nname = "caf\xe9"\n+++\n')
    with pytest.raises(FormatErrors) as refused:
        formats.load_all(tmp_path)
    assert [str(error) for error in refused.value.errors] == [
        'b.md:2: the key "short" is taken by a.md; give this format its own',
        'c.md:5: unknown language "xx"; use one of: nl, en',
        "d.md:2: this is not UTF-8; save the file as UTF-8",
    ]
