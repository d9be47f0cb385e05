"""What the tests of the store start from: a trialogue, and events of every kind."""

from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from trialoog.core import events as e
from trialoog.core.codec import KINDS
from trialoog.core.format import Criterion, Format, Phase
from trialoog.core.ids import (
    AccountId,
    ContributionId,
    DilemmaId,
    OptionId,
    OutcomeId,
    RoundId,
    Tag,
)
from trialoog.core.text import Text
from trialoog.core.words import (
    Activity,
    Kind,
    OutcomeKind,
    Perspective,
    ReasonType,
    Role,
    Stance,
)
from trialoog.paths import ROOT
from trialoog.store import lists, people
from trialoog.store.db import Db

ALEMBIC = ROOT / "alembic"
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)

LEAD = e.By(Role.FACILITATOR, account=AccountId("the-account"))


def phone(tag: str, perspective: Perspective = Perspective.POLICY) -> e.By:
    return e.By(Role.PARTICIPANT, perspective=perspective, tag=Tag(tag))


async def a_trialogue(db: Db, *, rehearsal: bool = False) -> str:
    team = await people.create_team(db, "Gemeente")
    made = await lists.create_trialogue(
        db,
        team=team,
        title="Maatwerk",
        draft={"question": "Hoe?"},
        language="nl",
        now=NOW,
        rehearsal=rehearsal,
    )
    return made.id


# --- a short meeting ---------------------------------------------------------------

FORMAT = Format(
    key="verkennen",
    name="Verkennen",
    summary="",
    language="nl",
    source="",
    guests=(),
    outcomes=(OutcomeKind.CHOSEN, OutcomeKind.REJECTED),
    criteria=(Criterion("cost", Text("Kosten"), Text("Wat kost het?")),),
    ground_rules=("Iedereen telt mee.",),
    phases=(Phase("write", "Schrijven", 5, (Activity.WRITE,), Text("Wat zie jij?")),),
)

D, A, C, R = DilemmaId("d1"), OptionId("oA"), ContributionId("c-weighed"), RoundId("r1")
OUT = OutcomeId("out1")

# What is published of the meeting below, word for word, and what never is.
DOCUMENT: dict[str, Any] = {
    "title": "Maatwerk of gelijke behandeling",
    "question": "Hoe ver gaat maatwerk?",
    "options": [{"title": "Niets doen", "reason": "Dan verandert er niets."}],
    "digest": None,
}
SECRETS = (
    "the-account",
    "tag-one",
    "tag-two",
    "c-weighed",
    "Mijn buurvrouw kreeg geen antwoord",
    "Ik ben bang voor mijn baan",
    "Dit kost te veel",
    "Wij van de politiek zeggen nee",
    "Wethouder in spe",
    "Interne achtergrond",
    '"unheard"',
    '"weighed"',
    '"says"',
)


def meeting(digest: str) -> list[tuple[e.By, e.Event]]:
    one, two = phone("tag-one"), phone("tag-two", Perspective.POLITICS)
    return [
        (LEAD, _started()),
        (LEAD, e.DilemmaFramed(D, _t("Hoe ver gaat maatwerk?"), _pole("Maat"), _pole("Gelijk"))),
        (LEAD, e.OptionAdded(A, D, _t("Niets doen"), _t(""), nothing=True)),
        (one, e.SeatTaken(Perspective.POLICY)),
        (LEAD, e.MovedTo(D, "write")),
        (LEAD, e.RoundOpened(R, D)),
        (one, _said("Mijn buurvrouw kreeg geen antwoord")),
        (LEAD, e.Revealed(R, (_card("Mijn buurvrouw kreeg geen antwoord"),))),
        (one, e.OptionAdded(OptionId("oB"), D, _t("Niets doen"), _t("Ik ben bang voor mijn baan"))),
        (one, e.OptionRated(A, Perspective.POLICY, {"cost": -2})),
        (LEAD, _proposed()),
        (two, e.ConsentGiven(OUT, Perspective.POLITICS, Stance.OBJECT, _t("Dit kost te veel"))),
        (LEAD, e.OutcomeRecorded(OUT)),
        (LEAD, e.SpokespersonNamed(Perspective.POLITICS, _t("Wethouder in spe"))),
        (LEAD, e.TrialogueClosed((Perspective.POLITICS,), ())),
        (LEAD, e.WeighingPublished(D, 1, "maatwerk", digest, _t("Eerste versie"))),
    ]


def _started() -> e.TrialogueStarted:
    return e.TrialogueStarted(
        title=_t("Maatwerk of gelijke behandeling"),
        question=_t("Hoe ver gaat maatwerk?"),
        background=_t("Interne achtergrond"),
        organisation=_t("Gemeente"),
        decision_maker=_t("Het college"),
        decide_by=date(2027, 1, 1),
        language="nl",
        format=FORMAT,
        promise="Niemand ziet wie wat schreef.",
    )


def _said(text: str) -> e.ContributionMade:
    return e.ContributionMade(C, D, Kind.SIGNAL, _t(text), Perspective.POLICY, round=R)


def _card(text: str) -> e.Card:
    return e.Card(C, Kind.SIGNAL, _t(text), Perspective.POLICY)


def _proposed() -> e.OutcomeProposed:
    return e.OutcomeProposed(
        outcome=OUT,
        option=A,
        kind=OutcomeKind.REJECTED,
        reason_type=ReasonType.COST,
        reason=_t("Dan verandert er niets."),
        reopen=_t("Als de wet verandert"),
        weighed=(C,),
        says={Perspective.POLITICS: _t("Wij van de politiek zeggen nee")},
        unheard=(Perspective.IMPLEMENTATION,),
    )


def _pole(name: str) -> e.PoleText:
    return e.PoleText(_t(name), _t("Om het belang"))


def _t(text: str) -> e.Text:
    return e.Text(text)


# --- anything at all ---------------------------------------------------------------

# Without NUL: the core lets none in, and PostgreSQL keeps none.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1))  # noqa: DTZ001


def of(hint: Any) -> SearchStrategy[Any]:
    """Values of a type as events use them, with small collections."""
    if hint is datetime:
        return MOMENTS
    if supertype := getattr(hint, "__supertype__", None):
        return of(supertype)
    if hint is str:
        return WORDS
    if hint is int:
        return st.integers(-1000, 1000)
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of(*(of(arg) for arg in args))
    if hint is NoneType:
        return st.none()
    if origin is tuple:
        return st.lists(of(args[0]), max_size=2).map(tuple)
    if args:
        return st.dictionaries(of(args[0]), of(args[1]), max_size=2)
    if hasattr(hint, "__dataclass_fields__"):
        hints = get_type_hints(hint)
        return st.builds(hint, **{name: of(hints[name]) for name in hint.__dataclass_fields__})
    return st.from_type(hint)


def entry(kind: str) -> SearchStrategy[tuple[e.By, e.Event]]:
    """What can be appended of one kind of event, done by anybody."""
    return st.tuples(of(e.By), of(KINDS[kind]))
