"""The files in deploy/ are right by their own rules, and say what is so of this version."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import uvicorn

from tests.deploy.files import (
    DEPLOY,
    FILES,
    NAMES,
    PROBES,
    commands,
    compose,
    containers,
    images,
    manifests,
    pods,
    said,
)
from trialoog import __version__, cli, waiting
from trialoog.live.protocol import server_options
from trialoog.paths import ROOT
from trialoog.settings import Settings

PROMISED = 10  # seconds in which a process has stopped
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# --- by the rules of those who read them --------------------------------------------------


def lint(*command: str) -> None:
    found = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=DEPLOY, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_containerfile_has_no_mistakes() -> None:
    lint("hadolint", "--failure-threshold", "style", "Containerfile")


def test_compose_yaml_is_what_its_specification_says() -> None:
    lint("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")


def test_the_manifests_are_objects_of_kubernetes_and_nothing_else() -> None:
    for name, found in manifests():
        print(name)
        kubernetes_validate.validate(found, kubernetes_validate.latest_version(), strict=True)


def test_the_manifests_are_all_applied_together_but_the_secret() -> None:
    listed = re.findall(r"^  - (\S+\.yaml)$", said("kubernetes/kustomization.yaml"), re.MULTILINE)
    assert sorted({*listed, "secret.example.yaml"}) == sorted({name for name, _ in manifests()})


# --- nothing that works for everybody --------------------------------------------------------


def test_every_image_is_of_one_version() -> None:
    found = sorted(set(images()))
    assert len(found) >= 5
    for image in found:
        assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)*$", image), image
        if image.startswith("trialoog:"):
            assert image == f"trialoog:{__version__}"
    assert f"ARG VERSION={__version__}\n" in said("Containerfile")
    assert f"newTag: {__version__}\n" in said("kubernetes/kustomization.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_stands_in_a_file(name: str) -> None:
    text = said(name)
    assert "-----BEGIN" not in text
    for password in re.findall(r"://[^/\s:@]*:([^@\s]+)@", text):
        assert password.startswith("${"), password
        assert ":?" in password, f"{name}: a password without a value has to stop it"
    for key, value in re.findall(r"(?i)^\W*(\w*(?:password|secret|token))\b[=:] *(\S*)$", text):
        assert re.match(r"^$|^\$|^\"\"$", value), (key, value)


def test_nothing_starts_without_what_has_to_be_chosen() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", said("compose.yaml")))
    assert asked == {"PUBLIC_HOSTNAME", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}
    # What may stay empty stands there too, and nothing that compose.yaml does not pass on.
    passed = asked | set(re.findall(r"\$\{(\w+):-\}", said("compose.yaml")))
    named = re.findall(r"^(\w+)=$", said("env.example"), re.MULTILINE)
    assert sorted(named) == sorted(passed)


def test_what_may_stay_empty_in_compose_is_a_setting_that_can_be_empty() -> None:
    names = re.findall(r"TRIALOOG_(\w+): \$\{\w+:-\}", said("compose.yaml"))
    assert len(names) >= 10
    empty: dict[str, Any] = {name.lower(): "" for name in names}
    assert Settings(**empty) == Settings()


# --- what is so of this version -------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {f"TRIALOOG_{name}".upper() for name in Settings.model_fields}
    assert set(re.findall(r"TRIALOOG_[A-Z_]+", path.read_text(encoding="utf-8"))) <= known


def test_every_command_that_is_run_exists() -> None:
    for command in commands():
        print(command)
        cli._parser().parse_args(command)


def test_every_process_is_asked_how_it_is() -> None:
    # The test of the whole stack asks these addresses of a running process.
    text = "".join(map(said, NAMES))
    assert set(re.findall(r"(?:path: |= |:8000)(/[a-z]+z)\b", text)) == set(PROBES)
    for kind, pod in pods():
        for container in pod["containers"]:
            probes = [f"{each}Probe" in container for each in ("startup", "liveness", "readiness")]
            assert set(probes) == {kind == "Deployment"}


def test_the_image_has_the_python_of_the_tests_and_all_of_the_wheel() -> None:
    python = PROJECT["tool"]["mypy"]["python_version"]
    assert f"library/python:{python}." in said("Containerfile")
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    parts = {*wheel["packages"], *wheel["force-include"], "pyproject.toml", "README.md", "LICENSE"}
    locks = set(re.findall(r"requirements/\w+\.txt", said("Containerfile")))
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == parts | locks


def test_nothing_runs_as_root_or_writes_where_it_need_not() -> None:
    assert re.search(r"^USER [1-9]\d+$", said("Containerfile"), re.MULTILINE)
    for name, service in compose()["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
    for _, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in containers(pod):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_there_is_time_to_stop() -> None:
    takes = server_options()["timeout_graceful_shutdown"] + waiting.ENDING + waiting.AFTERWARDS
    assert takes <= PROMISED
    assert compose()["services"]["trialoog"]["stop_grace_period"] == f"{PROMISED + 5}s"
    assert f"TimeoutStopSec={PROMISED + 5}\n" in said("trialoog.service")
    (pod,) = (pod for kind, pod in pods() if kind == "Deployment")
    (container,) = pod["containers"]
    waits = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] >= waits + PROMISED + 5


def test_the_proxies_know_how_long_and_how_much() -> None:
    nginx, caddy = said("nginx.conf"), said("Caddyfile")
    # A larger form gets the application's own answer, which says what was too large.
    assert Settings().max_body_kib == 1024
    assert "client_max_body_size 2m;" in nginx
    assert "max_size 2MB" in caddy
    # Who hangs up an idle connection first is never the application, halfway through a form.
    idle = uvicorn.Config("app", log_config=None).timeout_keep_alive
    assert f"keepalive_timeout {idle - 1}s;" in nginx
    assert f"keepalive {idle - 1}s" in caddy
