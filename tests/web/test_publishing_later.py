"""Around publishing: a last look, a set time, subjects, and back off the site."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.web.approving import editor_of
from tests.web.driving import THREE, Town, Trialogue, closed, published, rows, tomorrow
from tests.web.screens import Element, read
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId
from trialoog.core.refusals import Refused
from trialoog.core.words import THREE as PERSPECTIVES
from trialoog.core.words import Role
from trialoog.live import planning, release
from trialoog.store import plans
from trialoog.views.messages import SENTENCES

PUBLIC = "Wie een klein bedrag te veel kreeg, houdt het."
LATER = "Wie een klein bedrag te veel kreeg, betaalt het terug."
NAMED = "Dat zei mevrouw Jansen ook."
WHEN = {"plan_day": "2026-09-18", "plan_time": "09:30"}  # in Amsterdam; 07:30 UTC


@pytest.fixture
def it(place: Town) -> Trialogue:
    return closed(place)


def page_of(it: Trialogue) -> Element:
    answer = it.lead.get(editor_of(it))
    assert answer.status_code == 200
    return read(answer.text)


def planned(it: Trialogue, key: str = "plan", **typed: str) -> None:
    fields = {"key": key, "without": THREE, **WHEN, "intro": PUBLIC, **typed}
    answer = it.lead.post(f"{editor_of(it)}/plan", data=fields)
    assert answer.status_code == 303, answer.text[:3000]


def carried_out(place: Town) -> int:
    """How many plans became public just now."""
    house = place.house

    async def run() -> int:
        return await planning.run(house.db, house.rooms, place.clock(), house.looks.zone)

    done: int = place.run(run)
    return done


def question_of(place: Town) -> str:
    [(document,)] = rows(place, "SELECT document FROM publication")
    return str(json.loads(document)["question"])


def withdrawn(it: Trialogue, ground: str, reason: str, key: str = "gone") -> None:
    fields = {"key": key, "ground": ground, "withdraw_reason": reason}
    answer = it.lead.post(f"{editor_of(it)}/withdraw", data=fields)
    assert answer.status_code == 303, answer.text[:3000]


# --- what may point at a person ---------------------------------------------------------------


def test_what_may_point_at_a_person_is_confirmed_before_it_is_public(it: Trialogue) -> None:
    fields = {"key": "first", "without": THREE, "intro": NAMED}
    answer = it.lead.post(f"{editor_of(it)}/publish", data=fields)
    assert answer.status_code == 422
    page = read(answer.text)
    assert NAMED in page.get(id="intro").text
    assert "mevrouw Jansen" in page.get(id="intro-traces").words
    assert SENTENCES["traceable"] in page.get(id="traceable-error").words
    tick = page.get(name="traceable")
    assert "mevrouw Jansen" in page.get(id="publish").words

    # More was typed since: what was confirmed is not what is there now.
    more = {**fields, "fell": "Bel 06-12345678.", "traceable": tick["value"]}
    assert it.lead.post(f"{editor_of(it)}/publish", data=more).status_code == 422

    again = {**fields, "fell": "", "traceable": tick["value"]}
    assert it.lead.post(f"{editor_of(it)}/publish", data=again).status_code == 303


def test_saving_says_at_once_what_may_point_at_a_person(it: Trialogue) -> None:
    answer = it.lead.post(editor_of(it), data={"intro": NAMED}, headers={"hx-request": "true"})
    partial = answer.text.split('hx-target="#intro-traces"')[1].split("</hx-partial>")[0]
    assert "mevrouw Jansen" in partial
    clean = it.lead.post(editor_of(it), data={"intro": PUBLIC}, headers={"hx-request": "true"})
    assert "mevrouw Jansen" not in clean.text
    assert 'hx-target="#intro-traces"' in clean.text, "so that the sentence goes"


def test_facts_are_offered_and_subjects_are_kept(place: Town) -> None:
    it = closed(place)
    fields = {"subjects": ["", "werk", "zorg", "onzin"]}
    assert it.lead.post(editor_of(it), data=fields).status_code == 303
    ticked = [e["value"] for e in page_of(it).every("input") if e["name"] == "subjects"]
    assert "werk" in ticked
    address = published(it)
    document = place.visitor().get(f"{address}/data.json").json()["document"]
    assert document["subjects"] == ["werk", "zorg"]
    assert document["sources"] == []


def test_four_subjects_are_too_many_and_all_of_them_stay_ticked(it: Trialogue) -> None:
    four = ["", "werk", "zorg", "recht", "verkeer"]
    fields = {"key": "k", "without": THREE, "subjects": four}
    answer = it.lead.post(f"{editor_of(it)}/publish", data=fields)
    assert answer.status_code == 409
    boxes = [e for e in read(answer.text).every("input") if e["name"] == "subjects"]
    assert answer.text.count('name="subjects"') == len(boxes)
    assert "Kies ten hoogste drie onderwerpen." in answer.text


# --- at a set time ------------------------------------------------------------------------------


def test_what_was_planned_goes_public_as_it_was_then_and_once(it: Trialogue, place: Town) -> None:
    planned(it)
    assert "Dit staat klaar." in page_of(it).get(id="publish").words
    assert carried_out(place) == 0, "it is not time yet"
    it.lead.post(editor_of(it), data={"intro": LATER})
    assert "gaat niet mee" in page_of(it).get(id="publish").words
    place.clock.forward(hours=23, minutes=29)
    assert carried_out(place) == 0
    place.clock.forward(minutes=1)
    assert carried_out(place) == 1
    assert carried_out(place) == 0
    slug = it.state.dilemmas[it.dilemma].publications[-1].slug
    public = place.visitor().get(f"/w/{slug}").text
    assert PUBLIC in public
    assert LATER not in public
    assert rows(place, "SELECT * FROM planned_publication") == []


def test_two_processes_publish_a_plan_once(it: Trialogue, place: Town) -> None:
    planned(it)
    place.clock.forward(days=1)
    house = place.house

    async def both() -> list[bool]:
        [plan] = (await plans.of(house.db, it.id)).values()
        zone, now = house.looks.zone, place.clock()
        first = await planning.carry_out(house.db, house.rooms, plan, now, zone)
        # The other one found the plan before the first one took it.
        return [first, await planning.carry_out(house.db, house.rooms, plan, now, zone)]

    assert place.run(both) == [True, False]
    assert len(it.state.dilemmas[it.dilemma].publications) == 1


def test_a_plan_that_the_record_has_overtaken_stays_unpublished_and_says_so(
    it: Trialogue, place: Town
) -> None:
    planned(it)
    it.ok("record-formal-decision", dilemma=it.dilemma, decision="open")
    assert "Zo gaat het niet openbaar." in page_of(it).get(id="publish").words, "before it is time"
    place.clock.forward(days=1)
    it.lead = place.sign_in()
    assert carried_out(place) == 0
    card = page_of(it).get(id="publish").words
    assert SENTENCES["plan_outdated"] in card
    assert not it.state.dilemmas[it.dilemma].publications
    assert carried_out(place) == 0, "it is not tried again"
    planned(it, "again", plan_day="2026-09-19")
    place.clock.forward(days=1)
    assert carried_out(place) == 1


def test_a_plan_of_a_meeting_that_went_on_is_not_published(it: Trialogue, place: Town) -> None:
    planned(it)
    it.ok("reopen")
    place.clock.forward(days=1)
    assert carried_out(place) == 0
    it.lead = place.sign_in()
    assert "niet openbaar gemaakt" in page_of(it).get(id="publish").words


def test_one_tap_and_publishing_by_hand_both_end_a_plan(it: Trialogue, place: Town) -> None:
    planned(it)
    form = next(e for e in page_of(it).every("form") if "/plan/cancel" in e["action"])
    assert it.lead.post(form["action"], data={"key": "cancel"}).status_code == 303
    assert rows(place, "SELECT * FROM planned_publication") == []
    planned(it, "again")
    published(it)
    assert rows(place, "SELECT * FROM planned_publication") == []
    place.clock.forward(days=1)
    assert carried_out(place) == 0


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"plan_day": ""}, "moment_missing", "plan_day"),
        ({"plan_day": "2026-09-16"}, "moment_past", "plan_day"),
        ({"plan_day": "2027-12-01"}, "moment_far", "plan_day"),
        ({"plan_day": "morgen"}, "not_a_date", "plan_day"),
        ({"plan_day": "9999-12-31"}, "moment_far", "plan_day"),
        ({"plan_day": "0001-01-01", "plan_time": "00:00"}, "not_a_time", "plan_time"),
        ({"plan_time": "kwart voor"}, "not_a_time", "plan_time"),
    ],
)
def test_a_moment_that_can_not_be_is_refused_beside_its_field(
    it: Trialogue, typed: dict[str, str], code: str, field: str
) -> None:
    fields = {"key": "k", "without": THREE, **WHEN, "intro": PUBLIC, **typed}
    answer = it.lead.post(f"{editor_of(it)}/plan", data=fields)
    assert answer.status_code == 422
    page = read(answer.text)
    assert SENTENCES[code] in page.get(id=f"{field}-error").words
    assert page.get(id="plan_day")["value"] == fields["plan_day"]
    assert PUBLIC in page.get(id="intro").text


# --- off the site ---------------------------------------------------------------------------------


def places_of(address: str) -> list[str]:
    return [address, *(f"{address}/{rest}" for rest in ("v/1", "data.json", "verify"))]


def test_what_went_for_privacy_is_gone_everywhere_with_its_title(
    it: Trialogue, place: Town
) -> None:
    address, reader = published(it), place.visitor()
    question = question_of(place)
    assert question in reader.get("/").text
    assert reader.get(f"/?q={question}").status_code == 200
    withdrawn(it, "privacy", "Er stond een naam in.")
    for path in places_of(address):
        answer = reader.get(path)
        assert answer.status_code == 410, path
        assert "Er stond een naam in." in answer.text
        assert question not in answer.text
        assert "set-cookie" not in answer.headers
    assert question not in reader.get("/").text
    assert reader.get(f"{address}/v/2").status_code == 404
    assert "van de site gehaald" in page_of(it).words


def test_a_next_version_brings_the_address_back_and_what_went_stays_away(
    it: Trialogue, place: Town
) -> None:
    address, reader = published(it, intro=LATER), place.visitor()
    withdrawn(it, "procedure", "De tekst was nog niet af.")
    question = question_of(place)
    assert question in reader.get(address).text, "only for privacy the title goes too"
    tomorrow(it)
    assert published(it, "v2", intro=PUBLIC, note="De tekst is nu af.") == address
    public = reader.get(address)
    assert public.status_code == 200
    assert PUBLIC in public.text
    assert reader.get(f"{address}/v/2").status_code == 200
    assert reader.get(f"{address}/v/1").status_code == 410
    assert f"{address}/v/1" not in public.text
    assert question in reader.get("/").text


def test_the_reason_can_be_made_unreadable(it: Trialogue, place: Town) -> None:
    address = published(it)
    preview = f"{editor_of(it)}/preview"
    assert "Versie 1" in it.lead.get(preview).text
    withdrawn(it, "privacy", "Meneer Pietersen vroeg erom.")
    assert "Versie 1" not in it.lead.get(preview).text
    words = {"words": "Pietersen"}
    assert "Pietersen" in place.visitor().get(f"{address}/feed.atom").text
    assert "van de site ging" in it.lead.post(f"/t/{it.id}/redact/search", data=words).text
    fields = {"key": "r", **words, "ground": "Een naam."}
    assert it.lead.post(f"/t/{it.id}/redact", data=fields).status_code == 303
    for place_of in (address, f"{address}/feed.atom"):
        assert "Pietersen" not in place.visitor().get(place_of).text
    assert rows(place, "SELECT * FROM tombstone WHERE reason LIKE '%Pietersen%'") == []


def test_planned_words_go_too_and_then_nothing_goes_out_unseen(it: Trialogue, place: Town) -> None:
    planned(it, intro="Pietersen vroeg erom.")
    fields = {"key": "r", "words": "Pietersen", "ground": "Een naam."}
    assert it.lead.post(f"/t/{it.id}/redact", data=fields).status_code == 303
    assert "Pietersen" not in str(rows(place, "SELECT texts FROM planned_publication"))
    place.clock.forward(days=1)
    assert carried_out(place) == 0


def gone(it: Trialogue, place: Town) -> None:
    """Make a name unreadable that the public text holds."""
    place.clock.forward(minutes=1)
    fields = {"key": "r", "words": "Pietersen", "ground": "Een naam."}
    answer = it.lead.post(f"/t/{it.id}/redact", data=fields)
    assert answer.status_code == 303, answer.text[:2000]


def test_a_version_that_was_drawn_before_a_name_went_is_not_published(
    it: Trialogue, place: Town
) -> None:
    it.lead.post(editor_of(it), data={"intro": "Pietersen vroeg erom."})
    house, zone, dilemma = place.house, place.house.looks.zone, DilemmaId(it.dilemma)

    async def drawn() -> Any:
        room = await house.rooms.get(it.id)
        texts = await release.texts_of(house.db, room, dilemma)
        return room, await release.prepare(
            house.db, room, dilemma, texts, place.clock(), zone, PERSPECTIVES, room.state.seq
        )

    room, ready = place.run(drawn)
    gone(it, place)

    async def published_late() -> None:
        by = By(Role.FACILITATOR)
        with pytest.raises(Refused, match="overtaken"):
            await room.act(ready.command, by, also=ready.write)

    place.run(published_late)
    assert rows(place, "SELECT * FROM publication") == []


def test_a_plan_that_was_found_before_a_name_went_is_not_carried_out(
    it: Trialogue, place: Town
) -> None:
    planned(it, intro="Pietersen vroeg erom.")
    house, zone = place.house, place.house.looks.zone

    async def found() -> list[plans.Plan]:
        return [*(await plans.of(house.db, it.id)).values()]

    [plan] = place.run(found)
    gone(it, place)
    late = plan.at + timedelta(minutes=1)
    assert not place.run(planning.carry_out, house.db, house.rooms, plan, late, zone)
    assert rows(place, "SELECT * FROM publication") == []


def test_going_offline_needs_a_ground_and_a_reason(it: Trialogue) -> None:
    address = f"{editor_of(it)}/withdraw"
    fields = {"key": "k", "ground": "privacy", "withdraw_reason": "Een naam."}
    assert it.lead.post(address, data=fields).status_code == 409, "nothing is public"
    published(it)
    answer = it.lead.post(address, data={**fields, "ground": ""})
    assert answer.status_code == 422
    assert "Een naam." in read(answer.text).get(id="withdraw_reason").text
    answer = it.lead.post(address, data={**fields, "withdraw_reason": " "})
    assert SENTENCES["withdraw_reason_missing"] in answer.text
