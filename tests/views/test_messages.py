"""Every refusal has a sentence, and every sentence a refusal."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import trialoog
from trialoog.core.refusals import Refused
from trialoog.core.words import Perspective
from trialoog.views.looks import Looks
from trialoog.views.messages import SENTENCES, sentence

PACKAGE = Path(trialoog.__file__).parent
CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def words(node: ast.AST) -> Iterator[str]:
    for found in ast.walk(node):
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value


def refusals(source: str) -> Iterator[str]:
    """The codes in a module: what `Refused` is called with, directly or by way of `text`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == "_why_not":
            for answer in ast.walk(node):
                if isinstance(answer, ast.Return):
                    yield from words(answer)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if node.args and (name == "Refused" or (owner, name) == ("wrong", "add")):
            yield from words(node.args[0])
        if owner == "text" and name in {"long", "line"} and len(node.args) > 2:
            yield from words(node.args[2])


def used(folder: str) -> set[str]:
    files = (PACKAGE / folder).rglob("*.py")
    return {code for file in files for code in refusals(file.read_text(encoding="utf-8"))}


def test_every_refusal_has_a_sentence() -> None:
    codes = used("core") | used("live") | used("web")
    assert len(codes) > 40
    assert codes - set(SENTENCES) == set()


def test_every_sentence_belongs_to_a_code_that_is_used() -> None:
    mentioned = {
        word
        for file in PACKAGE.rglob("*.py")
        if file.name != "messages.py"
        for word in words(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert set(SENTENCES) - mentioned == set()
    assert all(CODE.fullmatch(code) for code in SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_whole_and_ends_with_a_full_stop(looks: Looks, code: str) -> None:
    values = {"limit": 60, "length": 61, "perspectives": (Perspective.POLICY,)}
    said = sentence(looks, "nl", Refused(code, None, **values))
    assert said[0].isupper()
    assert said.endswith(".")
    assert "%(" not in said


def test_perspectives_are_named_in_a_sentence(looks: Looks) -> None:
    three = (Perspective.POLICY, Perspective.IMPLEMENTATION, Perspective.POLITICS)
    said = sentence(looks, "nl", Refused("unheard", "confirmed", perspectives=three))
    assert said.startswith("Hierover zei beleid, uitvoering en politiek nog niets.")
    alone = sentence(looks, "nl", Refused("unheard", "confirmed", perspectives=three[:1]))
    assert alone.startswith("Hierover zei beleid nog niets.")
