"""The difference between two public versions, over HTTP."""

from tests.web.driving import Town, Trialogue, closed, published
from tests.web.screens import read


def twice(place: Town) -> tuple[Trialogue, str]:
    """A weighing of which the second version says something else; and its address."""
    it = closed(place, place.sign_in())
    address = published(it)
    editor = f"/t/{it.id}/weighing/{it.dilemma}"
    answer = it.lead.post(editor, data={"key": "save", "choice": "Wij toetsen per <b>jaar</b>."})
    assert answer.status_code in {200, 303}
    published(it, "again", note="Beter gezegd")
    return it, address


def test_what_is_different_between_two_versions_is_read_from_the_weighing(place: Town) -> None:
    it, address = twice(place)
    reader = place.visitor()
    page = read(reader.get(address).text)
    page.get(href=f"{address}/changes")
    old = read(reader.get(f"{address}/v/1").text)
    assert len(old.every("a", href=f"{address}/changes")) == 2, "in the list and in the banner"

    answer = reader.get(f"{address}/changes")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    page = read(answer.text)
    assert "Beter gezegd" in page.words
    assert "toegevoegd: Wij toetsen per <b>jaar</b>." in page.words
    assert "delen zijn gelijk" in page.words
    assert not page.every("form"), "there is nothing to choose of two"
    for same in ("?from=1&to=2", "?from=2&to=1", "?to=2", "?from=1"):
        assert reader.get(f"{address}/changes{same}").content == answer.content
    etag = answer.headers["etag"]
    assert reader.get(f"{address}/changes", headers={"if-none-match": etag}).status_code == 304

    itself = reader.get(f"{address}/changes?from=2&to=2")
    assert itself.status_code == 200
    assert "Je vergelijkt versie 2 met zichzelf." in read(itself.text).words
    for wrong in ("?from=1&to=3", "?from=0", "?from=x&to=2", "?to=1", "?from=-1", "?to=²"):
        assert reader.get(f"{address}/changes{wrong}").status_code == 404, wrong

    # Nothing changed in the words, and of three there is something to choose.
    published(it, "third", note="Nog eens")
    third = read(reader.get(f"{address}/changes?from=2&to=3").text)
    assert "In de tekst is niets veranderd." in third.words
    assert [len(it.every("option")) for it in third.every("select")] == [3, 3]

    fields = {"key": "gone", "ground": "procedure", "withdraw_reason": "Er ging iets mis."}
    it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/withdraw", data=fields)
    assert reader.get(f"{address}/changes").status_code == 410
    assert reader.get(f"{address}/changes?from=1&to=2").status_code == 410


def test_of_one_version_there_is_nothing_to_compare(place: Town) -> None:
    address = published(closed(place, place.sign_in()))
    reader = place.visitor()
    assert reader.get(f"{address}/changes").status_code == 404
    assert "/changes" not in reader.get(address).text
    assert reader.get("/w/nothing/changes?from=1&to=2").status_code == 404
