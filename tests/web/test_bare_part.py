"""The forms of a step, fetched by a page that has what is live already: a hall does so at once."""

from tests.web.driving import Trialogue
from tests.web.screens import Person, form_on

PART, BARE = "{}?part=inhoud", "{}?part=inhoud&live=0"


def test_a_page_with_a_socket_gets_its_forms_without_the_board(it: Trialogue, me: Person) -> None:
    it.go("options")
    me.send(it.board(option=it.options[1]), "contribute", kind="risk", text="Dit loopt vast.")
    whole = me.open(PART.format(it.board()))
    bare = me.open(BARE.format(it.board()))
    assert "Dit loopt vast." in whole.get(id="board").words
    assert not bare.get(id="board").words
    assert form_on(bare, "raise-hand").value("step") == form_on(whole, "raise-hand").value("step")
    assert bare.get(id="mine").words == whole.get(id="mine").words


def test_it_has_a_place_for_all_that_is_live(it: Trialogue, me: Person) -> None:
    for step in ("gather", "explore", "options", "weigh", "decide", "read_back"):
        it.go(step)
        whole, bare = me.open(PART.format(it.board())), me.open(BARE.format(it.board()))
        places = [
            [e["id"] for e in page.every() if "data-live" in e.attrs] for page in (whole, bare)
        ]
        assert places[0] == places[1] != [], step


def test_a_whole_page_always_has_the_board(it: Trialogue, me: Person) -> None:
    it.go("options")
    assert me.open(it.board(live="0")).get(id="board").words
