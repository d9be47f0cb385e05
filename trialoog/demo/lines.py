"""What simulated participants say: of a known example its own words, else general ones.

Nobody says what was said already, as long as there is something else to say: who comes together
keeps one count of what was said.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trialoog.core.words import Kind, Perspective
from trialoog.demo.content import Choice, Content, Words

# For a rehearsal of somebody's own trialogue. On purpose about nothing in particular.
ANYTHING = {
    Perspective.POLICY: (
        "Het doel staat op papier, maar in de cijfers zie ik het nog niet terug.",
        "Hier is onderzoek naar gedaan. De uitkomst was anders dan we dachten.",
        "Een andere regel werkt dit tegen. Daar hebben we nog niet naar gekeken.",
        "Wat gebeurt er als we een jaar wachten?",
    ),
    Perspective.IMPLEMENTATION: (
        "Vorige week had ik hier nog een geval van. De brief kwam drie weken te laat.",
        "Dit kost per geval een kwartier, en die tijd is er niet.",
        "Met het systeem van nu kan dit niet. Met een lijstje ernaast wel, een tijdje.",
        "Wie belt er met de mensen die niet reageren?",
    ),
    Perspective.POLITICS: (
        "Op straat hoor ik hier elke week iets over.",
        "Ik moet dit kunnen uitleggen aan wie er last van heeft.",
        "Wie beter van een keuze wordt, hoor je. Wie er last van heeft, hoor je bijna nooit.",
        "Wat hebben we hierover eerder beloofd?",
    ),
    Perspective.CITIZEN: (
        "Ik wist niet dat ik dit zelf moest aanvragen.",
        "Zeg het mij in één zin, dan snap ik het wel.",
        "Aan de telefoon kreeg ik een ander antwoord dan in de brief.",
    ),
    Perspective.OVERSIGHT: (
        "Dit kwam in eerdere klachten ook al terug.",
        "Schrijf op waarom, anders kan niemand het later nagaan.",
        "Krijgen gelijke gevallen hier een gelijk besluit?",
    ),
}
OBJECTIONS = (
    "Zo wordt de wachttijd langer voor iedereen.",
    "Dit kan ik niet uitleggen aan wie er net buiten valt.",
    "Er staat nog niet bij wat het kost.",
)
REMARKS = (
    "De voorwaarde die we noemden, staat er niet bij.",
    "Er staat altijd, maar we zeiden meestal.",
)
NEW_OPTIONS = (
    "Eerst een proef op één plek",
    "Over een jaar opnieuw bekijken",
    "Mensen zelf laten kiezen",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A text and the kind it is meant as."""

    text: str
    kind: Kind | None = None


Said = Counter[str]  # how often each sentence was said


def written(content: Content | None, perspective: Perspective, said: Said) -> Line:
    """Return what to write in a round of silent writing, and count it."""
    own = [w for w in content.wrote if w.by is perspective] if content else []
    return _one(own, perspective, said)


def argued(content: Content | None, option: str, perspective: Perspective, said: Said) -> Line:
    """Return what to say about the option with a title, and count it."""
    found = _option(content, option)
    own = [w for w in found.argued if w.by is perspective] if found else []
    return _one(own, perspective, said)


def drawn(sentences: Sequence[str], said: Said) -> str:
    """Return the sentence that was said least, the first of those, and count it."""
    found = min(sentences, key=said.__getitem__)
    said[found] += 1
    return found


def middle(
    content: Content | None, option: str, perspective: Perspective
) -> tuple[int | None, ...] | None:
    """Return how a perspective rates the option with a title in an example, if it is one."""
    found = _option(content, option)
    return found.ratings.get(perspective) if found else None


def _option(content: Content | None, title: str) -> Choice | None:
    options = content.option if content else ()
    return next((option for option in options if option.title in title), None)


def _one(own: Sequence[Words], perspective: Perspective, said: Said) -> Line:
    kinds = {w.text: w.kind for w in own}
    text = drawn((*kinds, *ANYTHING[perspective]), said)
    return Line(text, kinds.get(text))
