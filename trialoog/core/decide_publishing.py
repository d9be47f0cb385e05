"""Clauses around publishing: planning it, taking it offline, announcing. See `decide`."""

from datetime import datetime, timedelta

from trialoog.core import commands as c
from trialoog.core import decide_outcome, text
from trialoog.core import events as e
from trialoog.core.events import By, Event, Text
from trialoog.core.refusals import Refused
from trialoog.core.state import Dilemma, State

LATEST = timedelta(days=366)  # how far ahead a publication can be planned


def decide(state: State, by: By, command: c.Command, now: datetime) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role and standing were checked."""
    match command:
        case c.PlanPublication():
            return _plan(state, by, command, now)
        case c.CancelPlan():
            planned = _dilemma(state, command.dilemma).planned
            return (e.PublicationPlanCancelled(command.dilemma),) if planned is not None else ()
        case c.WithdrawPublication():
            return _withdraw(state, command)
        case c.MailWeighing():
            return _mail(state, command)
        case c.KeepUnannounced():
            reason = text.long(command.reason, "unannounced", "unannounced_missing")
            return () if state.unannounced == reason else (e.AnnouncementWithheld(Text(reason)),)
        case c.Announce():
            contact = text.line(command.contact, "contact")
            so_already = (state.unannounced, state.contact) == ("", contact)
            return () if so_already else (e.TrialogueAnnounced(Text(contact)),)
    raise AssertionError(f"no clause for {type(command).__name__}")


def _plan(state: State, by: By, command: c.PlanPublication, now: datetime) -> tuple[Event, ...]:
    if command.at is None:
        raise Refused("moment_missing", "plan_day")
    if command.at <= now:
        raise Refused("moment_past", "plan_day")
    if command.at > now + LATEST:
        raise Refused("moment_far", "plan_day")
    decide_outcome.decide(state, by, command.publish)  # refuses what could not go out now
    return (e.PublicationPlanned(command.publish.dilemma, command.at, command.publish.text),)


def _withdraw(state: State, command: c.WithdrawPublication) -> tuple[Event, ...]:
    if not _dilemma(state, command.dilemma).public:
        raise Refused("not_on_site")
    if command.ground is None:
        raise Refused("withdraw_ground_missing", "ground")
    reason = text.long(command.reason, "withdraw_reason", "withdraw_reason_missing")
    return (e.WeighingUnpublished(command.dilemma, command.ground, Text(reason)),)


def _mail(state: State, command: c.MailWeighing) -> tuple[Event, ...]:
    dilemma = _dilemma(state, command.dilemma)
    if not dilemma.public:
        raise Refused("not_on_site")
    newest = dilemma.publications[-1]
    if newest.version != command.version:
        raise Refused("newer_version")
    if newest.mailed is not None:
        return ()
    return (e.WeighingMailed(command.dilemma, command.version),)


def _dilemma(state: State, dilemma: str) -> Dilemma:
    found = {str(known): it for known, it in state.dilemmas.items()}.get(dilemma)
    if found is None:
        raise Refused("unknown_dilemma", "dilemma")
    return found
