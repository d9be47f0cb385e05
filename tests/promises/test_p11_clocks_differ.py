"""P11. Servers whose clocks differ by twenty minutes agree: the clock of the database counts.

Links, sessions, receipts and the times in the record are made at one server and used at the other.
Plans and mails on their way live by the same clock: `tests/test_one_clock.py` sees that there is
no other.
"""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from tests.e2e.serving import REPOSITORY, Server, free_port, waiting
from tests.promises.outside import (
    Meeting,
    at_once,
    browser,
    installed,
    post,
    rows,
    sign_in,
    started,
    writing,
)
from tests.web.driving import HTMX, THREE

AHEAD, BEHIND = "10", "-10"  # minutes
LINK = timedelta(minutes=5)  # how long a sign-in link of the tests works
CLOSE = timedelta(seconds=65)  # times in the record are kept to the minute


class Two(NamedTuple):
    """A server ahead of the time, and one behind it."""

    ahead: Server
    behind: Server


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def two(data: Path) -> Iterator[Two]:
    with ExitStack() as running, ThreadPoolExecutor(2) as pool:

        def start(minutes: str) -> Server:
            serve = [sys.executable, "-m", "tests.promises.skewed", minutes]
            return running.enter_context(waiting(serve, data, free_port(), cwd=REPOSITORY))

        yield Two(*pool.map(start, (AHEAD, BEHIND)))


@pytest.fixture(scope="module")
def it(two: Two, data: Path) -> Meeting:
    """A trialogue, led at the server that is ahead, where a link of five minutes let in."""
    return started(sign_in(two.ahead.url, data), data)


def elsewhere(who: httpx2.Client, server: Server) -> httpx2.Client:
    """The same browser, with its cookies, at another server."""
    other = browser(server.url)
    other.cookies.update(who.cookies)
    return other


def test_who_signed_in_at_one_server_is_signed_in_at_the_other(it: Meeting, two: Two) -> None:
    lead = elsewhere(it.lead, two.behind)
    assert lead.get(f"/t/{it.id}/lead").status_code == 200


@pytest.mark.parametrize("made_at", ["ahead", "behind"])
def test_a_link_that_one_server_made_opens_at_the_other(
    it: Meeting, two: Two, made_at: str
) -> None:
    here, there = two if made_at == "ahead" else two[::-1]
    lead = elsewhere(it.lead, here)
    form = {"as": "facilitator", "key": f"screen-{made_at}"}
    answer = lead.post(f"/t/{it.id}/screen-link", data=form, headers=HTMX)
    found = re.search(r"/s/([\w-]+)", answer.text)
    assert found, answer.text[:500]
    screen = browser(there.url)
    assert screen.post(f"/s/{found[1]}").status_code == 303
    assert screen.get(f"/t/{it.id}/screen").status_code == 200


def test_the_same_form_at_both_servers_is_one_text_with_one_answer(it: Meeting, two: Two) -> None:
    phone = it.join(THREE[0], two.behind.url)
    form = writing(it, phone, "Aan beide loketten")
    address = f"/t/{it.id}/contribute"
    posts = [post(phone, address, form, port=server.port) for server in (*two, *two)]
    answers = at_once(posts)
    assert len({answer.seen for answer in answers}) == 1
    assert it.texts().count("Aan beide loketten") == 1


def test_the_record_has_one_order_and_the_right_times(it: Meeting, two: Two) -> None:
    phone = it.join(THREE[1], two.ahead.url)
    for number in range(6):
        form = writing(it, phone, f"Om en om {number}")
        (answer,) = at_once(
            [post(phone, f"/t/{it.id}/contribute", form, port=two[number % 2].port)]
        )
        assert answer.status == 200
    found = rows(it.data, "SELECT seq, at FROM fact WHERE trialogue = ? ORDER BY seq", it.id)
    assert [seq for seq, _ in found] == [*range(1, len(found) + 1)]
    times = [datetime.fromisoformat(str(at)).replace(tzinfo=UTC) for _, at in found]
    assert times == sorted(times)
    assert all(abs(at - datetime.now(UTC)) < CLOSE + LINK for at in times)
    assert abs(times[-1] - datetime.now(UTC)) < CLOSE
