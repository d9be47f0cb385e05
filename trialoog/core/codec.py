"""Facts to plain data and back, with people's words kept apart.

`encode` gives JSON-able data in which every `Text` is replaced by its place
(`{"$text": n}`) and the list of those texts; `decode` puts them back. A text
that was blanked comes back as `GONE`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from trialoog.core.events import Event, Text
from trialoog.core.plain import from_plain, to_plain
from trialoog.core.text import GONE

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


class Unknown(Exception):
    """A fact of a kind or version that this program does not know: a newer one wrote it."""


def kind_of(event: Event) -> str:
    """Return the name under which an event stands in the journal."""
    return type(event).__name__


def encode(event: Event) -> tuple[dict[str, Any], list[str]]:
    """Return the event's data without its texts, and the texts in order."""
    texts: list[str] = []

    def apart(text: str) -> dict[str, int]:
        texts.append(text)
        return {"$text": len(texts) - 1}

    data: dict[str, Any] = to_plain(event, special={Text: apart})
    return data, texts


def decode(kind: str, data: Mapping[str, Any], texts: Sequence[str | None]) -> Event:
    """Return the event for stored data. Raises `Unknown` for a kind that there is not."""
    if kind not in KINDS:
        raise Unknown(kind)

    def back(place: Mapping[str, int]) -> Text:
        found = texts[place["$text"]]
        return Text(GONE if found is None else found)

    event: Event = from_plain(KINDS[kind], data, {Text: back})
    return event
