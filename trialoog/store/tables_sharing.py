"""The tables by which processes that serve the same rooms know of each other. See `tables`."""

from datetime import datetime

from sqlalchemy import JSON, func
from sqlmodel import Field

from trialoog.store.table import Table


class Ending(Table, table=True):
    """A right that ended, for the processes that hold pages open which lived on it."""

    __tablename__ = "ending"

    id: int | None = Field(default=None, primary_key=True)
    who: str  # the `id_hash` of a session, or the hash of a token that ended one
    trialogue: str | None = None  # the only one that it ended in; none: in all
    signed_out: bool  # with it the session itself; else it goes on with the rights that are left
    at: datetime | None = Field(  # by the clock of the database, at the start of the transaction
        default=None,
        nullable=False,
        index=True,
        sa_column_kwargs={"server_default": func.current_timestamp()},
    )


class CrowdRow(Table, table=True):
    """Simulated people in one rehearsal: what was asked of them, and what their process says."""

    __tablename__ = "crowd"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    process: str  # that they live in
    team: str
    people: int  # how many come
    awake: bool  # whether they are to play, or to keep their seats and do nothing
    place: int  # in the order in which that was asked
    present: dict[str, int] = Field(default_factory=dict, sa_type=JSON)  # by perspective
    seen: datetime  # when their process said so last, by the clock of the database


class Chore(Table, table=True):
    """Something that is done once in a while, by one process for all."""

    __tablename__ = "chore"

    name: str = Field(primary_key=True)
    taken: datetime  # when a process last took it on
