"""The shape of the code, held: who may import whom, how long a file is, what templates may hold.

Each rule is a function from text to complaints, so that one table of bad examples can show that
it bites.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trialoog.paths import TEMPLATES

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "trialoog"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400

# == who may import whom ==

ROOMS = {
    "core": set[str](),
    "store": {"core"},
    "views": {"core"},
    "live": {"core", "store", "views"},
    "web": {"core", "store", "views", "live"},
}
# These stand above the rooms and may import everything.
ABOVE = {
    "app",
    "backups",
    "cli",
    "settings",
    "paths",
    "serving",
    "waiting",
    "workers",
    "site",
    "contrast",
    "criteria",
    "formats",
    "front_matter",
    "oidc",
    "logs",
    "theme",
    "demo",
    "__main__",
}

SQL = {"aiosqlite", "alembic", "psycopg", "sqlalchemy", "sqlite3", "sqlmodel"}
HTTP = {"starlette", "uvicorn", "websockets"}
# Libraries that belong to another room.  `core` has none at all.
NOT_FOR = {
    "store": HTTP | {"jinja2", "markupsafe"},
    "views": SQL | HTTP,
    "live": SQL,
    "web": SQL,
}
# In the standard library, but a clock, chance, or the world outside.
IMPURE = {
    "asyncio",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}
CLOCKS = {"now", "utcnow", "today"}


def imported(tree: ast.Module) -> Iterator[str]:
    """Full dotted names, wherever in the file they are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "." * node.level + (node.module or "")
            elif node.module == "trialoog":
                yield from (f"trialoog.{alias.name}" for alias in node.names)
            elif node.module:
                yield node.module


def forbidden_imports(path: str, source: str) -> list[str]:
    """Complaints about one module; `path` is relative to the package: `core/state.py`."""
    unit = path.split("/", maxsplit=1)[0].removesuffix(".py")
    if unit in ABOVE:
        return []
    if unit not in ROOMS and unit != "__init__":
        return [f"{path}: {unit} is not in the table of rooms"]
    allowed = {unit} | ROOMS.get(unit, set())
    complaints = []
    for name in imported(ast.parse(source)):
        top, _, rest = name.partition(".")
        if not top:
            complaints.append(f"{path}: relative import")
        elif top == "trialoog":
            if rest.split(".")[0] not in allowed | {"__version__"}:
                complaints.append(f"{path}: {unit} may not import {name}")
        elif unit in {"core", "__init__"} and (top not in sys.stdlib_module_names or top in IMPURE):
            complaints.append(f"{path}: {unit} may not import {name}")
        elif top in NOT_FOR.get(unit, set()):
            complaints.append(f"{path}: {name} belongs to another room")
    return complaints


def clocks(path: str, source: str) -> list[str]:
    """`core` is told the time; it never asks for it."""
    if not path.startswith("core/"):
        return []
    return [
        f"{path}:{node.lineno}: asks the clock"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
    ]


# == each module ==


def shapeless(path: str, source: str) -> list[str]:
    """A module says what it is for, and is short enough to read in one sitting."""
    complaints = []
    if not (ast.get_docstring(ast.parse(source)) or "").strip():
        complaints.append(f"{path}: does not begin with a docstring")
    if (lines := source.count("\n")) > LONGEST:
        complaints.append(f"{path}: {lines} lines; split it by noun")
    return complaints


def marked_safe(path: str, source: str) -> list[str]:
    """Only `views` turns text into markup; everywhere else escaping is left on."""
    if path.startswith("views/"):
        return []
    return [
        f"{path}:{node.lineno}: uses Markup"
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id == "Markup")
        or (isinstance(node, ast.Attribute) and node.attr == "Markup")
    ]


def complaints_about(path: str, source: str) -> list[str]:
    checks = (forbidden_imports, clocks, shapeless, marked_safe)
    return [complaint for check in checks for complaint in check(path, source)]


# == each template ==

# The one template in which `|safe` may stand, once somebody has reviewed why.
REVIEWED_SAFE: str | None = None

