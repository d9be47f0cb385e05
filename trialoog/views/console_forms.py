"""The forms of the console: what each shows at this step, and with what already typed in it."""

from collections.abc import Callable, Mapping

from trialoog.core import commands as c
from trialoog.core.hearing import unheard
from trialoog.core.ids import ContributionId, GroupId, OptionId, OutcomeId
from trialoog.core.state import State
from trialoog.core.words import GUESTS, THREE, Activity, OutcomeKind, Pole
from trialoog.views import console_outcome, words
from trialoog.views.console_board import groups_beside, on_table
from trialoog.views.console_merging import target
from trialoog.views.console_script import allows, leads
from trialoog.views.forms import SAVED, Form

Shown = Mapping[str, object]
PAPER = tuple(str(row) for row in range(1, 9))  # cards that are typed in at one time


def _proxy(state: State, form: Form, _: str | None) -> Shown:
    """Enter what somebody without a phone says."""
    found = state.rounds[state.round] if state.round else None
    writes = allows(state, Activity.WRITE) and found is not None and found.open
    argues = allows(state, Activity.ARGUE)
    dilemma = state.board()
    return {
        "form": form,
        "shown": writes or argues,
        "dilemma": dilemma,
        "round": found.id if writes and found else "",
        "poles": ((Pole.A, dilemma.pole_a.name), (Pole.B, dilemma.pole_b.name)) if writes else (),
        "options": () if writes else state.options_of(dilemma.id),
        "kinds": state.now_at.kinds,
        "perspectives": state.at_table,
    }


def _new_option(state: State, form: Form, _: str | None) -> Shown:
    """Put an option on the table."""
    words = (Activity.OPTIONS, Activity.ARGUE)
    return {
        "form": form,
        "shown": allows(state, *words, Activity.OUTCOME),
        "open": allows(state, *words) or bool(form.errors),
        "dilemma": state.board(),
    }


def _reword(state: State, form: Form, chosen: str | None) -> Shown:
    """Give the chosen option other words; the old ones stay in the record."""
    option = state.options.get(OptionId(form.value("option") or chosen or ""))
    return {
        "form": form,
        "shown": option is not None
        and allows(state, Activity.OPTIONS, Activity.ARGUE)
        and state.settled(option.id) is None,
        "option": option,
    }


def _outcome(state: State, form: Form, chosen: str | None) -> Shown:
    shown = leads(state, c.ProposeOutcome)
    model = console_outcome.outcome_form(state, form, chosen) if shown else None
    return {"shown": shown, "it": model}


def _correction(state: State, form: Form, chosen: str | None) -> Shown:
    """Put a correction beside the record of the chosen option, with what it is about in view."""
    option = state.options.get(OptionId(form.value("option") or chosen or ""))
    here = option is not None and option.dilemma == state.dilemma
    passage = console_outcome.passage(state, option) if here and option is not None else None
    return {
        "form": form,
        "shown": passage is not None and leads(state, c.AddCorrection),
        "passage": passage,
        "saved": bool(form.value(SAVED)),
    }


def _spokespersons(state: State, form: Form, _: str | None) -> Shown:
    """Name the office that speaks for a perspective."""
    return {
        "form": form,
        "shown": leads(state, c.AddCorrection),
        "guests": tuple(p for p in state.at_table if p not in THREE and state.seats_of(p)),
        "named": state.spokespersons,
        "saved": bool(form.value(SAVED)),
    }


def _group(state: State, form: Form, chosen: str | None) -> Shown:
    """Name the chosen group of texts."""
    group = state.groups.get(GroupId(form.value("group") or chosen or ""))
    return {
        "form": form,
        "shown": group is not None and leads(state, c.NameGroup),
        "group": group,
    }


def _place(state: State, form: Form, chosen: str | None) -> Shown:
    """Put the chosen text with others of its side or option, in a group that is there."""
    found = state.contributions.get(ContributionId(form.value("contribution") or chosen or ""))
    here = found is not None and found.dilemma == state.dilemma
    groups = groups_beside(state, found) if found and here else {}
    return {
        "form": form,
        "shown": bool(groups)
        and found is not None
        and on_table(state, found)
        and leads(state, c.GroupCards),
        "contribution": found.id if found else "",
        "text": found.text if found else "",
        "groups": tuple(groups.items()),
    }


def _merge(state: State, form: Form, chosen: str | None) -> Shown:
    """Let the chosen option go on in another."""
    option = state.options.get(OptionId(form.value("option") or chosen or ""))
    free = option is not None and not option.nothing and state.settled(option.id) is None
    others = state.options_of(option.dilemma) if option else ()
    return {
        "form": form,
        "shown": free
        and leads(state, c.MergeOption)
        and OutcomeKind.MERGED in state.script.outcomes,
        "option": option,
        "others": tuple(
            target(state, o) for o in others if o != option and state.settled(o.id) is None
        ),
        "unheard": unheard(state, option.id) if option else (),
    }


def _reservation(state: State, form: Form, chosen: str | None) -> Shown:
    """Word a reservation of the chosen outcome; `chosen` is its id, with the place after a dot."""
    found, _, typed = (chosen or "").partition(".")
    outcome = state.outcomes.get(OutcomeId(form.value("outcome") or found))
    place = form.value("place") or typed
    there = outcome.reservations if outcome else ()
    old = next((it for at, it in enumerate(there) if str(at) == place), None)
    stands = outcome is not None and state.options[outcome.option].outcome == outcome.id
    return {
        "form": form,
        "shown": stands and leads(state, c.WordReservation),
        "outcome": outcome.id if outcome else "",
        "option": state.options[outcome.option] if outcome else None,
        "place": place,
        "old": old,
        "perspectives": _voices(state),
    }


def _paper(state: State, form: Form, _: str | None) -> Shown:
    """Type in cards of a paper round, as many as there are rows."""
    found = state.rounds[state.round] if state.round else None
    writes = allows(state, Activity.WRITE) and found is not None
    dilemma = state.board()
    sides = ((Pole.A.value, dilemma.pole_a.name), (Pole.B.value, dilemma.pole_b.name))
    return {
        "form": form,
        "shown": writes or allows(state, Activity.ARGUE),
        "rows": PAPER,
        "perspectives": tuple((p.value, words.PERSPECTIVE[p]) for p in state.at_table),
        "poles": sides if writes else (),
        "options": tuple((o.id, f"{o.letter}. {o.title}") for o in state.options_of(dilemma.id)),
        "kinds": tuple((k.value, words.KIND[k]) for k in state.now_at.kinds),
    }


def _voices(state: State) -> tuple[object, ...]:
    return tuple(p for p in state.at_table if p not in GUESTS or state.seats_of(p))


PARTS: Mapping[str, tuple[str, Callable[[State, Form, str | None], Shown]]] = {
    "outcome": ("lead/outcome.html", _outcome),
    "reword": ("lead/reword.html", _reword),
    "merge": ("lead/merge.html", _merge),
    "group": ("lead/group.html", _group),
    "place": ("lead/place.html", _place),
    "reservation": ("lead/reservation.html", _reservation),
    "new-option": ("lead/new_option.html", _new_option),
    "proxy": ("lead/proxy.html", _proxy),
    "paper": ("lead/paper.html", _paper),
    "correction": ("lead/correction.html", _correction),
    "spokespersons": ("lead/spokespersons.html", _spokespersons),
}
"""The parts of the page that hold a form: element id -> (template, what it shows)."""
