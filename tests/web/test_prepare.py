"""Preparing: everything typed is saved, right or wrong; only a start asks for what is missing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from tests.web.driving import DRAFT, HTMX, Town, prepared, rows, started
from tests.web.screens import Element, Person, dilemmas, filled, of_dilemma, read, titles
from trialoog.core.draft import MOST_OPTIONS
from trialoog.views.messages import SENTENCES

FORMATS = {"verkenning", "besluitvorming", "invoeringstoets", "snelle_scan"}
ENGLISH = {"exploration", "proposal", "looking_back", "quick_scan"}


def new(lead: TestClient, format: str = "besluitvorming") -> str:
    """The address of a new draft."""
    answer = lead.post("/trialogues", data={"format": format})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def page_of(lead: TestClient, address: str) -> Element:
    return Person(lead).open(address)


# --- a new one ------------------------------------------------------------------------------


def test_the_list_says_how_to_begin_when_there_is_nothing_yet(place: Town) -> None:
    page = page_of(place.sign_in(), "/trialogues")
    assert page.get(href="#nieuw").words == "Naar de werkvormen"
    offered = {e["value"] for e in page.every("input", name="format")}
    assert offered == FORMATS | ENGLISH


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_new_draft_has_doing_nothing_on_the_table_a_place_to_write_and_every_criterion(
    place: Town, format: str
) -> None:
    lead = place.sign_in()
    page = page_of(lead, new(lead, format))
    nothing, ours = titles(page)
    assert page.value(nothing).startswith("Niets doen")
    assert page.value(ours) == ""
    criteria = page.every("input", name="criteria")
    assert all("checked" in e.attrs for e in criteria)
    assert page.get(id="format").get(selected="")["value"] == format
    assert "Zonder titel" in page_of(lead, "/trialogues").words


def test_with_a_format_in_another_language_the_trialogue_speaks_that(place: Town) -> None:
    lead = place.sign_in()
    address = new(lead)
    nothing, _ = titles(page_of(lead, address))
    lead.post(address, data={"format": "proposal", "shape": "1"})
    page = page_of(lead, address)
    assert page.value(nothing) == "Do nothing: everything stays as it is"
    assert page.get(id="title")["lang"] == page.get(id="format-hint")["lang"] == "en"
    assert rows(place, "SELECT language FROM trialogue") == [("en",)]
    lead.post(address, data={nothing: "Leave it"})
    lead.post(address, data={"format": "besluitvorming", "shape": "1"})
    assert page_of(lead, address).value(nothing) == "Leave it", "words of people stay"


def test_a_format_that_is_not_there_makes_nothing(place: Town) -> None:
    lead = place.sign_in()
    answer = lead.post("/trialogues", data={"format": "nope"})
    assert answer.status_code == 422
    assert "Er klopt iets niet in het formulier" in answer.text
    assert not rows(place, "SELECT id FROM trialogue")


# --- autosave ---------------------------------------------------------------------------------


def test_what_is_typed_is_saved_right_or_wrong(place: Town) -> None:
    lead = place.sign_in()
    address = new(lead)
    page = page_of(lead, address)
    typed = {
        "title": "T" * 900,
        "question": "",
        "background": "Regel een\n\nRegel *twee* <b>",
        "organisation": "O" * 300,
        "decision_maker": '"><i>College',
        "decide_by": "volgende week",
        of_dilemma(page, "pole_a"): "Maatwerk & meer",
        of_dilemma(page, "pole_a_worth"): "w" * 6000,
        of_dilemma(page, "question"): "Is dit {{ waar }}?",
    }
    form = page.get(id="prepare")
    answer = lead.post(address, data=dict(filled(page, form, **typed)), headers=HTMX)
    assert answer.status_code == 200
    saved = read(answer.text)
    targets = [e["hx-target"] for e in saved.every("hx-partial")]
    assert targets == ["#saved", "#ready", "#background-shown"]
    assert all(page.find(id=target[1:]) for target in targets)
    assert "Bewaard om 10:00" in saved.words
    again = page_of(lead, address)
    for name, text in typed.items():
        assert again.value(name) == " ".join(text.split()), name
    assert "T" * 200 in page_of(lead, "/trialogues").words


def test_a_form_that_holds_a_part_leaves_the_rest_as_it_was(place: Town) -> None:
    lead = place.sign_in()
    it = prepared(place, lead)
    address = f"/t/{it.id}/prepare"
    lead.post(address, data={"title": "Andere naam"}, headers=HTMX)
    page = page_of(lead, address)
    assert page.value("title") == "Andere naam"
    assert page.value("question") == DRAFT["question"]
    assert page.value(titles(page)[1]) == "Een collega kijkt mee"
    assert all("checked" in e.attrs for e in page.every("input", name="criteria"))


def test_without_a_script_saving_leads_back_to_the_page(place: Town) -> None:
    lead = Person(place.sign_in(), script=False)
    address = new(lead.client)
    seen = lead.send(address, "prepare", title="Met de knop")
    assert seen.raw.url.path == address
    assert seen.fresh.value("title") == "Met de knop"


def test_options_come_and_go_but_doing_nothing_stays(place: Town) -> None:
    lead = place.sign_in()
    address = new(lead)
    (dilemma,) = dilemmas(page_of(lead, address))
    for _ in range(MOST_OPTIONS + 3):
        assert lead.post(address, data={"add": dilemma}).status_code == 303
    page = page_of(lead, address)
    assert len(titles(page)) == MOST_OPTIONS
    assert page.find(name="add") is None, "the table is full"
    nothing, second = (name.split("-")[1] for name in titles(page)[:2])
    for gone in (second, nothing, "unknown"):
        lead.post(address, data={"remove": gone})
    page = page_of(lead, address)
    assert len(titles(page)) == MOST_OPTIONS - 1
    assert titles(page)[0] == f"option-{nothing}-title"
    assert page.find(name="remove", value=nothing) is None, "no button for it either"


def test_another_format_brings_its_own_criteria_and_keeps_what_was_typed(place: Town) -> None:
    lead = place.sign_in()
    it = prepared(place, lead)
    address = f"/t/{it.id}/prepare"
    page = page_of(lead, address)
    select = page.get(id="format")
    assert (select["hx-target"], select["hx-select"]) == ("#inhoud", "#inhoud")
    fields = filled(page, page.get(id="prepare"), format="verkenning", criteria="values")
    answer = lead.post(address, data={**dict(fields), "shape": "1"}, headers=HTMX)
    fresh = read(answer.text).get(id="inhoud")
    assert fresh.get(id="format").get(selected="")["value"] == "verkenning"
    criteria = fresh.every("input", name="criteria")
    assert criteria
    assert all("checked" in e.attrs for e in criteria)
    assert fresh.value("title") == DRAFT["title"]
    assert len(titles(fresh)) == 2
    lead.post(address, data={"format": "nope", "title": "Nog steeds"})
    page = page_of(lead, address)
    assert page.get(id="format").get(selected="")["value"] == "verkenning"
    assert page.value("title") == "Nog steeds"


def test_criteria_that_were_unticked_stay_so(place: Town) -> None:
    lead = place.sign_in()
    it = prepared(place, lead)
    address = f"/t/{it.id}/prepare"
    lead.post(address, data={"criteria_shown": "besluitvorming", "criteria": ["cost", "lawful"]})
    page = page_of(lead, address)
    on = [e["value"] for e in page.every("input", name="criteria") if "checked" in e.attrs]
    assert on == ["lawful", "cost"]
    lead.post(f"/t/{it.id}/start", data={"key": "k"})
    assert [c.key for c in it.state.script.criteria] == ["lawful", "cost"]


# --- start ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
def test_a_start_says_beside_each_field_what_is_missing(place: Town, script: bool) -> None:
    lead = Person(place.sign_in(), script)
    address = new(lead.client)
    page = lead.open(address)
    nothing, _ = titles(page)
    ready = page.get(id="ready").words
    assert "Titel en vraag ontbreekt nog" in ready
    assert "Minstens twee opties ontbreekt nog" in ready
    fields = {
        **dict(filled(page, page.get(id="prepare"), background="Dit blijft staan")),
        nothing: "",
        "decide_by": "ooit",
    }
    fields.pop("criteria")
    pole_a, pole_b = of_dilemma(page, "pole_a"), of_dilemma(page, "pole_b")
    answer = lead.client.post(address.replace("prepare", "start"), data=fields)
    assert answer.status_code == 422
    seen = read(answer.text)
    for field, code in {
        "title": "title_missing",
        "question": "question_missing",
        "decide_by": "not_a_date",
        pole_a: "pole_missing",
        pole_b: "pole_missing",
        nothing: "option_title_missing",
        pole_a.replace("pole_a", "options"): "options_missing",
        "criteria": "criteria_missing",
    }.items():
        assert seen.get(id=f"{field}-error").words == SENTENCES[code], field
    for name in ("title", "question", "decide_by", pole_a, pole_b):
        it = seen.get(name=name)
        assert it["aria-invalid"] == "true"
        assert f"{name}-error" in it["aria-describedby"]
    assert seen.value("background") == "Dit blijft staan"
    assert seen.value("decide_by") == "ooit"
    assert "Bij elk veld staat wat." in seen.words
    assert rows(place, "SELECT status FROM trialogue") == [("draft",)]


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("title", 200),
        ("question", 200),
        ("background", 5000),
        ("organisation", 200),
        ("decision_maker", 200),
        ("contact", 200),
        ("dilemma-question", 200),
        ("dilemma-pole_a", 200),
        ("dilemma-pole_b_worth", 200),
        ("option-title", 200),
        ("option-detail", 5000),
    ],
)
def test_a_start_says_beside_the_field_what_is_too_long(place: Town, what: str, limit: int) -> None:
    it = prepared(place, place.sign_in())
    page = page_of(it.lead, f"/t/{it.id}/prepare")
    field = what
    if what.startswith("dilemma-"):
        field = of_dilemma(page, what.removeprefix("dilemma-"))
    if what.startswith("option-"):
        field = titles(page)[1].replace("-title", what.removeprefix("option"))
    typed = "t" * (limit + 1)
    answer = it.lead.post(f"/t/{it.id}/start", data={field: typed})
    assert answer.status_code == 422
    seen = read(answer.text)
    wanted = SENTENCES["too_long"] % {"length": limit + 1, "limit": limit}
    assert seen.get(id=f"{field}-error").words == wanted
    assert seen.value(field) == typed
    assert rows(place, "SELECT status, last_seq FROM trialogue") == [("draft", 0)]


def test_a_facilitator_sees_what_participants_will_see_before_they_come_in(place: Town) -> None:
    it = started(place)
    phone = read(place.visitor().get(f"/j/{it.code}").text)
    page = page_of(it.lead, f"/t/{prepared(place, it.lead).id}/prepare")
    shown = page.get(**{"aria-labelledby": "aan-tafel"}).words
    hints = [say for it in phone.every("small") for say in [it.words]]
    assert len(hints) >= 3
    for words in (*hints, *it.state.script.ground_rules, it.state.promise):
        assert words in shown, words


def test_whom_to_ask_is_asked_before_and_stands_with_the_announcement(place: Town) -> None:
    it = prepared(place, place.sign_in())
    address = f"/t/{it.id}/prepare"
    it.lead.post(address, data={"contact": "Loket Beleid,\n loket@voorbeeld.nl"})
    assert "Loket Beleid" in page_of(it.lead, address).value("contact")
    assert it.lead.post(f"/t/{it.id}/start", data={"key": "k"}).status_code == 303
    assert it.state.contact == "Loket Beleid, loket@voorbeeld.nl"
    other = prepared(place, it.lead)
    assert other.lead.post(f"/t/{other.id}/start", data={"key": "k"}).status_code == 303
    assert (other.state.contact, other.state.seq) == ("", it.state.seq - 1), "nobody, so no fact"


def test_the_background_is_shown_as_people_will_read_it(place: Town) -> None:
    lead = place.sign_in()
    address = new(lead)
    assert "Er staat nog niets." in page_of(lead, address).get(id="background-shown").words
    typed = {"background": "Let **goed** op.\n\n- Eén\n- Twee <script>"}
    saved = read(lead.post(address, data=typed, headers=HTMX).text)
    for shown in (saved, page_of(lead, address)):
        part = shown.get(id="background-shown")
        assert [e.words for e in part.every("strong")] == ["goed"]
        assert [e.words for e in part.every("li")] == ["Eén", "Twee <script>"]


def test_a_whole_sentence_is_typed_in_a_field_that_shows_it_whole(place: Town) -> None:
    lead = place.sign_in()
    page = page_of(lead, new(lead))
    whole = ["question", "decision_maker", "contact", titles(page)[1]]
    whole += [of_dilemma(page, what) for what in ("question", "pole_a", "pole_b_worth")]
    assert [page.get(id=name).tag for name in whole] == ["textarea"] * len(whole)
    assert "Hooguit 200 tekens" in page.get(id="title-hint").words


def test_a_start_takes_along_what_was_typed_last(place: Town) -> None:
    it = prepared(place, place.sign_in())
    answer = it.lead.post(f"/t/{it.id}/start", data={"key": "k", "title": "Op het laatst"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{it.id}/lead")
    assert it.state.title == "Op het laatst"


def test_the_place_to_write_counts_for_nothing_until_somebody_writes(place: Town) -> None:
    it = prepared(place, place.sign_in())
    address = f"/t/{it.id}/prepare"
    _, ours = titles(page_of(it.lead, address))
    it.lead.post(address, data={ours: ""})
    page = page_of(it.lead, address)
    assert "Minstens twee opties ontbreekt nog" in page.get(id="ready").words
    answer = it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    assert answer.status_code == 422
    assert SENTENCES["options_missing"] in read(answer.text).words
    tried = it.lead.post(f"/t/{it.id}/rehearse", data={"people": "9"})
    assert tried.headers["location"] == f"{address}?said=missing"
    assert rows(place, "SELECT status FROM trialogue") == [("draft",)], "nor is there a copy"
    it.lead.post(address, data={ours: "Een collega kijkt mee"})
    assert it.lead.post(f"/t/{it.id}/start", data={"key": "k"}).status_code == 303
    assert [o.letter for o in it.state.options_of(it.dilemma)] == ["A", "B"]


def test_options_without_a_title_are_left_out(place: Town) -> None:
    it = prepared(place, place.sign_in())
    (dilemma,) = dilemmas(page_of(it.lead, f"/t/{it.id}/prepare"))
    it.lead.post(f"/t/{it.id}/prepare", data={"add": dilemma})
    it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    assert [o.letter for o in it.state.options_of(it.dilemma)] == ["A", "B"]


def test_starting_freezes_the_preparation(place: Town) -> None:
    it = started(place)
    before = it.state
    address = f"/t/{it.id}/prepare"
    for headers in (HTMX, {}):
        answer = it.lead.post(address, data={"title": "Toch anders", "add": "1"}, headers=headers)
        assert answer.status_code == 409
        assert "Dat kan nu niet" in answer.text
    assert it.state == before
    assert it.lead.get(address).headers["location"] == f"/t/{it.id}/lead"
    assert "Toch anders" not in it.lead.get("/trialogues").text
    assert rows(place, "SELECT title FROM trialogue") == [(DRAFT["title"],)]


def test_a_format_file_that_changes_later_changes_no_meeting(place: Town) -> None:
    it = started(place)
    script = it.state.script
    house = place.house
    assert house.formats["besluitvorming"].phases == script.phases
    changed = {k: v for k, v in house.formats.items() if k != "besluitvorming"}
    object.__setattr__(house, "formats", changed)
    it.go("explore")
    assert it.state.script == script
    assert it.lead.get(f"/t/{it.id}/lead").status_code == 200


def test_a_draft_of_a_format_that_is_gone_goes_on_with_another(place: Town) -> None:
    it = prepared(place, place.sign_in())
    left = {k: v for k, v in place.house.formats.items() if k != "besluitvorming"}
    object.__setattr__(place.house, "formats", left)
    address = f"/t/{it.id}/prepare"
    page = page_of(it.lead, address)
    assert page.get(id="format").get(selected="")["value"] == "verkenning"
    assert page.value("title") == DRAFT["title"]
    assert it.lead.post(address, data={"title": "Verder"}, headers=HTMX).status_code == 200
    assert it.lead.post(f"/t/{it.id}/start", data={"key": "k"}).status_code == 303
    assert it.state.script.key == "verkenning"


def test_starting_twice_starts_once(place: Town) -> None:
    it = prepared(place, place.sign_in())
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda _: it.lead.post(f"/t/{it.id}/start", data={"key": "k"}), range(6))
        )
    assert {(a.status_code, a.headers.get("location")) for a in answers} == {
        (303, f"/t/{it.id}/lead")
    }
    kinds = [kind for (kind,) in rows(place, "SELECT kind FROM fact ORDER BY seq")]
    assert kinds.count("TrialogueStarted") == 1
    code = it.code
    it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    assert it.code == code, "the code on the projector stays"


def test_the_form_shows_no_start_by_pressing_enter(place: Town) -> None:
    lead = place.sign_in()
    page = page_of(lead, new(lead))
    buttons = [e for e in page.every("button", form="prepare") if e["type"] == "submit"]
    assert "formaction" not in buttons[0].attrs, "the first button is what Enter presses"
