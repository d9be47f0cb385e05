"""Facts to plain data and back, with people's words kept apart.

`encode` gives JSON-able data in which every `Text` is replaced by its place
(`{"$text": n}`) and the list of those texts; `decode` puts them back. A text
that was blanked comes back as an empty string.
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from trialoog.core.events import Event, Text

KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


def kind_of(event: Event) -> str:
    """Return the name under which an event stands in the journal."""
    return type(event).__name__


def encode(event: Event) -> tuple[dict[str, Any], list[str]]:
    """Return the event's data without its texts, and the texts in order."""
    texts: list[str] = []
    data: dict[str, Any] = _plain(event, type(event), texts)
    return data, texts


def decode(kind: str, data: Mapping[str, Any], texts: Sequence[str | None]) -> Event:
    """Return the event for stored data. Raises `KeyError` for an unknown kind."""
    event: Event = _build(KINDS[kind], data, texts)
    return event


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _plain(value: Any, hint: Any, texts: list[str]) -> Any:
    if value is None:
        return None
    if hint is Text:
        texts.append(value)
        return {"$text": len(texts) - 1}
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _plain(value, _inner(hint), texts)
    if origin is tuple:
        return [_plain(item, get_args(hint)[0], texts) for item in value]
    if origin is Mapping:
        return {str(k): _plain(v, get_args(hint)[1], texts) for k, v in value.items()}
    if is_dataclass(value):
        cls: Any = type(value)
        hints = _hints(cls)
        return {f.name: _plain(getattr(value, f.name), hints[f.name], texts) for f in fields(value)}
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def _build(hint: Any, value: Any, texts: Sequence[str | None]) -> Any:
    if value is None:
        return None
    if hint is Text:
        return Text(texts[value["$text"]] or "")
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _build(_inner(hint), value, texts)
    if origin is tuple:
        return tuple(_build(get_args(hint)[0], item, texts) for item in value)
    if origin is Mapping:
        key, item = get_args(hint)
        return {_build(key, k, texts): _build(item, v, texts) for k, v in value.items()}
    if isinstance(hint, type):
        if is_dataclass(hint):
            hints = _hints(hint)
            return hint(**{k: _build(hints[k], v, texts) for k, v in value.items()})
        if issubclass(hint, StrEnum):
            return hint(value)
        if issubclass(hint, date):
            return hint.fromisoformat(value)
    return value


def _inner(hint: Any) -> Any:
    (inner,) = [arg for arg in get_args(hint) if arg is not types.NoneType]
    return inner
