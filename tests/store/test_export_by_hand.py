import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.store.build import DOCUMENT, NOW, meeting
from trialoog.paths import ROOT
from trialoog.store import chain, journal
from trialoog.store.db import Db
from trialoog.store.export import full, public

PAGE = ROOT / "docs" / "reference" / "export.md"


@pytest.fixture
async def held(db: Db, trialogue: str) -> str:
    await journal.append(db, trialogue, 0, meeting(chain.document_digest(DOCUMENT)), NOW)
    return trialogue


async def test_the_program_on_the_page_checks_a_public_export(
    db: Db, held: str, tmp_path: Path
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    export = await public(db, held, DOCUMENT)

    def run(changed: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
        file = tmp_path / "data.json"
        file.write_text(json.dumps(changed), encoding="utf-8")
        command = [sys.executable, "-c", program, str(file)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert run(export).stdout.strip() == export["document_digest"]
    assert run({**export, "facts": export["facts"][1:]}).returncode != 0
    assert run({**export, "document": {}}).returncode != 0


async def test_every_key_of_an_export_stands_on_the_page(db: Db, held: str) -> None:
    words = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    for export in (await full(db, held), await public(db, held, DOCUMENT)):
        assert set(export) <= words
        for entry in export["facts"]:
            assert {*entry, *entry.get("record", ()), *(entry.get("sealed") or ())} <= words
