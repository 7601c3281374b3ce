"""Requests as a connection: its credentials, its origins, its share of the provider's rate, one repeat after a refresh."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from django.db import connection as database
from django.utils import timezone

from connections import credentials, smtp
from connections.delivery import deliver
from connections.models import EnvironmentName
from connections.services import broker, budgets, health, masks
from connections.services.opening import Opened
from connections.services.states import note_used
from connections.signs import matches
from integrations.auth import SmtpLogin
from integrations.context import Account
from integrations.filling import FillError
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import AuthExpired, Permanent

#: Threads of one process that use the database at the same time for this: the I/O pool is larger than a server's limit.
_DATABASE_SLOTS = threading.BoundedSemaphore(8)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose connection a step uses. `connection_id` None: requests go out as they are."""

    company_id: UUID
    connection_id: UUID | None = None


def send(request: HttpRequest, caller: Caller, *, effect: str | None = None) -> HttpResponse:
    """The answer to a request sent as the caller's connection. A 401 is answered by one refresh and one repeat.

    Raises, beside what `http.send` raises: AuthExpired (`CONNECTION_…`: a person has to act), RateLimited (the account's
    budget is used up), Permanent (`CONNECTION_ORIGIN`).
    """
    assert caller.connection_id is not None
    opened = _obtain(caller.company_id, caller.connection_id)
    if opened.access.budgets:
        with _brief_database():
            budgets.take(opened.connection, opened.access)
    response = _send_once(request, opened, effect)
    if not _is_refused(opened, response):
        _keep_pause(opened, response)
        return response
    _ready.pop((caller.company_id, caller.connection_id), None)
    with _brief_database():
        again = broker.obtain(
            company_id=caller.company_id,
            connection_id=caller.connection_id,
            refused_grant=opened.connection.grant,
        )
    if again.connection.grant != opened.connection.grant:
        response = _send_once(request, again, effect)
        if not _is_refused(again, response):
            return response
    with _brief_database():
        verdict = health.judge_refusal(again)
    if verdict is not None:
        raise AuthExpired(verdict, code=f"CONNECTION_{again.connection.status.upper()}")
    return response


def send_mail(message: EmailMessage, caller: Caller, *, to: Sequence[str]) -> dict[str, str]:
    """Sends through the caller's mail server; the recipients it refused, with its words. Raises as `broker.obtain` and
    `smtp.send`, and Permanent where the connection is no mail server's or only a demo.
    """
    assert caller.connection_id is not None
    opened = _obtain(caller.company_id, caller.connection_id)
    name = opened.connection.name
    if not isinstance(opened.method, SmtpLogin):
        raise Permanent(f"{name} is not a connection to a mail server.", code="CONNECTION_ERROR")
    if opened.environment == EnvironmentName.DEMO:
        raise Permanent(f"{name} is a demo, and the demo has no mail server.", code="CONNECTION_ERROR")
    return smtp.send(opened.values, message, to=list(to))


def account_of(company_id: UUID, connection_id: UUID) -> Account:
    """What a step may know of its connection. Raises as `broker.obtain`, and Permanent where an address is missing."""
    return described_account(_obtain(company_id, connection_id))


def described_account(opened: Opened) -> Account:
    connection = opened.connection
    try:
        base = credentials.base_url(opened.access, opened.environment, opened.values)
    except FillError as error:
        raise Permanent(
            f"{connection.name} lacks a part of its address ({error}). Connect it again.",
            code="CONNECTION_ERROR",
        ) from None
    hidden = set(opened.secrets)
    return Account(
        connection_id=f"conn_{connection.id}",
        provider=connection.provider,
        method=connection.method,
        base_url=base,
        values={name: str(value) for name, value in opened.values.items() if name not in hidden},
    )


#: How long an opened connection is used without another look: so late is a disconnect noticed.
_READY_SECONDS = 2.0
_ready: dict[tuple[UUID, UUID], tuple[float, Opened]] = {}


def _obtain(company_id: UUID, connection_id: UUID) -> Opened:
    key = (company_id, connection_id)
    found = _ready.get(key)
    if found is not None and found[0] > time.monotonic():
        return found[1]
    with _brief_database():
        opened = broker.obtain(company_id=company_id, connection_id=connection_id)
        note_used(opened.connection)
    until = time.monotonic() + _READY_SECONDS
    expires_at = opened.connection.expires_at
    if expires_at is None or (expires_at - timezone.now()).total_seconds() > _READY_SECONDS + 5:
        if len(_ready) > 1000:
            _ready.clear()
        _ready[key] = (until, opened)
    return opened


def forget_ready() -> None:
    """As in a new process."""
    _ready.clear()


def _keep_pause(opened: Opened, response: HttpResponse) -> None:
    """A Retry-After counts for everybody who shares the account's budget."""
    if response.status != 429 or not opened.access.budgets:
        return
    after = response.headers.get("retry-after", "")
    if after.isdecimal() and len(after) < 6:
        with _brief_database():
            budgets.hold(opened.connection, opened.access, float(after))


def _send_once(request: HttpRequest, opened: Opened, effect: str | None) -> HttpResponse:
    if isinstance(opened.method, SmtpLogin):
        raise Permanent("A mail server is not called by HTTP.", code="CONNECTION_ERROR")
    sent = credentials.with_credentials(
        request,
        access=opened.access,
        method=opened.method,
        environment=opened.environment,
        values=opened.values,
    )
    if sent.basic_auth:
        # Their base64 is one text, in which neither is found by itself.
        masks.learn(opened.connection.company_id, [":".join(sent.basic_auth)])
    return deliver(sent, opened.environment, effect=effect)


def _is_refused(opened: Opened, response: HttpResponse) -> bool:
    return any(matches(sign, response) for sign in opened.access.unauthorized)


@contextmanager
def _brief_database() -> Iterator[None]:
    """The database for a moment, from one of many I/O threads: on PostgreSQL its connection is closed afterwards."""
    if database.in_atomic_block:
        yield
        return
    with _DATABASE_SLOTS:
        try:
            yield
        finally:
            if database.vendor == "postgresql":
                database.close()
