"""Every route of the API, tried as everybody: nobody, a key without scopes, a viewer, and the owner of another company.

The routes come from the resolver and the methods from each view's `scopes`, so a new endpoint is tried from its first day.
What this file has to be told is which of Acme's things a new kind of id in an address means (`THINGS`).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from rest_framework.test import APIClient

from accounts.api.permissions import SIGNED_IN
from accounts.api.views import ApiView
from accounts.models import Company, User
from accounts.permissions import ROLE_PERMISSIONS
from accounts.throttling import forget_counts
from tests.conftest import KeyClient, error_of

PUBLIC = {"api/v1/schema", "api/v1/docs"}
#: Ids of what comes with the product and is every company's.
SHARED = {"template_id", "pick"}
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    pattern: str  # "api/v1/workflows/<str:workflow_id>"
    view: type[Any] | None
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.pattern.removeprefix('api/v1')}"

    @property
    def names(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)

    @property
    def scope(self) -> str:
        assert self.view is not None
        return str(self.view.scopes[self.method])

    def path(self, things: dict[str, str]) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: things[match[1]], self.pattern)


def _patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, Any]]:
    routes = []
    for pattern in found:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            routes += _patterns(pattern.url_patterns, path)
        elif path.startswith("api/v1/") and path not in PUBLIC:
            routes.append(
                (
                    path,
                    getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None),
                )
            )
    return routes


def _routes() -> list[Route]:
    first: dict[str, Any] = {}
    for path, view in _patterns(get_resolver().url_patterns):
        first.setdefault(path, view)  # as the resolver: the first one wins
    return [
        Route(path, view, method.upper())
        for path, view in first.items()
        for method in METHODS
        if view is not None and hasattr(view, method)
    ]


ROUTES = _routes()
WITH_IDS = [route for route in ROUTES if set(route.names) - SHARED]
LISTS = [route for route in ROUTES if not route.names and route.method == "GET"]


class _UndoneError(Exception):
    """What one route did is taken back before the next one."""


def try_each(routes: list[Route], attempt: Callable[[Route], None]) -> None:
    """All of them in the one world, which takes longer to make than they take; fails with every route that is wrong."""
    wrong: list[str] = []
    for route in routes:
        forget_counts()
        try:
            with transaction.atomic():
                attempt(route)
                raise _UndoneError
        except _UndoneError:
            pass
        except AssertionError as error:
            wrong.append(f"{route}: {str(error)[:500]}")
    assert not wrong, "\n".join(wrong)


# Where an empty body is refused before the id is looked at.
BODIES = {"PATCH /members/<int:member_id>": {"role": "viewer"}}

DRAWING = {
    "name": "Acme's secret workflow",
    "blocks": [
        {"id": "start", "type": "trigger.api", "name": "Start", "position": {"x": 0, "y": 0}, "config": {}},
        {
            "id": "keep",
            "type": "transform",
            "name": "Keep",
            "position": {"x": 0, "y": 140},
            "config": {"mapping": {"kept": "{{input.value}}"}},
        },
        {
            "id": "hook",
            "type": "trigger.webhook",
            "name": "Hook",
            "position": {"x": 280, "y": 0},
            "config": {"path": "acme-only-5f2c8e1a"},
        },
    ],
    "edges": [
        {"source": "start", "sourcePort": "out", "target": "keep"},
        {"source": "hook", "sourcePort": "out", "target": "keep"},
    ],
}


@pytest.fixture
def things(acme: Company, ada: User, ben: User, as_: Callable[..., APIClient]) -> dict[str, str]:
    """One of each of Acme's things, made through the API: what the names in addresses stand for."""
    client = as_(ada)
    workflow = _data(client.post("/api/v1/workflows", DRAWING, format="json"), 201)["id"]
    _data(client.post(f"/api/v1/workflows/{workflow}/activate", {}, format="json"), 200)
    run = _data(
        client.post(f"/api/v1/workflows/{workflow}/run", {"input": {"value": "acme only"}}, format="json"),
        202,
    )
    key = _data(client.post("/api/v1/api-keys", {"name": "K", "scopes": ["runs:read"]}, format="json"), 201)
    table = _data(client.post("/api/v1/tables", {"name": "acme only"}, format="json"), 201)["id"]
    row = _data(
        client.post(f"/api/v1/tables/{table}/rows", {"data": {"kept": "acme only"}}, format="json"), 201
    )
    provider = _data(
        client.post(
            "/api/v1/custom-providers",
            {
                "name": "Acme secret books",
                "baseUrl": "https://127.0.0.1",
                "auth": "oauth2",
                "authorizeUrl": "https://127.0.0.1/authorize",
                "tokenUrl": "https://127.0.0.1/token",
            },
            format="json",
        ),
        201,
    )
    app = {"provider": provider["slug"], "clientId": "acme-client", "clientSecret": "acme-client-secret"}
    _data(client.post("/api/v1/provider-clients", app, format="json"), 201)
    begun = _data(client.get(f"/api/v1/connections/{provider['slug']}/auth-url"), 200)
    secret = {"name": "ACME_ONLY", "value": "acme only, and secret"}
    _data(client.post("/api/v1/secrets", secret, format="json"), 201)
    signing = {"provider": "stripe", "value": "acme only, and signing"}
    signed = _data(client.post("/api/v1/signing-secrets", signing, format="json"), 201)
    told = {"name": "acme.only", "payload": "acme only"}
    event = _data(client.post("/api/v1/app-events", told, format="json"), 202)
    file = client.post(
        "/api/v1/files", {"file": SimpleUploadedFile("acme.txt", b"acme only")}, format="multipart"
    )
    endpoint = {"url": "https://127.0.0.1/acme-only", "events": ["run.failed"]}
    endpoint_id = _data(client.post("/api/v1/webhook-endpoints", endpoint, format="json"), 201)["id"]
    tried = _data(client.post(f"/api/v1/webhook-endpoints/{endpoint_id}/test", {}, format="json"), 200)
    agent = {"name": "acme only", "type": "custom", "systemPrompt": "acme only"}
    return {
        "agent_id": _data(client.post("/api/v1/agents", agent, format="json"), 201)["id"],
        "endpoint_id": endpoint_id,
        "delivery_id": tried["id"],
        "file_id": _data(file, 201)["$file"]["id"],
        "table_id": table,
        "row_id": row["id"],
        "provider": provider["slug"],
        "pick": "channels",
        "provider_id": provider["id"],
        "connection_id": begun["connectionId"],
        "secret_name": "ACME_ONLY",
        "signing_secret_id": signed["id"],
        "workflow_id": workflow,
        "ref": "1",
        "other": "draft",
        "run_id": run["runId"],
        "event_id": event["eventId"],
        "block_id": "hook",
        "step_id": f"step_{_step_of(run['runId'])}",
        "key_id": key["id"],
        "member_id": str(ben.memberships.get().pk),
        "template_id": "overdue-digest",
        "test_id": _test_of(acme, workflow),
        "subscription_id": _subscription_of(acme, begun["connectionId"]),
    }


