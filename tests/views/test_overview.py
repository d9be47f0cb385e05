"""The page on all weighings together: bars that stand beside their numbers."""

from datetime import date

from tests.views.editing import Outline, text_of
from trialoog.core.words import OutcomeKind, ReasonType, Standing
from trialoog.store.overview import Failed, Overview, Waiting
from trialoog.views import overview as views
from trialoog.views.looks import Looks

TODAY = date(2026, 11, 22)
REASONS = {
    (OutcomeKind.REJECTED, ReasonType.COST): 3,
    (OutcomeKind.PARKED, ReasonType.COST): 1,
    (OutcomeKind.REJECTED, ReasonType.LAWFUL): 2,
    (OutcomeKind.CHOSEN, ReasonType.CITIZEN): 9,
}


def waiting(slug: str, on: date | None) -> Waiting:
    return Waiting(slug, f"Vraag {slug}?", "nl", "Gemeente <Aa>", "Het college", on)


FULL = Overview(
    weighings=12,
    reasons=REASONS,
    assumptions={Standing.FAILS: 1, Standing.OPEN: 4},
    failed=(Failed("een", "Vraag een?", "nl", "B", "Een kwartier is genoeg.", None),),
    reviews=(waiting("laat", date(2026, 11, 22)), waiting("later", date(2026, 11, 23))),
    undecided=(*(waiting(f"w{number}", date(2027, 1, 1)) for number in range(9)),),
    reviews_in_all=60,
    undecided_in_all=9,
    counts={"organisation": {"Gemeente <Aa>": 3, "B": 9}, "year": {"2026": 12}},
)
NONE = Overview(0, {}, {}, (), (), (), 0, 0, {})


def test_bars_share_one_scale_and_the_most_frequent_comes_first() -> None:
    rows = views.reasons(REASONS)
    assert [(row.key, row.parts, row.numbers) for row in rows] == [
        ("cost", (75.0, 25.0), (3, 1)),
        ("lawful", (50.0, 0.0), (2, 0)),
    ]
    assert [row.parts for row in views.standings(FULL.assumptions)] == [(0.0,), (25.0,), (100.0,)]


def test_every_number_stands_in_words_beside_its_bar(looks: Looks) -> None:
    html = views.page(looks, "nl", FULL, picked={}, today=TODAY)
    text = text_of(html)
    assert "Dit gaat over 12 wegingen." in text
    assert "Kosten 3 1" in text
    assert "Wet en recht 2 0" in text
    assert "Klopt 0 Klopt niet 1 Nog niet bekend 4" in text
    late, coming = text.index("Vraag laat?"), text.index("Vraag later?")
    assert text.index("De dag is voorbij") < late < text.index("Komt eraan") < coming
    assert "En nog 58, later dan deze." in text
    assert "Vraag w7?" in text.split("Nog 1 ")[-2]
    assert "<Aa>" not in html
    outline = Outline(html)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.refs <= {*outline.ids}


def test_a_filter_that_leaves_nothing_to_choose_is_not_shown(looks: Looks) -> None:
    html = views.page(looks, "nl", FULL, picked={}, today=TODAY)
    assert 'name="organisation"' in html
    assert 'name="year"' not in html
    assert 'name="year"' in views.page(looks, "nl", FULL, picked={"year": ["2026"]}, today=TODAY)


def test_nothing_at_all_says_what_to_do(looks: Looks) -> None:
    assert "Er is nog geen weging openbaar" in views.page(looks, "nl", NONE, picked={}, today=TODAY)
    narrow = views.page(looks, "nl", NONE, picked={"year": ["1999"]}, today=TODAY)
    assert "Haal alle filters weg" in narrow
