"""The table of what no backup holds: the secrets behind the tags. See `tables`."""

from sqlmodel import Field

from trialoog.store.table import Table


class TrialogueSecret(Table, table=True):
    """32 random bytes while people can have a seat; the row goes when the trialogue closes."""

    __tablename__ = "trialogue_secret"

    trialogue: str = Field(primary_key=True, foreign_key="trialogue.id")
    secret: bytes
