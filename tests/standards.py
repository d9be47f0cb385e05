"""Official documents to hold our own against: not ours, so they don't stand in the repository."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "standards"


def standard(name: str) -> Path:
    """Return a file of the folder with standards.

    Where a pipeline runs (CI is set) a missing one fails the test; elsewhere the test is skipped.
    """
    folder = Path(os.environ.get("TRIALOOG_TEST_STANDARDS") or BESIDE)
    file = folder / name
    if not file.exists():
        told = f"{name} is not in {folder}: set TRIALOOG_TEST_STANDARDS to where it is"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return file
