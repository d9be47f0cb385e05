"""Who leaves takes the hand and the mark of being ready along: others can not tell."""

from tests.web.driving import Town, started
from tests.web.screens import read
from trialoog.core.words import Perspective


def test_who_leaves_is_not_ready_any_more_and_has_no_hand_up(place: Town) -> None:
    it = started(place)
    stays, leaves = it.join("policy"), it.join("policy")
    it.join("politics")
    it.go("explore")
    for phone in (stays, leaves):
        it.ok("say-ready", phone, step=it.state.step)
        it.ok("raise-hand", phone, step=it.state.step)
    assert it.state.ready_of(Perspective.POLICY) == 2
    it.ok("leave-seat", leaves)
    assert it.state.seats_of(Perspective.POLICY) == 1
    assert it.state.ready_of(Perspective.POLICY) == 1
    assert len(it.state.floor.hands) == 1


def test_seats_are_emptied_for_a_perspective_or_for_all_and_never_by_a_slip(place: Town) -> None:
    it = started(place)
    it.join("policy")
    it.join("politics")
    for slip in ({}, {"perspective": "polcy"}):
        assert it.do("empty-seats", **slip).status_code == 422
    assert len(it.state.seats) == 2
    it.ok("empty-seats", perspective="policy")
    assert set(it.state.seats.values()) == {Perspective.POLITICS}
    it.ok("empty-seats", all="1")
    assert not it.state.seats


def test_a_group_has_no_other_name_than_the_one_that_can_be_made_unreadable(place: Town) -> None:
    it = started(place)
    it.join("policy")
    it.go("explore")
    card = {"perspective": "policy", "kind": "signal", "pole": "a", "text": "Iets"}
    it.ok("contribute", dilemma=it.dilemma, round=str(it.state.round), **card)
    it.ok("reveal", round=str(it.state.round))
    (text,) = it.state.contributions
    assert it.do("group-cards", group="Jan Jansen", contribution=text).status_code == 409
    assert not it.state.groups
    it.ok("group-cards", contribution=text)
    (group,) = it.state.groups
    assert "Jan" not in group


def test_who_loads_a_closed_board_again_is_thanked_and_a_stranger_learns_nothing(
    place: Town,
) -> None:
    it = started(place)
    phone, stranger = it.join("policy"), place.visitor()
    it.ok("close-trialogue")
    thanked, missing = phone.get(it.board()), stranger.get(it.board())
    assert thanked.status_code == missing.status_code == 404
    assert read(thanked.text).every("h1")[0].words == "Dank je wel"
    assert "/join" in thanked.text  # it may have gone on without this phone
    assert read(missing.text).every("h1")[0].words == "Deze pagina is er niet"
    # A cookie that somebody made up says the same of a trialogue as of none at all.
    name = next(name for name in phone.cookies if it.id in name)
    nowhere = "a" * len(it.id)
    for at in (it.id, nowhere):
        stranger.cookies.set(name.replace(it.id, at), "x" * 43)
        assert stranger.get(f"/t/{at}").text == thanked.text
    assert "Dank je wel" not in phone.get(f"{it.board()}/lead").text
