"""A weighing as linked data: JSON-LD in the words of schema.org."""

import json
from typing import Any

from trialoog.core.document import Document
from trialoog.core.text import GONE, REMOVED
from trialoog.views.record import Where
from trialoog.views.subjects import SUBJECTS

FILES = (
    ("text/markdown", "weighing.md"),
    ("text/csv", "ratings.csv"),
    ("application/json", "data.json"),
)


def linked_data(document: Document, where: Where) -> str:
    """Return one version of a weighing as a report whose parts are its options."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": where.version,
        "url": where.version,
        "mainEntityOfPage": where.page,
        "name": document.question,
        "alternativeHeadline": document.title,
        "version": document.version,
        "datePublished": where.published_at.isoformat(),
        "inLanguage": document.language,
        "isAccessibleForFree": True,
        "about": [SUBJECTS[key] for key in document.subjects if key in SUBJECTS],
        "abstract": document.choice,
        "hasPart": [
            {
                "@type": "CreativeWork",
                "@id": f"{where.version}#optie-{option.letter.lower()}",
                "position": option.letter,
                "name": option.title,
                "text": option.detail,
                "creativeWorkStatus": option.outcome or "",
                "abstract": option.reason,
            }
            for option in document.options
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "encodingFormat": kind,
                "contentUrl": f"{where.version}/{file}",
            }
            for kind, file in (
                ("text/markdown", "weighing.md"),
                ("text/csv", "ratings.csv"),
                ("application/json", "data.json"),
            )
        ],
    }
    if document.organisation:
        data["publisher"] = {"@type": "GovernmentOrganization", "name": document.organisation}
    if document.sources:
        data["citation"] = list(document.sources)
    if document.follows is not None:
        before = f"{where.site}/w/{document.follows.slug}/v/{document.follows.version}"
        data["isBasedOn"] = {"@type": "Report", "@id": before, "name": document.follows.question}
    if document.example:
        data["disambiguatingDescription"] = "A made-up example, not a real weighing."
    gone = REMOVED.get(document.language, REMOVED["nl"])
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return text.replace(json.dumps(GONE)[1:-1], gone) + "\n"
