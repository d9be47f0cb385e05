"""The tables of what is public, to be found. See `tables`.

Made from the current versions, and made anew by `trialoog index`. Full-text tables stand beside
them (`fts_…`), kept by triggers and asked by `index`.
"""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from trialoog.store.table import Table


class CatalogueRow(Table, table=True):
    """One weighing that is public, as a list, a filter and the overview need it.

    A newer version has a higher `id`, so that the newest stand last. What is searched is folded:
    `heading` is its question and poles, `options` their titles, `body` all its words, and `filed`
    what filters find it by.
    """

    __tablename__ = "catalogue"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    version: int
    published_at: datetime
    language: str
    question: str
    organisation: str
    decision_maker: str
    decision: str  # of the decision maker; empty when nothing is known
    decide_by: date | None = None
    review: date | None = Field(default=None, index=True)
    heading: str = Field(sa_type=Text)
    options: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    filed: str = Field(default="", sa_type=Text)


class CatalogueFacet(Table, table=True):
    """Something that weighings can be filtered by: its subject, format, outcome and so on."""

    __tablename__ = "catalogue_facet"
    # All of it, so that a count of many weighings reads the index alone.
    __table_args__ = (Index("ix_catalogue_facet_weighing", "weighing", "kind", "value"),)

    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    weighing: int = Field(primary_key=True, foreign_key="catalogue.id")


class CatalogueOption(Table, table=True):
    """One option of a public weighing, and what became of it. `heading` and `words` are folded,
    and `about` says what the weighing is about."""

    __tablename__ = "catalogue_option"

    id: int | None = Field(default=None, primary_key=True)
    weighing: int = Field(foreign_key="catalogue.id", index=True)
    letter: str
    title: str
    outcome: str
    reason_type: str
    reason: str = Field(sa_type=Text)
    reopen: str = Field(sa_type=Text)
    heading: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text)
    filed: str = Field(default="", sa_type=Text)


class CatalogueAssumption(Table, table=True):
    """What a public choice rests on, and what is known of it."""

    __tablename__ = "catalogue_assumption"

    weighing: int = Field(primary_key=True, foreign_key="catalogue.id")
    number: int = Field(primary_key=True)
    letter: str  # of the option that it belongs to
    words: str = Field(sa_type=Text)
    standing: str
    on_day: date | None = None
