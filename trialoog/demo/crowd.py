"""Simulated phones that take part, live, in a rehearsal on this machine.

Goes in by the front door only: the join code, the pages and the socket that real phones use.
Refuses any address but this machine's own, and any trialogue that is not a rehearsal.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from random import Random
from typing import Any
from urllib.parse import urlsplit

from trialoog.core.ids import is_code, normalise_code
from trialoog.core.words import GUESTS, THREE, Perspective
from trialoog.demo import lines
from trialoog.demo.simulated import Mind
from trialoog.demo.tally import USUAL_PACE, Call, Tally

MOST_PARTICIPANTS = 500
MOST_MINUTES = 240.0
ARRIVAL = 0.25  # seconds between two phones that come in, on average
LONGEST_ARRIVAL = 30.0
TELLING = 2.0  # seconds between two lines on how it goes


@dataclass(frozen=True, slots=True)
class Plan:
    """Who comes to what. `rehearsal` is what the caller looked up of the trialogue of `code`.

    `pace` is the usual time between two actions of a phone, in seconds.
    """

    base: str
    code: str
    rehearsal: bool
    participants: int = 12
    minutes: float = 30.0
    pace: float = USUAL_PACE


class NotHere(ValueError):
    """Raised for a plan that must not be carried out, with the reason in plain English."""


def check(plan: Plan) -> None:
    """Raise `NotHere` for a plan that is not for a rehearsal on this machine."""
    parts = urlsplit(plan.base)
    if parts.scheme not in {"http", "https"} or not is_loopback(parts.hostname or ""):
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


def run(plan: Plan, say: Callable[[str], None] | None = None) -> int:
    """Let a crowd take part until the trialogue closes; return 0, or 1 when nobody got in.

    Stops on Ctrl-C and after `plan.minutes`. Raises `NotHere`.
    """
    tally = asyncio.run(take_part(plan, say or _to_the_terminal))
    return 0 if tally.joined else 1


async def take_part(plan: Plan, say: Callable[[str], None]) -> Tally:
    """Let a crowd take part; `say` gets a line now and then. Raises `NotHere`."""
    check(plan)
    try:
        # The only part with an HTTP client: what serves works without one.
        from trialoog.demo.connected import visit  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise NotHere(f"a crowd needs {missing.name}: pip install {missing.name}") from missing
    tally, stop = Tally(), asyncio.Event()
    call = Call(plan.base.rstrip("/"), normalise_code(plan.code), plan.pace)
    within = min(plan.participants * ARRIVAL, LONGEST_ARRIVAL)
    with _stopped_by_interrupt(stop):
        phones = [
            asyncio.create_task(visit(call, mind, tally, within=within))
            for mind in minds(plan.participants)
        ]
        telling = asyncio.create_task(_tell(plan, tally, say))
        everybody = asyncio.create_task(_all(phones))
        stopping = asyncio.create_task(stop.wait())
        ends: set[asyncio.Task[Any]] = {everybody, stopping}
        try:
            await asyncio.wait(ends, timeout=plan.minutes * 60, return_when=asyncio.FIRST_COMPLETED)
        finally:
            tasks: list[asyncio.Task[Any]] = [*phones, telling, everybody, stopping]
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*phones, return_exceptions=True)
            await asyncio.gather(*tasks, return_exceptions=True)
    say(tally.line(plan.participants))
    bugs = [end for end in ended if isinstance(end, Exception)]
    if bugs:
        raise bugs[0]
    return tally


async def _all(phones: list[asyncio.Task[None]]) -> None:
    await asyncio.gather(*phones, return_exceptions=True)


def minds(participants: int, seed: int | None = None) -> Iterator[Mind]:
    """Return the participants: the three perspectives in turn, and now and then a guest."""
    for place in range(participants):
        chance = Random(None if seed is None else seed + place)  # noqa: S311 - it plays a part
        # Each perspective puts one option of its own on the table.
        new = lines.NEW_OPTIONS[place] if place < len(lines.NEW_OPTIONS) else ""
        yield Mind(perspective_of(place), place, chance, new_option=new)


def perspective_of(place: int) -> Perspective:
    """Return who the phone at a place speaks for: in turn, and every tenth is a guest."""
    if place % 10 == 9:
        return GUESTS[place // 10 % len(GUESTS)]
    return THREE[place % 10 % len(THREE)]


async def _tell(plan: Plan, tally: Tally, say: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(TELLING)
        say(tally.line(plan.participants))


def _to_the_terminal(line: str) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"{line:<100}{end}")
    sys.stderr.flush()


@contextmanager
def _stopped_by_interrupt(stop: asyncio.Event) -> Iterator[None]:
    """Let Ctrl-C end the crowd in good order, where the platform can do that."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, stop.set)
    except (NotImplementedError, RuntimeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
