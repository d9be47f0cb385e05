"""Limits count by the minute of the clock, and one that ends leaves room for more."""

import time


def with_room(seconds: float) -> None:
    """Wait for the next minute where less of this one is left than a test takes."""
    left = 60 - time.time() % 60
    if left < seconds:
        time.sleep(left)
