"""Who follows public weighings by mail."""

import sqlalchemy as sa

from alembic import op
from trialoog.store.columns import index, key, moment, number, points, words, yes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    how_often = "frequency IN ('each', 'daily', 'weekly')"
    op.create_table(
        "follow_request",
        words("token_hash"),
        words("email"),
        words("about"),
        words("key"),
        words("frequency"),
        words("language"),
        moment("asked"),
        key("follow_request", "token_hash"),
    )
    index("follow_request", "email")
    op.create_table(
        "follower",
        words("id"),
        words("email"),
        words("language"),
        moment("since"),
        moment("daily", null=True),
        moment("weekly", null=True),
        key("follower", "id"),
        sa.UniqueConstraint("email", name="uq_follower_email"),
    )
    op.create_table(
        "following",
        words("follower"),
        words("about"),
        words("key"),
        words("frequency"),
        moment("since"),
        points("following", "follower", "follower", ondelete="CASCADE"),
        key("following", "follower", "about", "key"),
        sa.CheckConstraint(
            "about IN ('weighing', 'subject', 'everything')", name="ck_following_about"
        ),
        sa.CheckConstraint(how_often, name="ck_following_frequency"),
    )
    op.create_table(
        "follow_link",
        words("token_hash"),
        words("follower"),
        points("follow_link", "follower", "follower", ondelete="CASCADE"),
        key("follow_link", "token_hash"),
    )
    index("follow_link", "follower")
    op.create_table(
        "mailing",
        words("slug"),
        number("version"),
        sa.Column("subjects", sa.JSON(), nullable=False),
        moment("ordered"),
        words("reached"),
        yes("spread"),
        sa.ForeignKeyConstraint(
            ["slug", "version"],
            ["publication.slug", "publication.version"],
            name="fk_mailing_slug_version_publication",
        ),
        key("mailing", "slug", "version"),
    )
    op.create_table(
        "delivery",
        words("slug"),
        number("version"),
        words("follower"),
        words("frequency"),
        words("state"),
        moment("due"),
        number("tries"),
        sa.ForeignKeyConstraint(
            ["slug", "version"],
            ["mailing.slug", "mailing.version"],
            name="fk_delivery_slug_version_mailing",
        ),
        points("delivery", "follower", "follower", ondelete="CASCADE"),
        key("delivery", "slug", "version", "follower"),
        sa.CheckConstraint(how_often, name="ck_delivery_frequency"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'refused', 'unsure', 'withdrawn')",
            name="ck_delivery_state",
        ),
    )
    index("delivery", "follower")
    index("delivery", "due")


def downgrade() -> None:
    for table in (
        "delivery",
        "mailing",
        "follow_link",
        "following",
        "follower",
        "follow_request",
    ):
        op.drop_table(table)
