"""The security log: who came in, was refused or changed a right; what was published or taken along.

Holds random ids, the shape of an address and a shortened network; never a name, a code, a token
or what somebody typed. The acts of participants are in no log.
"""

import logging
from collections.abc import Mapping
from ipaddress import ip_address, ip_network

from starlette.requests import HTTPConnection

log = logging.getLogger("trialoog.security")

# How much of an address is written: enough to see an attack, not who it was.
IPV4_BITS, IPV6_BITS = 24, 48

REFUSED = 400

# Every act that leaves a line, by its row in the table of addresses.
EVENTS: Mapping[tuple[str, str], str] = {
    ("POST", "/login"): "link-asked",
    ("POST", "/login/{token}"): "sign-in",
    ("GET", "/login/back/{provider}"): "sign-in",
    ("POST", "/logout"): "sign-out",
    ("POST", "/login/ended/{provider}"): "sign-out",
    ("POST", "/account/sign-out"): "sign-out",
    ("POST", "/invite/{token}"): "invitation-used",
    ("POST", "/team/{team}/invite"): "invitation",
    ("POST", "/team/{team}/withdraw"): "invitation-withdrawn",
    ("POST", "/team/{team}/role"): "role-change",
    ("POST", "/team/{team}/remove"): "member-removed",
    ("POST", "/t/{id}/hand-over"): "hand-over",
    ("POST", "/t/{id}/facilitators/invite"): "invitation",
    ("POST", "/t/{id}/facilitators/withdraw"): "invitation-withdrawn",
    ("POST", "/t/{id}/facilitators/remove"): "co-facilitator-removed",
    ("POST", "/s/{token}"): "screen-opened",
    ("POST", "/t/{id}/screen-link"): "screen-link",
    ("POST", "/t/{id}/weighing/{dilemma}/approval-link"): "approval-link",
    ("POST", "/t/{id}/weighing/{dilemma}/approval-link/withdraw"): "approval-link-withdrawn",
    ("POST", "/a/{token}"): "approval-link-used",
    ("POST", "/t/{id}/approve/{dilemma}"): "approval",
    ("POST", "/follow/confirm/{token}"): "follow-confirmed",
    ("POST", "/follow/my/{token}"): "follow-changed",
    ("POST", "/follow/stop/{token}"): "follow-stopped",
    ("POST", "/t/{id}/delete"): "delete",
    ("GET", "/t/{id}/export.json"): "export",
    ("POST", "/t/{id}/redact"): "redaction",
    ("POST", "/t/{id}/weighing/{dilemma}/publish"): "publish",
    ("POST", "/t/{id}/weighing/{dilemma}/plan"): "publish-planned",
    ("POST", "/t/{id}/weighing/{dilemma}/plan/cancel"): "publish-cancelled",
    ("POST", "/t/{id}/weighing/{dilemma}/withdraw"): "unpublish",
    ("POST", "/t/{id}/weighing/{dilemma}/announce"): "announce",
    ("POST", "/t/{id}/weighing/{dilemma}/unannounce"): "unannounce",
    ("POST", "/t/{id}/weighing/{dilemma}/mail"): "followers-told",
}

RIGHTS = frozenset({401, 403})
NOT_THERE = 404  # what a stranger gets
LIMIT = 429


def request_id(connection: HTTPConnection) -> str:
    """Return the random number of this request, which its answer carries too."""
    found: str = connection.scope.get("trialoog.request", "-")
    return found


def note(
    connection: HTTPConnection, event: str, status: int, *, account: str | None, near: bool
) -> None:
    """Write what happened. `near` tells whether the network may be named: never a phone's."""
    client = connection.client
    values = {
        "request": request_id(connection),
        "from": network(client.host) if near and client else "-",
        "route": getattr(connection.scope.get("route"), "path", "-"),
        "status": status,
        "account": account or "-",
        "trialogue": _known(connection, "id"),
    }
    level = logging.WARNING if status >= REFUSED else logging.INFO
    said = " ".join(f"{name}={value}" for name, value in values.items())
    log.log(level, "%s %s", event, said, extra={"parts": {"event": event, **values}})


def answered(
    connection: HTTPConnection,
    method: str,
    status: int,
    *,
    account: str | None,
    near: bool,
    closed: bool,
) -> None:
    """Write the line of an answer, if it has one: an act of the table, or a right refused.

    `closed` tells that the address is not for anybody, so that "not there" may be a refusal.
    """
    route = getattr(connection.scope.get("route"), "path", "")
    event = EVENTS.get((method, route))
    if status == LIMIT:
        event = "limit"
    elif status in RIGHTS or (status == NOT_THERE and closed):
        event = event or "refused"
    if event is not None:
        note(connection, event, status, account=account, near=near)


def network(address: str) -> str:
    """Return the network that an address is in: its /24, or its /48 in IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "-"
    mapped = getattr(found, "ipv4_mapped", None) or found
    bits = IPV4_BITS if mapped.version == 4 else IPV6_BITS
    return str(ip_network(f"{mapped}/{bits}", strict=False))


def _known(connection: HTTPConnection, name: str) -> str:
    """Return an id from the address when it looks like one of ours: a visitor may type anything."""
    value = str(connection.path_params.get(name, ""))
    return value if value.isascii() and value.isalnum() and len(value) <= 32 else "-"
