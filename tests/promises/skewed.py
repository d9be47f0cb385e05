"""Serves as `trialoog serve` does, on a machine whose clock is so many minutes ahead.

Run by `test_p11_clocks_differ.py`. Only the clock that the application is given is wrong: what it
asks the database is answered by that.
"""

import sys
from datetime import datetime, timedelta

from trialoog.app import utc_now
from trialoog.settings import Settings
from trialoog.workers import serve

AHEAD = timedelta(minutes=float(sys.argv[1]))


def wrong() -> datetime:
    """Return the time as the clock of this machine has it."""
    return utc_now() + AHEAD


if __name__ == "__main__":
    sys.exit(serve(Settings(), wrong))
