"""One installation per test, running in this process."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from tests.e2e.serving import free_port
from tests.web.driving import Town, Trialogue, started, town
from tests.web.screens import Person
from tests.web.stories import Stories
from tests.web.test_mail import Box
from trialoog.views.looks import Looks


@pytest.fixture
def place(tmp_path: Path, blank: Path, looks: Looks, stories: Stories | None) -> Iterator[Town]:
    # With everything that an address needs to be there: the matrix asks for each of them.
    made = town(
        tmp_path,
        blank,
        looks,
        stories=stories,
        security_contact="mailto:lek@example.org",
        smtp_url="smtp://127.0.0.1:9",  # where nobody listens
        mail_from="noreply@example.org",
    )
    with made.client:
        yield made


@pytest.fixture
def mailing(
    tmp_path: Path, blank: Path, looks: Looks, stories: Stories | None
) -> Iterator[tuple[Town, Box]]:
    """An installation that can send mail, and the box where all of it arrives."""
    port, box = free_port(), Box()
    made = town(
        tmp_path / "mailing",
        blank,
        looks,
        stories=stories,
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="noreply@example.org",
    )

    async def start() -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", port)

    with made.client:
        server = made.run(start)
        yield made, box
        server.close()


@pytest.fixture
def it(place: Town) -> Trialogue:
    """A trialogue with its doors open."""
    return started(place)


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def script(request: pytest.FixtureRequest) -> bool:
    """Whether browsers run JavaScript: asking for it makes a test run both ways."""
    return bool(request.param)


@pytest.fixture
def me(it: Trialogue, script: bool) -> Person:
    """A participant, with and without a script."""
    return Person(it.join("policy"), script)


@pytest.fixture
def lead(it: Trialogue, script: bool) -> Person:
    """The facilitator, with and without a script."""
    return Person(it.lead, script)


@pytest.fixture
def phone(it: Trialogue) -> Person:
    """A participant, where it does not matter how a form is sent."""
    return Person(it.join("policy"), script=False)
