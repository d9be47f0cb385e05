"""What all tests share.  Keep it small: a test should be readable by itself."""

import pytest
from hypothesis import HealthCheck, settings

from trialoog.paths import LOCALE, TEMPLATES
from trialoog.views.looks import Looks, Site, open_looks

# Slow machines must not turn a law into a coin toss; found cases are pinned with @example.
settings.register_profile(
    "default",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def looks() -> Looks:
    """The templates and catalogues that ship."""
    return open_looks(TEMPLATES, LOCALE, Site("test", "Europe/Amsterdam"))
