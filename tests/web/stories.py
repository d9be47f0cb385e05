"""What many tests begin with is played once; where nothing happened yet, a test gets a copy."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tests import databases

if TYPE_CHECKING:
    from tests.web.driving import Town, Trialogue

Story = Callable[..., "Trialogue"]
S = TypeVar("S", bound=Story)


class Stories:
    """Stories that were played, each in a town of its own."""

    def __init__(self, towns: Callable[[], AbstractContextManager["Town"]]) -> None:
        """`towns` lends a town in which nothing happened yet."""
        self._towns = towns
        self._told: dict[str, Story] = {}

    def tell(self, town: "Town", name: str, story: Story) -> "Trialogue":
        """Put a town where a story leads to; its name says which one."""
        if name not in self._told:
            self._told[name] = self._played(story)
        return self._told[name](town)

    def _played(self, story: Story) -> Story:
        with self._towns() as town:
            it = story(town)
            put_back = databases.keep(town.settings.database)

        def again(town: "Town") -> "Trialogue":
            put_back(town.settings.database)
            lead = town.visitor()
            lead.cookies.update(it.lead.cookies)
            return replace(it, town=town, lead=lead)

        return again


def told(story: S) -> S:
    """Play a story only where something happened before, or for somebody who is there already."""

    @wraps(story)
    def tell(town: "Town", lead: Any = None, *args: Any, **more: Any) -> "Trialogue":
        if lead or not town.stories or not town.untouched:
            return story(town, lead, *args, **more)
        name = f"{story.__name__} {args} {more}"
        return town.stories.tell(town, name, lambda town: story(town, None, *args, **more))

    return cast("S", tell)
