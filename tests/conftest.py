"""What all tests share.  Keep it small: a test should be readable by itself."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import databases
from trialoog.paths import LOCALE, TEMPLATES
from trialoog.views.looks import Looks, Site, open_looks

TESTS = Path(__file__).resolve().parent

# Slow machines must not turn a law into a coin toss; found cases are pinned with @example.
settings.register_profile(
    "default",
    max_examples=50,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


SERVED = (
    TESTS / "web",
    TESTS / "live",
    TESTS / "promises",
    TESTS / "security",
    TESTS / "test_demo_live.py",
)
ALSO_SERVED = (TESTS / "deploy", TESTS / "store")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs the application is not among the fast checks, and is where `make served` looks."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in SERVED):
            item.add_marker(pytest.mark.served)
        elif item.get_closest_marker("served") and item.path.parent not in ALSO_SERVED:
            raise pytest.UsageError(
                f"{item.nodeid} would not be run: see SERVED_IN in the Makefile"
            )


def pytest_collection_finish() -> None:
    """What was loaded stays: to look through it again and again would take a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def looks() -> Looks:
    """The templates and catalogues that ship."""
    return open_looks(TEMPLATES, LOCALE, Site("test", "Europe/Amsterdam"))


@pytest.fixture(scope="session")
def engine() -> Iterator[None]:
    """What the databases of the application run on."""
    with databases.opened():
        yield


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """Databases of a test are there for the next one."""
    if databases.ENGINE == "sqlite" or "tmp_path" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("engine")
    folder = request.getfixturevalue("tmp_path")
    yield
    databases.over(folder)


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, engine: None) -> Path:
    """A folder with a database as it is made, where that is a file."""
    # Not above: what is not about the whole application runs also while that is broken.
    from trialoog import serving
    from trialoog.settings import Settings

    folder = tmp_path_factory.mktemp("blank")
    if databases.ENGINE == "sqlite":
        serving.migrate(Settings(data=folder))
    return folder
