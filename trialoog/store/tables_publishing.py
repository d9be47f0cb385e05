"""The tables around publishing: what is planned, and what went off the site. See `tables`."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlmodel import Field

from trialoog.store.table import Table


class PlannedPublication(Table, table=True):
    """A version that goes public by itself: exactly these texts, with what was confirmed."""

    __tablename__ = "planned_publication"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    dilemma: str = Field(primary_key=True)
    at: datetime = Field(index=True)
    texts: dict[str, Any] = Field(sa_type=JSON)
    digest: str  # of the text as it was planned; what changed since does not go out
    without: list[str] = Field(sa_type=JSON)  # perspectives whose missing approval was confirmed
    account: str  # who planned it
    refused: str = ""  # why it did not go out


class Tombstone(Table, table=True):
    """What stands at the address of a weighing that was taken offline."""

    __tablename__ = "tombstone"

    slug: str = Field(primary_key=True)
    trialogue: str = Field(foreign_key="trialogue.id", index=True)
    version: int  # this one and all before it are gone
    at: datetime
    ground: str
    reason: str = Field(sa_type=Text)
