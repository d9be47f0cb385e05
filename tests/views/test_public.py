"""The public pages: everything that was weighed, nothing that was not released."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from markupsafe import escape

from tests.views import listing, tailoring
from tests.views.editing import Outline, editor, text_of
from tests.views.tailoring import HEAD, LEAD, D, P
from trialoog.core import commands as c
from trialoog.core.document import Document, OptionText, Voice, digest, from_json, to_json
from trialoog.core.drawing import draw
from trialoog.core.state import State
from trialoog.core.words import Approval, Decision, Stance
from trialoog.paths import LOCALE, STATIC, TEMPLATES
from trialoog.views import public
from trialoog.views.looks import Looks, Site, open_looks

PUBLISHED = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def state() -> State:
    return tailoring.closed().state


@pytest.fixture
def document(state: State) -> Document:
    return draw(state, D, {"joint-oversight": "Namens ons."}, head=HEAD, version=1, note="")


def page(looks: Looks, document: Document) -> str:
    versions = [(1, PUBLISHED, "")]
    return public.weighing(looks, "nl", document, "maatwerk", versions=versions)


# == the weighing ==


def test_every_option_is_on_the_page_with_its_reason_and_what_reopens_it(
    looks: Looks, document: Document
) -> None:
    html = page(looks, document)
    for option in document.options:
        part = html[html.index(f'id="optie-{option.letter.lower()}"') :].split("</article>")[0]
        assert option.title in part
        assert option.reason in part
        assert not option.reopen or "Wanneer we dit opnieuw bekijken" in part


def test_a_page_is_drawn_from_what_is_stored(looks: Looks, document: Document) -> None:
    assert page(looks, document) == page(looks, from_json(to_json(document)))


def test_every_link_and_label_on_a_page_has_something_to_point_at(
    looks: Looks, document: Document, state: State
) -> None:
    for html in (page(looks, document), editor(looks, state, {})):
        outline = Outline(html)
        assert len(outline.ids) == len(set(outline.ids))
        assert outline.refs <= {*outline.ids}


def test_the_perspectives_stand_in_their_order_in_every_cell(
    looks: Looks, document: Document
) -> None:
    labels = re.findall(r'<svg[^>]*role="img"\s+aria-label="([^"]+)"', page(looks, document))
    assert len(labels) == 5 * 6
    for label in labels:
        places = [label.index(name) for name in ("beleid", "uitvoering", "politiek")]
        assert places == sorted(places)


def test_a_cell_says_in_words_that_they_part(looks: Looks, document: Document) -> None:
    assert (
        'aria-label="Uitvoerbaarheid: beleid past heel goed, uitvoering past heel slecht, '
        'politiek past goed. Hier lopen ze uiteen."'
    ) in page(looks, document)


def test_advice_and_decision_are_told_apart(looks: Looks) -> None:
    meeting = tailoring.closed()
    before = page(looks, draw(meeting.state, D, {}, head=HEAD, version=1, note=""))
    assert "Nog niet besloten" in before
    why = "De directieraad wil eerst geld zien."
    day = PUBLISHED.date()
    meeting.do(LEAD, c.RecordFormalDecision(D, Decision.DEPARTS, day, why))
    after = page(looks, draw(meeting.state, D, {}, head=HEAD, version=1, note=""))
    assert "Wijkt af van het advies" in after
    assert after.index('id="besluit"') > after.index('id="opties"')
    assert after.index(why) > after.index('id="besluit"')


def test_the_absent_are_said_to_be_absent(looks: Looks) -> None:
    state = tailoring.closed({P.POLICY: 3, P.IMPLEMENTATION: 3}).state
    html = page(looks, draw(state, D, {}, head=HEAD, version=1, note=""))
    assert "Niet aan tafel" in html


def test_a_reservation_without_public_words_is_never_none(looks: Looks, document: Document) -> None:
    few = replace(document, suppressed=(P.POLITICS,), reserved=(P.POLITICS,), reservations={})
    told = text_of(page(looks, replace(few, joint={P.POLITICS: "Wacht nog."})))
    assert "Voorbehoud Van politiek" in told
    assert "zijn niet openbaar: er deden minder dan drie mensen mee. Gezamenlijke tekst" in told
    assert "Voorbehoud Geen" not in told
    assert "Voorbehoud Geen" in text_of(page(looks, replace(few, reserved=())))
    guest = replace(few, suppressed=(), reserved=(P.OVERSIGHT,), joint={P.OVERSIGHT: "Wacht nog."})
    spoken = text_of(page(looks, guest))  # in its joint text
    assert "Maakte een voorbehoud. Gezamenlijke tekst Wacht nog." in spoken
    unknown = text_of(page(looks, replace(few, reserved=None)))
    assert "Voorbehoud Van" not in unknown
    assert "Voorbehoud Geen" not in unknown


def test_every_option_stands_beside_the_others_with_its_outcome_and_type_of_reason(
    looks: Looks, document: Document
) -> None:
    table = page(looks, document).split('class="scroll compare"')[1].split("</table>")[0]
    heads = re.findall(r'<th scope="col".*?</th>', table, re.DOTALL)
    assert [text_of(head).split(".")[0].split()[-1] for head in heads] == [*"CDEAB"]
    assert table.count("Doenvermogen van mensen") == 2
    assert "Niet gehoord" in table


def test_the_table_does_not_call_a_small_group_silent(looks: Looks, document: Document) -> None:
    first, *others = (replace(it, says={}, unheard=()) for it in document.options)
    options = (replace(first, says={P.POLICY: "Het mag."}), *others)
    few = replace(document, suppressed=(P.POLITICS,), options=options)
    assert page(looks, few).count("Niet openbaar: minder dan drie mensen") == len(options)


def test_who_did_not_approve_is_said_on_the_page_and_in_its_preview(
    looks: Looks, document: Document
) -> None:
    said = "Openbaar gemaakt zonder akkoord van"
    answers = {P.POLICY: Approval.APPROVED, P.IMPLEMENTATION: Approval.STALE}
    shown = replace(document, approvals={**answers, P.POLITICS: Approval.NONE})
    assert f"{said} uitvoering en politiek." in text_of(page(looks, shown))
    assert said not in page(looks, replace(document, approvals={P.POLICY: Approval.APPROVED}))
    preview = public.weighing(looks, "nl", shown, "", versions=[], preview=True)
    assert f"{said} uitvoering en politiek." in text_of(preview)
    assert "Nog geen antwoord" in preview


def test_only_a_web_address_in_a_source_becomes_a_link(looks: Looks, document: Document) -> None:
    sources = ("Brief, https://example.org/a?b=1&c=2.", "javascript:alert(1)", "Een boek")
    html = page(looks, replace(document, sources=sources))
    link = '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">'
    assert link in html
    assert html.count("javascript:alert(1)") == 1
    assert 'href="javascript' not in html


def test_the_number_to_check_is_of_what_is_stored(looks: Looks, document: Document) -> None:
    stored = to_json(document).replace('"subjects":[],', "")
    versions = [(1, PUBLISHED, "")]
    html = public.weighing(looks, "nl", document, "maatwerk", versions=versions, stored=stored)
    verify = public.verify_page(looks, "nl", from_json(stored), "maatwerk", stored=stored)
    assert stored != to_json(document)
    assert digest(stored) in html.replace(" ", "")
    assert digest(stored) in verify


def test_who_shares_a_weighing_shares_what_was_chosen(document: Document) -> None:
    site = Site("v1", "Europe/Amsterdam", url="https://trialoog.example")
    looks = open_looks(TEMPLATES, LOCALE, site)
    choice = 'Wij kiezen "C" <b>. ' + "Omdat het helpt. " * 40
    html = public.weighing(
        looks,
        "nl",
        replace(document, choice=choice),
        "maatwerk",
        versions=[(1, PUBLISHED, "")],
    )
    described = re.search(r'<meta name="description" content="([^"]*)"', html)
    assert described is not None
    assert described[1].startswith("Wij kiezen &#34;C&#34; &lt;b&gt;.")
    assert len(described[1]) < 300
    assert '<link rel="canonical" href="https://trialoog.example/w/maatwerk">' in html
    preview = public.weighing(looks, "nl", document, "", versions=[], preview=True)
    assert "og:title" not in preview
    # The picture is a file of ours, of the size that is said, and asks nothing of who reads.
    card = re.search(r'property="og:image" content="https://trialoog.example/static/([^"?]*)', html)
    assert card is not None
    image = (STATIC / card[1]).read_bytes()
    size = tuple(int.from_bytes(image[at : at + 4]) for at in (16, 20))
    assert (image[:8], size) == (b"\x89PNG\r\n\x1a\n", (1200, 630))
    assert "<img" not in html
    assert "https://trialoog.example/static/card-en.png" in public.how(looks, "en")


def test_an_example_says_that_it_is_not_real(looks: Looks, document: Document) -> None:
    assert "niet echt" not in page(looks, document)
    example = replace(document, example="Werk aan Uitvoering, 5 maart 2021")
    assert "Dit is een voorbeeld, niet echt." in page(looks, example)


def test_an_old_version_points_at_the_new_one(looks: Looks, document: Document) -> None:
    versions = [(1, PUBLISHED, ""), (2, PUBLISHED, "Een aanname klopte niet.")]
    html = public.weighing(looks, "nl", document, "maatwerk", versions=versions)
    assert "Er is een nieuwere." in html
    assert "/w/maatwerk/v/2" in html


def test_a_preview_says_that_nobody_else_sees_it(looks: Looks, document: Document) -> None:
    html = public.weighing(
        looks, "nl", document, "", versions=[], preview=True, back="/t/t1/weighing/d1"
    )
    assert "Alleen jij ziet dit" in html
    assert "data.json" not in html


def test_numbers_to_check_are_on_the_page(looks: Looks, document: Document) -> None:
    flat = page(looks, document).replace(" ", "")
    assert HEAD in flat
    verify = public.verify_page(looks, "nl", document, "maatwerk")
    assert HEAD in verify


# == what must not be there ==


def test_of_fewer_than_three_no_word_mark_or_number_is_in_page_json_or_picture(
    looks: Looks,
) -> None:
    # Politics: two seats with ratings that nobody else gave, an objection and a sentence.
    planted = "Alleen wij tweeën zeggen dit."
    meeting = tailoring.gather({P.POLICY: 3, P.IMPLEMENTATION: 3, P.POLITICS: 2})
    meeting.go("weigh")
    for perspective, seats in ((P.POLICY, 3), (P.IMPLEMENTATION, 3), (P.POLITICS, 2)):
        signs = "eeeeee" if perspective is P.POLITICS else "cccccc"
        for option in "abcde":
            meeting.rate(option, perspective, *[signs] * seats)
    meeting.go("decide")
    for proposed in tailoring.outcomes():
        meeting.do(
            LEAD,
            replace(proposed, says={P.POLITICS: planted}, weighed=(), confirmed=(P.POLITICS,)),
        )
        by = tailoring.phone(P.POLITICS, 0, f"consent/{proposed.outcome}")
        meeting.do(by, c.GiveConsent(proposed.outcome, Stance.OBJECT, planted))
        meeting.do(LEAD, c.RecordOutcome(proposed.outcome))
    meeting.do(LEAD, c.CloseTrialogue())
    document = draw(meeting.state, D, {}, head=HEAD, version=1, note="")
    html = page(looks, document)
    home = listing.home(looks, document)
    assert planted not in to_json(document) + html + home
    assert '"value":2' not in to_json(document)
    assert 'class="f-politics"' not in html + home
    assert "past heel goed" not in text_of(html).split("bovenste lijn: past heel goed", 1)[1]
    assert not re.search(r"\d heeft bezwaar", html)
    assert "Bij politiek deden minder dan drie mensen mee." in html


def test_what_was_corrected_stands_beside_the_text_that_it_corrects(
    looks: Looks, document: Document
) -> None:
    corrected = replace(document.options[0], corrections=("Het was de helft.",))
    html = page(looks, replace(document, options=(corrected, *document.options[1:])))
    card = html.split('id="optie-a"')[1].split("</article>")[0]
    told = text_of(card)
    assert f"{corrected.reason} Verbeterd bij het teruglezen: Het was de helft." in told
    assert "<details" not in card.split("Het was de helft.")[0]
    assert "(optie A): Het was de helft." in text_of(html.split('id="beeld"')[0])


def test_an_empty_picture_is_left_out_and_why_is_said_once(looks: Looks) -> None:
    meeting = tailoring.closed({P.POLICY: 1, P.IMPLEMENTATION: 2, P.POLITICS: 1})
    html = page(looks, draw(meeting.state, D, {}, head=HEAD, version=1, note=""))
    assert text_of(html).count("deden telkens minder dan drie mensen mee") == 1
    assert 'class="picture' not in html
    assert "dezelfde gegevens als tabel" not in html
    assert "Niet openbaar: minder dan drie antwoorden" not in html


def test_a_picture_that_would_show_who_thought_what_is_left_out_and_why_is_said_once(
    looks: Looks, document: Document
) -> None:
    def hide(option: OptionText) -> OptionText:
        cells = (
            replace(
                cell, voices=tuple(Voice(v.perspective, None, hidden=True) for v in cell.voices)
            )
            for cell in option.cells
        )
        return replace(option, cells=tuple(cells))

    hidden = replace(document, suppressed=(), options=tuple(map(hide, document.options)))
    html = page(looks, hidden)
    assert text_of(html).count("Er is geen beeld.") == 1
    assert "Ontbreekt een teken?" not in text_of(html)
    assert 'class="picture' not in html


def test_no_number_adds_up_perspectives(looks: Looks, document: Document) -> None:
    # 9 gave consent in all: 4 of policy, 4 of implementation, 1 or 2 of politics.
    said = re.findall(r"\d+ (?:steun|kan|kunnen|heeft|hebben)\w*", text_of(page(looks, document)))
    assert said == [
        "3 steunen",
        "1 kan",
        "2 steunen",
        "1 kan",
        "1 heeft",
    ]
    assert "deelnemers" not in re.sub(
        r"minder dan drie deelnemers", "", text_of(page(looks, document))
    )


def test_what_people_typed_stays_text(looks: Looks, document: Document, state: State) -> None:
    fields = (
        "title",
        "question",
        "organisation",
        "format_name",
        "intro",
        "choice",
        "accepted",
        "fell",
        "background",
        "decision_maker",
        "example",
    )
    poisoned = dict.fromkeys(fields, HOSTILE)
    options = tuple(
        replace(
            option,
            title=HOSTILE,
            detail=HOSTILE,
            reason=HOSTILE,
            reopen=HOSTILE,
            downsides=(HOSTILE, HOSTILE),
            weighed=(HOSTILE,),
            says={P.POLICY: HOSTILE},
            corrections=(HOSTILE,),
        )
        for option in document.options
    )
    hostile = replace(
        document,
        options=options,
        reservations={P.POLICY: HOSTILE},
        joint={P.OVERSIGHT: HOSTILE},
        spokespersons={P.POLICY: HOSTILE},
        criteria=tuple(replace(k, name=HOSTILE) for k in document.criteria),
        **poisoned,  # type: ignore[arg-type]
    )
    pages = (
        page(looks, hostile),
        listing.home(looks, hostile, query=HOSTILE, picked={"organisation": [HOSTILE]}),
        editor(looks, state, {"c-reason": HOSTILE, "c-assumption-1": HOSTILE}),
    )
    for html in pages:
        assert "<script>alert" not in html
        # In an attribute it stands whole: its quotes did not end it. The editor has it in none.
        planted = [value for value in Outline(html).values if "alert(1)" in value]
        assert planted or html is pages[-1]
        assert all(HOSTILE in value for value in planted)
        assert ">49<" not in html
    assert pages[-1].count(str(escape(HOSTILE))) == 2


@pytest.mark.parametrize(
    ("interface", "written", "says"),
    [
        ("en", "nl", "This text is in Dutch."),
        ("nl", "en", "Deze tekst is in het Engels."),
        ("nl", "nl", ""),
        ("en", "en", ""),
    ],
)
def test_a_text_in_another_language_says_so_before_it_begins(
    looks: Looks, document: Document, interface: str, written: str, says: str
) -> None:
    versions = [(1, PUBLISHED, "")]
    it = replace(document, language=written)
    html = public.weighing(looks, interface, it, "maatwerk", versions=versions)
    head = html.split("</header>")[1]
    assert says in head
    assert ("This text is in" in head or "Deze tekst is in" in head) is bool(says)


def test_the_address_of_the_feed_leads_to_a_button_that_copies_it(
    looks: Looks, document: Document
) -> None:
    assert 'href="/follow?weighing=maatwerk#feed"' in page(looks, document)


def test_public_pages_know_nobody(looks: Looks, document: Document) -> None:
    for html in (
        page(looks, document),
        public.how(looks, "nl"),
    ):
        assert "Inloggen" in html
        assert "<script" not in html
