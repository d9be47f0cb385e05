"""Approval of the public text over HTTP: a link, one page with one question, and the card."""

import pytest

from tests.web.approving import answers, comes_in, editor_of, link_for, page_of, stands
from tests.web.driving import HTMX, Town, Trialogue, closed, published, recorded, started
from tests.web.screens import Person, read
from tests.web.test_facilitators import leads_along
from trialoog.core.words import THREE, Approval
from trialoog.views.messages import SENTENCES
from trialoog.web.fields import READ

WORDS = "Noem ook dat de wachttijd langer kan worden."


@pytest.fixture
def it(place: Town) -> Trialogue:
    return closed(place, seats=1)


# == who gets in ==


def test_17_a_spokesperson_sees_one_page_and_no_other_of_the_trialogue(it: Trialogue) -> None:
    who = comes_in(it)
    for path in ("", "/lead", "/journal", "/export.json", f"/approve/{'x' * 16}", "/prepare"):
        assert who.get(f"/t/{it.id}{path}").status_code == 403, path
    for path in (editor_of(it), f"{editor_of(it)}/preview"):
        assert who.get(path).status_code == 403
    for name in (*READ, "approve-release", "want-change", "publish-weighing"):
        assert who.post(f"/t/{it.id}/{name}", data={"key": "k"}).status_code == 403, name
    assert who.get("/account").status_code == 303


def test_17_nobody_else_can_answer_for_a_perspective(it: Trialogue, place: Town) -> None:
    other = comes_in(closed(place, place.sign_in("Ander", "Andere team"), seats=1))
    for who, status in ((it.lead, 403), (place.visitor(), 404), (other, 404)):
        assert who.get(page_of(it)).status_code == status
        assert who.post(page_of(it), data={"answer": "approve"}).status_code == status
    assert it.state.dilemmas[it.dilemma].approvals == {}


def test_a_spokesperson_reads_what_will_be_public_and_no_word_besides(it: Trialogue) -> None:
    it.ok("reopen")
    phone = it.join("policy")
    it.go("options")
    secret, wish = "Dit bleef in de zaal", "Alleen voor de gespreksleider"
    it.ok("contribute", phone, dilemma=it.dilemma, option=it.options[0], kind="for", text=secret)
    it.ok("close-trialogue")
    answers(it, comes_in(it, "politics"), "change", words=wish)
    who = comes_in(it)
    seen = who.get(page_of(it)).text
    preview = it.lead.get(f"{editor_of(it)}/preview").text
    for words in ("Dit kost te veel.", "Als het goedkoper kan."):
        assert words in seen
        assert words in preview
    for words in (secret, wish, "Wil iets aanpassen", "alleen jij ziet dit"):
        assert words not in seen
    assert wish in stands(it, "politics")
    assert secret in it.lead.get(f"/t/{it.id}/journal").text, "the control"


# == answering ==


def test_one_tap_approves_and_the_page_says_so(it: Trialogue) -> None:
    who = Person(comes_in(it), script=False)
    assert stands(it).startswith("Nog geen antwoord")
    page = who.open(page_of(it))
    assert len([e for e in page.every("button") if e["value"] == "approve"]) == 1
    answer = answers(it, who.client)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page_of(it)}#answered")
    page = who.open(page_of(it))
    told = page.get(id="answered").words
    assert "Je ging akkoord met deze tekst. Op 17 september om 10:00." in told
    assert not [e for e in page.every("button") if e["value"] == "approve"]
    assert stands(it).startswith("Akkoord Met deze tekst")
    assert not it.state.dilemmas[it.dilemma].publications, "approving publishes nothing"


def test_who_wants_something_else_says_what_and_where(it: Trialogue) -> None:
    who = comes_in(it)
    empty = answers(it, who, "change", block="intro")
    assert empty.status_code == 422
    page = read(empty.text)
    assert page.get(id="words-error").words == SENTENCES["change_missing"]
    assert page.find(value="intro", selected="")
    assert answers(it, who, "change", words=WORDS, block="intro").status_code == 303
    assert WORDS in who.get(page_of(it)).text
    card = read(it.lead.get(editor_of(it)).text).get(id="approval-policy")
    assert WORDS in card.words
    assert card.find(href="#intro")
    assert WORDS in it.lead.get(f"/t/{it.id}/journal").text
    assert answers(it, who).status_code == 303, "and can change the answer"
    assert stands(it).startswith("Akkoord")


