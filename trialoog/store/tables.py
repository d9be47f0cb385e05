"""Every table, as SQLModel classes. They never leave `store`: callers get plain data.

Holds no rule and no query. The triggers that keep the journal append-only stand in
the first migration.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Text
from sqlmodel import Field

from trialoog.store.table import Table
from trialoog.store.tables_catalogue import (
    CatalogueAssumption,
    CatalogueFacet,
    CatalogueOption,
    CatalogueRow,
)
from trialoog.store.tables_followers import (
    DeliveryRow,
    Follower,
    Following,
    FollowLink,
    FollowRequest,
    MailingRow,
)
from trialoog.store.tables_publishing import PlannedPublication, Tombstone
from trialoog.store.tables_secrets import TrialogueSecret
from trialoog.store.tables_sharing import Chore, CrowdRow, Ending
from trialoog.store.tables_spokespersons import SpokespersonLink, SpokespersonSession

__all__ = [
    "Account",
    "CatalogueAssumption",
    "CatalogueFacet",
    "CatalogueOption",
    "CatalogueRow",
    "Chore",
    "CoFacilitator",
    "CrowdRow",
    "DeliveryRow",
    "Ending",
    "FactRow",
    "FollowLink",
    "FollowRequest",
    "Follower",
    "Following",
    "Identity",
    "Invitation",
    "MailingRow",
    "Member",
    "PlannedPublication",
    "PublicStamp",
    "PublicationRow",
    "Receipt",
    "ReviewReminder",
    "ScreenGrant",
    "ScreenSession",
    "SigninLink",
    "SigninSession",
    "SpokespersonLink",
    "SpokespersonSession",
    "Table",
    "Team",
    "TextRow",
    "Tombstone",
    "TrialogueRow",
    "TrialogueSecret",
    "WeighingDraft",
]

# --- people --------------------------------------------------------------------


class Account(Table, table=True):
    """Somebody who can sign in. Participants have no account."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    name: str
    email: str | None = Field(default=None, unique=True)  # lower case; where links may be sent
    created: datetime


class Team(Table, table=True):
    """Who owns trialogues together."""

    __tablename__ = "team"

    id: str = Field(primary_key=True)
    name: str


class Identity(Table, table=True):
    """How a provider of single sign-on calls somebody who has an account here."""

    __tablename__ = "identity"

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)


class Member(Table, table=True):
    """An account in a team, as facilitator or administrator."""

    __tablename__ = "member"
    __table_args__ = (CheckConstraint("role IN ('facilitator', 'administrator')", name="role"),)

    team: str = Field(primary_key=True, foreign_key="team.id")
    account: str = Field(primary_key=True, foreign_key="account.id", index=True)
    role: str
    source: str = ""  # the provider that says so at every sign-in; empty: given here


