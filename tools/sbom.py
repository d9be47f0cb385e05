"""Writes the bill of materials, in CycloneDX: the locked packages and the vendored scripts.

`make sbom` runs it in an environment of its own, which has the tool that reads the lock file. Says
nothing that is not in the repository, so the same checkout gives the same file.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
VENDOR = ROOT / "static" / "vendor"
TARGET = ROOT / "out" / "sbom.json"
ROOT_REF = "root-component"  # what the tool calls trialoog itself

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")
ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)
PACKAGE = re.compile(r"npm package `([^`]+)`, version (\S+), licence (\w+)")
VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)

Bom = dict[str, Any]


class Vendored(NamedTuple):
    """A file of somebody else's package, as static/vendor/README.md has it."""

    file: str
    path: str  # inside the package
    sha256: str
    package: str
    version: str
    licence: str


def pinned(lock: str) -> list[tuple[str, str]]:
    """Return the packages of a lock file with their versions; a package may have several."""
    return [(plain(name), version) for name, version in PIN.findall(lock)]


def vendored(readme: str) -> list[Vendored]:
    """Return the vendored files. Raises `ValueError` when the page does not say where from."""
    of = PACKAGE.search(readme)
    rows = ROW.findall(readme)
    if of is None or not rows:
        raise ValueError("static/vendor/README.md: no package, version, licence or table of files")
    return [Vendored(*row, *of.groups()) for row in rows]


def complete(bom: Bom, files: list[Vendored], direct: list[str], version: str) -> Bom:
    """Return a bill with the vendored scripts, our version, and what we ourselves use."""
    scripts = [_component(file) for file in files if file.file.endswith(".js")]
    components = [*bom.get("components", []), *scripts]
    ours = {plain(name) for name in direct}
    uses = [c["bom-ref"] for c in components if c in scripts or plain(c["name"]) in ours]
    rest = [d for d in bom.get("dependencies", []) if d["ref"] != ROOT_REF]
    told = bom["metadata"]
    return {
        **bom,
        "metadata": {**told, "component": {**told["component"], "version": version}},
        "components": components,
        "dependencies": [
            {"ref": ROOT_REF, "dependsOn": sorted(uses)},
            *rest,
            *({"ref": script["bom-ref"]} for script in scripts),
        ],
    }


def missing(bom: Bom, pins: list[tuple[str, str]], files: list[Vendored]) -> list[str]:
    """Return what is locked or vendored and does not stand in a bill."""
    listed = {(plain(c["name"]), c.get("version")) for c in bom["components"]}
    hashes = {h["content"] for c in bom["components"] for h in c.get("hashes", [])}
    return [
        *(f"{name} {version}" for name, version in pins if (name, version) not in listed),
        *(f.file for f in files if f.file.endswith(".js") and f.sha256 not in hashes),
    ]


def plain(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _component(file: Vendored) -> dict[str, Any]:
    return {
        "bom-ref": f"static/vendor/{file.file}",
        "type": "library",
        "name": f"{file.package}/{file.path}",
        "version": file.version,
        "purl": f"pkg:npm/{file.package}@{file.version}#{file.path}",
        "hashes": [{"alg": "SHA-256", "content": file.sha256}],
        "licenses": [{"license": {"id": file.licence}}],
    }


def main() -> int:
    """Write the bill. Returns 1 when it would not be whole, or not be valid."""
    options = ["--sv", "1.6", "--output-reproducible", "--pyproject", "pyproject.toml"]
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", *options, LOCK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        return _fail(made.stderr)
    files = vendored((VENDOR / "README.md").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = [found[0] for line in project["dependencies"] if (found := NAME.match(line))]
    (version,) = VERSION.findall((ROOT / "trialoog" / "__init__.py").read_text(encoding="utf-8"))
    bom = complete(json.loads(made.stdout), files, direct, version)
    lacks = missing(bom, pinned(LOCK.read_text(encoding="utf-8")), files)
    if lacks:
        return _fail(f"Not in the bill: {', '.join(lacks)}")
    text = json.dumps(bom, indent=2, sort_keys=True)
    if wrong := _invalid(text):
        return _fail(wrong)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(f"{text}\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(bom['components'])} components")
    return 0


def _invalid(text: str) -> str:
    # Only the environment that makes the bill has these.
    from cyclonedx.schema import SchemaVersion  # type: ignore[import-not-found]  # noqa: PLC0415
    from cyclonedx.validation.json import (  # type: ignore[import-not-found]  # noqa: PLC0415
        JsonStrictValidator,
    )

    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if wrong is None else str(wrong)


def _fail(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
