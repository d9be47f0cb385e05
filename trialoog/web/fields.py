"""Forms to commands: one literal table from a command's name to what reads its form.

Reads and shapes; judges nothing. What a field may hold is `core.decide`'s.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from trialoog.core import commands as c
from trialoog.core.ids import (
    AccountId,
    ContributionId,
    DilemmaId,
    GroupId,
    HandId,
    OptionId,
    OutcomeId,
    RoundId,
)
from trialoog.core.refusals import Refused
from trialoog.core.words import (
    Decision,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
    Stance,
)

E = TypeVar("E", bound=StrEnum)

URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Fields:
    """What came in by a form. Files are not read: no form of ours has one."""

    pairs: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """Return a field as typed, or an empty string."""
        for key, value in self.pairs:
            if key == name:
                return value
        return ""

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a field that may stand more than once."""
        return tuple(value for key, value in self.pairs if key == name and value)

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a field with one thing per line."""
        return tuple(line for line in self.text(name).splitlines() if line.strip())

    def one(self, name: str, words: type[E]) -> E | None:
        """Return a choice, or None for none and for what is not among the choices."""
        value = self.text(name)
        return words(value) if value in set(words) else None

    def day(self, name: str) -> date | None:
        """Return a date. Raises `Refused` for what is not one."""
        value = self.text(name).strip()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Refused("not_a_date", name) from None

    def whole(self, name: str) -> int:
        """Return a whole number, or 0 for what is not one."""
        value = self.text(name).strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    def place(self, name: str) -> int:
        """Return a place in a list, counted from 0, or -1 for what is not one."""
        return self.whole(name) if self.text(name).strip().isdecimal() else -1

    def voices(self, name: str) -> tuple[Perspective, ...]:
        """Return the perspectives ticked; one tick may stand for several, a blank between."""
        named = " ".join(self.all(name)).split()
        return tuple(p for p in Perspective if p in named)


async def form_fields(request: Request, most: int) -> Fields:
    """Return the text fields of the form in a request, at most so many. Raises 400 and 413."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    try:
        if kind == URLENCODED:  # nearly all; at once takes a fifth of the time of piece by piece
            body = (await request.body()).decode(errors="replace")
            pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=most)
        else:
            form = await request.form(max_files=0, max_fields=most)
            pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    except ValueError:  # too many fields, or a charset of the sender's choice
        raise HTTPException(400) from None
    return Fields(tuple((_utf8(name), _utf8(value)) for name, value in pairs))


def _utf8(value: str) -> str:
    """Return a text without what no page can hold: halves of characters, NUL."""
    return value.encode(errors="replace").decode().replace("\0", "")


def _id() -> str:
    return secrets.token_hex(8)


def _contribute(f: Fields) -> c.Command:
    return c.Contribute(
        contribution=ContributionId(_id()),
        dilemma=DilemmaId(f.text("dilemma")),
        kind=f.one("kind", Kind),
        text=f.text("text"),
        round=RoundId(f.text("round")) if f.text("round") else None,
        pole=f.one("pole", Pole),
        option=OptionId(f.text("option")) if f.text("option") else None,
        source=f.text("source"),
        perspective=f.one("perspective", Perspective),
    )


def _reword_contribution(f: Fields) -> c.Command:
    return c.RewordContribution(
        contribution=ContributionId(f.text("contribution")),
        kind=f.one("kind", Kind),
        text=f.text("text"),
        pole=f.one("pole", Pole),
        source=f.text("source"),
    )


def _rate(f: Fields) -> c.Command:
    known = {"-2": -2, "-1": -1, "0": 0, "1": 1, "2": 2, "unknown": None}
    values = {}
    for name, value in f.pairs:
        if name.startswith("c-"):
            if value not in known:
                raise Refused("unknown_rating", name)
            values[name.removeprefix("c-")] = known[value]
    return c.Rate(OptionId(f.text("option")), values)


