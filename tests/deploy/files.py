"""The files in deploy/, read as who runs them reads them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml  # type: ignore[import-untyped]

from trialoog.paths import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
NAMES = [str(path.relative_to(DEPLOY)) for path in FILES]
PROBES = ("/healthz", "/readyz")  # where processes are asked how they are

Parts = dict[str, Any]


def said(name: str) -> str:
    """Return what stands in a file of deploy/."""
    return (DEPLOY / name).read_text(encoding="utf-8")


def compose() -> Parts:
    """Return compose.yaml."""
    return dict(yaml.safe_load(said("compose.yaml")))


def manifests() -> Iterator[tuple[str, Parts]]:
    """Return every object for a cluster, with the name of its file."""
    for path in sorted(KUBERNETES.glob("*.yaml")):
        for found in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if found["kind"] != "Kustomization":  # read by kubectl, not by the cluster
                yield path.name, found


def pods() -> Iterator[tuple[str, Parts]]:
    """Return what every pod is made from, with the kind of what makes it."""
    for _, found in manifests():
        inside = found.get("spec", {})
        if found["kind"] == "CronJob":
            inside = inside["jobTemplate"]["spec"]
        if "template" in inside:
            yield found["kind"], inside["template"]["spec"]


def containers(pod: Parts) -> list[Parts]:
    """Return every container of a pod, those that only prepare too."""
    return [*pod.get("initContainers", ()), *pod["containers"]]


def images() -> Iterator[str]:
    """Return every image that is named."""
    for service in compose()["services"].values():
        yield service["image"]
    for _, pod in pods():
        for container in containers(pod):
            yield container["image"]
    yield from _lines("Containerfile", "ARG PYTHON=(.*)")


def commands() -> Iterator[list[str]]:
    """Return every command line of trialoog that is run."""
    yield from map(json.loads, _lines("Containerfile", "CMD (.*)"))
    for service in compose()["services"].values():
        if service["image"].startswith("trialoog:"):
            yield service["command"]
    for _, pod in pods():
        for container in pod["containers"]:
            yield container["args"]
    for unit in DEPLOY.glob("*.service"):
        for line in _lines(unit.name, r"Exec\w+=/opt/trialoog/bin/trialoog (.*)"):
            yield line.split()


def _lines(name: str, pattern: str) -> list[str]:
    """Return what the lines of a file say that look like this."""
    return re.findall(f"^{pattern}$", said(name), re.MULTILINE)
