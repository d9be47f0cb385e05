"""An organisation's tokens over ours: what is taken, what is refused, and who can still read it."""

import json
import re
from pathlib import Path

import pytest

from trialoog import cli, contrast, theme
from trialoog.formats import FormatErrors
from trialoog.paths import ROOT, STATIC
from trialoog.theme import Tokens
from trialoog.views import looks

EXAMPLE = ROOT / "deploy" / "theme.css"


def tokens(tmp_path: Path, css: str) -> Tokens:
    file = tmp_path / "theme.css"
    file.write_text(css, encoding="utf-8")
    return theme.read(file)


def test_our_own_colours_can_be_told_apart_by_day_and_by_night() -> None:
    assert theme.problems(Tokens({}, {})) == []
    assert len(theme.ours().light) > 30
    assert theme.ours().dark["--tri-page"] != theme.ours().light["--tri-page"]


def test_the_colours_around_the_page_are_those_of_the_page() -> None:
    page = (theme.ours().light["--tri-page"], theme.ours().dark["--tri-page"])
    assert page == looks.PAGE
    plain = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert plain["theme_color"] == plain["background_color"] == page[0]


def test_an_installed_theme_has_its_own_colours_around_the_page() -> None:
    its = theme.load(EXAMPLE, None)
    assert its
    assert its.page == ("#ffffff", theme.ours().dark["--tri-page"])
    worn = json.loads(its.files["manifest.webmanifest"])
    assert worn["theme_color"] == worn["background_color"] == "#ffffff"
    plain = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert worn["icons"] == plain["icons"]


def test_the_example_is_sound_and_changes_something() -> None:
    found = theme.read(EXAMPLE)
    assert theme.problems(found) == []
    assert found.light["--tri-action"] == "#1c4f87"
    assert found.dark == {
        "--tri-action": "#a9cbf2",
        "--tri-action-hover": "#8ab6ea",
        "--tri-on-action": "#10151c",
    }


def test_what_is_served_holds_our_tokens_alone_with_their_values() -> None:
    its = theme.load(EXAMPLE, None)
    assert its
    css = its.files["theme.css"].decode()
    assert "--tri-page: #ffffff;" in css
    assert not re.search(r"var\(|basis|zwaluw|url", css)
    assert css.index(":root {") < css.index("prefers-color-scheme: dark")


def test_a_colour_that_a_token_leads_to_may_be_another_by_night(tmp_path: Path) -> None:
    css = """
    :root { --brand: navy; --tri-action: var(--brand); --tri-page: var(--paper, white); }
    @media (prefers-color-scheme: dark) { .a-theme { --brand: lightblue; } }
    """
    found = tokens(tmp_path, css)
    assert found.light == {"--tri-action": "navy", "--tri-page": "white"}
    assert found.dark == {"--tri-action": "lightblue"}


def test_a_sum_in_brackets_is_filled_in_as_well(tmp_path: Path) -> None:
    css = ":root { --unit: 4px; --tri-radius: calc((var(--unit) + 2px) * 2) }"
    assert tokens(tmp_path, css).light == {"--tri-radius": "calc((4px + 2px) * 2)"}


@pytest.mark.parametrize(
    ("css", "sentence"),
    [
        (":root { --tri-pagee: red }", r":1: there is no token --tri-pagee; is it --tri-page\?"),
        ("\n:root { --tri-page: url(http://a) }", r":2: --tri-page: url\(http://a\) can't stand"),
        (":root { --tri-page: image-set(a) }", r"--tri-page: image-set\(a\) can't stand"),
        (":root { --tri-page: rgb(url(a)) }", r"url\(a\) can't stand"),
        (":root { --tri-page: (url(a)) }", r"url\(a\) can't stand"),
        (":root { --tri-page: [url(a)] }", r"url\(a\) can't stand"),
        (":root { --tri-page: { a } }", "can't stand in a token"),
        (":root { --tri-page: var(--a) }", "--tri-page: there is no --a in the file"),
        (":root { --a: var(--b); --b: var(--a); --tri-page: var(--a) }", "--a leads to itself"),
        (":root { color: red }", "only custom properties"),
        (".btn { --tri-page: red }", "only custom properties"),
        ("@import 'a.css';", "only custom properties"),
        ("@media print { :root { --tri-page: red } }", "only custom properties"),
        ("</style>", "only custom properties"),
    ],
)
def test_anything_but_tokens_is_refused_with_its_line(
    tmp_path: Path, css: str, sentence: str
) -> None:
    with pytest.raises(FormatErrors, match=sentence):
        tokens(tmp_path, css)


@pytest.mark.parametrize(
    ("light", "sentence"),
    [
        ({"--tri-text": "#999"}, "by day: --tri-text on --tri-page has a contrast of"),
        ({"--tri-edge": "#ddd"}, "--tri-edge on --tri-sunken has a contrast of .* needs 3"),
        ({"--tri-politics": "#003b36"}, "the three perspectives have to be equally light"),
        ({"--tri-page": "rgb(255 255 255 / 50%)"}, "which is no opaque colour of sRGB"),
        ({"--tri-page": "12px"}, "which is no opaque colour of sRGB"),
    ],
)
def test_what_not_everybody_can_tell_apart_is_said(light: dict[str, str], sentence: str) -> None:
    assert re.search(sentence, "\n".join(theme.problems(Tokens(light, {}))))


def test_contrast_and_lightness_are_those_of_their_definitions() -> None:
    black, white = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    assert contrast.ratio(black, white) == pytest.approx(21)
    assert contrast.ratio(white, white) == 1
    # #767676 is the lightest grey that is good on white: 4.54.
    assert contrast.ratio((0x76 / 255,) * 3, white) == pytest.approx(4.54, abs=0.005)
    assert contrast.lightness(white) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("logo.gif", b"GIF89a", "a logo is an SVG or a PNG"),
        ("logo.png", b"<svg", "this is no PNG"),
        ("logo.svg", b"<svg>" + b" " * 50_000, "a logo has at most 50000"),
    ],
)
def test_a_logo_that_is_none_is_refused(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(FormatErrors, match=sentence):
        theme.load(None, file)


def test_check_says_what_is_wrong_with_a_theme_and_its_logo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "house.css"
    file.write_text(":root { --tri-text: #999 }", encoding="utf-8")
    assert cli.main(["check", str(file), str(EXAMPLE)]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("house.css: by day: --tri-text on --tri-page has a contrast of 2.")
    assert cli.main(["check", str(EXAMPLE)]) == 0


def test_check_looks_at_the_theme_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "house.css"
    file.write_text(":root { --tri-colour: #999 }", encoding="utf-8")
    monkeypatch.setenv("TRIALOOG_THEME", str(file))
    assert cli.main(["check"]) == 1
    assert "house.css:1: there is no token --tri-colour" in capsys.readouterr().err
