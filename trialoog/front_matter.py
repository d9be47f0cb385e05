"""Front matter: TOML between two lines `+++`, and the line that each key stands on.

Collects mistakes in plain words. Knows nothing of what the keys mean, and reads no files.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)

Place = tuple[str | int, ...]
"""Where a value stands in the TOML, e.g. `("phase", 1, "minutes")`."""

Refuse = Callable[[int, str], None]
"""Takes note of a mistake: its line, counted from 1, and one sentence."""

MARK = "+++"

# What decides where a statement of TOML ends: texts and comments hide brackets and new lines.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_STATEMENT = re.compile(rf"\s*(?:(?P<open>\[\[?)\s*(?P<table>{_NAME})\s*\]|(?P<key>{_NAME})\s*=)")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the front matter. What it can't read it refuses, and answers with nothing."""

    values: Mapping[str, object]
    place: Place
    lines: Mapping[Place, int]
    refuse_at: Refuse

    def line(self, key: str | None = None) -> int:
        """The line of a key, or of the nearest table round it when the key is absent."""
        place = self.place if key is None else (*self.place, key)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def refuse(self, key: str, message: str) -> None:
        self.refuse_at(self.line(key), message)

    def only(self, *known: str) -> None:
        """Refuse every key that is not known here."""
        for key in self.values:
            if key not in known:
                self.refuse(key, f'unknown key "{key}"; {_instead(key, known)}')

    def text(self, key: str, most: int) -> str:
        """A text of at most so many characters, on one line; empty when refused."""
        value = self._needed(key)
        return "" if value is None else self._text(key, value, most)

    def texts(self, key: str, most: int, most_texts: int) -> tuple[str, ...]:
        """A list of texts, at least one."""
        values = self._list(key, most_texts)
        if values == []:
            self.refuse(key, f'"{key}" needs at least one text')
        return tuple(self._text(key, value, most) for value in values or ())

    def name(self, key: str) -> str:
        """A short name for use in addresses and in the record; empty when refused."""
        value = self.text(key, 40)
        if value and not _KEY.fullmatch(value):
            self.refuse(key, f'"{key}" takes small letters, digits and _, and starts with a letter')
            return ""
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from low to high; low when refused."""
        value = self._needed(key)
        if value is None:
            return low
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(key, f'"{key}" must be a whole number from {low} to {high}')
            return low
        return value

    def words(self, key: str, noun: str, known: tuple[Word, ...]) -> tuple[Word, ...]:
        """A list of words from a closed vocabulary, none of them twice."""
        found: list[Word] = []
        for value in self._list(key, len(known)) or ():
            word = next((word for word in known if word == value), None)
            if word is None:
                self.refuse(key, f'unknown {noun} "{value}"; {_instead(str(value), known)}')
            elif word in found:
                self.refuse(key, f'the {noun} "{word}" stands here twice')
            else:
                found.append(word)
        return tuple(found)

    def table(self, key: str) -> "Table":
        """A table below this one; an empty table when it is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(key, f'"{key}" must be a table')
            value = {}
        return Table(value, (*self.place, key), self.lines, self.refuse_at)

    def tables(self, key: str, most: int) -> tuple["Table", ...]:
        """The tables under `[[key]]`, in order; none when the key is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(key, f'write each "{key}" under a line [[{key}]]')
            return ()
        if len(value) > most:
            self.refuse_at(
                self.lines.get((*self.place, key, most), self.line(key)),
                f'there is room for {most} times "{key}"',
            )
        return tuple(
            Table(one, (*self.place, key, index), self.lines, self.refuse_at)
            for index, one in enumerate(value)
        )

    def _needed(self, key: str) -> object:
        value = self.values.get(key)
        if value is None:
            self.refuse(key, f'the key "{key}" is missing')
        return value

    def _list(self, key: str, most: int) -> list[object] | None:
        value = self._needed(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.refuse(key, f'"{key}" must be a list, between [ and ]')
            return None
        if len(value) > most:
            self.refuse(key, f'"{key}" holds at most {most}, and here are {len(value)}')
            return None
        return value

    def _text(self, key: str, value: object, most: int) -> str:
        if not isinstance(value, str):
            self.refuse(key, f'"{key}" must be text, between quotes')
            return ""
        text = " ".join(value.split())
        if not text:
            self.refuse(key, f'"{key}" is empty')
        if len(text) > most:
            self.refuse(key, f'"{key}" holds at most {most} characters, and here are {len(text)}')
            return ""
        return text


def _instead(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"use one of: {', '.join(known)}"


def once(tables: Iterable[Table], noun: str) -> None:
    """Refuse a `key` that stands in two of the tables."""
    lines: dict[str, int] = {}
    for table in tables:
        key = str(table.values.get("key", ""))
        if key in lines:
            table.refuse("key", f'two times the {noun} "{key}"; one is on line {lines[key]}')
        elif key:
            lines[key] = table.line("key")


def read(text: str, refuse: Refuse) -> tuple[Table, int] | None:
    """Read the front matter; also return the line after it. Nothing when it was refused."""
    lines = text.split("\n")
    marks = [number for number, line in enumerate(lines, start=1) if line.rstrip() == MARK]
    if not marks or marks[0] != 1:
        refuse(1, f"a format starts with a line {MARK}, and its settings below it")
        return None
    if len(marks) == 1:
        refuse(1, f"the settings have no closing line {MARK}")
        return None
    table = toml("\n".join(lines[1 : marks[1] - 1]) + "\n", refuse, first_line=2)
    return None if table is None else (table, marks[1] + 1)


def toml(text: str, refuse: Refuse, first_line: int = 1) -> Table | None:
    """Read TOML that begins on a line of its file. Nothing when it was refused."""
    twice = False
    places: dict[Place, int] = {}
    for line, place, is_new in _places(text, first_line):
        if is_new:
            places[place] = line
        else:
            twice = True
            name = next(part for part in reversed(place) if isinstance(part, str))
            refuse(line, f'"{name}" stands here twice; it is on line {places[place]} too')
    if twice:
        return None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refuse(*_syntax(str(error), first_line, first_line + text.count("\n")))
        return None
    return Table(values, (), places, refuse)


def _syntax(message: str, first_line: int, last_line: int) -> tuple[int, str]:
    at = _AT.search(message)
    line = int(at[1]) + first_line - 1 if at and at[1] else last_line
    said = _AT.sub("", message)
    if said == r"Illegal character '\n'":
        return line, "a text on this line has no closing quote"
    return line, f"this is not valid TOML: {said[:1].lower()}{said[1:]}"


def _places(toml: str, first_line: int) -> Iterator[tuple[int, Place, bool]]:
    """Tell line and place of each key and table, and whether it is there for the first time."""
    seen: set[Place] = set()
    counts: dict[Place, int] = {}
    table: Place = ()
    for line, statement in _statements(toml, first_line):
        match = _STATEMENT.match(statement)
        if not match:
            continue
        names = [part.strip("\"'") for part in re.findall(_PART, match["table"] or match["key"])]
        place = table if match["key"] else ()
        for depth, name in enumerate(names, start=1):
            place = (*place, name)
            if match["open"] == "[[" and depth == len(names):
                counts[place] = counts.get(place, -1) + 1
            if place in counts:
                place = (*place, counts[place])
        if match["table"]:
            table = place
        yield line, place, place not in seen
        seen.add(place)


def _statements(toml: str, first_line: int) -> Iterator[tuple[int, str]]:
    start = depth = 0
    for token in _TOKEN.finditer(toml):
        mark = token.group()
        if mark in {"[", "{"}:
            depth += 1
        elif mark in {"]", "}"}:
            depth -= 1
        elif mark == "\n" and depth <= 0:
            yield first_line + toml.count("\n", 0, start), toml[start : token.start()]
            start, depth = token.end(), 0