IN_TEMPLATES = {
    "code between script tags": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "text inside a script with a source": re.compile(
        r"<script\b[^>]*\bsrc\s*=[^>]*>\s*[^\s<]", re.IGNORECASE
    ),
    "a style attribute": re.compile(r"[\s\"']style\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\bhx-on\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*[\s\"']on[a-z]+\s*=", re.IGNORECASE),
    "a js: value": re.compile(r"\b(?:js|javascript)\s*:", re.IGNORECASE),
    "escaping turned off": re.compile(r"\{%-?\s*autoescape\b"),
}
SAFE = re.compile(r"\|\s*safe\b|\bMarkup\s*\(")
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def unsafe(path: str, template: str) -> list[str]:
    """What the content security policy forbids, or what would let people's text become markup."""
    template = JINJA_COMMENT.sub("", template)
    complaints = [f"{path}: {what}" for what, rule in IN_TEMPLATES.items() if rule.search(template)]
    if path != REVIEWED_SAFE and SAFE.search(template):
        complaints.append(f"{path}: |safe")
    return complaints


# == the tree as it is ==


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_keeps_to_its_room(module: Path) -> None:
    name = module.relative_to(PACKAGE).as_posix()
    assert complaints_about(name, module.read_text(encoding="utf-8")) == []


def test_22_no_template_holds_code_style_or_unescaped_text() -> None:
    files = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
    found = [
        complaint
        for path in files
        for complaint in unsafe(
            path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")
        )
    ]
    assert found == []


def test_alembic_is_a_folder_and_no_package() -> None:
    assert not (REPOSITORY / "alembic" / "__init__.py").exists()


# == and the rules bite ==

DOC = '"""A module."""\n'


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/state.py", "import trialoog.store.journal"),
        ("core/state.py", "from trialoog import store"),
        ("core/state.py", "def f():\n    from trialoog.web import routes"),
        ("core/state.py", "import pydantic"),
        ("core/state.py", "from random import shuffle"),
        ("core/state.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)"),
        ("core/state.py", "from . import ids"),
        ("store/journal.py", "from trialoog.views.board import Board"),
        ("store/journal.py", "from starlette.exceptions import HTTPException"),
        ("views/board.py", "from trialoog.store.tables import Row"),
        ("views/board.py", "import sqlmodel"),
        ("live/room.py", "from trialoog.web.routes import ROUTES"),
        ("live/room.py", "from sqlalchemy import select"),
        ("live/room.py", "from trialoog.app import build"),
        ("web/pages.py", "import trialoog.cli"),
        ("web/pages.py", "from sqlmodel import select"),
        ("web/pages.py", "from markupsafe import Markup\nx = Markup('<b>')"),
        ("__init__.py", "import starlette"),
        ("helpers/misc.py", "import json"),
    ],
)
def test_a_module_out_of_its_room_is_found(path: str, source: str) -> None:
    assert complaints_about(path, DOC + source) != []


@pytest.mark.parametrize("source", ["", "x = 1\n", '""" """\n', DOC + "x = 1\n" * LONGEST])
def test_a_module_without_docstring_or_end_is_found(source: str) -> None:
    assert complaints_about("core/state.py", source) != []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/state.py", "from datetime import datetime\nfrom trialoog.core.ids import Id"),
        ("store/journal.py", "import sqlalchemy\nfrom trialoog.core import ids"),
        ("views/text.py", "from markupsafe import Markup\nx = Markup('<b>')"),
        ("live/room.py", "import asyncio\nfrom trialoog.store import journal"),
        ("web/pages.py", "import starlette\nfrom trialoog import __version__, live"),
        ("app.py", "import sqlalchemy\nfrom trialoog import core, demo, web"),
    ],
)
def test_a_module_in_its_room_is_left_alone(path: str, source: str) -> None:
    assert complaints_about(path, DOC + source) == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ text|safe }}",
        "{{ text | safe }}",
        "<script>go()</script>",
        "<SCRIPT type='module'>go()</SCRIPT>",
        "<script src='/static/a.js'>go()</script>",
        "<p style='color: red'>",
        "<style>p { margin: 0 }</style>",
        "<p hx-on:click='go()'>",
        "<p onclick='go()'>",
        "<p hx-vals='js:{a: 1}'>",
        "<a href='javascript:go()'>",
        "{% autoescape false %}{{ text }}{% endautoescape %}",
    ],
)
def test_22_a_template_with_code_style_or_unescaped_text_is_found(template: str) -> None:
    assert unsafe("board/x.html", template) != []


@pytest.mark.parametrize(
    "template",
    [
        "<script src='/static/trialoog.js' defer></script>",
        "<link rel='stylesheet' href='/static/trialoog.css'>",
        "{{ text|e }} {# |safe is never needed #}",
        "<p class='style'>on = off, safe</p>",
        "<details data-once='1' hx-get='/t/1'>",
    ],
)
def test_a_plain_template_is_left_alone(template: str) -> None:
    assert unsafe("board/x.html", template) == []
