"""First tables, and the triggers that keep the journal append-only."""

import sqlalchemy as sa

from alembic import op
from trialoog.store.columns import day, index, key, long, moment, number, points, secret, words, yes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A rehearsal leaves no trace, so its facts may go; of other trialogues nothing ever does.
TRIGGERS_SQLITE = (
    """CREATE TRIGGER fact_stays BEFORE UPDATE ON fact
    BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END""",
    """CREATE TRIGGER fact_remains BEFORE DELETE ON fact
    WHEN NOT EXISTS (SELECT 1 FROM trialogue WHERE id = OLD.trialogue AND rehearsal)
    BEGIN SELECT RAISE(ABORT, 'a fact is never deleted'); END""",
    """CREATE TRIGGER text_stays BEFORE UPDATE ON text
    WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.trialogue IS NOT OLD.trialogue
      OR NEW.seq IS NOT OLD.seq OR NEW.place IS NOT OLD.place
    BEGIN SELECT RAISE(ABORT, 'a text can only be blanked'); END""",
    """CREATE TRIGGER text_remains BEFORE DELETE ON text
    WHEN NOT EXISTS (SELECT 1 FROM trialogue WHERE id = OLD.trialogue AND rehearsal)
    BEGIN SELECT RAISE(ABORT, 'a text is never deleted'); END""",
    """CREATE TRIGGER trialogue_stays BEFORE UPDATE ON trialogue
    WHEN NEW.id IS NOT OLD.id OR NEW.rehearsal IS NOT OLD.rehearsal
    BEGIN SELECT RAISE(ABORT, 'a trialogue never becomes another'); END""",
    """CREATE TRIGGER trialogue_remains BEFORE DELETE ON trialogue
    WHEN OLD.last_seq > 0 AND NOT OLD.rehearsal
    BEGIN SELECT RAISE(ABORT, 'a trialogue with facts is never deleted'); END""",
    """CREATE TRIGGER publication_comes AFTER INSERT ON publication
    BEGIN UPDATE public_stamp SET changes = changes + 1; END""",
    """CREATE TRIGGER publication_changes AFTER UPDATE ON publication
    BEGIN UPDATE public_stamp SET changes = changes + 1; END""",
    """CREATE TRIGGER publication_goes AFTER DELETE ON publication
    BEGIN UPDATE public_stamp SET changes = changes + 1; END""",
)

TRIGGERS_POSTGRESQL = (
    """CREATE FUNCTION trialoog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$""",
    """CREATE FUNCTION trialoog_refuse_unless_rehearsal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM trialogue WHERE id = OLD.trialogue AND rehearsal) THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION '%', TG_ARGV[0];
    END $$""",
    """CREATE TRIGGER fact_stays BEFORE UPDATE ON fact FOR EACH ROW
    EXECUTE FUNCTION trialoog_refuse('a fact is never changed')""",
    """CREATE TRIGGER fact_remains BEFORE DELETE ON fact FOR EACH ROW
    EXECUTE FUNCTION trialoog_refuse_unless_rehearsal('a fact is never deleted')""",
    """CREATE TRIGGER fact_is_kept BEFORE TRUNCATE ON fact
    EXECUTE FUNCTION trialoog_refuse('a fact is never deleted')""",
    """CREATE TRIGGER text_stays BEFORE UPDATE ON text FOR EACH ROW
    WHEN (NEW.body IS NOT NULL OR NEW.salt IS NOT NULL
      OR NEW.trialogue IS DISTINCT FROM OLD.trialogue
      OR NEW.seq IS DISTINCT FROM OLD.seq OR NEW.place IS DISTINCT FROM OLD.place)
    EXECUTE FUNCTION trialoog_refuse('a text can only be blanked')""",
    """CREATE TRIGGER text_remains BEFORE DELETE ON text FOR EACH ROW
    EXECUTE FUNCTION trialoog_refuse_unless_rehearsal('a text is never deleted')""",
    """CREATE TRIGGER text_is_kept BEFORE TRUNCATE ON text
    EXECUTE FUNCTION trialoog_refuse('a text is never deleted')""",
    """CREATE TRIGGER trialogue_stays BEFORE UPDATE ON trialogue FOR EACH ROW
    WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.rehearsal IS DISTINCT FROM OLD.rehearsal)
    EXECUTE FUNCTION trialoog_refuse('a trialogue never becomes another')""",
    """CREATE TRIGGER trialogue_remains BEFORE DELETE ON trialogue FOR EACH ROW
    WHEN (OLD.last_seq > 0 AND NOT OLD.rehearsal)
    EXECUTE FUNCTION trialoog_refuse('a trialogue with facts is never deleted')""",
    """CREATE FUNCTION trialoog_count_public() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE public_stamp SET changes = changes + 1; RETURN NULL; END $$""",
    """CREATE TRIGGER publication_is_counted AFTER INSERT OR UPDATE OR DELETE ON publication
    FOR EACH STATEMENT EXECUTE FUNCTION trialoog_count_public()""",
)


