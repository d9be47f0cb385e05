"""One installation per test, running in this process, with its log kept aside."""

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.web.driving import Town, town
from tests.web.stories import Stories
from trialoog import logs
from trialoog.views.looks import Looks


@pytest.fixture
def place(tmp_path: Path, blank: Path, looks: Looks, stories: Stories | None) -> Iterator[Town]:
    made = town(tmp_path, blank, looks, stories=stories)
    with made.client:
        yield made


@pytest.fixture
def log(place: Town) -> Iterator[StringIO]:
    """All that is logged, at the level that says most, as an installation writes it."""
    root, own = logging.getLogger(), logging.getLogger("trialoog")
    before = root.handlers[:], root.level, own.level
    kept = StringIO()
    logs.configure("debug", kept)
    yield kept
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])
