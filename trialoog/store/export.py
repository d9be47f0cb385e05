"""The journal as a file that anyone can check: the whole record, or what goes with a publication.

Never holds who did it (no tag, no account), the trialogue's secret or id, or a receipt.
`docs/reference/export.md` describes both files.

**The full export** opens the facts of both lanes (see `chain`), in the order in which they
came. Each fact of the open lane shows the salt under which it committed to that order, so that
no fact can be added, dropped or moved, in either lane. What was written in a round of silent
writing is a leaf and a link there, for ever: those facts stand in the order of writing, and
who was in the room would know from it who wrote what. Their words stand in `Revealed`, shuffled;
words that the room never saw are in no export.

**The public export** lists the open lane only, up to the publication it goes with: places in
that lane, no number of the whole, nothing of the closed lane. Of that lane it opens what is
about the published dilemma and still stood, and of the texts only those that the public
document holds word for word; the rest is a leaf and a link. What a record closes apart stays a
salted hash: phones have seen contributions by id, and "politics said nothing" is a person where
politics is one person. A text that was removed is `"redacted"`, and its hash stays. Of a version
that lost a passage the export goes on to the fact that says so.

**Tags.** A tag is made with the secret that closing destroys, so that afterwards it says nothing
to anybody; before that a phone could prove a text to be its own. An export can be made at any
moment, so tags never go in: the record holds a hash of them under a salt that is never given.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from trialoog.store import chain
from trialoog.store.chain import Ends, Lane
from trialoog.store.db import Db
from trialoog.store.stored import StoredFact, StoredText, lane_of, recorded, stored
from trialoog.store.tables import TrialogueRow

FORMAT = "trialoog-export"
REDACTED = "redacted"
VERSION = 1


async def full(db: Db, trialogue_id: str) -> dict[str, Any]:
    """Return the whole record. Raises `LookupError` for a trialogue that is not there."""
    async with db.read() as session:
        trialogue = await _trialogue(session, trialogue_id)
        rows, texts = await stored(session, trialogue_id)
    start = ends = chain.start(trialogue_id)
    facts = []
    for row in rows:
        lane = lane_of(row)
        entry = _opened(row, ends)
        if _silent(row):
            entry = {"leaf": entry["leaf"], "link": entry["link"]}
        else:
            own = chain.salts(row.salt)
            entry["order"] = own.order.hex() if lane is Lane.OPEN else None
            entry["sealed"] = _sealed(row, own.sealed)
            entry["texts"] = [_text(text) for text in texts[row.seq]]
        facts.append(entry)
        ends = ends.after(lane, row.link)
    title, language = _frozen(trialogue, rows, texts)
    # Not the ends that were found: when the last facts are gone, the file has to show it.
    return {
        **_header("full", start, trialogue.head, facts),
        "count": trialogue.last_seq,
        "closed_start": start.closed.link,
        "closed_head": trialogue.closed_head or start.closed.link,
        "title": title,
        "language": language,
    }


async def public(
    db: Db, trialogue_id: str, document: Mapping[str, Any], digest: str | None = None
) -> dict[str, Any]:
    """Return what proves a public document: the open lane up to the fact that published it.

    That fact is found by `digest`, which it names; left out, it is that of the document. A
    document that lost a passage has another digest: then the last fact is the one that says so.
    The export of a version stays the same for ever, but for what is redacted. Raises
    `LookupError` when the trialogue is not there or never published this, and `ValueError` for
    a rehearsal.
    """
    async with db.read() as session:
        trialogue = await _trialogue(session, trialogue_id)
        rows, texts = await stored(session, trialogue_id)
    if trialogue.rehearsal:
        raise ValueError("a rehearsal is never published")
    # Through its canonical form, so that what is exported is what was digested.
    plain = json.loads(chain.canonical(document))
    own = chain.document_digest(plain)
    end, dilemma = _published(rows, digest or own, own)
    rows = rows[:end]
    known = frozenset(_strings(plain))
    released = _released(rows, dilemma)
    start = ends = chain.start(trialogue_id)
    facts = []
    for row in rows:
        lane = lane_of(row)
        if lane is Lane.OPEN:
            entry = _opened(row, ends)
            if row.seq in released:
                said = texts[row.seq][: len(entry["record"]["texts"])]
                entry["texts"] = [
                    _text(text) if text.body is None or text.body in known else None
                    for text in said
                ]
            else:
                entry = {"leaf": entry["leaf"], "link": entry["link"]}
            facts.append(entry)
        ends = ends.after(lane, row.link)
    title, language = _frozen(trialogue, rows, texts)
    return {
        **_header("public", start, ends.open.link, facts),
        "title": title if title in known else "",
        "language": language,
        "document": plain,
        "document_digest": own,
    }


def verify(export: Mapping[str, Any]) -> list[str]:
    """Return everything that is wrong with an export of either kind; nothing means it is good.

    Trusts nothing: an export that has another shape gives problems, not an exception.
    """
    if (export.get("format"), export.get("version")) != (FORMAT, VERSION):
        return [f"not a {FORMAT} of version {VERSION}"]
    if export.get("scope") not in ("full", "public"):
        return ["neither a full nor a public export"]
    try:
        problems = _wrong_header(export)
        if export["scope"] == "full":
            problems += _wrong_lanes(export)
        else:
            problems += [*_wrong_open_lane(export), *_wrong_document(export)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return ["the export is not complete, or not in the shape of one"]
    return problems


# --- making ------------------------------------------------------------------------


async def _trialogue(session: AsyncSession, trialogue_id: str) -> TrialogueRow:
    found = await session.get(TrialogueRow, trialogue_id)
    if found is None:
        raise LookupError(trialogue_id)
    return found


def _header(
    scope: str, start: Ends, head: str, facts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "scope": scope,
        "start": start.open.link,
        "head": head or start.open.link,
        "count": len(facts),
        "facts": facts,
    }


def _silent(row: StoredFact) -> bool:
    """Tell whether a fact was written in silence; only such texts can be changed or taken back."""
    if row.kind == "ContributionMade":
        return json.loads(row.data)["round"] is not None
    return row.kind in ("ContributionReworded", "ContributionWithdrawn")


def _opened(row: StoredFact, before: Ends) -> dict[str, Any]:
    """Return a fact that is open. Its leaf is computed anew: a broken journal shows as broken."""
    record, salt = recorded(row, before), chain.salts(row.salt).fact
    return {
        "leaf": chain.leaf(salt, record),
        "link": row.link,
        "salt": salt.hex(),
        "record": record,
    }


def _sealed(row: StoredFact, salt: bytes) -> dict[str, Any] | None:
    data, hashes = json.loads(row.data), json.loads(row.texts)
    closed, quoted = chain.split(row.kind, row.version, data, hashes)[1]
    return {"salt": salt.hex(), "data": closed, "texts": quoted} if closed else None


def _text(text: StoredText) -> dict[str, str] | str:
    if text.body is None or text.salt is None:
        return REDACTED
    return {"body": text.body, "salt": text.salt.hex()}


def _published(rows: Sequence[StoredFact], digest: str, now: str) -> tuple[int, str]:
    """Return how many facts there were when a document became what it is now, and of which dilemma.

    `digest` is of what was published, `now` of what is left of it: the same, unless redacted.
    """
    found: dict[tuple[str, int], int] = {}
    for place, row in enumerate(rows, 1):
        if row.kind not in ("WeighingPublished", "WeighingRedacted"):
            continue
        data = json.loads(row.data)
        version = (data["dilemma"], data["version"])
        if lane_of(row) is Lane.OPEN and (data["document"] == digest or version in found):
            found.setdefault(version, place)
            if data["document"] == now:
                return place, data["dilemma"]
    for (dilemma, _), place in found.items():
        return place, dilemma  # it is of another document, which whoever checks it will see
    raise LookupError(digest)


def _released(rows: Sequence[StoredFact], dilemma: str) -> set[int]:
    """Return which facts are about a dilemma, or about the whole meeting, and still stood.

    A publication holds neither its drafts nor its history: no outcome that was withdrawn, and
    of the formal decisions the last.
    """
    facts = [
        (row.seq, row.kind, json.loads(row.data))
        for row in rows
        if chain.LANES.get(row.kind) is Lane.OPEN
    ]

    def of(kind: str) -> list[Mapping[str, Any]]:
        return [data for _, each, data in facts if each == kind]

    # Also options that participants added, though their facts are of the closed lane.
    options = {data["option"]: data["dilemma"] for data in of("OptionAdded")}
    outcomes = {data["outcome"]: data["option"] for data in of("OutcomeProposed")}
    withdrawn = {data["outcome"] for data in of("OutcomeWithdrawn")}

    def stands(data: Mapping[str, Any]) -> bool:
        if data.get("outcome") in withdrawn:
            return False
        if "dilemma" in data:
            return bool(data["dilemma"] == dilemma)
        if "outcome" in data or "option" in data:
            option = data.get("option") or outcomes.get(data["outcome"])
            return options.get(option) == dilemma
        return True

    about = [(seq, kind) for seq, kind, data in facts if stands(data)]
    decided = [seq for seq, kind in about if kind == "FormalDecisionRecorded"]
    return {seq for seq, _ in about} - set(decided[:-1])


def _frozen(
    trialogue: TrialogueRow, rows: Sequence[StoredFact], texts: Mapping[int, Sequence[StoredText]]
) -> tuple[str, str]:
    """Return title and language as the gathering began with; before that, as prepared."""
    if not rows or rows[0].kind != "TrialogueStarted":
        return trialogue.title, trialogue.language
    return texts[rows[0].seq][0].body or "", json.loads(rows[0].data)["language"]


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for item in value.values():
                yield from _strings(item)
        case list() | tuple():
            for item in value:
                yield from _strings(item)


# --- checking ----------------------------------------------------------------------


def _wrong_header(export: Mapping[str, Any]) -> list[str]:
    problems = []
    facts = export["facts"]
    if export["count"] != len(facts):
        problems.append(f"it says {export['count']} facts and has {len(facts)}")
    first = facts[0].get("record") if facts else None
    if first is not None and first["kind"] == "TrialogueStarted":
        if export["language"] != first["data"]["language"]:
            problems.append("the language is not that of the first fact")
        title = facts[0]["texts"][0]
        if export["title"] != (title["body"] if isinstance(title, Mapping) else ""):
            problems.append("the title is not that of the first fact")
    return problems


def _wrong_lanes(export: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the two lanes of a full export."""
    ends = Ends(chain.End(0, export["start"]), chain.End(0, export["closed_start"]))
    for seq, entry in enumerate(export["facts"], 1):
        if "record" not in entry:
            # Written in silence: of the closed lane, and never opened.
            if set(entry) != {"leaf", "link"}:
                yield f"fact {seq}: it is half open"
            elif chain.link(ends.closed.link, entry["leaf"]) != entry["link"]:
                yield f"fact {seq}: its link does not follow"
            ends = ends.after(Lane.CLOSED, entry["link"])
            continue
        record = entry["record"]
        lane = _lane(record)
        yield from (f"fact {seq}: {problem}" for problem in _wrong_fact(entry, ends.of(lane)))
        if (entry["sealed"] is None) != (record["sealed"] is None):
            yield f"fact {seq}: not all of it is open"
        if lane is Lane.OPEN:
            if chain.order_hash(bytes.fromhex(entry["order"]), ends) != record["order"]:
                yield f"fact {seq}: facts before it were added, dropped or moved"
        elif (entry["order"], record["order"]) != (None, None):
            yield f"fact {seq}: it says where it stands, which the closed lane never does"
        ends = ends.after(lane, entry["link"])
    if (export["head"], export["closed_head"]) != (ends.open.link, ends.closed.link):
        yield "the heads are not the last links"


