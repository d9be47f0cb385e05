"""What public weighings are found by."""

import sqlalchemy as sa

from alembic import op
from trialoog.store.columns import day, index, key, long, moment, number, points, words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What is searched stands in the catalogue only; these hold where each word stands. They are kept by
# triggers, and words come folded and one blank apart, so that the simplest way to cut them will do.
SEARCH_SQLITE = (
    """CREATE VIRTUAL TABLE fts_weighing USING fts5(heading, options, body,
    content='catalogue', content_rowid='id', tokenize='ascii', prefix='2 3 4')""",
    """CREATE VIRTUAL TABLE fts_option USING fts5(heading, words, about,
    content='catalogue_option', content_rowid='id', tokenize='ascii', prefix='2 3 4')""",
    "CREATE VIRTUAL TABLE fts_vocabulary USING fts5vocab(fts_weighing, row)",
    # Every word once, by its groups of three letters: for parts of words and typing errors.
    "CREATE VIRTUAL TABLE fts_part USING fts5(word, tokenize='trigram')",
    *(
        statement
        for index, table, columns in (
            ("fts_weighing", "catalogue", ("heading", "options", "body")),
            ("fts_option", "catalogue_option", ("heading", "words", "about")),
        )
        for statement in (
            f"""CREATE TRIGGER {table}_comes AFTER INSERT ON {table}
            BEGIN INSERT INTO {index}(rowid, {", ".join(columns)})
            VALUES (NEW.id, {", ".join(f"NEW.{column}" for column in columns)}); END""",
            f"""CREATE TRIGGER {table}_goes AFTER DELETE ON {table}
            BEGIN INSERT INTO {index}({index}, rowid, {", ".join(columns)})
            VALUES ('delete', OLD.id, {", ".join(f"OLD.{column}" for column in columns)}); END""",
        )
    ),
)


def upgrade() -> None:
    op.create_table(
        "catalogue",
        number("id"),
        words("slug"),
        number("version"),
        moment("published_at"),
        words("language"),
        words("question"),
        words("organisation"),
        words("decision_maker"),
        words("decision"),
        day("decide_by"),
        day("review"),
        long("heading"),
        long("options"),
        long("body"),
        key("catalogue", "id"),
        sa.UniqueConstraint("slug", name="uq_catalogue_slug"),
    )
    index("catalogue", "review")
    op.create_table(
        "catalogue_facet",
        words("kind"),
        words("value"),
        number("weighing"),
        points("catalogue_facet", "weighing", "catalogue"),
        key("catalogue_facet", "kind", "value", "weighing"),
    )
    index("catalogue_facet", "weighing")
    op.create_table(
        "catalogue_option",
        number("id"),
        number("weighing"),
        words("letter"),
        words("title"),
        words("outcome"),
        words("reason_type"),
        long("reason"),
        long("reopen"),
        long("heading"),
        long("words"),
        long("about"),
        points("catalogue_option", "weighing", "catalogue"),
        key("catalogue_option", "id"),
    )
    index("catalogue_option", "weighing")
    op.create_table(
        "catalogue_assumption",
        number("weighing"),
        number("number"),
        words("letter"),
        long("words"),
        words("standing"),
        day("on_day"),
        points("catalogue_assumption", "weighing", "catalogue"),
        key("catalogue_assumption", "weighing", "number"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in SEARCH_SQLITE:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ("fts_vocabulary", "fts_part", "fts_option", "fts_weighing"):
            # The triggers of its content go with that.
            op.execute(f"DROP TABLE {table}")
    for table in (
        "catalogue_assumption",
        "catalogue_option",
        "catalogue_facet",
        "catalogue",
    ):
        op.drop_table(table)
