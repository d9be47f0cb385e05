"""Number 40: what is installed is locked with hashes, no secret ships, and there is no default
secret that somebody could forget to change.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.web.driving import Town, rows, started
from trialoog.paths import ROOT
from trialoog.settings import Settings

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}"
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b"
    r"|\bxox[abpr]-[\w-]{10,}|\bsk-[A-Za-z0-9]{32,}|\bpypi-[\w-]{40,}"
    r"|://[\w.-]+:[^\s@/\"'{}<$]{8,}@(?!(mail|db)\.example|127\.0\.0\.1|localhost|host\b)[\w.-]+"
)
PLANTED = [
    "-----BEGIN PRIVATE KEY-----\n" + "A" * 64,
    "AKIA" + "A1B2" * 4,
    "ghp_" + "a1" * 18,
    "postgresql://app:" + "longsecret" + "@db.internal/x",
]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.name))
def test_40_every_package_is_locked_with_a_hash_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert pins
    for pin in pins:
        assert re.match(r"[\w.\[\]-]+==[\w.+!-]+ ", pin), pin[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", pin), pin[:80]
    assert "://" not in text


def test_40_installing_asks_for_the_hashes() -> None:
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in recipes.splitlines() if re.search(r"install .*-r ", line)]
    assert installs
    assert all("--require-hashes" in line for line in installs), installs


def _kept() -> list[Path]:
    """The files of the repository."""
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        pytest.skip("this is no checkout")
    return [ROOT / name for name in found.stdout.split("\0") if name]


def test_40_no_secret_is_in_the_repository() -> None:
    found = []
    for path in _kept():
        if path.is_file() and path.suffix not in {".png", ".woff2", ".ico"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {m[0][:24]}…" for m in SECRET.finditer(text)]
    assert found == []
    names = {path.name for path in _kept()}
    assert not [n for n in names if n.endswith((".pem", ".key", ".p12", ".db")) or n == ".env"]


@pytest.mark.parametrize("text", PLANTED, ids=range(len(PLANTED)))
def test_40_a_secret_would_be_found(text: str) -> None:
    assert SECRET.search(f"x = '{text}'")


def test_40_no_setting_is_a_secret_with_a_default() -> None:
    secret = re.compile(r"secret|password|token|salt|private|signing")
    for name, field in Settings.model_fields.items():
        if secret.search(name):
            assert field.repr is False, f"{name} would show"
        if field.repr is False:
            assert field.default == "", name


def test_40_what_is_secret_is_made_anew_for_every_trialogue(place: Town) -> None:
    lead = place.sign_in()
    for _ in range(3):
        started(place, lead)
    secrets = [secret for (secret,) in rows(place, "SELECT secret FROM trialogue_secret")]
    assert len(set(secrets)) == 3
    assert all(isinstance(secret, bytes) and len(secret) >= 32 for secret in secrets)
