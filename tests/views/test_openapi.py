"""The description of the API: by the Dutch API Design Rules, and true of what is answered."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.standards import standard
from trialoog.views import openapi
from trialoog.views.openapi import Publisher, description
from trialoog.views.resources import as_json, turned

REPOSITORY = Path(__file__).resolve().parents[2]
NODE = REPOSITORY / ".venv-test" / "bin" / "node"
MODULES = REPOSITORY / "tests" / "node" / "node_modules"


def described() -> dict[str, Any]:
    return description("https://a.nl", Publisher("Dienst", "open@a.nl"))


def linted(folder: Path, described: dict[str, Any]) -> list[str]:
    """The codes of what the official rules say of a description, errors only."""
    rules = standard("adr-linter.yaml")
    spectral = MODULES / "@stoplight" / "spectral-cli" / "dist" / "index.js"
    if not spectral.exists():
        told = "Spectral is not installed: run `make check`, which installs tests/node"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    file = folder / "openapi.json"
    file.write_text(json.dumps(described), encoding="utf-8")
    ran = subprocess.run(
        [NODE, spectral, "lint", "--quiet", "-f", "json", "-D", "-r", rules, file],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # What comes after the JSON is for people.
    found, _ = json.JSONDecoder().raw_decode(ran.stdout or "[]")
    assert ran.returncode in {0, 1}, ran.stderr
    return sorted({one["code"] for one in found})


def test_the_description_passes_the_api_design_rules(tmp_path: Path) -> None:
    assert linted(tmp_path, described()) == []


def test_the_rules_bite(tmp_path: Path) -> None:
    bad = described()
    del bad["info"]["contact"]["email"]
    listed = bad["paths"]["/weighings"]["get"]
    listed["parameters"][0]["name"] = "page_size"
    del listed["responses"]["400"]
    bad["servers"] = [{"url": "https://a.nl/api"}]
    found = linted(tmp_path, bad)
    assert {
        "nlgov:info-contact-fields-exist",
        "nlgov:query-keys-camel-case",
        "nlgov:problem-invalid-input",
        "nlgov:include-major-version-in-uri",
    } <= {*found}


def test_every_reference_leads_somewhere() -> None:
    root = described()
    text = json.dumps(root)
    for part in text.split('"$ref": "')[1:]:
        at: Any = root
        for name in part.split('"')[0].removeprefix("#/").split("/"):
            at = at[name]


def test_the_list_can_be_turned_to_its_end_and_back() -> None:
    def pages(page: int, of: int) -> dict[str, str]:
        return {name: it.href[-1] for name, it in turned("?page=", page, of).items()}

    assert pages(1, 3) == {"self": "1", "first": "1", "next": "2", "last": "3"}
    assert pages(2, 3) == {"self": "2", "first": "1", "prev": "1", "next": "3", "last": "3"}
    assert pages(3, 3) == {"self": "3", "first": "1", "prev": "2", "last": "3"}
    assert pages(1, 0) == {"self": "1", "first": "1", "last": "1"}
    assert "prev" not in pages(9, 3)


def test_a_type_that_has_no_schema_is_refused() -> None:
    @dataclass
    class Odd:
        """Holds what JSON does not know."""

        it: bytes

    with pytest.raises(TypeError, match="bytes"):
        openapi._gather(Odd, {})


def test_names_are_in_camel_case() -> None:
    data = {"reason_type": [{"live_with": 1}], "links": {"decisionNote": {}}}
    assert as_json(data) == {"reasonType": [{"liveWith": 1}], "_links": {"decisionNote": {}}}
