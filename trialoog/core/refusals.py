"""A refusal: something a person may not do now, with the reason to tell them.

`code` names a sentence that `views` knows in every language; `field` is the
form field it belongs beside. Expected, never logged as an error.
"""


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
