"""Looks for known weaknesses in the locked packages, and for changes in the vendored scripts.

`make audit` runs it in an environment of its own. Asks a public service on the internet; what that
did not answer counts as not checked, never as sound.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.sbom import LOCK, VENDOR, Vendored, pinned, plain, vendored  # noqa: E402 - after the path

SOUND, WEAK, UNKNOWN = 0, 1, 2
SERVICES = ("pypi", "osv")
# Pins that no machine like this one installs: their line ends with a condition.
CONDITIONAL = re.compile(r"^([A-Za-z0-9._-]+)==[^\s;]+ *;", re.MULTILINE)


def changed(folder: Path, files: list[Vendored]) -> list[str]:
    """Return the vendored files that are not byte for byte what was published."""
    return [
        file.file
        for file in files
        if not (folder / file.file).is_file()
        or hashlib.sha256((folder / file.file).read_bytes()).hexdigest() != file.sha256
    ]


def judge(report: dict[str, Any], lock: str) -> tuple[int, list[str]]:
    """Return how it stands and what to say, from what pip-audit answered about a lock file."""
    answers = {plain(one["name"]): one for one in report.get("dependencies", [])}
    weak = [
        f"{name} {answer['version']}: {weakness['id']}"
        + (f", mended in {', '.join(mended)}" if (mended := weakness.get("fix_versions")) else "")
        for name, answer in answers.items()
        for weakness in answer.get("vulns", [])
    ]
    elsewhere = {plain(name) for name in CONDITIONAL.findall(lock)}
    unknown = [
        name
        for name in dict(pinned(lock))
        if (name not in answers and name not in elsewhere) or "skip_reason" in answers.get(name, {})
    ]
    checked = len(answers.keys() - set(unknown))
    if weak:
        return WEAK, ["Known weaknesses:", *weak, *_not_checked(unknown)]
    if unknown or not checked:
        return UNKNOWN, _not_checked(unknown) or ["Nothing was checked."]
    return SOUND, [f"{checked} packages checked: no known weaknesses."]


def _not_checked(names: list[str]) -> list[str]:
    if not names:
        return []
    return [
        f"Not checked: {len(names)} packages, because the service did not answer for them or can't "
        "be reached from here. That says nothing about them:",
        ", ".join(names),
    ]


def ask(service: str) -> dict[str, Any]:
    """Return what pip-audit says about the lock file; nothing when it could not ask."""
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", LOCK, "-s", service, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        # It prints a trace where there is no network; its last line says what was the matter.
        print("".join(done.stderr.strip().splitlines()[-1:]), file=sys.stderr)
        return {}
    return report


def main(arguments: list[str]) -> int:
    """Check. Returns 1 for a weakness or a changed script, 2 for what could not be checked."""
    service = arguments[0] if arguments else SERVICES[0]
    if service not in SERVICES:
        print(f"There is no service {service}: {' or '.join(SERVICES)}.", file=sys.stderr)
        return UNKNOWN
    files = vendored((VENDOR / "README.md").read_text(encoding="utf-8"))
    broken = changed(VENDOR, files)
    status, lines = judge(ask(service), LOCK.read_text(encoding="utf-8"))
    if broken:
        status = WEAK
        lines = [f"Not as published (static/vendor): {', '.join(broken)}", *lines]
    else:
        lines = [f"{len(files)} vendored files are as published.", *lines]
    print("\n".join(lines), file=sys.stderr if status else sys.stdout)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
