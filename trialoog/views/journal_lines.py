"""Facts as sentences for the record. A text stands here from the moment that the room could read
it; texts of a round stand under its reveal, shuffled, so that no time of day goes with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trialoog.core import events as e
from trialoog.core.ids import ContributionId, OptionId, OutcomeId
from trialoog.core.state import State
from trialoog.core.text import GONE
from trialoog.core.words import Perspective
from trialoog.views import words
from trialoog.views.words import N_


class Say(Protocol):
    """Gives an interface text in the reader's language, its placeholders filled."""

    def __call__(self, message: str, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Quote:
    """People's own words. `gone` where the text was blanked or is held back."""

    text: str
    perspective: Perspective | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. `perspective` is from where it was done, None for the facilitator."""

    seq: int
    at: datetime
    perspective: Perspective | None
    text: str
    quotes: tuple[Quote, ...] = ()


Told = tuple[str, tuple[Quote, ...]] | None
"""A sentence with what was said in it, or nothing at all."""


def lines(state: State, facts: Sequence[e.Fact], say: Say) -> Iterator[Line]:
    """Return the facts as lines, in order. `state` is what they fold to."""
    recognised: set[tuple[ContributionId, Perspective]] = set()
    for fact in facts:
        event = fact.event
        if isinstance(event, e.ContributionRecognised):
            # Which perspectives, never how many people: the first of each counts.
            if (event.contribution, event.perspective) in recognised:
                continue
            recognised.add((event.contribution, event.perspective))
        told = line(state, fact, say)
        if told is not None:
            yield told


def line(state: State, fact: e.Fact, say: Say) -> Line | None:
    """Return one fact as a line, None where it has none. `state` is what all facts fold to."""
    told = _told(state, fact.event, say)
    return None if told is None else Line(fact.seq, fact.at, fact.by.perspective, *told)


def _told(state: State, event: e.Event, say: Say) -> Told:
    for tell in TELLERS:
        told = tell(state, event, say)
        if told is not None:
            return told
    return None


def _own(text: str | None, perspective: Perspective | None = None) -> Quote:
    return Quote(text or "", perspective, gone=text in {None, "", GONE})


def _text_of(state: State, found: ContributionId) -> Quote:
    it = state.contributions[found]
    if not state.visible(it):
        return Quote("", it.perspective, gone=True)
    return _own(it.text, it.perspective)


def _option(state: State, found: OptionId) -> str:
    option = state.options[found]
    return f"{option.letter}. {option.title}"


def _option_of(state: State, found: OutcomeId) -> str:
    return _option(state, state.outcomes[found].option)


# --- the meeting -----------------------------------------------------------------------


def _meeting(state: State, event: e.Event, say: Say) -> Told:  # noqa: C901 - one line per kind
    match event:
        case e.TrialogueStarted():
            return say(N_("De inloop begon.")), (_own(event.title), _own(event.question))
        case e.DilemmaFramed():
            values = {"a": event.pole_a.name, "b": event.pole_b.name}
            message = N_("Op de agenda: een dilemma tussen %(a)s en %(b)s.")
            return say(message, **values), (_own(event.question),)
        case e.EarlierWeighed() as it:
            message = N_("Dit dilemma is een vervolg op een eerdere weging, versie %(version)s.")
            again = tuple(_own(o.why) for o in it.earlier.options if o.why)
            return say(message, version=it.earlier.version), (_own(it.earlier.question), *again)
        case e.MovedTo():
            name = state.script.phase(event.phase).name
            return say(N_("De stap %(name)s begon."), name=name), ()
        case e.DoorClosed():
            return say(N_("De deur ging dicht.")), ()
        case e.DoorOpened():
            return say(N_("De deur ging open.")), ()
        case e.CodeRenewed():
            anew = N_("Er kwam een nieuwe code, en iedereen moest opnieuw binnenkomen.")
            return say(anew if event.emptied else N_("Er kwam een nieuwe code.")), ()
        case e.AbsenceConfirmed():
            who = say(words.PERSPECTIVE[event.perspective])
            return say(N_("%(who)s is niet aan tafel."), who=who), ()
        case e.SeatTaken():
            return say(N_("Iemand deed mee en ging akkoord met de afspraken.")), ()
        case e.SeatLeft():
            return say(N_("Iemand gaf de plek terug.")), ()
        case e.Adjourned():
            return say(N_("De bijeenkomst stopte, en gaat een andere dag verder.")), ()
        case e.Resumed():
            return say(N_("De bijeenkomst ging verder.")), ()
        case e.TrialogueClosed():
            return say(N_("De trialoog werd gesloten. De telefoons zijn vergeten.")), ()
        case e.Reopened():
            return say(N_("De trialoog ging weer open.")), ()
        case e.TimerSet():
            return _clock(event, say)
        case e.SeatsEmptied():
            who = ", ".join(say(words.PERSPECTIVE_LOWER[p]) for p in event.perspectives)
            return say(N_("De plekken van %(who)s werden leeggemaakt."), who=who), ()
        case e.LeadTaken():
            return say(N_("Een andere gespreksleider nam de leiding over.")), ()
        case e.LeadHanded():
            return say(N_("De gespreksleider gaf de leiding over.")), ()
    return None


def _clock(event: e.TimerSet, say: Say) -> Told:
    if event.ends is None:
        return say(N_("De klok werd stilgezet.")), ()
    return say(N_("De klok werd gezet.")), ()


# --- speaking --------------------------------------------------------------------------


def _speaking(state: State, event: e.Event, say: Say) -> Told:
    # Who is ready, and whose hand goes up and down, is of the moment; what was said is not.
    match event:
        case e.TurnGiven():
            who = say(words.PERSPECTIVE[event.perspective])
            if event.option is None:
                return say(N_("%(who)s kreeg het woord."), who=who), ()
            message = N_("%(who)s kreeg het woord over optie %(option)s.")
            return say(message, who=who, option=_option(state, event.option)), ()
        case e.TurnEnded():
            length = f"{event.seconds // 60}:{event.seconds % 60:02d}"
            return say(N_("De spreekbeurt eindigde na %(length)s minuten."), length=length), ()
        case e.BudgetSet():
            if not event.seconds:
                return say(N_("De spreektijd werd niet langer verdeeld.")), ()
            message = N_("Elk perspectief kreeg spreektijd per stap: %(minutes)s min.")
            return say(message, minutes=event.seconds // 60), ()
    return None


# --- writing ---------------------------------------------------------------------------


def _writing(state: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.RoundOpened():
            return say(N_("Een ronde stil schrijven begon.")), ()
        case e.RoundClosed():
            return say(N_("De ronde stil schrijven eindigde.")), ()
        case e.Revealed():
            quotes = tuple(_text_of(state, found) for found in event.order)
            return say(N_("De teksten werden onthuld, in willekeurige volgorde.")), quotes
        case e.ContributionMade():
            return _made(state, event, say)
        case e.LateAdmitted():
            quote = _text_of(state, event.contribution)
            return say(N_("Een nagekomen tekst werd toegelaten.")), (quote,)
        case e.ContributionHeldBack():
            return say(N_("De gespreksleider hield een tekst terug.")), ()
        case e.ContributionPutBack():
            quote = _text_of(state, event.contribution)
            return say(N_("Een tekst kwam terug op het bord.")), (quote,)
        case e.ContributionRecognised():
            quote = _text_of(state, event.contribution)
            who = say(words.PERSPECTIVE[event.perspective])
            return say(N_("%(who)s herkent een tekst."), who=who), (quote,)
    return None


def _made(state: State, event: e.ContributionMade, say: Say) -> Told:
    # A text of a round stands under its reveal; one that came late where it was let in.
    if event.round is not None or event.option is None:
        return None
    kind = say(words.KIND[event.kind])
    values = {"kind": kind, "option": _option(state, event.option)}
    quote = _text_of(state, event.contribution)
    if event.proxy:
        message = N_("Namens iemand zonder telefoon: %(kind)s bij optie %(option)s.")
        return say(message, **values), (quote,)
    return say(N_("%(kind)s bij optie %(option)s."), **values), (quote,)


# --- arranging the board -----------------------------------------------------------------


def _arranging(state: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.CardsGrouped():
            quotes = tuple(_text_of(state, found) for found in event.contributions)
            return say(N_("Bij elkaar gezet:")), quotes
        case e.GroupNamed():
            return say(N_("Een groep teksten kreeg een naam.")), (_own(event.name),)
        case e.CardsUngrouped():
            quotes = tuple(_text_of(state, found) for found in event.contributions)
            return say(N_("Uit de groep gehaald:")), quotes
        case e.QuestionAnswered():
            return say(N_("Een vraag werd beantwoord.")), (_text_of(state, event.contribution),)
        case e.QuestionReopened():
            quote = _text_of(state, event.contribution)
            return say(N_("Een vraag was toch niet beantwoord.")), (quote,)
        case e.Focused():
            return _focused(state, event, say)
        case e.ScreenFrozen():
            return say(N_("Het scherm werd stilgezet.")), ()
        case e.ScreenUnfrozen():
            return say(N_("Het scherm liep weer mee.")), ()
    return None


def _focused(state: State, event: e.Focused, say: Say) -> Told:
    if event.contribution is not None:
        return say(N_("In beeld op elk scherm:")), (_text_of(state, event.contribution),)
    if event.option is not None:
        option = _option(state, event.option)
        return say(N_("In beeld op elk scherm: optie %(option)s."), option=option), ()
    return None


# --- options and ratings -------------------------------------------------------------------


def _options(state: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.OptionAdded():
            message = N_("Op tafel: optie %(letter)s.")
            letter = state.options[event.option].letter
            return say(message, letter=letter), (_own(event.title),)
        case e.OptionReworded():
            message = N_("Optie %(letter)s kreeg andere woorden.")
            letter = state.options[event.option].letter
            return say(message, letter=letter), (_own(event.title),)
        case e.OptionRated():
            message = N_("Iemand waardeerde optie %(option)s.")
            return say(message, option=_option(state, event.option)), ()
        case e.PictureShown():
            message = N_("Het beeld van optie %(option)s stond op het scherm.")
            return say(message, option=_option(state, event.option)), ()
        case e.PicturesHidden():
            return say(N_("Het beeld ging van het scherm.")), ()
        case e.RatingsSetAside():
            return say(
                N_("Het wegen begon opnieuw. De eerste waarderingen tellen niet meer mee.")
            ), ()
        case e.ReadBackAnswered():
            option = _option(state, event.option)
            message = (
                N_("Het verslag van optie %(option)s leest goed.")
                if event.reads
                else N_("Het verslag van optie %(option)s klopt niet.")
            )
            remark = (_own(event.remark),) if event.remark else ()
            return say(message, option=option), remark
        case e.CorrectionAdded():
            message = N_("Naast optie %(option)s kwam een verbetering te staan.")
            return say(message, option=_option(state, event.option)), (_own(event.text),)
    return None


# --- outcomes --------------------------------------------------------------------------------


def _outcomes(state: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.OutcomeProposed():
            kind = say(words.OUTCOME[event.kind])
            message = N_("Op het scherm kwam: optie %(option)s. Uitkomst: %(kind)s.")
            text = say(message, option=_option(state, event.option), kind=kind)
            return text, (_own(event.reason),)
        case e.ConsentAsked():
            message = N_("Iedereen werd om instemming gevraagd bij optie %(option)s.")
            return say(message, option=_option_of(state, event.outcome)), ()
        case e.ConsentShown():
            message = N_("De zaal zag de instemming bij optie %(option)s.")
            return say(message, option=_option_of(state, event.outcome)), ()
        case e.ConsentGiven():
            stance = say(words.STANCE[event.stance])
            message = N_("“%(stance)s”, bij optie %(option)s.")
            text = say(message, stance=stance, option=_option_of(state, event.outcome))
            return text, ((_own(event.why),) if event.why else ())
        case e.OutcomeRecorded():
            message = N_("De uitkomst van optie %(option)s ligt vast.")
            return say(message, option=_option_of(state, event.outcome)), ()
        case e.OutcomeWithdrawn():
            message = N_("De uitkomst van optie %(option)s ging terug.")
            return say(message, option=_option_of(state, event.outcome)), ()
        case e.ReservationMade():
            message = N_("Voorbehoud bij optie %(option)s.")
            text = say(message, option=_option_of(state, event.outcome))
            return text, (_own(event.text, event.perspective),)
        case e.ReservationWorded():
            message = N_("Een voorbehoud bij optie %(option)s kreeg andere woorden.")
            whose = state.outcomes[event.outcome].reservations[event.place].perspective
            text = say(message, option=_option_of(state, event.outcome))
            return text, (_own(event.text, whose),)
    return None


# --- and after ----------------------------------------------------------------------------------


def _after(state: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.SpokespersonNamed():
            who = say(words.PERSPECTIVE_LOWER[event.perspective])
            message = N_("Wie voor %(who)s de openbare tekst leest, is benoemd.")
            return say(message, who=who), (_own(event.office),)
        case e.ReleaseApproved():
            return say(N_("Akkoord met de openbare tekst.")), ()
        case e.ReleaseChangeWanted():
            return say(N_("Niet akkoord met de openbare tekst. Wat er anders moet:")), (
                _own(event.words),
            )
        case e.FormalDecisionRecorded():
            decision = say(words.DECISION[event.decision])
            text = say(N_("Het besluit: %(decision)s."), decision=decision)
            return text, ((_own(event.why),) if event.why else ())
        case e.WeighingPublished():
            question = state.dilemmas[event.dilemma].question
            message = N_("Versie %(version)s van de weging werd openbaar.")
            note = (_own(event.note),) if event.note else ()
            return say(message, version=event.version), (_own(question), *note)
        case e.WeighingMailed():
            message = N_("De volgers kregen bericht over versie %(version)s van de weging.")
            return say(message, version=event.version), ()
    return None


def _publishing(_: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.PublicationPlanned():
            return say(N_("Een versie van de weging werd klaargezet voor later.")), ()
        case e.PublicationPlanCancelled():
            return say(N_("De versie die klaarstond, gaat niet meer vanzelf openbaar.")), ()
        case e.WeighingUnpublished():
            return say(N_("De weging ging van de site. De reden:")), (_own(event.reason),)
        case e.AnnouncementWithheld():
            message = N_("De trialoog wordt niet aangekondigd. De reden:")
            return say(message), (_own(event.reason),)
        case e.TrialogueAnnounced():
            contact = (_own(event.contact),) if event.contact else ()
            return say(N_("De trialoog wordt aangekondigd.")), contact
    return None


def _removed(_: State, event: e.Event, say: Say) -> Told:
    match event:
        case e.TextsRedacted():
            message = N_("De gespreksleider maakte een tekst onleesbaar. De reden:")
            return say(message), (_own(event.ground),)
        case e.WeighingRedacted():
            message = N_("Uit versie %(version)s van de weging is een passage verwijderd.")
            return say(message, version=event.version), ()
        case e.TextsExpired():
            message = N_("Teksten die de zaal nooit zag, zijn na de bewaartermijn verwijderd.")
            return say(message), ()
    return None


TELLERS = (
    *(_meeting, _speaking, _writing, _arranging, _options, _outcomes),
    *(_after, _publishing, _removed),
)
