"""The role x verb matrix, read from its one table and tried through the doors."""

from __future__ import annotations

import pytest

from accounts.models import Member, Role
from accounts.permissions import (
    COMPANY_DELETE,
    COMPANY_WRITE,
    MANAGES,
    ROLE_PERMISSIONS,
    SCOPES,
    may_manage,
    permissions_of_role,
    permissions_of_scopes,
)
from tests.conftest import data_of, error_of

READS = {scope for scope in SCOPES if scope.endswith(":read")}

#: What design says in a sentence, spelled out: beyond reading.
BEYOND_READING = {
    "owner": (set(SCOPES) - READS) | {COMPANY_WRITE, COMPANY_DELETE},
    "admin": (set(SCOPES) - READS) | {COMPANY_WRITE},
    "editor": {"workflows:write", "workflows:execute", "runs:write", "tables:write", "agents:write"},
    "operator": {"workflows:execute", "runs:write", "events:write", "approvals:write"},
    "viewer": set(),
}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_has_exactly_its_verbs(role: str) -> None:
    assert permissions_of_role(role) == READS | BEYOND_READING[role]


def test_every_role_is_in_the_matrix_and_unknown_ones_may_nothing() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role.values)
    assert permissions_of_role("janitor") == frozenset()


def test_the_contracts_scopes_are_all_there() -> None:
    contract = """workflows:read workflows:write workflows:execute runs:read runs:write connections:read
    connections:write tables:read tables:write agents:read agents:write events:read events:write webhooks:read
    webhooks:write secrets:write members:read members:write audit:read approvals:write"""
    assert set(SCOPES) == set(contract.split())


def test_tables_accept_the_scopes_of_workflows() -> None:
    assert permissions_of_scopes(["workflows:read"]) == {"workflows:read", "tables:read"}
    assert "tables:write" not in permissions_of_scopes(["workflows:read", "runs:write"])


def test_a_scope_that_is_gone_grants_nothing() -> None:
    assert permissions_of_scopes(["wishes:write", COMPANY_DELETE]) == frozenset()


def test_only_owners_and_admins_manage_and_admins_not_owners() -> None:
    assert set(MANAGES) == {"owner", "admin"}
    assert may_manage("owner", *Role.values)
    assert may_manage("admin", "admin", "viewer")
    assert not may_manage("admin", "owner")
    assert not may_manage("editor", "viewer")
    assert not may_manage(None, "owner")  # an API key


ENDPOINTS = [
    ("get", "/api/v1/me", None),
    ("get", "/api/v1/api-keys", "members:read"),
    ("post", "/api/v1/api-keys", "members:write"),
    ("delete", "/api/v1/api-keys/key_00000000-0000-7000-8000-000000000000", "members:write"),
    ("get", "/api/v1/members", "members:read"),
    ("post", "/api/v1/members", "members:write"),
    ("patch", "/api/v1/members/0", "members:write"),
    ("delete", "/api/v1/members/0", "members:write"),
    ("get", "/api/v1/audit", "audit:read"),
]


@pytest.mark.parametrize(("method", "path", "scope"), ENDPOINTS)
@pytest.mark.parametrize("role", Role.values)
def test_endpoints_follow_the_matrix(*, method, path, scope, role, ada, as_, acme) -> None:
    Member.objects.filter(user=ada).update(role=role)
    response = getattr(as_(ada), method)(path, {}, format="json")
    if scope is None or scope in ROLE_PERMISSIONS[role]:
        assert response.status_code in (200, 400, 404), response.json()
    else:
        error = error_of(response, 403, "FORBIDDEN")
        assert scope in error["message"]
        assert role in error["message"]


@pytest.mark.parametrize(("method", "path", "scope"), ENDPOINTS)
def test_a_key_needs_exactly_the_scope(method, path, scope, key_client) -> None:
    if scope is None:
        return
    without = key_client(scopes=sorted(set(SCOPES) - {scope}))
    error = error_of(getattr(without, method)(path, {}, format="json"), 403, "FORBIDDEN")
    assert scope in error["message"]
    response = getattr(key_client(scopes=[scope]), method)(path, {}, format="json")
    assert response.status_code in (200, 400, 404), response.json()


@pytest.mark.parametrize(("method", "path", "scope"), ENDPOINTS)
def test_nobody_gets_401(method, path, scope, nobody, db) -> None:
    response = getattr(nobody, method)(path, {}, format="json")
    error_of(response, 401, "UNAUTHENTICATED")
    assert response.headers["WWW-Authenticate"] == "x-api-key"
    assert "X-RateLimit-Limit" not in response.headers


def test_me_tells_the_studio_what_is_allowed(as_, ada, vera, acme) -> None:
    me = data_of(as_(ada).get("/api/v1/me"))
    assert me["user"] == {"id": str(ada.pk), "email": ada.email, "name": "Ada", "initials": "A"}
    assert me["company"] == {"id": str(acme.id), "name": "Acme", "timezone": "UTC"}
    assert me["companies"] == [{"id": str(acme.id), "name": "Acme", "role": "owner"}]
    assert me["role"] == "owner"
    assert me["permissions"] == sorted(ROLE_PERMISSIONS["owner"])
    assert data_of(as_(vera).get("/api/v1/me"))["permissions"] == sorted(ROLE_PERMISSIONS["viewer"])


def test_me_for_a_key_names_its_company_and_scopes(key_client, acme) -> None:
    me = data_of(key_client(scopes=["runs:read"]).get("/api/v1/me"))
    assert (me["user"], me["role"], me["companies"]) == (None, None, [])
    assert me["company"]["id"] == str(acme.id)
    assert me["permissions"] == ["runs:read"]
