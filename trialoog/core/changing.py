"""Small tools for `evolve`: mappings with one entry more, or one less."""

from collections.abc import Mapping
from typing import TypeVar

from trialoog.core import events as e
from trialoog.core.ids import Tag

K = TypeVar("K")
V = TypeVar("V")


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
