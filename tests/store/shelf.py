"""What the tests of finding start from: public weighings, made without a meeting."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.store.build import NOW, a_trialogue
from trialoog.core import document as documents
from trialoog.core.document import Assumption, Document, OptionText
from trialoog.core.state import Side
from trialoog.core.words import OutcomeKind, ReasonType, Standing
from trialoog.store import publications
from trialoog.store.db import Db

CHOSEN = OptionText(
    letter="B",
    title="De medewerker beslist per geval",
    detail="Samen met een collega.",
    outcome=OutcomeKind.CHOSEN,
    cells=(),
    reason_type=ReasonType.CITIZEN,
    reason="Zo krijgt ieder wat past.",
    assumptions=(Assumption("Een kwartier per besluit is genoeg.", Standing.FAILS),),
    review=date(2027, 10, 1),
)
REJECTED = OptionText(
    letter="C",
    title="Een vast drempelbedrag van 100 euro",
    detail="",
    outcome=OutcomeKind.REJECTED,
    cells=(),
    reason_type=ReasonType.LAWFUL,
    reason="De wet kent geen kwijtschelding vooraf.",
    reopen="Als de Kaderwet verandert.",
)
DOCUMENT = Document(
    version=1,
    note="",
    language="nl",
    title="Kleine bedragen",
    question="Wanneer vragen we een huurtoeslag niet terug?",
    organisation="Gemeente Aa",
    format_key="besluitvorming",
    format_name="Concreet voorstel",
    held=date(2026, 10, 9),
    pole_a=Side("Maatwerk", ""),
    pole_b=Side("Gelijke behandeling", ""),
    intro="Coördinatie in de één-loketgemeente.",
    choice="",
    accepted="",
    fell="",
    background="",
    present=(),
    absent=(),
    suppressed=(),
    decision_maker="Het college",
    decide_by=date(2026, 12, 1),
    formal=None,
    review=date(2027, 10, 1),
    criteria=(),
    options=(CHOSEN, REJECTED),
    reservations={},
    joint={},
    spokespersons={},
    earlier=(),
    journal_head="",
    subjects=("sociale-zekerheid",),
)


def about(question: str, **changes: Any) -> Document:
    """Return a weighing with another question, without the words of the one above."""
    plain: dict[str, Any] = {
        "question": question,
        "title": question,
        "intro": "",
        "organisation": "",
        "subjects": (),
        "options": (),
        "pole_a": Side("", ""),
        "pole_b": Side("", ""),
        "decision_maker": "",
        "format_name": "",
    }
    return replace(DOCUMENT, **{**plain, **changes})


async def put(db: Db, slug: str, document: Document = DOCUMENT, at: datetime = NOW) -> str:
    """Publish a first version and return the trialogue that it is of."""
    trialogue = await a_trialogue(db)
    await again(db, slug, trialogue, document, at)
    return trialogue


async def again(db: Db, slug: str, trialogue: str, document: Document, at: datetime = NOW) -> None:
    """Publish the next version of a weighing."""
    write = publications.publish(
        trialogue_id=trialogue,
        dilemma="d1",
        slug=slug,
        version=document.version,
        document=plain(document),
        note="",
        now=at,
    )
    async with db.write() as session:
        await write(session)


def plain(document: Document) -> Mapping[str, object]:
    """Return a document as plain data."""
    data: Mapping[str, object] = json.loads(documents.to_json(document))
    return data
