"""Passive voice in Dutch and English: a form of "worden" or "be" with its participle. Pure.

Goes by the shape of words and by lists, not by grammar. Sees less than a reader does, and is seldom
wrong: it stays within one clause, and passes what may be an adjective ("een gesloten systeem",
"they are interested") or a noun ("het besluit wordt").
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

APART = " … "  # between the two parts, where other words stand


class Passive(NamedTuple):
    """A passive, where it stands, and its two parts in words."""

    start: int
    end: int
    words: str


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def passives(said: str, language: str) -> Iterator[Passive]:
    """Return the passives in a text, in their order. They never overlap."""
    auxiliary, find = (_BE, _english) if language == "en" else (_WORDEN, _dutch)
    last = 0
    for it in auxiliary.finditer(said):
        found = find(said, it)
        if found is not None and found.start >= last:
            yield found
            last = found.end


# What no comma, bracket, dash, quotation mark or new line breaks; so many characters at most.
_CLAUSE = re.compile(r"[\w '’*%-]{1,100}")
_WORD = re.compile(r"[^\W\d_]+")


def _told(said: str, first: tuple[int, int], last: tuple[int, int]) -> Passive:
    between = " " if said[first[1] : last[0]].isspace() else APART
    return Passive(first[0], last[1], f"{said[slice(*first)]}{between}{said[slice(*last)]}")


def _behind(said: str, start: int) -> tuple[tuple[int, int], list[str]]:
    """Return where the rest of a clause is, and its words in lower case."""
    rest = _CLAUSE.match(said, start)
    return (rest.span(), _WORD.findall(rest.group().lower())) if rest else ((start, start), [])


def _nth(said: str, within: tuple[int, int], place: int) -> tuple[int, int]:
    """Return where a word of a clause is."""
    return next(islice(_WORD.finditer(said, *within), place, None)).span()


# --- Dutch ----------------------------------------------------------------------------

_WORDEN = re.compile(r"\b(?:word(?:t|en)?|werd(?:en)?)\b", re.IGNORECASE)
# What verbs come apart from: "aan-ge-vraagd".
_APART = re.compile(
    r"(?:aan|achter|af|bekend|bij|binnen|bloot|deel|dicht|door|duidelijk|goed|in|klaar|kwijt|los"
    r"|mee|mis|na|neer|om|onder|op|open|over|plaats|recht|samen|stil|stop|tegemoet|tegen|terecht"
    r"|terug|tewerk|thuis|toe|uit|vast|vol|voor|voort|vrij|waar|weg)(?=ge)"
)
# The ending follows the sound before it: "betaalt" can't be a participle, "betaald" can.
_REGULAR = re.compile(
    r"(?:ge[^\W\d_]{2,14}|(?:be|ver|ont|her)[^\W\d_]{2,12}"
    r"|(?:onder|over|voor|mis|weer)[^\W\d_]{3,10})(?:d|[fkpsx]t|cht)"
)
_IRREGULAR = _set("""
    bedrogen begonnen begrepen behouden bekeken beschreven besloten besproken bestreden bevolen
    bevonden bewezen erkend ervaren gebeden gebeten geblazen geboden gebogen gebonden gebroken
    gedaan gedragen gedreven gedronken gedwongen gegeten gegeven gegoten gegrepen geheven geholpen
    gehouden gekeken gekozen gekregen geladen gelaten gelezen gelopen gemeten genomen geroepen
    gescheiden geschonken geschoten geschoven geschreven geslagen gesloten gesneden gesproken
    gestolen gestreken getrokken gevangen gevochten gevonden gewezen gewogen gewonnen geworpen
    geworven gezet gezien gezonden herkozen herschreven hervonden herzien onderbroken ondernomen
    onderschreven ontbonden ontheven onthouden ontnomen ontslagen onttrokken ontvangen ontworpen
    overdragen overtroffen overwogen verboden verbroken vergeleken vergeten verkozen verkregen
    verlaten verloren vermeden vernomen verschoven verschreven verslagen verstaan vervangen
    verwezen verworpen verworven verzonden voorkomen voorzien weersproken
""")
# Nouns, and words for how somebody or something is.
_NEVER = _set("""
    beeld begaafd bejaard bekend beleid beperkt bereid bericht beroemd berucht bevoegd bevriend
    bewind bewust bezorgd gebied gebod geduld gefrustreerd gehandicapt gehecht geliefd geluid
    gemoed gemotiveerd gepast gericht gerucht geschikt gestrest gevecht geweld gewelddaad gewend
    gewicht gewild gewond gezind gezond geïnteresseerd onderhoud overtuigd overvloed verbaasd
    verband verdeeld verkeerd verliefd vermoeid verouderd verrast verslaafd versnipperd vervuild
    verward voorspoed
""")
_NOUN = re.compile(
    r".+(?:heid|dienst|raad|recht|plicht|kracht|tijd|(?<!re)geld|land|stad|bond|hand|grond|lijst"
    r"|post|winst|kunst|beeld|bericht|zicht|dracht|macht|klacht|tocht|nood|komst|last|stand|gebied"
    r"|geluid|gewicht|beleid|verband)"
)
# Behind these stands a noun, or an adjective.
_DETERMINERS = _set("""
    dat de deze die dit een elk elke erg geen haar heel het hun ieder iedere je jouw meer mijn
    minder ons onze te uw veel weinig welk welke zeer zijn zo één
