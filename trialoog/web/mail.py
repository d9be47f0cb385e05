"""Mail that goes out: plain text, by the server in the settings, behind what people wait for.

Knows no page and no account. An address is never logged.
"""

import asyncio
import logging
import re
from collections.abc import Coroutine
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

log = logging.getLogger(__name__)

TIMEOUT = 15.0  # seconds for one mail
LAST_WORDS = 5.0  # seconds that what is on its way gets at the end
MOST = 200  # waiting at once


def is_address(email: str) -> bool:
    """Tell whether something could be an address to send to; only sending tells more."""
    # No [ and ]: Python's own reading of an address stumbles over half of such a pair.
    plain = r'[^@\s,;<>"()\[\]]'
    pattern = f"{plain}{{1,64}}@{plain}{{3,190}}"
    return email.isprintable() and re.fullmatch(pattern, email) is not None


class Mailer:
    """Sends mail in the background. Use as a context, which waits for what is on its way."""

    def __init__(self, server: str, sender: str) -> None:
        """`server` is `smtp://…` or `smtps://user:password@host:port`; empty sends nothing."""
        self._server = urlsplit(server)
        self._sender = sender
        self._sending: set[asyncio.Task[None]] = set()

    def __bool__(self) -> bool:
        """Tell whether mail can be sent at all."""
        return bool(self._server.hostname)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if not self._sending:
            return
        _, late = await asyncio.wait(self._sending, timeout=LAST_WORDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def later(self, work: Coroutine[None, None, None]) -> None:
        """Do something that ends in a mail, so that nobody can tell by the time whether it did."""
        if len(self._sending) >= MOST:
            work.close()
            log.warning("too much mail at once: one was not sent")
            return
        task = asyncio.create_task(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail, or log that it can't be. Raises `ValueError` for a header of two lines."""
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            await aiosmtplib.send(
                message,
                hostname=self._server.hostname,
                port=self._server.port,
                username=unquote(self._server.username) if self._server.username else None,
                password=unquote(self._server.password) if self._server.password else None,
                use_tls=self._server.scheme == "smtps",
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            # Not the error's own words: they can hold the address.
            log.warning("could not send mail: %s", type(error).__name__)
