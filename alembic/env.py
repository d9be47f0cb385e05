"""What Alembic runs: on the connection that `trialoog.store.migrations` hands it."""

from alembic import context
from trialoog.store.tables import Table


def ours(name: str | None, kind: str, _: object) -> bool:
    """Tell what is compared with our tables: not the full-text indexes of SQLite."""
    return not (kind == "table" and name is not None and name.startswith("fts_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=ours,
)
with context.begin_transaction():
    context.run_migrations()
