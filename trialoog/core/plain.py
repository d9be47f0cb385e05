"""Frozen dataclasses to plain data and back, by their type hints. Knows no class by name."""

import types
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

Special = Mapping[Any, Callable[[Any], Any]]
"""Types with a form of their own, each with what makes that form, or reads it."""

NOTHING: Special = {}

AS_IT_IS = frozenset({str, int, bool})


def to_plain(value: Any, hint: Any = None, special: Special = NOTHING) -> Any:
    """Return a value as JSON knows it. Whole numbers lose their fraction, so that every
    program writes them alike. `hint` is the type that the value was declared with."""
    if value is None:
        return None
    shape = _shape(hint)
    if shape.hint in special:
        return special[shape.hint](value)
    if type(value) in AS_IT_IS:
        return value
    inner = shape.inner or (None, None)
    if is_dataclass(value):
        cls: Any = type(value)
        hints = _hints(cls)
        return {name: to_plain(getattr(value, name), hints[name], special) for name in hints}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item, inner[1], special) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_plain(item, inner[0], special) for item in value]
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def from_plain(hint: Any, value: Any, special: Special = NOTHING) -> Any:
    """Return plain data as what the hint says. Raises `TypeError`, `KeyError` or `ValueError`
    for data of another shape."""
    if value is None:
        return None
    hint, origin, inner, made = _shape(hint)
    if hint in special:
        return special[hint](value)
    if origin is tuple:
        return tuple(from_plain(inner[0], item, special) for item in value)
    if origin is Mapping:
        return {
            from_plain(inner[0], k, special): from_plain(inner[1], v, special)
            for k, v in value.items()
        }
    if made is not None:
        return made(value)
    if is_dataclass(hint):
        cls: Any = hint
        hints = _hints(cls)
        return cls(**{k: from_plain(hints[k], v, special) for k, v in value.items()})
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


def change_words(data: Any, without: Set[str], change: Callable[[str], str]) -> Any:
    """Return plain data with every string changed that `words_in` finds."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {
            key: item if key in without else change_words(item, without, change)
            for key, item in data.items()
        }
    if isinstance(data, list):
        return [change_words(item, without, change) for item in data]
    return data


class _Shape(NamedTuple):
    """What a type hint says, taken apart; of one with None in it, what it stands for besides."""

    hint: Any
    origin: Any
    inner: tuple[Any, ...]
    made: Callable[[Any], Any] | None  # what makes a value of a plain one


# To take a hint apart costs more than to write or read the value.
@cache
def _shape(hint: Any) -> _Shape:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not types.NoneType)
    return _Shape(hint, get_origin(hint), get_args(hint), _made(hint))


def _made(hint: Any) -> Callable[[Any], Any] | None:
    if not isinstance(hint, type) or hint is str:
        return None
    if issubclass(hint, StrEnum | float):
        return hint
    return hint.fromisoformat if issubclass(hint, date) else None


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {f.name: hints[f.name] for f in fields(cls)}
