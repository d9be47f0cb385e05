"""The forty points that the security of trialoog is checked by, and how their tests are found.

A test that holds a point carries its number: `test_27_…`. docs/explanation/security.md has the
same table, written by `make reference`.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
NUMBERED = re.compile(r"test_(\d{1,2})_[a-z]")


@dataclass(frozen=True, slots=True)
class Point:
    """What has to hold. `waits` names the part that is not built, so that it can't be tested."""

    holds: str
    waits: str = ""


POINTS: dict[int, Point] = {
    # live pages
    1: Point("A socket that is opened from another site is refused before any data."),
    2: Point("A socket shows one trialogue to one audience; cookies say which, not a message."),
    3: Point(
        "A right that ends closes its sockets at once, in every process, and nothing comes after."
    ),
    4: Point("What is sent is looked at again when it is sent, not only when a page connects."),
    5: Point("No address and no log line holds a secret that still works."),
    6: Point("Frames that are too large, binary, no JSON, unknown or too many end that socket."),
    7: Point("Nobody holds many sockets, and who says nothing is not waited for."),
    8: Point("Who does not read is let go, and costs little memory until then."),
    # signing in
    9: Point("Cookies are strict, sessions are stored as hashes, end in time and can be ended."),
    10: Point("An answer of a provider of sign-on counts only when all of it is right."),
    11: Point("Accounts and roles come from a provider or from an invitation into one team."),
    12: Point("Signing out at the provider signs out here."),
    # requests
    13: Point("Nothing that another site sends changes anything, and no GET does."),
    14: Point("Only our own host names are answered; only known proxies name a visitor."),
    15: Point("Strict headers on every answer; public pages are the same for everybody."),
    16: Point("Forms have a largest size, a largest number of fields, and no depth."),
    # who may what
    17: Point("Every address answers everybody as the table of access says."),
    18: Point("An id of another trialogue does nothing, wherever it is put."),
    19: Point("What is not public is in nothing public: not in pages, search, headers or tags."),
    20: Point("Publishing is an act of its own, the preview is what goes out, and versions stay."),
    21: Point("Who may not see a record may not download it; who is removed loses it at once."),
    # what is shown
    22: Point("Templates escape by themselves, miss nothing silently, and hold no code or style."),
    23: Point("Hostile text stays text in every field and on every screen."),
    24: Point("Markdown gives no HTML of its own, no image, and only plain links."),
    25: Point("No text adds a header to a mail, a formula to a table, or an element to XML."),
    26: Point("Making a PDF fetches nothing."),
    # abuse
    27: Point("A join code can't be guessed, and a wrong and a closed code answer alike."),
    28: Point(
        "Failures are limited per network, over all processes, with Redis away too; successes are "
        "not."
    ),
    29: Point("The limit counts on every way in."),
    30: Point("The facilitator can close the door, renew the code and take a text off the board."),
    31: Point("One phone has one rating, one answer, one seat, and a quota."),
    32: Point("Nobody acts as somebody else."),
    33: Point("Nothing that is stored or exported links words to a person."),
    34: Point("Mail is limited, and does not tell who has an account.", "following a weighing"),
    # data and running it
    35: Point("Security events are in the log; names, codes, tokens and words never are."),
    36: Point("An error shows a reference and nothing of the inside, and lets nobody in."),
    37: Point("A file asked for in thousands of ranges costs about as much as the file."),
    38: Point("Whatever was accepted can be read back, so that no trialogue locks itself out."),
    39: Point("An export that is read in is data.", "reading an export in"),
    40: Point("Dependencies are locked with hashes, scripts have checksums, no secret ships."),
}


def numbered(source: str) -> list[tuple[int, str]]:
    """Return the numbers in the names of the tests in a file, each with its test."""
    return [
        (int(found[1]), node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (found := NUMBERED.match(node.name))
    ]


def files() -> Iterable[Path]:
    """Return all files with tests."""
    return sorted([*TESTS.glob("test_*.py"), *TESTS.glob("*/test_*.py")])


@cache
def held_by() -> dict[int, list[str]]:
    """Return the files that hold each number, as they stand in the repository."""
    found: dict[int, list[str]] = {}
    for path in files():
        name = path.relative_to(TESTS.parent).as_posix()
        for number in sorted({n for n, _ in numbered(path.read_text(encoding="utf-8"))}):
            found.setdefault(number, []).append(name)
    return found


def complaints(points: dict[int, Point], held: dict[int, list[str]]) -> list[str]:
    """Return what is wrong: a point with neither a test nor a reason, a test without a point."""
    return [
        *(f"{n}: no test and no reason" for n, p in points.items() if not (p.waits or held.get(n))),
        *(f"{n}: not on the list, in {', '.join(held[n])}" for n in held if n not in points),
    ]


def table() -> str:
    """Return the table for the documentation."""
    held = held_by()
    rows = []
    for number, point in POINTS.items():
        cells = ["<br>".join(f"`{name}`" for name in held.get(number, []))]
        if point.waits:
            cells.append(f"waits for: {point.waits}")
        rows.append(f"| {number} | {point.holds} | {'<br>'.join(cell for cell in cells if cell)} |")
    return "\n".join(["| | what holds | held by |", "| --- | --- | --- |", *rows])


def with_table(page: str) -> str:
    """Return the page with the table as it is now, between its two marks."""
    start, end = "<!-- the list: written by `make reference` -->", "<!-- end of the list -->"
    before, after = page.partition(start)[0], page.partition(end)[2]
    return f"{before}{start}\n\n{table()}\n\n{end}{after}"
