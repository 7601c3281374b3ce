"""One refresh per expiry, whoever asks and whatever dies."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.utils import timezone

from accounts.identity import Identity
from accounts.models import Outbox
from connections.models import Connection, CustomProvider, ProviderClient
from connections.services import broker, clients, health, vault
from connections.services.custom import create_custom_provider
from connections.services.opening import open_connection
from connections.services.tending import tend_connections
from integrations.outcomes import AuthExpired, Retry
from provider_sandbox.server import Server

pytestmark = pytest.mark.django_db(transaction=True)
FORK = multiprocessing.get_context("fork")


def age(connection: Connection, **fields: Any) -> None:
    """As if its token had run out a minute ago."""
    past = timezone.now() - timedelta(minutes=1)
    Connection.objects.filter(id=connection.id).update(**{"expires_at": past, "refresh_at": past, **fields})


def obtain(connection: Connection, **options: Any) -> Any:
    return broker.obtain(company_id=connection.company_id, connection_id=connection.id, **options)


def share_no_connection() -> None:
    """Before a fork. Where a test before had the web process's pool, its sockets would be the child's too."""
    database.close()
    if database.vendor == "postgresql":
        database.close_pool()


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)


def _use_in_threads(company_id: Any, connection_id: Any, threads: int, answers: Any) -> None:
    """In a process of its own: many steps ask for the token at once."""

    def one(_: int) -> str:
        try:
            found = broker.obtain(company_id=company_id, connection_id=connection_id)
            return str(found.values["access_token"])
        except Exception as error:
            return f"failed: {error!r}"
        finally:
            database.close()

    with ThreadPoolExecutor(threads) as pool:
        answers.put(list(pool.map(one, range(threads))))


def test_fifty_users_in_five_processes_refresh_once(connect: Callable[..., Connection], providers: Server):
    connection = connect()
    before = vault.open_row(connection)
    age(connection)
    share_no_connection()
    answers = FORK.Queue()
    processes = [
        FORK.Process(target=_use_in_threads, args=(connection.company_id, connection.id, 10, answers))
        for _ in range(5)
    ]
    for process in processes:
        process.start()
    tokens = [token for _ in processes for token in answers.get(timeout=60)]
    for process in processes:
        process.join(20)
    assert len(tokens) == 50
    assert len(set(tokens)) == 1, set(tokens)
    assert tokens[0] != before["access_token"]
    assert providers.authority.counts["refresh_token"] == 1
    assert providers.authority.counts["reuse"] == 0
    assert providers.authority.family_of(tokens[0]) is not None
    connection.refresh_from_db()
    assert (connection.lease_owner, connection.in_doubt_at, connection.grant) == ("", None, 2)


def test_refused_by_many_at_once_it_is_refreshed_once(connect: Callable[..., Connection], providers: Server):
    """A 401 in every step: all name the grant they used, and the first refresh serves them all."""
    connection = connect()
    providers.authority.expire_all()

    def one(_: int) -> str:
        try:
            return str(obtain(connection, refused_grant=1).values["access_token"])
        finally:
            database.close()

    with ThreadPoolExecutor(20) as pool:
        tokens = set(pool.map(one, range(20)))
    assert len(tokens) == 1
    assert providers.authority.counts["refresh_token"] == 1


# --- killed in between ----------------------------------------------------------------------------------


def _refresh(company_id: Any, connection_id: Any) -> None:
    broker.obtain(company_id=company_id, connection_id=connection_id)


def _killed_between_rotation_and_commit(connection: Connection, providers: Server) -> None:
    """The provider has rotated and not answered yet; the process that asked is killed with -9."""
    providers.authority.behaviour.token_mode = "slow"
    providers.authority.behaviour.delay = 30.0
    age(connection)
    share_no_connection()
    process = FORK.Process(target=_refresh, args=(connection.company_id, connection.id))
    process.start()
    wait_for(lambda: providers.authority.counts["refreshed"] == 1)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    providers.authority.behaviour.token_mode = ""
    connection.refresh_from_db()
    assert connection.in_doubt_at is not None, "the mark was committed before the call"
    assert connection.lease_until is not None
    left = (connection.lease_until - timezone.now()).total_seconds()
    assert left < 31, "the lease and one round of the tick end within a minute"
    # The lease runs out.
    Connection.objects.filter(id=connection.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_killed_between_rotation_and_commit_it_is_flagged(
    connect: Callable[..., Connection], providers: Server
):
    connection = connect()
    _killed_between_rotation_and_commit(connection, providers)
    tend_connections()
    connection.refresh_from_db()
    assert connection.status == "expired"
    assert connection.status_code == "refresh_interrupted"
    assert "renewing its token was interrupted" in connection.status_reason
    assert Outbox.objects.get(topic="connection.error").data["status"] == "expired"
    with pytest.raises(AuthExpired, match="interrupted") as refused:
        obtain(connection)
    assert refused.value.code == "CONNECTION_EXPIRED"
    tend_connections()
    assert Outbox.objects.filter(topic="connection.error").count() == 1


@pytest.fixture
def forgiving(connect: Callable[..., Connection], identity: Identity, providers: Server) -> Connection:
    """A connection at a provider that takes the old refresh token for half an hour, as Xero does."""
    base = f"{providers.url}/identity.xero.com"
    row = create_custom_provider(
        company_id=identity.company_id,
        name="Forgiving",
        base_url=base,
        auth="oauth2",
        options={
            "authorizeUrl": f"{providers.url}/login.xero.com/identity/connect/authorize",
            "tokenUrl": f"{base}/connect/token",
            "scopes": ["accounting"],
            "clientAuth": "basic",
            "pkce": True,
        },
        actor=identity,
    )
    clients.set_client(
        company_id=identity.company_id,
        provider=row.slug,
        environment="production",
        client_id="c",
        client_secret="a client's secret",
        actor=identity,
    )
    from connections.services.sign_in import begin_sign_in, finish_sign_in
    from tests.connections.browsing import allow

    begun = begin_sign_in(identity=identity, session_key="s", provider=row.slug)
    done = finish_sign_in(identity=identity, session_key="s", query=allow(begun.url))
    assert done.is_connected, done.words
    begun.connection.refresh_from_db()
    return begun.connection


def test_killed_where_the_provider_forgives_it_recovers(forgiving: Connection, providers: Server):
    providers.authority.counts.clear()
    _killed_between_rotation_and_commit(forgiving, providers)
    tend_connections()
    forgiving.refresh_from_db()
    assert (forgiving.status, forgiving.in_doubt_at) == ("active", None)
    assert providers.authority.family_of(vault.open_row(forgiving)["access_token"]) is not None


def test_a_lost_answer_leaves_the_mark(connect: Callable[..., Connection], providers: Server):
    connection = connect()
    age(connection)
    providers.authority.behaviour.token_mode = "drop"
    with pytest.raises(Retry, match="did not answer"):
        obtain(connection)
    connection.refresh_from_db()
    assert connection.status == "active"
    assert connection.in_doubt_at is not None
    providers.authority.behaviour.token_mode = ""
    Connection.objects.filter(id=connection.id).update(lease_until=None)
    tend_connections()
    connection.refresh_from_db()
    assert (connection.status, connection.status_code) == ("expired", "refresh_interrupted")


def test_a_slow_process_never_overwrites_newer_tokens(connect: Callable[..., Connection], providers: Server):
    connection = connect()
    stale = open_connection(Connection.objects.get(id=connection.id))
    age(connection)
    fresh = obtain(connection).values["access_token"]
    from connections.protocol import Grant

    broker._commit(stale, Grant("late-token-of-a-zombie", "late-refresh", 60.0, None))
    assert vault.open_row(Connection.objects.get(id=connection.id))["access_token"] == fresh


# --- failures that decide nothing ------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["500", "garbage", "html", "429"])
def test_only_a_confirmed_code_expires(connect: Callable[..., Connection], providers: Server, mode: str):
    """A proxy that says invalid_grant with a 500, or in HTML, is not believed."""
    connection = connect()
    age(connection)
    providers.authority.behaviour.token_mode = mode
    with pytest.raises(Retry) as failure:
        obtain(connection)
    assert failure.value.after_seconds
    connection.refresh_from_db()
    assert connection.status == "active"
    assert connection.in_doubt_at is None
    # Everybody else hears of it without the provider being asked again.
    asked = providers.authority.counts[mode]
    with pytest.raises(Retry, match="could not be renewed"):
        obtain(connection)
    assert providers.authority.counts[mode] == asked
    providers.authority.behaviour.token_mode = ""
    Connection.objects.filter(id=connection.id).update(lease_until=None)
    assert obtain(connection).values["access_token"]
    connection.refresh_from_db()
    assert connection.status_reason == ""


def test_revoked_at_the_provider_it_expires_with_its_reason(
    connect: Callable[..., Connection], providers: Server
):
    connection = connect()
    age(connection)
    providers.authority.revoke()
    with pytest.raises(AuthExpired) as refused:
        obtain(connection)
    assert refused.value.code == "CONNECTION_EXPIRED"
    # A sentence for people; the provider's own codes stand apart.
    words = "Strict does not accept the access of Strict of Acme any more: it was revoked there. Connect it again."
    assert refused.value.message == words
    assert refused.value.details == {"answer": "400: invalid_grant: revoked"}
    connection.refresh_from_db()
    assert (connection.status_reason, connection.status_detail) == (words, "400: invalid_grant: revoked")
    assert Outbox.objects.filter(topic="connection.error").count() == 1


def test_one_that_is_known_to_be_over_is_tested_at_once_and_as_often_as_one_likes(
    connect: Callable[..., Connection], providers: Server
):
    connection = connect()
    age(connection)
    providers.authority.revoke()
    for _ in range(3):
        with pytest.raises(AuthExpired, match="does not accept the access"):
            obtain(connection, is_test=True, within=20)
        connection.refresh_from_db()
        assert (connection.status, connection.lease_owner, connection.in_doubt_at) == ("expired", "", None)
    assert providers.authority.counts["refresh_token"] == 3
    assert Outbox.objects.filter(topic="connection.error").count() == 1


def test_a_refused_app_parks_everything_and_expires_nothing(
    connect: Callable[..., Connection], providers: Server, identity: Identity, strict: CustomProvider
):
    first, second = connect(), connect()
    Outbox.objects.all().delete()
    for each in (first, second):
        age(each)
    providers.authority.behaviour.refused_clients = {"client-of-acme"}
    for each in (first, second):
        with pytest.raises(AuthExpired, match="nobody needs to connect again") as refused:
            obtain(each)
        assert refused.value.code == "CONNECTION_CLIENT"
    assert set(Connection.objects.values_list("status", flat=True)) == {"active"}
    assert ProviderClient.objects.get().refused_at is not None
    asked = providers.authority.counts["refresh_token"]
    with pytest.raises(AuthExpired):
        obtain(first)
    assert providers.authority.counts["refresh_token"] == asked, "the provider is left alone for a while"
    clients.set_client(
        company_id=identity.company_id,
        provider=strict.slug,
        environment="production",
        client_id="another-client",
        client_secret="client-secret-of-acme-2",
        actor=identity,
    )
    assert Outbox.objects.filter(topic="connection.restored").count() == 2
    assert ProviderClient.objects.get().refused_at is None
    Connection.objects.filter(id=first.id).update(lease_until=None)
    providers.authority.families[0].client_id = "another-client"
    assert obtain(first).values["access_token"]


# --- ahead of time ----------------------------------------------------------------------------------------


def test_the_tick_renews_at_eighty_percent(connect: Callable[..., Connection], providers: Server):
    connection = connect()
    assert tend_connections() == 0
    soon = timezone.now() + timedelta(minutes=10)
    age(connection, expires_at=soon)
    assert tend_connections() == 1
    assert providers.authority.counts["refreshed"] == 1
    assert tend_connections() == 0


def test_while_the_old_token_works_a_failed_renewal_stops_nobody(
    connect: Callable[..., Connection], providers: Server
):
    connection = connect()
    before = vault.open_row(connection)["access_token"]
    age(connection, expires_at=timezone.now() + timedelta(minutes=10))
    providers.authority.behaviour.token_mode = "500"
    assert obtain(connection).values["access_token"] == before
    assert obtain(connection).values["access_token"] == before
    assert providers.authority.counts["500"] == 1


def test_what_is_found_wrong_with_an_older_token_says_nothing_of_the_new_one(
    connect: Callable[..., Connection], providers: Server
):
    connection = connect()
    finding = health.Finding(works=False, code="token_refused", reason="Refused.", status="expired", grant=0)
    health.note(connection, finding)
    assert connection.status == "active"
    # Somebody is renewing them at this moment, and goes on alone.
    Connection.objects.update(lease_owner="somebody", lease_until=timezone.now() + timedelta(seconds=30))
    health.note(connection, dataclasses.replace(finding, grant=1))
    assert (connection.status, connection.status_reason) == ("expired", "Refused.")
    with pytest.raises(Retry, match="is being renewed"):
        obtain(connection, is_test=True, refused_grant=1, within=0)
    Connection.objects.update(lease_owner="", lease_until=None)

    # A renewal that was under way is stored, and the reason stays for whoever has to act.
    age(connection)
    assert obtain(connection, is_test=True).connection.grant == 2
    connection.refresh_from_db()
    assert (connection.status, connection.status_reason) == ("expired", "Refused.")
    assert health.check(connection).works
    assert (connection.status, connection.status_reason) == ("active", "")
