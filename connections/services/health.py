"""Does a connection work, and whose is it? Asked when it is made, now and then, and when a step was refused."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from connections import credentials, smtp
from connections.delivery import deliver
from connections.models import Connection, ConnectionStatus
from connections.services import broker
from connections.services.opening import Opened
from connections.services.states import because, break_connection, ended_words, mend_connection, said_in
from connections.signs import first_filled, matches, passes
from integrations.auth import ConnectionTest, OAuth2Code, SmtpLogin, TokenAuth, XmlSession
from integrations.filling import FillError, fill_if_given, fill_url
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import AuthExpired, Retry, StepFailure

CHECK_SECONDS = 6 * 3600
RECHECK_SECONDS = 600
TEST_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test found. `is_certain`: the provider itself said so; otherwise it may pass."""

    works: bool
    code: str = ""
    reason: str = ""
    detail: str = ""
    is_certain: bool = True
    status: str = ConnectionStatus.ERROR
    label: str = ""
    account_id: str = ""
    #: Of the tokens that were tried: what is found wrong with them says nothing of newer ones.
    grant: int | None = None


def check(connection: Connection) -> Finding:
    """Test a connection and write down what was found. Sends one harmless request; raises nothing for a broken one."""
    return note(connection, examine(connection))


def note(connection: Connection, finding: Finding) -> Finding:
    """Write down what a test of this connection found."""
    now = timezone.now()
    Connection.objects.filter(id=connection.id).update(
        checked_at=now,
        check_at=now + timedelta(seconds=_pause(finding)),
    )
    if finding.works:
        mend_connection(
            connection,
            **({"account_label": finding.label} if finding.label else {}),
            **({"account_id": finding.account_id} if finding.account_id else {}),
        )
    elif finding.is_certain:
        break_connection(
            connection,
            status=finding.status,
            code=finding.code,
            reason=finding.reason,
            detail=finding.detail,
            grant=finding.grant,
        )
        connection.refresh_from_db()
    else:
        Connection.objects.filter(id=connection.id).update(
            failed_checks=min(connection.failed_checks + 1, 1000), **because(finding.reason, finding.detail)
        )
        connection.refresh_from_db()
    return finding


def _pause(finding: Finding) -> float:
    seconds = CHECK_SECONDS if finding.works or finding.is_certain else RECHECK_SECONDS
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all are checked at once


def examine(connection: Connection) -> Finding:
    """What a test of the connection finds; writes nothing but tokens it had to renew."""
    try:
        opened = broker.obtain(
            company_id=connection.company_id, connection_id=connection.id, is_test=True, within=20
        )
    except AuthExpired as failure:
        status = ConnectionStatus.EXPIRED if failure.code == "CONNECTION_EXPIRED" else ConnectionStatus.ERROR
        is_client = failure.code == "CONNECTION_CLIENT"
        return Finding(
            works=False,
            code="client_refused" if is_client else "token_ended",
            reason=failure.message,
            detail=said_in(failure),
            is_certain=not is_client,
            status=status,
        )
    except StepFailure as failure:
        return Finding(
            works=False,
            code="unreachable",
            reason=failure.message,
            detail=said_in(failure),
            is_certain=False,
        )
    return examine_opened(opened)


def examine_opened(opened: Opened, *, may_renew: bool = True) -> Finding:
    """The same for a connection that is open already. `may_renew` False: its tokens are tried as they are, as they are
    stored nowhere yet.
    """
    connection, name = opened.connection, opened.connection.name
    if isinstance(opened.method, SmtpLogin):
        return _mail_finding(opened)
    test = opened.method.test or opened.access.test
    if test is None:
        label = str(opened.values.get("company_id") or "") if isinstance(opened.method, XmlSession) else ""
        return Finding(works=True, label=label)
    try:
        response = _ask(opened, test)
        is_refused = any(matches(sign, response) for sign in opened.access.unauthorized)
        if is_refused and may_renew and isinstance(opened.method, TokenAuth | XmlSession):
            opened = broker.obtain(
                company_id=connection.company_id,
                connection_id=connection.id,
                refused_grant=opened.connection.grant,
                is_test=True,
                within=20,
            )
            response = _ask(opened, test)
    except AuthExpired as failure:
        return Finding(
            works=False,
            code="token_ended",
            reason=failure.message,
            detail=said_in(failure),
            status=ConnectionStatus.EXPIRED,
        )
    except (FillError, StepFailure) as failure:
        words = getattr(failure, "message", str(failure))
        return Finding(
            works=False,
            code="unreachable",
            reason=f"{opened.provider.name} could not be asked whether {name} works: {words}",
            is_certain=not isinstance(failure, Retry),
        )
    found = _finding(opened, test, response)
    return replace(found, grant=opened.connection.grant) if may_renew else found


