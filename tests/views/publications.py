"""Public documents to write files of: one that was played, and the same with any words in it."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from tests.views import tailoring
from tests.views.tailoring import HEAD, D, P
from trialoog.core.document import Document, Follows
from trialoog.core.drawing import draw
from trialoog.core.state import Side
from trialoog.views.record import Where
from trialoog.views.subjects import SUBJECTS

WHERE = Where("https://a.nl", "maatwerk", 2, datetime(2026, 9, 20, 23, 30, tzinfo=UTC))
MEETING = tailoring.closed()


def played() -> Document:
    """The weighing of the played meeting; of oversight there was one seat."""
    texts = {"joint-oversight": "Samen."}
    return draw(MEETING.state, D, texts, head=HEAD, version=2, note="")


def saying(text: str) -> Document:
    """The same, with one and the same text wherever people typed one on a line."""
    it = played()
    options = tuple(
        replace(
            option,
            title=text,
            detail=text,
            reason=text,
            reopen=text,
            downsides=(text, text),
            conditions=(text,),
            weighed=(text,),
            says={P.POLICY: text, P.IMPLEMENTATION: text},
            assumptions=tuple(replace(a, text=text) for a in option.assumptions),
        )
        for option in it.options
    )
    return replace(
        it,
        title=text,
        question=text,
        organisation=text,
        decision_maker=text,
        pole_a=Side(text, text),
        pole_b=Side(text, text),
        choice=text,
        accepted=text,
        fell=text,
        intro="Waar het over ging.",
        background="",
        criteria=tuple(replace(c, name=text, question=text) for c in it.criteria),
        options=options,
        reservations={P.POLICY: text},
        joint={P.OVERSIGHT: text},
        sources=(text,),
        follows=Follows("eerder", 1, text),
        example=text,
    )


# On one line, with something to see.
words = st.text(max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
documents = st.builds(
    lambda text, language, subjects, example: replace(
        saying(text), language=language, subjects=subjects, example=example
    ),
    text=words,
    language=st.sampled_from(["nl", "en", "fy"]),
    subjects=st.lists(st.sampled_from([*SUBJECTS, "unknown"]), unique=True).map(tuple),
    example=st.sampled_from(["", "Een boek"]),
)
moments = st.datetimes(timezones=st.just(UTC))
