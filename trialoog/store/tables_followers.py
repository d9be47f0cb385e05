"""The tables of followers, and of what is on its way to them. See `tables`."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field

from trialoog.store.table import Table


class FollowRequest(Table, table=True):
    """Somebody asked that an address follows something; nobody confirmed it from there yet."""

    __tablename__ = "follow_request"

    token_hash: str = Field(primary_key=True)
    email: str = Field(index=True)
    about: str  # what kind of thing, as in `following`
    key: str
    frequency: str
    language: str
    asked: datetime


class Follower(Table, table=True):
    """An address that follows something, confirmed from there. Nothing else is known of it."""

    __tablename__ = "follower"

    id: str = Field(primary_key=True)
    email: str = Field(unique=True)  # lower case
    language: str
    since: datetime
    daily: datetime | None = None  # when the last mail of at most one a day went out
    weekly: datetime | None = None


class Following(Table, table=True):
    """One thing that somebody follows, and how often they want to hear of it."""

    __tablename__ = "following"
    __table_args__ = (
        CheckConstraint("about IN ('weighing', 'subject', 'everything')", name="about"),
        CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="frequency"),
    )

    follower: str = Field(primary_key=True, foreign_key="follower.id", ondelete="CASCADE")
    about: str = Field(primary_key=True)
    key: str = Field(primary_key=True)  # a slug, a subject, or empty
    frequency: str
    since: datetime


class FollowLink(Table, table=True):
    """The link in one mail, by which who follows changes that or stops."""

    __tablename__ = "follow_link"

    token_hash: str = Field(primary_key=True)
    follower: str = Field(foreign_key="follower.id", ondelete="CASCADE", index=True)


class MailingRow(Table, table=True):
    """Somebody had the followers told of one version. `reached` is the last follower for whom a
    delivery was made, in the order of their ids; `spread` that all have theirs."""

    __tablename__ = "mailing"
    __table_args__ = (
        ForeignKeyConstraint(["slug", "version"], ["publication.slug", "publication.version"]),
    )

    slug: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    subjects: list[str] = Field(sa_type=JSON)
    ordered: datetime
    reached: str = ""
    spread: bool = False


class DeliveryRow(Table, table=True):
    """One version on its way to one follower. See `store.deliveries` for its states."""

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(["slug", "version"], ["mailing.slug", "mailing.version"]),
        CheckConstraint("frequency IN ('each', 'daily', 'weekly')", name="frequency"),
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'refused', 'unsure', 'withdrawn')",
            name="state",
        ),
    )

    slug: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    follower: str = Field(
        primary_key=True, foreign_key="follower.id", ondelete="CASCADE", index=True
    )
    frequency: str
    state: str = "waiting"
    due: datetime = Field(index=True)  # while sending: until when; afterwards: when it ended
    tries: int = 0
