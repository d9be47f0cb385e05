"""An installation whose provider of single sign-on does as the test says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.driving import Town, town
from tests.web.hostile import Hostile, hostile
from tests.web.sso.trying import RSA, Open
from trialoog.views.looks import Looks


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as started:
        yield started


@pytest.fixture
def them(server: Hostile) -> Hostile:
    server.fresh(RSA)
    return server


@pytest.fixture
def open_town(
    tmp_path: Path,
    blank: Path,
    looks: Looks,
    them: Hostile,
) -> Iterator[Open]:
    opened: list[TestClient] = []

    def make(extra: str = "") -> Town:
        made = town(tmp_path, blank, looks, oidc=them.toml(tmp_path, extra))
        opened.append(made.client)
        made.client.__enter__()
        return made

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def place(open_town: Open) -> Town:
    return open_town()


@pytest.fixture(scope="module")
def standing(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, looks: Looks, server: Hostile
) -> Iterator[Town]:
    """One installation for all that lets nobody in: it stays as it is."""
    folder = tmp_path_factory.mktemp("standing")
    file = server.toml(folder)
    made = town(folder, blank, looks, oidc=file, login_failures_per_minute=1000)
    with made.client:
        yield made


@pytest.fixture
def later(standing: Town) -> Iterator[Town]:
    """The same, when nothing is known of the provider any more."""
    standing.clock.forward(minutes=10)
    yield standing
    standing.clock.forward(minutes=10)
