"""What several events share: people's own words, and a pole."""

from dataclasses import dataclass
from typing import NewType

# Kept apart from the fact in the journal, so that it can be blanked.
Text = NewType("Text", str)


@dataclass(frozen=True, slots=True)
class PoleText:
    """One side of a dilemma: its name and why it is worth something."""

    name: Text
    worth: Text
