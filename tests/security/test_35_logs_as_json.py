"""Number 35 once more, for logs as JSON: the same promise, and each line an object by itself."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest

from tests.security.test_35_logs import NAME, TEAM, WORDS, _goes_wrong, _whole, breaks
from tests.web.driving import Town
from trialoog import logs


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged, at the level that says most, as JSON."""
    root, own = logging.getLogger(), logging.getLogger("trialoog")
    before = root.handlers[:], root.level, own.level
    kept = StringIO()
    logs.configure("debug", kept, form="json")
    yield kept
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


def lines(log: StringIO) -> list[dict[str, object]]:
    """Every line as the object that it is."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_35_a_whole_trialogue_leaves_no_name_code_token_or_text_in_json_either(
    place: Town, log: StringIO
) -> None:
    it, secrets = _whole(place)
    typed = _goes_wrong(place, it)
    written = log.getvalue().casefold()
    planted = [NAME, TEAM, WORDS, "Geplant", "geplante", "testclient", *secrets, *typed]
    assert [one for one in planted if one.casefold() in written] == []
    security = [line for line in lines(log) if line["logger"] == "trialoog.security"]
    assert {"sign-in", "publish", "export", "refused"} <= {line.get("event") for line in security}
    events = [line for line in security if "event" in line]
    assert all(str(line["message"]).startswith(f"{line['event']} ") for line in events)
    assert all(len(str(line["request"])) == 12 for line in events)


def test_35_every_line_says_when_in_utc_how_bad_and_where(log: StringIO) -> None:
    logging.getLogger("trialoog.test").warning("said %s", "so")
    (line,) = lines(log)
    assert datetime.fromisoformat(str(line.pop("at"))).utcoffset() == timedelta()
    assert line == {"level": "WARNING", "logger": "trialoog.test", "message": "said so"}


def test_35_nobody_can_break_or_forge_an_object(log: StringIO) -> None:
    hostile = 'a\r\nb\x1b[2J\u2028c\x00\u202e", "level": "INFO'
    logging.getLogger("trialoog.test").warning("said %s", hostile)
    (line,) = lines(log)
    assert line["level"] == "WARNING"
    assert line["message"] == r"said a\r\nb\x1b[2J\u2028c\x00\u202e" + '", "level": "INFO'


def test_35_an_error_is_its_kind_and_its_places_without_its_own_words(log: StringIO) -> None:
    breaks()
    assert WORDS not in log.getvalue()
    (line,) = lines(log)
    assert line["error"] == "builtins.ValueError"
    places = line["places"]
    assert isinstance(places, list)
    assert "builtins.KeyError" in places
    assert any("test_35_logs.py:" in place for place in places)
