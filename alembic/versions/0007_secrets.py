"""The secrets of trialogues in a table of their own, which no backup holds."""

from alembic import op
from trialoog.store.columns import key, points, secret, words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trialogue_secret",
        words("trialogue"),
        secret("secret"),
        points("trialogue_secret", "trialogue", "trialogue"),
        key("trialogue_secret", "trialogue"),
    )
    op.execute(
        "INSERT INTO trialogue_secret (trialogue, secret) "
        "SELECT id, secret FROM trialogue WHERE secret IS NOT NULL"
    )
    # A column that is dropped stays in the rows of PostgreSQL until they are written again.
    op.execute("UPDATE trialogue SET secret = NULL WHERE secret IS NOT NULL")
    # Not as Alembic does it on SQLite, which makes the table anew and loses its triggers.
    op.execute("ALTER TABLE trialogue DROP COLUMN secret")


def downgrade() -> None:
    op.add_column("trialogue", secret("secret", null=True))
    op.execute(
        "UPDATE trialogue SET secret = "
        "(SELECT secret FROM trialogue_secret WHERE trialogue = trialogue.id)"
    )
    op.drop_table("trialogue_secret")
