"""Mail through a real server on this machine."""

import asyncio
import logging
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from trialoog.live.mail import Mailer, is_address


class Box:
    """What arrived."""

    def __init__(self) -> None:
        self.mail: list[EmailMessage] = []
        self.raw: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mail.append(found)
        self.raw.append(envelope.content)
        return "250 OK"


@pytest.fixture
async def post() -> AsyncIterator[tuple[str, Box]]:
    box = Box()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", box


async def test_mail_arrives_as_it_was_written(post: tuple[str, Box]) -> None:
    where, box = post
    async with Mailer(f"smtp://{where}", "trialoog <noreply@example.org>") as mailer:
        assert mailer
        await mailer.send("e@example.org", "Inloggen", "Één link:\nhttps://x/y\n")
    (mail,) = box.mail
    assert (mail["to"], mail["from"], mail["subject"]) == (
        "e@example.org",
        "trialoog <noreply@example.org>",
        "Inloggen",
    )
    assert mail.get_content().splitlines() == ["Één link:", "https://x/y"]
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["message-id"].endswith("@example.org>")


async def test_a_long_link_in_a_header_stays_as_it_is(post: tuple[str, Box]) -> None:
    where, box = post
    link = f"<https://trialoog.example.org/follow/stop/{'x' * 200}>"
    async with Mailer(f"smtp://{where}", "noreply@example.org") as mailer:
        await mailer.deliver("e@example.org", "Dag", "Één", {"List-Unsubscribe": link})
    assert f"\r\nList-Unsubscribe: {link}\r\n".encode() in box.raw[0]
    assert max(len(line) for line in box.raw[0].split(b"\r\n\r\n", 1)[1].splitlines()) <= 76


async def test_25_a_line_break_can_not_add_a_header(post: tuple[str, Box]) -> None:
    where, box = post
    async with Mailer(f"smtp://{where}", "noreply@example.org") as mailer:
        for to, subject in (
            ("a@example.org\r\nBcc: b@example.org", "Dag"),
            ("a@example.org", "Dag\nBcc: b@example.org"),
        ):
            with pytest.raises(ValueError):  # noqa: PT011
                await mailer.send(to, subject, "x")
    assert box.mail == []


async def test_25_an_encoded_word_in_what_somebody_typed_adds_no_header(
    post: tuple[str, Box],
) -> None:
    where, box = post
    word = "=?utf-8?q?=0D=0ABcc:_b=40example.org=0D=0A=0D=0AKlik_hier?="
    async with Mailer(f"smtp://{where}", "noreply@example.org") as mailer:
        await mailer.send("a@example.org", f"Nieuwe weging: {word}", "De tekst.")
    (mail,) = box.mail
    assert mail["bcc"] is None
    assert mail.get_content().strip() == "De tekst."
    for address in (f"{word}@example.org", "a@=?utf-8?q?=0D=0AX:1?=.nl", "u.:@example.org"):
        assert not is_address(address)


async def test_a_server_that_is_not_there_is_logged_without_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        async with Mailer("smtp://127.0.0.1:1", "noreply@example.org") as mailer:
            await mailer.send("somebody@example.org", "Dag", "x")
    assert "could not send mail" in caplog.text
    assert "somebody" not in caplog.text


async def test_who_is_slow_is_not_waited_for_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side goes
        writer.close()

    monkeypatch.setattr("trialoog.live.mail.LAST_WORDS", 0.1)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.timeout(5):
        async with Mailer(f"smtp://127.0.0.1:{port}", "noreply@example.org") as mailer:
            mailer.later(mailer.send("a@example.org", "Dag", "x"))
        server.close()


async def test_without_a_server_nothing_is_promised() -> None:
    async with Mailer("", "") as mailer:
        assert not mailer
