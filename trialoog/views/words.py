"""The words on screen for the closed vocabulary of `core.words`: message ids, in Dutch.

Templates translate them with `say(...)`.
"""

from trialoog.core.words import (
    Decision,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
    Stance,
    Standing,
    Status,
)


def N_(message: str) -> str:  # noqa: N802 - the usual name for it
    """Mark a message id for extraction."""
    return message


PERSPECTIVE = {
    Perspective.POLICY: N_("Beleid"),
    Perspective.IMPLEMENTATION: N_("Uitvoering"),
    Perspective.POLITICS: N_("Politiek"),
    Perspective.CITIZEN: N_("Burger of ondernemer"),
    Perspective.OVERSIGHT: N_("Toezicht"),
}

# In the middle of a sentence.
PERSPECTIVE_LOWER = {
    Perspective.POLICY: N_("beleid"),
    Perspective.IMPLEMENTATION: N_("uitvoering"),
    Perspective.POLITICS: N_("politiek"),
    Perspective.CITIZEN: N_("burger of ondernemer"),
    Perspective.OVERSIGHT: N_("toezicht"),
}

PERSPECTIVE_HINT = {
    Perspective.POLICY: N_("Je werkt aan regels en plannen"),
    Perspective.IMPLEMENTATION: N_("Je werkt met burgers, bedrijven of dossiers"),
    Perspective.POLITICS: N_("Je bestuurt, of je controleert het bestuur"),
    Perspective.CITIZEN: N_("Je hebt er zelf mee te maken"),
    Perspective.OVERSIGHT: N_("Je kijkt of het goed gaat"),
}

KIND = {
    Kind.FACT: N_("Feit"),
    Kind.SIGNAL: N_("Signaal"),
    Kind.EFFECT: N_("Gevolg"),
    Kind.RISK: N_("Risico"),
    Kind.CONDITION: N_("Voorwaarde"),
    Kind.ASSUMPTION: N_("Aanname"),
    Kind.INTEREST: N_("Belang"),
    Kind.WORRY: N_("Zorg"),
    Kind.FOR: N_("Voor"),
    Kind.AGAINST: N_("Tegen"),
    Kind.QUESTION: N_("Vraag"),
}

# In a line, for who chooses one.
KIND_MEANS = {
    Kind.FACT: N_("Iets wat je kunt nagaan, zoals een getal of een regel."),
    Kind.SIGNAL: N_("Iets wat je in de praktijk ziet of hoort."),
    Kind.EFFECT: N_("Wat er door deze optie verandert."),
    Kind.RISK: N_("Wat er mis kan gaan."),
    Kind.CONDITION: N_("Wat er eerst geregeld moet zijn."),
    Kind.ASSUMPTION: N_("Wat we denken, maar niet zeker weten."),
    Kind.INTEREST: N_("Wat voor jou of je organisatie belangrijk is."),
    Kind.WORRY: N_("Iets waar je je zorgen over maakt."),
    Kind.FOR: N_("Waarom dit een goede keuze is."),
    Kind.AGAINST: N_("Waarom dit geen goede keuze is."),
    Kind.QUESTION: N_("Wat je van de anderen wilt weten."),
}

OUTCOME = {
    OutcomeKind.CHOSEN: N_("Gekozen"),
    OutcomeKind.REJECTED: N_("Afgevallen"),
    OutcomeKind.PARKED: N_("Aangehouden"),
    OutcomeKind.MERGED: N_("Samengevoegd"),
    OutcomeKind.ELABORATE: N_("Uit te werken"),
}

OUTCOME_WHY = {
    OutcomeKind.CHOSEN: N_("Waarom gekozen"),
    OutcomeKind.REJECTED: N_("Waarom afgevallen"),
    OutcomeKind.PARKED: N_("Waarom aangehouden"),
    OutcomeKind.MERGED: N_("Waarom samengevoegd"),
    OutcomeKind.ELABORATE: N_("Waarom uitwerken"),
}

