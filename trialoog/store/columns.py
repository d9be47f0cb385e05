"""The columns and keys of migrations, by short names, so that a table reads like a list."""

import sqlalchemy as sa

from alembic import op


def words(name: str, *, null: bool = False) -> sa.Column[str]:
    """Return a column of text, as short as a name."""
    return sa.Column(name, sa.String(), nullable=null)


def long(name: str, *, null: bool = False) -> sa.Column[str]:
    """Return a column of text of any length."""
    return sa.Column(name, sa.Text(), nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[object]:
    """Return a column of moments, with their time zone."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def day(name: str) -> sa.Column[object]:
    """Return a column of days, which may be empty."""
    return sa.Column(name, sa.Date(), nullable=True)


def number(name: str) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=False)


def yes(name: str) -> sa.Column[bool]:
    """Return a column of yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def secret(name: str, *, null: bool = False) -> sa.Column[bytes]:
    """Return a column of bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def points(
    table: str, column: str, to: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    """Return a key that points at the id of another table."""
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """Return the primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def index(table: str, column: str) -> None:
    """Make an index on a column."""
    op.create_index(f"ix_{table}_{column}", table, [column])
