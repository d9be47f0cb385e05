"""What others do while a page is looked at: they write, and the connection drops."""

from typing import Any

from tests.e2e.leading import Leader

DROP = "document.querySelector('[hx-ws\\\\:connect]')._htmx.ws.connection.socket.close()"


def says(client: Any, lead: Leader, text: str) -> str:
    """Somebody says something about the second option; its id."""
    fields = {"dilemma": lead.dilemma, "option": lead.options[1], "kind": "fact", "text": text}
    answer = client.post(f"/t/{lead.id}/contribute", data={**fields, "key": text})
    assert answer.status_code == 303
    return str(lead.record("ContributionMade")[-1]["contribution"])
