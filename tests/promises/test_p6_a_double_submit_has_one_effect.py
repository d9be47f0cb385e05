"""P6. A form has one effect, however often it is sent, and the same answer every time."""

import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import pytest

from tests.e2e.serving import Server, free_port
from tests.promises.outside import (
    Answer,
    Form,
    Meeting,
    at_once,
    changed,
    installed,
    made,
    post,
    rows,
    send,
    served,
    sign_in,
    started,
    unheard,
    writing,
)
from tests.web.driving import HTMX
from tests.web.screens import Element, filled, form_on, read
from trialoog.views.messages import SENTENCES

FIFTY = 50
TEXT = "Na de brief durft niemand meer te bellen"

BOTH = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    with served(data, free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def other(data: Path, server: Server) -> Iterator[Server]:
    """A second process that serves the same database at the same time."""
    with served(data, free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def lead(server: Server, data: Path) -> httpx2.Client:
    return sign_in(server.url, data)


@pytest.fixture
def it(lead: httpx2.Client, data: Path) -> Meeting:
    """A trialogue in the step in which people write in silence."""
    return started(lead, data)


@pytest.fixture
def phone(it: Meeting) -> httpx2.Client:
    return it.join()


def contribute(it: Meeting) -> str:
    return f"/t/{it.id}/contribute"


def mine(page: Element) -> list[str]:
    """The texts under "Van jou"."""
    return [e.words for e in page.get(id="mine").every("p") if e["class"] == "lines"]


def on_the_phone(it: Meeting, phone: httpx2.Client) -> list[str]:
    return mine(read(phone.get(f"/t/{it.id}").text))


def all_the_same(answers: list[Answer]) -> Answer:
    """The one thing that all of them say."""
    first, *_ = answers
    assert {answer.seen for answer in answers} == {first.seen}
    return first


def waited(since: float, wait: float) -> bool:
    return time.monotonic() >= since + wait


# --- sent again -------------------------------------------------------------------------------


@BOTH
def test_a_form_that_is_sent_twice_is_one_fact_and_gets_the_same_answer(
    it: Meeting, phone: httpx2.Client, htmx: bool
) -> None:
    form = post(phone, contribute(it), writing(it, phone, TEXT), htmx=htmx)
    answer = all_the_same([*at_once([form]), *at_once([form])])
    assert answer.status == (200 if htmx else 303)
    assert on_the_phone(it, phone) == [TEXT]
    assert it.texts() == [TEXT]


def test_fifty_at_once_are_one_fact_and_each_of_them_sees_the_text_once(
    it: Meeting, phone: httpx2.Client
) -> None:
    form = post(phone, contribute(it), writing(it, phone, TEXT))
    answers = at_once([form] * FIFTY)
    assert it.texts() == [TEXT]
    answer = all_the_same(answers)
    assert answer.status == 200
    assert mine(answer.page) == [TEXT]


def test_fifty_at_once_without_a_script_all_lead_back_to_the_same_page(
    it: Meeting, phone: httpx2.Client
) -> None:
    form = post(phone, contribute(it), writing(it, phone, TEXT), htmx=False)
    answer = all_the_same(at_once([form] * FIFTY))
    assert answer.status == 303
    assert mine(read(phone.get(answer.location).text)) == [TEXT]
    assert it.texts() == [TEXT]


def test_twenty_people_at_once_are_twenty_facts(it: Meeting) -> None:
    phones = [it.join(("policy", "implementation", "politics")[n % 3]) for n in range(20)]
    forms = [writing(it, each, f"tekst {n}") for n, each in enumerate(phones)]
    posts = [post(each, contribute(it), form) for each, form in zip(phones, forms, strict=True)]
    answers = at_once(posts)
    assert [mine(answer.page) for answer in answers] == [[f"tekst {n}"] for n in range(20)]
    assert sorted(map(str, it.texts())) == sorted(f"tekst {n}" for n in range(20))


def test_who_lost_the_answer_sends_again_and_gets_it(it: Meeting, phone: httpx2.Client) -> None:
    form = post(phone, contribute(it), writing(it, phone, TEXT))
    unheard(form, gone=lambda: it.texts() == [TEXT])
    (answer,) = at_once([form])
    assert answer.status == 200
    assert mine(answer.page) == [TEXT]
    assert it.texts() == [TEXT]


@pytest.mark.parametrize("wait", [0.0, 0.002, 0.005, 0.01], ids=lambda s: f"{s * 1000:.0f} ms")
def test_who_hangs_up_at_any_moment_and_sends_again_is_counted_once(
    it: Meeting, phone: httpx2.Client, wait: float
) -> None:
    form = post(phone, contribute(it), writing(it, phone, TEXT))
    for _ in range(5):
        since = time.monotonic()
        unheard(form, gone=partial(waited, since, wait))
    (answer,) = at_once([form])
    assert answer.status == 200
    assert mine(answer.page) == [TEXT]
    assert it.texts() == [TEXT]


@BOTH
def test_the_same_key_with_other_words_is_told_so_and_changes_nothing(
    it: Meeting, phone: httpx2.Client, htmx: bool
) -> None:
    form = writing(it, phone, TEXT)
    at_once([post(phone, contribute(it), form)])
    everything = ["SELECT * FROM fact", "SELECT * FROM text", "SELECT * FROM receipt"]
    before = [it.rows(statement) for statement in everything]
    again = post(phone, contribute(it), changed(form, text="Toch iets anders"), htmx=htmx)
    answer = all_the_same([*at_once([again]), *at_once([again])])
    assert answer.status == 409
    assert SENTENCES["key_used"] in answer.page.words
    assert [it.rows(statement) for statement in everything] == before


def test_of_two_bodies_at_once_with_one_key_one_counts(it: Meeting, phone: httpx2.Client) -> None:
    form = writing(it, phone, "")
    bodies = [changed(form, text=f"versie {n % 2}") for n in range(FIFTY)]
    answers = at_once([post(phone, contribute(it), each) for each in bodies])
    (text,) = it.texts()
    for body, answer in zip(bodies, answers, strict=True):
        assert answer.status == (200 if dict(body)["text"] == text else 409)


@BOTH
def test_the_back_button_brings_back_a_form_that_counted_and_does_not_count_it_again(
    it: Meeting, phone: httpx2.Client, htmx: bool
) -> None:
    old = writing(it, phone, TEXT)
    headers = HTMX if htmx else {}
    send(phone, contribute(it), old, headers)
    on_the_phone(it, phone)  # the next page; from there, back
    assert send(phone, contribute(it), old, headers).status_code in {200, 303}
    assert it.texts() == [TEXT]
    other_words = send(phone, contribute(it), changed(old, text="Nog iets"), headers)
    assert other_words.status_code == 409
    page = read(other_words.text)
    form = form_on(page, "contribute")
    assert form.get(id="text").words == "Nog iets"
    assert send(phone, contribute(it), filled(page, form), headers).status_code in {200, 303}
    assert it.texts() == [TEXT, "Nog iets"]


# --- through two processes --------------------------------------------------------------------


def test_through_two_processes_at_once_it_is_one_fact_and_the_same_answer(
    it: Meeting, phone: httpx2.Client, server: Server, other: Server
) -> None:
    form = writing(it, phone, TEXT)
    ports = [(server.port, other.port)[n % 2] for n in range(FIFTY)]
    answers = at_once([post(phone, contribute(it), form, port=port) for port in ports])
    assert it.texts() == [TEXT]
    answer = all_the_same(answers)
    assert answer.status == 200
    assert mine(answer.page) == [TEXT]


def test_the_other_process_gives_the_answer_of_the_first(
    it: Meeting, phone: httpx2.Client, server: Server, other: Server
) -> None:
    form = writing(it, phone, TEXT)
    answers = []
    for port in (other.port, server.port, other.port):
        answers += at_once([post(phone, contribute(it), form, port=port)])
    assert mine(all_the_same(answers).page) == [TEXT]
    changed_words = changed(form, text="Toch iets anders")
    (refused,) = at_once([post(phone, contribute(it), changed_words, port=server.port)])
    assert refused.status == 409
    assert it.texts() == [TEXT]


def test_two_processes_that_write_at_once_keep_one_order(
    it: Meeting, server: Server, other: Server
) -> None:
    phones = [it.join() for _ in range(10)]
    posts = []
    for number, phone in enumerate(phones):
        form = writing(it, phone, f"tekst {number}")
        posts += [post(phone, contribute(it), form, port=p) for p in (server.port, other.port)]
    random.Random(6).shuffle(posts)
    assert {answer.status for answer in at_once(posts)} == {200}
    assert sorted(map(str, it.texts())) == sorted(f"tekst {n}" for n in range(10))
    found = it.rows("SELECT seq FROM fact WHERE trialogue = ? ORDER BY seq", it.id)
    assert [seq for (seq,) in found] == list(range(1, len(found) + 1))


# --- taps ---------------------------------------------------------------------------------------


def test_a_rating_that_is_tapped_twice_is_one_rating(it: Meeting, phone: httpx2.Client) -> None:
    it.go("weigh")
    board = f"/t/{it.id}"
    links = [e["href"] for e in read(phone.get(board).text).every("a")]
    option = next(urljoin(board, href) for href in links if "option=" in href)
    page = read(phone.get(option).text)
    form = filled(page, page.get(id="ratings"), **{"c-values": "1"})
    tap = post(phone, f"/t/{it.id}/rate", form)
    answer = all_the_same([*at_once([tap]), *at_once([tap]), *at_once([tap] * FIFTY)])
    assert answer.status == 200
    assert it.count("OptionRated") == 1


def test_a_recognition_that_is_tapped_twice_is_one_recognition(
    it: Meeting, phone: httpx2.Client
) -> None:
    writer = it.join("implementation")
    form = writing(it, writer, TEXT)
    at_once([post(writer, contribute(it), form)])
    it.ok("reveal", round=dict(form)["round"])
    board = read(phone.get(f"/t/{it.id}").text)
    (button,) = board.every("button", form="recognise")
    tapped = [*filled(board, board.get(id="recognise")), (button["name"], button["value"])]
    with_a_key = [*((n, v) for n, v in tapped if n != "key"), ("key", "tapped")]
    for form in (tapped, with_a_key):
        tap = post(phone, f"/t/{it.id}/recognise", form)
        answer = all_the_same([*at_once([tap]), *at_once([tap]), *at_once([tap] * FIFTY)])
        assert answer.status == 200
        assert it.count("ContributionRecognised") == 1


# --- too late -----------------------------------------------------------------------------------


@BOTH
def test_a_text_that_came_late_is_kept_once_and_both_answers_say_that_it_was_late(
    it: Meeting, phone: httpx2.Client, htmx: bool
) -> None:
    form = writing(it, phone, TEXT)
    it.ok("reveal", round=dict(form)["round"])
    late = post(phone, contribute(it), form, htmx=htmx)
    answers = [*at_once([late]), *at_once([late])]
    assert it.texts() == [TEXT]
    assert [answer.status for answer in answers] == [409, 409]
    assert SENTENCES["came_late"] in all_the_same(answers).page.words


def test_fifty_at_once_that_came_late_are_kept_once_and_told_the_same(
    it: Meeting, phone: httpx2.Client
) -> None:
    form = writing(it, phone, TEXT)
    it.ok("reveal", round=dict(form)["round"])
    answer = all_the_same(at_once([post(phone, contribute(it), form)] * FIFTY))
    assert it.texts() == [TEXT]
    assert answer.status == 409
    assert SENTENCES["came_late"] in answer.page.words


# --- outside the room ---------------------------------------------------------------------------


def as_it_stands(lead: httpx2.Client, command: str, **having: str) -> tuple[str, Form]:
    """A form of the list of trialogues, as it stands there: no script runs on that page."""
    page = read(lead.get("/trialogues").text)
    found = [
        form
        for form in page.every("form")
        if form["action"].endswith(command)
        and all(form.find(name=name, value=value) for name, value in having.items())
    ]
    return found[0]["action"], filled(page, found[0])


@pytest.mark.parametrize("what", ["new", "copy", "rehearse"])
@pytest.mark.parametrize("together", [False, True], ids=["after each other", "at once"])
def test_a_double_click_makes_one_trialogue(
    it: Meeting, lead: httpx2.Client, data: Path, what: str, together: bool
) -> None:
    before = trialogues(data)
    if what == "new":
        address, form = as_it_stands(lead, "/trialogues", format="besluitvorming")
    else:
        address, form = as_it_stands(lead, f"/t/{it.id}/{what}")
    click = post(lead, address, form, htmx=False)
    answers = at_once([click, click]) if together else [*at_once([click]), *at_once([click])]
    (new,) = trialogues(data) - before
    assert [answer.status for answer in answers] == [303, 303]
    page = "lead" if what == "rehearse" else "prepare"
    assert {answer.location for answer in answers} == {f"/t/{new}/{page}"}


@pytest.mark.parametrize("what", ["new", "copy", "rehearse"])
def test_another_click_on_a_fresh_page_makes_another(
    it: Meeting, lead: httpx2.Client, data: Path, what: str
) -> None:
    before = trialogues(data)
    for _ in range(2):
        if what == "new":
            address, form = as_it_stands(lead, "/trialogues", format="besluitvorming")
        else:
            address, form = as_it_stands(lead, f"/t/{it.id}/{what}")
        made(send(lead, address, form))
    assert len(trialogues(data) - before) == 2, "the control"


def trialogues(data: Path) -> set[object]:
    return {id for (id,) in rows(data, "SELECT id FROM trialogue")}
