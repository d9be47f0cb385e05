"""The hash chains of a journal: what is hashed, in what order, and in which lane. Pure.

    leaf = H(salt || record)          link = H(previous link of the lane || leaf)

A journal has two lanes, each a chain of its own. The open lane holds acts of the facilitator
that a public export may list; the closed lane all else, so that nobody can count it from
outside. Each record of the open lane holds a salted hash of where it stands in the whole: its
number, and how far the closed lane was. The record also holds hashes where people's words and
what must stay closed would be, so that a fact can be opened without them and still be checked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

# What is said here holds for every journal ever written: a change needs another version.
SALT_BYTES = 32


class Lane(StrEnum):
    """One of the two chains of a journal."""

    OPEN = "open"
    CLOSED = "closed"


# A kind stands in the open lane only when the public has a use for it and its number says
# nothing of how many people there were, or of what they did one by one: whoever reads the
# public export can count the open lane. What is not here is closed. A kind never changes lanes.
LANES: Mapping[str, Lane] = {
    # The meeting and its agenda: as prepared, and as the facilitator led it.
    "TrialogueStarted": Lane.OPEN,
    "DilemmaFramed": Lane.OPEN,
    "MovedTo": Lane.OPEN,
    "Adjourned": Lane.OPEN,
    "Resumed": Lane.OPEN,
    "TrialogueClosed": Lane.OPEN,  # who was small or absent is closed apart
    "Reopened": Lane.OPEN,
    # The options and what became of them; every option is public, each is settled by hand.
    "OptionAdded": Lane.OPEN,  # by the facilitator only, and in nobody's name
    "OptionReworded": Lane.OPEN,
    "OutcomeProposed": Lane.OPEN,  # what weighed, who said and who did not is closed apart
    "OutcomeRecorded": Lane.OPEN,
    "OutcomeWithdrawn": Lane.OPEN,
    # What is public by its nature.
    "FormalDecisionRecorded": Lane.OPEN,
    "WeighingPublished": Lane.OPEN,
    "WeighingMailed": Lane.CLOSED,  # who tells whom is no part of what was weighed
    "WeighingRedacted": Lane.OPEN,  # per public version, whatever was redacted besides
    # What people do: one fact per person, or per thing that a person wrote.
    "SeatTaken": Lane.CLOSED,
    "SeatLeft": Lane.CLOSED,
    "ContributionMade": Lane.CLOSED,  # also on paper, typed in by the facilitator
    "ContributionReworded": Lane.CLOSED,
    "ContributionWithdrawn": Lane.CLOSED,
    "ContributionRecognised": Lane.CLOSED,
    "RecognitionWithdrawn": Lane.CLOSED,
    "OptionRated": Lane.CLOSED,
    "ConsentGiven": Lane.CLOSED,
    "ReadBackAnswered": Lane.CLOSED,
    "HandRaised": Lane.CLOSED,
    "HandLowered": Lane.CLOSED,
    "TurnGiven": Lane.CLOSED,
    "TurnEnded": Lane.CLOSED,
    "ReadySaid": Lane.CLOSED,
    "ReadyTakenBack": Lane.CLOSED,
    # What the facilitator does once per person, perspective or text.
    "AbsenceConfirmed": Lane.CLOSED,  # one per perspective without a seat at that moment
    "LateAdmitted": Lane.CLOSED,
    "ContributionHeldBack": Lane.CLOSED,
    "ContributionPutBack": Lane.CLOSED,
    "QuestionAnswered": Lane.CLOSED,
    "QuestionReopened": Lane.CLOSED,
    "CardsGrouped": Lane.CLOSED,
    "CardsUngrouped": Lane.CLOSED,
    "GroupNamed": Lane.CLOSED,
    "SeatsEmptied": Lane.CLOSED,
    "ReservationMade": Lane.CLOSED,  # one per objection
    "ReservationWorded": Lane.CLOSED,
    "CorrectionAdded": Lane.CLOSED,  # follows a "no" at the reading back
    "SpokespersonNamed": Lane.CLOSED,  # one per perspective at the table
    "ReleaseApproved": Lane.CLOSED,  # what is public of these stands in the document
    "ReleaseChangeWanted": Lane.CLOSED,
    # What the public has no use for: where it started from, the clock, the door, the rounds,
    # the projector, and who steers.
    "EarlierWeighed": Lane.CLOSED,  # what it says is public in the weighing itself
    "TimerSet": Lane.CLOSED,
    "DoorClosed": Lane.CLOSED,  # may follow a number of seats
    "DoorOpened": Lane.CLOSED,
    "CodeRenewed": Lane.CLOSED,
    "RoundOpened": Lane.CLOSED,
    "RoundClosed": Lane.CLOSED,
    "Revealed": Lane.CLOSED,  # lists the texts of a round
    "PictureShown": Lane.CLOSED,
    "PicturesHidden": Lane.CLOSED,
    "ConsentAsked": Lane.CLOSED,
    "ConsentShown": Lane.CLOSED,
    "Focused": Lane.CLOSED,
    "ScreenFrozen": Lane.CLOSED,
    "ScreenUnfrozen": Lane.CLOSED,
    "BudgetSet": Lane.CLOSED,
    "RatingsSetAside": Lane.CLOSED,
    "LeadTaken": Lane.CLOSED,
    "LeadHanded": Lane.CLOSED,
    # What went out of the record: as often as there were texts to remove.
    "TextsRedacted": Lane.CLOSED,
    "TextsExpired": Lane.CLOSED,
    # What the owner does around publishing; what of it is public stands at the address itself.
    "PublicationPlanned": Lane.CLOSED,
    "PublicationPlanCancelled": Lane.CLOSED,
    "WeighingUnpublished": Lane.CLOSED,  # its reason need not stay public for ever
    "AnnouncementWithheld": Lane.CLOSED,
    "TrialogueAnnounced": Lane.CLOSED,
}

# Fields of these kinds are hashed apart from the rest of the data, with the texts in them,
# because they say what a perspective did or did not say, who was there, or point at what
# somebody wrote. They come after all other fields with texts. Never change a line here for a
# version that exists.
SEALED: Mapping[tuple[str, int], tuple[str, ...]] = {
    ("OutcomeProposed", 1): ("weighed", "says", "unheard"),
    ("TrialogueClosed", 1): ("small", "absent"),
}


class End(NamedTuple):
    """How far a lane goes: its number of facts, and its last link."""

    facts: int
    link: str


class Ends(NamedTuple):
    """How far both lanes go; between two facts this is all that the next one builds on."""

    open: End
    closed: End

    @property
    def seq(self) -> int:
        """The number of facts in both lanes."""
        return self.open.facts + self.closed.facts

    def of(self, lane: Lane) -> End:
        """Return the end of one lane."""
        return self.open if lane is Lane.OPEN else self.closed

    def after(self, lane: Lane, link: str) -> "Ends":
        """Return the ends after one more fact."""
        end = End(self.of(lane).facts + 1, link)
        return Ends(end, self.closed) if lane is Lane.OPEN else Ends(self.open, end)


class Salts(NamedTuple):
    """Four salts from one: who gets to see one of them can't make the others."""

    fact: bytes
    by: bytes
    sealed: bytes
    order: bytes


