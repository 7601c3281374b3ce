"""Requests that providers send: which secrets may prove them, and whose the events are that they bring."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Company
from connections.models import Connection, ConnectionStatus, EnvironmentName, Subscription
from connections.public_keys import public_keys
from connections.selectors import same_account
from connections.services.signing_secrets import Known, known_secrets, webhook_of
from integrations.webhooks.events import InboundEvent
from integrations.webhooks.google_push import GooglePush, named
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.verdicts import Keys, Refused, Reply
from integrations.webhooks.webhook import Accepted, Greeted, Webhook, judge

#: How long secrets are used without another look: so late is a new or a deleted one noticed.
_FRESH_SECONDS = 1.0
#: Salesforce writes an id with 15 characters, or the same with three more.
_ID_LENGTH = 15
#: No account of a real provider ends so (RFC 2606): its keys are asked of the pretended one, and prove nobody else.
_NO_REAL_ACCOUNT = ".invalid"
_GONE = (ConnectionStatus.DISCONNECTED, ConnectionStatus.REVOKED, ConnectionStatus.PENDING)

_known: dict[tuple[UUID | None, str], tuple[float, Known]] = {}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of a request before anything is stored. `refused` None: it is the provider's.

    `events` are its events by the company they are for; an event that is for nobody here is among the `unclaimed`. `connections`
    are those whose subscription brought them, all that lead to the same account; none: nobody knows. `reply` is what the
    provider expects (None: the common answer). `is_greeting`: a handshake, of which nothing is kept.
    """

    refused: Refused | None = None
    reply: Reply | None = None
    is_greeting: bool = False
    events: Mapping[UUID, Sequence[InboundEvent]] = field(default_factory=dict)
    connections: frozenset[UUID] = frozenset()
    unclaimed: Sequence[InboundEvent] = ()


def sends_webhooks(provider: str) -> bool:
    return webhook_of(provider) is not None


def receive(
    *,
    provider: str,
    company_id: UUID | None,
    request: InboundRequest,
    now: datetime,
    subscription_id: UUID | None = None,
) -> Arrival:
    """Judge a request to a company's address (that of a subscription, if its id is given), or (None) to the one that all
    companies share.

    A secret of the operator's app proves only that the provider sent it: such events go to companies that have the account
    connected. Raises LookupError for a provider that sends no webhooks, and what the database raises.
    """
    webhook = webhook_of(provider)
    if webhook is None:
        raise LookupError(provider)
    known = _secrets(company_id, provider)
    verdict = judge(webhook, request, Keys(known.all, _public_keys(webhook, request)), now)
    if isinstance(verdict, Greeted):
        return Arrival(reply=verdict.reply, is_greeting=True)
    if isinstance(verdict, Refused):
        return Arrival(refused=verdict, reply=verdict.reply)
    if company_id is not None and verdict.secret < len(known.own):
        if webhook.account_must_fit and not _fits(provider, company_id, verdict.events):
            return _foreign(webhook)
        return Arrival(
            reply=verdict.reply,
            events={company_id: verdict.events},
            connections=_bringing(company_id, subscription_id),
        )
    return _routed(provider, webhook, company_id, verdict)


def of_account(company_id: UUID, provider: str, account: str) -> frozenset[UUID]:
    """The company's connections to the account that an event names, and those of which nobody knows the account; none: no
    connection is known to be that account's, so that nothing can be told apart.
    """
    webhook = webhook_of(provider)
    if webhook is None or not account:
        return frozenset()
    mine = _connected(provider).filter(company_id=company_id)
    known = frozenset(mine.filter(_fitting(webhook, account)).values_list("id", flat=True))
    return known and known | frozenset(mine.filter(account_id="").values_list("id", flat=True))


def _fitting(webhook: Webhook, account: str) -> Q:
    fits = Q(account_id=account)
    if webhook.account_value:
        fits |= Q(**{f"values__{webhook.account_value}": account})
    return fits


def _bringing(company_id: UUID, subscription_id: UUID | None) -> frozenset[UUID]:
    """The connection of that subscription and others of its account; none for an address that is no subscription's."""
    if subscription_id is None:
        return frozenset()
    rows = Subscription.objects.filter(company_id=company_id, id=subscription_id).select_related("connection")
    row = rows.first()
    return (
        frozenset({row.connection_id, *(one.id for one in same_account(row.connection))})
        if row
        else frozenset()
    )


def _routed(provider: str, webhook: Webhook, company_id: UUID | None, accepted: Accepted) -> Arrival:
    """What the operator's app received: for those that have the account connected."""
    found: dict[UUID, list[InboundEvent]] = {}
    unclaimed = []
    for event in accepted.events:
        companies = [
            one
            for one in _companies(provider, webhook, event.account)
            if company_id is None or company_id == one
        ]
        for company in companies:
            found.setdefault(company, []).append(event)
        if not companies:
            unclaimed.append(event)
    if company_id is not None and accepted.events and not found:
        return _foreign(webhook)
    return Arrival(reply=accepted.reply, events=found, unclaimed=unclaimed)


def only_company() -> UUID | None:
    """The company, where the installation has just one."""
    found = list(Company.objects.values_list("id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _foreign(webhook: Webhook) -> Arrival:
    reason = "It is about an account that is not connected here."
    return Arrival(refused=Refused("mismatch", reason, webhook.refusal), reply=webhook.refusal)


def _fits(provider: str, company_id: UUID, events: Sequence[InboundEvent]) -> bool:
    """Whether all events are of accounts that the company has connected; true also where it has connected none."""
    accounts = {
        account[:_ID_LENGTH]
        for account in _connected(provider).filter(company_id=company_id).values_list("account_id", flat=True)
        if account
    }
    return not accounts or all(event.account[:_ID_LENGTH] in accounts for event in events if event.account)


def _companies(provider: str, webhook: Webhook, account: str) -> Iterable[UUID]:
    """Those that have the account connected; where it does not say whose it is, the only company there is."""
    if not account:
        only = only_company()
        return [] if only is None else [only]
    rows = _connected(provider).filter(_fitting(webhook, account))
    return list(rows.values_list("company_id", flat=True).distinct().order_by("company_id"))


def _connected(provider: str) -> QuerySet[Connection]:
    return Connection.objects.filter(provider=provider).exclude(status__in=_GONE)


def _secrets(company_id: UUID | None, provider: str) -> Known:
    key = (company_id, provider)
    found = _known.get(key)
    if found is not None and found[0] > time.monotonic():
        return found[1]
    known = known_secrets(company_id=company_id, provider=provider)
    if len(_known) > 1000:
        _known.clear()
    _known[key] = (time.monotonic() + _FRESH_SECONDS, known)
    return known


def forget_secrets() -> None:
    """As in a new process."""
    _known.clear()


def _public_keys(webhook: Webhook, request: InboundRequest) -> dict[str, dict[str, str]]:
    scheme = webhook.scheme
    if not isinstance(scheme, GooglePush):
        return {}
    key_id, account = named(request)
    if not key_id:
        return {}
    is_pretended = bool(settings.PROVIDER_SANDBOX) and account.endswith(_NO_REAL_ACCOUNT)
    environment = EnvironmentName.DEMO if is_pretended else EnvironmentName.PRODUCTION
    return public_keys(scheme.keys_url, key_id, environment=environment)
