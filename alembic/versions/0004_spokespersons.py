"""Who says for a perspective whether a text may become public."""

import sqlalchemy as sa

from alembic import op
from trialoog.store.columns import index, key, moment, points, words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spokesperson_link",
        words("token_hash"),
        words("trialogue"),
        words("dilemma"),
        words("perspective"),
        moment("made"),
        moment("expires"),
        points("spokesperson_link", "trialogue", "trialogue"),
        key("spokesperson_link", "token_hash"),
        sa.UniqueConstraint(
            "trialogue",
            "dilemma",
            "perspective",
            name="uq_spokesperson_link_trialogue_dilemma_perspective",
        ),
    )
    op.create_table(
        "spokesperson_session",
        words("id_hash"),
        words("link"),
        sa.ForeignKeyConstraint(
            ["link"],
            ["spokesperson_link.token_hash"],
            name="fk_spokesperson_session_link_spokesperson_link",
            ondelete="CASCADE",
        ),
        key("spokesperson_session", "id_hash"),
    )
    index("spokesperson_session", "link")


def downgrade() -> None:
    for table in (
        "spokesperson_session",
        "spokesperson_link",
    ):
        op.drop_table(table)
