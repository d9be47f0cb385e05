"""What the Woo-index reads: weighings as DiWoo metadata 0.9.8 in a sitemap, and the sitemaps.

The values come from the lists of standaarden.overheid.nl. What is not set is not claimed: without
a publisher nothing is offered, and a made-up example is never offered.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

from trialoog.core.document import Document
from trialoog.core.words import Ground

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DIWOO = "https://standaarden.overheid.nl/diwoo/metadata/"
TOOI = "https://identifier.overheid.nl/tooi/def/thes/kern/"
THEMES = "https://identifier.overheid.nl/tooi/def/thes/top/"
EUROPE = "http://publications.europa.eu/resource/authority/"

# What went for privacy is not listed: its address alone tells its title. It answers 410.
WITHDRAWN = {Ground.PROCEDURE: ("c_c77c86e0", "correctie procedurele fout")}
DRAWN_UP = ("c_641ecd76", "vaststelling")
# Characters that XML can't hold, in whatever form.
BARRED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PART = 1000  # weighings in one part
MOST = 50_000  # addresses in one sitemap, by the standard


class Category(NamedTuple):
    """A category of information of the Woo: its place in the file's name, and what it is called."""

    number: int
    name: str


# Articles 3.3 and 3.1 of the Woo. The harvester only reads a file that is named by the number.
CATEGORIES: Mapping[str, Category] = {
    "c_139c6280": Category(1, "wetten en algemeen verbindende voorschriften"),
    "c_aab6bfc7": Category(2, "overige besluiten van algemene strekking"),
    "c_759721e2": Category(3, "ontwerpen van wet- en regelgeving met adviesaanvraag"),
    "c_40a05794": Category(4, "organisatie en werkwijze"),
    "c_89ee6784": Category(5, "bereikbaarheidsgegevens"),
    "c_8c840238": Category(6, "bij vertegenwoordigende organen ingekomen stukken"),
    "c_c76862ab": Category(7, "vergaderstukken Staten-Generaal"),
    "c_db4862c3": Category(8, "vergaderstukken decentrale overheden"),
    "c_3a248e3a": Category(9, "agenda’s en besluitenlijsten bestuurscolleges"),
    "c_99a836c7": Category(10, "adviezen"),
    "c_8fc2335c": Category(11, "convenanten"),
    "c_c6cd1213": Category(12, "jaarplannen en jaarverslagen"),
    "c_cf268088": Category(13, "subsidieverplichtingen anders dan met beschikking"),
    "c_3baef532": Category(14, "Woo-verzoeken en -besluiten"),
    "c_fdaee95e": Category(15, "onderzoeksrapporten"),
    "c_46a81018": Category(16, "beschikkingen"),
    "c_a870c43d": Category(17, "klachtoordelen"),
    "c_816e508d": Category(18, "inspanningsverplichting art 3.1 Woo"),
}
USUAL = "c_816e508d"

# The list of themes has no "Bestuur": the nearest is how government is set up.
THEME: Mapping[str, tuple[str, str]] = {
    "bestuur": ("c_f37fd49d", "inrichting van de overheid"),
    "cultuur": ("c_0361ffb3", "cultuur en recreatie"),
    "economie": ("c_d363776f", "economie"),
    "financien": ("c_391585db", "overheidsfinanciën"),
    "huisvesting": ("c_124eaf3a", "wonen"),
    "internationaal": ("c_f47ad6ca", "internationaal"),
    "landbouw": ("c_989e37d9", "landbouw, visserij, voedselkwaliteit"),
    "migratie": ("c_399f194b", "migratie en integratie"),
    "natuur": ("c_afa30a11", "natuur en milieu"),
    "onderwijs": ("c_c232ae4a", "onderwijs en wetenschap"),
    "openbare-orde": ("c_d58b78ca", "openbare orde en veiligheid"),
    "recht": ("c_f4679acc", "recht"),
    "ruimte": ("c_cfc7d5ab", "ruimte en infrastructuur"),
    "sociale-zekerheid": ("c_d4890526", "sociale zekerheid"),
    "verkeer": ("c_849842ac", "verkeer"),
    "werk": ("c_9d1917e9", "werk"),
    "zorg": ("c_d0463fb7", "zorg en gezondheid"),
}

LANGUAGE = {"nl": ("NLD", "Nederlands"), "en": ("ENG", "Engels")}


Changed = tuple[str, datetime]  # a weighing, and when anything of it last changed


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes by the Woo, and in which category its weighings fall."""

    identifier: str  # in the lists of TOOI
    name: str
    category: str = USUAL


@dataclass(frozen=True, slots=True)
class Listed:
    """A weighing as the Woo-index needs it: public, or gone on a ground that may be told."""

    slug: str
    published_at: datetime
    changed: datetime
    document: Document
    gone: Ground | None = None


def index_name(category: str) -> str:
    """Return the name of the file that the harvester looks for. Raises `KeyError`."""
    return f"sitemapindex-diwoo-infocat{CATEGORIES[category].number:03}.xml"


def part_name(category: str, part: int) -> str:
    """Return the name of one part, which holds the weighings themselves. Raises `KeyError`."""
    return f"sitemap-diwoo-infocat{CATEGORIES[category].number:03}-{part}.xml"


def robots(site: str, publisher: Publisher | None) -> str:
    """Return robots.txt: what is for everybody may be read, and where the sitemaps are."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    lines.append(f"Sitemap: {site}/sitemap.xml")
    if publisher is not None:
        lines.append(f"Sitemap: {site}/{index_name(publisher.category)}")
    return "\n".join([*lines, ""])


