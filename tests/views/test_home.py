"""The way in to what is public: the list, its filters, and what fell before."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.store.shelf import DOCUMENT, REJECTED
from tests.views.editing import Outline, text_of
from tests.views.listing import PUBLISHED, home
from trialoog.core.document import Voice, VoiceCell
from trialoog.core.words import Perspective
from trialoog.views import home as views
from trialoog.views.home import Result
from trialoog.views.looks import Looks

COUNTS = {
    "subject": {"zorg": 2, "eigen-onderwerp": 1},
    "outcome": {"rejected": 1, "chosen": 1},
    "format": {"besluitvorming": 1, "weggehaald": 1},
    "organisation": {f"Gemeente {number}": number for number in range(1, 11)},
    "year": {"2025": 1, "2026": 2},
}
OPTION = SimpleNamespace(
    slug="weging",
    published_at=PUBLISHED,
    language="nl",
    question="Wanneer niet?",
    organisation="Gemeente Aa",
    **{
        name: getattr(REJECTED, name)
        for name in ("letter", "title", "outcome", "reason_type", "reason", "reopen")
    },
)


def fell(looks: Looks, *options: object, query: str = "", reasons: tuple[str, ...] = ()) -> str:
    counts = {"lawful": len(options)} if options else {}
    return views.rejected(
        looks,
        "nl",
        options,  # type: ignore[arg-type]
        query,
        reasons=reasons,
        counts=counts,
        result=Result(len(options)),
        page=1,
        size=20,
    )


def test_the_list_shows_what_was_chosen_and_what_was_not(looks: Looks) -> None:
    html = home(looks, DOCUMENT)
    for option in DOCUMENT.options:
        assert option.title in html
    assert "1 weging" in html
    assert "Sociale zekerheid" in html


def test_after_a_search_the_results_come_before_the_way_in(looks: Looks) -> None:
    assert 'action="/#results"' in home(looks, DOCUMENT)
    assert 'action="/join"' in home(looks, DOCUMENT)
    found = home(looks, DOCUMENT, query="maatwerk")
    assert 'action="/join"' not in found
    assert found.index('id="results"') < found.index('href="/#doe-mee"')


def test_who_has_a_code_finds_its_field_before_the_search(looks: Looks) -> None:
    html = home(looks, DOCUMENT)
    assert html.index("<h1") < html.index('id="code"') < html.index('id="q"')


def test_a_picture_stands_there_only_when_there_is_something_to_see(looks: Looks) -> None:
    assert 'class="mini"' not in home(looks, DOCUMENT)
    cell = VoiceCell("cost", (Voice(Perspective.POLICY, 1.0),))
    rated = replace(DOCUMENT, options=(replace(REJECTED, cells=(cell,)),))
    assert 'class="mini"' in home(looks, rated)


def test_an_example_says_in_the_list_that_it_is_not_real(looks: Looks) -> None:
    assert "Voorbeeld, niet echt" in home(looks, replace(DOCUMENT, example="Een brief"))
    assert "Voorbeeld, niet echt" not in home(looks, DOCUMENT)


def test_a_search_without_result_says_so_and_keeps_the_words(looks: Looks) -> None:
    html = home(looks, query="huur & zorg")
    assert "Geen enkele weging gaat over “huur &amp; zorg”" in html
    assert 'value="huur &amp; zorg"' in html
    assert "Toon alle wegingen" in html


def test_an_empty_site_explains_itself(looks: Looks) -> None:
    assert "Er is nog geen weging openbaar" in home(looks)


def test_other_words_that_were_searched_are_said(looks: Looks) -> None:
    html = home(looks, DOCUMENT, query="toelsag", result=Result(1, meant="toeslag"))
    assert "Bedoelde je “toeslag”? Over “toelsag” vonden we niets." in html
    assert "1 weging over “toeslag”" in html
    assert 'value="toelsag"' in html


def test_a_filter_says_what_it_holds_and_how_many(looks: Looks) -> None:
    text = text_of(home(looks, DOCUMENT, counts=COUNTS))
    assert "Onderwerp Zorg en gezondheid 2 eigen-onderwerp 1" in text
    assert "Uitkomst van een optie Gekozen 1 Afgevallen 1" in text
    assert "Fase Concreet voorstel 1 weggehaald 1" in text
    assert "Gemeente 3 3 Nog 2 Gemeente 2 2 Gemeente 1 1" in text
    assert "Jaar 2026 2 2025 1" in text


def test_where_nobody_counted_no_number_stands(looks: Looks) -> None:
    html = home(looks, DOCUMENT, counts=COUNTS, result=Result(1000, many=True))
    assert "Meer dan 1000 wegingen" in html
    assert "Zorg en gezondheid Sociale" not in text_of(html)
    assert "Onderwerp Zorg en gezondheid eigen-onderwerp" in text_of(html)


def test_every_filter_can_go_by_itself_and_the_others_stay(looks: Looks) -> None:
    picked = {"subject": ["zorg"], "organisation": ["Gemeente 1"], "year": []}
    html = home(looks, DOCUMENT, query="a b", picked=picked, counts=COUNTS)
    assert 'href="/?q=a+b&amp;organisation=Gemeente+1"' in html
    assert 'href="/?q=a+b&amp;subject=zorg"' in html
    assert 'href="/?q=a+b"' in html
    # A new word is searched under the same filters, and what is ticked stands in the open.
    assert '<input type="hidden" name="organisation" value="Gemeente 1">' in html
    assert "Gemeente 3 3 Gemeente 1 1 Nog 1" in text_of(html)
    none = home(looks, query="a b", picked=picked, counts=COUNTS)
    assert "Geen enkele weging past bij deze filters" in none


def test_the_next_page_keeps_the_search_and_the_filters(looks: Looks) -> None:
    html = home(looks, DOCUMENT, query="a b", picked={"year": ["2026"]}, result=Result(60), page=2)
    assert 'href="/?q=a+b&amp;year=2026&amp;page=3"' in html
    assert 'href="/?q=a+b&amp;year=2026"' in html
    assert 'rel="next"' not in home(looks, DOCUMENT, result=Result(60), page=3)


def test_every_label_on_a_list_has_something_to_point_at(looks: Looks) -> None:
    picked = {"organisation": ["Gemeente 1", '"><b>', "Gemeente 2"]}
    for html in (home(looks, DOCUMENT, picked=picked, counts=COUNTS), fell(looks, OPTION)):
        outline = Outline(html)
        assert len(outline.ids) == len(set(outline.ids))
        assert outline.refs <= {*outline.ids}
        assert "<b>" not in html


def test_an_option_that_fell_says_why_and_what_reopens_it(looks: Looks) -> None:
    html = fell(looks, OPTION)
    text = text_of(html)
    assert "Wet en recht. De wet kent geen kwijtschelding vooraf." in text
    assert "Wanneer we dit opnieuw bekijken Als de Kaderwet verandert." in text
    assert 'href="/w/weging#optie-c"' in html
    assert "1 optie viel af of moest wachten" in text
    assert "1 optie over “drempel”" in text_of(fell(looks, OPTION, query="drempel"))


@pytest.mark.parametrize(
    ("query", "said"), [("x", "geen afgevallen optie"), ("", "nog geen optie")]
)
def test_nothing_that_fell_says_where_to_look(looks: Looks, query: str, said: str) -> None:
    html = fell(looks, query=query, reasons=("lawful",))
    assert said in html
    assert "checked" in html  # what is picked can be taken away
    assert f'href="/{"?q=x" if query else ""}"' in html
