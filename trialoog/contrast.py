"""Which colours have to be told apart, and whether they can: the theme's contract with readers.

Ratios by WCAG 2.2 (1.4.3 and 1.4.11), lightness by OKLab (Björn Ottosson, 2020).
"""

from collections.abc import Iterator, Mapping
from itertools import product

from tinycss2.color4 import parse_color  # type: ignore[import-untyped]

TEXT = 4.5  # of text with what is behind it
EDGE = 3.0  # of the border of a control, and of the ring of focus

SURFACES = ("page", "raised", "sunken")
VOICES = ("policy", "implementation", "politics")
# Each pair is text on what is behind it. The last of a guest stands for all guests.
TEXTS = (
    *product(("text", "muted", "error"), SURFACES),
    ("text", "marker"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    *product((*VOICES, "guest"), ("page", "raised")),
    *((voice, f"{voice}-tint") for voice in (*VOICES, "guest")),
    *(("text", f"{voice}-tint") for voice in (*VOICES, "guest")),
)
EDGES = tuple(product(("edge", "focus", "action"), SURFACES))
# The three perspectives are equally loud: so far may their lightness differ, from 0 to 1.
ALIKE = 0.04


def problems(colours: Mapping[str, str]) -> Iterator[str]:
    """Give a sentence for each pair that is too near; `colours` by token, `--tri-page` and so on.

    A token that holds no opaque colour of sRGB gets a sentence of its own.
    """
    rgb = {}
    for name in sorted({it for pair in (*TEXTS, *EDGES) for it in pair}):
        found = _rgb(colours[f"--tri-{name}"])
        if found is None:
            yield f"--tri-{name} is {colours[f'--tri-{name}']}, which is no opaque colour of sRGB"
        else:
            rgb[name] = found
    for pairs, least in ((TEXTS, TEXT), (EDGES, EDGE)):
        for front, back in pairs:
            if front in rgb and back in rgb and (got := ratio(rgb[front], rgb[back])) < least:
                yield (
                    f"--tri-{front} on --tri-{back} has a contrast of {got:.2f}, "
                    f"and needs {least:g}"
                )
    light = {voice: lightness(rgb[voice]) for voice in VOICES if voice in rgb}
    if light and max(light.values()) - min(light.values()) > ALIKE:
        loud = ", ".join(f"{voice} {value:.2f}" for voice, value in light.items())
        yield f"the three perspectives have to be equally light: {loud}"


Rgb = tuple[float, float, float]


def _rgb(value: str) -> Rgb | None:
    colour = parse_color(value)
    if colour is None or isinstance(colour, str) or colour.alpha != 1:
        return None
    try:
        red, green, blue = colour.to("srgb").coordinates
    except NotImplementedError:  # another space
        return None
    return red, green, blue


def ratio(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Rgb) -> float:
    """Return the relative luminance of a colour, from 0 to 1."""
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(colour: Rgb) -> float:
    """Return how light a colour looks, from 0 to 1: L of OKLab."""
    red, green, blue = map(_linear, colour)
    long = 0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue
    middle = 0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue
    short = 0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue
    return float(0.2104542553 * long ** (1 / 3) + 0.7936177850 * middle ** (1 / 3)) - float(
        0.0040720468 * short ** (1 / 3)
    )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
