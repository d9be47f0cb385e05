"""What closing a meeting makes public: that it was held, and where to ask for its weighing."""

from tests.web.approving import editor_of
from tests.web.driving import THREE, Town, Trialogue, closed, published, started
from tests.web.screens import Element, read
from trialoog.views.messages import SENTENCES


def announcing(it: Trialogue) -> Element:
    """The part of the editor about it."""
    return read(it.lead.get(editor_of(it)).text).get(id="announce")


def test_a_closed_trialogue_is_announced_until_its_weighing_is_public(place: Town) -> None:
    reader = place.visitor()
    empty = reader.get("/announced")
    assert "Op dit moment staat hier niets." in empty.text
    it = closed(place)
    answer = reader.get("/announced")
    assert it.state.title in answer.text
    assert "17 september 2026" in answer.text
    # No contact is known: then nothing promises that one can ask somewhere.
    assert "Een adres voor vragen staat er nog niet bij." in answer.text
    assert "Vraag ernaar" not in answer.text
    assert "set-cookie" not in answer.headers
    secrets = [it.id, it.dilemma, *it.options, it.state.dilemmas[it.dilemma].question]
    for secret in secrets:
        assert secret not in answer.text + str(answer.headers), secret
    address = published(it)
    assert it.state.title not in reader.get("/announced").text
    gone = {"key": "gone", "ground": "privacy", "withdraw_reason": "Een naam."}
    assert it.lead.post(f"{editor_of(it)}/withdraw", data=gone).status_code == 303
    assert it.state.title not in reader.get("/announced").text, "nor what went from the site"
    assert reader.get(address).status_code == 410


def test_what_closing_makes_public_is_said_beside_the_button_that_closes(place: Town) -> None:
    it = started(place)
    for perspective in THREE:
        it.join(perspective)
    it.go("decide")

    def closing() -> Element:
        return read(it.lead.get(f"/t/{it.id}/lead").text).get(id="ending")

    card = closing()
    says = "Na sluiten staat op de site dat deze trialoog is gehouden"
    told = next(e for e in card.every("p") if says in e.words)
    assert "note" not in told["class"], "what closing makes public is no small print"
    assert "Een adres voor vragen staat er nog niet bij." in told.words
    there = [e["href"].split("#") for e in card.every("a") if e["href"].startswith("weighing/")]
    editor = read(it.lead.get(editor_of(it)).text)
    assert [place for place, _ in there] == [f"weighing/{it.dilemma}"] * 2
    assert all(editor.get(id=field) for _, field in there), "it can be changed before closing"
    it.lead.post(f"{editor_of(it)}/announce", data={"key": "a", "contact": "Bureau Afwegingen"})
    assert "Vragen gaan naar: Bureau Afwegingen." in closing().words
    assert "nog niet" not in next(e for e in closing().every("p") if says in e.words).words
    it.lead.post(f"{editor_of(it)}/unannounce", data={"key": "b", "unannounced": "Een zaak."})
    assert "Ook niet dat deze trialoog is gehouden" in closing().words
    it.ok("close-trialogue")
    assert it.state.title not in place.visitor().get("/announced").text


def test_its_owner_can_give_a_reason_that_stays_in_the_record(place: Town) -> None:
    it = closed(place)
    reader = place.visitor()
    told = {"key": "a", "contact": "Bureau Afwegingen"}
    assert it.lead.post(f"{editor_of(it)}/announce", data=told).status_code == 303
    assert "Bureau Afwegingen" in reader.get("/announced").text
    fields = {"key": "k", "unannounced": " "}
    answer = it.lead.post(f"{editor_of(it)}/unannounce", data=fields)
    assert answer.status_code == 422
    assert SENTENCES["unannounced_missing"] in read(answer.text).get(id="unannounced-error").words
    fields["unannounced"] = "Er loopt een rechtszaak."
    assert it.lead.post(f"{editor_of(it)}/unannounce", data=fields).status_code == 303
    public = reader.get("/announced").text
    assert it.state.title not in public
    assert "rechtszaak" not in public
    assert "Er loopt een rechtszaak." in it.lead.get(f"/t/{it.id}/journal").text
    assert "Er loopt een rechtszaak." in announcing(it).words
    it.lead.post(f"{editor_of(it)}/announce", data={**told, "key": "b"})
    assert "Bureau Afwegingen" in reader.get("/announced").text
