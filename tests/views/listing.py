"""The home page with some weighings on it, as tests of pages ask for it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from trialoog.core.document import Document
from trialoog.views import home as views
from trialoog.views.home import Result
from trialoog.views.looks import Looks

PUBLISHED = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
FORMATS = {"verkenning": "Eerste verkenning", "besluitvorming": "Concreet voorstel"}


def home(
    looks: Looks,
    *documents: Document,
    query: str = "",
    picked: Mapping[str, Collection[str]] | None = None,
    counts: Mapping[str, Mapping[str, int]] | None = None,
    result: Result | None = None,
    page: int = 1,
) -> str:
    """Return the home page as a visitor gets it."""
    return views.home(
        looks,
        "nl",
        [("maatwerk", 1, PUBLISHED, document) for document in documents],
        query,
        picked=picked or {},
        counts=counts or {},
        formats=FORMATS,
        result=result or Result(len(documents)),
        page=page,
        size=20,
    )
