"""The role x verb matrix: the one place that says who may do what. Tests read these tables."""

from __future__ import annotations

from accounts.models import Role

#: Every scope an API key can have, and what it allows in words.
SCOPES: dict[str, str] = {
    "workflows:read": "See workflows, their versions and problems",
    "workflows:write": "Draw, publish, pause and archive workflows",
    "workflows:execute": "Start runs",
    "runs:read": "See runs with their data",
    "runs:write": "Cancel, retry and resume runs",
    "connections:read": "See connections, never their secrets",
    "connections:write": "Add, change and remove connections",
    "tables:read": "Read data tables",
    "tables:write": "Change data tables",
    "agents:read": "See agents",
    "agents:write": "Change agents",
    "events:read": "See what arrived",
    "events:write": "Deliver events again",
    "webhooks:read": "See outbound webhook endpoints, what was sent to them, and alerts",
    "webhooks:write": "Change outbound webhook endpoints and alerts",
    "secrets:write": "Store secrets; nobody can read them back",
    "members:read": "See members and API keys",
    "members:write": "Invite and remove members, create and revoke API keys",
    "audit:read": "Read the audit log",
    "approvals:write": "Decide approvals",
}

#: Held by people only, never by a key.
COMPANY_WRITE = "company:write"
COMPANY_DELETE = "company:delete"

_READ = frozenset(scope for scope in SCOPES if scope.endswith(":read"))

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(SCOPES) | {COMPANY_WRITE, COMPANY_DELETE},
    Role.ADMIN: frozenset(SCOPES) | {COMPANY_WRITE},
    Role.EDITOR: _READ
    | {"workflows:write", "workflows:execute", "runs:write", "tables:write", "agents:write"},
    Role.OPERATOR: _READ | {"workflows:execute", "runs:write", "events:write", "approvals:write"},
    Role.VIEWER: _READ,
}

#: Which roles a role may give, change and take away. Whoever is not listed may touch nobody.
MANAGES: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(Role.values),
    Role.ADMIN: frozenset(Role.values) - {Role.OWNER},
}

#: What a key may do with members, having no role of its own: as much as an admin.
KEY_ACTS_AS = Role.ADMIN

#: A granted scope brings these with it: the reference system reads tables with the scopes of workflows.
IMPLIED: dict[str, str] = {"workflows:read": "tables:read", "workflows:write": "tables:write"}


def permissions_of_role(role: str) -> frozenset[str]:
    """Everything the role allows; nothing for a role that is not known."""
    return ROLE_PERMISSIONS.get(role, frozenset())


def permissions_of_scopes(scopes: list[str]) -> frozenset[str]:
    """What a key with these scopes may do. Scopes that no longer exist are left out."""
    granted = {scope for scope in scopes if scope in SCOPES}
    return frozenset(granted | {IMPLIED[scope] for scope in granted if scope in IMPLIED})


def may_manage(actor_role: str | None, *roles: str) -> bool:
    """Whether somebody with `actor_role` (None: an API key) may give or take every one of `roles`."""
    return set(roles) <= MANAGES.get(actor_role or KEY_ACTS_AS, frozenset())
