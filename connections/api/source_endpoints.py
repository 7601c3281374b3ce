"""What providers tell of, and the secrets by which their webhooks are known."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, whole
from accounts.api.errors import not_found
from accounts.api.schema import describe
from connections import selectors
from connections.api.endpoints import ConnectionsView
from connections.api.source_shapes import (
    EventSourceShape,
    NewSigningSecret,
    SampleQuery,
    SampleShape,
    SigningSecretQuery,
    SigningSecretShape,
    WebhookShape,
)
from connections.services import signing_secrets
from connections.services.subscriptions import way_of
from integrations.finding import event_source, event_sources, provider_of


class EventSources(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="List providers that tell of events",
        description="For `trigger.event`: their events, and how their webhooks are set up for this company.",
        list_of=EventSourceShape,
    )
    def get(self, request: Request) -> Response:
        del request
        company_id = self.identity.company_id
        found = []
        for slug, source in event_sources().items():
            provider, webhook = provider_of(slug), None
            assert provider is not None
            if source.webhook:
                is_proven = signing_secrets.is_set(company_id=company_id, provider=slug)
                webhook = WebhookShape.of(
                    slug,
                    source.webhook,
                    company_id=company_id,
                    is_proven=is_proven,
                    way=way_of(company_id=company_id, provider=slug),
                    source=source,
                )
            found.append(EventSourceShape.of(provider, source, webhook))
        return whole(found)


class EventSample(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="See an event as it arrives",
        description="Made up, in the form the provider sends: for drawing and for a first test run.",
        query=SampleQuery,
        response=SampleShape,
    )
    def get(self, request: Request, provider: str) -> Response:
        del request
        source = event_source(provider)
        if source is None:
            raise not_found("There is no such provider that tells of events.")
        wanted = self.read_query(SampleQuery).event.strip()
        known = source.event_type(wanted)
        event = known.id if known else wanted or source.events[0].id
        return ok(SampleShape(event=event, body=source.sample(event)))


class SigningSecrets(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read", "POST": "secrets:write"}

    @describe(
        summary="List signing secrets",
        description="Those by which providers' webhooks are known, the newest first; never their values.",
        query=SigningSecretQuery,
        list_of=SigningSecretShape,
    )
    def get(self, request: Request) -> Response:
        del request
        wanted = self.read_query(SigningSecretQuery)
        rows = selectors.signing_secrets_of(self.identity.company_id, wanted.provider)
        return whole([SigningSecretShape.of(row) for row in rows])

    @describe(
        summary="Store a signing secret",
        description="Valid at once, beside those that are stored already: delete the old one when the provider has changed over.",
        request=NewSigningSecret,
        response=SigningSecretShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewSigningSecret)
        row = signing_secrets.add_signing_secret(
            company_id=self.identity.company_id,
            provider=wanted.provider,
            value=wanted.value,
            name=wanted.name,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(SigningSecretShape.of(row), status=201)


class OneSigningSecret(ConnectionsView):
    scopes: ClassVar = {"DELETE": "secrets:write"}

    @describe(
        summary="Delete a signing secret",
        description="Webhooks that are signed with it are refused from now on.",
    )
    def delete(self, request: Request, signing_secret_id: str) -> Response:
        del request
        signing_secrets.delete_signing_secret(
            company_id=self.identity.company_id,
            secret_id=self.id_of(signing_secret_id, "sig"),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(None)