""")
# They stand by themselves too: "als het geregeld wordt", but "het besluit wordt".
_PRONOUNS = _set("dat die dit haar het hun je ons")
# Another clause starts here, or another verb claims the participle.
_OTHER_CLAUSE = _set("""
    als ben bent blijft blijven dat die doordat en had hadden heb hebben hebt heeft hoe is maar
    nadat of om omdat terwijl toen totdat voordat waar waarbij waardoor waarin waarmee waarom
    waarop waarvan wanneer want waren was wat werd werden wie word worden wordt zijn zodat
""")
_BETWEEN = 10  # words from one part to the other
_BACK = 60  # characters to look back for a participle
_MODAL = _set("""
    dient gaan gaat hoeft hoeven kan kon konden kunnen mag mocht mochten moest moesten moet moeten
    mogen te wil willen zal zou zouden zullen
""")
# A participle ends its clause: what may follow without a comma is one of these.
_FOLLOWS = _MODAL | _set("""
    aan achter als behalve bij binnen boven buiten daar daarna dan dankzij dat die door doordat en
    er hoe in langs maar met na naar naast nadat of om omdat onder op over per samen sinds tegen
    tenzij terwijl tijdens toen tot tussen uit van vanaf vanuit vanwege via volgens voor voordat
    waar waarbij waardoor waarmee waarna waarom waarop waarvan wanneer want werd werden worden
    wordt zoals zodat zodra zolang zonder
""")
# A participle, the word before it, and a modal behind it.
_BEFORE = re.compile(
    r"(?<![^\W_])(?:([^\W\d_]{1,20}) )?([^\W\d_]{4,20}) "
    rf"(?:(?:{'|'.join(sorted(_MODAL))}) )?\Z",
    re.IGNORECASE,
)


def _dutch(said: str, worden: re.Match[str]) -> Passive | None:
    """Return the passive of a form of "worden": its participle behind it, or right before it."""
    within, words = _behind(said, worden.end())
    before = ""
    for place, word in enumerate(words[:_BETWEEN]):
        if word in _OTHER_CLAUSE:
            break
        after = words[place + 1] if place + 1 < len(words) else ""
        ends = not after or after in _FOLLOWS
        if ends and _participle(word, before):
            return _told(said, worden.span(), _nth(said, within, place))
        before = word
    return _ahead(said, worden)


def _ahead(said: str, worden: re.Match[str]) -> Passive | None:
    """Return the passive whose participle stands right before: "gekozen (kan) worden"."""
    found = _BEFORE.search(said, max(0, worden.start() - _BACK), worden.start())
    if found is None:
        return None
    if not _participle(found[2].lower(), (found[1] or "").lower()):
        return None
    return _told(said, found.span(2), worden.span())


def _participle(word: str, before: str) -> bool:
    """Tell whether a word is a participle, and no noun or adjective behind the word before it."""
    if before in _DETERMINERS and not (before in _PRONOUNS and word.startswith("ge")):
        return False
    apart = _APART.match(word)
    root = word[apart.end() :] if apart else word
    if word in _NEVER or _NOUN.fullmatch(word):
        return False
    return root in _IRREGULAR or _REGULAR.fullmatch(root) is not None


# --- English --------------------------------------------------------------------------

_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b", re.IGNORECASE)
_ADVERBS = _set("""
    again all already also always be been being both currently either ever first fully later mostly
    never not now often once only partly rarely seldom simply sometimes soon still then usually
""")
_DONE = _set("""
    begun borne bought brought built caught chosen cut dealt drawn driven fed felt forbidden
    forgotten found given heard held hidden hit kept laid led made meant met overruled overseen
    paid put read rewritten said seen sent set shown sold spent split spoken stolen struck taken
    taught thrown told understood undertaken upheld withdrawn withheld won written
""")
# Mostly how somebody or something is, or no participle at all.
_STATES = _set("""
    advanced aged agreed ashamed associated balanced based bed biased bored closed committed
    complicated concerned confused connected convinced crowded dedicated delighted detailed
    determined disabled disappointed divided embarrassed engaged entitled excited exhausted
    experienced finished frightened hundred hurried indeed interested involved limited located
    married mixed motivated naked need needed opposed outdated overworked pleased prepared
    qualified related relaxed relieved required retired sacred satisfied scared seed shared shed
    skilled so-called speed supposed surprised talented tired tried unemployed united used wicked
    worried
""")
_ENGLISH_FOLLOWS = _set("""
    about across after again against along and around as at away back because before behind between
    beyond but by carefully down during fairly for from if in inside into later near now of off on
    onto or out outside over quickly so that then through to today together towards under unless
    until up upon when whenever where which while with within without yearly yet
""")


def _english(said: str, be: re.Match[str]) -> Passive | None:
    """Return the passive of a form of "be": its participle behind it, adverbs in between."""
    within, words = _behind(said, be.end())
    for place, word in enumerate(words[:4]):
        if word in _ADVERBS or word.endswith("ly"):
            continue
        after = words[place + 1] if place + 1 < len(words) else ""
        if _done(word) and (not after or after in _ENGLISH_FOLLOWS):
            return _told(said, be.span(), _nth(said, within, place))
        break
    return None


def _done(word: str) -> bool:
    regular = word.endswith("ed") and not word.endswith("eed") and not word.startswith("un")
    return word in _DONE or (regular and len(word) > 4 and word not in _STATES)
