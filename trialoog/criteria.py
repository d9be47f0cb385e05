"""Sets of criteria as a file: reads `sessions/criteria.toml`, or says what is wrong where.

The vocabulary is closed, as that of formats: docs/reference/formats.md lists it.
"""

from pathlib import Path

from trialoog import front_matter
from trialoog.core.changes import CriteriaSet
from trialoog.core.format import MOST_CRITERIA, MOST_NAME
from trialoog.formats import FormatError, FormatErrors, criterion, language, text_of
from trialoog.front_matter import Table

FILE = "criteria.toml"
SET_KEYS = ("key", "name", "language", "criterion")
MOST_SETS = 12


def parse(text: str, name: str) -> tuple[CriteriaSet, ...]:
    """Read sets from text. `name` is the file that mistakes are reported in.

    Raises `FormatErrors`.
    """
    errors: list[FormatError] = []

    def refuse(line: int, message: str) -> None:
        errors.append(FormatError(name, line, message))

    table = front_matter.toml(text, refuse)
    sets = () if table is None else _sets(table)
    if errors:
        raise FormatErrors(errors)
    return sets


def load(path: Path) -> tuple[CriteriaSet, ...]:
    """Read sets from a file in UTF-8. Raises `FormatErrors`, or `OSError`."""
    return parse(text_of(path), path.name)


def load_from(folder: Path) -> tuple[CriteriaSet, ...]:
    """Read the sets that stand beside the formats; none when there is no such file."""
    file = folder / FILE
    return load(file) if file.exists() else ()


def _sets(table: Table) -> tuple[CriteriaSet, ...]:
    table.only("set")
    tables = table.tables("set", MOST_SETS)
    inside = [one.tables("criterion", MOST_CRITERIA) for one in tables]
    front_matter.once(tables, "set")
    # A draft knows a criterion by its key alone, so no two sets may share one.
    front_matter.once((one for criteria in inside for one in criteria), "criterion")
    return tuple(_set(one, criteria) for one, criteria in zip(tables, inside, strict=True))


def _set(table: Table, criteria: tuple[Table, ...]) -> CriteriaSet:
    table.only(*SET_KEYS)
    if not criteria:
        table.refuse_at(table.line(), "a set needs at least one criterion, under [[set.criterion]]")
    for one in criteria:
        if "source" not in one.values:
            one.refuse("source", 'the key "source" is missing')
    return CriteriaSet(
        key=table.name("key"),
        name=table.text("name", MOST_NAME),
        language=language(table),
        criteria=tuple(criterion(one) for one in criteria),
    )
