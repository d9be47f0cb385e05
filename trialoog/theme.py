"""An organisation's theme: a file of design tokens over ours, and a logo.

The file is CSS with custom properties and nothing else, as the themes of NL Design System are
(`--utrecht-…`, `--basis-…`). What is served is made of our own tokens alone, with every `var()`
filled in, so that nothing in the file can fetch, hide or move anything.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from tinycss2 import ast

from trialoog import contrast, paths
from trialoog.formats import FormatError, FormatErrors

OURS = "--tri-"
ROOT = re.compile(r":root(:not\(\.light\))?|\.[\w-]+-theme")
DARK = re.compile(r"(screen and )?\(prefers-color-scheme:\s*dark\)")
# What a value may call; anything else, `url()` first, is refused.
FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "hwb", "calc", "clamp", "min", "max"}
MANIFEST = "manifest.webmanifest"
LOGOS = {".svg": b"<svg", ".png": b"\x89PNG"}  # and what each holds
ONLY = (
    "only custom properties of :root belong here, by day and in @media (prefers-color-scheme: dark)"
)
MOST_LOGO = 50_000  # bytes: it comes with every page


@dataclass(frozen=True, slots=True)
class Tokens:
    """Values of custom properties by name, by day, and what is different by night."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Theme:
    """What an organisation changes in the look. `files` are by the name that they are served as."""

    tokens: Tokens
    files: Mapping[str, bytes]

    @property
    def page(self) -> tuple[str, str]:
        """The colour of the page by day and by night, for what a browser draws around it."""
        by_day, by_night = worn(self.tokens)
        return by_day["--tri-page"], by_night["--tri-page"]

    @property
    def version(self) -> str:
        """What changes whenever a file does."""
        return sha256(b"\0".join(self.files.values())).hexdigest()[:8]

    @property
    def logo(self) -> str:
        """The name of the logo's file; empty without one."""
        return next((name for name in self.files if name.startswith("logo.")), "")

    @property
    def sheet(self) -> str:
        """The name of the stylesheet; empty without one."""
        return next((name for name in self.files if name.endswith(".css")), "")


def load(tokens: Path | None, logo: Path | None) -> Theme | None:
    """Return the theme of these files, None without any. Raises `FormatErrors` and `OSError`."""
    if tokens is None and logo is None:
        return None
    files: dict[str, bytes] = {}
    found = Tokens({}, {})
    if tokens is not None:
        found = read(tokens)
        files["theme.css"] = _sheet(found).encode()
        files[MANIFEST] = _manifest(found)
    if logo is not None:
        files[f"logo{logo.suffix.lower()}"] = _logo(logo)
    return Theme(found, files)


def read(file: Path) -> Tokens:
    """Return our tokens as a file sets them. Raises `FormatErrors` and `OSError`."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FormatErrors([FormatError(file.name, 1, "this is no text in UTF-8")]) from None
    reader = _Reader()
    found = reader.collected(
        tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    )
    known = ours().light
    for name in {**found.light, **found.dark}:
        if name.startswith(OURS) and name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; is it {near[0]}?" if near else ""
            reader.wrong(reader.lines[name], f"there is no token {name}{hint}")
    day = reader.filled(found.light)
    night = reader.filled({**found.light, **found.dark})
    if reader.problems:
        raise FormatErrors(FormatError(file.name, *it) for it in dict.fromkeys(reader.problems))
    # By night our own colours come back, but for what the file means to be different then.
    differs = {name: value for name, value in night.items() if day.get(name) != value}
    return Tokens(day, {**differs, **{name: night[name] for name in found.dark if name in night}})


@cache
def ours() -> Tokens:
    """Return the tokens of our own stylesheet, which may lead to each other by `var()`."""
    text = (paths.STATIC / "trialoog.css").read_text(encoding="utf-8")
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    layer = next(it for it in rules if it.type == "at-rule" and it.content is not None)
    inner = tinycss2.parse_blocks_contents(layer.content, skip_comments=True, skip_whitespace=True)
    return _Reader().collected(it for it in inner if _is_tokens(it))


def problems(tokens: Tokens) -> list[str]:
    """Return every pair of colours that not everybody can tell apart, in a sentence each."""
    return [
        f"{when}: {problem}"
        for when, values in zip(("by day", "by night"), worn(tokens), strict=True)
        for problem in contrast.problems(values)
    ]


def worn(tokens: Tokens) -> tuple[dict[str, str], dict[str, str]]:
    """Return every token by day and by night: ours, and over them those of a theme."""
    base = ours()
    by_day = {**base.light, **tokens.light}
    by_night = {**by_day, **base.dark, **tokens.dark}
    return _Reader().filled(by_day), _Reader().filled(by_night)


# --- reading -------------------------------------------------------------------------


def _is_tokens(rule: ast.Node) -> bool:
    if rule.type == "at-rule":
        return bool(DARK.fullmatch(tinycss2.serialize(rule.prelude).strip()))
    return bool(ROOT.fullmatch(tinycss2.serialize(rule.prelude).strip()))


class _Reader:
    """Reads one file, and notes the line and a sentence for each mistake."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, str]] = []
        self.lines: dict[str, int] = {}

    def wrong(self, line: int, sentence: str) -> None:
        self.problems.append((line, sentence))

    def collected(self, rules: Iterable[Any]) -> Tokens:
        """Return all custom properties; their values may hold `var()` still."""
        light: dict[str, str] = {}
        dark: dict[str, str] = {}
        for rule in rules:
            prelude = tinycss2.serialize(getattr(rule, "prelude", None) or []).strip()
            if rule.type == "qualified-rule" and ROOT.fullmatch(prelude):
                light.update(self._declared(rule.content))
            elif rule.type == "at-rule" and rule.content and DARK.fullmatch(prelude):
                inner = tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                dark.update(self.collected(inner).light)
            else:
                self.wrong(rule.source_line, ONLY)
        return Tokens(light, dark)

    def _declared(self, content: list[Any]) -> Iterator[tuple[str, str]]:
        for it in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if it.type == "declaration" and it.name.startswith("--"):
                self.lines[it.name] = it.source_line
                yield it.name, tinycss2.serialize(it.value).strip()
            else:
                self.wrong(it.source_line, ONLY)

    def filled(self, known: Mapping[str, str]) -> dict[str, str]:
        """Return our tokens with the values that they lead to."""
        filled = {}
        for name, value in known.items():
            if name.startswith(OURS):
                try:
                    filled[name] = _value(value, known, (name,))
                except ValueError as wrong:
                    self.wrong(self.lines.get(name, 1), f"{name}: {wrong}")
        return filled