# Of a reservation whose words do not follow, after the name of the perspective.
RESERVED = N_("Maakte een voorbehoud.")
UNQUOTED = N_("Maakte een voorbehoud. De woorden ervan zijn niet openbaar.")
UNQUOTED_FEW = N_(
    "Maakte een voorbehoud. De woorden ervan zijn niet openbaar: er deden minder dan drie mensen "
    "mee."
)
# Nouns: an option can be chosen for them, and fall on them.
REASON = {
    ReasonType.ORGANISATION: N_("Uitvoerbaarheid voor de organisatie"),
    ReasonType.CITIZEN: N_("Doenvermogen van mensen"),
    ReasonType.LAWFUL: N_("Wet en recht"),
    ReasonType.EFFECT: N_("Effect"),
    ReasonType.COST: N_("Kosten"),
    ReasonType.TIME: N_("Tijd"),
    ReasonType.SUPPORT: N_("Draagvlak"),
    ReasonType.OTHER: N_("Iets anders"),
}

STANCE = {
    Stance.SUPPORT: N_("Ik steun dit"),
    Stance.LIVE_WITH: N_("Ik kan ermee leven"),
    Stance.OBJECT: N_("Ik heb bezwaar"),
}

# What the first of these stances says, by what is proposed: it is about that, not about the option.
SUPPORT = {
    OutcomeKind.CHOSEN: N_("Ik steun dat deze optie wordt gekozen"),
    OutcomeKind.REJECTED: N_("Ik steun dat deze optie afvalt"),
    OutcomeKind.PARKED: N_("Ik steun dat deze optie wordt aangehouden"),
    OutcomeKind.MERGED: N_("Ik steun dat deze optie wordt samengevoegd"),
    OutcomeKind.ELABORATE: N_("Ik steun dat deze optie wordt uitgewerkt"),
}

DECISION = {
    Decision.FOLLOWS: N_("Volgt het advies"),
    Decision.DEPARTS: N_("Wijkt af van het advies"),
    Decision.OPEN: N_("Nog niet besloten"),
}

# By the language of a format, which is that of its trialogues.
FORMATS_IN = {
    "nl": N_("Werkvormen in het Nederlands"),
    "en": N_("Werkvormen in het Engels"),
}

STATUS = {
    Status.DRAFT: N_("In voorbereiding"),
    Status.OPEN: N_("Bezig"),
    Status.ADJOURNED: N_("Gaat een andere dag verder"),
    Status.CLOSED: N_("Gesloten"),
}

# The zero option, on the table from the start.
NOTHING = N_("Niets doen: alles blijft zoals het is")

# Frozen when the gathering starts; it must be true of what the software does.
PROMISE = N_(
    "Iedereen in deze trialoog kan lezen wat je schrijft. Je perspectief staat erbij, je naam "
    "niet. Buiten deze groep komt het alleen als het later openbaar wordt, of als iemand het "
    "verslag opvraagt. Dat kan met de Woo, de wet die stukken van de overheid openbaar maakt."
)

STANDING = {
    Standing.OPEN: N_("Nog niet bekeken"),
    Standing.HOLDS: N_("Klopt tot nu toe"),
    Standing.FAILS: N_("Klopt niet meer"),
}

POLES = (Pole.A, Pole.B)

# From −2 to 2: the sign on a button and the words for who can't see it.
SIGN = {-2: "− −", -1: "−", 0: "0", 1: "+", 2: "+ +"}
VALUE = {
    -2: N_("past heel slecht"),
    -1: N_("past slecht"),
    0: N_("neutraal"),
    1: N_("past goed"),
    2: N_("past heel goed"),
}
# A median can lie between two steps.
BETWEEN = {
    -1.5: N_("tussen past heel slecht en past slecht"),
    -0.5: N_("tussen past slecht en neutraal"),
    0.5: N_("tussen neutraal en past goed"),
    1.5: N_("tussen past goed en past heel goed"),
}
BETWEEN_SIGN = {-1.5: "− − / −", -0.5: "− / 0", 0.5: "0 / +", 1.5: "+ / + +"}


def value_words(value: float) -> str:
    """Return the message id for a median from −2 to 2 in halves."""
    return BETWEEN[value] if value in BETWEEN else VALUE[int(value)]


def value_sign(value: float) -> str:
    """Return the sign for a median from −2 to 2 in halves."""
    return BETWEEN_SIGN[value] if value in BETWEEN_SIGN else SIGN[int(value)]
