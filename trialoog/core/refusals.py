"""A refusal: something a person may not do now, with the reason to tell them.

`code` names a sentence that `views` knows in every language; `field` is the
form field it belongs beside. Expected, never logged as an error.
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Refused(Exception):
    """Raised by `decide`. `values` fill the placeholders of the sentence."""

    def __init__(self, code: str, field: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


class RefusedAll(Exception):
    """Several refusals at once, so that a form can show each beside its field."""

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


class Mistakes:
    """Collects the refusals of one form, so that each is said beside its field."""

    def __init__(self) -> None:
        self.refusals: list[Refused] = []

    def add(self, code: str, field: str, **values: object) -> None:
        """Add one, unless its field has one already."""
        # What is too long reads as empty here: one sentence beside a field is enough.
        if field not in {refusal.field for refusal in self.refusals}:
            self.refusals.append(Refused(code, field, **values))

    def catch(self, read: Callable[[], T], otherwise: T) -> T:
        """Return what is read, or `otherwise` when that is refused."""
        try:
            return read()
        except Refused as refusal:
            self.refusals.append(refusal)
            return otherwise

    def stop(self) -> None:
        """Raise `RefusedAll` if there were any."""
        if self.refusals:
            raise RefusedAll(self.refusals)
