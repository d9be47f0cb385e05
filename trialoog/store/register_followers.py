"""What the data register says of followers, and of what is on its way to them. See `register`."""

from collections.abc import Mapping

from trialoog.store.kept import ALIVE, TOKEN, About, Column, Kept, Until

_FOLLOWER = Column("the follower: a random id", About.FOLLOWER)
_FOLLOWS = Column("what kind of thing is followed: a weighing, a subject or all", About.FOLLOWER)
_WHICH = Column("which weighing or subject", About.FOLLOWER)
_HOW_OFTEN = Column("how often to be told", About.FOLLOWER)

FOLLOWERS: Mapping[str, Kept] = {
    "follow_request": Kept(
        "to ask whoever reads the mail of an address whether it wants to follow",
        Until.ASKED,
        {
            "token_hash": TOKEN,
            "email": Column("the address that somebody typed", About.FOLLOWER),
            "about": _FOLLOWS,
            "key": _WHICH,
            "frequency": _HOW_OFTEN,
            "language": Column("the language to write in", About.FOLLOWER),
            "asked": Column("when it was asked", About.FOLLOWER),
        },
        apart=ALIVE,
    ),
    "follower": Kept(
        "to send an address what it asked for, and nothing else",
        Until.FOLLOWED,
        {
            "id": _FOLLOWER,
            "email": Column("the address", About.FOLLOWER),
            "language": Column("the language to write in", About.FOLLOWER),
            "since": Column("when it was confirmed first", About.FOLLOWER),
            "daily": Column("when the last daily mail went out", About.FOLLOWER),
            "weekly": Column("when the last weekly mail went out", About.FOLLOWER),
        },
    ),
    "following": Kept(
        "to know what to tell whom, and how often",
        Until.FOLLOWED,
        {
            "follower": _FOLLOWER,
            "about": _FOLLOWS,
            "key": _WHICH,
            "frequency": _HOW_OFTEN,
            "since": Column("when it was confirmed", About.FOLLOWER),
        },
    ),
    "follow_link": Kept(
        "to let somebody change what they follow, or stop, from any mail that they got",
        Until.FOLLOWED,
        {"token_hash": TOKEN, "follower": _FOLLOWER},
    ),
    "mailing": Kept(
        "to tell followers of a version once, however often the server starts anew",
        Until.RECORD,
        {
            "slug": Column("the address of the weighing"),
            "version": Column("its version"),
            "subjects": Column("the subjects that it was filed under"),
            "ordered": Column("when somebody had the followers told"),
            "reached": Column("how far the list of followers was gone through"),
            "spread": Column("whether that is done"),
        },
    ),
    "delivery": Kept(
        "to send nothing twice, and to try again what could not be sent",
        Until.DELIVERED,
        {
            "slug": Column("the weighing that it is about"),
            "version": Column("its version"),
            "follower": _FOLLOWER,
            "frequency": _HOW_OFTEN,
            "state": Column("what became of it", About.FOLLOWER),
            "due": Column("when it may go, or when it went", About.FOLLOWER),
            "tries": Column("how often it was tried"),
        },
    ),
}
