"""The data register: of every column what it is, whom it is about, why it is kept and how long.

A test holds it against the tables, so that no column comes without an answer; the reference
page on data is written from it. Pure data: nothing here reads or removes a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """Whose personal data a column can hold."""

    NOBODY = ""
    SIGNED_IN = "who signs in"
    PARTICIPANT = "a participant, never by name"
    WRITTEN = "whoever wrote it, or is named in it"


class Until(StrEnum):
    """The rules by which data goes."""

    RECORD = "stays: it is the record"
    ACCOUNT = "stays as long as the account"
    REMOVED = "stays until the team takes it away; gone with a draft or a rehearsal that is deleted"
    CLOSING = "destroyed when the trialogue closes"
    USED = "removed once used or too old: at the start, and every day"
    UNSEEN = (
        "words that the room never saw go some days after closing (`TRIALOOG_RETENTION_DAYS`); "
        "the rest stays, unless redacted"
    )
    TRIALOGUE = "stays with the trialogue; gone with a draft or a rehearsal that is deleted"
    PUBLIC = "stays: what is public keeps its address; a passage goes by redaction"


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column. `until` is there where it goes by another rule than its table."""

    what: str
    about: About = About.NOBODY
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A table: why it is kept, how long, and its columns by name."""

    why: str
    until: Until
    columns: Mapping[str, Column]


_ACCOUNT = Column("the account: a random id", About.SIGNED_IN)
_TEAM = Column("the team that it belongs to")
_TRIALOGUE = Column("the trialogue that it belongs to")
_EXPIRES = Column("from when on it opens nothing")
_TOKEN = Column("SHA-256 of a random token; the token itself is not kept")

REGISTER: Mapping[str, Kept] = {
    "account": Kept(
        "to let facilitators and administrators sign in",
        Until.ACCOUNT,
        {
            "id": _ACCOUNT,
            "name": Column("the name that its team sees", About.SIGNED_IN),
            "email": Column("where a sign-in link may be sent, if known", About.SIGNED_IN),
            "created": Column("when the account was made", About.SIGNED_IN),
        },
    ),
    "team": Kept(
        "to know who owns a trialogue together",
        Until.RECORD,
        {"id": Column("a random id"), "name": Column("the name of a part of an organisation")},
    ),
    "identity": Kept(
        "to recognise who comes in by single sign-on",
        Until.ACCOUNT,
        {
            "issuer": Column("the address of the provider"),
            "subject": Column("how the provider calls somebody", About.SIGNED_IN),
            "account": _ACCOUNT,
        },
    ),
    "member": Kept(
        "to know who may lead what",
        Until.ACCOUNT,
        {
            "team": _TEAM,
            "account": _ACCOUNT,
            "role": Column("facilitator or administrator", About.SIGNED_IN),
            "source": Column("the provider that gives this place; empty when given here"),
        },
    ),
    "invitation": Kept(
        "to let somebody into a team, or into one trialogue, once",
        Until.USED,
        {
            "token_hash": _TOKEN,
            "team": Column("the team that it opens, if any"),
            "trialogue": Column("the trialogue that it opens, if any"),
            "role": Column("what the one who comes will be", About.SIGNED_IN),
            "name": Column("who is invited", About.SIGNED_IN),
            "email": Column("where the invitation was mailed, if it was", About.SIGNED_IN),
            "mailed_hash": Column(
                "SHA-256 of the token of the link that was mailed there", About.SIGNED_IN
            ),
            "invited_by": Column("the account that invites: a random id", About.SIGNED_IN),
            "expires": _EXPIRES,
        },
    ),
    "signin_link": Kept(
        "to let somebody sign in once without a password",
        Until.USED,
        {
            "token_hash": _TOKEN,
            "account": _ACCOUNT,
            "expires": _EXPIRES,
            "used": Column("when it was used", About.SIGNED_IN),
        },
    ),
    "signin_session": Kept(
        "to keep a browser signed in, and to end that from elsewhere",
        Until.USED,
        {
            "id_hash": _TOKEN,
            "account": _ACCOUNT,
            "created": Column("when somebody signed in", About.SIGNED_IN),
            "seen": Column("when the browser was last used, to five minutes", About.SIGNED_IN),
            "expires": _EXPIRES,
            "issuer": Column("the provider that somebody came in by"),
            "sid": Column("how that provider calls its own session", About.SIGNED_IN),
        },
    ),
    "trialogue": Kept(
        "to list, prepare and open trialogues",
        Until.TRIALOGUE,
        {
            "id": Column("a random id, as in its address"),
            "team": _TEAM,
            "title": Column("its title", About.WRITTEN),
            "status": Column("draft, open, adjourned or closed"),
            "draft": Column("the preparation, as typed; a copy starts from it", About.WRITTEN),
            "code": Column("the code that people join with", until=Until.CLOSING),
            "door": Column("whether the code lets people in"),
            "secret": Column(
                "32 random bytes behind the tags: with it and a phone's cookie the tags of that "
                "phone can be made",
                About.PARTICIPANT,
                Until.CLOSING,
            ),
            "rehearsal": Column("whether it is a rehearsal"),
            "copy_of": Column("the trialogue that it was copied from"),
            "language": Column("the language of its texts"),
            "epoch": Column("a mark that pages start afresh by"),
            "last_seq": Column("the number of facts"),
            "open_seq": Column("how many of them the public may list"),
            "head": Column("the last link of the open lane"),
            "closed_head": Column("the last link of the closed lane"),
            "created": Column("when it was made"),
            "updated": Column("when it changed last, to the minute once it began"),
        },
    ),
    "co_facilitator": Kept(
        "to know who leads a trialogue along without being in its team",
        Until.REMOVED,
        {
            "trialogue": _TRIALOGUE,
            "account": _ACCOUNT,
            "since": Column("when the invitation was used", About.SIGNED_IN),
            "invited_by": Column("the account that invited: a random id", About.SIGNED_IN),
        },
    ),
    "fact": Kept(
        "the record: what happened, in order, so that the weighing can be accounted for",
        Until.RECORD,
        {
            "trialogue": _TRIALOGUE,
            "seq": Column("its number"),
            "kind": Column("what happened"),
            "version": Column("the version of its form"),
            "at": Column("when, cut to the minute", About.PARTICIPANT),
            "by_role": Column("in what capacity somebody did it"),
            "by_perspective": Column("from which perspective", About.PARTICIPANT),
            "by_tag": Column(
                "a tag for one act of one phone; nobody can link two of them, and after closing "
                "nobody can link one to its phone",
                About.PARTICIPANT,
            ),
            "by_account": Column("which facilitator did it: a random id", About.SIGNED_IN),
            "data": Column(
                "what happened, without anybody's words: choices, ratings, ids of texts",
                About.PARTICIPANT,
            ),
            "texts": Column("salted hashes of the words"),
            "salt": Column("what makes the hashes of this fact impossible to guess"),
            "link": Column("its link in the chain"),
        },
    ),
    "text": Kept(
        "people's words, apart from the facts, so that they can go and the chain still holds",
        Until.UNSEEN,
        {
            "trialogue": _TRIALOGUE,
            "seq": Column("the fact that it belongs to"),
            "place": Column("which of the texts of that fact"),
            "body": Column("the words", About.WRITTEN),
            "salt": Column("the salt of its hash; it goes together with the words"),
        },
    ),
    "receipt": Kept(
        "to count a form once, however often a bad connection sends it",
        Until.CLOSING,
        {
            "trialogue": _TRIALOGUE,
            "key_hash": Column("HMAC of the random key of a form", About.PARTICIPANT),
            "body_hash": Column("HMAC of what the form held", About.PARTICIPANT),
            "answer": Column("what was answered: that it came late, or nothing"),
        },
    ),
    "weighing_draft": Kept(
        "the working copy that the next public version is made from",
        Until.TRIALOGUE,
        {
            "trialogue": _TRIALOGUE,
            "dilemma": Column("the dilemma that it is about"),
            "texts": Column("what the facilitator typed", About.WRITTEN),
            "updated": Column("when it was saved last"),
        },
    ),
    "publication": Kept(
        "what is public, so that people can look a weighing up",
        Until.PUBLIC,
        {
            "slug": Column("its address, made from the question", About.WRITTEN),
            "version": Column("its number"),
            "trialogue": _TRIALOGUE,
            "dilemma": Column("the dilemma that it is about"),
            "document": Column("all that is public of it", About.WRITTEN),
            "digest": Column("SHA-256 of the document as it was published"),
            "note": Column("what changed in this version", About.WRITTEN),
            "published_at": Column("when it became public"),
            "search": Column("its words, to be searched", About.WRITTEN),
            "current": Column("whether it is the newest version"),
            "redacted": Column("when a passage went out of it last"),
        },
    ),
    "screen_grant": Kept(
        "to let another machine show the projector once",
        Until.USED,
        {
            "token_hash": _TOKEN,
            "trialogue": _TRIALOGUE,
            "expires": _EXPIRES,
            "used": Column("when it was used"),
        },
    ),
    "screen_session": Kept(
        "to let a machine show the projector, and nothing else",
        Until.USED,
        {
            "id_hash": _TOKEN,
            "trialogue": _TRIALOGUE,
            "created": Column("when it was opened"),
            "expires": _EXPIRES,
        },
    ),
}


def until(table: str, column: str) -> Until:
    """Return the rule by which a column's data goes. Raises `KeyError` for an unknown one."""
    kept = REGISTER[table]
    return kept.columns[column].until or kept.until