_write = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def canonical(value: object) -> bytes:
    """Return the one way to write a value: JSON, sorted keys, no spaces, UTF-8."""
    return _write(value).encode()


def document_digest(document: object) -> str:
    """Return the plain SHA-256, hex, of a public document in its canonical form."""
    return sha256(canonical(document)).hexdigest()


def salts(root: bytes) -> Salts:
    """Return the salts of a fact from the one random value that is stored with it."""
    return Salts(*(salt(name, root) for name in Salts._fields))


def salt(name: str, root: bytes) -> bytes:
    """Return one of the salts of a fact by its name."""
    return _hash(f"salt/{name}", root)


def text_hash(salt: bytes, body: str) -> str:
    """Return the salted hash of somebody's words, hex."""
    return _hash("text", salt, body.encode()).hex()


def by_hash(salt: bytes, account: str | None, tag: str | None) -> str:
    """Return the salted hash of who did it, hex. Nothing exported opens it."""
    return _hash("by", salt, canonical({"account": account, "tag": tag})).hex()


def sealed_hash(salt: bytes, sealed: Mapping[str, Any], texts: Sequence[str]) -> str:
    """Return the salted hash of the fields that are closed apart and of their texts' hashes."""
    return _hash("sealed", salt, canonical({"data": sealed, "texts": list(texts)})).hex()


