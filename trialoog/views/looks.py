"""The template environments, one per interface language. Reads templates and catalogues once."""

import secrets
from collections.abc import Hashable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from trialoog.core.ids import show_code
from trialoog.core.text import GONE
from trialoog.views import locales, words
from trialoog.views.markdown import markdown
from trialoog.views.seen import Last
from trialoog.views.words import N_

REMOVED = N_("[verwijderd]")

# Stands in a start tag where people's own words follow, until it is known whether they are in
# another language than the page. A rare sign, to be found quickly, and what nobody can guess: who
# could type it would put attributes into a tag.
SIGN, SECRET = "\x0e", secrets.token_hex(8)
THEIRS = SIGN + SECRET

LANGUAGES = ("nl", "en")  # the first is the default and the language of the message ids

PAGE = ("#faf7f2", "#191714")  # the colour of our own page by day and by night

KEPT = 8192  # drawn texts per language: those of a full hall on phones and console, some 20 MB


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything needed to turn a view model into HTML."""

    environments: Mapping[str, Environment]
    translations: Mapping[str, NullTranslations]
    zone: ZoneInfo
    last: Last | None = None  # what was drawn last, in the looks of one room

    @property
    def site(self) -> "Site":
        """What is the same on every page."""
        return cast("Site", self.environments[LANGUAGES[0]].globals["site"])

    def of_one_room(self) -> "Looks":
        """Return looks that remember what they drew last, so that only what changed is drawn."""
        return replace(self, last=Last())

    def render(self, language: str, template: str, **model: object) -> str:
        """Return the HTML of a template in a language, plain words where a text is gone.

        `written`, if the model has it, is the language of people's own words: where that is
        another, they are marked with it.
        """
        html = self.environments[language].get_template(template).render(model)
        written = model.get("written", language)
        html = _marked(html, "" if written == language else f'lang="{written}"')
        return html.replace(GONE, self.say(language, REMOVED)) if GONE in html else html

    def say(self, language: str, message: str, **values: object) -> str:
        """Return an interface text in a language, with its placeholders filled."""
        return self.translations[language].gettext(message) % values


def _marked(html: str, mark: str) -> str:
    """Return a drawing with the mark of a language where people's own words follow, or with nothing
    there. By the one sign first: looking for several at once takes thirty times as long."""
    made, *rest = html.split(SIGN)
    parts = [made]
    for part in rest:
        if not part.startswith(SECRET):
            parts.append(SIGN + part)
            continue
        if not mark:
            parts[-1] = parts[-1].removesuffix(" ")
        parts.append(mark + part.removeprefix(SECRET))
    return "".join(parts)


class _Quick(Environment):
    """An environment whose globals are the same for every template: one dictionary, and not a chain
    of two that is walked in Python for each template and each macro that it takes in."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else {**self.globals, **d}


@dataclass(frozen=True, slots=True)
class Site:
    """What is the same on every page: who runs it, where to ask, and the age of its files."""

    version: str  # marks the address of static files
    zone: str
    organisation: str = ""
    contact: str = ""
    url: str = ""  # where it stands, for links from elsewhere
    theme: str = ""  # name of the stylesheet with its own tokens
    logo: str = ""  # name of its logo
    page: tuple[str, str] = PAGE  # its colour by day and by night
    mails: bool = False  # whether it can send mail: without, nothing promises any


def open_looks(templates: Path, locale: Path, site: Site) -> Looks:
    """Return the looks for all languages."""
    at = ZoneInfo(site.zone)
    translations = {language: _catalogue(locale, language) for language in LANGUAGES}
    environments = {
        language: _environment(templates, language, translations[language], site, at)
        for language in LANGUAGES
    }
    return Looks(environments, translations, at)


def _catalogue(locale: Path, language: str) -> NullTranslations:
    if language == LANGUAGES[0]:
        return NullTranslations()  # the message ids are its texts
    path = locale / f"{language}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return GNUTranslations(buffer)


def _environment(  # noqa: PLR0917 - what an environment is made of
    templates: Path, language: str, translations: NullTranslations, site: Site, zone: ZoneInfo
) -> Environment:
    environment = _Quick(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,  # all of them: there are not that many, and so it is asked without a lock
    )
    environment.policies["ext.i18n.trimmed"] = True
    # The i18n extension adds this method; its stubs do not know it.
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]

    def static(name: str) -> str:
        return f"/static/{name}?v={site.version}"

    def say(message: str) -> str:
        return translations.gettext(message)

    def day(value: date | datetime) -> Markup:
        if isinstance(value, datetime):
            value = value.astimezone(zone).date()
        shown = locales.day(value, language)
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)

    def clock(value: datetime) -> str:
        return locales.clock(value.astimezone(zone), language)

    def moment(value: datetime) -> str:
        return locales.moment(value.astimezone(zone), language)

    def minutes(seconds: int) -> str:
        return f"{seconds // 60}:{seconds % 60:02d}"

    @lru_cache(KEPT)
    def drawn(template: str, **it: Hashable) -> Markup:
        """Draw what is the same for the same values, once. Kept by value, so never out of date."""
        html = environment.get_template(template).render(it)
        return Markup(html.strip())  # noqa: S704 - our own template, which escapes

    def drawn_each(template: str, name: str, them: Iterable[Hashable], **it: Hashable) -> Markup:
        """Draw each of them under a name, one after the other."""
        return Markup("".join(drawn(template, **{name: each}, **it) for each in them))  # noqa: S704

    environment.globals.update(
        language=language,
        their_lang=Markup(THEIRS),  # noqa: S704 - a sign of ours
        drawn=drawn,
        drawn_each=drawn_each,
        site=site,
        languages=LANGUAGES,
        static=static,
        say=say,
        words=words,
        show_code=show_code,
    )
    environment.filters.update(
        day=day, clock=clock, moment=moment, minutes=minutes, markdown=markdown
    )
    return environment
