"""On which databases a test of the store runs: on both, unless it says otherwise."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

# Lends the address of a database with our tables and nothing in them, and takes it away again.
Fresh = Callable[[], AbstractContextManager[str]]

SQLITE = pytest.param("sqlite", id="sqlite")
# It has to be installed, so it is not among the fast checks.
POSTGRESQL = pytest.param("postgresql", id="postgresql", marks=pytest.mark.served)
BOTH = (SQLITE, POSTGRESQL)

# For a test that is about one of them.
on_sqlite = pytest.mark.parametrize("fresh", [SQLITE], indirect=True)
on_postgresql = pytest.mark.parametrize("fresh", [POSTGRESQL], indirect=True)
