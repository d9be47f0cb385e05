"""What holds for every template."""

import re

from trialoog.paths import TEMPLATES


def test_what_only_a_screen_reader_says_begins_with_no_mark() -> None:
    # A browser puts a blank before it: "Maak een link : beleid".
    hidden = re.compile(r'<span class="vh">\s*([:;,.][^<]*)')
    found = {
        f"{path.relative_to(TEMPLATES)}: {said.strip()}"
        for path in TEMPLATES.rglob("*.html")
        for said in hidden.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set()
