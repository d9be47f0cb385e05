"""What all tests share.  Keep it small: a test should be readable by itself."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from tests import databases
from trialoog.paths import ALEMBIC, LOCALE, TEMPLATES
from trialoog.store.migrations import upgrade
from trialoog.views.looks import Looks, Site, open_looks

if TYPE_CHECKING:
    from tests.web.driving import Town
    from tests.web.stories import Stories

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


class Compiled(dict[tuple[Any, ...], Any]):
    """Statements as SQL, whichever engine they were compiled for: the first part of a key."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), value)


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Every installation has engines of its own; to compile the same statements for each of them
    would take a fifth of the time."""
    cache = Compiled()

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=cache)


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
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of SQLite as the migrations make it, to copy."""
    file = tmp_path_factory.mktemp("template") / "trialoog.db"
    asyncio.run(upgrade(f"sqlite:///{file}", ALEMBIC))
    return file


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


@pytest.fixture(scope="session")
def stories(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, looks: Looks
) -> "Stories | None":
    """What many tests begin with. To fill a database of PostgreSQL takes as long as to play it."""
    from tests.web.driving import town
    from tests.web.stories import Stories

    @contextmanager
    def towns() -> "Iterator[Town]":
        made = town(tmp_path_factory.mktemp("story"), blank, looks)
        with made.client:
            yield made

    return Stories(towns) if databases.ENGINE == "sqlite" else None
