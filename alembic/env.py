"""What Alembic runs: on the connection that `trialoog.store.migrations` hands it."""

from alembic import context
from trialoog.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
