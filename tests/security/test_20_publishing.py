"""Numbers 20 and 21: publishing is an act of its own and versions stay; a record is downloaded
only by who may see it.
"""

import pytest

from tests.web.driving import Town, closed, published, tomorrow
from tests.web.test_access import EVERYBODY
from tests.web.test_accounts import account_of, come_in, invited, team_of
from trialoog.web.access import Who


def test_20_nothing_but_publishing_publishes(place: Town) -> None:
    it = closed(place)
    editor = f"/t/{it.id}/weighing/{it.dilemma}"
    reader = place.visitor()
    before = reader.get("/").content
    for path in ("", "/preview"):
        assert it.lead.get(editor + path).status_code == 200
    assert it.lead.get(f"{editor}/publish").status_code in {404, 405}
    assert it.lead.post(editor, data={"intro": "Bewaard", "publish": "1"}).status_code == 303
    assert it.lead.post(f"{editor}/preview").status_code == 405
    assert reader.get("/").content == before
    assert it.state.dilemmas[it.dilemma].publications == ()
    published(it)
    assert reader.get("/").content != before


def test_20_a_version_stays_as_it_was_to_the_last_byte(place: Town) -> None:
    it = closed(place)
    public = published(it)
    reader = place.visitor()
    first = reader.get(f"{public}/v/1/data.json").content
    editor = f"/t/{it.id}/weighing/{it.dilemma}"
    it.lead.post(editor, data={"intro": "Andere woorden"})
    assert reader.get(f"{public}/v/1/data.json").content == first
    tomorrow(it)
    published(it, "second", intro="Andere woorden", note="Duidelijker gezegd.")
    assert "Andere woorden" in reader.get(public).text
    assert reader.get(f"{public}/v/1/data.json").content == first
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in (public, f"{public}/v/1", f"{public}/v/1/data.json"):
            answer = it.lead.request(method, path)
            assert answer.status_code == 405, (method, path)


@pytest.mark.parametrize("role", EVERYBODY)
def test_21_who_may_download_the_record_is_who_may_read_it(role: str, place: Town) -> None:
    it = closed(place, seats=1)
    open_one = closed(place, it.lead)
    arrive, who = EVERYBODY[role]
    if who & {Who.PARTICIPANT, Who.SCREEN}:
        it.ok("reopen")
    visitor = arrive(place, it)
    leads, owns = Who.FACILITATOR in who, Who.OWNER in who
    for path, may in (("journal", leads), ("export.json", leads), ("redact", owns)):
        assert (visitor.get(f"/t/{it.id}/{path}").status_code == 200) is may, path
        assert (visitor.head(f"/t/{it.id}/{path}").status_code == 200) is may, path
    # Who leads along leads this one, and no other of the team.
    assert (visitor.get(f"/t/{open_one.id}/export.json").status_code == 200) is owns


def test_21_who_is_removed_loses_every_file_at_once(place: Town) -> None:
    it = closed(place)
    team = team_of(it.lead)
    colleague = come_in(place, invited(it.lead, team))
    files = [f"/t/{it.id}/{path}" for path in ("export.json", "journal", "lead", "redact")]
    files += [f"/t/{it.id}/weighing/{it.dilemma}{rest}" for rest in ("", "/preview")]
    assert {colleague.get(path).status_code for path in files} == {200}
    for path in files:
        assert colleague.get(path).headers["cache-control"] == "no-store", path
    gone = {"account": account_of(place, "Nieuw")}
    assert it.lead.post(f"/team/{team}/remove", data=gone).status_code == 303
    assert {colleague.get(path).status_code for path in files} == {404}
    assert colleague.get("/trialogues").status_code == 200
    assert it.state.title not in colleague.get("/trialogues").text
