"""The template environments, one per interface language. Reads templates and catalogues once."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from trialoog.core.ids import show_code
from trialoog.core.text import GONE
from trialoog.views import words
from trialoog.views.markdown import markdown
from trialoog.views.seen import Drawn
from trialoog.views.words import N_

REMOVED = N_("[verwijderd]")

LANGUAGES = ("nl", "en")  # the first is the default and the language of the message ids

KEPT = 8192  # drawn texts per language: those of a full hall on phones and console, some 20 MB


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything needed to turn a view model into HTML."""

    environments: Mapping[str, Environment]
    translations: Mapping[str, NullTranslations]
    zone: ZoneInfo
    last: dict[Hashable, Drawn] | None = None  # what was drawn last, in the looks of one room

    def of_one_room(self) -> "Looks":
        """Return looks that remember what they drew last, so that only what changed is drawn."""
        return replace(self, last={})

    def render(self, language: str, template: str, **model: object) -> str:
        """Return the HTML of a template in a language, plain words where a text is gone."""
        html = self.environments[language].get_template(template).render(model)
        return html.replace(GONE, self.say(language, REMOVED)) if GONE in html else html

    def say(self, language: str, message: str, **values: object) -> str:
        """Return an interface text in a language, with its placeholders filled."""
        return self.translations[language].gettext(message) % values


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
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
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
        shown = format_date(value, format="long", locale=language)
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)

    def clock(value: datetime) -> str:
        return format_time(value.astimezone(zone), format="HH:mm", locale=language)

    def moment(value: datetime) -> str:
        return format_datetime(value.astimezone(zone), format="d MMMM, HH:mm", locale=language)

    def minutes(seconds: int) -> str:
        return f"{seconds // 60}:{seconds % 60:02d}"

    @lru_cache(KEPT)
    def drawn(template: str, **it: Hashable) -> Markup:
        """Draw what is the same for the same values, once. Kept by value, so never out of date."""
        html = environment.get_template(template).render(it)
        return Markup(html.strip())  # noqa: S704 - our own template, which escapes

    environment.globals.update(
        language=language,
        drawn=drawn,
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
