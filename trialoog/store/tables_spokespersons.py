"""The tables of who approves a public text in the name of a perspective."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from trialoog.store.table import Table


class SpokespersonLink(Table, table=True):
    """A link that lets the spokesperson of one perspective read and answer, on one dilemma."""

    __tablename__ = "spokesperson_link"
    __table_args__ = (UniqueConstraint("trialogue", "dilemma", "perspective"),)

    token_hash: str = Field(primary_key=True)
    trialogue: str = Field(foreign_key="trialogue.id")
    dilemma: str
    perspective: str
    made: datetime
    expires: datetime


class SpokespersonSession(Table, table=True):
    """A browser that came in by such a link, for as long as that works."""

    __tablename__ = "spokesperson_session"

    id_hash: str = Field(primary_key=True)
    link: str = Field(foreign_key="spokesperson_link.token_hash", ondelete="CASCADE", index=True)
