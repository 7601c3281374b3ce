"""Requests as a connection: its credentials, its origins, its share of the provider's rate, one repeat after a refresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from connections import credentials, ready, smtp
from connections.delivery import deliver
from connections.models import EnvironmentName
from connections.services import budgets, health, masks
from connections.services.opening import Opened
from connections.signs import matches
from integrations.auth import SmtpLogin
from integrations.context import Account
from integrations.filling import FillError
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import AuthExpired, Permanent


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
    opened = ready.obtain(caller.company_id, caller.connection_id)
    if opened.access.budgets:
        ready.briefly(lambda: budgets.take(opened.connection, opened.access))
    response = _send_once(request, opened, effect)
    if not _is_refused(opened, response):
        _keep_pause(opened, response)
        return response
    again = ready.renewed(opened)
    if again.connection.grant != opened.connection.grant:
        response = _send_once(request, again, effect)
        if not _is_refused(again, response):
            return response
    verdict = ready.briefly(lambda: health.judge_refusal(again))
    if verdict is not None:
        raise AuthExpired(verdict, code=f"CONNECTION_{again.connection.status.upper()}")
    return response


def send_mail(message: EmailMessage, caller: Caller, *, to: Sequence[str]) -> dict[str, str]:
    """Sends through the caller's mail server; the recipients it refused, with its words. Raises as `ready.obtain` and
    `smtp.send`, and Permanent where the connection is no mail server's or only a demo.
    """
    assert caller.connection_id is not None
    opened = ready.obtain(caller.company_id, caller.connection_id)
    name = opened.connection.name
    if not isinstance(opened.method, SmtpLogin):
        raise Permanent(f"{name} is not a connection to a mail server.", code="CONNECTION_ERROR")
    if opened.environment == EnvironmentName.DEMO:
        raise Permanent(f"{name} is a demo, and the demo has no mail server.", code="CONNECTION_ERROR")
    return smtp.send(opened.values, message, to=list(to))


def account_of(company_id: UUID, connection_id: UUID) -> Account:
    """What a step may know of its connection. Raises as `ready.obtain`, and Permanent where an address is missing."""
    return described_account(ready.obtain(company_id, connection_id))


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


def _keep_pause(opened: Opened, response: HttpResponse) -> None:
    """A Retry-After counts for everybody who shares the account's budget."""
    if response.status != 429 or not opened.access.budgets:
        return
    after = response.headers.get("retry-after", "")
    if after.isdecimal() and len(after) < 6:
        ready.briefly(lambda: budgets.hold(opened.connection, opened.access, float(after)))


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
