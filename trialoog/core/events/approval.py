"""Facts of the approval of the public text; whose it is stands with who did it."""

from dataclasses import dataclass

from trialoog.core.events.parts import Text
from trialoog.core.ids import DilemmaId


@dataclass(frozen=True, slots=True)
class ReleaseApproved:
    """A perspective agreed with the public text. `seen` is the digest of what was read."""

    dilemma: DilemmaId
    seen: str


@dataclass(frozen=True, slots=True)
class ReleaseChangeWanted:
    """A perspective wants another text. `block` is the part that it is about, if one."""

    dilemma: DilemmaId
    seen: str
    words: Text
    block: str = ""