def test_who_wanted_a_change_reads_that_the_text_changed_since_and_when(it: Trialogue) -> None:
    who = comes_in(it)
    answers(it, who, "change", words=WORDS)
    asked = read(who.get(page_of(it)).text).words
    assert "Je vroeg om iets anders. Op 17 september om 10:00." in asked
    it.lead.post(editor_of(it), data={"intro": "Een andere inleiding."})
    after = read(who.get(page_of(it)).text)
    words = "De tekst is veranderd nadat je om iets anders vroeg. Dat was op 17 september om 10:00."
    assert words in after.words
    assert "banner--info" not in after.get(role="status")["class"], "it stands out"


def test_reading_the_text_is_named_once_on_each_page_of_a_spokesperson(it: Trialogue) -> None:
    link = link_for(it)
    who = it.town.visitor()
    assert read(who.get(link).text).words.count("Lees de tekst") == 1
    who.post(link)
    assert read(who.get(page_of(it)).text).words.count("Lees de tekst") == 0
    published(it)
    assert read(who.get(link).text).words.count("Lees de tekst") == 1


def test_words_are_not_lost_by_tapping_the_other_button(it: Trialogue) -> None:
    who = comes_in(it)
    for answer, typed in (("approve", WORDS), ("", WORDS), ("publish", WORDS)):
        refused = answers(it, who, answer, words=typed)
        assert refused.status_code == 422
        assert read(refused.text).get(id="words").words == WORDS
    assert it.state.dilemmas[it.dilemma].approvals == {}


def test_a_text_that_changed_meanwhile_is_shown_anew_before_it_is_answered(it: Trialogue) -> None:
    who = comes_in(it)
    page = read(who.get(page_of(it)).text)
    form = {name: page.get(name=name)["value"] for name in ("key", "seen")}
    it.lead.post(editor_of(it), data={"intro": "Een andere inleiding."})
    refused = who.post(page_of(it), data={**form, "answer": "approve"})
    assert refused.status_code == 409
    typed = {"words": WORDS, "block": "intro"}
    refused = who.post(page_of(it), data={**form, "answer": "change", **typed})
    assert refused.status_code == 409
    shown = read(refused.text)
    assert SENTENCES["text_changed"] in shown.words
    assert "Een andere inleiding." in shown.words
    assert shown.get(id="words").words == WORDS
    assert shown.find(value="intro", selected="")
    assert it.state.dilemmas[it.dilemma].approvals == {}
    form = {name: shown.get(name=name)["value"] for name in ("key", "seen")}
    assert who.post(page_of(it), data={**form, "answer": "approve"}).status_code == 303


def test_a_form_that_is_sent_twice_counts_once(it: Trialogue) -> None:
    who = comes_in(it)
    page = read(who.get(page_of(it)).text)
    form = {name: page.get(name=name)["value"] for name in ("key", "seen")}
    form |= {"answer": "change", "words": WORDS}
    before = it.state.seq
    assert {who.post(page_of(it), data=form).status_code for _ in range(3)} == {303}
    assert it.state.seq == before + 1
    other = who.post(page_of(it), data={**form, "words": "Iets anders."})
    assert other.status_code == 409
    assert SENTENCES["key_used"] in other.text
    assert read(other.text).get(id="words").words == "Iets anders."


def test_after_publishing_the_link_says_so_and_asks_anew_only_for_another_text(
    it: Trialogue,
) -> None:
    who = comes_in(it)
    answers(it, who, "change", words=WORDS, block="intro")
    said = read(who.get(page_of(it)).text).get(id="inhoud").words
    assert "Over dit deel: Waar ging het over?" in said
    address = published(it)
    landing = read(it.town.visitor().get(link_for(it, "politics")).text).get(id="inhoud").words
    assert "Deze weging staat al op de site." in landing
    assert "straks" not in landing
    page = read(who.get(page_of(it)).text)
    assert page.find(value="approve") is None
    said = page.get(id="inhoud").words
    assert "Deze tekst is openbaar" in said
    assert "Versie 1 is openbaar sinds 17 september 2026" in said
    assert "Mag deze tekst" not in said
    assert "straks" not in said
    assert page.find(href=address)
    published(it, "v2", note="Beter gezegd.", intro="Zo is het beter.")
    assert "Versie 2 is openbaar sinds" in read(who.get(page_of(it)).text).get(id="inhoud").words
    it.lead.post(editor_of(it), data={"intro": "En nu nog beter."})
    page = read(who.get(page_of(it)).text)
    assert page.find(value="approve")
    said = page.get(id="inhoud").words
    assert "Mag deze tekst zo openbaar worden?" in said
    assert "Versie 2 is openbaar sinds" in said
    changed = [e.words for e in page.every("ins")]
    assert any("nog" in words for words in changed), "what is new is marked"
    assert "Wat is er anders dan in versie 2?" in said


