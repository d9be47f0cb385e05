"""What of an earlier weighing stands in a preparation: which version, and the options set aside.

Plain data as the rest of a draft. An option that had fallen or was parked comes back on the table
with a tick and a reason; what was said of it then is read from the public version at the start.
"""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from trialoog.core import text
from trialoog.core.changes import Fields, refused, typed
from trialoog.core.refusals import Refused


class AsideDraft(TypedDict):
    """An option that did not go on then. `back`: on the table again, because of `why`."""

    id: str
    letter: str
    title: str
    detail: str
    back: bool
    why: str


class FollowsDraft(TypedDict):
    """Which version of which weighing a dilemma goes on from. `came` holds the letters then of
    options that stand in the draft, by their id."""

    slug: str
    version: int
    came: dict[str, str]
    aside: list[AsideDraft]


def after(before: Mapping[str, FollowsDraft], fields: Fields) -> dict[str, FollowsDraft]:
    """Return what stands there after a form; keys are ids of dilemmas.

    `back` holds the ids of options that are ticked, `back_shown` the dilemmas whose options the
    form showed: without a single tick it sends no `back` at all.
    """
    shown, ticked = fields.get("back_shown", ()), fields.get("back", ())
    return {
        dilemma: {
            **it,
            "aside": [
                {
                    **option,
                    "back": option["id"] in ticked if dilemma in shown else option["back"],
                    "why": typed(fields, why_field(option), option["why"]),
                }
                for option in it["aside"]
            ],
        }
        for dilemma, it in before.items()
    }


def back(follows: FollowsDraft | None) -> list[AsideDraft]:
    """Return the options that come back on the table."""
    return [option for option in follows["aside"] if option["back"]] if follows else []


def refusals(follows: FollowsDraft | None) -> Iterator[Refused]:
    """Yield what is wrong with an option that comes back, at its field of the form."""
    for option in back(follows):
        yield from refused(text.long, option["why"], why_field(option), "reopened_missing")


def why_field(option: AsideDraft) -> str:
    """Return the name of the form field that says why an option comes back."""
    return f"back-{option['id']}-why"
