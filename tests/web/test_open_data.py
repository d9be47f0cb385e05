"""Public weighings as data: the API, the files beside a weighing, and what robots read."""

import csv
import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from lxml import etree  # type: ignore[import-untyped]
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from tests.web.driving import Town, closed, published
from tests.web.screens import read
from trialoog.app import inside
from trialoog.views.diwoo import Publisher

LIST = "/api/v1/weighings"
FILES = ("weighing.md", "weighing.jsonld", "ratings.csv", "decision-note.md", "memorandum.md")


def out(place: Town, question: str, **draft: str) -> str:
    """Publish a weighing of a question; return its slug."""
    it = closed(place, place.sign_in(), draft={**draft, "question": question})
    return published(it).removeprefix("/w/")


def listed(client: TestClient, **query: object) -> Any:
    answer = client.get(LIST, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def slugs(client: TestClient, **query: object) -> list[str]:
    return [it["slug"] for it in listed(client, **query)["weighings"]]


def publish_by_the_woo(place: Town) -> None:
    house = place.house
    who = Publisher("https://identifier.overheid.nl/tooi/id/gemeente/gm0363", "Amsterdam")
    facade = replace(house.facade, publisher=who)
    inside(place.app).state.house = replace(house, facade=facade)


# == the API ==


def test_the_list_is_found_filtered_and_turned(place: Town) -> None:
    first = out(place, "Eerste vraag over toeslag?", organisation="Dienst Zuid")
    place.clock.forward(days=365)
    second, third = (out(place, f"{one} vraag?", organisation="Raad") for one in ("Nog een", "Een"))
    reader = place.visitor()
    assert listed(reader)["total"] == 3
    assert {*slugs(reader)} == {first, second, third}
    assert slugs(reader, q="toeslag") == [first]
    assert slugs(reader, organisation="Dienst Zuid") == [first]
    assert slugs(reader, organisation="Dienst\0 Zuid") == [first], "PostgreSQL takes no \\0"
    assert slugs(reader, year=2026) == [first]
    assert slugs(reader, year=2027, outcome="parked") == []
    assert {*slugs(reader, outcome="rejected", year=2027)} == {second, third}
    assert slugs(reader, subject="zorg") == []
    page = listed(reader, pageSize=2)
    assert (len(page["weighings"]), page["_links"]["next"]["href"]) == (
        2,
        f"http://127.0.0.1:8000{LIST}?pageSize=2&page=2",
    )
    answer = reader.get(page["_links"]["next"]["href"])
    assert len(answer.json()["weighings"]) == 1
    assert 'rel="prev"' in answer.headers["link"]
    assert 'rel="next"' not in answer.headers["link"]
    assert listed(reader, page=9)["weighings"] == []


def test_a_weighing_and_each_of_its_versions_are_told_whole(place: Town) -> None:
    it = closed(place, place.sign_in())
    slug = published(it).removeprefix("/w/")
    published(it, "again", note="Beter gezegd")
    reader = place.visitor()
    newest = reader.get(f"{LIST}/{slug}").json()
    assert (newest["version"], newest["newest"], newest["note"]) == (2, True, "Beter gezegd")
    versions = reader.get(f"{LIST}/{slug}/versions").json()["versions"]
    assert [one["version"] for one in versions] == [2, 1]
    first = reader.get(versions[1]["_links"]["self"]["href"]).json()
    assert (first["version"], first["newest"]) == (1, False)
    assert first["publishedAt"].endswith("+00:00")
    # The same words as in the document that anybody can check.
    proof = reader.get(first["_links"]["proof"]["href"]).json()
    assert first["digest"] == proof["document_digest"]
    assert [o["reason"] for o in first["document"]["options"]] == [
        o["reason"] for o in proof["document"]["options"]
    ]
    for link in first["_links"].values():
        assert reader.get(link["href"]).status_code == 200, link


PROBLEMS = [
    (f"{LIST}?pagesize=2", 400, "pagesize"),
    (f"{LIST}?page=0", 400, "page"),
    (f"{LIST}?page=²", 400, "page"),
    (f"{LIST}?pageSize=101", 400, "pageSize"),
    (f"{LIST}?year=26", 400, "year"),
    (f"{LIST}?outcome=won", 400, "outcome"),
    (f"{LIST}?subject=<b>", 400, "subject"),
    (f"{LIST}?organisation=", 400, "organisation"),
    (f"{LIST}?q=a&q=b", 400, "q"),
    (f"{LIST}?q={'a' * 300}", 400, "q"),
    (f"{LIST}/nothing?x=1", 400, "x"),
    (f"{LIST}/nothing", 404, None),
    (f"{LIST}/nothing/versions", 404, None),
    (f"{LIST}/nothing/versions/1", 404, None),
    (f"{LIST}/", 404, None),
    ("/api/v1", 404, None),
    ("/api/v2/weighings", 404, None),
]


def test_what_is_not_possible_is_told_as_a_problem(place: Town) -> None:
    reader = place.visitor()
    for path, status, name in PROBLEMS:
        answer = reader.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json", path
        assert answer.headers["api-version"] == "1.0.0"
        problem = answer.json()
        assert problem["status"] == status
        assert problem["title"]
        assert problem["detail"]
        named = [error["location"]["name"] for error in problem.get("errors", [])]
        assert named == ([name] if name else []), path


def test_other_sites_may_read_it_and_ask_cheaply_whether_it_changed(place: Town) -> None:
    slug = out(place, "Een vraag?")
    reader = place.visitor()
    for path in (LIST, f"{LIST}/{slug}", "/api/v1/openapi.json", f"/w/{slug}/weighing.md"):
        answer = reader.get(path, headers={"origin": "https://elders.nl", "cookie": "session=x"})
        assert answer.headers["access-control-allow-origin"] == "*", path
        assert answer.headers["cache-control"].startswith("public")
        assert "set-cookie" not in answer.headers
        again = reader.get(path, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
    posted = reader.post(LIST)
    assert (posted.status_code, posted.json()["status"]) == (405, 405)


def test_19_what_was_not_published_is_in_no_answer(place: Town) -> None:
    closed(place, place.sign_in(), draft={"question": "Neushoorn?", "organisation": "Neushoorn"})
    reader = place.visitor()
    for path in (LIST, f"{LIST}?q=neushoorn", "/sitemap.xml", "/robots.txt"):
        answer = reader.get(path)
        assert answer.status_code == 200
        assert "eushoorn" not in answer.text.replace("q=neushoorn", "")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_the_answer_is_as_described(place: Town, mode: GenerationMode) -> None:
    slug = out(place, "Een vraag?")
    reader = place.visitor()
    described = reader.get("/api/v1/openapi.json").json()
    if mode is GenerationMode.POSITIVE:
        # Otherwise nothing that is there would ever be asked for.
        for path in described["paths"].values():
            for parameter in path["get"]["parameters"]:
                if parameter["name"] == "slug":
                    parameter["schema"] = {"enum": [slug, "nothing"]}
    schema = schemathesis.openapi.from_dict(described)
    schema.config.update(base_url="http://127.0.0.1:8000/api/v1")
    seen = set[int]()
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        if mode is GenerationMode.NEGATIVE and not operation.query:
            continue

        @settings(
            max_examples=8, deadline=None, database=None, suppress_health_check=[*HealthCheck]
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            asked = case.as_transport_kwargs()
            answer = reader.request(asked["method"], asked["url"], params=asked["params"])
            case.validate_response(answer)
            seen.add(answer.status_code)

        ask()
    assert seen == {200, 404} if mode is GenerationMode.POSITIVE else 400 in seen


# == the files ==


def test_every_version_has_its_files(place: Town) -> None:
    it = closed(place, place.sign_in(), seats=3)
    address = published(it)
    published(it, "again", note="Beter")
    reader = place.visitor("en")
    for file in FILES:
        newest, second, first = (
            reader.get(f"{address}{version}/{file}") for version in ("", "/v/2", "/v/1")
        )
        assert newest.status_code == second.status_code == first.status_code == 200, file
        assert newest.content == second.content
        assert reader.get(f"/w/nothing/{file}").status_code == 404
        # In the language of the weighing, whoever reads.
        assert newest.content == place.visitor("nl").get(f"{address}/{file}").content
    assert reader.get(f"{address}/weighing.md").headers["content-type"].startswith("text/markdown")
    rows = [*csv.DictReader(StringIO(reader.get(f"{address}/ratings.csv").text))]
    assert {row["perspective"] for row in rows} == {"policy", "implementation", "politics"}
    data = json.loads(reader.get(f"{address}/v/1/weighing.jsonld").text)
    assert data["@id"].endswith(f"{address}/v/1")


def test_a_page_leads_to_the_files_of_the_version_that_it_shows(place: Town) -> None:
    it = closed(place, place.sign_in())
    address = published(it)
    published(it, "again", note="Beter")
    reader = place.visitor()
    for page, base in ((address, address), (f"{address}/v/1", f"{address}/v/1")):
        shown = read(reader.get(page).text)
        led = [e["href"] for e in shown.every("link", rel="alternate")]
        assert f"{base}/weighing.jsonld" in led
        linked = {e.attrs.get("href") for e in shown.every("a")}
        assert {f"{base}/{file}" for file in FILES} <= linked, page


# == robots ==


def test_robots_find_every_public_page_and_nothing_else(place: Town) -> None:
    slug = out(place, "Een vraag?")
    reader = place.visitor()
    robots = reader.get("/robots.txt")
    assert "Disallow: /t/" in robots.text
    assert robots.headers["content-type"].startswith("text/plain")
    root = etree.fromstring(reader.get("/sitemap.xml").content)
    pages = [e.text.removeprefix("http://127.0.0.1:8000") for e in root.iterfind(".//{*}loc")]
    assert f"/w/{slug}" in pages
    assert "/" in pages
    assert {reader.get(page).status_code for page in pages} == {200}
    told = {read(reader.get(page).text).get(name="description")["content"] for page in pages}
    assert len(told) == len(pages), "each says in its head what it is about, in words of its own"


def test_the_woo_index_gets_a_sitemap_only_where_somebody_publishes(place: Town) -> None:
    slug = out(place, "Een vraag?")
    reader = place.visitor()
    paths = ("/sitemapindex-diwoo-infocat018.xml", "/sitemap-diwoo-infocat018-1.xml")
    assert {reader.get(path).status_code for path in paths} == {404}
    assert "diwoo" not in reader.get("/robots.txt").text
    publish_by_the_woo(place)
    named = [
        line.split("8000")[1]
        for line in reader.get("/robots.txt?fresh").text.splitlines()
        if line.startswith("Sitemap:")
    ]
    assert named == ["/sitemap.xml", paths[0]]
    index = etree.fromstring(reader.get(paths[0]).content)
    assert index.findtext(".//{*}loc").endswith(paths[1])
    root = etree.fromstring(reader.get(paths[1]).content)
    assert root.findtext(".//{*}loc").endswith(f"/w/{slug}")
    assert root.findtext(".//{*}officieleTitel") == "Een vraag?"
    for path in (
        "/sitemapindex-diwoo-infocat001.xml",
        "/sitemap-diwoo-infocat018-2.xml",
        "/sitemap-diwoo-infocat018-0.xml",
        "/sitemap-diwoo-infocat018-x.xml",
    ):
        assert reader.get(path).status_code == 404, path


@pytest.mark.parametrize("ground", ["procedure", "privacy"])
def test_what_went_offline_says_so_at_its_address_and_is_in_no_list(
    place: Town, ground: str
) -> None:
    it = closed(place, place.sign_in(), draft={"question": "Een neushoorn?"})
    slug = published(it).removeprefix("/w/")
    fields = {"key": "k", "ground": ground, "withdraw_reason": "Er ging iets mis."}
    assert it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/withdraw", data=fields).is_redirect
    reader = place.visitor()
    assert slugs(reader) == []
    for path in (f"{LIST}/{slug}", f"{LIST}/{slug}/versions", f"{LIST}/{slug}/versions/1"):
        answer = reader.get(path)
        assert (answer.status_code, answer.json()["status"]) == (410, 410), path
        assert answer.headers["content-type"] == "application/problem+json"
    assert {reader.get(f"/w/{slug}/{file}").status_code for file in FILES} == {410}
    assert slug not in reader.get("/sitemap.xml").text
    # The Woo-index hears of it, unless its address tells what has to stay unsaid.
    publish_by_the_woo(place)
    index = reader.get("/sitemapindex-diwoo-infocat018.xml").text
    part = reader.get("/sitemap-diwoo-infocat018-0.xml")
    if ground == "privacy":
        assert "infocat018-0.xml" not in index
        assert part.status_code == 404
    else:
        assert "infocat018-0.xml" in index
        assert "correctie procedurele fout" in part.text
