"""A meeting in which the forms on the pages are sent, with htmx or without any script."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.web.driving import Town, Trialogue, started
from tests.web.screens import Element, Person, Seen, form_on
from trialoog.views.console import FORMS

# Under "Meer" on each text.
OF_A_TEXT = frozenset({"focus", "group-cards", "hold-back", "mark-answered", "ungroup-cards"})
OUTCOME = {"reason": "Het is niet uit te leggen.", "reason_type": "citizen"}


@dataclass
class Meeting:
    """One meeting; notes which commands were sent and checks how each is answered."""

    it: Trialogue
    lead: Person
    phone: Person
    sent: set[str] = field(default_factory=set)

    @property
    def console(self) -> str:
        return f"/t/{self.it.id}/lead"

    @property
    def board(self) -> str:
        return f"/t/{self.it.id}"

    @property
    def script(self) -> bool:
        return self.lead.script

    def leads(
        self,
        command: str,
        having: dict[str, str] | None = None,
        /,
        query: str = "",
        **typed: str | Sequence[str],
    ) -> Seen:
        """The facilitator sends a form of the console."""
        self.sent.add(command)
        at = self.console + query
        page = self.lead.open(at)
        if having and command in OF_A_TEXT:
            more = f"texts?text={having['contribution']}"
            assert page.find(href=more), "one tap away"
            at = f"/t/{self.it.id}/{more}"
            page = self.lead.open(at)
        form = form_on(page, command, **(having or {}))
        seen = self.lead.send_from(page, at, form, **typed)
        if not self.script or command == "record-formal-decision":
            assert seen.status == 200, seen.news
            assert seen.raw.url.path in {
                self.console,
                f"/t/{self.it.id}/weighing/{self.it.dilemma}",
            }
        elif command in FORMS and form["hx-swap"] != "none":
            assert seen.status == 200, seen.news
            names = {e["id"] for e in seen.fresh.inside if isinstance(e, Element)}
            assert names == {form["hx-target"].removeprefix("#")}
        else:
            # A button: what it did comes by the socket.
            assert (seen.status, seen.raw.content) == (204, b""), command
        return seen

    def says(
        self,
        command: str,
        having: dict[str, str] | None = None,
        /,
        query: str = "",
        **typed: str | Sequence[str],
    ) -> Seen:
        """The participant sends a form of the phone."""
        self.sent.add(command)
        at = self.board + query
        page = self.phone.open(at)
        seen = self.phone.send_from(page, at, form_on(page, command, **(having or {})), **typed)
        return self.answered(seen)

    def taps(self, command: str, form: str, /, **button: str) -> Seen:
        """The participant taps a button that belongs to a form elsewhere on the page."""
        self.sent.add(command)
        page = self.phone.open(self.board)
        assert page.find(form=form, name=next(iter(button)), value=next(iter(button.values())))
        return self.answered(self.phone.press(page, self.board, page.get(id=form), **button))

    def answered(self, seen: Seen) -> Seen:
        assert seen.status == 200, seen.news
        if self.script:
            ids = [e["id"] for e in seen.fresh.inside if isinstance(e, Element)]
            assert ids in (["act", "mine"], ["mine"], ["saved"], ["speak"], ["ready"]), ids
        else:
            assert seen.fresh.find(id="inhoud"), "the whole page"
        return seen


# Sent in `test_commands_of_leading`.
LEADING = frozenset(
    {
        "add-reservation",
        "empty-seats",
        "end-turn",
        "enter-cards",
        "focus",
        "freeze-screen",
        "give-turn",
        "group-cards",
        "lower-hand",
        "mark-answered",
        "merge-option",
        "name-group",
        "raise-hand",
        "rate-anew",
        "say-ready",
        "set-budget",
        "show-consent",
        "unfreeze-screen",
        "ungroup-cards",
        "word-reservation",
    }
)
# Sent from a page of their own: see test_facilitators.
OF_FACILITATORS = frozenset({"take-lead", "hand-lead"})


def meeting_of(place: Town, *, script: bool) -> Meeting:
    """Return a meeting with its doors open, and one phone that is not in yet."""
    it = started(place)
    return Meeting(it, Person(it.lead, script), Person(place.visitor(), script))
