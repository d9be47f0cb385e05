"""The texts to translate: `update` collects them into the catalogues, `check` says what lacks.

Dutch is the language of the message ids, so only the other languages have a catalogue.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "trialoog" / "locale"
LANGUAGES = ("en",)
JINJA = {
    "extensions": "jinja2.ext.do",
    "trimmed": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
PYTHON_KEYWORDS = {"N_": None, "gettext": None, "ngettext": (1, 2)}


def extract() -> Catalog:
    """Return all texts of templates and of Python."""
    found = Catalog(project="trialoog", charset="utf-8")
    parts = (
        (ROOT / "templates", "jinja2.ext:babel_extract", {"_": None, "ngettext": (1, 2)}, JINJA),
        (ROOT / "trialoog", "python", PYTHON_KEYWORDS, {}),
    )
    for folder, method, keywords, options in parts:
        for name, _, message, comments, context in extract_from_dir(
            folder,
            method_map=[("**.html" if "jinja2" in method else "**.py", method)],
            options_map={"**.html": options, "**.py": options},
            keywords=keywords,
        ):
            # Without line numbers: a moved line is no news to a translator.
            found.add(message, None, [(f"{folder.name}/{name}", None)], comments, context=context)
    return found


def update() -> int:
    """Bring every catalogue up to the texts there are."""
    template = extract()
    LOCALE.mkdir(exist_ok=True)
    for language in LANGUAGES:
        path = LOCALE / f"{language}.po"
        old = _read(path, language) if path.exists() else Catalog(locale=language)
        old.update(template, no_fuzzy_matching=True, update_header_comment=False)
        old.obsolete.clear()
        with path.open("wb") as file:
            # Without a header: it would change at every run, and Babel knows the plural forms.
            write_po(file, old, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return check()


def check() -> int:
    """Print what a catalogue lacks or has too much; return 1 when there is anything."""
    template = extract()
    wanted = {_key(message) for message in template if message.id}
    status = 0
    for language in LANGUAGES:
        catalogue = _read(LOCALE / f"{language}.po", language)
        known = {_key(message): message for message in catalogue if message.id}
        for key in sorted(wanted - set(known)):
            status = _say(f"{language}: not in the catalogue, run `make catalogues`: {key}")
        for key in sorted(set(known) - wanted):
            status = _say(f"{language}: no longer used, run `make catalogues`: {key}")
        for key, message in known.items():
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if not all(texts):
                status = _say(f"{language}: not translated: {key}")
            if message.fuzzy:
                status = _say(f"{language}: fuzzy: {key}")
            for error in message.check(catalogue):
                status = _say(f"{language}: {error}: {key}")
    return status


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _key(message: object) -> str:
    id = message.id  # type: ignore[attr-defined]
    return id[0] if isinstance(id, tuple) else id


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit({"update": update, "check": check}[sys.argv[1]]())
