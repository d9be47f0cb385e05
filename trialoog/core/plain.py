"""Frozen dataclasses to plain data and back, for what is public. Knows no class by name."""

import types
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """Return a value as JSON knows it. Whole numbers lose their fraction, so that every
    program writes them alike."""
    if is_dataclass(value):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def from_plain(hint: Any, value: Any) -> Any:
    """Return plain data as what the hint says. Raises `TypeError`, `KeyError` or `ValueError`
    for data of another shape."""
    if value is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return from_plain(next(arg for arg in inner if arg is not types.NoneType), value)
    if origin is tuple:
        return tuple(from_plain(inner[0], item) for item in value)
    if origin is Mapping:
        return {from_plain(inner[0], k): from_plain(inner[1], v) for k, v in value.items()}
    if isinstance(hint, type):
        if is_dataclass(hint):
            hints = _hints(hint)
            return hint(**{k: from_plain(hints[k], v) for k, v in value.items()})
        if issubclass(hint, StrEnum | float):
            return hint(value)
        if issubclass(hint, date):
            return hint.fromisoformat(value)
    return value


def words_in(data: Any, without: Set[str]) -> Iterator[str]:
    """Return every string in plain data, except those under the keys that are left out."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, item in data.items():
            if key not in without:
                yield from words_in(item, without)
    elif isinstance(data, list):
        for item in data:
            yield from words_in(item, without)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)
