"""What the data register is made of: whom a column is about, and by which rule it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """Whose personal data a column can hold."""

    NOBODY = ""
    SIGNED_IN = "who signs in"
    PARTICIPANT = "a participant, never by name"
    WRITTEN = "whoever wrote it, or is named in it"
    FOLLOWER = "who follows by e-mail"


class Until(StrEnum):
    """The rules by which data goes."""

    RECORD = "stays: it is the record"
    ACCOUNT = "stays as long as the account"
    REMOVED = "stays until the team takes it away; gone with a draft or a rehearsal that is deleted"
    PLANNED = "removed once it is public, cancelled or planned anew"
    CLOSING = "destroyed when the trialogue closes"
    USED = "removed once used or too old: at the start, and every day"
    UNSEEN = (
        "words that the room never saw go some days after closing (`TRIALOOG_RETENTION_DAYS`); "
        "the rest stays, unless redacted"
    )
    TRIALOGUE = "stays with the trialogue; gone with a draft or a rehearsal that is deleted"
    ASKED = "removed when the link is used, and else after 7 days"
    FOLLOWED = "removed at once when somebody stops following"
    HOUR = "removed after an hour"
    NEXT = "stays until the next time"
    PLAYED = "removed when they go home; if their process died, when others are asked for"
    DELIVERED = "removed 30 days after it was sent, and at once when somebody stops following"
    PUBLIC = "stays: what is public keeps its address; a passage goes by redaction"


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column. `until` is there where it goes by another rule than its table."""

    what: str
    about: About = About.NOBODY
    until: Until | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A table: why it is kept, how long, and its columns by name; `apart` says why no backup holds
    what is in it, where that is so."""

    why: str
    until: Until
    columns: Mapping[str, Column]
    apart: str = ""


ALIVE = "what was used, or taken back, since the backup would open something again"


TOKEN = Column("SHA-256 of a random token; the token itself is not kept")
