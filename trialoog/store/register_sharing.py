"""The part of the data register about what processes know of each other. See `register`."""

from collections.abc import Mapping

from trialoog.store.kept import TOKEN, Column, Kept, Until

SHARING: Mapping[str, Kept] = {
    "ending": Kept(
        "to close the pages of a right that ended, in whichever process they are open",
        Until.HOUR,
        {
            "id": Column("its number"),
            "who": TOKEN,
            "trialogue": Column("the trialogue that it ended in; empty: in all"),
            "signed_out": Column("whether the session itself ended"),
            "at": Column("when it ended"),
        },
        apart="the sessions that it is about are in no backup either",
    ),
    "crowd": Kept(
        "to let simulated people play along in a rehearsal, and to stop them from any process",
        Until.PLAYED,
        {
            "trialogue": Column("the rehearsal that they play in"),
            "process": Column("a random name for the process that they live in"),
            "team": Column("the team that asked for them"),
            "people": Column("how many come"),
            "awake": Column("whether they are to play"),
            "place": Column("in which order that was asked"),
            "present": Column("how many of them are in, per perspective"),
            "seen": Column("when their process said so last"),
        },
        apart="the processes that they live in are gone by then",
    ),
    "chore": Kept(
        "to let one process do for all what is done once a day",
        Until.NEXT,
        {
            "name": Column("what it is"),
            "taken": Column("when a process last took it on"),
        },
    ),
}
