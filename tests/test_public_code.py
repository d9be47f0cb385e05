"""What who reuses it looks for first: publiccode.yml, the licences, SECURITY.md."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from trialoog.settings import Settings
from trialoog.views.looks import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
OPTIONAL = {"categories"}  # of those that there are, what we use
# What the standard asks of `maintenance` besides its type.
WITH_TYPE = {
    "internal": {"contacts"},
    "community": {"contacts"},
    "contract": {"contractors"},
    "none": set[str](),
}


@pytest.fixture(scope="module")
def card() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return loaded


def test_publiccode_has_every_key_that_the_standard_requires(card: dict[str, Any]) -> None:
    assert set(card) >= MANDATORY
    assert set(card) <= MANDATORY | OPTIONAL
    assert card["publiccodeYmlVersion"] == "0.7"
    assert card["url"].startswith("https://")
    assert card["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert card["softwareType"] == "standalone/web"
    assert card["platforms"] == ["web"]


def test_publiccode_describes_the_software_in_both_languages(card: dict[str, Any]) -> None:
    assert set(card["description"]) == set(LANGUAGES)
    for text in card["description"].values():
        assert set(text) == {"shortDescription", "longDescription", "features"}
        assert len(text["shortDescription"]) <= 150
        assert "\n" not in text["shortDescription"]
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert 5 <= len(text["features"]) <= 20
        assert all(isinstance(feature, str) for feature in text["features"])
    assert card["localisation"] == {
        "localisationReady": True,
        "availableLanguages": list(LANGUAGES),
    }


def test_publiccode_names_no_maintainer_who_is_not_there(card: dict[str, Any]) -> None:
    maintenance = card["maintenance"]
    assert set(maintenance) == {"type"} | WITH_TYPE[maintenance["type"]]
    for contact in maintenance.get("contacts", []):
        assert contact["name"].count(" ") >= 1, "a person, by full name"


def test_one_licence_stands_everywhere(card: dict[str, Any]) -> None:
    assert card["legal"]["license"] == "EUPL-1.2"
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    text = (ROOT / "LICENSE").read_bytes()
    assert (ROOT / "LICENSES" / "EUPL-1.2.txt").read_bytes() == text
    vendored = (ROOT / "static" / "vendor" / "LICENSE.htmx").read_bytes()
    assert (ROOT / "LICENSES" / "0BSD.txt").read_bytes() == vendored


def test_the_security_policy_names_no_address_that_may_not_exist() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "/.well-known/security.txt" in text
    assert not re.search(r"\S+@\S+", text)
    for setting in re.findall(r"TRIALOOG_([A-Z_]+)", text):
        assert setting.lower() in Settings.model_fields
