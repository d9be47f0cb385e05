"""Puts htmx, its WebSocket extension and our own script together as static/trialoog.js.

Order matters: an extension has to register before htmx starts, and our script listens to both.
Ours share one scope, so that a name in one is known in the others and in no other script. Their
comments stay behind: no phone reads them, and they are an eighth of what it would fetch.
"""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
TARGET = STATIC / "trialoog.js"
VENDORED = (
    "vendor/htmx-4.0.1.min.js",
    "vendor/hx-ws-4.0.1.min.js",
)
OURS = (
    "src/shared.js",
    "src/connection.js",
    "src/parts.js",
    "src/step.js",
    "src/board.js",
    "src/arrivals.js",
    "src/still.js",
    "src/forms.js",
    "src/outbox.js",
    "src/focus.js",
    "src/clock.js",
    "src/awake.js",
    "src/tips.js",
    "src/copy.js",
    "src/start.js",
)
PARTS = VENDORED + OURS
# Those that have lines for themselves; what is written on several lines is code.
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?s:.*?)\*/[ \t]*)\n+", re.MULTILINE)


def bundle(static: Path = STATIC) -> str:
    """The text of the bundle, each part under a comment that names it."""

    def text(part: str) -> str:
        script = (static / part).read_text(encoding="utf-8")
        script = COMMENT.sub("", script) if part in OURS else script
        return f"/* {part} */\n{script.strip()}\n"

    # The semicolon closes a part that ends without one.
    vendored = "".join(f"{text(part)};\n" for part in VENDORED)
    ours = "\n".join(text(part) for part in OURS)
    return f'{vendored}(() => {{\n"use strict";\n\n{ours}}})();\n'


if __name__ == "__main__":
    TARGET.write_text(bundle(), encoding="utf-8")
    print(f"{TARGET.relative_to(STATIC.parent)}: {TARGET.stat().st_size} bytes")