def _propose_outcome(f: Fields) -> c.Command:
    return c.ProposeOutcome(
        outcome=OutcomeId(_id()),
        option=OptionId(f.text("option")),
        kind=f.one("kind", OutcomeKind),
        reason_type=f.one("reason_type", ReasonType),
        reason=f.text("reason"),
        reopen=f.text("reopen"),
        downsides=f.lines("downsides"),
        conditions=f.lines("conditions"),
        assumptions=f.lines("assumptions"),
        review=f.day("review"),
        into=OptionId(f.text("into")) if f.text("into") else None,
        weighed=tuple(ContributionId(v) for v in f.all("weighed")),
        criteria=f.all("criteria"),
        says={p: f.text(f"says-{p}") for p in Perspective if f.text(f"says-{p}").strip()},
        confirmed=f.voices("confirmed"),
    )


def _merge_option(f: Fields) -> c.Command:
    return c.MergeOption(
        outcome=OutcomeId(_id()),
        option=_option(f),
        into=OptionId(f.text("into")) if f.text("into") else None,
        reason=f.text("reason"),
        confirmed=f.voices("confirmed"),
    )


def _enter_cards(f: Fields) -> c.Command:
    """Read a form with a row of fields per paper card; rows without a text are left out."""
    rows = [name.removeprefix("text-") for name, _ in f.pairs if name.startswith("text-")]
    return c.EnterCards(
        tuple(
            c.PaperCard(
                row=row,
                contribution=ContributionId(_id()),
                perspective=f.one(f"perspective-{row}", Perspective),
                kind=f.one(f"kind-{row}", Kind),
                text=f.text(f"text-{row}"),
                pole=f.one(f"pole-{row}", Pole),
                option=OptionId(f.text(f"option-{row}")) if f.text(f"option-{row}") else None,
            )
            for row in dict.fromkeys(rows)
            if f.text(f"text-{row}").strip()
        )
    )


def _give_turn(f: Fields) -> c.Command:
    hand = HandId(f.text("hand")) if f.text("hand") else None
    return c.GiveTurn(hand, _perspective(f) if f.text("perspective") else None)


def _contributions(f: Fields) -> tuple[ContributionId, ...]:
    return tuple(ContributionId(v) for v in f.all("contribution"))


def _focus(f: Fields) -> c.Command:
    return c.Focus(
        contribution=_contribution(f) if f.text("contribution") else None,
        option=_option(f) if f.text("option") else None,
    )


def _name_spokespersons(f: Fields) -> c.Command:
    typed = {name for name, _ in f.pairs}
    named = [p for p in Perspective if f"office-{p}" in typed]
    return c.NameSpokespersons({p: f.text(f"office-{p}") for p in named})


def _answer_read_back(f: Fields) -> c.Command:
    if f.text("reads") not in {"yes", "no"}:
        raise Refused("reads_missing", "reads")
    return c.AnswerReadBack(_option(f), reads=f.text("reads") == "yes", remark=f.text("remark"))


def _perspective(f: Fields) -> Perspective:
    perspective = f.one("perspective", Perspective)
    if perspective is None:
        raise Refused("perspective_missing", "perspective")
    return perspective


def _option(f: Fields) -> OptionId:
    return OptionId(f.text("option"))


def _contribution(f: Fields) -> ContributionId:
    return ContributionId(f.text("contribution"))


