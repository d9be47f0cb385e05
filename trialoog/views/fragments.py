"""Live regions: a table of templates and their models, drawn for one audience in one language.

A region depends on the state, the perspective and the language and on nothing else: never on
a person, an idempotency key or the time of day. Pages show exactly what is drawn here, so that
an old page plus fragments is a new page.
"""

from collections.abc import Callable, Hashable, Mapping

from markupsafe import Markup

from trialoog.core.state import State
from trialoog.core.words import Perspective
from trialoog.views.looks import Looks
from trialoog.views.seen import Seen

Model = Callable[[State, Perspective | None], Mapping[str, object]]
"""What a region shows, as the names its template uses."""

Table = Mapping[str, tuple[str, Model]]
"""The regions of one role: element id -> (template, model)."""


def draw(  # noqa: PLR0917 - a table, and the audience it is drawn for
    looks: Looks, language: str, table: Table, state: State, perspective: Perspective | None
) -> dict[str, Markup]:
    """Return the HTML of every region in a table, by element id."""
    return {
        region: Markup(  # noqa: S704 - our own template, which escapes
            looks.render(language, template, written=state.language, **model(state, perspective))
        )
        for region, (template, model) in table.items()
    }


def redraw(  # noqa: PLR0913, PLR0917 - one entry of a table, and whom it is drawn for
    looks: Looks,
    language: str,
    template: str,
    model: Model,
    state: State,
    perspective: Perspective | None,
    alike: Hashable = None,
) -> str:
    """Return the HTML of a region: as it was drawn last, unless what it read then is other now.

    `alike` is all that the model stands on beside the state and the perspective.
    """
    key = language, template, perspective, alike
    found = looks.last.found(key, state) if looks.last is not None else None
    if found is not None:
        return found
    seen = Seen(state)
    html = looks.render(language, template, written=state.language, **model(seen, perspective))
    if looks.last is not None:
        looks.last.keep(key, seen, html)
    return html
