"""One simulated participant: looks at a page and decides what to do next. Sends nothing.

Does only what the page offers: a form, a button or a link that is not there is never used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from trialoog.core.words import Perspective
from trialoog.demo import lines
from trialoog.demo.content import Content
from trialoog.demo.forms import Form, Page

# How often each thing is done, at most.
WRITES = 2  # in a round
RECOGNISES = 3  # in a step
SILENT = 0.5  # how likely it is to say nothing about an option
RAISES = 0.2  # how likely it is to raise a hand in a step
TIRES = 0.05  # how likely it is to lower that hand again, each time it looks
WORRIES = 0.3  # how likely it is to add a worry to what one can live with


@dataclass(frozen=True, slots=True)
class Send:
    """A form, filled in. `about` is what is done with it, and happens a limited number of times."""

    action: str
    fields: Mapping[str, str]
    about: str

    @property
    def what(self) -> str:
        """The command that the form is for, or `join`."""
        return "join" if self.action.startswith("/j/") else self.action.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Look:
    """A link to follow."""

    href: str


@dataclass(slots=True)
class Mind:
    """What a simulated participant is like, and what it remembers of what it did."""

    perspective: Perspective
    place: int  # which of the phones this is, from 0
    random: Random
    content: Content | None = None
    new_option: str = ""  # the title of an option that this one puts on the table
    said: lines.Said = field(default_factory=lines.Said)  # by everybody who came along
    done: dict[str, int] = field(default_factory=dict)
    found: dict[str, None] = field(default_factory=dict)  # links met in this step, in order
    seen: set[str] = field(default_factory=set)
    step: str = ""


def join(page: Page, mind: Mind) -> Send | None:
    """Return the form to come in with, if the page has one."""
    for form in page.forms:
        offered = form.values("perspective")
        if not offered:
            continue
        if mind.perspective not in offered:  # no guests here
            mind.perspective = Perspective(offered[mind.place % len(offered)])
        rules = form.values("rules")
        fields = {"perspective": mind.perspective.value, "rules": rules[0] if rules else "1"}
        return _send(form, mind, "join", fields)
    return None


def choose(page: Page, mind: Mind) -> Send | Look | None:
    """Return what to do on a page, or None when all is done that it offers."""
    if page.step and page.step != mind.step:
        mind.step = page.step
        mind.found.clear()
        mind.seen.clear()
    for command, fill in _FILL.items():
        for form in page.sent_by(command):
            send = fill(form, page, mind) if form.method == "post" else None
            if send is not None:
                return send
    return _look(page, mind) or _finished(page, mind)


def _finished(page: Page, mind: Mind) -> Send | None:
    """Say that this step is done, once there is nothing left to do in it."""
    about = f"say-ready/{page.step}"
    for form in page.sent_by("say-ready"):
        # The same form takes it back where somebody said so before.
        offered = form.values("on") or (form.hidden.get("on", "1"),)
        if form.method == "post" and "1" in offered and _ready(mind, about):
            return _send(form, mind, about, {"on": "1"})
    return None


def did(send: Send, mind: Mind) -> None:
    """Remember that something was sent, also when it was refused: nobody keeps trying."""
    mind.done[send.about] = mind.done.get(send.about, 0) + 1


def _look(page: Page, mind: Mind) -> Look | None:
    for href in page.links:
        if "?option=" in href or (href.endswith("?new=option") and mind.new_option):
            mind.found[href] = None
    ahead = next((href for href in mind.found if href not in mind.seen), None)
    if ahead is None:
        return None
    mind.seen.add(ahead)
    return Look(ahead)


def _ready(mind: Mind, about: str, most: int = 1) -> bool:
    return mind.done.get(about, 0) < most


def _send(form: Form, mind: Mind, about: str, fields: Mapping[str, str]) -> Send:
    return Send(form.action, {**form.hidden, "key": _key(mind), **fields}, about)


def _key(mind: Mind) -> str:
    return f"{mind.random.getrandbits(128):032x}"


def _contribute(form: Form, page: Page, mind: Mind) -> Send | None:
    option, round_ = form.hidden.get("option", ""), form.hidden.get("round", "")
    about = f"contribute/{round_ or option}"
    if not _ready(mind, about, WRITES if round_ else 1):
        return None
    if not round_ and about not in mind.done and mind.random.random() < SILENT:
        mind.done[about] = 1
        return None
    kinds = form.values("kind")
    if not kinds:
        return None
    if round_:
        line = lines.written(mind.content, mind.perspective, mind.said)
    else:
        line = lines.argued(mind.content, page.title, mind.perspective, mind.said)
    kind = line.kind if line.kind in kinds else mind.random.choice(kinds)
    fields = {"kind": str(kind), "text": line.text}
    if form.values("pole"):
        fields["pole"] = mind.random.choice(form.values("pole"))
    return _send(form, mind, about, fields)


def _recognise(form: Form, page: Page, mind: Mind) -> Send | None:
    if not _ready(mind, f"recognise/{page.step}", RECOGNISES):
        return None
    offered = [v for v in form.values("contribution") if v not in mind.seen]
    if not offered:
        return None
    picked = mind.random.choice(offered)
    mind.seen.add(picked)
    return _send(form, mind, f"recognise/{page.step}", {"contribution": picked})


def _rate(form: Form, page: Page, mind: Mind) -> Send | None:
    about = f"rate/{form.hidden.get('option', '')}"
    criteria = form.groups("c-")
    if not criteria or not _ready(mind, about):
        return None
    known = lines.middle(mind.content, page.title, mind.perspective) or ()
    fields = {}
    for number, name in enumerate(criteria):
        middle = known[number] if number < len(known) else mind.random.choice((-1, 0, 1, None))
        if middle is None:
            fields[name] = "unknown"
        else:
            fields[name] = str(max(-2, min(2, middle + mind.random.choice((-1, 0, 0, 1)))))
    return _send(form, mind, about, fields)


def _consent(form: Form, _: Page, mind: Mind) -> Send | None:
    about = f"consent/{form.hidden.get('outcome', '')}"
    offered = form.values("stance")
    if not offered or not _ready(mind, about):
        return None
    stance = mind.random.choices(("support", "live_with", "object"), (55, 33, 12))[0]
    if stance not in offered:
        stance = offered[0]
    worries = stance == "live_with" and mind.random.random() < WORRIES
    why = lines.drawn(lines.OBJECTIONS, mind.said) if stance == "object" or worries else ""
    return _send(form, mind, about, {"stance": stance, "why": why})


def _read_back(form: Form, _: Page, mind: Mind) -> Send | None:
    about = f"read-back/{form.hidden.get('option', '')}"
    if not form.values("reads") or not _ready(mind, about):
        return None
    reads = mind.random.random() < 0.92
    remark = "" if reads else lines.drawn(lines.REMARKS, mind.said)
    return _send(form, mind, about, {"reads": "yes" if reads else "no", "remark": remark})


def _add_option(form: Form, _: Page, mind: Mind) -> Send | None:
    if not mind.new_option or not _ready(mind, "add-option"):
        return None
    return _send(form, mind, "add-option", {"title": mind.new_option, "detail": ""})


def _raise_hand(form: Form, page: Page, mind: Mind) -> Send | None:
    about = f"raise-hand/{page.step}"
    if not _ready(mind, about):
        return None
    if mind.random.random() >= RAISES:
        mind.done[about] = 1  # nothing to say aloud in this step
        return None
    return _send(form, mind, about, {})


def _lower_hand(form: Form, page: Page, mind: Mind) -> Send | None:
    about = f"lower-hand/{page.step}"
    if not _ready(mind, about) or mind.random.random() >= TIRES:
        return None
    return _send(form, mind, about, {})


# What a participant does, by the command of the form; nothing else is ever sent.
_FILL = {
    "add-option": _add_option,
    "contribute": _contribute,
    "rate": _rate,
    "give-consent": _consent,
    "answer-read-back": _read_back,
    "recognise": _recognise,
    "raise-hand": _raise_hand,
    "lower-hand": _lower_hand,
}
