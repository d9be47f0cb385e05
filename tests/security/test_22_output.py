"""Numbers 22 and 24: templates escape by themselves and miss nothing silently; Markdown gives
plain structure only; our own script makes no markup of words.
"""

import re

import pytest
from jinja2 import UndefinedError

from trialoog.paths import STATIC, TEMPLATES
from trialoog.views.looks import Looks
from trialoog.views.markdown import markdown

HOSTILE = "<b onclick=x>\"'&"


def test_22_every_template_escapes_whatever_its_name(looks: Looks) -> None:
    assert set(looks.environments) == {"nl", "en"}
    for environment in looks.environments.values():
        assert environment.autoescape is True, "not by suffix"
        assert "&lt;b" in environment.from_string("{{ x }}").render(x=HOSTILE)
        assert "<b" not in environment.from_string('<p title="{{ x }}">').render(x=HOSTILE)[3:]
        assert '"' not in environment.from_string("{{ x }}").render(x=HOSTILE)
    assert {path.suffix for path in TEMPLATES.rglob("*") if path.is_file()} <= {".html", ".svg"}


def test_22_what_a_template_is_not_given_is_an_error_and_no_gap(looks: Looks) -> None:
    for environment in looks.environments.values():
        for template in ("{{ nothing }}", "{{ x.nothing }}", "{% if nothing %}a{% endif %}"):
            with pytest.raises(UndefinedError):
                environment.from_string(template).render(x=object())


IN_SCRIPTS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|srcdoc"
    r"|setHTMLUnsafe|createContextualFragment)\b|\.style\.cssText|setAttribute\(\s*[\"']on"
)


def test_22_our_script_makes_no_markup_of_words() -> None:
    sources = sorted((STATIC / "src").glob("*.js"))
    assert len(sources) > 3
    for path in sources:
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert IN_SCRIPTS.findall(code) == [], path.name
    assert IN_SCRIPTS.search("box.innerHTML = text")


# --- Markdown ---------------------------------------------------------------------------------

TRICKS = [
    "<script>go()</script>",
    "<img src=x onerror=go()>",
    "![a](https://evil.example/a.png)",
    "![a][1]\n\n[1]: https://evil.example/a.png",
    "[a](javascript:go())",
    "[a](JaVaScRiPt:go())",
    "[a](&#106;avascript:go())",
    "[a](java\tscript:go())",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:go())",
    "[a](file:///etc/passwd)",
    "<javascript:go()>",
    '[a](https://a.nl "x\\" onclick=go() y=\\"")',
    "[a]: javascript:go()\n\n[a]",
    '<hx-partial hx-target="#x">a</hx-partial>',
    '<a hx-get="/logout" hx-trigger="load">a</a>',
    "</template><script>go()</script>",
    "`</code><script>go()</script>`",
    '```"onclick=go()\n</pre><script>go()</script>\n```',
    "| a |\n|---|\n| <script>go()</script> |",
    "<!-- --!><script>go()</script>",
    "<svg><style><img src=x onerror=go()>",
    "# <script>go()</script>",
    "a\0<script>go()</script>",
]
ALLOWED = re.compile(
    r"</?(?:p|br|strong|em|ul|ol|li|blockquote|code|pre|h3|h4)>|</a>"
    r'|<a href="(?:https?://|mailto:)[^"<>]*"(?: title="[^"<>]*")?'
    r' rel="nofollow noopener noreferrer">'
)


@pytest.mark.parametrize("text", TRICKS)
def test_24_markdown_gives_plain_structure_whatever_is_typed(text: str) -> None:
    left = ALLOWED.sub("", str(markdown(text)))
    assert "<" not in left, left
    assert ">" not in left.replace("&gt;", ""), left


def test_24_what_is_meant_stays(looks: Looks) -> None:
    html = str(markdown("**vet** [hier](https://a.nl/x?y=1) <m@a.nl>\n\n- een\n\n# Kop"))
    assert "<strong>vet</strong>" in html
    assert '<a href="https://a.nl/x?y=1" rel="nofollow noopener noreferrer">hier</a>' in html
    assert "mailto:m@a.nl" in html
    assert "<li>een</li>" in html
    assert "<h1" not in html
