"""The sentence for every refusal: what is the matter, and what to do about it.

Refuses nothing itself; a test holds these codes to the ones that are used.
"""

from trialoog.core.refusals import Refused
from trialoog.core.words import Perspective
from trialoog.views import locales
from trialoog.views.looks import Looks
from trialoog.views.words import N_, PERSPECTIVE_LOWER

SENTENCES = {
    # where the meeting stands
    "not_started": N_("De trialoog is nog niet begonnen. Probeer het straks opnieuw."),
    "adjourned": N_("De trialoog gaat een andere dag verder. Doe dan weer mee."),
    "closed": N_("De trialoog is gesloten. Er kan niets meer bij."),
    "not_this_step": N_("Dat kan niet in deze stap. Kijk op het scherm waar we nu zijn."),
    "not_yours": N_("Dat kan niet vanaf jouw plek. Doe opnieuw mee met de code."),
    "rehearsal": N_("Dit was een proef. Een proef kun je niet openbaar maken."),
    "published": N_("Deze weging is al openbaar. Maak een nieuwe versie of plan een vervolg."),
    "already_there": N_("Dit stond er al. Je hoeft niets meer te doen."),
    "not_leading": N_("Iemand anders leidt nu. Neem eerst de leiding over."),
    "may_not_lead": N_("Deze persoon mag niet meer meeleiden. Kies iemand die in de lijst staat."),
    # speaking
    "hand_gone": N_("Deze hand is niet meer omhoog."),
    "hands_full": N_("Er wachten al veel mensen zonder telefoon. Geef eerst iemand het woord."),
    # seats and the door
    "door_closed": N_("De deur is dicht. Vraag de gespreksleider om je binnen te laten."),
    "perspective_missing": N_("Kies een perspectief."),
    "rules_missing": N_("Lees de afspraken en zet het vinkje."),
    "room_full": N_("De zaal is vol. Vraag de gespreksleider wat je kunt doen."),
    "perspective_absent": N_(
        "Nog niemand van %(perspectives)s. Wacht even, of bevestig dat dit perspectief er niet is."
    ),
    # the clock
    "no_timer": N_("Er loopt geen klok in deze stap."),
    "minutes_out_of_range": N_("Kies een tijd van 1 tot en met %(limit)s minuten."),
    # what people type
    "text_missing": N_("Schrijf eerst iets op."),
    "too_long": N_("Dit is te lang: %(length)s tekens. Houd het bij %(limit)s."),
    "too_many_lines": N_("Dit zijn te veel regels. Houd het bij %(limit)s."),
    "not_a_date": N_("Dit is geen datum. Schrijf die als 2026-11-30."),
    "key_used": N_(
        "Dit formulier was al verstuurd. Laad de pagina opnieuw en probeer het nog eens."
    ),
    # rounds and contributions
    "pole_missing_choice": N_("Kies bij welke kant dit hoort."),
    "kind_missing": N_("Kies wat het is."),
    "round_open": N_("Er loopt al een ronde. Sluit die eerst."),
    "unknown_round": N_("Deze ronde is er niet meer. Laad de pagina opnieuw."),
    "came_late": N_("De ronde was al dicht. Je tekst is bewaard als nagekomen."),
    "not_late": N_("Deze tekst kwam niet te laat. Je hoeft niets te doen."),
    "already_seen": N_("De zaal heeft deze tekst al gezien. Je kunt hem niet meer veranderen."),
    "unknown_contribution": N_("Deze tekst staat niet meer op het bord."),
    "board_full": N_("Het bord is vol. Vraag de gespreksleider wat je kunt doen."),
    "cards_missing": N_("Kies eerst een tekst."),
    "cards_apart": N_("Deze teksten horen bij verschillende kanten of opties. Groepeer ze apart."),
    "groups_full": N_("Er zijn al veel groepen. Zet de tekst bij een groep die er al is."),
    "group_gone": N_("Deze groep is er niet meer. Laad de pagina opnieuw."),
    "group_name_missing": N_("Geef de groep een naam."),
    "no_question": N_("Dit is geen vraag."),
    # options and ratings
    "unknown_dilemma": N_("Dit dilemma is er niet. Laad de pagina opnieuw."),
    "unknown_phase": N_("Deze stap is er niet. Laad de pagina opnieuw."),
    "unknown_option": N_("Deze optie is er niet. Laad de pagina opnieuw."),
    "option_title_missing": N_("Schrijf in één zin wat de optie is."),
    "option_already_there": N_(
        "Deze optie staat al op tafel. Zeg er iets over, of kies andere woorden."
    ),
    "options_full": N_("Er liggen al veel opties op tafel. Zeg iets over een optie die er al is."),
    "rating_missing": N_("Kies eerst een teken."),
    "unknown_rating": N_("Dit teken kennen we niet. Kies een van de zes."),
    "nothing_stays": N_("Niets doen blijft altijd een eigen optie. Voeg een andere optie samen."),
    "decided": N_("Deze optie heeft al een uitkomst. Dit blijft staan zoals het was."),
    # outcomes
    "outcome_missing": N_("Kies wat er met de optie gebeurt."),
    "outcome_gone": N_("Deze uitkomst is ingetrokken. Kijk op het scherm wat er nu staat."),
    "reason_type_missing": N_("Kies wat voor reden het is."),
    "reason_missing": N_("Schrijf op waarom."),
    "reopen_missing": N_("Schrijf op wat er moet veranderen om er opnieuw naar te kijken."),
    "downsides_missing": N_("Schrijf op wat jullie met deze keuze accepteren."),
    "into_missing": N_("Kies met welke andere optie deze wordt samengevoegd."),
    "absent_says": N_("Dit perspectief is niet aan tafel. Haal deze tekst weg."),
    "unknown_reservation": N_("Dit voorbehoud is er niet meer. Laad de pagina opnieuw."),
    "unheard": N_(
        "Hierover zei %(perspectives)s nog niets. "
        "Vraag het, of bevestig dat dit zo in het verslag komt."
    ),
    "option_open": N_("Nog niet elke optie heeft een uitkomst. Leg die eerst vast."),
    # consent and reading back
    "proposal_stands": N_("Over deze optie ligt een voorstel. Neem dat eerst terug."),
    "consent_shown": N_("De zaal heeft de antwoorden gezien. Antwoorden kan nu niet meer."),
    "consent_over": N_("Hierover wordt nu geen instemming gevraagd. Kijk op het scherm."),
    "stance_missing": N_("Kies een van de drie antwoorden."),
    "why_missing": N_("Schrijf op wat je bezwaar is."),
    "reads_missing": N_("Kies ja of nee."),
    "remark_missing": N_("Schrijf op wat er niet klopt."),
    "office_missing": N_("Schrijf op welke functie het woord voert. Geen naam."),
    # after the meeting
    "decision_missing": N_("Kies wat de besluitnemer deed."),
    "decision_why_missing": N_("Schrijf op waarom het besluit afwijkt van het advies."),
    "decision_date_missing": N_("Vul in wanneer het besluit viel."),
    "address_is_permanent": N_("Het adres van deze weging ligt vast. Een nieuwe versie houdt het."),
    "not_ready": N_("Dit kan nog niet openbaar. Onderaan staat welke tekst er nog ontbreekt."),
    "newer_version": N_("Er is een nieuwere versie openbaar. Stuur daarover een bericht."),
    "note_missing": N_("Schrijf op wat er in deze versie is veranderd."),
    "traceable": N_("Kijk na wat hierboven staat. Mag het zo blijven? Zet dan het vinkje."),
    "moment_missing": N_("Kies een dag en een tijd."),
    "moment_past": N_("Dit moment is al voorbij. Kies een later moment."),
    "moment_far": N_("Dit is verder weg dan een jaar. Kies een eerder moment."),
    "not_a_time": N_("Dit is geen tijd. Schrijf die als 09:30."),
    "plan_outdated": N_("De trialoog of het besluit is daarna veranderd. Kijk de tekst na."),
    "put_back": N_(
        "Er is een reservekopie teruggezet. Kijk de tekst na, en plan of publiceer opnieuw."
    ),
    "overtaken": N_(
        "Er veranderde net iets in de trialoog. Kijk de tekst na, en probeer het opnieuw."
    ),
    "not_on_site": N_("Deze weging staat niet op de site. Je hoeft niets te doen."),
    "withdraw_ground_missing": N_("Kies waarom de weging van de site gaat."),
    "withdraw_reason_missing": N_("Schrijf op wat mensen op dit adres lezen."),
    "unannounced_missing": N_("Schrijf op waarom deze trialoog niet wordt aangekondigd."),
    "not_approved": N_(
        "Nog niet akkoord met deze tekst: %(perspectives)s. Vraag het nog eens, of zet het vinkje."
    ),
    "answer_missing": N_("Kies een van de twee antwoorden."),
    "approval_later": N_("Vragen om akkoord kan zodra de trialoog is gesloten."),
    "change_missing": N_("Schrijf op wat er anders moet."),
    "text_changed": N_(
        "De tekst is veranderd terwijl je las. Hieronder staat de nieuwe. Lees die, en kies dan."
    ),
    "words_with_approval": N_(
        "Je schreef op wat er anders moet. Stuur dat op, of haal je tekst weg en ga akkoord."
    ),
    # making words unreadable
    "ground_missing": N_("Schrijf op waarom dit onleesbaar moet worden."),
    "words_missing": N_("Schrijf op welke woorden onleesbaar moeten worden."),
    "words_short": N_("Dit is te kort. Schrijf ten minste %(limit)s tekens op."),
    "words_not_found": N_("Deze woorden staan nergens in wat je mag lezen. Zoek opnieuw."),
    "text_gone": N_("De woorden van deze tekst zijn verwijderd. Je kunt hem niet meer toelaten."),
    # preparing
    "title_missing": N_("Geef de trialoog een naam."),
    "question_missing": N_("Schrijf de vraag op waar het over gaat."),
    "dilemma_missing": N_("Schrijf eerst het dilemma op."),
    "question_twice": N_("Een ander dilemma heeft dezelfde vraag. Schrijf op wat hier anders is."),
    "too_fast": N_("Dat ging erg vaak achter elkaar. Wacht een minuut en probeer het weer."),
    "follow_missing": N_("Kies wat je wilt volgen."),
    "not_an_address": N_("Dit is geen e-mailadres. Kijk het nog eens na."),
    "name_missing": N_("Wie nodig je uit? Een naam van ten hoogste 100 tekens."),
    "last_administrator": N_(
        "Een team heeft altijd een beheerder. Maak eerst iemand anders beheerder."
    ),
    "given_elsewhere": N_("Deze plek komt van het inloggen van je organisatie. Verander die daar."),
    "pole_missing": N_("Geef deze kant van het dilemma een naam."),
    "reopened_missing": N_("Schrijf op wat er is veranderd, zodat deze optie weer op tafel komt."),
    "options_missing": N_("Zet ten minste twee opties klaar. Een lege optie telt niet mee."),
    "nothing_missing": N_("Niets doen is altijd een van de opties. Zet die erbij."),
    "criteria_missing": N_("Kies ten minste één criterium."),
    "criteria_many": N_("Dit zijn te veel criteria. Kies er ten hoogste %(limit)s."),
    "criterion_name_missing": N_("Geef dit criterium een naam."),
    "criterion_question_missing": N_("Schrijf op welke vraag mensen beantwoorden."),
    "minutes_not_whole": N_(
        "Schrijf een heel getal van 0 tot en met %(limit)s. Bij 0 loopt er geen klok."
    ),
    "script_wrong": N_("In je eigen draaiboek klopt nog iets niet. Daar staat bij elk veld wat."),
}


def sentence(looks: Looks, language: str, refusal: Refused) -> str:
    """Return what to tell somebody who was refused. Raises `KeyError` for an unknown code."""
    values = {name: _told(looks, language, value) for name, value in refusal.values.items()}
    return looks.say(language, SENTENCES[refusal.code], **values)


def _told(looks: Looks, language: str, value: object) -> object:
    """Return a value as it stands in a sentence: perspectives one after the other, numbers as
    people write them."""
    if isinstance(value, tuple):
        names = [looks.say(language, PERSPECTIVE_LOWER[Perspective(p)]) for p in value]
        return locales.listed(names, language)
    return locales.whole(value, language) if isinstance(value, int) else value
