"""Reads a page as a phone does: its forms, its links to options, and the step it belongs to.

What stands between noscript tags is skipped: these phones do what a script would do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a form. `kind` is the type of an input, else the name of its element."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False


@dataclass(slots=True)
class Form:
    """A form with the controls that belong to it, also those that stand elsewhere."""

    action: str
    method: str
    id: str = ""
    controls: list[Control] = field(default_factory=list)

    @property
    def command(self) -> str:
        """The last part of the address it is sent to: `contribute` of `/t/1/contribute`."""
        return self.action.rsplit("/", 1)[-1]

    @property
    def hidden(self) -> Mapping[str, str]:
        """The hidden fields."""
        return {c.name: c.value for c in self.controls if c.kind == "hidden"}

    def values(self, name: str) -> tuple[str, ...]:
        """Return what can be picked for a name: of its radios, ticks or buttons."""
        kinds = {"radio", "checkbox", "button", "submit", "option"}
        return tuple(c.value for c in self.controls if c.name == name and c.kind in kinds)

    def groups(self, prefix: str) -> tuple[str, ...]:
        """Return the names that begin with a prefix, in the order of the page."""
        return tuple(dict.fromkeys(c.name for c in self.controls if c.name.startswith(prefix)))


@dataclass(frozen=True, slots=True)
class Page:
    """What a phone needs of a page. `step` changes when there is something else to do."""

    forms: tuple[Form, ...] = ()
    links: tuple[str, ...] = ()
    title: str = ""
    step: str = ""

    def sent_by(self, command: str) -> tuple[Form, ...]:
        """Return the forms for a command."""
        return tuple(form for form in self.forms if form.command == command)


def read(html: str) -> Page:
    """Return what stands on a page, or in a fragment of one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    # A control may stand before the form that it names.
    for owner, control in reader.elsewhere:
        for form in reader.forms:
            if form.id == owner:
                form.controls.append(control)
    title = " ".join("".join(reader.title).split())
    return Page(tuple(reader.forms), tuple(reader.links), title, reader.step)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title: list[str] = []
        self.step = ""
        self.elsewhere: list[tuple[str, Control]] = []
        self._form: Form | None = None
        self._skipped = 0
        self._headings = 0
        self._in_heading = False
        self._area: tuple[Mapping[str, str], list[str]] | None = None
        self._select: Mapping[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "noscript":
            self._skipped += 1
        if self._skipped:
            return
        given = {name: value or "" for name, value in attrs}
        if "data-step" in given:
            self.step = given["data-step"]
        if tag == "a":
            self.links += [given["href"]] if given.get("href") else []
        elif tag == "h1":
            self._headings += 1
            self._in_heading = self._headings == 1
        else:
            self._start(tag, given)

    def _start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "form":
            method = given.get("method", "get").lower()
            self._form = Form(given.get("action", ""), method, given.get("id", ""))
            self.forms.append(self._form)
        elif tag == "textarea":
            self._area = (given, [])
        elif tag == "select":
            self._select = given
        elif tag == "option":
            self._add({**self._select, "value": given.get("value", "")}, "option", given)
        elif tag == "input":
            self._add(given, given.get("type", "text"), given)
        elif tag == "button":
            self._add(given, "button", given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "noscript":
            self._skipped = max(0, self._skipped - 1)
        elif self._skipped:
            return
        elif tag == "form":
            self._form = None
        elif tag == "h1":
            self._in_heading = False
        elif tag == "textarea" and self._area is not None:
            given, words = self._area
            self._area = None
            # The line break right after the tag is not part of the text.
            value = "".join(words).removeprefix("\n")
            self._add({**given, "value": value}, "textarea", given)
        elif tag == "select":
            self._select = {}

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        if self._in_heading:
            self.title.append(data)

    def _add(self, given: Mapping[str, str], kind: str, flags: Mapping[str, str]) -> None:
        if not given.get("name") or "disabled" in flags:
            return
        on = "checked" in flags or "selected" in flags
        unset = "on" if kind in {"radio", "checkbox"} else ""
        control = Control(given["name"], kind, given.get("value", unset), on)
        if given.get("form"):
            self.elsewhere.append((given["form"], control))
        elif self._form is not None:
            self._form.controls.append(control)
