"""What every table is made of: one metadata, with a name for every constraint."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

# Constraints need names, or a later migration can't alter them on SQLite.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """What all tables share: one metadata, so that nothing else can slip into a migration."""

    metadata = MetaData(naming_convention=NAMES)
