"""Number 36: a bug gives a plain page with a reference, nothing of the inside, and stays shut."""

from io import StringIO

import pytest
from starlette.testclient import TestClient

from tests.web.driving import Town, started
from trialoog.store import lists

WORDS = "geplante woorden"


async def _broken(*_: object, **__: object) -> None:
    raise KeyError(WORDS)


def _visitor(place: Town) -> TestClient:
    visitor = TestClient(
        place.app,
        base_url=str(place.client.base_url),
        headers={"sec-fetch-site": "same-origin"},
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    visitor.portal = place.client.portal
    return visitor


def test_36_a_bug_shows_a_reference_that_the_log_has_too_and_nothing_else(
    place: Town, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = started(place)
    visitor = _visitor(place)
    visitor.cookies.update(it.lead.cookies)
    monkeypatch.setattr(lists, "list_of", _broken)
    answer = visitor.get("/trialogues")
    assert answer.status_code == 500
    reference = answer.headers["x-request-id"]
    assert reference in answer.text
    assert f"bug {reference} at GET /trialogues" in log.getvalue()
    for inside in (WORDS, "KeyError", "Traceback", ".py"):
        assert inside not in answer.text
    assert WORDS not in log.getvalue()
    assert "content-security-policy" in answer.headers


def test_36_when_rights_can_not_be_looked_up_nobody_comes_in(
    place: Town, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = started(place)
    visitor = _visitor(place)
    visitor.cookies.update(it.lead.cookies)
    monkeypatch.setattr(lists, "role_of", _broken)
    for path in ("lead", "journal", "export.json"):
        answer = visitor.get(f"/t/{it.id}/{path}")
        assert answer.status_code == 500
        assert it.state.title not in answer.text
