"""A weighing lives on: a follow-up with one tap, the room it starts, and the day to look again."""

import asyncio

from tests.web.driving import Town, Trialogue, closed, published, recorded, rows
from tests.web.screens import Element, Person
from tests.web.test_mail import Box
from trialoog.live.desk import Desk
from trialoog.live.reviews import remind

WHY = "Het is goedkoper geworden."
SITE = "http://testserver"
KEEPS = "Een vervolg houdt de woorden die het heeft overgenomen."


def followed(it: Trialogue, key: str = "tap") -> Trialogue:
    """Begin a follow-up with one tap."""
    answer = it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/follow-up", data={"key": key})
    assert answer.status_code == 303, answer.text[:2000]
    return Trialogue(it.town, it.lead, answer.headers["location"].split("/")[2])


def set_aside(page: Element) -> tuple[str, str]:
    """The value of the first tick, and the name of the field for its reason."""
    tick = next(e for e in page.every("input") if e["name"] == "back")
    return tick["value"], f"back-{tick['value']}-why"


def brought_back(it: Trialogue) -> tuple[dict[str, str], str]:
    """The form in which a fallen option is ticked, and the field for its reason."""
    page = Person(it.lead).open(f"/t/{it.id}/prepare")
    tick, why = set_aside(page)
    shown = next(e["value"] for e in page.every("input") if e["name"] == "back_shown")
    return {"back_shown": shown, "back": tick}, why


def test_a_follow_up_takes_one_tap_and_two_make_one(place: Town) -> None:
    it = closed(place)
    published(it)
    page = Person(it.lead).open("/trialogues")
    form = next(f for f in page.every("form") if f["action"].endswith("/follow-up"))
    assert form["action"] == f"/t/{it.id}/weighing/{it.dilemma}/follow-up"
    one, same, other = followed(it, "a"), followed(it, "a"), followed(it, "b")
    assert one.id == same.id != other.id
    page = Person(it.lead).open(f"/t/{one.id}/prepare")
    assert "Toen: waar dit op verdergaat" in page.words
    assert "Doorgaan: Een collega kijkt mee" in it.lead.get(f"/t/{one.id}/prepare").text


def test_what_is_not_public_has_no_follow_up(place: Town) -> None:
    it = closed(place)
    answer = it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/follow-up", data={"key": "k"})
    assert answer.status_code == 409
    assert "/follow-up" not in it.lead.get("/trialogues").text


def test_a_fallen_option_comes_back_with_a_reason_and_the_room_sees_then_and_now(
    place: Town,
) -> None:
    old = closed(place)
    slug = published(old).removeprefix("/w/")
    it = followed(old)
    form, why = brought_back(it)
    refused = it.lead.post(f"/t/{it.id}/start", data={**form, "key": "k"})
    assert refused.status_code == 422
    assert "Schrijf op wat er is veranderd" in refused.text
    answer = it.lead.post(f"/t/{it.id}/start", data={**form, why: WHY, "key": "k"})
    assert answer.status_code == 303, answer.text[:2000]
    (dilemma,) = it.state.dilemmas.values()
    assert dilemma.earlier is not None
    assert dilemma.earlier.slug == slug
    assert dilemma.earlier.of(dilemma.options[-1]).why == WHY
    phone = it.join("policy")
    for html in (it.lead.get(f"/t/{it.id}/lead").text, phone.get(f"/t/{it.id}").text):
        assert "Toen en nu" in html
        assert WHY in html
    it.go("explore")
    assert "Een collega kijkt mee" in it.lead.get(f"/t/{it.id}/screen").text
    it.go("decide")
    going_on, back = it.options
    recorded(it, going_on)
    recorded(it, back, "chosen")
    it.ok("close-trialogue")
    new = published(it)
    reader = Person(place.visitor())
    page = reader.open(new)
    assert "Dit is een vervolg op:" in page.words
    assert any(e["href"] == f"/w/{slug}/v/1" for e in page.every("a"))
    assert f"Waarom we hier opnieuw naar keken: {WHY}" in page.words
    page = reader.open(f"/w/{slug}")
    assert "Er is een nieuwere weging over dit dilemma, met een andere keuze:" in page.words
    cards = [e for e in page.every("article") if "Deze optie is opnieuw gewogen in:" in e.words]
    assert len(cards) == 1
    assert any(e["href"] == new for e in cards[0].every("a"))


