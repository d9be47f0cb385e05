"""Writes the pages that come from the code: settings, who may do what, data, and the security list.

Of the page on security only the table is written.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.security.checklist import with_table  # noqa: E402 - after the path is set
from trialoog.core.commands import COMMANDS  # noqa: E402
from trialoog.core.decide import NEEDS, STANDING  # noqa: E402
from trialoog.core.words import Role, Status  # noqa: E402
from trialoog.settings import Settings  # noqa: E402
from trialoog.store.register import REGISTER, until  # noqa: E402
from trialoog.web.routes import SOCKETS, TABLE  # noqa: E402

PAGES = ROOT / "docs" / "reference"
SECURITY = ROOT / "docs" / "explanation" / "security.md"


def settings_page() -> str:
    """Return the page of all settings."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        rows.append(f"| `TRIALOOG_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(
        [
            "# Settings",
            "",
            "From the environment. What is unsafe outside this machine refuses to start and says",
            "why; a name that is none of these is told at every start.",
            "Written by `make reference`.",
            "",
            "| setting | default | what it is for |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def access_page() -> str:
    """Return the page of who may do what."""
    doors = [
        *((entry.method, entry.path, entry.who) for entry in TABLE),
        *(("WebSocket", socket.path, socket.who) for socket in SOCKETS),
    ]
    ways = [f"| {method} | `{path}` | {', '.join(sorted(who))} |" for method, path, who in doors]
    asked = []
    for command, roles in COMMANDS.items():
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", command.__name__).lower()
        standing = ", ".join(STANDING.get(command, (Status.OPEN,)))
        steps = " or ".join(NEEDS.get(command, ())) or "any step"
        marks = ["yes" if role in roles else "" for role in (Role.FACILITATOR, Role.PARTICIPANT)]
        asked.append(f"| `{name}` | {marks[0]} | {marks[1]} | {standing} | {steps} |")
    return "\n".join(
        [
            "# Who may do what",
            "",
            "Two tables in the code decide; this page is written from them by `make reference`.",
            "Who is not in a row gets 404 as a stranger to the trialogue and 403 as a member.",
            "",
            "## Addresses",
            "",
            "| method | address | who |",
            "| --- | --- | --- |",
            *ways,
            "",
            "## Commands",
            "",
            "Posted to `/t/{id}/{command}`. A participant's `add-option` also waits for a step",
            "with `options`.",
            "",
            "| command | facilitator | participant | while the trialogue is | in a step with |",
            "| --- | --- | --- | --- | --- |",
            *asked,
            "",
        ]
    )


def data_page() -> str:
    """Return the page of all data that is kept."""
    parts = [
        "# What is kept",
        "",
        "Every column of the database: what it is, whom it is about and when it goes. A test holds",
        "this list against the tables; this page is written from it by `make reference`. The",
        "reasons stand in [privacy](../explanation/privacy.md).",
    ]
    for table, kept in REGISTER.items():
        backed_up = f"no: {kept.apart}" if kept.apart else "yes"
        parts += ["", f"## {table}", "", f"Why: {kept.why}. In backups: {backed_up}.", ""]
        parts += ["| column | what | personal data of | how long |", "| --- | --- | --- | --- |"]
        for name, column in kept.columns.items():
            about = column.about.value or "nobody"
            parts.append(f"| `{name}` | {column.what} | {about} | {until(table, name).value} |")
    return "\n".join([*parts, ""])


def main() -> None:
    """Write the pages."""
    PAGES.mkdir(parents=True, exist_ok=True)
    (PAGES / "settings.md").write_text(settings_page(), encoding="utf-8")
    (PAGES / "access.md").write_text(access_page(), encoding="utf-8")
    (PAGES / "data.md").write_text(data_page(), encoding="utf-8")
    page = SECURITY.read_text(encoding="utf-8")
    SECURITY.write_text(with_table(page), encoding="utf-8")


if __name__ == "__main__":
    main()
