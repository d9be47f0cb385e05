"""What facts around publishing change: plans, what went offline, announcements. See `evolve`."""

from dataclasses import replace

from trialoog.core import events as e
from trialoog.core.changing import changed, put
from trialoog.core.state import State


def publishing(state: State, fact: e.Fact) -> State:
    """Return the state after a fact around publishing."""
    match fact.event:
        case e.PublicationPlanned() as it:
            dilemma = replace(state.dilemmas[it.dilemma], planned=it.at)
        case e.PublicationPlanCancelled() as it:
            dilemma = replace(state.dilemmas[it.dilemma], planned=None)
        case e.WeighingUnpublished() as it:
            dilemma = state.dilemmas[it.dilemma]
            gone = tuple(replace(p, withdrawn=True) for p in dilemma.publications)
            # What was planned would bring it back.
            dilemma = replace(dilemma, publications=gone, planned=None)
        case e.WeighingMailed() as it:
            dilemma = state.dilemmas[it.dilemma]
            told = tuple(
                replace(p, mailed=fact.at) if p.version == it.version else p
                for p in dilemma.publications
            )
            dilemma = replace(dilemma, publications=told)
        case e.AnnouncementWithheld() as it:
            return changed(state, unannounced=it.reason)
        case e.TrialogueAnnounced() as it:
            return changed(state, unannounced="", contact=it.contact)
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return changed(state, dilemmas=put(state.dilemmas, dilemma.id, dilemma))
