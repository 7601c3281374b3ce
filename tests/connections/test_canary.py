"""A canary in every kind of credential: after success, refusal and a timeout at a provider that repeats all it is sent, with
all logs on, it stands in no column, no answer of the API, no export, no live message, no page of the operators and no log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.urls import get_resolver
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.identity import Identity
from accounts.models import User
from connections import ready
from connections.masking import forms_of
from connections.models import Connection, ConnectionStatus
from connections.services import vault
from connections.services.custom import create_custom_provider
from connections.services.environment_secrets import set_secret
from connections.services.lifecycle import create_connection
from connections.services.sign_in import begin_sign_in, finish_sign_in
from runs.models import Run
from tests.conftest import PASSWORD
from tests.connections.conftest import own_provider
from tests.connections.mirror import Mirror, a_private_key
from tests.connections.test_in_runs import everything_written
from tests.runs.asgi import tidy
from tests.runs.conftest import MakeWorkflow, drain_until, fetch, http, start, steps_of
from tests.runs.live.test_sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "canary-of-acme-Zq8/w+Xy=="
#: What comes with the product and is every company's: large, and the same whatever a company entered.
OURS = tuple(
    f"api/v1/{name}" for name in ("schema", "docs", "blocks", "templates", "functions", "event-sources")
)


@dataclass(frozen=True)
class Kind:
    """A provider's way in, and what a person enters; `c` stands for the canary, `key` for a private key."""

    provider: str
    method: str
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.provider} {self.method}"


KINDS = [
    Kind("stripe", "api_key", {"api_key": "sk_test_c"}),
    Kind("slack", "bot_token", {"bot_token": "xoxb-c", "signing_secret": "c"}),
    Kind("pandadoc", "api_key", {"api_key": "c"}),
    Kind("dropbox-sign", "api_key", {"api_key": "c"}),
    Kind(
        "netsuite",
        "tba",
        {
            "account_id": "1234567",
            "consumer_key": "c",
            "consumer_secret": "c",
            "token_id": "c",
            "token_secret": "c",
        },
    ),
    Kind("xero", "custom_connection", {"client_id": "someone", "client_secret": "c"}),
    Kind(
        "salesforce",
        "client_credentials",
        {"my_domain": "acme.my.salesforce.com", "client_id": "someone", "client_secret": "c"},
    ),
    Kind("docusign", "jwt", {"client_id": "someone", "user_id": "somebody", "private_key": "key"}),
    Kind(
        "sage-intacct",
        "xml_session",
        {
            "sender_id": "sender",
            "sender_password": "c",
            "company_id": "acme",
            "user_id": "user",
            "user_password": "c",
        },
    ),
    Kind(
        "netsuite",
        "oauth2_cc",
        {"account_id": "1234567", "client_id": "someone", "certificate_id": "one", "private_key": "key"},
    ),
    Kind("custom", "oauth2"),
    Kind("custom", "basic", {"username": "me", "password": "c"}),
    Kind("custom", "api_key", {"api_key": "c"}),
]


def connected(kind: Kind, identity: Identity, mirrored: Mirror, private_key: str) -> Connection:
    """Its health is not looked at: the mirror answers no test as the provider would."""
    values = {
        name: private_key
        if value == "key"
        else value[:-1] + CANARY
        if value.endswith("c") and name in SECRET
        else value
        for name, value in kind.values.items()
    }
    provider, environment, method = kind.provider, "demo", kind.method
    if kind.method == "oauth2":
        return signed_in(identity, mirrored)
    if kind.provider == "custom":
        options = {"keyName": "x-key", "testPath": "/me"} if kind.method == "api_key" else {"testPath": "/me"}
        row = create_custom_provider(
            company_id=identity.company_id,
            name=f"Own {kind.method}",
            base_url=mirrored.url,
            auth=kind.method,
            options=options,
            actor=identity,
        )
        provider, environment = row.slug, "production"
    one = create_connection(
        company_id=identity.company_id,
        provider=provider,
        method=method,
        environment=environment,
        name=f"{kind} of Acme",
        values=values,
        actor=identity,
    )
    Connection.objects.filter(id=one.id).update(status=ConnectionStatus.ACTIVE)
    return Connection.objects.get(id=one.id)


def signed_in(identity: Identity, mirrored: Mirror) -> Connection:
    """By the authorization code, with the canary as the secret of the company's OAuth app."""
    row = own_provider(
        identity, mirrored.url, name="Own oauth2", scopes=[], client_id="someone", client_secret=CANARY
    )
    begun = begin_sign_in(identity=identity, session_key="s", provider=row.slug, name="Own")
    [state] = parse_qs(urlsplit(begun.url).query)["state"]
    finish_sign_in(identity=identity, session_key="s", query={"state": state, "code": "a-code-of-the-mirror"})
    assert mirrored.sent, "no token was fetched"
    Connection.objects.filter(id=begun.connection.id).update(status=ConnectionStatus.ACTIVE)
    return Connection.objects.get(id=begun.connection.id)


SECRET = {
    "api_key", "bot_token", "signing_secret", "consumer_key", "consumer_secret", "token_id", "token_secret",
    "client_secret", "sender_password", "user_password", "password",
}  # fmt: skip


