"""Commands of a spokesperson: what their perspective says of the public text, in its name."""

from dataclasses import dataclass

from trialoog.core.ids import DilemmaId


@dataclass(frozen=True, slots=True)
class ApproveRelease:
    """Agree with the public text. `seen` is the digest of what they read."""

    dilemma: DilemmaId
    seen: str


@dataclass(frozen=True, slots=True)
class WantChange:
    """Ask for another text. `block` is the key of the part that it is about, if one."""

    dilemma: DilemmaId
    seen: str
    words: str
    block: str = ""