def test_while_the_meeting_goes_on_there_is_nothing_to_read_or_answer(it: Trialogue) -> None:
    who = comes_in(it)
    page = read(who.get(page_of(it)).text)
    form = {name: page.get(name=name)["value"] for name in ("key", "seen")}
    answers(it, who)
    it.ok("reopen")
    seen = who.get(page_of(it)).text
    assert "De trialoog is weer open." in seen
    assert "Dit kost te veel." not in seen
    refused = who.post(page_of(it), data={**form, "key": "n", "answer": "change", "words": WORDS})
    assert refused.status_code == 409
    assert read(refused.text).get(id="unsent").words == WORDS
    it.ok("close-trialogue")
    assert "De tekst is veranderd nadat je akkoord ging." in who.get(page_of(it)).text
    assert stands(it).startswith("Akkoord met een oudere tekst")


# == the card, and publishing ==


def test_a_saved_text_makes_an_approval_stale_at_once(it: Trialogue) -> None:
    answers(it, comes_in(it))
    news = read(it.lead.post(editor_of(it), data={"intro": WORDS}, headers=HTMX).text)
    swapped = {e["hx-target"]: e for e in news.every("hx-partial")}
    assert "Die is daarna gewijzigd." in swapped["#approval-policy"].words
    assert not [e for p in THREE for e in swapped[f"#approval-{p}"].every("input")]
    it.lead.post(
        editor_of(it), data={"intro": "Elk jaar vragen we **vaak** een klein bedrag terug."}
    )
    assert stands(it).startswith("Akkoord Met deze tekst"), "the very text that was read"


def test_who_answered_an_older_text_is_asked_again_with_the_same_link(it: Trialogue) -> None:
    def again() -> str:
        return read(it.lead.get(editor_of(it)).text).get(id="approvals-again").words

    for perspective in ("policy", "politics"):
        answers(it, comes_in(it, perspective))
    link_for(it, "implementation")
    assert again() == "", "nobody has to be asked again"
    news = read(it.lead.post(editor_of(it), data={"intro": WORDS}, headers=HTMX).text)
    swapped = {e["hx-target"]: e for e in news.every("hx-partial")}
    assert "het antwoord van beleid en politiek." in swapped["#approvals-again"].words
    assert "met dezelfde link" in again()


def test_a_link_is_to_be_passed_on_until_its_answer_is_there(it: Trialogue) -> None:
    made = read(it.lead.post(f"{editor_of(it)}/approval-link", data={"perspective": "policy"}).text)
    form = {"made-policy": made.value("made-policy")}
    assert "Geef deze link aan de woordvoerder." in made.get(**{"class": "pass-on"}).words
    assert "data-answered" not in made.get(id="approval-policy").attrs
    who = it.town.visitor()
    who.post(form["made-policy"])
    answers(it, who)
    saved = read(it.lead.post(editor_of(it), data=form, headers=HTMX).text)
    card = saved.get(id="approval-policy").words
    assert "Akkoord" in card
    assert "Dezelfde link toont altijd de nieuwste tekst." in card
    assert "data-answered" in saved.get(id="approval-policy").attrs  # hides what was passed on


def test_the_text_comes_before_the_answer(it: Trialogue) -> None:
    page = comes_in(it).get(page_of(it)).text
    question = it.state.dilemmas[it.dilemma].question
    assert page.rindex(question) < page.index('id="your-answer"') < page.index('value="approve"')
    assert 'href="#your-answer"' in page


def test_publishing_without_approvals_asks_for_a_tick_and_the_version_says_who(
    it: Trialogue, place: Town
) -> None:
    for perspective in ("policy", "politics"):
        answers(it, comes_in(it, perspective))
    card = read(it.lead.get(editor_of(it)).text).get(id="publish")
    tick = card.get(id="without")
    assert "Ik publiceer zonder akkoord van uitvoering." in card.words
    assert tick["value"] == "implementation"
    address = f"{editor_of(it)}/publish"
    for typed in ({}, {"without": "policy politics"}):
        refused = it.lead.post(address, data={"key": f"k{len(typed)}", **typed})
        assert refused.status_code == 422
        assert "uitvoering" in read(refused.text).get(id="without-error").words
    # A text that is typed last is a text that nobody approved.
    changed = {"key": "other", "without": "implementation", "intro": WORDS}
    refused = it.lead.post(address, data=changed)
    assert refused.status_code == 422
    assert read(refused.text).get(id="without")["value"] == "policy implementation politics"
    it.lead.post(
        editor_of(it), data={"intro": "Elk jaar vragen we **vaak** een klein bedrag terug."}
    )
    answer = it.lead.post(address, data={"key": "yes", "without": "implementation"})
    assert answer.status_code == 303
    slug = it.state.dilemmas[it.dilemma].publications[-1].slug
    proof = place.visitor().get(f"/w/{slug}/data.json").json()
    assert proof["document"]["approvals"] == {
        "policy": Approval.APPROVED,
        "implementation": Approval.NONE,
        "politics": Approval.APPROVED,
    }


