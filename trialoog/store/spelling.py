"""Words as they are searched: one way to cut a text into words, for what is public and for what
somebody types, and how near two words are. Knows nothing of tables.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
NEAR = 0.75  # from here on one word may be the other with a typing error
LONG = 64  # letters of a word that count, so that the list of words holds no novels

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text for searching: lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in its order."""
    return [word[:LONG] for word in _WORD.findall(fold(text))]


def folded(*texts: str) -> str:
    """Return the words of some texts with a blank between them, as they are indexed."""
    return " ".join(word for text in texts for word in words(text))


def one_off(word: str) -> set[str]:
    """Return all words that one slip of the finger can make of a word."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b}
    made |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    made |= {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
    made |= {a + letter + b for a, b in cuts for letter in LETTERS}
    return made - {word, ""}


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that a word is most probably meant to be, if there is one."""
    rated = ((_likeness(word, other), other) for other in candidates)
    best = max(rated, default=(0.0, ""), key=lambda pair: (pair[0], pair[1]))
    return best[1] if best[0] >= NEAR else None


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much two titles say the same. Long words say more, and a word is the
    same as one that it stands in, or that begins like it."""
    ours, theirs = (
        sorted({w for w in words(it) if len(w) > 2 or w.isdigit()}) for it in (one, other)
    )
    whole = sum(map(len, ours)) + sum(map(len, theirs))
    shared = sum(len(w) for w in ours if any(_akin(w, it) for it in theirs))
    shared += sum(len(w) for w in theirs if any(_akin(w, it) for it in ours))
    return shared / whole if whole else 0.0


def _akin(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and (short in long or (short[:5] == long[:5] and len(short) > 5))


def _likeness(one: str, other: str) -> float:
    # A slip at the first letter is rare.
    start = 0.1 if one[:1] == other[:1] else 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio() * 0.9 + start