def _value(text: str, known: Mapping[str, str], trail: tuple[str, ...]) -> str:
    """Return a value with each `var()` replaced. Raises `ValueError` with what is wrong."""
    parts = []
    for it in tinycss2.parse_component_value_list(text, skip_comments=True):
        if it.type == "function" and it.lower_name == "var":
            parts.append(_looked_up(it.arguments, known, trail))
        elif it.type in {"url", "error", "{} block", "at-keyword"} or _is_call(it):
            raise ValueError(f"{it.serialize()} can't stand in a token")
        elif it.type == "function":
            inner = _value(tinycss2.serialize(it.arguments), known, trail)
            parts.append(f"{it.name}({inner})")
        elif it.type in {"() block", "[] block"}:
            inner = _value(tinycss2.serialize(it.content), known, trail)
            parts.append(f"{it.type[0]}{inner}{it.type[1]}")
        elif it.type == "literal" and it.value in {";", "!"}:
            raise ValueError(f"{it.value} can't stand in a token")
        else:
            parts.append(it.serialize())
    return "".join(parts).strip()


def _is_call(it: ast.Node) -> bool:
    return it.type == "function" and it.lower_name not in FUNCTIONS


def _looked_up(arguments: list[Any], known: Mapping[str, str], trail: tuple[str, ...]) -> str:
    name, _, fallback = tinycss2.serialize(arguments).partition(",")
    name = name.strip()
    if name in trail:
        raise ValueError(f"{name} leads to itself")
    if name in known:
        return _value(known[name], known, (*trail, name))
    if fallback.strip():
        return _value(fallback, known, trail)
    raise ValueError(f"there is no {name} in the file")


# --- what is served ------------------------------------------------------------------


def _sheet(tokens: Tokens) -> str:
    """Return the stylesheet: in the layer of our own tokens, and after them."""

    def block(selector: str, values: Mapping[str, str]) -> str:
        return f"{selector} {{ {' '.join(f'{n}: {v};' for n, v in sorted(values.items()))} }}"

    day = block(":root", tokens.light)
    night = block(":root:not(.light)", tokens.dark)
    media = "@media screen and (prefers-color-scheme: dark)"
    return f"@layer tokens {{\n{day}\n{media} {{ {night} }}\n}}\n"


def _manifest(tokens: Tokens) -> bytes:
    """Return what a phone needs to keep trialoog, in the colours of the theme by day."""
    plain = json.loads((paths.STATIC / MANIFEST).read_text(encoding="utf-8"))
    page = worn(tokens)[0]["--tri-page"]
    return json.dumps({**plain, "background_color": page, "theme_color": page}).encode()


def _logo(file: Path) -> bytes:
    """Return the bytes of a logo. An SVG is shown as a picture, in which no script runs."""

    def refuse(sentence: str) -> FormatErrors:
        return FormatErrors([FormatError(file.name, 1, sentence)])

    suffix = file.suffix.lower()
    if suffix not in LOGOS:
        raise refuse("a logo is an SVG or a PNG")
    data = file.read_bytes()
    if len(data) > MOST_LOGO:
        raise refuse(f"{len(data)} bytes; a logo has at most {MOST_LOGO}, for slow phones")
    if LOGOS[suffix] not in data:
        raise refuse(f"this is no {suffix[1:].upper()}")
    return data
