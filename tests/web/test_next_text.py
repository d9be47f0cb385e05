"""What stays in the form for the next text, once one was sent."""

from tests.web.driving import Trialogue
from tests.web.screens import read


def test_after_a_text_its_side_stays_chosen_and_its_kind_does_not(it: Trialogue) -> None:
    phone = it.join("policy")
    it.go("explore")
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "b", "kind": "signal"}
    answer = it.ok("contribute", phone, text="De brief is moeilijk", **about)
    form = read(answer.text).get(id="write")
    chosen = [it["value"] for it in form.every("input") if "checked" in it.attrs]
    assert chosen == ["b"]
    assert form.every("input", name="kind"), "the control"
