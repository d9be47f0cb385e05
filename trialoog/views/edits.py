"""What a page changes to go from one drawing of a region to the next: its texts one by one where
that is enough, else the region as a whole. Pure; what comes out is what htmx swaps in.

A text on a board is an article with an id, and nothing stands between two of them, so that what is
put in or taken out leaves exactly the page that the server draws.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

TEXT = '<article class="contribution" id="'
_END = "</article>"


Known = dict[tuple[str, str, str], str]
"""What a page changes, by the id of a region, how it was drawn before and how it is now."""


class Cut(NamedTuple):
    """A region as its texts by id, in order, and what stands before, between and after them."""

    texts: Mapping[str, str]
    gaps: tuple[str, ...]


def whole(regions: Mapping[str, str]) -> str:
    """Return what puts whole regions on a page, by their ids."""
    return "".join(_partial(id, "outerMorph", html) for id, html in regions.items())


def changes(old: Mapping[str, str], new: Mapping[str, str], known: Known | None = None) -> str:
    """Return what brings the regions that differ from how they were to how they are.

    `known` keeps what was found, for others who go from and to the very same drawings.
    """
    known = {} if known is None else known
    found: list[str] = []
    for id, html in new.items():
        if old.get(id) == html:
            continue
        step = id, old.get(id, ""), html
        if step not in known:
            known[step] = _change(*step)
        found.append(known[step])
    return "".join(found)


def _partial(id: str, swap: str, html: str) -> str:
    return f'<hx-partial hx-target="#{id}" hx-swap="{swap}">{html}</hx-partial>'


def _change(id: str, old: str, new: str) -> str:
    edits = _edits(_cut(old), _cut(new)) if TEXT in old and TEXT in new else None
    if edits is None or len(edits) > len(new):
        return _partial(id, "outerMorph", new)
    return edits


@lru_cache(16)  # what is new now is what was old next time
def _cut(html: str) -> Cut:
    first, *rest = html.split(TEXT)
    texts: dict[str, str] = {}
    gaps = [first]
    for piece in rest:
        text, _, after = piece.partition(_END)
        texts[text[: text.index('"')]] = text
        gaps.append(after)
    return Cut(texts, tuple(gaps))


def _edits(old: Cut, new: Cut) -> str | None:
    """Return the texts that came, went or changed; None when more than that is other."""
    if len(old.gaps) != len(old.texts) + 1 or len(new.gaps) != len(new.texts) + 1:
        return None  # an id stands there twice
    stay = [id for id in old.texts if id in new.texts]
    if stay != [id for id in new.texts if id in old.texts]:
        return None  # some changed places
    found: list[str] = []
    for before, after, gap, came, gaps in _between(old, new, stay):
        if not came:
            if gaps[0] != gap:
                return None
        elif before and gaps[-1] == gap and not any(gaps[:-1]):
            found.append(_partial(before, "afterend", _html(new, came)))
        elif after and gaps[0] == gap and not any(gaps[1:]):
            found.append(_partial(after, "beforebegin", _html(new, came)))
        else:
            return None
    gone = [_partial(id, "delete", "") for id in old.texts if id not in new.texts]
    changed = [
        _partial(id, "outerMorph", _html(new, [id]))
        for id in stay
        if new.texts[id] != old.texts[id]
    ]
    return "".join((*found, *gone, *changed))


def _between(
    old: Cut, new: Cut, stay: list[str]
) -> Iterator[tuple[str, str, str, list[str], tuple[str, ...]]]:
    """Walk the places between the texts that stay: the text before and the one after, what stands
    there once all that goes is gone, which texts come there, and what then stands around them."""
    old_ids, new_ids = list(old.texts), list(new.texts)
    i = j = 0
    before = ""
    for after in (*stay, ""):
        i_end = old_ids.index(after, i) if after else len(old_ids)
        j_end = new_ids.index(after, j) if after else len(new_ids)
        gap = "".join(old.gaps[i : i_end + 1])
        yield before, after, gap, new_ids[j:j_end], new.gaps[j : j_end + 1]
        i, j, before = i_end + 1, j_end + 1, after


def _html(cut: Cut, ids: list[str]) -> str:
    return "".join(f"{TEXT}{cut.texts[id]}{_END}" for id in ids)