def _wrong_open_lane(export: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the lane that a public export lists."""
    end = chain.End(0, export["start"])
    for place, entry in enumerate(export["facts"], 1):
        if "record" in entry:
            yield from (f"fact {place}: {problem}" for problem in _wrong_fact(entry, end))
            if _lane(entry["record"]) is not Lane.OPEN:
                yield f"fact {place}: it is not of the open lane"
        elif set(entry) != {"leaf", "link"}:
            yield f"fact {place}: it is half open"
        elif chain.link(end.link, entry["leaf"]) != entry["link"]:
            yield f"fact {place}: its link does not follow"
        end = chain.End(place, entry["link"])
    if export["head"] != end.link:
        yield "the head is not the last link"


def _lane(record: Mapping[str, Any]) -> Lane:
    return chain.lane(record["kind"], record["role"], record["perspective"], record["data"])


def _wrong_fact(entry: Mapping[str, Any], before: chain.End) -> Iterator[str]:
    """Yield what is wrong with one open fact, after the end of its lane."""
    record, sealed = entry["record"], entry.get("sealed")
    if chain.link(before.link, entry["leaf"]) != entry["link"]:
        yield "its link does not follow"
    if chain.leaf(bytes.fromhex(entry["salt"]), record) != entry["leaf"]:
        yield "it is not what was written"
    if (record["lane"], record["place"]) != (_lane(record).value, before.facts + 1):
        yield f"it is number {record['place']} of the {record['lane']} lane"
    hashes = [*record["texts"], *(sealed["texts"] if sealed is not None else ())]
    if len(entry["texts"]) != len(hashes):
        yield "its texts are not complete"
    for place, (text, hashed) in enumerate(zip(entry["texts"], hashes, strict=False)):
        if text in (None, REDACTED):
            continue
        if chain.text_hash(bytes.fromhex(text["salt"]), text["body"]) != hashed:
            yield f"text {place} is not what was written"
    if sealed is not None:
        salt = bytes.fromhex(sealed["salt"])
        if chain.sealed_hash(salt, sealed["data"], sealed["texts"]) != record["sealed"]:
            yield "what was closed apart is not what was written"


def _wrong_document(export: Mapping[str, Any]) -> Iterator[str]:
    document, facts = export["document"], export["facts"]
    digest = chain.document_digest(document)
    if digest != export["document_digest"]:
        yield "the document is not the one that the digest is of"
    last = facts[-1].get("record") if facts else None
    if (
        last is None
        or last["kind"] not in ("WeighingPublished", "WeighingRedacted")
        or last["data"]["document"] != export["document_digest"]
    ):
        yield "the last fact does not say that this document was published"
    elif last["kind"] == "WeighingRedacted" and not _follows(facts, last["data"]):
        yield "what was published and what is left of it do not follow from each other"
    drawn = document.get("journal_head")
    if drawn is not None and drawn not in {entry["link"] for entry in facts[:-1]}:
        yield "the document was drawn from another record"


def _follows(facts: Sequence[Mapping[str, Any]], last: Mapping[str, Any]) -> bool:
    """Tell whether a version was published, and each redaction of it began where one ended."""
    at = None
    for record in (entry["record"] for entry in facts if "record" in entry):
        data = record["data"]
        if (data.get("dilemma"), data.get("version")) != (last["dilemma"], last["version"]):
            continue
        if record["kind"] == "WeighingPublished":
            at = data["document"]
        elif record["kind"] == "WeighingRedacted":
            if data["was"] != at:
                return False
            at = data["document"]
    return bool(at == last["document"])
