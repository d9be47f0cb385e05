"""What could not be scrubbed at once is scrubbed as soon as nobody else reads."""

import pytest

from tests.live.meeting import LOOKS, NOW, draw, until
from trialoog.live import rooms as module
from trialoog.live.rooms import Rooms
from trialoog.store.db import Db


async def test_a_stain_is_tried_again_until_it_is_gone(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HEARTBEAT", 0.02)
    tries = 0

    async def scrub(self: Db) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("another program holds the file")
        self.stained = tries < 3

    monkeypatch.setattr(Db, "scrub", scrub)
    async with Rooms(db, LOOKS, lambda: NOW, draw):
        db.stained = True
        await until(lambda: not db.stained)
    assert tries == 3
