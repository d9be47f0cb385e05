"""What is one phone's own, found by its tags at each request and kept nowhere.

A text of a phone has an id that its key makes, from how many it made before: so a phone finds its
own by asking for the next one until there is none, however many texts others wrote. Who has no key
sees ids by chance, as they would be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import takewhile

from trialoog.core.commands import Contribute, contribution_subject
from trialoog.core.ids import ContributionId, OptionId
from trialoog.core.state import Contribution, State
from trialoog.core.words import Activity, Status
from trialoog.views.board_mine import Mine
from trialoog.web import keys
from trialoog.web.access import Visit


def named(visit: Visit, state: State, asked: Contribute) -> Contribute:
    """Return what a phone asks with the id that its text gets: the next of its own."""
    free = (id for id in keys.text_ids(visit.tag) if id not in state.contributions)
    return replace(asked, contribution=next(free))


def mine_of(visit: Visit, state: State) -> Mine:
    """Return what is this phone's own."""
    tag = visit.tag
    hand = tag(f"hand/{state.step}")
    return Mine(
        contributions=tuple(_contributions(visit, state)),
        recognised=_recognised(visit, state),
        ratings=ratings(visit, state),
        consents={
            o.id: o.consents[found]
            for o in state.outcomes.values()
            if (found := tag(f"consent/{o.id}")) in o.consents
        },
        answers={
            o.id: o.answers[found]
            for o in state.options.values()
            if (found := tag(f"read-back/{o.id}")) in o.answers
        },
        hand=next((h.id for h in state.floor.hands if h.tag == hand), None),
        turn=state.floor.turn is not None and state.floor.turn.tag == hand,
        ready=tag(f"ready/{state.step}") in state.ready,
    )


def ratings(visit: Visit, state: State) -> dict[OptionId, Mapping[str, int | None]]:
    """Return how this phone rated the options."""
    return {
        o.id: o.ratings[found].values
        for o in state.options.values()
        if (found := visit.tag(f"rate/{o.id}")) in o.ratings
    }


def _contributions(visit: Visit, state: State) -> Iterator[Contribution]:
    """Give the texts of this phone in the order in which they came."""
    texts = state.contributions
    # Those from before ids were made like this come first, in a meeting that began before.
    before = takewhile(lambda it: len(it.id) != keys.TEXT_ID, texts.values())
    then = (texts[id] for id in takewhile(texts.__contains__, keys.text_ids(visit.tag)))
    for each in (before, then):
        for it in each:
            ours = it.perspective is visit.perspective
            if ours and it.tag == visit.tag(contribution_subject(it.id)):
                yield it


def _recognised(visit: Visit, state: State) -> frozenset[ContributionId]:
    """Return what this phone recognised, in a step where that is asked."""
    if state.status is not Status.OPEN or not state.now_at.allows(Activity.RECOGNISE):
        return frozenset()
    found = (state.contributions[id] for id in state.recognised)
    return frozenset(
        it.id
        for it in found
        if it.dilemma == state.dilemma and visit.tag(f"recognise/{it.id}") in it.recognised
    )
