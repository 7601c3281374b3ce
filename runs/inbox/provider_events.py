"""What providers send: judged by their own schemes (`connections/inbound.py`), then an event for each thing that is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import counts
from accounts.api.errors import ApiError
from accounts.jsontext import dump_json
from accounts.models import Company
from connections import inbound
from connections.masking import Mask
from connections.services.masks import mask_for
from connections.services.subscriptions import name_of
from connections.subscribing import heed
from integrations.finding import event_source
from integrations.triggers import is_notice
from integrations.webhooks.events import InboundEvent
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.verdicts import Reply
from runs.firing import TriggerRow
from runs.firing_facts import BODY_AT, IS_INPUT
from runs.inbox.new_event import NewEvent, preview_of, shown_headers
from runs.polling import polled
from workflows.subscribed import named_connection
from workflows.wanted import unasked, unwanted

logger = logging.getLogger("headrace.door")


@dataclass(frozen=True, slots=True)
class Judged:
    """`reply` is what the provider expects; None: the common answer, or that of the refused event."""

    events: Sequence[NewEvent] = ()
    reply: Reply | None = None


def read_provider(
    provider: str,
    company_id: UUID | None,
    request: InboundRequest,
    now: datetime,
    subscription_id: UUID | None = None,
) -> Judged | None:
    """None where nobody receives: a provider that sends no webhooks, or a company that does not exist."""
    if company_id is not None and not Company.objects.filter(id=company_id).exists():
        return None
    try:
        arrival = inbound.receive(
            provider=provider,
            company_id=company_id,
            request=request,
            now=now,
            subscription_id=subscription_id,
        )
    except LookupError:
        return None
    if arrival.refused is not None:
        error = ApiError("UNAUTHENTICATED", 401, arrival.refused.reason)
        if company_id is None:  # nobody's to see
            if arrival.reply is None:
                raise error
            return Judged(reply=arrival.reply)
        headers = shown_headers(request.headers, mask=mask_for(company_id))
        refused = _event(provider, company_id, request, headers, refused=error)
        return Judged([refused], arrival.reply)
    found: list[NewEvent] = []
    for company, events in arrival.events.items():
        mask = mask_for(company)
        headers = shown_headers(request.headers, mask=mask)
        for event in events:
            if event.is_notice:
                heed(company_id=company, provider=provider, event=event)
            connections = arrival.connections or inbound.of_account(company, provider, event.account)
            found.append(_told(provider, company, request, headers, event, mask, connections))
    if arrival.unclaimed and company_id is None:
        found += _unclaimed(provider, request, arrival.unclaimed)
    return Judged(found, arrival.reply)


def _unclaimed(provider: str, request: InboundRequest, events: Sequence[InboundEvent]) -> Iterator[NewEvent]:
    """Proven, but of accounts that nobody here has connected. Where there is one company only, it sees them as rejected; of
    several, none may see what may be another's, and the operator is told.
    """
    company_id, name = inbound.only_company(), name_of(provider)
    for event in events:
        if company_id is None:
            counts.count("events_received", source=provider, status="unclaimed")
            logger.warning(
                "%s tells of the account %s, which no company here has connected", name, event.account
            )
            continue
        words = f"It is about the account {event.account} at {name}, which is not connected here. Connect it, or remove the app there."
        headers = shown_headers(request.headers, mask=mask_for(company_id))
        refused = ApiError("NOT_FOUND", 404, words)
        yield _event(provider, company_id, request, headers, topic=event.type, refused=refused)


def meant(provider: str, event: InboundEvent) -> dict[str, Any]:
    """Which triggers an event of the provider is for, and why others do not start, as `NewEvent` takes it."""

    def is_for(trigger: TriggerRow) -> bool:
        return unasked(provider, trigger.config, event) is None

    def why_not(trigger: TriggerRow) -> str | None:
        return unwanted(provider, trigger.config, event)

    return {"is_for": is_for, "why_not": why_not}


def told_again(provider: str, type: str, body: Any) -> InboundEvent:
    """A stored event as it was told."""
    source = event_source(provider)
    if source is None:
        return InboundEvent(id=None, type=type, body=body)
    also = source.other_names(type, body) if isinstance(body, Mapping) else ()
    return InboundEvent(id=None, type=type, also=also, body=body, is_notice=is_notice(source, type))


def _told(
    provider: str,
    company_id: UUID,
    request: InboundRequest,
    headers: dict[str, str],
    event: InboundEvent,
    mask: Mask,
    connections: frozenset[UUID],
) -> NewEvent:
    wanted = meant(provider, event)

    def is_for(trigger: TriggerRow) -> bool:
        """Not one that looks for its events itself, which would start twice, nor one of another account."""
        named = named_connection(trigger.config)
        is_of_account = named is None or not connections or named in connections
        return is_of_account and wanted["is_for"](trigger) and polled(trigger.config) is None

    body = dump_json(event.body)
    preview, is_whole = preview_of(body, mask)
    return _event(
        provider,
        company_id,
        request,
        headers,
        topic=event.type,
        body=body,
        input=event.body,
        facts={"method": request.method, "headers": headers, BODY_AT: IS_INPUT},
        preview=preview,
        is_whole=is_whole,
        dedupe_key=event.id,
        **{**wanted, "is_for": is_for},
    )


def _event(
    provider: str, company_id: UUID, request: InboundRequest, headers: dict[str, str], **more: object
) -> NewEvent:
    given: dict[str, object] = {"topic": "", **more}
    return NewEvent(
        company_id=company_id,
        source=provider,
        listens=f"event:{provider}",
        method=request.method,
        headers=headers,
        **given,  # type: ignore[arg-type]
    )
