"""Reminds teams of weighings that are due for review: one mail each, for one review day.

A reminder is taken, on disk, before its mail is handed to the server, so that any number of
processes send it once. One that surely did not leave is given back; one that may have left is not.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from trialoog.live.desk import Desk
from trialoog.live.mail import NotNow, Undelivered, Unreachable, Unsure
from trialoog.live.patience import SOON, until_written
from trialoog.store import reviews
from trialoog.store.away import Away
from trialoog.store.reviews import Reminder
from trialoog.views import reviews as letters

log = logging.getLogger(__name__)

HOUR = 3_600.0  # seconds


async def remind(desk: Desk) -> int:
    """Send what is due and not sent yet; return how many mails the server took."""
    today = desk.now().astimezone(desk.looks.zone).date()
    sent = 0
    for reminder in await reviews.reminders(desk.db, today):
        # Somebody else may have taken it since.
        if not await reviews.claim(desk.db, reminder, now=desk.now()):
            continue
        try:
            sent += await _send(desk, reminder)
        except Unreachable:
            break  # no server: the others wait too
    return sent


async def _send(desk: Desk, reminder: Reminder) -> bool:
    """Send one mail. Raises `Unreachable`, after giving it back."""
    mail = letters.mail(desk.looks, reminder.weighing, desk.site)
    try:
        await desk.mailer.deliver(reminder.email, mail.subject, mail.text)
    except (Unreachable, NotNow) as error:
        await until_written(partial(reviews.give_back, desk.db, reminder), HOUR)
        if isinstance(error, Unreachable):
            raise
        return False
    except (Undelivered, Unsure) as error:
        log.warning("could not send a reminder: %s", type(error).__name__)
        return False
    return True


@asynccontextmanager
async def reminding(desk: Desk) -> AsyncIterator[None]:
    """Remind now and every hour, as long as the block lasts; never without a mail server.

    What goes wrong is logged, and tried again the next hour.
    """

    async def keep() -> None:
        while desk.mailer:
            pause = HOUR
            try:
                await remind(desk)
            except Away:
                pause = SOON
            except Exception:
                log.exception("reminders failed; they are tried again in an hour")
            await asyncio.sleep(pause)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