def test_what_it_goes_on_from_is_read_as_it_is_public_at_the_start(place: Town) -> None:
    old = closed(place)
    published(old)
    it = followed(old)
    # As a redaction leaves it: another text in the same version.
    statement = "UPDATE publication SET document = replace(document, 'te veel', '[verwijderd]')"
    place.run(_execute, place, statement)
    page = Person(it.lead).open(f"/t/{it.id}/prepare")
    assert "Dit kost [verwijderd]." in page.words
    assert "Dit kost te veel." not in page.words


def test_what_went_off_the_site_does_not_come_back_by_a_follow_up(place: Town) -> None:
    old = closed(place, draft={"question": "Wat doen we met Pietersen?"})
    published(old)
    it = followed(old)
    form, why = brought_back(it)
    form |= {why: WHY, "question": "En nu?", "key": "k"}
    answer = it.lead.post(f"/t/{it.id}/start", data=form)
    assert answer.status_code == 303, answer.text[:2000]
    it.go("decide")
    for option in it.options:
        recorded(it, option, "chosen")
    it.ok("close-trialogue")
    preview = f"/t/{it.id}/weighing/{it.dilemma}/preview"
    assert "Pietersen" in it.lead.get(preview).text
    form = {"key": "gone", "ground": "privacy", "withdraw_reason": "Een naam."}
    answer = old.lead.post(f"/t/{old.id}/weighing/{old.dilemma}/withdraw", data=form)
    assert answer.status_code == 303, answer.text[:2000]
    assert "Pietersen" not in it.lead.get(preview).text
    new = published(it)
    for address in (new, f"{new}/data.json", f"{new}/weighing.jsonld"):
        assert "Pietersen" not in place.visitor().get(address).text


def test_where_words_go_stands_which_follow_ups_keep_what_they_took_along(place: Town) -> None:
    old = closed(place, draft={"question": "Wat doen we met Pietersen?"})
    published(old)

    def places() -> list[str]:
        editor = old.lead.get(f"/t/{old.id}/weighing/{old.dilemma}")
        words = {"words": "Pietersen"}
        return [editor.text, old.lead.post(f"/t/{old.id}/redact/search", data=words).text]

    assert not any(KEEPS in page for page in places())
    it = followed(old)
    form, why = brought_back(it)
    answer = it.lead.post(f"/t/{it.id}/start", data=form | {why: WHY, "question": "En nu?"})
    assert answer.status_code == 303, answer.text[:2000]
    it.go("decide")
    for option in it.options:
        recorded(it, option, "chosen")
    it.ok("close-trialogue")
    address = published(it)
    for page in places():
        assert KEEPS in page
        assert f'href="{address}"' in page


async def _execute(place: Town, statement: str) -> None:
    async with place.house.db.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(statement)


# --- the day to look again -------------------------------------------------------------


def test_on_the_review_day_the_list_says_so_and_one_mail_goes_to_each(
    mailing: tuple[Town, Box],
) -> None:
    place, box = mailing
    it = closed(place)
    letter = it.state.options[it.options[-1]].letter.lower()
    address = published(it, **{f"{letter}-review": "2026-10-01"})
    assert "Tijd om opnieuw te kijken" not in it.lead.get("/trialogues").text
    place.run(_execute, place, "UPDATE account SET email = 'ada@example.org'")
    house = place.house
    desk = Desk(house.db, house.looks, house.mailer, SITE, house.now)
    assert place.run(remind, desk) == 0
    place.clock.forward(days=14)
    it.lead = place.sign_in()
    page = Person(it.lead).open("/trialogues")
    assert "Tijd om opnieuw te kijken" in page.words

    async def at_once() -> list[int]:
        return list(await asyncio.gather(*(remind(desk) for _ in range(4))))

    assert sum(place.run(at_once)) == 1
    (mail,) = box.mail
    assert mail["to"] == "ada@example.org"
    text = mail.get_content()
    assert f"{SITE}{address}" in text
    assert f"{SITE}/t/{it.id}/weighing/{it.dilemma}" in text
    assert place.run(remind, desk) == 0
    assert rows(place, "SELECT count(*) FROM review_reminder") == [(1,)]
