"""The closed vocabulary of a trialogue: perspectives, kinds, outcomes, reasons, stances.

The names are those of the concept; the words on screen belong to `views`.
"""

from enum import StrEnum


class Role(StrEnum):
    """In what capacity somebody acts inside one trialogue."""

    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    SCREEN = "screen"
    SPOKESPERSON = "spokesperson"  # answers for a perspective, after the meeting
    HOUSE = "house"  # the installation itself, by its settings; nobody can take this role


class Perspective(StrEnum):
    """The three voices, in the order they are always shown in, and the guests."""

    POLICY = "policy"
    IMPLEMENTATION = "implementation"
    POLITICS = "politics"
    CITIZEN = "citizen"
    OVERSIGHT = "oversight"


THREE = (Perspective.POLICY, Perspective.IMPLEMENTATION, Perspective.POLITICS)
GUESTS = (Perspective.CITIZEN, Perspective.OVERSIGHT)

# Below this many seats behind a number the number is not published (rule 3).
SMALL = 3


class Nature(StrEnum):
    """What a contribution is by nature; article 5.2 of the Woo draws this line."""

    FACT = "fact"
    EFFECT = "effect"
    VIEW = "view"


class Kind(StrEnum):
    """What a participant says a contribution is, with one tap."""

    FACT = "fact"
    SIGNAL = "signal"
    EFFECT = "effect"
    RISK = "risk"
    CONDITION = "condition"
    ASSUMPTION = "assumption"
    INTEREST = "interest"
    WORRY = "worry"
    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"

    @property
    def nature(self) -> Nature:
        """The nature that follows from the kind."""
        return NATURE[self]


NATURE = {
    Kind.FACT: Nature.FACT,
    Kind.SIGNAL: Nature.FACT,
    Kind.EFFECT: Nature.EFFECT,
    Kind.RISK: Nature.EFFECT,
    Kind.CONDITION: Nature.EFFECT,
    Kind.ASSUMPTION: Nature.EFFECT,
    Kind.INTEREST: Nature.VIEW,
    Kind.WORRY: Nature.VIEW,
    Kind.FOR: Nature.VIEW,
    Kind.AGAINST: Nature.VIEW,
    Kind.QUESTION: Nature.VIEW,
}


class Pole(StrEnum):
    """The two sides of a dilemma."""

    A = "a"
    B = "b"


class Activity(StrEnum):
    """What a phase may switch on; a format can name nothing else."""

    WRITE = "write"  # silent, blind rounds on the poles
    RECOGNISE = "recognise"
    OPTIONS = "options"
    ARGUE = "argue"  # open contributions on an option
    RATE = "rate"
    OUTCOME = "outcome"
    CONSENT = "consent"
    READ_BACK = "read_back"


class OutcomeKind(StrEnum):
    """What became of an option."""

    CHOSEN = "chosen"
    REJECTED = "rejected"
    PARKED = "parked"
    MERGED = "merged"
    ELABORATE = "elaborate"


class ReasonType(StrEnum):
    """On what ground an option got its outcome."""

    ORGANISATION = "organisation"  # workable for the organisation
    CITIZEN = "citizen"  # workable for the citizen
    LAWFUL = "lawful"
    EFFECT = "effect"
    COST = "cost"
    TIME = "time"
    SUPPORT = "support"
    OTHER = "other"


class Stance(StrEnum):
    """A participant's consent with an outcome."""

    SUPPORT = "support"
    LIVE_WITH = "live_with"
    OBJECT = "object"


class Standing(StrEnum):
    """What is known of an assumption so far."""

    OPEN = "open"
    HOLDS = "holds"
    FAILS = "fails"


class Decision(StrEnum):
    """What the decision maker did with the advice."""

    FOLLOWS = "follows"
    DEPARTS = "departs"
    OPEN = "open"


class Ground(StrEnum):
    """On what ground a public weighing went offline."""

    PRIVACY = "privacy"  # nothing of it is told, not even its title
    PROCEDURE = "procedure"


class Approval(StrEnum):
    """What the spokesperson of a perspective said of the public text."""

    APPROVED = "approved"
    STALE = "stale"  # approved, and the text changed after it
    CHANGE = "change"  # wants something else
    NONE = "none"  # no answer yet


class Status(StrEnum):
    """Where a trialogue stands."""

    DRAFT = "draft"  # not one fact yet
    OPEN = "open"
    ADJOURNED = "adjourned"  # continues another day
    CLOSED = "closed"
