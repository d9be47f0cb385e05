"""How every mail ends: who it comes from, and where to ask. Pure.

A paragraph stays one line, which every mail program wraps to its own width; a mail that is wrapped
at a number of characters is ragged on a phone. A link has a line of its own.
"""

from trialoog.views.looks import Looks
from trialoog.views.words import N_

SIGN = "\n\n-- \n"  # with the blank: mail programs know by it where the signature begins
BY = N_("trialoog van %(who)s")
ASK = N_("Een vraag? %(where)s")


def signed(looks: Looks, language: str, text: str) -> str:
    """Return the text of a mail with who sends it below."""
    site = looks.site
    lines = [
        looks.say(language, BY, who=site.organisation) if site.organisation else "trialoog",
        site.url,
        looks.say(language, ASK, where=site.contact) if site.contact else "",
    ]
    return text.rstrip() + SIGN + "\n".join(line for line in lines if line) + "\n"
