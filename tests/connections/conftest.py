from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from connections.transport import close_connections
from provider_sandbox.server import Server
from tests.connections.mirror import Mirror, mirror
from tests.connections.servers import Stub, serving
from tests.runs.conftest import make, run_to_end, run_until_parked, worker  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from accounts.identity import Identity
    from accounts.models import User
    from connections.models import Connection, CustomProvider


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as stub:
        yield stub
    close_connections()


@pytest.fixture
def other() -> Iterator[Stub]:
    """A second origin."""
    with serving() as stub:
        yield stub


@pytest.fixture
def providers(settings: Any) -> Iterator[Server]:
    """The pretended providers, in a thread: `providers.authority` directs them."""
    server = Server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.PROVIDER_SANDBOX = server.url
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_address[1]}"]
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
    close_connections()


@pytest.fixture
def mirrored(settings: Any) -> Iterator[Mirror]:
    """A careless provider in the place of all of them."""
    with mirror() as one:
        settings.PROVIDER_SANDBOX = one.url
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{one.port}"]
        yield one
    close_connections()


@pytest.fixture(autouse=True)
def fresh_process_state() -> Iterator[None]:
    """What a process remembers of keys and secrets belongs to one database."""
    from connections import ready
    from connections.services import masks, vault
    from runs.worker import choice
    from workflows import picks

    vault.forget_ring()
    masks.forget_masks()
    ready.forget()
    choice.forget_choices()
    picks.forget_lists()
    yield
    vault.forget_ring()
    masks.forget_masks()


@pytest.fixture
def identity(ada: User) -> Identity:
    """Ada, as services know her."""
    from accounts.selectors import identity_for_session

    found = identity_for_session(ada, None)
    assert found is not None
    return found


@pytest.fixture
def key(identity: Identity, providers: Server) -> Callable[..., Connection]:
    """`key("openai")` connects the company to a maker of models, as a demo."""
    from connections.services import lifecycle

    def go(provider: str, **values: str) -> Connection:
        return lifecycle.create_connection(
            company_id=identity.company_id,
            provider=provider,
            method="api_key",
            environment="demo",
            name=f"{provider} of Acme",
            values={"api_key": "sk-ant-demo-0123456789", **values},
            actor=identity,
        )

    return go


def own_provider(
    identity: Identity, base: str, *, name: str, scopes: list[str], client_id: str, client_secret: str
) -> CustomProvider:
    """One that the company has described, signed in to by OAuth 2.0 with PKCE, and the company's app there."""
    from connections.services.clients import set_client
    from connections.services.custom import create_custom_provider

    row = create_custom_provider(
        company_id=identity.company_id,
        name=name,
        base_url=base,
        auth="oauth2",
        options={
            "authorizeUrl": f"{base}/authorize",
            "tokenUrl": f"{base}/token",
            "scopes": scopes,
            "scopeSeparator": " ",
            "clientAuth": "body",
            "pkce": True,
            "testPath": "/me",
        },
        actor=identity,
    )
    set_client(
        company_id=identity.company_id,
        provider=row.slug,
        environment="production",
        client_id=client_id,
        client_secret=client_secret,
        actor=identity,
    )
    return row


@pytest.fixture
def strict(identity: Identity, providers: Server) -> CustomProvider:
    """A provider with the strictest rules: PKCE, rotation, families that are revoked."""
    return own_provider(
        identity,
        f"{providers.url}/strict.example",
        name="Strict",
        scopes=["read", "write"],
        client_id="client-of-acme",
        client_secret="client-secret-of-acme",
    )


@pytest.fixture
def connect(identity: Identity, strict: CustomProvider, providers: Server) -> Callable[..., Connection]:
    """`connect()` signs in at the strict provider as a browser would, and gives the connection."""
    from connections.services.sign_in import begin_sign_in, finish_sign_in
    from tests.connections.browsing import allow

    def go(**options: Any) -> Connection:
        begun = begin_sign_in(
            identity=identity,
            session_key="session-of-ada",
            provider=strict.slug,
            name="Strict of Acme",
            **options,
        )
        done = finish_sign_in(identity=identity, session_key="session-of-ada", query=allow(begun.url))
        assert done.is_connected, done.words
        begun.connection.refresh_from_db()
        return begun.connection

    return go
