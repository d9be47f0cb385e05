"""A facilitator who asks for approval and spokespersons who answer, for tests."""

from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.driving import Trialogue
from tests.web.screens import read


def editor_of(it: Trialogue) -> str:
    return f"/t/{it.id}/weighing/{it.dilemma}"


def link_for(it: Trialogue, perspective: str = "policy", **typed: str) -> str:
    """Make a link in the editor; return its address."""
    answer = it.lead.post(
        f"{editor_of(it)}/approval-link", data={"perspective": perspective, **typed}
    )
    assert answer.status_code == 200, answer.text[:2000]
    shown = read(answer.text).value(f"made-{perspective}")
    return shown.removeprefix(str(it.town.house.facade.public_url))


def comes_in(it: Trialogue, perspective: str = "policy") -> TestClient:
    """A spokesperson, with the cookie that their link gives."""
    who = it.town.visitor()
    assert who.post(link_for(it, perspective)).status_code == 303
    return who


def page_of(it: Trialogue) -> str:
    return f"/t/{it.id}/approve/{it.dilemma}"


def answers(it: Trialogue, who: TestClient, answer: str = "approve", **typed: str) -> Response:
    """Answer with the form that is on the page."""
    page = read(who.get(page_of(it)).text)
    form = {name: page.get(name=name)["value"] for name in ("key", "seen")}
    return who.post(page_of(it), data={**form, "answer": answer, **typed})


def stands(it: Trialogue, perspective: str = "policy") -> str:
    """What the card says of a perspective."""
    return read(it.lead.get(editor_of(it)).text).get(id=f"approval-{perspective}").words
