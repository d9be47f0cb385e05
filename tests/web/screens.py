"""What a person sees of an answer, for tests without a browser: forms are filled in as they stand
on the page, and answers are swapped in as htmx does it, or read whole where there is no script.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from httpx2 import Response
from starlette.testclient import TestClient

from trialoog.views.messages import SENTENCES

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "rect"}
INLINE = {
    "textarea",
    "a",
    "b",
    "code",
    "em",
    "i",
    "mark",
    "small",
    "span",
    "strong",
    "time",
    "use",
    "svg",
}
NO_SWAP = {204, 304}  # and everything from 500 on: static/src/shared.js says so


@dataclass
class Element:
    """One element; `inside` holds elements and text in the order of the page."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name, "")

    @property
    def all(self) -> Iterator["Element"]:
        """This element and everything in it."""
        yield self
        if self.tag != "template":  # it is not on the page yet
            for it in self.inside:
                if isinstance(it, Element):
                    yield from it.all

    @property
    def text(self) -> str:
        """All text, with what stands in fields that one can type in."""
        if self.tag in {"script", "style", "template"}:
            return ""
        parts = [it if isinstance(it, str) else it.text for it in self.inside]
        if self.tag == "input" and self["type"] not in {"hidden", "radio", "checkbox"}:
            parts.append(self["value"])
        return _spaced(self, parts)

    @property
    def words(self) -> str:
        """All text with single blanks."""
        return " ".join(self.text.split())

    def find(self, **attrs: str) -> "Element | None":
        """The first element in here with these attributes."""
        return next(iter(self.every(**attrs)), None)

    def every(self, tag: str = "", **attrs: str) -> list["Element"]:
        """All elements in here with a tag and attributes."""
        return [
            it
            for it in self.all
            if (not tag or it.tag == tag) and all(it.attrs.get(k) == v for k, v in attrs.items())
        ]

    def value(self, name: str) -> str:
        """What stands in a field, as one line."""
        field = self.get(name=name)
        return field.words if field.tag == "textarea" else field["value"]

    def get(self, **attrs: str) -> "Element":
        """The one element in here with these attributes."""
        found = self.find(**attrs)
        assert found is not None, f"nothing with {attrs} in {self.words[:1500]}"
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("#document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {element.tag for element in self.open[1:]}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """The elements of a page or a fragment."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


def titles(page: Element) -> list[str]:
    """The names of the fields that hold the titles of options, on the page to prepare."""
    return [e["name"] for e in page.every("textarea") if e["name"].endswith("-title")]


def of_dilemma(page: Element, what: str, place: int = 0) -> str:
    """The name of a field of a dilemma on the page to prepare, the first one by default."""
    named = [e["name"] for e in page.every("textarea") if e["name"].endswith(f"-{what}")]
    return [name for name in named if name.startswith("dilemma-")][place]


def dilemmas(page: Element) -> list[str]:
    """The ids of the dilemmas on the page to prepare, in order."""
    named = [e["name"] for e in page.every("textarea") if e["name"].endswith("-pole_a")]
    return [name.split("-")[1] for name in named]


def form_on(page: Element, command: str, **having: str) -> Element:
    """The form of a page for a command, by the end of its address and hidden fields in it."""
    for form in page.every("form"):
        if form["action"].split("#")[0].rsplit("/", 1)[-1] == command and all(
            form.find(name=name, value=value) for name, value in having.items()
        ):
            return form
    raise AssertionError(f"no form for {command} with {having} in {page.words[:2000]}")


def controls(page: Element, form: Element) -> list[Element]:
    """What belongs to a form: the fields in it, and those elsewhere that name it."""
    elsewhere = page.every(form=form["id"]) if form["id"] else []
    return [*(it for it in form.all if it["form"] in {"", form["id"]}), *elsewhere]


def filled(page: Element, form: Element, /, **typed: str | Sequence[str]) -> list[tuple[str, str]]:
    """The fields of a form as a browser sends them, with what somebody typed and ticked."""
    pairs: list[tuple[str, str]] = []
    fields = controls(page, form)
    for it in fields:
        name = it["name"]
        if not name or name in typed:
            continue
        if it.tag == "textarea":
            pairs.append((name, it.text.removeprefix("\n")))
        elif it.tag == "select":
            options = it.every("option")
            chosen = [o for o in options if "selected" in o.attrs] or options[:1]
            pairs.extend((name, o["value"]) for o in chosen)
        elif it.tag == "input" and (
            it["type"] not in {"radio", "checkbox", "submit"} or "checked" in it.attrs
        ):
            pairs.append((name, it["value"]))
    for name, value in typed.items():
        known = {it["name"] for it in fields}
        assert name in known, f"no field {name} among {sorted(known)}"
        pairs.extend((name, v) for v in ([value] if isinstance(value, str) else value))
    return pairs


@dataclass
class Seen:
    """What somebody has before them after an answer."""

    status: int
    news: str  # the words that are new on the screen, fields included
    form_stands: bool  # the form was left as it is, with everything that was typed
    fresh: Element  # what was swapped in, or the whole page
    raw: Response

    def keeps(self, *typed: str) -> bool:
        """Whether everything that was typed is still there to be read and copied."""
        return self.form_stands or all(" ".join(t.split()) in self.news for t in typed)

    def beside(self, name: str) -> str:
        """The sentence beside a field."""
        return self.fresh.get(id=f"{name}-error").words

    @property
    def banners(self) -> str:
        """The sentences in the banners."""
        found = [e for e in self.fresh.all if "banner" in e["class"].split()]
        return " ".join(e.words for e in found if "hidden" not in e.attrs)


@dataclass
class Person:
    """Somebody with a browser. `script` tells whether it runs JavaScript."""

    client: TestClient
    script: bool = True

    def open(self, address: str) -> Element:
        """A page."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (answer.status_code, address)
        return read(answer.text)

    def send(
        self,
        at: str,
        command: str,
        having: Mapping[str, str] | None = None,
        /,
        **typed: str | Sequence[str],
    ) -> Seen:
        """Open a page, fill in one of its forms, send it, and look."""
        page = self.open(at)
        return self.send_from(page, at, form_on(page, command, **(having or {})), **typed)

    def send_from(
        self, page: Element, at: str, form: Element, /, **typed: str | Sequence[str]
    ) -> Seen:
        """Send a form of a page that is open already."""
        return self._send(page, at, form, filled(page, form, **typed))

    def press(self, page: Element, at: str, form: Element, /, **button: str) -> Seen:
        """Send a form by a button, which has a name and a value of its own."""
        return self._send(page, at, form, [*filled(page, form), *button.items()])

    def _send(self, page: Element, at: str, form: Element, pairs: list[tuple[str, str]]) -> Seen:
        address = urljoin(at, form["action"])
        htmx = self.script and bool(form["hx-post"])
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if htmx:
            headers["hx-request"] = "true"
        answer = self.client.post(address, content=urlencode(pairs), headers=headers)
        if htmx:
            return _swapped(page, form, answer)
        if answer.status_code == 303:
            answer = self.client.get(answer.headers["location"])
        whole = read(answer.text)
        return Seen(answer.status_code, _news(whole), False, whole, answer)


def _news(element: Element) -> str:
    return " ".join(_visible(element).split())


def _visible(element: Element) -> str:
    """The words on a screen: what is hidden is not there."""
    if "hidden" in element.attrs or element.tag == "template":
        return ""
    if element.tag in {"input", "textarea", "script", "style"}:
        return element.text
    parts = [it if isinstance(it, str) else _visible(it) for it in element.inside]
    return _spaced(element, parts)


def _spaced(element: Element, parts: Sequence[str]) -> str:
    """Join the text in an element: what is a block of its own stands apart."""
    return "".join(parts) if element.tag in INLINE else f" {''.join(parts)} "


def _swapped(page: Element, form: Element, answer: Response) -> Seen:
    """Swap an answer in as htmx 4 does: partials go where they say, the rest to the target."""
    fresh = Element("#fresh")
    status = answer.status_code
    stands = True
    if status not in NO_SWAP and status < 500 and answer.headers.get("hx-reswap") != "none":
        got = read(answer.text)
        partials = got.every("hx-partial")
        rest = [it for it in got.inside if it not in partials]
        for partial in partials:
            assert page.find(id=partial["hx-target"].removeprefix("#")), partial["hx-target"]
            fresh.inside.extend(partial.inside)
        main = any(isinstance(it, Element) or it.strip() for it in rest)
        if (main or not partials) and form["hx-swap"] != "none":
            target = page.get(id=form["hx-target"].removeprefix("#"))
            stands = form not in target.all
            wanted = form["hx-select"].removeprefix("#")
            fresh.inside.extend(got.every(id=wanted) if wanted else rest)
        oob = form["hx-select-oob"].removeprefix("#")
        fresh.inside.extend(got.every(id=oob) if oob else [])
    return Seen(status, _news(fresh), stands, fresh, answer)


def said(code: str, **values: object) -> str:
    """The sentence for a refusal, in Dutch."""
    return SENTENCES[code] % values


def too_long(length: int, limit: int) -> str:
    return said("too_long", length=length, limit=limit)
