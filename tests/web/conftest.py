"""One installation per test, running in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.driving import Town, town


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    made = town(tmp_path)
    with made.client:
        yield made