def judge_refusal(opened: Opened) -> str | None:
    """A step was refused with a current token: is it the connection, or just this request? The words in the first case.

    Raises Retry where the token is not the current one any more.
    """
    test = opened.method.test or opened.access.test
    if test is None:
        reason = _refused_words(opened)
        break_connection(
            opened.connection,
            status=_ended(opened),
            code="token_refused",
            reason=reason,
            grant=opened.connection.grant,
        )
        return reason
    tried = opened.connection.grant
    finding = check(opened.connection)
    if finding.works:
        return None
    if opened.connection.status == ConnectionStatus.ACTIVE and opened.connection.grant != tried:
        raise Retry(
            f"The access of {opened.connection.name} was renewed meanwhile.",
            code="CONNECTION_BUSY",
            after_seconds=1,
        )
    return finding.reason


def _ask(opened: Opened, test: ConnectionTest) -> HttpResponse:
    values = opened.values
    url = test.url
    if not url.startswith(("http", "{")):
        url = credentials.base_url(opened.access, opened.environment, values) + _fill_path(url, values)
    else:
        url = fill_url(url, values)
    request = HttpRequest(
        test.method,
        url,
        query=_filled(test.query, values),
        headers={"Accept": "application/json", **_filled(test.headers, values)},
        json=test.json,
        form=None if test.form is None else _filled(test.form, values),
        timeout_seconds=TEST_SECONDS,
        max_response_bytes=1024 * 1024,
        effect="read",
    )
    sent = credentials.with_credentials(
        request,
        access=opened.access,
        method=opened.method,
        environment=opened.environment,
        values=values,
    )
    return deliver(sent, opened.environment)


def _fill_path(template: str, values: Mapping[str, Any]) -> str:
    """Raises FillError."""
    filled = fill_if_given(template, values)
    if filled is None:
        raise FillError("a part of the address is not known")
    return filled


def _filled(templates: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    found = {name: fill_if_given(template, values) for name, template in templates.items()}
    return {name: text for name, text in found.items() if text is not None}


def _finding(opened: Opened, test: ConnectionTest, response: HttpResponse) -> Finding:
    provider, name, status = opened.provider.name, opened.connection.name, response.status
    if passes(test, response):
        # Where accounts were discovered, that one's id counts: the test may speak of another kind of id.
        shown = {name: value for name, value in opened.values.items() if name not in opened.secrets}
        account_id = "" if opened.method.discovery else first_filled(test.account_id, response, shown)
        label = first_filled(test.label, response, shown)
        if opened.method.discovery and opened.connection.account_label not in label:
            label = ""  # of the first of a person's accounts; this connection is for another
        known = opened.connection.account_id
        if known and account_id and known != account_id:
            return Finding(
                works=False,
                code="wrong_account",
                reason=f"{name} now leads to another account at {provider} ({account_id} instead of {known}). Connect "
                "it again with the account it was made for.",
                label=label,
                account_id=account_id,
            )
        return Finding(works=True, label=label, account_id=account_id)
    if any(matches(sign, response) for sign in opened.access.missing_scope):
        return Finding(
            works=False,
            code="missing_scope",
            reason=f"{name} lacks a permission that {provider} asks for ({status}). Connect it again and allow everything "
            "that is asked.",
        )
    if any(matches(sign, response) for sign in opened.access.unauthorized) or 200 <= status < 300:
        return Finding(
            works=False, code="token_refused", reason=_refused_words(opened), status=_ended(opened)
        )
    if status == 403:
        return Finding(
            works=False,
            code="forbidden",
            reason=f"{provider} accepts the credentials of {name} but allows nothing with them (403).",
        )
    return Finding(
        works=False,
        code="unreachable",
        reason=f"{provider} answered {status} when {name} was tested.",
        is_certain=400 <= status < 500 and status not in (408, 425, 429),
    )


def _ended(opened: Opened) -> str:
    return ConnectionStatus.EXPIRED if isinstance(opened.method, OAuth2Code) else ConnectionStatus.REVOKED


def _refused_words(opened: Opened) -> str:
    return ended_words(opened.provider.name, opened.connection.name, opened.method)


def _mail_finding(opened: Opened) -> Finding:
    try:
        smtp.try_login(opened.values)
    except StepFailure as failure:
        return Finding(
            works=False,
            code="token_refused",
            reason=f"{opened.connection.name}: {failure.message}",
            is_certain=not isinstance(failure, Retry),
        )
    label = str(opened.values.get("from_email") or opened.values.get("username") or "")
    return Finding(works=True, label=label[:200])
