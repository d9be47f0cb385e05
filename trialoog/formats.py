"""Formats as files: reads `sessions/*.md` into `core.format.Format`, or says what is wrong where.

The vocabulary is closed: a file can say nothing that docs/reference/formats.md does not list.
Nothing is inherited and nothing is computed, so that a format does what its file says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trialoog import front_matter
from trialoog.core.format import (
    MOST_CRITERIA,
    MOST_LINE,
    MOST_MINUTES,
    MOST_NAME,
    MOST_SCRIPT,
    MOST_TEXT,
    Criterion,
    Format,
    Phase,
)
from trialoog.core.text import Text
from trialoog.core.words import GUESTS, THREE, Activity, Kind, OutcomeKind, Perspective
from trialoog.front_matter import Refuse, Table

FORMAT_KEYS = (
    "key",
    "order",
    "name",
    "summary",
    "language",
    "source",
    "guests",
    "outcomes",
    "ground_rules",
    "criterion",
    "phase",
)
CRITERION_KEYS = ("key", "name", "question", "source")
PHASE_KEYS = ("key", "name", "minutes", "activities", "heading", "kinds", "prompts")

MOST_KINDS = 7
MOST_PHASES = 12
MOST_GROUND_RULES = 8

# In these activities people are asked for something of their own, so each is helped to speak.
_ASKS = (Activity.WRITE, Activity.OPTIONS, Activity.ARGUE, Activity.RATE)
_SECTION = re.compile(r"##\s+(\S.*)")
_MARKUP = re.compile(r"\s*(?:#{1,6}\s|[-*+]\s|>|\||```)")
_LAST = 10_000  # files without an order come after those with one


class Language(StrEnum):
    """The languages that the interface speaks."""

    NL = "nl"
    EN = "en"


@dataclass(frozen=True, slots=True, order=True)
class FormatError:
    """One mistake in a file: the line, counted from 1, and a sentence in plain English."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class FormatErrors(ValueError):
    """Raised for a file that is refused, with every mistake that was found."""

    def __init__(self, errors: Iterable[FormatError]) -> None:
        self.errors = tuple(sorted(errors))
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A format with what only the list of formats needs to know of its file."""

    order: int
    file: str
    key_line: int
    format: Format


@dataclass(frozen=True, slots=True)
class _Section:
    line: int
    script: str


def parse(text: str, name: str) -> Format:
    """Read a format from text. `name` is the file that mistakes are reported in.

    Raises `FormatErrors`.
    """
    return _sheet(text, name).format


def load(path: Path) -> Format:
    """Read a format from a file in UTF-8. Raises `FormatErrors`, or `OSError`."""
    return _load(path).format


def load_all(folder: Path) -> dict[str, Format]:
    """Read each `.md` file in a folder, by key, sorted by `order` and then by file name.

    Raises `FormatErrors` with the mistakes of all files, or `OSError`.
    """
    errors: list[FormatError] = []
    sheets: list[_Sheet] = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".md":
            try:
                sheets.append(_load(path))
            except FormatErrors as refused:
                errors.extend(refused.errors)
    formats: dict[str, Format] = {}
    homes: dict[str, str] = {}
    for sheet in sorted(sheets, key=lambda sheet: (sheet.order, sheet.file)):
        key = sheet.format.key
        if key in formats:
            message = f'the key "{key}" is taken by {homes[key]}; give this format its own'
            errors.append(FormatError(sheet.file, sheet.key_line, message))
        else:
            formats[key], homes[key] = sheet.format, sheet.file
    if errors:
        raise FormatErrors(errors)
    return formats


def _load(path: Path) -> _Sheet:
    return _sheet(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Return the text of a file in UTF-8. Raises `FormatErrors`, or `OSError`."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8; save the file as UTF-8"
        raise FormatErrors([FormatError(path.name, line, message)]) from error
    return text.replace("\r\n", "\n")


def _sheet(text: str, name: str) -> _Sheet:
    errors: list[FormatError] = []

    def refuse(line: int, message: str) -> None:
        errors.append(FormatError(name, line, message))

    front = front_matter.read(text, refuse)
    if front is None:
        raise FormatErrors(errors)
    table, body_line = front
    sections = _sections(text.split("\n")[body_line - 1 :], body_line, refuse)
    order = table.whole("order", 1, _LAST - 1) if "order" in table.values else _LAST
    fmt = _format(table, sections)
    if errors:
        raise FormatErrors(errors)
    return _Sheet(order=order, file=name, key_line=table.line("key"), format=fmt)


def _format(table: Table, sections: dict[str, _Section]) -> Format:
    table.only(*FORMAT_KEYS)
    guests = table.words("guests", "guest", GUESTS) if "guests" in table.values else ()
    tables = table.tables("phase", MOST_PHASES)
    phases = tuple(_phase(one, (*THREE, *guests), sections) for one in tables)
    fmt = Format(
        key=table.name("key"),
        name=table.text("name", MOST_NAME),
        summary=table.text("summary", MOST_TEXT),
        language=language(table),
        source=table.text("source", MOST_TEXT),
        guests=guests,
        outcomes=_outcomes(table),
        criteria=_criteria(table),
        ground_rules=table.texts("ground_rules", MOST_LINE, MOST_GROUND_RULES),
        phases=phases,
    )
    front_matter.once(tables, "step")
    _whole(table, tables, fmt)
    keys = {phase.key for phase in phases}
    # A step whose key was refused may own any section, so nothing is said of sections then.
    for key, section in sections.items():
        if key not in keys and "" not in keys:
            table.refuse_at(section.line, f'there is no step "{key}" for this section')
    return fmt


def _whole(table: Table, tables: tuple[Table, ...], fmt: Format) -> None:
    """Refuse what only shows when the parts are seen together."""
    if not fmt.phases:
        if "phase" not in table.values or table.values["phase"] == []:
            table.refuse("phase", "a format needs at least one step, under a line [[phase]]")
        return
    for one, phase in zip(tables, fmt.phases, strict=True):
        if phase.allows(Activity.RATE) and not table.values.get("criterion"):
            message = "people rate in this step, and the format has no [[criterion]]"
            one.refuse("activities", message)
    if not any(phase.allows(Activity.OUTCOME) for phase in fmt.phases) and fmt.outcomes:
        table.refuse("outcomes", 'no step has the activity "outcome" to settle these in')


def language(table: Table) -> str:
    """Read the language of the texts in a table; refuse one that the interface does not speak."""
    value = table.text("language", MOST_NAME)
    if value and value not in tuple(Language):
        table.refuse("language", f'unknown language "{value}"; use one of: {_list(Language)}')
    return value


def _outcomes(table: Table) -> tuple[OutcomeKind, ...]:
    outcomes = table.words("outcomes", "outcome", tuple(OutcomeKind))
    if table.values.get("outcomes") == []:
        table.refuse("outcomes", '"outcomes" needs at least one outcome')
    choices = [kind for kind in outcomes if kind in {OutcomeKind.CHOSEN, OutcomeKind.REJECTED}]
    if choices and OutcomeKind.ELABORATE in outcomes:
        table.refuse(
            "outcomes",
            f'"elaborate" is for exploring, where nobody takes a position: '
            f"it does not go with {_list(choices)}",
        )
    return outcomes


def _criteria(table: Table) -> tuple[Criterion, ...]:
    tables = table.tables("criterion", MOST_CRITERIA)
    front_matter.once(tables, "criterion")
    return tuple(criterion(one) for one in tables)


def criterion(table: Table) -> Criterion:
    """Read a criterion; its `source` may be left out."""
    table.only(*CRITERION_KEYS)
    return Criterion(
        key=table.name("key"),
        name=Text(table.text("name", MOST_NAME)),
        question=Text(table.text("question", MOST_LINE)),
        source=table.text("source", MOST_TEXT) if "source" in table.values else "",
    )


def _phase(table: Table, voices: tuple[Perspective, ...], sections: dict[str, _Section]) -> Phase:
    table.only(*PHASE_KEYS)
    key = table.name("key")
    if key and key not in sections:
        table.refuse("key", f'the step "{key}" has no script; add a section ## {key}')
    activities = table.words("activities", "activity", tuple(Activity))
    return Phase(
        key=key,
        name=table.text("name", MOST_NAME),
        minutes=table.whole("minutes", 0, MOST_MINUTES),
        activities=activities,
        heading=Text(table.text("heading", MOST_LINE)),
        kinds=_kinds(table, activities),
        prompts=_prompts(table, activities, voices),
        script=Text(sections[key].script if key in sections else ""),
    )


def _kinds(table: Table, activities: tuple[Activity, ...]) -> tuple[Kind, ...]:
    contributes = Activity.WRITE in activities or Activity.ARGUE in activities
    if "kinds" not in table.values:
        if contributes:
            table.refuse("activities", 'people contribute in this step; add "kinds"')
        return ()
    kinds = table.words("kinds", "kind", tuple(Kind))
    if not contributes:
        table.refuse("kinds", '"kinds" goes with the activities "write" and "argue" only')
    if table.values["kinds"] == []:
        table.refuse("kinds", '"kinds" needs at least one kind')
    if len(kinds) > MOST_KINDS:
        table.refuse("kinds", f'"kinds" holds at most {MOST_KINDS}, and here are {len(kinds)}')
    return kinds


def _prompts(
    table: Table, activities: tuple[Activity, ...], voices: tuple[Perspective, ...]
) -> dict[Perspective, Text]:
    """Equal voices: who takes part gets a prompt, or nobody does."""
    prompts = table.table("prompts")
    for key in prompts.values:
        if key not in tuple(Perspective):
            message = f'unknown perspective "{key}"; use one of: {_list(voices)}'
            prompts.refuse(key, message)
        elif key not in voices:
            prompts.refuse(key, f'"{key}" has no seat here; name it in "guests", or drop this')
    if not prompts.values and not any(activity in _ASKS for activity in activities):
        return {}
    missing = [voice for voice in voices if voice not in prompts.values]
    if missing:
        prompts.refuse_at(
            prompts.line(), f"each perspective gets a prompt here; missing: {_list(missing)}"
        )
    return {
        voice: Text(prompts.text(voice, MOST_TEXT)) for voice in voices if voice in prompts.values
    }


def _sections(lines: list[str], first_line: int, refuse: Refuse) -> dict[str, _Section]:
    """Split the text below the front matter at its headings, and unwrap its paragraphs."""
    starts: dict[str, int] = {}
    written: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(lines, start=first_line):
        heading = _SECTION.fullmatch(line.rstrip())
        if heading:
            key = heading[1]
            if key in starts:
                refuse(number, f'there are two sections "{key}"; one is on line {starts[key]}')
            starts.setdefault(key, number)
            written.setdefault(key, [])
            continue
        if _MARKUP.match(line):
            refuse(number, "a script is plain paragraphs, read aloud; only ## opens a section")
        if key:
            written[key].append(line.strip())
        elif line.strip():
            refuse(number, "this text stands before the first section")
    sections: dict[str, _Section] = {}
    for name, texts in written.items():
        paragraphs = re.split(r"\n{2,}", "\n".join(texts).strip("\n"))
        script = "\n\n".join(paragraph.replace("\n", " ") for paragraph in paragraphs)
        if not script:
            refuse(starts[name], f'the section "{name}" is empty')
        if len(script) > MOST_SCRIPT:
            message = f"a script holds at most {MOST_SCRIPT} characters, and here are {len(script)}"
            refuse(starts[name], message)
        sections[name] = _Section(starts[name], script)
    return sections


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
