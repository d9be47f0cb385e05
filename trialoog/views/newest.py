"""What a phone and the console show of many texts in one place: of each perspective the newest, so
that who writes most fills no more of it than the others. The rest is one tap away.
"""

from collections.abc import Callable, Sequence

from trialoog.core.state import Contribution
from trialoog.core.words import Perspective

MOST = 20  # texts of one perspective; a meeting of thirty people rarely has more in one place
PAGE = 50  # texts at a time, for who asks for all of them

Texts = Sequence[Contribution]
Some = Callable[[Texts], Texts]
"""Which of some texts are shown."""


def newest(texts: Texts) -> Texts:
    """Return the newest texts of each perspective, in the order in which they stand."""
    if len(texts) <= MOST:
        return texts
    left = dict.fromkeys(Perspective, MOST)
    shown: list[Contribution] = []
    for text in reversed(texts):
        if left[text.perspective]:
            left[text.perspective] -= 1
            shown.append(text)
    return shown[::-1]
