"""A follow-up of a published weighing: the draft it begins with, and what was weighed then.

Pure. The words for a new draft come from outside, in the language of its format.
"""

from collections.abc import Collection

from trialoog.core import draft as drafts
from trialoog.core.document import Document, OptionText
from trialoog.core.draft import Draft, New, OptionDraft, PoleDraft
from trialoog.core.earlier import EarlierAssumption, EarlierOption, EarlierWeighing
from trialoog.core.format import Format
from trialoog.core.ids import OptionId
from trialoog.core.set_aside import AsideDraft, FollowsDraft
from trialoog.core.state import Side
from trialoog.core.text import LINE, Text
from trialoog.core.words import OutcomeKind

ASIDE = (OutcomeKind.REJECTED, OutcomeKind.PARKED)


def chosen(document: Document) -> tuple[OptionText, ...]:
    """Return what was chosen."""
    return tuple(o for o in document.options if o.outcome is OutcomeKind.CHOSEN)


def one_choice(document: Document) -> OptionText | None:
    """Return what was chosen, where that is one option: going on with it is "do nothing" now."""
    found = chosen(document)
    return found[0] if len(found) == 1 else None


def begin(document: Document, slug: str, format: Format, new: New, *, title: str) -> Draft:
    """Return a draft that goes on from a weighing. `new.nothing` says what doing nothing is now.

    What went on is on the table; what had fallen or was parked is set aside, to be ticked.
    """
    draft = drafts.empty(format, new)
    dilemma = draft["dilemmas"][0]
    came: dict[str, str] = {}
    options = list(dilemma["options"])
    worked_out = (o for o in document.options if o.outcome is OutcomeKind.ELABORATE)
    if one := one_choice(document):
        options[0] = {**options[0], "title": new.nothing[:LINE], "detail": one.detail}
        came[options[0]["id"]] = one.letter
    elif went_on := (*chosen(document), *worked_out):
        del options[1:]  # the place to write: these stand there
        for number, it in enumerate(went_on, 1):
            id = f"{new.id}{number}"
            came[id] = it.letter
            options.append(OptionDraft(id=id, title=it.title, detail=it.detail, nothing=False))
    dilemma = {
        **dilemma,
        "pole_a": _pole(document.pole_a),
        "pole_b": _pole(document.pole_b),
        "options": options,
    }
    aside = [
        AsideDraft(
            id=f"{new.id}{it.letter.lower()}",
            letter=it.letter,
            title=it.title,
            detail=it.detail,
            back=False,
            why="",
        )
        for it in document.options
        if it.outcome in ASIDE
    ]
    follows = FollowsDraft(slug=slug, version=document.version, came=came, aside=aside)
    return {
        **draft,
        "title": title[:LINE].strip(),
        "question": document.question,
        "background": document.intro,
        "organisation": document.organisation,
        "decision_maker": document.decision_maker,
        "dilemmas": [dilemma],
        "follows": {dilemma["id"]: follows},
    }


def _pole(side: Side) -> PoleDraft:
    return PoleDraft(name=side.name, worth=side.worth)


def weighed_then(
    document: Document, follows: FollowsDraft, table: Collection[str]
) -> EarlierWeighing:
    """Return what was weighed then, with the ids of the options that are on the `table` again."""
    again = {letter: id for id, letter in follows["came"].items() if id in table}
    why = {it["letter"]: it for it in follows["aside"] if it["back"]}

    def option(it: OptionText) -> EarlierOption | None:
        if it.outcome is None:
            return None
        back = why.get(it.letter)
        id = back["id"] if back else again.get(it.letter)
        return EarlierOption(
            letter=it.letter,
            title=Text(it.title),
            outcome=it.outcome,
            reason=Text(it.reason),
            reopen=Text(it.reopen),
            weighed=tuple(map(Text, it.weighed)),
            downsides=tuple(map(Text, it.downsides)),
            conditions=tuple(map(Text, it.conditions)),
            assumptions=tuple(
                EarlierAssumption(Text(a.text), a.state, a.on) for a in it.assumptions
            ),
            option=OptionId(id) if id else None,
            why=Text(back["why"]) if back else None,
        )

    return EarlierWeighing(
        slug=follows["slug"],
        version=document.version,
        question=Text(document.question),
        held=document.held,
        options=tuple(found for it in document.options if (found := option(it)) is not None),
    )
