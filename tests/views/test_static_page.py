"""A page fitted to a copy that works without the application."""

from pathlib import Path

import pytest

from tests.views.publications import WHERE, played
from trialoog.views import public
from trialoog.views.looks import Looks
from trialoog.views.static_page import fit, links

KEPT = {"/how": "/how/", "/w/a?x=1&y=2": "/w/a/"}


def fitted(html: str) -> str:
    return fit(html, KEPT.get, "Dit kan hier niet.")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a class="b" href="/how">Hoe</a>', '<a class="b" href="/how/">Hoe</a>'),
        ('<a href="/w/a?x=1&amp;y=2">A</a>', '<a href="/w/a/">A</a>'),
        # in a sentence the words stay
        ('Zie <a href="/t">hier <b>ook</b></a>.', "Zie <span>hier <b>ook</b></span>."),
        ('<nav>of <a href="/t">T</a></nav>', "<nav>of </nav>"),
        ('<p><a href="/t">T</a>\n<b>x</b></p>', "<p>\n<b>x</b></p>"),
        ('<ul>\n<li> <a href="/t">T</a></li><li>b</li></ul>', "<ul>\n<li>b</li></ul>"),
        ("<li></li><p> </p>", "<li></li><p> </p>"),
        ('<link rel="alternate" href="/x"><link href="/how">', '<link href="/how/">'),
        ('<a id="top">x</a>', '<a id="top">x</a>'),
    ],
)  # fmt: skip
def test_a_link_stays_where_it_leads_somewhere(html: str, expected: str) -> None:
    assert fitted(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<b>a</b><form><h2>D</h2><a href="/how">H</a></form>z', "<b>a</b>z"),
        ('<section><h2>Volg</h2><form><input></form></section>', ""),
        ("<aside><h2>V</h2><p>Of</p><form></form></aside>", "<aside><h2>V</h2><p>Of</p></aside>"),
        ('<details><summary>F</summary><form><input><br></form></details>', "<div></div>"),
        ('<form role="search"><input name="q"></form>', '<p class="note">Dit kan hier niet.</p>'),
    ],
)  # fmt: skip
def test_a_form_goes_with_what_would_be_empty_without_it(html: str, expected: str) -> None:
    assert fitted(html) == expected


def test_a_page_that_is_not_well_made_is_refused() -> None:
    for html in ("<p><b></p>", "<a href='/how'>H</a>"):
        with pytest.raises(ValueError, match=r"nothing|ours"):
            fitted(html)


def test_all_else_stays_to_the_byte(looks: Looks) -> None:
    html = public.weighing(
        looks, "nl", played(), "maatwerk", versions=[(2, WHERE.published_at, "")]
    )
    html += "<!-- x --><p>&lt;b&gt; &#39; é <br/><img src='a'>\n<svg><use href='#i'/></svg></p>"
    assert fit(html, lambda href: href, "") == html
    assert "/how" in links(html)
    assert all(Path(link).suffix != ".py" for link in links(html))
