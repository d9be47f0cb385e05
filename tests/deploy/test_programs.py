"""The programs that read the files in deploy/ take them as they are."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.files import DEPLOY, said
from tests.deploy.proxy import certificate, nginx_for
from tests.programs import program

pytestmark = pytest.mark.served

EXPOSED = 2.0  # of 10, by systemd's own count; "OK" ends at 4


def run(name: str, *arguments: str | Path, **settings: str) -> str:
    """Run a program of the tests; return what it said."""
    done = subprocess.run(
        [program(name), *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    conf = nginx_for(tmp_path, certificate(tmp_path), 8443, [8001, 8002])
    told = run("nginx", "-t", "-p", tmp_path, "-c", conf)
    assert "[warn]" not in told


def test_caddy_takes_its_file() -> None:
    file = DEPLOY / "Caddyfile"
    several = {"PUBLIC_HOSTNAME": "trialoog.example.nl", "UPSTREAMS": "app-1:8000 app-2:8000"}
    run("caddy", "validate", "--adapter", "caddyfile", "--config", file, **several)
    made = run("caddy", "adapt", "--adapter", "caddyfile", "--config", file, **several)
    assert '"dial":"app-1:8000"' in made
    assert '"dial":"app-2:8000"' in made
    assert run("caddy", "fmt", file) == file.read_text(encoding="utf-8")


def test_systemd_takes_its_units_and_finds_little_exposed(tmp_path: Path) -> None:
    # The program stands where it was installed; here that is anything that can be run.
    units = [tmp_path / path.name for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer"))]
    for unit in units:
        text = said(unit.name).replace("/opt/trialoog/bin/trialoog", sys.executable)
        unit.write_text(text)
    assert len(units) == 3
    assert run("systemd", "verify", "--man=no", *units) == ""
    services = [unit for unit in units if unit.suffix == ".service"]
    told = run("systemd", "security", "--offline=true", "--no-pager", *services)
    found = re.findall(r"exposure level for \S+: ([\d.]+)", told)
    assert len(found) == len(services)
    assert max(map(float, found)) <= EXPOSED
