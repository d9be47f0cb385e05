"""What several processes that serve the same rooms know of each other."""

import sqlalchemy as sa

from alembic import op
from trialoog.store.columns import index, key, moment, number, points, words, yes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rights that ended, and simulated people in rehearsals."""
    at = sa.Column(
        "at", sa.DateTime(timezone=True), server_default=sa.func.current_timestamp(), nullable=False
    )
    op.create_table(
        "ending",
        number("id"),
        words("who"),
        words("trialogue", null=True),
        yes("signed_out"),
        at,
        key("ending", "id"),
    )
    index("ending", "at")
    op.create_table(
        "crowd",
        words("trialogue"),
        words("process"),
        words("team"),
        number("people"),
        yes("awake"),
        number("place"),
        sa.Column("present", sa.JSON(), nullable=False),
        moment("seen"),
        points("crowd", "trialogue", "trialogue"),
        key("crowd", "trialogue"),
    )


def downgrade() -> None:
    """Forget both; nothing of it is a record."""
    for table in ("crowd", "ending"):
        op.drop_table(table)
