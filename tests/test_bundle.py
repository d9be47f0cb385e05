"""The vendored scripts are the published ones, and the bundle is made of them."""

import hashlib
import re
from pathlib import Path

from tools.bundle import OURS, PARTS, STATIC, TARGET, bundle

VENDOR = STATIC / "vendor"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \|.*\| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)


def checksums() -> dict[str, str]:
    return dict(ROW.findall((VENDOR / "README.md").read_text(encoding="utf-8")))


def test_40_every_vendored_file_has_the_checksum_in_the_readme() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "README.md"
    }
    assert found == checksums()


def test_the_bundle_is_a_fresh_one() -> None:
    assert TARGET.read_text(encoding="utf-8") == bundle(), "run `make bundle`"


def test_htmx_stands_before_its_extension_and_both_before_our_own_script() -> None:
    assert [Path(part).name for part in PARTS[:2]] == ["htmx-4.0.1.min.js", "hx-ws-4.0.1.min.js"]


def test_the_bundle_holds_every_part_of_our_own_script() -> None:
    ours = {f"src/{path.name}" for path in (STATIC / "src").iterdir()}
    assert ours == set(OURS)
    assert (OURS[0], OURS[-1]) == ("src/shared.js", "src/start.js"), "each needs what stands before"


def test_comments_of_ours_stay_behind_and_nothing_else(tmp_path: Path) -> None:
    for part in PARTS:
        copy = tmp_path / part
        copy.parent.mkdir(exist_ok=True)
        copy.write_text("", encoding="utf-8")
    head = "/* What it is,\n   told twice. */\n"
    body = 'const here = "https://x"; // here\n\n  // said() {\nf(a /* b */);\n'
    (tmp_path / OURS[0]).write_text(head + body, encoding="utf-8")
    assert 'const here = "https://x"; // here\n\nf(a /* b */);\n' in bundle(tmp_path)
    assert "told" not in bundle(tmp_path)
    assert "said" not in bundle(tmp_path)


def test_a_changed_part_changes_the_bundle(tmp_path: Path) -> None:
    for part in PARTS:
        copy = tmp_path / part
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((STATIC / part).read_bytes())
    assert bundle(tmp_path) == bundle()
    (tmp_path / PARTS[-1]).write_text("changed();", encoding="utf-8")
    assert bundle(tmp_path) != bundle()
