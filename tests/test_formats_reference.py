"""The reference page on formats: its examples are sound, and it lists all that a file can say."""

import re
from pathlib import Path

from tests.test_formats import SHIPPED, file_of
from trialoog import criteria, formats
from trialoog.core.words import Activity, Kind, OutcomeKind, Perspective

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "formats.md"


def test_the_example_in_the_reference_is_a_sound_format() -> None:
    examples = re.findall(
        r"~~~~markdown\n(.*?)~~~~", REFERENCE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert [formats.parse(example, "formats.md").key for example in examples] == ["buurtgesprek"]


def test_the_reference_lists_every_key_and_every_word() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    keys = {*formats.FORMAT_KEYS, *formats.CRITERION_KEYS, *formats.PHASE_KEYS}
    keys -= {"criterion", "phase", "prompts"}
    words = [*keys, *Activity, *Kind, *OutcomeKind, *Perspective, *formats.Language]
    blocks = ["[[criterion]]", "[[phase]]", "[phase.prompts]"]
    assert [word for word in [*words, *blocks] if f"`{word}`" not in page] == []


def test_the_reference_tells_how_long_each_shipped_format_takes() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)\.md` .* \| (\d+) \|$", REFERENCE.read_text("utf-8"), re.MULTILINE
    )
    assert rows == [(file_of(fmt), str(fmt.minutes)) for fmt in SHIPPED.values()]


def test_the_example_of_sets_in_the_reference_is_a_sound_file() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    assert [one.key for one in criteria.parse(example, "formats.md")] == ["neighbourhood"]


def test_the_reference_lists_every_key_of_a_set() -> None:
    page = REFERENCE.read_text("utf-8")
    section = page[page.index("## Sets of criteria") :]
    keys = {*criteria.SET_KEYS, *formats.CRITERION_KEYS} - {"criterion"}
    assert [key for key in keys if f"`{key}`" not in section] == []
    assert "`[[set]]`" in section
    assert "`[[set.criterion]]`" in section