PRIVATE = ("/t/", "/j/", "/s/", "/login", "/join", "/account", "/team/", "/invite/", "/trialogues")


def sitemap(site: str, pages: Iterable[str], changed: Iterable[Changed]) -> str:
    """Return the sitemap for everybody: the pages by their paths, and the weighings."""
    root = _root("urlset")
    for path in pages:
        _url(root, site + path)
    for slug, at in changed:
        _url(root, f"{site}/w/{slug}", at)
    return _text(root)


def index(
    site: str, publisher: Publisher, changed: Sequence[Changed], gone: Sequence[Changed] = ()
) -> str:
    """Return the index of the DiWoo sitemap: its parts, and when each last changed. Part 0 is of
    what is `gone`."""
    root = _root("sitemapindex")
    # An index must name at least one sitemap: nothing to list makes one that is empty.
    starts = range(0, max(len(changed), 1), PART)
    parts = [(number, changed[start : start + PART]) for number, start in enumerate(starts, 1)]
    for number, listed in [*([(0, gone)] if gone else []), *parts]:
        entry = _put(root, "sitemap")
        _put(entry, "loc", f"{site}/{part_name(publisher.category, number)}")
        if listed:
            _put(entry, "lastmod", _moment(max(at for _, at in listed)))
    return _text(root)


def part(site: str, publisher: Publisher, listed: Iterable[Listed]) -> str:
    """Return one part of the DiWoo sitemap: of its weighings those that are real."""
    root = _root("urlset")
    for it in listed:
        if not it.document.example:
            url = _url(root, f"{site}/w/{it.slug}", it.changed)
            _document(url, site, publisher, it)
    return _text(root)


def _document(url: ET.Element, site: str, publisher: Publisher, it: Listed) -> None:
    document = it.document
    category = CATEGORIES[publisher.category]
    about = _put(_put(url, "diwoo:Document"), "diwoo:DiWoo")
    _put(_put(about, "diwoo:identifiers"), "diwoo:identifier", f"{site}/w/{it.slug}")
    _put(about, "diwoo:publisher", publisher.name, publisher.identifier)
    titles = _put(about, "diwoo:titelcollectie")
    _put(titles, "diwoo:officieleTitel", document.question)
    if document.title and document.title != document.question:
        others = _put(titles, "diwoo:alternatieveTitels")
        _put(others, "diwoo:alternatieveTitel", document.title)
    kinds = _put(about, "diwoo:classificatiecollectie")
    _put(
        _put(kinds, "diwoo:informatiecategorieen"),
        "diwoo:informatiecategorie",
        category.name,
        TOOI + publisher.category,
    )
    subjects = [THEME[key] for key in document.subjects if key in THEME]
    if subjects:
        themes = _put(kinds, "diwoo:themas")
        for code, name in subjects:
            _put(themes, "diwoo:thema", name, THEMES + code)
    _put(about, "diwoo:creatiedatum", it.published_at.astimezone(UTC).date().isoformat())
    if document.language in LANGUAGE:
        code, name = LANGUAGE[document.language]
        _put(about, "diwoo:language", name, f"{EUROPE}language/{code}")
    _put(about, "diwoo:format", "HTML", f"{EUROPE}file-type/HTML")
    acts = _put(about, "diwoo:documenthandelingen")
    act = _put(acts, "diwoo:documenthandeling")
    code, name = DRAWN_UP
    _put(act, "diwoo:soortHandeling", name, TOOI + code)
    _put(act, "diwoo:atTime", _moment(it.published_at))
    if it.gone is not None:
        code, name = WITHDRAWN[it.gone]
        _put(about, "diwoo:redenVerwijderingVervanging", name, TOOI + code)


def _url(root: ET.Element, address: str, changed: datetime | None = None) -> ET.Element:
    url = _put(root, "url")
    _put(url, "loc", address)
    if changed is not None:
        _put(url, "lastmod", _moment(changed))
    return url


def _put(parent: ET.Element, name: str, text: str = "", resource: str = "") -> ET.Element:
    made = ET.SubElement(parent, name, {"resource": resource} if resource else {})
    made.text = BARRED.sub("", text) or None
    return made


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


def _root(name: str) -> ET.Element:
    return ET.Element(name, {"xmlns": SITEMAP, "xmlns:diwoo": DIWOO})


def _text(root: ET.Element) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + ET.tostring(root, encoding="unicode") + "\n"
