"""What an organisation owes its visitors to say: filled from settings, and never a false claim."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.web.driving import Town, started, town
from tests.web.screens import Element, read
from trialoog.app import looks_of, statements_of
from trialoog.settings import Settings
from trialoog.store import people, screens, spokespersons
from trialoog.views.looks import Looks
from trialoog.views.statements import Statements, privacy
from trialoog.web import keys
from trialoog.web.statements import LASTS

STATEMENT = "https://www.example.org/register/1"
SECURITY = "/.well-known/security.txt"
OWN = "# Grondslag\n\nOnze [lijst](https://example.org/avg). <script>alert(1)</script>"

Run = Callable[..., Town]


@pytest.fixture
def run(tmp_path: Path, blank: Path) -> Iterator[Run]:
    """Starts an installation with settings: `run(organisation="Gemeente Zwaluw")`."""
    with ExitStack() as stack:

        def start(**settings: Any) -> Town:
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            made = town(folder, blank, looks_of(Settings(**settings)), **settings)
            stack.enter_context(made.client)
            return made

        yield start


def shown(place: Town, path: str, language: str = "nl") -> Element:
    answer = place.visitor(language).get(path)
    assert answer.status_code == 200
    return read(answer.text)


# --- privacy -------------------------------------------------------------------------


def test_the_privacy_page_names_nobody_who_was_not_set(run: Run) -> None:
    page = shown(run(), "/privacy")
    assert "Ze heeft haar naam hier nog niet ingevuld." in page.words
    assert "Stel je vraag aan wie je uitnodigde" in page.words
    assert not page.find(id="aanvulling")
    english = shown(run(), "/privacy", "en").words
    assert "It has not filled in its name here yet." in english
    for words in (page.words, english):
        assert "None" not in words


def test_the_privacy_page_says_who_is_responsible_and_where_to_ask(run: Run) -> None:
    place = run(organisation="Gemeente <Zwaluw>", contact="privacy@zwaluw.example")
    page = shown(place, "/privacy")
    assert "Gemeente <Zwaluw> is verantwoordelijk" in page.words
    assert page.get(id="inhoud").words.count("privacy@zwaluw.example") == 2
    assert page.find(href="https://autoriteitpersoonsgegevens.nl")
    assert "Gemeente <Zwaluw> is responsible" in shown(place, "/privacy", "en").words


def test_the_privacy_page_adds_what_the_organisation_wrote(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "privacy.md"
    file.write_text(OWN, encoding="utf-8")
    place = run(organisation="Gemeente Zwaluw", privacy_file=file)
    page = shown(place, "/privacy")
    assert page.get(id="aanvulling").words == "Wat Gemeente Zwaluw hieraan toevoegt"
    assert "Grondslag" in [heading.words for heading in page.every("h3")]
    assert page.find(href="https://example.org/avg")
    assert not page.every("script")
    assert not page.find(lang="nl", **{"class": "prose md"}), "the page is Dutch already"
    english = shown(place, "/privacy", "en")
    assert english.get(lang="nl", **{"class": "prose md"}).words.startswith("Grondslag")


def test_single_sign_on_is_spoken_of_only_where_there_is_some(run: Run, looks: Looks) -> None:
    said = "via je organisatie"
    assert said not in shown(run(), "/privacy").words
    with_it = privacy(looks, "nl", Statements(single_sign_on=True), LASTS)
    assert with_it.count(said) == 2


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (30, "verdwijnen ongeveer 30 dagen na het sluiten. De rest van het verslag"),
        (1, "verdwijnen ongeveer 1 dag na het sluiten. De rest van het verslag"),
        (0, "verdwijnen binnen een dag of twee na het sluiten. De rest van het verslag"),
        (None, "is gekozen. Het verslag verdwijnt niet vanzelf."),
    ],
)
def test_how_long_words_stay_is_what_was_set(looks: Looks, days: int | None, says: str) -> None:
    html = privacy(looks, "nl", Statements(unseen_days=days), LASTS)
    assert says in read(html).words


def test_what_is_stated_comes_from_the_settings() -> None:
    assert statements_of(Settings(retention=True, retention_days=7)).unseen_days == 7
    assert statements_of(Settings(retention=False, retention_days=7)).unseen_days is None
    assert not statements_of(Settings()).single_sign_on


def test_how_long_cookies_last_is_what_the_code_does(place: Town) -> None:
    words = shown(place, "/privacy").get(id="inhoud").words
    days = timedelta(seconds=keys.MONTH).days
    assert words.count(f": {days} dagen.") == 3
    assert f"zolang je link werkt, hooguit {spokespersons.LASTS.days} dagen." in words
    hours = int(people.IDLE.total_seconds() // 3600)
    assert f"na {hours} uur stilte, en nooit langer dan {people.ABSOLUTE.days} dagen" in words
    assert f"die werkt {int(screens.LASTS.total_seconds() // 3600)} uur" in words


# --- accessibility -------------------------------------------------------------------


def test_without_a_statement_none_is_claimed(run: Run) -> None:
    place = run()
    page, english = shown(place, "/accessibility"), shown(place, "/accessibility", "en")
    assert "nog geen toegankelijkheidsverklaring" in page.words
    assert "no accessibility statement for this trialoog yet" in english.words
    for it in (page, english):
        assert not re.search(
            r"[Ss]tatus [A-E]|[Vv]oldoet (volledig|gedeeltelijk)|Complies", it.words
        )
        assert not [e for e in it.every("a") if "register" in e["href"]]


def test_the_statement_is_linked_with_the_status_that_was_set(run: Run) -> None:
    place = run(accessibility_status="B", accessibility_statement=STATEMENT)
    page = shown(place, "/accessibility")
    assert "Deze trialoog heeft status B. Voldoet gedeeltelijk" in page.words
    assert page.get(href=STATEMENT).words == "Lees de toegankelijkheidsverklaring"
    assert "nog geen toegankelijkheidsverklaring" not in page.words
    assert "has status B. Complies partly" in shown(place, "/accessibility", "en").words


def test_a_statement_without_a_status_is_linked_and_no_more(run: Run) -> None:
    page = shown(run(accessibility_statement=STATEMENT), "/accessibility")
    assert page.find(href=STATEMENT)
    assert "status" not in page.get(id="inhoud").words


def test_status_e_says_that_there_is_no_statement(run: Run) -> None:
    words = shown(run(accessibility_status="E"), "/accessibility").words
    assert "heeft status E. Die status heeft elke website zonder" in words
    assert "nog geen toegankelijkheidsverklaring" in words


def test_problems_are_told_to_whom_was_set(run: Run) -> None:
    page = shown(run(contact="hulp@zwaluw.example"), "/accessibility")
    assert "hulp@zwaluw.example" in page.get(id="inhoud").words


# --- where they are found ------------------------------------------------------------


def test_both_pages_are_linked_from_every_page_with_a_footer_and_from_joining(place: Town) -> None:
    code = started(place).code
    lead = place.sign_in()
    paths = ("/", "/how", "/privacy", "/accessibility", "/login", "/nowhere", f"/j/{code}")
    for who, path in [*((place.visitor(), path) for path in paths), (lead, "/trialogues")]:
        page = read(who.get(path).text)
        for address in ("/privacy", "/accessibility"):
            assert page.find(href=address), (path, address)


# --- security.txt --------------------------------------------------------------------


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_without_a_contact_there_is_no_security_txt(run: Run) -> None:
    assert run().visitor().get(SECURITY).status_code == 404


def test_security_txt_has_what_rfc_9116_asks(run: Run) -> None:
    place = run(security_contact="https://a.example/meld", public_url="https://a.example")
    answer = place.visitor().get(SECURITY)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.endswith("\n")
    assert fields(answer.text) == {
        "Contact": "https://a.example/meld",
        "Expires": "2027-03-16T00:00:00Z",
        "Preferred-Languages": "nl, en",
        "Canonical": f"https://a.example{SECURITY}",
    }


def test_security_txt_never_expires_within_months_nor_after_a_year(place: Town) -> None:
    for hours in (0, 15, 24 * 100):
        place.clock.forward(hours=hours)
        expires = fields(place.visitor().get(SECURITY).text)["Expires"]
        left = datetime.fromisoformat(expires) - place.clock.at
        assert timedelta(days=150) < left < timedelta(days=365)


def test_security_txt_names_no_canonical_address_without_https(run: Run) -> None:
    place = run(security_contact="mailto:lek@a.example", language="en")
    told = fields(place.visitor().get(SECURITY).text)
    assert "Canonical" not in told
    assert told["Preferred-Languages"] == "en, nl"
