"""What trialoog is made of: the bill of materials is whole, and an audit never pretends."""

from pathlib import Path
from typing import Any

import pytest

from tools import audit, sbom
from tools.bundle import VENDORED

LOCK = """\
alpha==1.0 \\
    --hash=sha256:00
Beta_Two==2.1 ; sys_platform == 'win32' \\
    --hash=sha256:11
gamma==3
"""
README = (sbom.VENDOR / "README.md").read_text(encoding="utf-8")


def tools_bill(*names: str) -> sbom.Bom:
    """A bill as the tool makes it of these packages."""
    return {
        "metadata": {"component": {"bom-ref": sbom.ROOT_REF, "name": "trialoog"}},
        "components": [
            {"bom-ref": name, "name": name, "version": version}
            for name, version in sbom.pinned(sbom.LOCK.read_text(encoding="utf-8"))
            if not names or name in names
        ],
        "dependencies": [{"ref": sbom.ROOT_REF}],
    }


# --- the bill of materials -----------------------------------------------------------


def test_every_pin_of_the_lock_file_is_read() -> None:
    assert sbom.pinned(LOCK) == [("alpha", "1.0"), ("beta-two", "2.1"), ("gamma", "3")]
    text = sbom.LOCK.read_text(encoding="utf-8")
    assert len(sbom.pinned(text)) == text.count("==") - text.count(" == '") > 30


def test_the_bill_lists_the_two_vendored_scripts_with_version_and_checksum() -> None:
    files = sbom.vendored(README)
    bill = sbom.complete(tools_bill(), files, ["Starlette"], "1.2.3")
    scripts = [c for c in bill["components"] if c["bom-ref"].startswith("static/vendor/")]
    assert {c["bom-ref"] for c in scripts} == {f"static/{part}" for part in VENDORED}
    for script in scripts:
        assert f"-{script['version']}." in script["bom-ref"]
        assert script["purl"].startswith(f"pkg:npm/htmx.org@{script['version']}#dist/")
        assert script["licenses"] == [{"license": {"id": "0BSD"}}]
        assert script["hashes"][0]["content"] in README
    assert bill["metadata"]["component"]["version"] == "1.2.3"
    (root, *_) = bill["dependencies"]
    assert root == {
        "ref": sbom.ROOT_REF,
        "dependsOn": ["starlette", *sorted(f"static/{part}" for part in VENDORED)],
    }


def test_a_bill_that_is_not_whole_is_noticed() -> None:
    files = sbom.vendored(README)
    pins = sbom.pinned(sbom.LOCK.read_text(encoding="utf-8"))
    assert sbom.missing(sbom.complete(tools_bill(), files, [], "1"), pins, files) == []
    lacks = sbom.missing(tools_bill("starlette"), pins, files)
    assert len(lacks) == len(pins) - 1 + len(VENDORED)


def test_a_page_that_does_not_say_where_the_scripts_come_from_is_refused() -> None:
    with pytest.raises(ValueError, match="no package"):
        sbom.vendored("# Vendored files\n")


# --- the audit -----------------------------------------------------------------------


def answered(**packages: Any) -> dict[str, Any]:
    return {"dependencies": [{"name": name, **said} for name, said in packages.items()]}


FINE: dict[str, Any] = {"version": "1.0", "vulns": []}
SKIPPED = {"skip_reason": "Dependency not found"}


def test_an_audit_is_sound_only_when_every_package_was_answered_for() -> None:
    status, said = audit.judge(answered(alpha=FINE, gamma=FINE), LOCK)
    assert (status, said) == (audit.SOUND, ["2 packages checked: no known weaknesses."])


@pytest.mark.parametrize(
    "report",
    [
        {},
        answered(),
        answered(alpha=FINE),
        answered(alpha=FINE, gamma=SKIPPED),
        answered(alpha=SKIPPED, gamma=SKIPPED),
    ],
    ids=["no network", "nothing", "one absent", "one skipped", "all skipped"],
)
def test_an_audit_without_answers_fails_and_says_so(report: dict[str, Any]) -> None:
    status, said = audit.judge(report, LOCK)
    assert status == audit.UNKNOWN
    assert said[0].startswith("Not checked: ")
    assert "gamma" in said[1]


def test_a_weakness_is_named_with_the_version_that_mends_it() -> None:
    found = {"version": "3", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["3.1"]}]}
    status, said = audit.judge(answered(alpha=SKIPPED, gamma=found), LOCK)
    assert status == audit.WEAK
    assert said[:2] == ["Known weaknesses:", "gamma 3: CVE-2026-1, mended in 3.1"]
    assert "alpha" in said[-1]


def test_a_changed_or_absent_vendored_file_is_found(tmp_path: Path) -> None:
    files = sbom.vendored(README)
    assert audit.changed(sbom.VENDOR, files) == []
    for file in files[1:]:
        (tmp_path / file.file).write_bytes((sbom.VENDOR / file.file).read_bytes())
    (tmp_path / files[1].file).write_text("changed();", encoding="utf-8")
    assert audit.changed(tmp_path, files) == [files[0].file, files[1].file]
