"""Simulated phones that take part, live, in a rehearsal on this machine.

Goes in by the front door only: the join code, the pages and the forms that real phones use.
Refuses any address but this machine's own, and any trialogue that is not a rehearsal.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from random import Random
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from trialoog.core.ids import is_code, normalise_code
from trialoog.core.words import GUESTS, THREE, Perspective
from trialoog.demo import lines
from trialoog.demo.connected import visit
from trialoog.demo.content import load_all
from trialoog.demo.simulated import Mind
from trialoog.demo.tally import USUAL_PACE, Call, Tally

MOST_PARTICIPANTS = 500
MOST_MINUTES = 240.0
ARRIVAL = 0.25  # of the pace: between two phones that come in
LONGEST_ARRIVAL = 30.0  # seconds, until the last one
TELLING = 2.0  # seconds between two lines on how it goes


@dataclass(frozen=True, slots=True)
class Plan:
    """Who comes to what. `rehearsal` is what the caller looked up of the trialogue of `code`.

    `pace` is the usual time between two actions of a phone, in seconds. `app` is the application
    behind `base`, when it runs in this process.
    """

    base: str
    code: str
    rehearsal: bool
    participants: int = 12
    minutes: float = 30.0
    pace: float = USUAL_PACE
    app: ASGIApp | None = None


class NotHere(ValueError):
    """Raised for a plan that must not be carried out, with the reason in plain English."""


def check(plan: Plan) -> None:
    """Raise `NotHere` for a plan that is not for a rehearsal on this machine."""
    parts = urlsplit(plan.base)
    here = plan.app is not None or is_loopback(parts.hostname or "")
    if parts.scheme not in {"http", "https"} or not here:
        raise NotHere(f"{plan.base} is not on this machine: a crowd comes to 127.0.0.1 only")
    if not plan.rehearsal:
        raise NotHere("this is not a rehearsal: a crowd never takes part in a real trialogue")
    if not is_code(normalise_code(plan.code)):
        raise NotHere(f"{plan.code} is not a join code")
    if not 1 <= plan.participants <= MOST_PARTICIPANTS:
        raise NotHere(f"choose 1 to {MOST_PARTICIPANTS} participants")
    if not 0 < plan.minutes <= MOST_MINUTES:
        raise NotHere(f"choose at most {MOST_MINUTES:.0f} minutes")


def is_loopback(host: str) -> bool:
    """Tell whether a host name is this machine, without asking anybody."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Crowd:
    """The phones of one plan, and how it goes. Made by `gather`."""

    plan: Plan
    tally: Tally = field(default_factory=Tally)
    _call: Call = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        self._call = Call(plan.base.rstrip("/"), normalise_code(plan.code), plan.pace, plan.app)

    @property
    def people(self) -> int:
        """How many come."""
        return self.plan.participants

    @property
    def present(self) -> Mapping[Perspective, int]:
        """How many are in, of each perspective."""
        return +self.tally.present

    @property
    def awake(self) -> bool:
        """Tell whether they take part, or keep their seats and do nothing."""
        return self._call.awake.is_set()

    def rest(self) -> None:
        """Do nothing from now on."""
        self._call.awake.clear()

    def go_on(self) -> None:
        """Take part again."""
        self._call.awake.set()

    async def play(self) -> None:
        """Come in one by one and take part until the trialogue closes, or the minutes are over.

        Who cancels this sends everybody home. Raises what goes wrong inside a phone.
        """
        call = replace(self._call, examples=await asyncio.to_thread(load_all))
        apart = min(ARRIVAL * call.pace, LONGEST_ARRIVAL / self.people)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.plan.minutes * 60), asyncio.TaskGroup() as phones:
                for mind in minds(self.people):
                    after = mind.random.uniform(mind.place, mind.place + 1) * apart
                    phones.create_task(visit(call, mind, self.tally, after=after))


def gather(plan: Plan) -> Crowd:
    """Return the crowd of a plan; nobody has come in yet. Raises `NotHere`."""
    check(plan)
    return Crowd(plan)


def run(plan: Plan, say: Callable[[str], None] | None = None) -> int:
    """Let a crowd take part until the trialogue closes; return 0, or 1 when nobody got in.

    Stops on Ctrl-C and after `plan.minutes`. Raises `NotHere`.
    """
    tally = asyncio.run(take_part(plan, say or _to_the_terminal))
    return 0 if tally.joined else 1


async def take_part(plan: Plan, say: Callable[[str], None]) -> Tally:
    """Let a crowd take part; `say` gets a line now and then. Raises `NotHere`."""
    crowd = gather(plan)
    playing = asyncio.create_task(crowd.play())
    telling = asyncio.create_task(_tell(crowd, say))
    with _stopped_by_interrupt(playing):
        try:
            await asyncio.wait({playing})
        finally:
            telling.cancel()
            playing.cancel()
            await asyncio.gather(playing, telling, return_exceptions=True)
    say(crowd.tally.line(plan.participants))
    if not playing.cancelled():
        playing.result()
    return crowd.tally


def minds(participants: int, seed: int | None = None) -> Iterator[Mind]:
    """Return the participants: the three perspectives in turn, and now and then a guest. They hear
    each other: what one said, another says only when all was said."""
    said = lines.Said()
    for place in range(participants):
        chance = Random(None if seed is None else seed + place)  # noqa: S311 - it plays a part
        # Each perspective puts one option of its own on the table.
        new = lines.NEW_OPTIONS[place] if place < len(lines.NEW_OPTIONS) else ""
        yield Mind(perspective_of(place), place, chance, new_option=new, said=said)


def perspective_of(place: int) -> Perspective:
    """Return who the phone at a place speaks for: in turn, and every tenth is a guest."""
    if place % 10 == 9:
        return GUESTS[place // 10 % len(GUESTS)]
    return THREE[place % 10 % len(THREE)]


async def _tell(crowd: Crowd, say: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(TELLING)
        say(crowd.tally.line(crowd.people))


def _to_the_terminal(line: str) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"{line:<100}{end}")
    sys.stderr.flush()


@contextmanager
def _stopped_by_interrupt(playing: asyncio.Task[None]) -> Iterator[None]:
    """Let Ctrl-C end the crowd in good order, where the platform can do that."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, playing.cancel)
    except (NotImplementedError, RuntimeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