def test_with_all_three_there_is_nothing_to_tick(it: Trialogue) -> None:
    for perspective in THREE:
        answers(it, comes_in(it, perspective))
    page = read(it.lead.get(editor_of(it)).text)
    assert page.find(id="without") is None
    assert published(it, without="")
    assert stands(it).startswith("Akkoord"), "for the next version too, until the text changes"


def test_recording_the_decision_keeps_every_approval_and_says_that_it_is_not_public_yet(
    it: Trialogue,
) -> None:
    for perspective in THREE:
        answers(it, comes_in(it, perspective))
    published(it, without="")
    decision = {"dilemma": it.dilemma, "decision": "open", "as": "facilitator"}
    answer = it.lead.post(f"/t/{it.id}/record-formal-decision", data=decision)
    page = read(it.lead.get(answer.headers["location"]).text)
    assert "Het besluit staat nog niet op de site." in page.get(id="formal").words
    assert "Het besluit staat nog niet op de site." in page.get(id="publish").words
    for perspective in THREE:
        assert stands(it, perspective).startswith("Akkoord Met deze tekst")
    # It goes along with the next version, and is told from then on.
    published(it, "v2", note="Het besluit staat erbij.")
    page = read(it.lead.get(editor_of(it)).text)
    assert "nog niet op de site" not in page.get(id="formal").words


def test_who_asked_for_a_change_is_not_called_silent(it: Trialogue) -> None:
    answers(it, comes_in(it, "politics"), "change", words=WORDS)
    answers(it, comes_in(it, "policy"))
    mine = read(it.lead.get("/trialogues").text).get(id="trialogues").words
    assert "Akkoord: beleid. Wil iets anders: politiek." in mine
    card = read(it.lead.get(editor_of(it)).text).get(id="publish").words
    assert f"Politiek wil iets anders: {WORDS}" in card
    assert "Geen antwoord van uitvoering: zwijgen is geen veto." in card
    answers(it, comes_in(it, "implementation"))
    card = read(it.lead.get(editor_of(it)).text).get(id="publish").words
    assert "zwijgen" not in card


def test_the_check_names_every_small_group_that_wrote_and_the_field_of_its_words(
    place: Town,
) -> None:
    it = started(place)
    phones = {str(p): it.join(p) for p in THREE}
    it.go("options")
    said = "Bij een op de tien staat de woning leeg."
    fact = {"dilemma": it.dilemma, "option": it.options[-1], "kind": "fact", "text": said}
    it.ok("contribute", phones["implementation"], **fact)
    it.go("decide")
    *others, last = it.options
    for option in others:
        recorded(it, option)
    wrote = next(iter(it.state.contributions))
    recorded(it, last, "chosen", weighed=wrote)
    it.ok("close-trialogue")
    it.lead.post(editor_of(it), data={"joint-policy": said})
    page = read(it.lead.get(editor_of(it)).text)
    card = page.get(id="publish").words
    assert "Uitvoering bracht iets in" in card
    assert "Gezamenlijke tekst van beleid. Zo zei een groep" in card
    assert f"“{said[:-1]}”. Zeg het" in card
    letter = it.state.options[last].letter.lower()
    assert "een groep van minder dan drie" in page.get(id=f"{letter}-weighed-hint").words
    assert page.find(href=f"/t/{it.id}/journal"), "the leader may read what the group wrote"


def test_who_leads_along_asks_too_and_nobody_else(place: Town) -> None:
    it = started(place)
    along = leads_along(place, it)
    for perspective in ("policy", "politics"):
        it.join(perspective)
    it.go("decide")
    it.ok("close-trialogue")
    for path, done in (("approval-link", 200), ("approval-link/withdraw", 303)):
        address = f"{editor_of(it)}/{path}"
        for who, status in ((along, done), (place.visitor(), 404), (comes_in(it, "politics"), 403)):
            assert who.post(address, data={"perspective": "policy"}).status_code == status