def order_hash(salt: bytes, before: Ends) -> str:
    """Return the salted hash of where a fact of the open lane stands in the whole, hex."""
    place = {"seq": before.seq + 1, "closed": before.closed.link}
    return _hash("order", salt, canonical(place)).hex()


def lane(kind: str, role: str, perspective: str | None, data: Mapping[str, Any]) -> Lane:
    """Return the lane of a fact. What is done for a perspective was said by somebody: closed."""
    named = perspective is not None or data.get("perspective") is not None
    if role != "facilitator" or named:
        return Lane.CLOSED
    return LANES.get(kind, Lane.CLOSED)


def split(
    kind: str, version: int, data: Mapping[str, Any], texts: Sequence[T]
) -> tuple[tuple[dict[str, Any], list[T]], tuple[dict[str, Any], list[T]]]:
    """Return fields and texts that stand in the record, and those that are closed apart.

    `texts` is anything that stands for the texts, in order.
    """
    names = SEALED.get((kind, version), ())
    shown = {name: value for name, value in data.items() if name not in names}
    closed = {name: value for name, value in data.items() if name in names}
    until = len(list(_places(shown))) if closed else len(texts)
    return (shown, list(texts[:until])), (closed, list(texts[until:]))


def record(  # noqa: PLR0913 - each is a part of a fact
    *,
    before: Ends,
    kind: str,
    version: int,
    at: datetime,
    role: str,
    perspective: str | None,
    account: str | None,
    tag: str | None,
    data: Mapping[str, Any],
    texts: Sequence[str],
    root: bytes,
) -> dict[str, Any]:
    """Return what is hashed of a fact. `texts` are hashes in order, `root` its stored salt.

    `data` is whole, with places for texts as `core.codec` makes them; `before` is how far the
    lanes went when the fact was added.
    """
    (shown, said), (closed, quoted) = split(kind, version, data, texts)
    in_lane = lane(kind, role, perspective, data)
    return {
        "lane": in_lane.value,
        "place": before.of(in_lane).facts + 1,
        "order": order_hash(salt("order", root), before) if in_lane is Lane.OPEN else None,
        "kind": kind,
        "version": version,
        "at": at.astimezone(UTC).isoformat(),
        "role": role,
        "perspective": perspective,
        "by": by_hash(salt("by", root), account, tag),
        "data": shown,
        "sealed": sealed_hash(salt("sealed", root), closed, quoted) if closed else None,
        "texts": said,
    }


def start(trialogue: str) -> Ends:
    """Return what the first links build on: they bind both chains to the trialogue's id."""
    opened, closed = (_hash(f"start/{lane}", trialogue.encode()).hex() for lane in Lane)
    return Ends(End(0, opened), End(0, closed))


def leaf(salt: bytes, fact: Mapping[str, Any]) -> str:
    """Return the leaf of a record, hex. `salt` is the one named `fact`."""
    return _hash("leaf", salt, canonical(fact)).hex()


def link(previous: str, leaf: str) -> str:
    """Return the next link of a lane from the one before and a leaf, all hex."""
    return _hash("link", bytes.fromhex(previous), bytes.fromhex(leaf)).hex()


def _places(value: object) -> Iterator[object]:
    match value:
        case {"$text": place}:
            yield place
        case Mapping():
            for item in value.values():
                yield from _places(item)
        case list() | tuple():
            for item in value:
                yield from _places(item)


@cache
def _begun(what: str) -> Any:
    return sha256(f"trialoog/1/{what}\0".encode())


def _hash(what: str, *parts: bytes) -> bytes:
    # The name keeps one kind of hash from passing for another; the lengths keep parts apart.
    digest: Any = _begun(what).copy()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    hashed: bytes = digest.digest()
    return hashed
