"""What one process does for all that serve the same rooms."""

from alembic import op
from trialoog.store.columns import key, moment, words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remember when each was last taken on."""
    op.create_table("chore", words("name"), moment("taken"), key("chore", "name"))


def downgrade() -> None:
    """Forget it; nothing of it is a record."""
    op.drop_table("chore")
