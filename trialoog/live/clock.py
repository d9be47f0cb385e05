"""The one clock of all processes: that of the database. A machine's own clock may be minutes off.

Sessions, links, plans and what is being mailed hold times that another process wrote; on clocks
that differ, one of them would see the end of something that just began for the other.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from trialoog.store import clock
from trialoog.store.db import Db

log = logging.getLogger(__name__)

# What two good clocks may differ, and a slow answer may add. Nothing here is as exact as that.
CLOSE = timedelta(seconds=3)


class Clock:
    """Tells the time as the database does, by this machine's clock and how far that is off."""

    def __init__(self, local: Callable[[], datetime]) -> None:
        self._local = local
        self._off = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._local() + self._off

    async def set(self, db: Db) -> None:
        """Look at the clock of the database again. Raises `Away` when that is."""
        before = self._local()
        theirs = await clock.time(db)
        after = self._local()
        off = theirs - before - (after - before) / 2
        if after - before < CLOSE < abs(off - self._off):
            self._off = off if abs(off) > CLOSE else timedelta()
            log.warning("the clock here is %d s off that of the database", -off.total_seconds())
