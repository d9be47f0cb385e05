"""The pasts of trialogues that somebody looks back on, read from the journal and kept for a while.

Tells nobody anything and writes nothing. What went out of the journal goes out of here at the next
look, whichever process took it out.
"""

import asyncio
from collections import OrderedDict

from trialoog.core.events import BLANKING
from trialoog.core.ids import TrialogueId
from trialoog.core.past import Past, after
from trialoog.store import journal
from trialoog.store.db import Db

MOST = 8  # trialogues; of five thousand facts each takes some ten megabytes
AT_ONCE = 200  # facts that are folded while others wait; more are folded beside them

Key = tuple[TrialogueId, str]


class Pasts:
    """The pasts that were looked at last."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._kept: OrderedDict[Key, Past] = OrderedDict()

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
        self._kept[key] = past
        self._kept.move_to_end(key)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return past
