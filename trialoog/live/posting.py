"""The worker that tells followers: takes what is due, sends it, and says what became of it.

What it must not do is send something twice. A delivery is marked as being sent, on disk, before
a mail is handed to the server, and as sent after. When the process dies in between, nobody can
tell whether the mail left; then it is not sent again, but said in the log and counted
(`trialoog mail`). The price is that somebody may miss one mail in a crash; they find the change
in the feed, and at the address. Any number of processes can work at once.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from trialoog.core import document as documents
from trialoog.live.desk import Desk
from trialoog.live.mail import NotNow, Refused, Unreachable, Unsure
from trialoog.live.patience import until_written
from trialoog.store import deliveries
from trialoog.store.away import Away
from trialoog.store.deliveries import Letter
from trialoog.views import letters
from trialoog.views.letters import Change, Mail

log = logging.getLogger(__name__)

Write = Callable[[], Awaitable[None]]

ABREAST = 4  # mails handed over at the same time
PAUSE = 5.0  # seconds between two looks at what is due
LONGEST_PAUSE = 600.0  # seconds, while there is no mail server to be reached
LAST_WORDS = 1.5  # seconds that mails on their way get at the end


async def work(desk: Desk, stopping: asyncio.Event | None = None) -> Counter[str]:
    """Send all that is due now; return what became of how many mails.

    It ends early when the mail server can't be reached (`unreachable`), or when told to stop.
    """
    stopping = stopping or asyncio.Event()
    done: Counter[str] = Counter()
    if not await deliveries.anything(desk.db, desk.now()):
        return done
    if unsure := await deliveries.lost(desk.db, desk.now()):
        log.warning("mail: %d versions may or may not have left when a process died", unsure)
    while not stopping.is_set() and await deliveries.spread(desk.db, desk.now()):
        pass
    # Whatever goes wrong with one mail, the others on their way are not broken off for it.
    ended = await asyncio.gather(
        *(_carry(desk, done, stopping) for _ in range(ABREAST)), return_exceptions=True
    )
    if done:
        log.info("mail %s", " ".join(f"{what}={number}" for what, number in sorted(done.items())))
    for error in ended:
        if error is not None:
            raise error
    return done


async def _carry(desk: Desk, done: Counter[str], stopping: asyncio.Event) -> None:
    while not stopping.is_set() and not done["unreachable"]:
        letter = await deliveries.claim(desk.db, desk.now())
        if letter is None:
            return
        done[await _send(desk, letter)] += 1


async def _send(desk: Desk, letter: Letter) -> str:
    """Send one mail and write down what became of it; return that in a word."""
    changes = [
        Change(it.slug, documents.from_json(it.document), it.published_at) for it in letter.versions
    ]
    mail = letters.letter(desk.looks, letter.language, desk.site, changes, token=letter.token)
    became, write = await _deliver(desk, letter, mail)
    # What is known by now must not be forgotten because the database is away for a moment.
    await until_written(write, deliveries.LEASE.total_seconds())
    return became


async def _deliver(desk: Desk, letter: Letter, mail: Mail) -> tuple[str, Write]:
    """Hand a mail over; return in a word what became of it, and what writes that down."""
    again = partial(deliveries.again, desk.db, letter, desk.now())
    end = partial(deliveries.end, desk.db, letter)
    try:
        await desk.mailer.deliver(letter.email, mail.subject, mail.text, mail.headers)
    except Unreachable:
        return "unreachable", partial(again, counts=False)
    except NotNow:
        return "later", partial(again, counts=True)
    except Refused:
        return "refused", partial(end, "refused", desk.now())
    except Unsure:
        return "unsure", partial(end, "unsure", desk.now())
    return "sent", partial(end, "sent", desk.now())


@asynccontextmanager
async def working(desk: Desk) -> AsyncIterator[None]:
    """Send what is due, again and again, as long as the block lasts; nothing without a server.

    At the end mails on their way get a moment. What goes wrong is logged, and tried again.
    """
    stopping = asyncio.Event()

    async def keep() -> None:
        pause = PAUSE
        while desk.mailer and not stopping.is_set():
            try:
                done = await work(desk, stopping)
            except Away:
                done = Counter()
            except Exception:
                log.exception("could not send mail to followers; it is tried again")
                done = Counter(unreachable=1)
            pause = min(pause * 2, LONGEST_PAUSE) if done["unreachable"] else PAUSE
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait({keeping}, timeout=LAST_WORDS)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
