"""Whatever is typed comes out as text: no element, no attribute, no link that runs.

The browser looks at the same in tests/e2e/test_hostile_strings.py; this is quick enough for
every change to a template.
"""

from tests.web.driving import DRAFT, HTMX, THREE, Town, closed, published, recorded, started
from tests.web.screens import Element, Person, read

TRICK = (
    "\"><planted data-planted>'</textarea><script>x()</script>{{7*7}}%(x)s "
    '<hx-partial hx-target="#board">x</hx-partial> &lt; '
    "[x](javascript:x()) ![p](//elsewhere.example/p.png)"
)
LITERAL = "\"><planted data-planted>'</textarea><script>x()</script>{{7*7}}%(x)s"


def harmless(page: Element) -> None:
    for element in page.all:
        assert element.tag not in {"planted", "img", "iframe", "base"}, element
        assert element.tag != "hx-partial" or element["hx-target"] != "#board", element
        assert "data-planted" not in element.attrs, element
        assert not any(name.startswith("on") for name in element.attrs), element
        assert not element["href"].lower().strip().startswith(("javascript:", "data:")), element
        if element.tag == "script":
            assert element["src"].startswith("/static/")
            assert not element.words


def test_23_tricks_in_every_field_come_out_as_text_on_every_page(  # noqa: PLR0915 - one whole meeting
    place: Town,
) -> None:
    draft = {name: f"{name} {TRICK}"[:200] for name in DRAFT}
    it = started(place, None, **draft)
    lead, phone = Person(it.lead), Person(it.join("policy"))
    seen: dict[str, str] = {}

    def look(*pages: tuple[Person, str]) -> None:
        for who, address in pages:
            page = who.open(address)
            harmless(page)
            seen[address] = seen.get(address, "") + page.words
            # What htmx and the socket bring goes by the same templates.
            harmless(read(who.client.get(address, headers=HTMX).text))

    board, console = it.board(), f"/t/{it.id}/lead"
    every = ((phone, board), (lead, console), (lead, f"/t/{it.id}/screen"))
    look(*every)
    for perspective in THREE[1:]:
        it.join(perspective)
    it.go("explore")
    look(*every)
    phone.send(board, "contribute", text=TRICK, source=TRICK, kind="fact", pole="a")
    look(*every)
    it.ok("reveal", round=str(it.state.round))
    look(*every)
    it.go("options")
    phone.send(f"{board}?new=option", "add-option", title=TRICK[:200], detail=TRICK)
    option = it.options[-1]
    phone.send(f"{board}?option={option}", "contribute", text=TRICK, kind="for")
    look(*every, (phone, f"{board}?option={option}"), (lead, f"{console}?option={option}"))
    it.go("weigh")
    it.ok("rate", phone.client, option=option, **{"c-values": "1"})
    it.ok("show-picture", option=option)
    look(*every, (phone, f"{board}?option={option}"))
    it.go("decide")
    words = {"reason": TRICK, "reopen": TRICK, "downsides": TRICK, "conditions": TRICK}
    says = {"assumptions": TRICK, **{f"says-{p}": TRICK for p in THREE}, "confirmed": THREE[1:]}
    it.ok("propose-outcome", option=option, kind="chosen", reason_type="cost", **words, **says)
    phone.send(board, "give-consent", stance="object", why=TRICK)
    look(*every, (lead, f"{console}?option={option}"))
    it.ok("record-outcome", outcome=it.state.options[option].outcome)
    nothing, *others = it.options[:-1]
    recorded(it, nothing, "rejected", reason=TRICK, reopen=TRICK)
    for other in others:
        recorded(it, other, "merged", into=option, reason=TRICK)
    it.go("read_back")
    phone.send(f"{board}?option={option}", "answer-read-back", reads="no", remark=TRICK)
    it.ok("add-correction", option=option, text=TRICK)
    for perspective in THREE:
        it.ok("name-spokespersons", **{f"office-{perspective}": TRICK[:200]})
    look(*every)
    it.ok("close-trialogue")
    editor = f"/t/{it.id}/weighing/{it.dilemma}"
    fields = {e["name"] for e in lead.open(editor).get(id="text").every("textarea")}
    it.lead.post(editor, data=dict.fromkeys(fields, TRICK))
    it.ok(
        "record-formal-decision", dilemma=it.dilemma, decision="departs", on="2026-12-01", why=TRICK
    )
    look((lead, editor), (lead, f"{editor}/preview"), (lead, f"/t/{it.id}/journal"))
    address = published(it, note=TRICK)
    published(it, "v2", note=TRICK)
    reader = Person(place.visitor())
    look(
        (reader, address),
        (reader, f"{address}/v/1"),
        (reader, f"{address}/verify"),
        (reader, "/"),
        (lead, "/trialogues"),
        (lead, editor),
        (lead, console),
    )
    for path, told in seen.items():
        assert LITERAL in told, f"{path} does not say it as it was typed"


def test_23_tricks_on_the_projector_come_out_as_text(place: Town) -> None:
    """Where all else is short, so that there is room for them."""
    it = started(place)
    phone, screen = it.join("policy"), f"/t/{it.id}/screen"

    def look() -> None:
        page = Person(it.lead).open(screen)
        harmless(page)
        assert LITERAL in page.words

    it.go("explore")
    round_id = str(it.state.round)
    fields = {"round": round_id, "kind": "fact", "pole": "a"}
    it.ok("contribute", phone, dilemma=it.dilemma, text=TRICK, **fields)
    it.ok("reveal", round=round_id)
    look()
    it.go("options")
    it.ok("add-option", phone, dilemma=it.dilemma, title=TRICK[:200])
    look()
    it.go("decide")
    option = it.options[-1]
    words = {"reason": TRICK, "reason_type": "cost", "reopen": TRICK}
    it.ok("propose-outcome", option=option, kind="rejected", **words)
    look()
    it.ok("record-outcome", outcome=it.state.options[option].outcome)
    for step in ("read_back", "weigh", "decide"):
        it.go(step)
        look()
    it.ok("close-trialogue")
    look()


def test_23_tricks_that_are_refused_come_back_as_text(place: Town) -> None:
    it = closed(place)
    it.ok("reopen")
    phone = Person(it.join("policy"))
    it.go("explore")
    for script in (True, False):
        who = Person(phone.client, script)
        again = who.send(it.board(), "contribute", text=TRICK, source=TRICK, pole="a")
        assert again.status == 422
        harmless(read(again.raw.text))
        assert again.keeps(TRICK)
    it.go("options")
    at = it.board(option=it.options[0])
    page = phone.open(at)
    it.go("weigh")
    gone = Person(phone.client, script=False).send_from(
        page, at, page.get(id="write"), text=TRICK, kind="fact"
    )
    assert gone.status == 409
    assert gone.fresh.get(id="lost").text.strip() == TRICK
    harmless(read(gone.raw.text))
    for name in ("option", "contribution", "outcome", "round", "view", "part", "key"):
        answer = it.lead.post(f"/t/{it.id}/add-correction", data={name: TRICK, "as": "facilitator"})
        assert answer.status_code in {409, 422}
        harmless(read(answer.text))
