"""Search: filters as words of the index, and full text on PostgreSQL."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from alembic import op
from trialoog.store.index_postgresql import NoTrigrams

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CONTENT = (
    ("fts_weighing", "catalogue", ("heading", "options", "body", "filed")),
    ("fts_option", "catalogue_option", ("heading", "words", "about", "filed")),
)
WEIGHTS = "ABD"  # of the first three of these columns; a word of `filed` weighs nothing

# By the column, not by the place in it, and with longer starts joined: smaller, and a question of
# a dozen common words takes a tenth of the time.
NOW = "detail='column', prefix='2 3 4 5 6'"
BEFORE = "prefix='2 3 4'"

# As `store.search.filed` writes it.
FILED = {
    "sqlite": "'§' || lower(hex(substr(CAST(kind || '=' || value AS BLOB), 1, 500)))",
    "postgresql": "'§' || encode(substr(convert_to(kind || '=' || value, 'UTF8'), 1, 500), 'hex')",
}
JOINED = {"sqlite": "group_concat", "postgresql": "string_agg"}

# As many letters as surely fit into a tsvector, and places as it can hold. Not to_tsvector: what is
# a word was decided before, and the same everywhere. Words of a heading stand there once more, with
# a mark, since to ask for their weight would mean to read every row.
SEARCH_POSTGRESQL = (
    """CREATE FUNCTION fts_words(said text, weight text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(string_agg(
            quote_literal(word) || ':' || least(place, 16383) || weight, ' '), '')::tsvector
        FROM unnest(string_to_array(left(said, 200000), ' ')) WITH ORDINALITY AS it(word, place)
        WHERE word <> ''
    $$""",
    """CREATE FUNCTION fts_heading(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT array_to_tsvector(array_agg(DISTINCT '¶' || word))
        FROM unnest(string_to_array(left(said, 20000), ' ')) AS word WHERE word <> ''
    $$""",
    'CREATE TABLE fts_part (word text COLLATE "C" PRIMARY KEY)',
    "CREATE INDEX fts_part_groups ON fts_part USING gin (word gin_trgm_ops)",
)


def upgrade() -> None:
    bind = op.get_bind()
    name = bind.dialect.name
    if name == "sqlite":
        _drop_sqlite()
    else:
        _trigrams(bind)
    for table in ("catalogue", "catalogue_option"):
        op.add_column(table, sa.Column("filed", sa.Text(), nullable=False, server_default=""))
    op.execute(
        f"""UPDATE catalogue SET filed = coalesce((SELECT {JOINED[name]}({FILED[name]}, ' ')
        FROM catalogue_facet WHERE weighing = catalogue.id), '')"""
    )
    outcome = FILED[name].replace("kind", "'outcome'").replace("value", "outcome")
    op.execute(f"UPDATE catalogue_option SET filed = {outcome} WHERE outcome <> ''")
    # The counts of filters come from the index alone.
    op.drop_index("ix_catalogue_facet_weighing", "catalogue_facet")
    op.create_index("ix_catalogue_facet_weighing", "catalogue_facet", ["weighing", "kind", "value"])
    if name == "sqlite":
        _make_sqlite(NOW, CONTENT)
    else:
        _make_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _drop_sqlite()
    else:
        for index, table, _ in CONTENT:
            op.execute(f"DROP TRIGGER {table}_comes ON {table}")
            op.execute(f"DROP FUNCTION {table}_comes()")
            op.execute(f"DROP TABLE {index}")
        op.execute("DROP TABLE fts_part")
        op.execute("DROP FUNCTION fts_words(text, text)")
        op.execute("DROP FUNCTION fts_heading(text)")
        # The extension stays: it may be somebody else's.
    op.drop_index("ix_catalogue_facet_weighing", "catalogue_facet")
    op.create_index("ix_catalogue_facet_weighing", "catalogue_facet", ["weighing"])
    for table in ("catalogue", "catalogue_option"):
        op.drop_column(table, "filed")
    if op.get_bind().dialect.name == "sqlite":
        _make_sqlite(BEFORE, [(index, table, columns[:-1]) for index, table, columns in CONTENT])


def _trigrams(bind: sa.Connection) -> None:
    known = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    if bind.scalar(known) is None:
        try:
            op.execute("CREATE EXTENSION pg_trgm")
        except DBAPIError as why:
            raise NoTrigrams(bind.engine.url.database or "") from why


def _make_postgresql() -> None:
    for statement in SEARCH_POSTGRESQL:
        op.execute(statement)
    for index, table, columns in CONTENT:
        parts = [f"fts_words({{0}}.{c}, '{w}')" for c, w in zip(columns, WEIGHTS, strict=False)]
        marked = ["fts_words({0}.filed, '')", "coalesce(fts_heading({0}.heading), '')"]
        made = " || ".join([*parts, *marked])
        op.execute(
            f"""CREATE TABLE {index} (
            id integer PRIMARY KEY REFERENCES {table} (id) ON DELETE CASCADE,
            words tsvector NOT NULL) WITH (toast_tuple_target = 128)"""
        )
        # The words apart from the rows, which are then quick to list: the index tells which.
        op.execute(f"ALTER TABLE {index} ALTER COLUMN words SET STORAGE EXTERNAL")
        op.execute(f"INSERT INTO {index} SELECT id, {made.format(table)} FROM {table}")
        op.execute(
            f"CREATE INDEX {index}_words ON {index} USING gin (words) WITH (fastupdate = off)"
        )
        op.execute(
            f"""CREATE FUNCTION {table}_comes() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO {index} VALUES (NEW.id, {made.format("NEW")}); RETURN NULL; END $$"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_comes AFTER INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_comes()"""
        )
    op.execute(
        """INSERT INTO fts_part SELECT DISTINCT word
        FROM catalogue, unnest(string_to_array(body, ' ')) AS word WHERE word <> ''"""
    )


def _drop_sqlite() -> None:
    op.execute("DROP TABLE fts_vocabulary")
    for index, table, _ in CONTENT:
        op.execute(f"DROP TRIGGER {table}_comes")
        op.execute(f"DROP TRIGGER {table}_goes")
        op.execute(f"DROP TABLE {index}")


def _make_sqlite(options: str, content: Sequence[tuple[str, str, tuple[str, ...]]]) -> None:
    for index, table, columns in content:
        named, new, old = (
            ", ".join(f"{row}{column}" for column in columns) for row in ("", "NEW.", "OLD.")
        )
        op.execute(
            f"""CREATE VIRTUAL TABLE {index} USING fts5({named}, content='{table}',
            content_rowid='id', tokenize='ascii', {options})"""
        )
        op.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
        op.execute(
            f"""CREATE TRIGGER {table}_comes AFTER INSERT ON {table}
            BEGIN INSERT INTO {index}(rowid, {named}) VALUES (NEW.id, {new}); END"""
        )
        op.execute(
            f"""CREATE TRIGGER {table}_goes AFTER DELETE ON {table}
            BEGIN INSERT INTO {index}({index}, rowid, {named})
            VALUES ('delete', OLD.id, {old}); END"""
        )
    op.execute("CREATE VIRTUAL TABLE fts_vocabulary USING fts5vocab(fts_weighing, row)")
