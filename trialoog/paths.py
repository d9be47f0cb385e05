"""Where the data folders are: beside the package in a checkout, inside it in a wheel.

Only finds folders; never reads, writes or creates anything.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PACKED = _PACKAGE / "_data"

ROOT = _PACKED if _PACKED.is_dir() else _PACKAGE.parent
"""What holds the folders below: `trialoog/_data` once installed, else the repository."""

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
SESSIONS = ROOT / "sessions"
ALEMBIC = ROOT / "alembic"

LOCALE = _PACKAGE / "locale"