def _step_of(run_id: str) -> uuid.UUID:
    """No worker runs here: the row that one would have written."""
    from runs.models import Step

    step = Step.objects.create(run_id=run_id.removeprefix("run_"), seq=1, block="start", status="completed")
    return step.id


def _test_of(acme: Company, workflow_id: str) -> str:
    """Only a run that has ended can be kept as one through the API."""
    from runs.models import RunTest

    test = RunTest.objects.create(
        company=acme,
        workflow_id=workflow_id.removeprefix("wf_"),
        name="acme only",
        run_number=1,
        trigger_block="start",
        input={},
        expected=[],
    )
    return f"rt_{test.id}"


def _subscription_of(acme: Company, connection_id: str) -> str:
    """Made by the workers, none of which runs here."""
    from connections.models import Subscription

    row = Subscription.objects.create(
        company=acme,
        connection_id=connection_id.removeprefix("conn_"),
        provider="stripe",
        events=["acme.only"],
    )
    return f"sub_{row.id}"


def _data(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content
    return response.json()["data"]


def _unknown(things: dict[str, str]) -> dict[str, str]:
    """The same names for things that never existed."""
    return {name: _unlike(value) for name, value in things.items()}


def _unlike(value: str) -> str:
    prefix, separator, rest = value.rpartition("_")
    try:
        uuid.UUID(rest)
    except ValueError:
        return "987654321" if value.isdigit() else value  # a version's number, or a word such as "draft"
    return f"{prefix}{separator}{uuid.uuid4()}"


def send(client: APIClient, route: Route, things: dict[str, str]) -> Any:
    send_it = getattr(client, route.method.lower())
    return (
        send_it(route.path(things))
        if route.method == "GET"
        else send_it(route.path(things), BODIES.get(str(route), {}), format="json")
    )


def test_there_are_routes() -> None:
    assert len(ROUTES) > 25


def test_each_route_is_a_view_with_a_scope_for_each_of_its_methods() -> None:
    wrong = [
        path
        for path, view in _patterns(get_resolver().url_patterns)
        if view is None or not issubclass(view, ApiView)
    ]
    wrong += [
        str(route) for route in ROUTES if route.view is not None and route.method not in route.view.scopes
    ]
    assert wrong == []


def test_each_kind_of_id_is_tried(things: dict[str, str]) -> None:
    assert {name for route in ROUTES for name in route.names} == set(things), (
        "tell the fixture `things` about it"
    )


def test_nobody_gets_401(things: dict[str, str]) -> None:
    try_each(ROUTES, lambda route: _refused(send(APIClient(), route, things)))


def test_a_wrong_key_gets_401(things: dict[str, str]) -> None:
    def attempt(route: Route) -> None:
        client = APIClient()
        client.credentials(HTTP_X_API_KEY="wfk_" + "x" * 32)
        _refused(send(client, route, things))

    try_each(ROUTES, attempt)


def _refused(response: Any) -> None:
    error_of(response, 401, "UNAUTHENTICATED")


def test_a_key_without_scopes_is_told_which_is_missing(key_client: KeyClient, things: dict[str, str]) -> None:
    def attempt(route: Route) -> None:
        response = send(key_client(scopes=[]), route, things)
        if route.scope == SIGNED_IN:
            assert response.status_code != 401
        else:
            assert route.scope in error_of(response, 403, "FORBIDDEN")["message"]

    try_each(ROUTES, attempt)


def test_a_viewer_changes_nothing(vera: User, as_: Callable[..., APIClient], things: dict[str, str]) -> None:
    def attempt(route: Route) -> None:
        response = send(as_(vera), route, things)
        if route.scope == SIGNED_IN or route.scope in ROLE_PERMISSIONS["viewer"]:
            assert response.status_code not in {401, 403}
        else:
            assert route.scope in error_of(response, 403, "FORBIDDEN")["message"]

    try_each(ROUTES, attempt)


def test_another_companys_things_are_like_none(
    mallory: User, as_: Callable[..., APIClient], things: dict[str, str]
) -> None:
    unknown = _unknown(things)

    def attempt(route: Route) -> None:
        client = as_(mallory)
        theirs, none = send(client, route, things), send(client, route, unknown)
        error_of(theirs, 404, "NOT_FOUND")
        assert theirs.status_code == none.status_code
        assert _without_ids(theirs) == _without_ids(none), "the answer tells that the thing exists"

    try_each(WITH_IDS, attempt)


def test_lists_hold_nothing_of_another_company(
    mallory: User, as_: Callable[..., APIClient], things: dict[str, str]
) -> None:
    def attempt(route: Route) -> None:
        text = send(as_(mallory), route, things).content.decode()
        for value in (value for name, value in things.items() if name not in SHARED):
            bare = value.rpartition("_")[2]
            assert len(bare) < 8 or bare not in text
        assert DRAWING["name"] not in text
        assert "acme only" not in text

    try_each(LISTS, attempt)


def _without_ids(response: Any) -> str:
    return re.sub(r"(\w+_)?[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}|\b\d{1,5}\b", "#", response.content.decode())
