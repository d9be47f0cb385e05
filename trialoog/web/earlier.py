"""What the dilemmas of a draft go on from: earlier weighings, as far as they are public now."""

from collections.abc import Mapping
from itertools import chain

from trialoog.core import document as documents
from trialoog.core import follow_up
from trialoog.core.document import Document
from trialoog.core.draft import Draft
from trialoog.core.earlier import EarlierWeighing
from trialoog.store import publications, withdrawals
from trialoog.store.db import Db


async def found(db: Db, draft: Draft) -> dict[str, Document]:
    """Return the versions that the dilemmas of a draft go on from, as far as they are public, by
    the id of the dilemma."""
    them = {}
    for dilemma, it in draft.get("follows", {}).items():
        version = await publications.get(db, it["slug"], it["version"])
        gone = await withdrawals.get(db, it["slug"])
        if version is not None and (gone is None or gone.version < version.version):
            them[dilemma] = documents.from_json(version.document)
    return them


def weighed_then(draft: Draft, them: Mapping[str, Document]) -> dict[str, EarlierWeighing]:
    """Return what was weighed in them, with which of their options are on the table again."""
    options = chain.from_iterable(dilemma["options"] for dilemma in draft["dilemmas"])
    table = {option["id"] for option in options if option["title"]}
    return {
        dilemma: follow_up.weighed_then(document, draft["follows"][dilemma], table)
        for dilemma, document in them.items()
    }
