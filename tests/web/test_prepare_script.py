"""A draft's own script over HTTP: saved as typed, told what does not fit, frozen at the start."""

import pytest

from tests.web.driving import HTMX, Town, Trialogue, prepared, rows, started
from tests.web.screens import Element, Person, filled, read
from trialoog.views.messages import SENTENCES


def script_of(it: Trialogue) -> str:
    return f"/t/{it.id}/prepare/script"


def page_of(it: Trialogue) -> Element:
    return Person(it.lead).open(script_of(it))


def change(it: Trialogue, **typed: str) -> None:
    """Change the script by its form; in a name `__` stands for a dash."""
    page = page_of(it)
    data: dict[str, list[str]] = {}
    for name, value in filled(page, page.get(id="script")):
        data.setdefault(name, []).append(value)
    data |= {name.replace("__", "-"): [value] for name, value in typed.items()}
    assert it.lead.post(script_of(it), data=data).status_code == 303


def test_the_page_to_prepare_leads_there_and_back(place: Town) -> None:
    it = prepared(place, place.sign_in())
    address = f"/t/{it.id}/prepare"
    links = [e["href"] for e in Person(it.lead).open(address).every("a")]
    assert {script_of(it), f"{script_of(it)}#criteria"} <= {*links}
    assert address in [e["href"] for e in page_of(it).every("a")]
    assert page_of(it).find(id="criteria") is not None


def test_own_words_and_minutes_are_frozen_at_the_start(place: Town) -> None:
    it = prepared(place, place.sign_in())
    change(it, step__explore__minutes="40", step__explore__heading="Wat merk jij?")
    it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    phase = it.state.script.phase("explore")
    assert (phase.minutes, phase.heading) == (40, "Wat merk jij?")
    original = place.house.formats["besluitvorming"]
    assert original.phase("explore").minutes == 25, "the format itself is as it was"
    left = [p for p in it.state.script.phases if p.key != "explore"]
    assert left == [p for p in original.phases if p.key != "explore"]


def test_sending_the_page_unread_changes_nothing(place: Town) -> None:
    it = prepared(place, place.sign_in())
    before = rows(place, "SELECT draft FROM trialogue")
    change(it)
    assert rows(place, "SELECT draft FROM trialogue") == before


def test_saving_while_typing_says_what_is_wrong_and_leaves_the_fields_alone(place: Town) -> None:
    it = prepared(place, place.sign_in())
    page = page_of(it)
    typed = filled(page, page.get(id="script"), **{"step-explore-minutes": "kwartier"})
    answer = it.lead.post(script_of(it), data=dict(typed), headers=HTMX)
    assert answer.status_code == 200
    assert "<input" not in answer.text
    assert "<textarea" not in answer.text
    said = read(answer.text).get(id="step-explore-minutes-error").words
    assert said == SENTENCES["minutes_not_whole"] % {"limit": 240}
    targets = [e["hx-target"] for e in read(answer.text).every("hx-partial")]
    assert all(page.find(id=target[1:]) for target in targets)


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("step-explore-minutes", "241", "minutes_not_whole"),
        ("step-explore-heading", "", "text_missing"),
        ("step-explore-say", " ", "text_missing"),
        ("step-weigh-politics", "", "text_missing"),
    ],
)
def test_what_does_not_fit_is_kept_and_told_beside_its_field(
    place: Town, field: str, typed: str, code: str
) -> None:
    it = prepared(place, place.sign_in())
    it.lead.post(script_of(it), data={"script_of": "besluitvorming", field: typed})
    page = page_of(it)
    assert page.get(id=f"{field}-error").words == SENTENCES[code] % {"limit": 240}
    assert page.get(id=field)["aria-invalid"] == "true"
    assert page.value(field) == typed.strip()
    answer = it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    assert answer.status_code == 422
    assert read(answer.text).get(id="script-error").words == SENTENCES["script_wrong"]


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
def test_putting_back_gives_the_words_of_the_format(place: Town, script: bool) -> None:
    it = prepared(place, place.sign_in())
    original = page_of(it).value("step-explore-heading")
    change(it, step__explore__heading="Wat merk jij?", step__weigh__minutes="5")
    page = page_of(it)
    assert page.get(id="step-explore-state").words == "aangepast"
    data = {**dict(filled(page, page.get(id="script"))), "reset": "explore"}
    answer = it.lead.post(script_of(it), data=data, headers=HTMX if script else {})
    if script:
        page = read(answer.text).get(id="inhoud")
    else:
        page = Person(it.lead).open(answer.headers["location"])
    assert page.value("step-explore-heading") == original
    assert page.value("step-weigh-minutes") == "5"
    assert "autofocus" in page.get(id="step-explore").attrs


def test_criteria_from_a_set_and_own_ones_are_asked_for(place: Town) -> None:
    it = prepared(place, place.sign_in())
    change(it, from_set="careful", add_criterion="1")
    (name,) = [
        e["name"]
        for e in page_of(it).every("input")
        if e["name"].startswith("criterion-") and e["name"].endswith("-name")
    ]
    question = name.replace("-name", "-question")
    change(it, **{name: "Groen", question: "Is het goed voor de natuur?", "from_set": "careful"})
    it.lead.post(f"/t/{it.id}/start", data={"key": "k"})
    *_, careful, own = it.state.script.criteria
    assert (careful.key, own.name) == ("careful", "Groen")
    assert "3:2" in careful.source
    it.go("weigh")
    phone = it.join("policy")
    assert "Is het goed voor de natuur?" in phone.get(f"/t/{it.id}").text


def test_a_copy_takes_the_own_script_along(place: Town) -> None:
    it = prepared(place, place.sign_in())
    change(it, step__explore__heading="Wat merk jij?")
    copy = it.lead.post(f"/t/{it.id}/copy").headers["location"]
    page = Person(it.lead).open(f"{copy}/script")
    assert page.value("step-explore-heading") == "Wat merk jij?"


def test_once_the_doors_are_open_the_script_stays_as_it_was(place: Town) -> None:
    it = started(place)
    before = it.state.script
    form = {"script_of": "besluitvorming", "step-explore-minutes": "1"}
    for headers in (HTMX, {}):
        assert it.lead.post(script_of(it), data=form, headers=headers).status_code == 409
    assert it.lead.get(script_of(it)).headers["location"] == f"/t/{it.id}/lead"
    assert it.state.script == before