# Every command that has a form of its own under /t/{id}/{command}.
READ: Mapping[str, Callable[[Fields], c.Command]] = {
    "leave-seat": lambda _: c.LeaveSeat(),
    "close-door": lambda _: c.CloseDoor(),
    "open-door": lambda _: c.OpenDoor(),
    "renew-code": lambda fields: c.RenewCode(empty=bool(fields.text("empty"))),
    "empty-seats": lambda f: c.EmptySeats(None if f.text("all") else _perspective(f)),
    "take-lead": lambda _: c.TakeLead(),
    "hand-lead": lambda f: c.HandLead(AccountId(f.text("to"))),
    "move-to": lambda f: c.MoveTo(
        DilemmaId(f.text("dilemma")),
        f.text("phase"),
        RoundId(_id()),
        absent=f.text("absent") == "1",
    ),
    "extend-timer": lambda f: c.ExtendTimer(f.whole("minutes")),
    "pause-timer": lambda _: c.PauseTimer(),
    "resume-timer": lambda _: c.ResumeTimer(),
    "open-round": lambda _: c.OpenRound(RoundId(_id())),
    "close-round": lambda f: c.CloseRound(RoundId(f.text("round"))),
    "reveal": lambda f: c.Reveal(RoundId(f.text("round")), secrets.token_hex(16)),
    "contribute": _contribute,
    "reword-contribution": _reword_contribution,
    "withdraw-contribution": lambda f: c.WithdrawContribution(_contribution(f)),
    "admit-late": lambda f: c.AdmitLate(_contribution(f)),
    "hold-back": lambda f: c.HoldBack(_contribution(f)),
    "put-back": lambda f: c.PutBack(_contribution(f)),
    "recognise": lambda f: c.Recognise(_contribution(f), on=f.text("on") != "0"),
    "add-option": lambda f: c.AddOption(
        OptionId(_id()), DilemmaId(f.text("dilemma")), f.text("title"), f.text("detail")
    ),
    "reword-option": lambda f: c.RewordOption(_option(f), f.text("title"), f.text("detail")),
    "rate": _rate,
    "enter-cards": _enter_cards,
    "group-cards": lambda f: c.GroupCards(
        GroupId(_id()),
        _contributions(f),
        f.text("name"),
        GroupId(f.text("group")) if f.text("group") else None,
    ),
    "name-group": lambda f: c.NameGroup(GroupId(f.text("group")), f.text("name")),
    "ungroup-cards": lambda f: c.UngroupCards(_contributions(f)),
    "mark-answered": lambda f: c.MarkAnswered(_contribution(f), on=f.text("on") != "0"),
    "focus": _focus,
    "freeze-screen": lambda _: c.FreezeScreen(),
    "unfreeze-screen": lambda _: c.UnfreezeScreen(),
    "rate-anew": lambda _: c.RateAnew(),
    "merge-option": _merge_option,
    "raise-hand": lambda f: c.RaiseHand(
        HandId(_id()), f.whole("step"), f.one("perspective", Perspective)
    ),
    "lower-hand": lambda f: c.LowerHand(f.whole("step"), HandId(f.text("hand"))),
    "give-turn": _give_turn,
    "end-turn": lambda _: c.EndTurn(),
    "set-budget": lambda f: c.SetBudget(f.whole("minutes")),
    "say-ready": lambda f: c.SayReady(f.whole("step"), on=f.text("on") != "0"),
    "show-picture": lambda f: c.ShowPicture(_option(f)),
    "hide-pictures": lambda _: c.HidePictures(),
    "propose-outcome": _propose_outcome,
    "give-consent": lambda f: c.GiveConsent(
        OutcomeId(f.text("outcome")), f.one("stance", Stance), f.text("why")
    ),
    "show-consent": lambda f: c.ShowConsent(OutcomeId(f.text("outcome"))),
    "add-reservation": lambda f: c.AddReservation(
        OutcomeId(f.text("outcome")), f.one("perspective", Perspective), f.text("text")
    ),
    "word-reservation": lambda f: c.WordReservation(
        OutcomeId(f.text("outcome")), f.place("place"), f.text("text")
    ),
    "record-outcome": lambda f: c.RecordOutcome(OutcomeId(f.text("outcome"))),
    "withdraw-outcome": lambda f: c.WithdrawOutcome(OutcomeId(f.text("outcome"))),
    "answer-read-back": _answer_read_back,
    "add-correction": lambda f: c.AddCorrection(_option(f), f.text("text")),
    "name-spokespersons": _name_spokespersons,
    "adjourn": lambda _: c.Adjourn(),
    "resume": lambda _: c.Resume(),
    "close-trialogue": lambda _: c.CloseTrialogue(),
    "reopen": lambda _: c.Reopen(),
    "record-formal-decision": lambda f: c.RecordFormalDecision(
        DilemmaId(f.text("dilemma")), f.one("decision", Decision), f.day("on"), f.text("why")
    ),
}
