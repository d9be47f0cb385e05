"""We promise: a burst costs a room a third of its time at most, and never more than about a hundred
drawings a second, whatever the number of phones; its last drawing shows everything, and who leads
is answered meanwhile.
"""

import asyncio
from collections import defaultdict
from itertools import pairwise
from statistics import median

from tests.core.playing import LEADER, A, B
from tests.promises.hall import CONSOLE, PHONES, SCREEN, Hall, phone_of, settled, started
from trialoog.core import commands as c
from trialoog.core.words import THREE
from trialoog.live import rooms
from trialoog.views.regions import Audience

PEOPLE, RATINGS, SECONDS = 100, 300, 2.0
# A room that is busy draws once in so many seconds, and less often when it costs more.
MOST = 1 / rooms.PAUSE + 2


async def test_a_burst_of_ratings_costs_few_drawings_and_all_of_it_is_shown(here: Hall) -> None:
    assert MOST < 110
    room = await here.room()
    await started(room, phase="weigh", seats=PEOPLE // 3 + 1)
    phones = [await here.phone(room, PHONES[n % 3]).open() for n in range(PEOPLE)]
    console = await here.phone(room, CONSOLE).open()
    screen = await here.phone(room, SCREEN).open()
    await settled(lambda: all(p.page.at for p in (*phones, console, screen)), "all are in")
    loop = asyncio.get_running_loop()
    criteria = [criterion.key for criterion in room.state.script.criteria]
    waited: list[float] = []

    async def rates(number: int, person: int | None = None) -> None:
        await asyncio.sleep(SECONDS * number / RATINGS if person is None else 0)
        person = number % PEOPLE if person is None else person
        voice = THREE[person % 3]
        rating = c.Rate((A, B)[number // PEOPLE % 2], dict.fromkeys(criteria, number % 5 - 2))
        await room.act(rating, phone_of(f"{voice}-{person // 3}", voice, rating))

    async def leads() -> None:
        for turn in range(10):
            await asyncio.sleep(SECONDS / 11)
            began = loop.time()
            await room.act(c.ShowPicture((A, B)[turn % 2]), LEADER)
            waited.append(loop.time() - began)

    here.drawn.clear()
    frames = len(console.page.moves)
    began = loop.time()
    await asyncio.gather(leads(), *(rates(number) for number in range(RATINGS)))
    before = here.board(room, CONSOLE)
    await rates(PEOPLE - 1, PEOPLE)  # the last one is by somebody who did not rate before
    assert here.board(room, CONSOLE) != before
    for seen, page in ((CONSOLE, console), (SCREEN, screen), *zip(PHONES, phones, strict=False)):
        wanted = here.board(room, seen)
        await settled(lambda p=page, w=wanted: p.page.regions == w, str(seen))  # type: ignore[misc]
    took = loop.time() - began
    drawn: dict[Audience, list[float]] = defaultdict(list)
    for seen, at in here.drawn:
        drawn[seen].append(at)
    print(
        f"{room.state.seq} facts; in {took:.1f} s {len(drawn[CONSOLE])} drawings of the console, "
        f"{len(drawn[PHONES[0]])} of a voice's board; the facilitator waited "
        f"{median(waited) * 1e3:.1f} ms, at most {max(waited) * 1e3:.1f} ms"
    )
    assert set(drawn) == {CONSOLE, SCREEN, *PHONES}
    for times in drawn.values():
        assert len(times) <= MOST * took
        assert all(later - at > 0.9 * rooms.PAUSE for at, later in pairwise(times))
    assert len(drawn[CONSOLE]) > 5  # and they did not all wait for the end
    assert len(console.page.moves) - frames > 5
    assert max(waited) < 3.0
    assert [p.page.gaps for p in (*phones, console, screen)] == [0] * (PEOPLE + 2)
    assert sum(len(option.ratings) for option in room.state.options.values()) == 2 * PEOPLE + 1