ASKS_FOR_TOKENS = {"custom_connection", "client_credentials", "jwt", "oauth2_cc", "oauth2"}


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_it_is_nowhere(
    kind: Kind,
    make: MakeWorkflow,
    run_to_end: Callable[..., Any],
    identity: Identity,
    ada: User,
    as_: Callable[..., APIClient],
    mirrored: Mirror,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
) -> None:
    settings.DEBUG = True
    caplog.set_level(logging.DEBUG)
    private_key = a_private_key()
    connection = connected(kind, identity, mirrored, private_key)
    set_secret(company_id=identity.company_id, name="CANARY", value=CANARY, actor=identity)

    def block(path: str) -> dict[str, Any]:
        config = {
            "auth": "connection",
            "headers": {"x-also": "{{secrets.CANARY}}"},
            "query": {"also": "{{secrets.CANARY}}"},
        }
        return {
            **http(
                f"/things{path}", method="POST", config={**config, "body": {"also": "{{secrets.CANARY}}"}}
            ),
            "connectionId": f"conn_{connection.id}",
            "timeoutMs": 1_000,
        }

    workflow = make(
        "start -> well", "well -> refused", "refused.error -> late",
        well=block(""), refused=block("/refuse"), late=block("/hang"),
    )  # fmt: skip
    run = run_to_end(start(workflow))
    steps = steps_of(run)
    assert steps["well"].status == "completed", steps["well"].error
    assert "•••" in str(steps["well"].output)
    assert steps["refused"].status == "failed"
    assert run.status in {"failed", "timed_out"}, run.error
    arrived = [path for path in mirrored.paths if path.endswith(("/things", "/refuse", "/hang"))]
    assert len(arrived) >= 3, mirrored.paths

    sealed = sealed_values(connection)
    if kind.method in ASKS_FOR_TOKENS:
        # Its token has run out, and whoever renews it is told no, with all that was sent in the words.
        mirrored.refuses_tokens = True
        Connection.objects.filter(id=connection.id).update(expires_at=timezone.now() - timedelta(hours=1))
        ready.forget()
        parked = start(workflow)
        drain_until(lambda: fetch(parked.run_id).status in {"suspended", "failed", "timed_out"})
        connection.refresh_from_db()
        assert connection.status != ConnectionStatus.ACTIVE

    key_lines = private_key.splitlines()[1:-1]
    secrets = [CANARY, *key_lines, *mirrored.sent, *sealed, *sealed_values(connection)]
    places = {
        "the database": everything_written(),
        "the logs": caplog.text,
        "the API": all_that_the_api_says(as_(ada), run, connection),
        "a live message": all_that_is_pushed(as_(ada), run),
        "the operators' pages": all_that_operators_see(as_, run, connection),
    }
    for place, text in places.items():
        for secret in secrets:
            found = [form for form in forms_of(secret) if form in text]
            assert found == [], f"a secret stands in {place}: …{around(text, found[0])}…"


def sealed_values(connection: Connection) -> list[str]:
    connection.refresh_from_db()
    return [
        value
        for name, value in vault.open_row(connection).items()
        if len(value) >= 8 and name != "private_key"
    ]


def around(text: str, found: str) -> str:
    place = text.index(found)
    return text[max(0, place - 120) : place] + "[HERE]"


def all_that_the_api_says(client: APIClient, run: Run, connection: Connection) -> str:
    """Every list, and every address that leads to the run, its workflow or the connection."""
    ids = {
        "run_id": f"run_{run.id}",
        "workflow_id": f"wf_{run.workflow_id}",
        "connection_id": f"conn_{connection.id}",
        "step_id": f"step_{steps_of(run)['well'].id}",
        "secret_name": "CANARY",
        "ref": "1",
        "other": "draft",
        "block_id": "well",
    }
    said = []
    for pattern in _gets(get_resolver().url_patterns, ""):
        if pattern.startswith(OURS):
            continue
        names = [part.split(":")[-1].rstrip(">") for part in pattern.split("<")[1:]]
        names = [name.split(">")[0] for name in names]
        if all(name in ids for name in names):
            path = pattern
            for name in names:
                path = _filled(path, name, ids[name])
            said.append(client.get(f"/{path}").content.decode(errors="replace"))
    for method, path in (
        ("get", f"/api/v1/runs/run_{run.id}/bundle"),
        ("get", f"/api/v1/workflows/wf_{run.workflow_id}/export"),
    ):
        answer = getattr(client, method)(path)
        assert answer.status_code == 200, (path, answer.content)
        said.append(answer.content.decode())
    assert len(said) > 30
    return "\n".join(said)


def all_that_is_pushed(client: APIClient, run: Run) -> str:
    """Every message about the run, as a browser hears them."""

    async def listen() -> list[Any]:
        cookie = f"sessionid={client.cookies['sessionid'].value}".encode()
        async with tidy(), Socket(f"/ws/runs/run_{run.id}", cookie=cookie) as socket:
            heard = [await socket.hear()]
            while heard[-1]["type"] not in {"run.failed", "run.timed_out"}:
                heard.append(await socket.hear())
            return heard

    said = async_to_sync(listen)()
    assert {"step.completed", "step.failed"} <= {message["type"] for message in said}
    return json.dumps(said, ensure_ascii=False)


def _gets(patterns: list[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _gets(pattern.url_patterns, path)
        elif path.startswith("api/v1/") and hasattr(
            getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None), "get"
        ):
            yield path


def _filled(pattern: str, name: str, value: str) -> str:
    before, _, rest = pattern.partition("<")
    _, _, after = rest.partition(">")
    return f"{before}{value}{after}"


def all_that_operators_see(as_: Callable[..., APIClient], run: Run, connection: Connection) -> str:
    admin = as_(User.objects.create_superuser("operator@headrace.example", PASSWORD))
    pages = [
        "/admin/runs/run/",
        f"/admin/runs/run/{run.id}/change/",
        "/admin/connections/connection/",
        f"/admin/connections/connection/{connection.id}/change/",
        "/admin/accounts/auditevent/",
    ]
    said = []
    for page in pages:
        answer = admin.get(page)
        assert answer.status_code == 200, page
        said.append(answer.content.decode())
    return "\n".join(said)
