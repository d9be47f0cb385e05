"""Small tools for `evolve`: states with other parts, mappings with one entry more or less."""

from collections.abc import Mapping
from typing import Any, TypeVar

from trialoog.core import events as e
from trialoog.core.ids import Tag
from trialoog.core.state import State

K = TypeVar("K")
V = TypeVar("V")


def changed(state: State, **parts: Any) -> State:
    """Return a state with other parts. Raises `TypeError` for a part that there is not.

    As `dataclasses.replace`, which sets every part again and takes ten times as long.
    """
    if not parts.keys() <= state.__dict__.keys():
        raise TypeError(f"not parts of a state: {', '.join(parts)}")
    after = object.__new__(State)
    after.__dict__.update(state.__dict__)
    after.__dict__.update(parts)
    return after


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """Return a mapping with this value at this key."""
    return {**mapping, key: value}


def drop(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """Return a mapping without this key."""
    return {k: v for k, v in mapping.items() if k != key}


def tag(fact: e.Fact) -> Tag:
    """Return the tag of the phone that a fact came from. Raises `ValueError` without one."""
    if fact.by.tag is None:
        raise ValueError(f"fact {fact.seq} lacks the tag of the phone it came from")
    return fact.by.tag
