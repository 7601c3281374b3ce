"""What goes in and out about providers that tell of events, and the secrets their webhooks are known by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from pydantic import Field

from accounts.api.forms import Form, Shape
from accounts.ids import public_id
from connections.models import SigningSecret
from connections.services.subscriptions import Way
from integrations.provider import Provider
from integrations.triggers import EventSource, EventType
from integrations.webhooks.webhook import Webhook


class EventTypeShape(Shape):
    id: str
    name: str
    aliases: list[str]

    @classmethod
    def of(cls, event: EventType) -> EventTypeShape:
        return cls(id=event.id, name=event.name, aliases=list(event.aliases))


class WebhookShape(Shape):
    """How the provider's webhooks are set up. `isProven`: there is a secret by which they can be known."""

    url: str = Field(description="The company's address to enter at the provider.")
    set_up: str
    secret_label: str
    secret_help: str
    is_secret: bool = Field(description="False: what is entered is a name that everybody may see.")
    is_ours: bool = Field(description="The secret is made up here and entered at the provider too.")
    in_address: bool = Field(description="The address ends with the secret: `…?token=<secret>`.")
    is_proven: bool
    registers: bool = Field(
        description="It is registered at the provider from here when a workflow goes live, with the default connection."
    )
    by_hand: str = Field(description="Why it is not, in words.")
    brings_secret: bool = Field(description="The secret comes with the registration: nobody enters one.")
    note: str = Field(description="What to know about registering, where there is something.")

    @classmethod
    def of(
        cls, slug: str, webhook: Webhook, *, company_id: Any, is_proven: bool, way: Way, source: EventSource
    ) -> WebhookShape:
        url = f"{settings.PUBLIC_URL}/webhooks/{slug}/{company_id}"
        suffix = (
            webhook.suffix.format(secret="<" + webhook.secret.label.lower() + ">") if webhook.suffix else ""
        )
        return cls(
            url=url + suffix,
            set_up=webhook.set_up.format(url=url + suffix),
            secret_label=webhook.secret.label,
            secret_help=webhook.secret.help,
            is_secret=webhook.secret.is_secret,
            is_ours=webhook.secret.is_ours,
            in_address=bool(webhook.suffix),
            is_proven=is_proven,
            registers=way.is_automatic,
            by_hand=way.by_hand,
            brings_secret=source.subscription is not None and source.subscription.proof != "other",
            note=source.subscription.note if source.subscription else "",
        )


class EventSourceShape(Shape):
    """A provider that tells of events. `isOpen`: it has more kinds than `events` lists."""

    provider: str
    name: str
    color: str
    icon: str
    events: list[EventTypeShape]
    is_open: bool
    can_look: bool = Field(description='It can be asked what happened: `delivery: "poll"`.')
    look_note: str = Field(description="What looking cannot tell; empty where it tells all.")
    look_only: list[str] = Field(description="Events that no webhook brings.")
    webhook: WebhookShape | None

    @classmethod
    def of(cls, provider: Provider, source: EventSource, webhook: WebhookShape | None) -> EventSourceShape:
        return cls(
            provider=provider.slug,
            name=provider.name,
            color=provider.color,
            icon=provider.icon,
            events=[EventTypeShape.of(event) for event in source.events],
            is_open=source.is_open,
            can_look=source.poll is not None,
            look_note=source.poll.note if source.poll else "",
            look_only=sorted(source.poll_only),
            webhook=webhook,
        )


class SampleQuery(Form):
    event: str = Field("", max_length=200, description="A type of event; the first one by default.")


class SampleShape(Shape):
    event: str
    body: Any = Field(description="What a run gets as `input`.")


class SigningSecretQuery(Form):
    provider: str = Field("", max_length=64, description="Only this provider's.")


class SigningSecretShape(Shape):
    """A secret that is valid for a provider's webhooks. It is never shown."""

    id: str
    provider: str
    name: str
    is_registered: bool = Field(description="It came with a registration that was made from here.")
    created_by: str | None
    created_at: datetime

    @classmethod
    def of(cls, row: SigningSecret) -> SigningSecretShape:
        return cls(
            id=public_id("sig", row.id),
            provider=row.provider,
            name=row.name,
            is_registered=bool(row.registration),
            created_by=row.created_by.email if row.created_by else None,
            created_at=row.created_at,
        )


class NewSigningSecret(Form):
    provider: str = Field(min_length=1, max_length=64)
    value: str = Field(
        min_length=1, max_length=40_000, description="As the provider shows it; never shown again."
    )
    name: str = Field("", max_length=100, description="To tell it from others, such as “new endpoint”.")
