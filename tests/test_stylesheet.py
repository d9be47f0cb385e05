"""Colours stand among the tokens and nowhere else, so that an organisation can re-theme."""

import re

import pytest

from trialoog.paths import STATIC

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
# The values of declarations; selectors such as `#add` or `.red` are no colours.
VALUE = re.compile(r"[\w-]+\s*:\s*([^;{}]+)(?=[;}])")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b"
    r"|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|(?<![\w-])(?:black|white|gr[ae]y|silver|red|maroon|orange|yellow|gold|green|lime|olive"
    r"|teal|cyan|aqua|blue|navy|purple|fuchsia|magenta|violet|pink|brown|beige|ivory)(?![\w-])",
    re.IGNORECASE,
)
# A QR code has to be black on white, whatever the theme: cameras ask for it.
QR = re.compile(r"^\.qr \{[^\n]*\}$", re.MULTILINE)


def outside_tokens(css: str) -> str:
    """The stylesheet without comments, texts, the QR code and the body of `@layer tokens`."""
    css = STRING.sub('""', COMMENT.sub("", css))
    css = QR.sub("", css)
    start = css.find("@layer tokens {")
    if start < 0:
        return css
    depth = 0
    for end in range(css.index("{", start), len(css)):
        depth += {"{": 1, "}": -1}.get(css[end], 0)
        if depth == 0:
            return css[:start] + css[end + 1 :]
    raise ValueError("the tokens layer is never closed")


def stray_colours(css: str) -> list[str]:
    """Colour literals in values outside the tokens."""
    return [
        colour
        for value in VALUE.findall(outside_tokens(css))
        for colour in COLOUR.findall(str(value))
    ]


@pytest.mark.parametrize("name", ["trialoog.css", "paper.css", "paper-drawings.css"])
def test_no_colour_stands_outside_the_tokens(name: str) -> None:
    assert stray_colours((STATIC / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("css", "strays"),
    [
        (".a { color: #fff; }", ["#fff"]),
        (".a { background: none; border: 1px solid red }", ["red"]),
        (".a { & b { fill: oklch(0.5 0 0); } }", ["oklch("]),
        ("@layer tokens { :root { --x: #fff; } }\n.a { color: #eee; }", ["#eee"]),
        ("@layer tokens { :root { --x: #fff; } } .a { color: var(--x); }", []),
        (".qr { background: #fff; & path { fill: #000; } }", []),
        (".a { content: 'red'; color: currentColor; } /* #fff */", []),
        (".red { white-space: nowrap; }", []),
        ("#add { fill: Canvas; }", []),
    ],
)
def test_the_check_tells_colours_from_other_words(css: str, strays: list[str]) -> None:
    assert stray_colours(css) == strays
