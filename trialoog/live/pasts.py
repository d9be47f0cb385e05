"""The pasts of trialogues that somebody looks back on, read from the journal and kept for a while.

Tells nobody anything and writes nothing. What went out of the journal goes out of here at the next
look, whichever process took it out; and nothing stays longer than somebody looks.
"""

import asyncio
from collections import OrderedDict

from trialoog.core.events import BLANKING
from trialoog.core.ids import TrialogueId
from trialoog.core.past import Past, after
from trialoog.store import journal
from trialoog.store.db import Db

MOST = 8  # trialogues; of five thousand facts each takes some ten megabytes
LASTS = 600.0  # seconds after the last look
AT_ONCE = 200  # facts that are folded while others wait; more are folded beside them

Key = tuple[TrialogueId, str]


class Pasts:
    """The pasts that were looked at last."""

    def __init__(self, db: Db, lasts: float = LASTS) -> None:
        self._db = db
        self._lasts = lasts
        self._kept: OrderedDict[Key, Past] = OrderedDict()
        self._ends: dict[Key, asyncio.TimerHandle] = {}

    async def get(self, trialogue: TrialogueId, epoch: str) -> Past:
        """Return all that happened in a trialogue so far.

        `epoch` is that of the trialogue: after a backup was put back the past is another.
        """
        key = (trialogue, epoch)
        past = self._kept.get(key, Past())
        news = await journal.read(self._db, trialogue, past.now.seq)
        if past.facts and any(isinstance(fact.event, BLANKING) for fact in news):
            # Words went out of facts that were read long ago.
            past, news = Past(), await journal.read(self._db, trialogue)
        if len(news) > AT_ONCE:
            past = await asyncio.to_thread(after, past, news)
        elif news:
            past = after(past, news)
        self._drop(key)
        self._kept[key] = past
        self._ends[key] = asyncio.get_running_loop().call_later(self._lasts, self._drop, key)
        while len(self._kept) > MOST:
            self._drop(next(iter(self._kept)))
        return past

    def _drop(self, key: Key) -> None:
        if self._kept.pop(key, None) is not None:
            self._ends.pop(key).cancel()
