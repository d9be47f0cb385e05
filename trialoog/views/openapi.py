"""The description of the API in OpenAPI 3.1, its schemas read from what the API answers with."""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints

from trialoog.core.words import OutcomeKind
from trialoog.views.resources import ROOT, VERSION, VersionList, Weighing, WeighingList, camel
from trialoog.views.subjects import SUBJECTS

Data = dict[str, Any]

PAGE_SIZE = 20
MOST = 100  # weighings on one page
LAST_PAGE = 100_000
YEARS = (1900, 2999)
LONGEST = 200  # characters in what is searched for


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who offers the API: a name, and an e-mail address where that is known."""

    name: str
    email: str = ""


ABOUT = (
    "Public weighings of policy dilemmas: every option with its outcome and reason, also those "
    "that were not chosen, and why. Read only, without a key. Every weighing has a permanent "
    "address, every version stays. Numbers with fewer than three people behind them are left "
    "out (`hidden`)."
)

QUERY: Mapping[str, tuple[str, Data]] = {
    "q": ("Words to find, in any order.", {"type": "string", "maxLength": LONGEST}),
    "subject": ("Filed under this subject.", {"type": "string", "enum": [*SUBJECTS]}),
    "outcome": (
        "Holds an option with this outcome.",
        {"type": "string", "enum": [kind.value for kind in OutcomeKind]},
    ),
    "organisation": (
        "Of this organisation, written as it is.",
        {"type": "string", "minLength": 1, "maxLength": LONGEST},
    ),
    "year": (
        "The newest version was published in this year.",
        {"type": "integer", "minimum": YEARS[0], "maximum": YEARS[1]},
    ),
    "page": (
        "Which page of the list.",
        {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
    ),
    "pageSize": (
        "How many weighings stand on a page.",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE},
    ),
}

SLUG: Data = {
    "name": "slug",
    "in": "path",
    "required": True,
    "description": "The weighing, as in the address of its page.",
    "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,80}$"},
}
NUMBER: Data = {
    "name": "version",
    "in": "path",
    "required": True,
    "description": "Which public version; the first is 1.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
}


def description(site: str, publisher: Publisher) -> Data:
    """Return the description, for a site at this address."""
    contact = {"name": publisher.name, "url": site}
    if publisher.email:
        contact["email"] = publisher.email
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "trialoog",
            "version": VERSION,
            "description": ABOUT,
            "contact": contact,
        },
        "servers": [{"url": site + ROOT}],
        "tags": [{"name": "weighings", "description": "Weighings and their public versions."}],
        "paths": {
            "/weighings": _path(
                "listWeighings",
                "Weighings, the newest first, or those that were asked for",
                WeighingList,
                parameters=[*_query()],
                turned=True,
            ),
            "/weighings/{slug}": _path(
                "readWeighing", "The newest version of a weighing", Weighing, parameters=[SLUG]
            ),
            "/weighings/{slug}/versions": _path(
                "listVersions", "All versions of a weighing", VersionList, parameters=[SLUG]
            ),
            "/weighings/{slug}/versions/{version}": _path(
                "readVersion", "One version of a weighing", Weighing, parameters=[SLUG, NUMBER]
            ),
            "/openapi.json": _path("readDescription", "This description", None, parameters=[]),
        },
        "components": {
            "headers": HEADERS,
            "responses": RESPONSES,
            "schemas": _schemas(),
        },
    }


def _query() -> Iterator[Data]:
    for name, (about, schema) in QUERY.items():
        yield {"name": name, "in": "query", "description": about, "schema": schema}


def _path(
    operation: str,
    about: str,
    answer: type | None,
    *,
    parameters: Sequence[Data],
    turned: bool = False,
) -> Data:
    said = {name: _ref("headers", name) for name in ("API-Version", "ETag")}
    if turned:
        said["Link"] = _ref("headers", "Link")
    schema = _ref("schemas", answer.__name__) if answer is not None else {"type": "object"}
    answers: Data = {
        "200": {
            "description": "Found.",
            "headers": said,
            "content": {"application/json": {"schema": schema}},
        },
        "304": {
            "description": "Nothing changed since the ETag that was sent along.",
            "headers": {"API-Version": _ref("headers", "API-Version")},
        },
        "400": _ref("responses", "BadRequest"),
    }
    if SLUG in parameters:
        answers |= {"404": _ref("responses", "NotFound"), "410": _ref("responses", "Gone")}
    if turned:
        answers["429"] = _ref("responses", "TooMany")
    return {
        "get": {
            "operationId": operation,
            "summary": about,
            "tags": ["weighings"],
            "parameters": list(parameters),
            "responses": answers,
        }
    }


def _ref(kind: str, name: str) -> Data:
    return {"$ref": f"#/components/{kind}/{name}"}


HEADERS: Data = {
    "API-Version": {
        "description": "The full version of this API.",
        "schema": {"type": "string", "examples": [VERSION]},
    },
    "ETag": {
        "description": "Changes with the answer; send it along in If-None-Match.",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": "The first, previous, next and last page (RFC 8288).",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "How many seconds to wait.",
        "schema": {"type": "integer"},
    },
}


def _problem(about: str, *headers: str) -> Data:
    return {
        "description": about,
        "headers": {name: _ref("headers", name) for name in ("API-Version", *headers)},
        "content": {"application/problem+json": {"schema": _ref("schemas", "Problem")}},
    }


RESPONSES: Data = {
    "BadRequest": _problem("The query holds something that is not known or not possible."),
    "NotFound": _problem("There is no such weighing or version."),
    "Gone": _problem("The weighing was public and has been withdrawn."),
    "TooMany": _problem("Too many searches from this network.", "Retry-After"),
}

PROBLEM: Data = {
    "type": "object",
    "description": "Why there is no answer (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "location", "code", "detail"],
                "properties": {
                    "in": {"type": "string", "enum": ["query"]},
                    "location": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"name": {"type": "string"}},
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


# --- schemas ----------------------------------------------------------------------


def _schemas() -> Data:
    """Return the schema of every dataclass that can stand in an answer."""
    found: Data = {}
    for answer in (WeighingList, Weighing, VersionList):
        _gather(answer, found)
    return {**dict(sorted(found.items())), "Problem": PROBLEM}


def _gather(cls: type, found: Data) -> None:
    if cls.__name__ in found:
        return
    found[cls.__name__] = {}  # known from here on, should it hold itself
    hints = get_type_hints(cls)
    names = {field.name: camel(field.name) for field in fields(cls)}
    found[cls.__name__] = {
        "type": "object",
        "description": " ".join((getdoc(cls) or "").split()),
        "additionalProperties": False,
        "required": list(names.values()),
        "properties": {shown: _schema(hints[name], found) for name, shown in names.items()},
    }


SIMPLE: Mapping[Any, Data] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def _schema(hint: Any, found: Data) -> Data:
    """Return the schema of a type. Raises `TypeError` for one that answers can't hold."""
    if hint in SIMPLE:
        return dict(SIMPLE[hint])
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (one,) = (_schema(arg, found) for arg in inner if arg is not types.NoneType)
        return {"anyOf": [one, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0], found)}
    if origin is Mapping:
        keys = _schema(inner[0], found)
        return {
            "type": "object",
            "additionalProperties": _schema(inner[1], found),
            **({"propertyNames": keys} if "enum" in keys else {}),
        }
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [one.value for one in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        _gather(hint, found)
        return _ref("schemas", hint.__name__)
    raise TypeError(f"{hint} can't stand in an answer")
