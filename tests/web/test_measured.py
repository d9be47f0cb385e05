"""What a meeting adds to the numbers, and that nobody can be found in them."""

from tests.test_metrics import more, now
from tests.web.driving import Town, started
from trialoog.live import metrics


def test_a_meeting_shows_in_the_numbers_and_nobody_in_it(place: Town) -> None:
    before = now()
    it = started(place, title="Geplante titel")
    phone = it.join("policy")
    it.go("explore")
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text="Geplante woorden", **about)
    refused = it.lead.post(f"/t/{it.id}/move-to", data={"phase": "explore", "dilemma": it.dilemma})
    assert refused.status_code in {303, 409, 422}
    assert place.visitor().get("/t/geplant").status_code == 404
    assert place.visitor().request("GEPLANT", "/").status_code == 405
    assert more("trialoog_facts_written_total", "", before) >= it.state.seq
    assert more("trialoog_acts_per_commit_count", "", before) > 3
    text = metrics.text().decode()
    assert 'trialoog_http_answer_seconds_count{method="POST",route="/t/{id}/{command}"' in text
    assert 'route="/t/{id}",status="4xx"' in text
    for planted in (it.id, it.code, "eplant", "GEPLANT", *phone.cookies.values()):
        assert planted not in text


def test_what_comes_to_no_route_is_counted_as_such(place: Town) -> None:
    before = now()
    assert place.visitor().post("/t/x", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    labels = 'method="POST",route="-",status="4xx"'
    assert more("trialoog_http_answer_seconds_count", labels, before) == 1
