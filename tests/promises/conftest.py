import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.promises.hall import Hall, hall
from trialoog.views.looks import Looks


@pytest.fixture
def url(tmp_path: Path, template: Path) -> str:
    """The address of an empty database."""
    return f"sqlite:///{shutil.copy(template, tmp_path)}"


@pytest.fixture
async def here(url: str, looks: Looks) -> AsyncIterator[Hall]:
    """Rooms behind a server."""
    async with hall(url, looks) as running:
        yield running
