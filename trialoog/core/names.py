"""Words that look like the name of a person, in running Dutch or English. Pure.

Looks at capitals, titles and initials only; there is no list of names. A single capital at the
start of a sentence says nothing, nor does a word that often opens one, nor do words that belong to
organisations, places and laws.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a name, and before nothing else.
TITLES = _set(
    """
    mevrouw mevr mw meneer mijnheer heer dhr juffrouw mr mrs ms miss sir dr drs ing ir prof
    professor
    """
)
# Before a name, or before what somebody is of: "minister van Financiën".
OFFICES = _set(
    """
    minister staatssecretaris burgemeester wethouder raadslid kamerlid commissaris
    inspecteur directeur collega alderman mayor colleague
    """
)
PARTICLES = _set(
    """
    van de den der het 't ten ter te von el al ben bin ibn la le du da dos di st
    """
)
# What a run of capitals with one of these in it is about: an organisation, a place or a law.
THINGS = _set(
    """
    aan afdeling agentschap brief kabinetsbrief motie programma project rapport samenwerking
    teamleiding uitvoeringsdienst algemeen algemene autoriteit awb bank belastingdienst belgië
    besluit bestuur bestuursrecht bureau centraal centrale centrum college comité commissie
    dagblad dienst directie economische eerste europees europese europa fonds gemeente
    gemeenten gerechtshof grondwet hof hoge haag inspectie instituut integrale kabinet kamer
    kamers koninklijk koninklijke koninkrijk landelijk landelijke ministerie ministeries
    nationaal nationale nederland nederlands nederlandse noord oost open openbaar openbare
    ombudsman orde overheid politie provincie raad rechtbank regeling regio rekenkamer rijk
    rijks sociale staat staten stichting team toeslagen tweede uitvoering unie universiteit
    vereniging verenigde verordening west wet woo zaken ziekenhuis zorg zuid act agency
    association authority chamber city commission committee council court department
    european general house institute kingdom minister ministry national new north office
    parliament public republic senate social south state supreme united university great
    britain
    """
)
# Written with a capital, and never part of a name.
USUAL = _set(
    """
    january february march april may june july august september october november december
    januari februari maart mei juni juli augustus oktober monday tuesday wednesday thursday
    friday saturday sunday dutch english european french german nederlandse engels europese
    i ik optie option bijlage artikel article deel fase plan variant scenario appendix part
    phase christmas kerst pasen pinksteren
    """
)

# Often the first of a sentence, before a name of something: "Volgens Amsterdam", "Kan Groningen".
OPENERS = _set(
    """
    aan achter al alle alleen allebei als altijd ander andere anders begin behalve beide bij bijna
    binnen blijft boven buiten burgers daar daarbij daardoor daarna daarom daarvoor dan dankzij dat
    de denk den der deze dit doet door dus echter een eén één eerst eerste elk elke en er ergens
    evenals geef geeft geen gelijk gezien gisteren had hadden halverwege heb hebben heeft heel
    helaas het hier hierdoor hij hoe hoewel hun iedere iedereen iemand in inwoners is jaarlijks
    juist kan kent keek kies kiest kijk komt kon konden krijgt kreeg kunnen laat langs lees
    leidt levert lijkt maakt maar maart mag meer met mijn minder minstens misschien mocht moet
    moeten na naar naast namens natuurlijk nee neem neemt net niet niets noch noem nog nu of ofwel
    om omdat omgekeerd onder ondanks ongeveer ons onze ook op opnieuw opvallend over overal per
    plus rond samen sinds slechts sommige soms staat stel steeds straks te tegen tenzij terwijl
    toch toen tot tussen twee drie vier vijf uit uiteindelijk vaak valt van vanaf vandaag vanuit
    vanwege veel verder via vindt volgens volgt voor vooral vooraf vorige vraag vraagt vroeg vroeger
    waar waarom wanneer want waren was wat weer welk welke werd werden wie wij wijst wil willen
    wordt worden zag zal ze zegt zei zeker zelfs zelf zet ziet zijn zit zo zoals zodat zodra zolang
    zonder zou zouden zowel zullen
    a after all also although an and any are as at be because before between both but by can could
    did do does during each even every few for from had has have he her here his how however if in
    into is it its like many may might more most must my near no nor not now of off on once one only
    or other our out over per see several shall she should since so some such than that the their
    then there these they this those though through to too two under unless until up via was we
    were what when where whereas whether which while who why will with within without would yet you
    """
)

# A letter stands for itself before a dot: an initial; other dots end a sentence.
TOKEN = re.compile(r"(?:[^\W\d_]\.){1,5}|[^\W\d_][\w'’-]*|\d[\w,]*(?:\.\d[\w,]*)*|[^\w\s]|\n")
INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
ENDS = frozenset(".!?:;\n•*-–—|“\"'‘(")
MOST = 8  # words of one name, so that looking takes no longer in one long row of capitals
LISTED = _set("optie opties option options en of and or voor for naar variant")


class Word(NamedTuple):
    """A word, where it stands, and whether a sentence may start with it."""

    text: str
    start: int
    end: int
    first: bool


def names(said: str, known: frozenset[str]) -> Iterator[str]:
    """Return what looks like a name. `known` are words, in lower case, that are none."""
    words = tuple(_words(said))
    place = 0
    while place < len(words):
        until = _until(words, place, known)
        if until > place:
            yield said[words[place].start : words[until - 1].end]
        place = max(until, place + 1)


def _words(said: str) -> Iterator[Word]:
    first = True
    for it in TOKEN.finditer(said):
        text = it.group()
        if text[0].isalnum():
            yield Word(text, it.start(), it.end(), first)
            first = False
        else:
            # Also what is no word stands between two words: no name runs over it.
            yield Word("", it.start(), it.end(), first=True)
            first = text in ENDS or first


def _until(words: Sequence[Word], at: int, known: frozenset[str]) -> int:
    """Return where the name ends that starts at a word, or where it starts when there is none."""
    word = words[at]
    title = word.text.casefold().rstrip(".")
    if title in TITLES and not word.text.isupper():
        after = at + 2 if _dotted(words, at) else at + 1
        return _surname(words, after, known, apart=True) or at
    if title in OFFICES:
        return _surname(words, at + 1, known, apart=False) or at
    if INITIALS.fullmatch(word.text) and word.text[0].isupper():
        return _after_initials(words, at, known)
    if _capital(word) and not (word.first and _opens(words, at)):
        return _run(words, at, known)
    return at


def _opens(words: Sequence[Word], at: int) -> bool:
    """Tell whether a first word may owe its capital to its place alone.

    It does not where the next has one too, and it is none of those that sentences often open with.
    """
    follows = at + 1 < len(words) and _capital(words[at + 1])
    return not follows or words[at].text.casefold() in OPENERS


def _dotted(words: Sequence[Word], at: int) -> bool:
    """Tell whether a word is shortened: a dot stands right behind it."""
    return (
        at + 1 < len(words)
        and words[at + 1].text == ""
        and (words[at + 1].start == words[at].end and words[at + 1].end == words[at].end + 1)
    )


def _surname(words: Sequence[Word], at: int, known: frozenset[str], *, apart: bool) -> int:
    """Return where a surname ends, or 0. `apart` lets it begin with a small particle."""
    until = at + MOST
    while at < min(len(words), until) and INITIALS.fullmatch(words[at].text):
        at, apart = at + 1, True
    particles = 0
    while at < len(words) and particles < 3 and words[at].text.casefold() in PARTICLES:
        if words[at].text[0].islower() and not apart:
            return 0
        at, particles = at + 1, particles + 1
    if at >= len(words) or not _capital(words[at]) or _is_known(words[at], known):
        return 0
    while at < min(len(words), until) and _capital(words[at]):
        at += 1
    return at


def _after_initials(words: Sequence[Word], at: int, known: frozenset[str]) -> int:
    """Return where a name ends that begins with initials. "Optie A. Niets doen" has none."""
    before = words[at - 1].text.casefold() if at else ""
    single = len(words[at].text) == 2
    if single and before in LISTED:
        return at
    return _surname(words, at + 1, known, apart=True) or at


def _run(words: Sequence[Word], at: int, known: frozenset[str]) -> int:
    """Return where a run of two or more capitals ends, particles in between allowed."""
    last, capitals, place = at, 1, at + 1
    found = [words[at]]
    while place < min(len(words), at + MOST):
        if _capital(words[place]):
            last, capitals = place, capitals + 1
            found.append(words[place])
        elif words[place].text not in PARTICLES or place - last > 2:
            break
        place += 1
    if capitals < 2 or any(_is_known(word, known) for word in found):
        return at
    return last + 1


def _capital(word: Word) -> bool:
    """Tell whether a word is written as a name is: a capital, and small letters after it."""
    text = word.text
    return len(text) > 1 and text[0].isupper() and text[-1].islower() and "." not in text


def _is_known(word: Word, known: frozenset[str]) -> bool:
    folded = word.text.casefold()
    return any(
        part in known or part in THINGS or part in USUAL for part in (folded, *folded.split("-"))
    )
