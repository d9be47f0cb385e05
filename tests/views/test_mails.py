"""How every mail ends: who it comes from, and where to ask."""

import pytest

from trialoog.paths import LOCALE, TEMPLATES
from trialoog.views.looks import Looks, Site, open_looks
from trialoog.views.mails import signed

URL = "https://trialoog.example.nl"


def looks(organisation: str, contact: str) -> Looks:
    site = Site("v", "Europe/Amsterdam", organisation, contact, URL)
    return open_looks(TEMPLATES, LOCALE, site)


@pytest.mark.parametrize(
    ("organisation", "contact", "end"),
    [
        (
            "Gemeente Zwaluw",
            "trialoog@zwaluw.example",
            ["trialoog van Gemeente Zwaluw", URL, "Een vraag? trialoog@zwaluw.example"],
        ),
        ("", "", ["trialoog", URL]),
    ],
)
def test_a_mail_ends_with_who_sends_it_where_that_is_and_where_to_ask(
    organisation: str, contact: str, end: list[str]
) -> None:
    mail = signed(looks(organisation, contact), "nl", "Een bericht.\n")
    text, mark, last = mail.partition("\n-- \n")
    assert (text, mark) == ("Een bericht.\n", "\n-- \n"), "as mail programs know a signature"
    assert last.splitlines() == end