class Invitation(Table, table=True):
    """A one-time way into one team, or into one trialogue to lead it along.

    Has a link to hand on and, where it was mailed, another one that went only there. Of their
    tokens only the SHA-256 is kept.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("role IN ('facilitator', 'administrator')", name="role"),
        CheckConstraint("(team IS NULL) <> (trialogue IS NULL)", name="into"),
        CheckConstraint("(email IS NULL) = (mailed_hash IS NULL)", name="mailed"),
    )

    token_hash: str = Field(primary_key=True)
    team: str | None = Field(default=None, foreign_key="team.id", index=True)
    trialogue: str | None = Field(default=None, foreign_key="trialogue.id", index=True)
    role: str
    name: str  # of who is invited
    email: str | None = None  # of who comes in by the mailed link
    mailed_hash: str | None = Field(default=None, unique=True)
    invited_by: str = Field(foreign_key="account.id")
    expires: datetime


class SigninLink(Table, table=True):
    """A one-time link. Only the SHA-256 of its token is kept."""

    __tablename__ = "signin_link"

    token_hash: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    expires: datetime
    used: datetime | None = None


class SigninSession(Table, table=True):
    """Somebody signed in on one browser. Only the SHA-256 of the cookie is kept."""

    __tablename__ = "signin_session"

    id_hash: str = Field(primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    created: datetime
    seen: datetime
    expires: datetime
    issuer: str | None = None  # the provider that somebody came in by, if any
    sid: str | None = None  # how that provider calls this session, to end it from there


# --- trialogues ------------------------------------------------------------------


class TrialogueRow(Table, table=True):
    """A trialogue in lists: its preparation, its doors, and how far its journal goes."""

    __tablename__ = "trialogue"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'open', 'adjourned', 'closed')", name="status"),
    )

    id: str = Field(primary_key=True)
    team: str = Field(foreign_key="team.id", index=True)
    title: str
    status: str = "draft"
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    code: str | None = Field(default=None, unique=True)
    door: bool = False
    rehearsal: bool = False
    copy_of: str | None = Field(default=None, foreign_key="trialogue.id", ondelete="SET NULL")
    language: str
    organisation: str = ""  # as the gathering began with
    contact: str = ""  # whom the public can ask, where that is another than usual
    unannounced: bool = False  # the owner gave a reason not to tell that it was held
    epoch: str  # another value after a restored backup, so that pages start afresh
    last_seq: int = 0
    open_seq: int = 0  # how many of the facts stand in the open lane; see `chain`
    head: str = ""  # the last link of the open lane, hex; empty before its first fact
    closed_head: str = ""  # the same of the closed lane; together they cover every fact
    created: datetime
    updated: datetime


class CoFacilitator(Table, table=True):
    """An account that leads one trialogue along, whatever team it is in."""

    __tablename__ = "co_facilitator"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    account: str = Field(primary_key=True, foreign_key="account.id", index=True)
    since: datetime
    invited_by: str = Field(foreign_key="account.id")


class FactRow(Table, table=True):
    """One fact. Rows are only ever added; `texts` holds the hashes of its texts.

    `link` is that of its own lane, which follows from the other columns.
    """

    __tablename__ = "fact"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    seq: int = Field(primary_key=True)
    kind: str
    version: int
    at: datetime
    by_role: str
    by_perspective: str | None = None
    by_tag: str | None = None
    by_account: str | None = None
    data: str = Field(sa_type=Text)
    texts: str = Field(sa_type=Text)
    salt: bytes
    link: str


class TextRow(Table, table=True):
    """People's own words, apart from the fact, so that they can be blanked."""

    __tablename__ = "text"
    __table_args__ = (ForeignKeyConstraint(["trialogue", "seq"], ["fact.trialogue", "fact.seq"]),)

    trialogue: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    body: str | None = Field(default=None, sa_type=Text)
    salt: bytes | None = None


class Receipt(Table, table=True):
    """The answer to a form that was submitted once; outside the chain, gone at closing."""

    __tablename__ = "receipt"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    key_hash: str = Field(primary_key=True)
    body_hash: str
    answer: dict[str, Any] = Field(sa_type=JSON)


# --- publications ----------------------------------------------------------------


class WeighingDraft(Table, table=True):
    """The working copy of the public text of one dilemma."""

    __tablename__ = "weighing_draft"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    dilemma: str = Field(primary_key=True)
    texts: dict[str, Any] = Field(sa_type=JSON)
    updated: datetime


class PublicationRow(Table, table=True):
    """One public version of a weighing, exactly as it went out, but for what was redacted."""

    __tablename__ = "publication"

    slug: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    trialogue: str = Field(foreign_key="trialogue.id", index=True)
    dilemma: str
    document: str = Field(sa_type=Text)
    digest: str
    note: str = Field(sa_type=Text)
    published_at: datetime = Field(index=True)
    current: bool
    follows: str | None = Field(default=None, index=True)  # the address of what it goes on from
    review: date | None = Field(default=None, index=True)  # when it is looked at again
    redacted: datetime | None = None


class ReviewReminder(Table, table=True):
    """Somebody who was told that a weighing is due for review on a day: taken before it is sent."""

    __tablename__ = "review_reminder"

    slug: str = Field(primary_key=True)
    review: date = Field(primary_key=True)
    account: str = Field(primary_key=True, foreign_key="account.id", index=True)
    at: datetime


class PublicStamp(Table, table=True):
    """One row: how often something public changed. Triggers on `publication` count."""

    __tablename__ = "public_stamp"

    id: int = Field(primary_key=True)
    changes: int


# --- projectors ------------------------------------------------------------------


class ScreenGrant(Table, table=True):
    """A one-time link that lets another machine show the projector of one trialogue."""

    __tablename__ = "screen_grant"

    token_hash: str = Field(primary_key=True)
    trialogue: str = Field(foreign_key="trialogue.id", index=True)
    expires: datetime
    used: datetime | None = None


class ScreenSession(Table, table=True):
    """A machine that shows the projector of one trialogue."""

    __tablename__ = "screen_session"

    id_hash: str = Field(primary_key=True)
    trialogue: str = Field(foreign_key="trialogue.id", index=True)
    created: datetime
    expires: datetime
