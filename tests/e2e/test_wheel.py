"""The wheel, installed in an empty environment outside the checkout, runs everything."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.e2e.serving import REPOSITORY, environment, free_port, waiting

PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check"]


def _run(*command: str | Path, cwd: Path, **settings: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(cwd / "data", 8000, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_runs_everything_in_an_empty_environment(tmp_path: Path) -> None:
    built = tmp_path / "built"
    _run(sys.executable, *PIP, "wheel", "--no-deps", "-w", built, REPOSITORY, cwd=tmp_path)
    (wheel,) = built.glob("trialoog-*.whl")
    _run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env", cwd=tmp_path)
    python, trialoog = (tmp_path / "env" / "bin" / name for name in ("python", "trialoog"))
    into = (sys.executable, *PIP, "--python", str(python), "install", "--no-compile")
    locked = REPOSITORY / "requirements" / "run.txt"
    _run(*into, "--require-hashes", "-r", locked, cwd=tmp_path)
    _run(*into, "--no-deps", wheel, cwd=tmp_path)

    assert "no mistakes" in _run(trialoog, "check", cwd=tmp_path)
    assert "actions played" in _run(trialoog, "demo", cwd=tmp_path)
    assert "/login/" in _run(trialoog, "login-link", cwd=tmp_path)
    with waiting([str(trialoog), "serve"], tmp_path / "data", free_port(), cwd=tmp_path) as server:
        home = urlopen(server.url).read().decode()
        slug = re.findall(r'href="(/w/[^"]+)"', home)[0]
        assert "Afgevallen" in urlopen(server.url + slug).read().decode()
        for file in re.findall(r'(?:href|src)="(/static/[^"]+)"', home):
            assert urlopen(server.url + file).status == 200
        public = urlopen(f"{server.url}{slug}/data.json").read()
    (tmp_path / "data.json").write_bytes(public)
    assert json.loads(public)["document"]
    assert "the chain is whole" in _run(trialoog, "verify", "data.json", cwd=tmp_path)
