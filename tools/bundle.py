"""Puts htmx, its WebSocket extension and our own script together as static/trialoog.js.

Order matters: an extension has to register before htmx starts, and our script listens to both.
Only joins files; changes nothing inside them.
"""

from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
TARGET = STATIC / "trialoog.js"
PARTS = (
    "vendor/htmx-4.0.1.min.js",
    "vendor/hx-ws-4.0.1.min.js",
    "src/client.js",
)


def bundle(static: Path = STATIC) -> str:
    """The text of the bundle, each part under a comment that names it."""
    texts = ((part, (static / part).read_text(encoding="utf-8").strip()) for part in PARTS)
    # The semicolon closes a part that ends without one.
    return "\n".join(f"/* {part} */\n{text}\n;" for part, text in texts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(bundle(), encoding="utf-8")
    print(f"{TARGET.relative_to(STATIC.parent)}: {TARGET.stat().st_size} bytes")
