"""Numbers 16, 36 and 38: whatever is sent to whatever address at whatever moment, the answer is
never a 5xx, nothing breaks in the log, and the trialogue stays what its record says.

`make soak` goes on with other requests every time; the seed that it prints repeats them.
"""

import gc
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from tests.security.inputs import FORM, POSTS, Sent, batches
from tests.security.stages import SHAPES, STAGES, WHO, World, played
from tests.web.driving import town
from tests.web.hostile import KEY, hostile
from trialoog import logs
from trialoog.views.looks import Looks
from trialoog.web.guard import HEADERS

BATCHES = 3  # of requests, for each kind of visitor
LONG = 180.0  # seconds


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, blank: Path, looks: Looks) -> Iterator[World]:
    """An installation with everything on, and limits that let the rest be seen."""
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    with hostile() as provider:
        provider.fresh(ECKey.generate_key("P-256"))
        it = town(
            folder / "data",
            blank,
            looks,
            oidc=provider.toml(folder),
            acts_per_minute=10_000,
            login_failures_per_minute=1000,
            join_failures_per_minute=10_000,
            security_contact="mailto:lek@example.org",
            smtp_url="smtp://127.0.0.1:9",  # where nobody listens
            mail_from="noreply@example.org",
        )
        with it.client:
            yield played(it, KEY)


@pytest.fixture
def log(world: World) -> Iterator[StringIO]:
    """What is logged, as an installation writes it."""
    root, own = logging.getLogger(), logging.getLogger("trialoog")
    before = root.handlers[:], root.level, own.level
    kept = StringIO()
    logs.configure("warning", kept)
    yield kept
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


def breaks_nothing(
    world: World, who: str, stage: str, sent: list[Sent], log: StringIO
) -> Counter[int]:
    """Send it all, one after the other, and look what is left; count the answers."""
    world.put_back(stage)
    visitor = world.visitor(who)
    seen: Counter[int] = Counter()
    for one in sent:
        answer = visitor.request(one.method, one.address, headers=one.raw, content=one.body)
        seen[answer.status_code] += 1
        assert answer.status_code < 500, (one, answer.status_code)
        assert HEADERS.items() <= dict(answer.headers).items(), one
    gc.collect(0)  # a task that broke unseen says so when it goes
    written = log.getvalue()
    assert " ERROR " not in written, written
    assert "\n  " not in written, written  # where an exception was
    world.holds()
    return seen


@dataclass
class Toll:
    """What was sent where, and what came back, so that nobody takes silence for a proof."""

    reached: Counter[str] = field(default_factory=Counter)
    who: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)

    def counts(self) -> None:
        print(dict(self.answers))
        assert {shape for _, shape in POSTS} <= self.reached.keys()
        assert {*WHO} <= self.who.keys()
        assert {200, 303, 400, 403, 404, 409, 422} <= self.answers.keys()


def always(world: World, log: StringIO, seeded: int, toll: Toll) -> None:
    """Hold the law to some batches of requests: the same ones, or those of a seed."""
    there = {shape: world.address(shape) for _, shape in SHAPES}
    forms = {
        shape: [form for stage in world.stages.values() for form in stage.forms.get(shape, [])]
        for _, shape in SHAPES
    }

    @settings(
        max_examples=BATCHES,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data(), stage=st.sampled_from(STAGES))
    def hold(who: str, data: st.DataObject, stage: str) -> None:
        sent = data.draw(batches(world.stages[stage], forms, there), label="sent")
        note(f"{who} at {stage}")
        log.seek(0)
        log.truncate()
        toll.answers.update(breaks_nothing(world, who, stage, sent, log))
        toll.reached.update(one.shape for one in sent)
        toll.who[who] += 1

    for number, who in enumerate(WHO):
        seed(seeded * len(WHO) + number)(hold)(who)


def test_16_whatever_is_sent_to_whatever_address_breaks_nothing(
    world: World, log: StringIO
) -> None:
    toll = Toll()
    always(world, log, 0, toll)
    toll.counts()


@pytest.mark.parametrize("stage", ["draft", "decide", "published"])
def test_16_every_form_sent_empty_is_answered(world: World, log: StringIO, stage: str) -> None:
    """Most lose their way first: here nothing stands between an empty form and who reads it."""
    ends = ("/logout", "/leave-seat", "/delete", "/adjourn", "/close-trialogue")
    shapes = sorted((shape for _, shape in POSTS), key=lambda shape: shape.endswith(ends))
    kind = {"content-type": FORM}
    for who in (
        ("facilitator", "participant", "projector") if stage == "decide" else ("facilitator",)
    ):
        sent = [Sent("POST", shape, world.address(shape), kind) for shape in shapes]
        seen = breaks_nothing(world, who, stage, sent, log)
        assert seen[422] + seen[409] + seen[303] > 20 or who != "facilitator"


@pytest.mark.soak
def test_16_whatever_is_sent_for_minutes_breaks_nothing(
    world: World, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    toll, seeded, until = Toll(), chosen(), time.monotonic() + LONG
    while time.monotonic() < until:
        with capsys.disabled():
            print(f"\nSEED={seeded}", end="", flush=True)
        always(world, log, seeded, toll)
        seeded += 1
    toll.counts()


def chosen() -> int:
    """The seed that was asked for, or any."""
    return int(os.environ.get("SEED") or random.SystemRandom().randrange(2**32))
