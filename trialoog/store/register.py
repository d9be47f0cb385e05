"""The data register: of every column what it is, whom it is about, why it is kept and how long.

A test holds it against the tables, so that no column comes without an answer; the reference
page on data is written from it. Pure data: nothing here reads or removes a row.
"""

from collections.abc import Mapping

from trialoog.store.kept import ALIVE, TOKEN, About, Column, Kept, Until
from trialoog.store.register_followers import FOLLOWERS
from trialoog.store.register_sharing import SHARING

__all__ = ["APART", "REGISTER", "About", "Column", "Kept", "Until", "until"]

_ACCOUNT = Column("the account: a random id", About.SIGNED_IN)
_TEAM = Column("the team that it belongs to")
_TRIALOGUE = Column("the trialogue that it belongs to")
_EXPIRES = Column("from when on it opens nothing")

REGISTER: Mapping[str, Kept] = {
    "account": Kept(
        "to let facilitators and administrators sign in",
        Until.ACCOUNT,
        {
            "id": _ACCOUNT,
            "name": Column("the name that its team sees", About.SIGNED_IN),
            "email": Column("where a sign-in link may be sent, if known", About.SIGNED_IN),
            "created": Column("when the account was made", About.SIGNED_IN),
        },
    ),
    "team": Kept(
        "to know who owns a trialogue together",
        Until.RECORD,
        {"id": Column("a random id"), "name": Column("the name of a part of an organisation")},
    ),
    "identity": Kept(
        "to recognise who comes in by single sign-on",
        Until.ACCOUNT,
        {
            "issuer": Column("the address of the provider"),
            "subject": Column("how the provider calls somebody", About.SIGNED_IN),
            "account": _ACCOUNT,
        },
    ),
    "member": Kept(
        "to know who may lead what",
        Until.ACCOUNT,
        {
            "team": _TEAM,
            "account": _ACCOUNT,
            "role": Column("facilitator or administrator", About.SIGNED_IN),
            "source": Column("the provider that gives this place; empty when given here"),
        },
    ),
    "invitation": Kept(
        "to let somebody into a team, or into one trialogue, once",
        Until.USED,
        {
            "token_hash": TOKEN,
            "team": Column("the team that it opens, if any"),
            "trialogue": Column("the trialogue that it opens, if any"),
            "role": Column("what the one who comes will be", About.SIGNED_IN),
            "name": Column("who is invited", About.SIGNED_IN),
            "email": Column("where the invitation was mailed, if it was", About.SIGNED_IN),
            "mailed_hash": Column(
                "SHA-256 of the token of the link that was mailed there", About.SIGNED_IN
            ),
            "invited_by": Column("the account that invites: a random id", About.SIGNED_IN),
            "expires": _EXPIRES,
        },
        apart=ALIVE,
    ),
    "signin_link": Kept(
        "to let somebody sign in once without a password",
        Until.USED,
        {
            "token_hash": TOKEN,
            "account": _ACCOUNT,
            "expires": _EXPIRES,
            "used": Column("when it was used", About.SIGNED_IN),
        },
        apart=ALIVE,
    ),
    "signin_session": Kept(
        "to keep a browser signed in, and to end that from elsewhere",
        Until.USED,
        {
            "id_hash": TOKEN,
            "account": _ACCOUNT,
            "created": Column("when somebody signed in", About.SIGNED_IN),
            "seen": Column("when the browser was last used, to five minutes", About.SIGNED_IN),
            "expires": _EXPIRES,
            "issuer": Column("the provider that somebody came in by"),
            "sid": Column("how that provider calls its own session", About.SIGNED_IN),
        },
        apart=ALIVE,
    ),
    "trialogue": Kept(
        "to list, prepare and open trialogues",
        Until.TRIALOGUE,
        {
            "id": Column("a random id, as in its address"),
            "team": _TEAM,
            "title": Column("its title", About.WRITTEN),
            "status": Column("draft, open, adjourned or closed"),
            "draft": Column("the preparation, as typed; a copy starts from it", About.WRITTEN),
            "code": Column("the code that people join with", until=Until.CLOSING),
            "door": Column("whether the code lets people in"),
            "rehearsal": Column("whether it is a rehearsal"),
            "copy_of": Column("the trialogue that it was copied from"),
            "language": Column("the language of its texts"),
            "organisation": Column("the organisation that held it", About.WRITTEN),
            "contact": Column("whom the public can ask about it", About.WRITTEN),
            "unannounced": Column("whether the public is not told that it was held"),
            "epoch": Column("a mark that pages start afresh by"),
            "last_seq": Column("the number of facts"),
            "open_seq": Column("how many of them the public may list"),
            "head": Column("the last link of the open lane"),
            "closed_head": Column("the last link of the closed lane"),
            "created": Column("when it was made"),
            "updated": Column("when it changed last, to the minute once it began"),
        },
    ),
    "trialogue_secret": Kept(
        "to make the tags of a phone's acts, as long as people can have a seat",
        Until.CLOSING,
        {
            "trialogue": _TRIALOGUE,
            "secret": Column(
                "32 random bytes behind the tags: with it and a phone's cookie the tags of that "
                "phone can be made",
                About.PARTICIPANT,
            ),
        },
        apart="with it, whoever has a phone could prove after closing what that phone wrote",
    ),
    "co_facilitator": Kept(
        "to know who leads a trialogue along without being in its team",
        Until.REMOVED,
        {
            "trialogue": _TRIALOGUE,
            "account": _ACCOUNT,
            "since": Column("when the invitation was used", About.SIGNED_IN),
            "invited_by": Column("the account that invited: a random id", About.SIGNED_IN),
        },
    ),
    "fact": Kept(
        "the record: what happened, in order, so that the weighing can be accounted for",
        Until.RECORD,
        {
            "trialogue": _TRIALOGUE,
            "seq": Column("its number"),
            "kind": Column("what happened"),
            "version": Column("the version of its form"),
            "at": Column("when, cut to the minute", About.PARTICIPANT),
            "by_role": Column("in what capacity somebody did it"),
            "by_perspective": Column("from which perspective", About.PARTICIPANT),
            "by_tag": Column(
                "a tag for one act of one phone; nobody can link two of them, and after closing "
                "nobody can link one to its phone",
                About.PARTICIPANT,
            ),
            "by_account": Column("which facilitator did it: a random id", About.SIGNED_IN),
            "data": Column(
                "what happened, without anybody's words: choices, ratings, ids of texts",
                About.PARTICIPANT,
            ),
            "texts": Column("salted hashes of the words"),
            "salt": Column("what makes the hashes of this fact impossible to guess"),
            "link": Column("its link in the chain"),
        },
    ),
    "text": Kept(
        "people's words, apart from the facts, so that they can go and the chain still holds",
        Until.UNSEEN,
        {
            "trialogue": _TRIALOGUE,
            "seq": Column("the fact that it belongs to"),
            "place": Column("which of the texts of that fact"),
            "body": Column("the words", About.WRITTEN),
            "salt": Column("the salt of its hash; it goes together with the words"),
        },
    ),
    "receipt": Kept(
        "to count a form once, however often a bad connection sends it",
        Until.CLOSING,
        {
            "trialogue": _TRIALOGUE,
            "key_hash": Column("HMAC of the random key of a form", About.PARTICIPANT),
            "body_hash": Column("HMAC of what the form held", About.PARTICIPANT),
            "answer": Column("what was answered: that it came late, or nothing"),
        },
        apart="with it, a page that was left open could be linked to the words that it sent",
    ),
    "weighing_draft": Kept(
        "the working copy that the next public version is made from",
        Until.TRIALOGUE,
        {
            "trialogue": _TRIALOGUE,
            "dilemma": Column("the dilemma that it is about"),
            "texts": Column("what the facilitator typed", About.WRITTEN),
            "updated": Column("when it was saved last"),
        },
    ),
    "publication": Kept(
        "what is public, so that people can look a weighing up",
        Until.PUBLIC,
        {
            "slug": Column("its address, made from the question", About.WRITTEN),
            "version": Column("its number"),
            "trialogue": _TRIALOGUE,
            "dilemma": Column("the dilemma that it is about"),
            "document": Column("all that is public of it", About.WRITTEN),
            "digest": Column("SHA-256 of the document as it was published"),
            "note": Column("what changed in this version", About.WRITTEN),
            "published_at": Column("when it became public"),
            "current": Column("whether it is the newest version"),
            "follows": Column("the address of the weighing that it goes on from, if any"),
            "review": Column("the day on which it is looked at again, if any"),
            "redacted": Column("when a passage went out of it last"),
        },
    ),
    "review_reminder": Kept(
        "to remind a team once that a weighing is due for review",
        Until.ACCOUNT,
        {
            "slug": Column("the address of the weighing"),
            "review": Column("the day on which it is looked at again"),
            "account": _ACCOUNT,
            "at": Column("when the reminder was taken to be sent", About.SIGNED_IN),
        },
    ),
    "catalogue": Kept(
        "to find public weighings; made anew from them at any time",
        Until.PUBLIC,
        {
            "id": Column("its number; a newer version has a higher one"),
            "slug": Column("the address of the weighing", About.WRITTEN),
            "version": Column("the number of its newest version"),
            "published_at": Column("when that became public"),
            "language": Column("the language of its texts"),
            "question": Column("its question", About.WRITTEN),
            "organisation": Column("whose weighing it is", About.WRITTEN),
            "decision_maker": Column("the office that decides, never a person", About.WRITTEN),
            "decision": Column("what that did with the advice"),
            "decide_by": Column("when it decides"),
            "review": Column("when the weighing is looked at again"),
            "heading": Column("the words of its question, to be searched", About.WRITTEN),
            "options": Column("the words of its options, to be searched", About.WRITTEN),
            "body": Column("all its words, to be searched", About.WRITTEN),
            "filed": Column("what filters find it by", About.WRITTEN),
        },
    ),
    "catalogue_facet": Kept(
        "to filter public weighings",
        Until.PUBLIC,
        {
            "kind": Column("subject, format, outcome, organisation or year"),
            "value": Column("which of these", About.WRITTEN),
            "weighing": Column("its number in the catalogue"),
        },
    ),
    "catalogue_option": Kept(
        "to find whether an option was weighed before, and why it fell",
        Until.PUBLIC,
        {
            "id": Column("its number"),
            "weighing": Column("the number of its weighing in the catalogue"),
            "letter": Column("its letter"),
            "title": Column("its title", About.WRITTEN),
            "outcome": Column("what became of it"),
            "reason_type": Column("on what ground"),
            "reason": Column("why", About.WRITTEN),
            "reopen": Column("what would reopen it", About.WRITTEN),
            "heading": Column("the words of its title, to be searched", About.WRITTEN),
            "words": Column("the words of its texts, to be searched", About.WRITTEN),
            "about": Column("the words of the question, to be searched", About.WRITTEN),
            "filed": Column("what filters find it by"),
        },
    ),
    "catalogue_assumption": Kept(
        "to show which assumptions hold and which failed",
        Until.PUBLIC,
        {
            "weighing": Column("the number of its weighing in the catalogue"),
            "number": Column("its number in that weighing"),
            "letter": Column("the letter of the option that rests on it"),
            "words": Column("what is assumed", About.WRITTEN),
            "standing": Column("what is known of it"),
            "on_day": Column("since when"),
        },
    ),
    "planned_publication": Kept(
        "to make a version public at a set time, exactly as it was planned",
        Until.PLANNED,
        {
            "trialogue": _TRIALOGUE,
            "dilemma": Column("the dilemma that it is about"),
            "at": Column("when it goes public"),
            "texts": Column("what goes public", About.WRITTEN),
            "digest": Column("SHA-256 of the text as it was planned"),
            "without": Column("perspectives whose missing approval was confirmed"),
            "account": _ACCOUNT,
            "refused": Column("why it did not go out"),
        },
    ),
    "tombstone": Kept(
        "to tell who comes to an address why nothing stands there any more",
        Until.PUBLIC,
        {
            "slug": Column("the address, made from the question", About.WRITTEN),
            "trialogue": _TRIALOGUE,
            "version": Column("the last version that went offline"),
            "at": Column("when it went offline"),
            "ground": Column("privacy or procedure"),
            "reason": Column("why, as the public reads it", About.WRITTEN),
        },
    ),
    "public_stamp": Kept(
        "to know when a page that was drawn before may be out of date",
        Until.RECORD,
        {
            "id": Column("always 1"),
            "changes": Column("how often something public changed"),
        },
    ),
    **FOLLOWERS,
    **SHARING,
    "spokesperson_link": Kept(
        "to let the spokesperson of a perspective read the public text and answer",
        Until.USED,
        {
            "token_hash": TOKEN,
            "trialogue": _TRIALOGUE,
            "dilemma": Column("the dilemma that it is about"),
            "perspective": Column("the perspective that is asked"),
            "made": Column("when it was made"),
            "expires": _EXPIRES,
        },
        apart=ALIVE,
    ),
    "spokesperson_session": Kept(
        "to know a browser that came in by such a link",
        Until.USED,
        {"id_hash": TOKEN, "link": Column("the link that it came in by")},
        apart=ALIVE,
    ),
    "screen_grant": Kept(
        "to let another machine show the projector once",
        Until.USED,
        {
            "token_hash": TOKEN,
            "trialogue": _TRIALOGUE,
            "expires": _EXPIRES,
            "used": Column("when it was used"),
        },
        apart=ALIVE,
    ),
    "screen_session": Kept(
        "to let a machine show the projector, and nothing else",
        Until.USED,
        {
            "id_hash": TOKEN,
            "trialogue": _TRIALOGUE,
            "created": Column("when it was opened"),
            "expires": _EXPIRES,
        },
        apart=ALIVE,
    ),
}


APART = tuple(table for table, kept in REGISTER.items() if kept.apart)
"""The tables whose rows are in no backup."""


def until(table: str, column: str) -> Until:
    """Return the rule by which a column's data goes. Raises `KeyError` for an unknown one."""
    kept = REGISTER[table]
    return kept.columns[column].until or kept.until
