"""Identifiers and the join code. Makes none by itself: randomness comes from outside."""

from typing import NewType

TrialogueId = NewType("TrialogueId", str)
DilemmaId = NewType("DilemmaId", str)
OptionId = NewType("OptionId", str)
ContributionId = NewType("ContributionId", str)
OutcomeId = NewType("OutcomeId", str)
RoundId = NewType("RoundId", str)
GroupId = NewType("GroupId", str)
HandId = NewType("HandId", str)
AccountId = NewType("AccountId", str)

# An HMAC that says "the same phone, on the same subject" and nothing else.
Tag = NewType("Tag", str)

# 31 symbols without look-alikes (no 0/O, 1/I/L); eight of them make 8.5e11 codes.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def normalise_code(typed: str) -> str:
    """Return what somebody typed as a bare code: upper case, no blanks or dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())


def is_code(code: str) -> bool:
    """Tell whether a normalised code could exist: eight symbols of the alphabet."""
    return len(code) == CODE_LENGTH and all(c in CODE_ALPHABET for c in code)


def show_code(code: str) -> str:
    """Return a code as people read it: two groups of four."""
    return f"{code[:4]} {code[4:]}"