def upgrade() -> None:
    people()
    trialogues()
    invitations()
    publications()
    screens()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in TRIGGERS_SQLITE if sqlite else TRIGGERS_POSTGRESQL:
        op.execute(statement)


def people() -> None:
    op.create_table(
        "account",
        words("id"),
        words("name"),
        words("email", null=True),
        moment("created"),
        key("account", "id"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_table("team", words("id"), words("name"), key("team", "id"))
    op.create_table(
        "identity",
        words("issuer"),
        words("subject"),
        words("account"),
        points("identity", "account", "account"),
        key("identity", "issuer", "subject"),
    )
    index("identity", "account")
    op.create_table(
        "member",
        words("team"),
        words("account"),
        words("role"),
        words("source"),
        sa.CheckConstraint("role IN ('facilitator', 'administrator')", name="ck_member_role"),
        points("member", "team", "team"),
        points("member", "account", "account"),
        key("member", "team", "account"),
    )
    index("member", "account")
    op.create_table(
        "signin_link",
        words("token_hash"),
        words("account"),
        moment("expires"),
        moment("used", null=True),
        points("signin_link", "account", "account"),
        key("signin_link", "token_hash"),
    )
    index("signin_link", "account")
    op.create_table(
        "signin_session",
        words("id_hash"),
        words("account"),
        moment("created"),
        moment("seen"),
        moment("expires"),
        words("issuer", null=True),
        words("sid", null=True),
        points("signin_session", "account", "account"),
        key("signin_session", "id_hash"),
    )
    index("signin_session", "account")


def trialogues() -> None:
    op.create_table(
        "trialogue",
        words("id"),
        words("team"),
        words("title"),
        words("status"),
        sa.Column("draft", sa.JSON(), nullable=False),
        words("code", null=True),
        yes("door"),
        secret("secret", null=True),
        yes("rehearsal"),
        words("copy_of", null=True),
        words("language"),
        words("organisation"),
        words("contact"),
        yes("unannounced"),
        words("epoch"),
        number("last_seq"),
        number("open_seq"),
        words("head"),
        words("closed_head"),
        moment("created"),
        moment("updated"),
        sa.CheckConstraint(
            "status IN ('draft', 'open', 'adjourned', 'closed')", name="ck_trialogue_status"
        ),
        points("trialogue", "copy_of", "trialogue", ondelete="SET NULL"),
        points("trialogue", "team", "team"),
        key("trialogue", "id"),
        sa.UniqueConstraint("code", name="uq_trialogue_code"),
    )
    index("trialogue", "team")
    op.create_table(
        "fact",
        words("trialogue"),
        number("seq"),
        words("kind"),
        number("version"),
        moment("at"),
        words("by_role"),
        words("by_perspective", null=True),
        words("by_tag", null=True),
        words("by_account", null=True),
        long("data"),
        long("texts"),
        secret("salt"),
        words("link"),
        points("fact", "trialogue", "trialogue"),
        key("fact", "trialogue", "seq"),
    )
    op.create_table(
        "text",
        words("trialogue"),
        number("seq"),
        number("place"),
        long("body", null=True),
        secret("salt", null=True),
        sa.ForeignKeyConstraint(
            ["trialogue", "seq"], ["fact.trialogue", "fact.seq"], name="fk_text_trialogue_seq_fact"
        ),
        key("text", "trialogue", "seq", "place"),
    )
    op.create_table(
        "receipt",
        words("trialogue"),
        words("key_hash"),
        words("body_hash"),
        sa.Column("answer", sa.JSON(), nullable=False),
        points("receipt", "trialogue", "trialogue"),
        key("receipt", "trialogue", "key_hash"),
    )


def invitations() -> None:
    op.create_table(
        "invitation",
        words("token_hash"),
        words("team", null=True),
        words("trialogue", null=True),
        words("role"),
        words("name"),
        words("email", null=True),
        words("mailed_hash", null=True),
        words("invited_by"),
        moment("expires"),
        sa.CheckConstraint("role IN ('facilitator', 'administrator')", name="ck_invitation_role"),
        sa.CheckConstraint("(team IS NULL) <> (trialogue IS NULL)", name="ck_invitation_into"),
        sa.CheckConstraint("(email IS NULL) = (mailed_hash IS NULL)", name="ck_invitation_mailed"),
        sa.UniqueConstraint("mailed_hash", name="uq_invitation_mailed_hash"),
        points("invitation", "team", "team"),
        points("invitation", "trialogue", "trialogue"),
        points("invitation", "invited_by", "account"),
        key("invitation", "token_hash"),
    )
    index("invitation", "team")
    index("invitation", "trialogue")
    op.create_table(
        "co_facilitator",
        words("trialogue"),
        words("account"),
        moment("since"),
        words("invited_by"),
        points("co_facilitator", "trialogue", "trialogue"),
        points("co_facilitator", "account", "account"),
        points("co_facilitator", "invited_by", "account"),
        key("co_facilitator", "trialogue", "account"),
    )
    index("co_facilitator", "account")


def publications() -> None:
    op.create_table(
        "weighing_draft",
        words("trialogue"),
        words("dilemma"),
        sa.Column("texts", sa.JSON(), nullable=False),
        moment("updated"),
        points("weighing_draft", "trialogue", "trialogue"),
        key("weighing_draft", "trialogue", "dilemma"),
    )
    op.create_table(
        "publication",
        words("slug"),
        number("version"),
        words("trialogue"),
        words("dilemma"),
        long("document"),
        words("digest"),
        long("note"),
        moment("published_at"),
        yes("current"),
        words("follows", null=True),
        day("review"),
        moment("redacted", null=True),
        points("publication", "trialogue", "trialogue"),
        key("publication", "slug", "version"),
    )
    index("publication", "trialogue")
    index("publication", "published_at")
    index("publication", "follows")
    index("publication", "review")
    op.create_table(
        "review_reminder",
        words("slug"),
        sa.Column("review", sa.Date(), nullable=False),
        words("account"),
        moment("at"),
        points("review_reminder", "account", "account"),
        key("review_reminder", "slug", "review", "account"),
    )
    index("review_reminder", "account")
    op.create_table(
        "planned_publication",
        words("trialogue"),
        words("dilemma"),
        moment("at"),
        sa.Column("texts", sa.JSON(), nullable=False),
        words("digest"),
        sa.Column("without", sa.JSON(), nullable=False),
        words("account"),
        words("refused"),
        points("planned_publication", "trialogue", "trialogue"),
        key("planned_publication", "trialogue", "dilemma"),
    )
    index("planned_publication", "at")
    op.create_table(
        "tombstone",
        words("slug"),
        words("trialogue"),
        number("version"),
        moment("at"),
        words("ground"),
        long("reason"),
        points("tombstone", "trialogue", "trialogue"),
        key("tombstone", "slug"),
    )
    index("tombstone", "trialogue")
    stamp = op.create_table(
        "public_stamp", number("id"), number("changes"), key("public_stamp", "id")
    )
    op.bulk_insert(stamp, [{"id": 1, "changes": 0}])


def screens() -> None:
    op.create_table(
        "screen_grant",
        words("token_hash"),
        words("trialogue"),
        moment("expires"),
        moment("used", null=True),
        points("screen_grant", "trialogue", "trialogue"),
        key("screen_grant", "token_hash"),
    )
    index("screen_grant", "trialogue")
    op.create_table(
        "screen_session",
        words("id_hash"),
        words("trialogue"),
        moment("created"),
        moment("expires"),
        points("screen_session", "trialogue", "trialogue"),
        key("screen_session", "id_hash"),
    )
    index("screen_session", "trialogue")


def downgrade() -> None:
    for table in (
        "screen_session",
        "screen_grant",
        "planned_publication",
        "tombstone",
        "review_reminder",
        "publication",
        "public_stamp",
        "weighing_draft",
        "co_facilitator",
        "invitation",
        "receipt",
        "text",
        "fact",
        "trialogue",
        "signin_session",
        "signin_link",
        "member",
        "identity",
        "team",
        "account",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION trialoog_refuse_unless_rehearsal()")
        op.execute("DROP FUNCTION trialoog_refuse()")
        op.execute("DROP FUNCTION trialoog_count_public()")
