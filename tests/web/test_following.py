"""Following by feed and by mail, as a reader and their mail program do it."""

import asyncio
import re
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest
from starlette.testclient import TestClient

from tests.web.driving import Town, Trialogue, closed, published, rows, tomorrow, town
from tests.web.test_mail import Box
from tests.web.test_mailed_links import arrived
from trialoog.live import posting
from trialoog.views.looks import Looks

ADDRESS = "bo@example.org"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail goes at once."""
    monkeypatch.setattr(posting, "PAUSE", 0.05)


def asks(
    reader: TestClient, about: str, frequency: str = "each", email: str = ADDRESS
) -> tuple[int, str]:
    form = {"about": about, "frequency": frequency, "email": email, "language": "nl"}
    answer = reader.post("/follow", data=form)
    return answer.status_code, answer.text


def link_in(box: Box, kind: str) -> str:
    found = re.search(rf"http://[^/\s]+(/follow/{kind}/[\w-]+)", box.mail[-1].get_content())
    assert found, box.mail[-1].get_content()
    return found[1]


def follows(
    place: Town, box: Box, about: str, frequency: str = "each", email: str = ADDRESS
) -> TestClient:
    """Somebody who asked, and confirmed from their mailbox."""
    reader, before = place.visitor(), len(box.mail)
    assert asks(reader, about, frequency, email)[0] == 200
    place.run(arrived, box, before + 1)
    assert box.mail[-1]["to"] == email
    assert reader.post(link_in(box, "confirm")).status_code == 303
    return reader


def tells(it: Trialogue, version: int = 1, key: str = "tell") -> int:
    form = {"key": key, "version": str(version)}
    status: int = it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/mail", data=form).status_code
    return status


def quiet(place: Town, box: Box, number: int) -> None:
    """Wait for so many mails and a moment longer, in which no more come."""
    place.run(arrived, box, number)
    place.run(asyncio.sleep, 0.3)
    assert len(box.mail) == number


def test_from_asking_to_the_message_to_stopping(mailing: tuple[Town, Box]) -> None:
    place, box = mailing
    it = closed(place)
    slug = published(it).split("/")[2]
    reader = place.visitor()
    page = reader.get(f"/follow?weighing={slug}").text
    assert f'value="weighing:{slug}"' in page
    assert "Deze weging: Wanneer vragen we een klein bedrag niet terug?" in page
    assert asks(reader, f"weighing:{slug}") == asks(reader, f"weighing:{slug}", email="x@y.nl")
    place.run(arrived, box, 2)
    box.mail.sort(key=lambda mail: str(mail["to"]), reverse=True)
    confirm = link_in(box, "confirm")
    assert "klein bedrag" in reader.get(confirm).text
    assert rows(place, "SELECT count(*) FROM follower") == [(0,)], "looking confirms nothing"
    there = reader.post(confirm)
    mine = reader.get(there.headers["location"])
    assert "Gelukt." in mine.text
    assert ADDRESS not in mine.text, "a link can be passed on"
    assert reader.post(confirm).status_code == 404
    quiet(place, box, 2)  # publishing told nobody
    editor = f"/t/{it.id}/weighing/{it.dilemma}"
    assert "Stuur bericht aan de volgers" in it.lead.get(editor).text
    assert tells(it) == 303
    place.run(arrived, box, 3)
    mail = box.mail[-1]
    assert mail["to"] == ADDRESS
    assert mail["subject"] == "Nieuwe weging: Wanneer vragen we een klein bedrag niet terug?"
    text = mail.get_content()
    assert "Een collega kijkt mee (gekozen)" in text
    assert f"/w/{slug}/v/1" in text
    assert tells(it) == 303
    assert tells(it, key="again") == 303
    quiet(place, box, 3)  # once per version
    assert "Het bericht over versie 1 is verstuurd" in it.lead.get(editor).text
    assert "De volgers kregen bericht over versie 1" in it.lead.get(f"/t/{it.id}/journal").text
    # RFC 8058: the mail program posts by itself, from no page and with no cookie
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    stop = re.fullmatch(r"<http://[^/]+(/follow/stop/[\w-]+)>", mail["list-unsubscribe"])
    assert stop
    assert "Stop en verwijder mijn adres" in reader.get(stop[1]).text
    provider = place.visitor()
    del provider.headers["sec-fetch-site"]
    one_click = {"List-Unsubscribe": "One-Click"}
    assert provider.post(stop[1], data=one_click).status_code == 200
    assert provider.post(stop[1], data=one_click).status_code == 404
    for table in ("follower", "following", "follow_link", "delivery"):
        assert rows(place, f"SELECT count(*) FROM {table}") == [(0,)]
    assert reader.get(link_in(box, "my")).status_code == 404


def test_a_new_version_is_told_with_what_changed_and_to_who_wants_it_weekly_later(
    mailing: tuple[Town, Box],
) -> None:
    place, box = mailing
    it = closed(place)
    slug = published(it).split("/")[2]
    follows(place, box, f"weighing:{slug}")
    reader = follows(place, box, "everything", "weekly", "week@example.org")
    mine = link_in(box, "confirm").replace("confirm", "my")
    assert reader.get(mine).status_code == 404, "a link to confirm opens nothing else"
    tells(it)
    place.run(arrived, box, 4)
    weekly = next(mail for mail in box.mail[2:] if mail["to"] == "week@example.org")
    tomorrow(it)
    published(it, key="second", note="Een aanname klopte niet.")
    assert tells(it, 1, "old") == 409
    assert tells(it, 2, "tell-2") == 303
    place.run(arrived, box, 5)
    assert box.mail[-1]["to"] == ADDRESS
    assert box.mail[-1]["subject"].startswith("Gewijzigd:")
    assert "Wat is er veranderd: Een aanname klopte niet." in box.mail[-1].get_content()
    quiet(place, box, 5)
    # from any mail one can say that one wants to hear of everything at once
    found = re.search(r"/follow/my/[\w-]+", weekly.get_content())
    assert found
    answer = reader.post(found[0], data={"everything": "each"})
    assert answer.status_code == 303
    place.run(arrived, box, 6)
    assert box.mail[-1]["to"] == "week@example.org"
    assert "Je bent gestopt" in reader.post(found[0], data={"everything": "stop"}).text
    assert rows(place, "SELECT email FROM follower") == [(ADDRESS,)]


@pytest.mark.parametrize(
    ("about", "email", "field"),
    [
        ("everything", "bo", "email"),
        ("everything", "a@example.org, b@example.org", "email"),
        ("subject:nothing", ADDRESS, "about"),
        ("weighing:nothing", ADDRESS, "about"),
        ("", ADDRESS, "about"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    mailing: tuple[Town, Box], about: str, email: str, field: str
) -> None:
    place, box = mailing
    status, page = asks(place.visitor(), about, email=email)
    assert status == 422
    assert f'id="{field}-error"' in page
    assert f'value="{email}"' in page
    assert box.mail == []


def test_34_an_address_gets_few_mails_and_a_network_asks_a_few_times_a_minute(
    mailing: tuple[Town, Box],
) -> None:
    place, box = mailing
    reader = place.visitor()
    seen = [asks(reader, f"subject:{key}") for key in ("zorg", "werk", "recht", "natuur")]
    assert {status for status, _ in seen} == {200}
    quiet(place, box, 3)
    later = [asks(reader, "everything", email=f"{n}@example.org")[0] for n in range(8)]
    assert later[-1] == 429


def test_without_a_mail_server_there_are_feeds_and_a_clear_sentence(
    tmp_path: Path, blank: Path, looks: Looks
) -> None:
    place = town(tmp_path / "town", blank, looks)
    with place.client:
        page = place.visitor().get("/follow").text
        assert 'name="email"' not in page
        assert "Deze website verstuurt geen mail." in page
        assert 'href="/feed.atom"' in page
        assert asks(place.visitor(), "everything")[0] == 404
        assert "/feed.atom</textarea>" in page  # to copy
        it = closed(place)
        weighing = place.visitor().get(published(it)).text
        assert 'class="address"' in weighing
        for told in (weighing, page, *(place.visitor().get(at).text for at in ("/", "/how"))):
            assert "per e-mail" not in told
            assert not re.search(r"<a [^>]*feed.atom", told), "a browser shows it as code"
        card = it.lead.get(f"/t/{it.id}/weighing/{it.dilemma}").text
        assert "Stuur bericht aan de volgers" not in card
        assert tells(it) == 404


# == feeds ==


def test_feeds_have_the_same_bytes_for_everybody_and_are_asked_after_cheaply(place: Town) -> None:
    reader = place.visitor()
    assert feedparser.parse(reader.get("/feed.atom").text).entries == []
    it = closed(place)
    slug = published(it, subjects="zorg").split("/")[2]
    for path, number in (
        ("/feed.atom", 1),
        (f"/w/{slug}/feed.atom", 1),
        ("/subjects/zorg/feed.atom", 1),
        ("/subjects/werk/feed.atom", 0),
    ):
        answer, english = reader.get(path), place.visitor("en").get(path)
        assert answer.content == english.content == it.lead.get(path).content
        assert answer.headers["content-type"] == "application/atom+xml"
        assert "set-cookie" not in answer.headers
        again = reader.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        found = feedparser.parse(answer.text)
        assert not found.bozo
        assert len(found.entries) == number
    assert reader.get("/subjects/nothing/feed.atom").status_code == 404
    assert reader.get("/w/nothing/feed.atom").status_code == 404


def test_a_weighing_that_went_offline_leaves_the_feed_and_its_own_says_so(place: Town) -> None:
    it = closed(place)
    slug = published(it).split("/")[2]
    form = {"key": "gone", "ground": "procedure", "withdraw_reason": "De cijfers klopten niet."}
    answer = it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/withdraw", data=form)
    assert answer.status_code == 303, answer.text[:3000]
    reader = place.visitor()
    assert feedparser.parse(reader.get("/feed.atom").text).entries == []
    (it_says,) = feedparser.parse(reader.get(f"/w/{slug}/feed.atom").text).entries
    assert it_says.title.startswith("Ingetrokken:")
    assert it_says.content[0].value == "De cijfers klopten niet."
    assert reader.get(f"/follow?weighing={slug}").status_code == 404
