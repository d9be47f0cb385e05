"""What several events share: people's own words, and a pole."""

from dataclasses import dataclass

from trialoog.core.text import Text


@dataclass(frozen=True, slots=True)
class PoleText:
    """One side of a dilemma: its name and why it is worth something."""

    name: Text
    worth: Text


__all__ = ["PoleText", "Text"]
