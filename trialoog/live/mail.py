"""Mail that goes out: plain text, by the server in the settings, behind what people wait for.

Knows no page and no account. An address is never logged.
"""

import asyncio
import logging
import re
from collections.abc import Coroutine, Mapping
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from trialoog.live import metrics

log = logging.getLogger(__name__)

TIMEOUT = 15.0  # seconds for one mail
LAST_WORDS = 1.5  # seconds that what is on its way gets at the end
MOST = 200  # waiting at once
NEVER = 500  # from this answer of a mail server on there is no use in trying again
RULES = policy.SMTP.clone(cte_type="7bit")  # what every server between here and there passes on
# A link in a header has to stay as it is: folded, it would be encoded, and no program follows it.
WIRE = RULES.clone(max_line_length=998)

# So begins an encoded word. Python reads one in what people typed too, and what it stands for can
# be the end of a line: another header, or another text.
ENCODED = "=?"

# What goes wrong while a server is talked to, or before.
TROUBLE = (aiosmtplib.SMTPException, OSError, ValueError)


class Undelivered(Exception):
    """A mail that did not leave. Its kind says why; an error's words could hold an address."""


class Unreachable(Undelivered):
    """There is no server, or it takes nothing from us: it is not about this address."""


class NotNow(Undelivered):
    """The server does not take this mail now, and perhaps later."""


class Refused(Undelivered):
    """The server never takes this mail: the address does not exist, for example."""


class Unsure(Exception):
    """The mail was handed over, and no answer came: nobody can tell whether it left."""


def is_address(email: str) -> bool:
    """Tell whether something could be an address to send to; only sending tells more."""
    # No [, ] and :, over which Python's own reading of an address stumbles.
    plain = r'[^@\s,;:<>"()\[\]]'
    pattern = f"{plain}{{1,64}}@{plain}{{3,190}}"
    fits = email.isprintable() and re.fullmatch(pattern, email) is not None
    return fits and ENCODED not in email


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
        try:
            await self.deliver(to, subject, text)
        except (Undelivered, Unsure) as error:
            log.warning("could not send mail: %s", type(error).__name__)

    async def deliver(
        self, to: str, subject: str, text: str, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Hand a mail over to the server. Raises `Undelivered` or `Unsure` when it is not sure
        that the server has it, and `ValueError` for a header of two lines."""
        message = self._written(to, subject, text, headers)
        outcome = "failed"
        try:
            await self._bring(to, message)
            outcome = "sent"
        except (Undelivered, Unsure) as error:
            outcome = type(error).__name__.lower()
            raise
        finally:
            metrics.MAILS.labels(outcome).inc()

    async def _bring(self, to: str, message: EmailMessage) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.hostname,
            port=server.port,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=TIMEOUT,
        )
        try:
            await client.connect()
            await client.ehlo()
        except TROUBLE as error:
            client.close()
            raise Unreachable from error
        try:
            await self._hand_over(client, to, message)
        finally:
            await _goodbye(client)

    def _written(
        self, to: str, subject: str, text: str, headers: Mapping[str, str]
    ) -> EmailMessage:
        message = EmailMessage(RULES)
        message["From"] = self._sender
        message["To"] = to
        message["Subject"] = subject.replace(ENCODED, "= ?")
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"
        for name, value in headers.items():
            message[name] = value
        message.set_content(text)
        return message

    async def _hand_over(self, client: aiosmtplib.SMTP, to: str, message: EmailMessage) -> None:
        plain = to.isascii() and self._sender.isascii()
        if not plain and not client.supports_extension("smtputf8"):
            raise Refused
        encoding, options = ("ascii", []) if plain else ("utf-8", ["SMTPUTF8"])
        try:
            await client.mail(parseaddr(self._sender)[1], options=options, encoding=encoding)
        except TROUBLE as error:
            raise Unreachable from error
        try:
            await client.rcpt(to, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            raise _answered(error) from error
        except TROUBLE as error:
            raise Unreachable from error
        try:
            await client.data(message.as_bytes(policy=WIRE if plain else WIRE.clone(utf8=True)))
        except aiosmtplib.SMTPResponseException as error:
            raise _answered(error) from error
        except TROUBLE as error:
            raise Unsure from error


def _answered(error: aiosmtplib.SMTPResponseException) -> Undelivered:
    return Refused() if error.code >= NEVER else NotNow()


async def _goodbye(client: aiosmtplib.SMTP) -> None:
    """Hang up. What goes wrong here changes nothing of what was sent."""
    try:
        await client.quit()
    except TROUBLE:
        client.close()
