"""What a form shows: the values somebody typed, the sentences beside the fields, its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SAVED = "saved"  # the value in a form that says that it was just kept


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it goes to a template. `errors` maps a field's name to a plain sentence;
    the empty name holds what concerns the whole form. `values` are as typed; `lost` is what was
    typed in a form that the page has no place for any more, shown to be copied."""

    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    def value(self, name: str, default: str = "") -> str:
        """Return what was typed in a field, or the default."""
        return self.values.get(name, default)

    def list(self, name: str) -> tuple[str, ...]:
        """Return what was ticked or typed in a field that may stand more than once."""
        return self.lists.get(name, ())
