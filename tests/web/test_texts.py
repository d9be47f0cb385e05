"""The page of all texts: what a form in its list or its menu answers."""

import pytest

from tests.web.driving import Trialogue
from tests.web.screens import form_on, read


@pytest.fixture
def text(it: Trialogue) -> str:
    """A text about an option."""
    it.go("options")
    about = {"option": it.options[0], "perspective": "policy", "kind": "fact"}
    it.ok("contribute", dilemma=it.dilemma, text="De brief is moeilijk", **about)
    return str(next(iter(it.state.contributions)))


def test_with_htmx_a_menu_comes_alone_and_without_it_as_a_page(it: Trialogue, text: str) -> None:
    address = f"/t/{it.id}/texts?text={text}"
    alone = it.lead.get(address, headers={"hx-request": "true"}).text
    whole = it.lead.get(address).text
    assert "<html" not in alone
    assert alone.strip() in whole
    assert form_on(read(whole), "hold-back", contribution=text)["hx-post"]


def test_a_form_of_the_list_comes_back_to_the_list(it: Trialogue, text: str) -> None:
    listed = it.lead.get(f"/t/{it.id}/texts?q=brief&who=policy").text
    (more,) = [a for a in read(listed).every("a") if a["hx-target"] == "#card"]
    menu = it.lead.get(f"/t/{it.id}/{more['href']}", headers={"hx-request": "true"}).text
    form = form_on(read(menu), "hold-back", contribution=text)
    assert not form["hx-post"]
    fields = {field["name"]: field["value"] for field in form.every("input")}
    answer = it.lead.post(f"/t/{it.id}/hold-back", data=fields)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/t/{it.id}/texts?who=policy&q=brief#tekst-{text}"
    assert it.state.contributions[text].held


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/?q=x", "q=%0d%0aA:b", ""])
def test_a_list_leads_to_no_other_place(it: Trialogue, text: str, back: str) -> None:
    fields = {"as": "facilitator", "contribution": text, "back": back, "key": "k"}
    answer = it.lead.post(f"/t/{it.id}/hold-back", data=fields)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/t/{it.id}/texts?")
    assert "\n" not in answer.headers["location"]
