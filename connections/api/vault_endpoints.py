"""Secrets, OAuth apps and custom providers: what is entered here never comes out again."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, whole
from accounts.api.errors import not_found
from accounts.api.schema import describe
from connections import selectors
from connections.api.endpoints import ConnectionsView
from connections.api.shapes import (
    ClientQuery,
    ClientShape,
    CustomChange,
    CustomShape,
    NewClient,
    NewCustom,
    NewSecret,
    SecretChange,
    SecretShape,
)
from connections.providers import find_provider
from connections.services import clients, custom, environment_secrets
from connections.services.sign_in import callback_url


class Secrets(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read", "POST": "secrets:write"}

    @describe(
        summary="List secrets",
        description="Their names and dates; nobody can read the values back.",
        list_of=SecretShape,
    )
    def get(self, request: Request) -> Response:
        del request
        return whole([SecretShape.of(row) for row in selectors.secrets_of(self.identity.company_id)])

    @describe(
        summary="Store a secret",
        description="For `{{secrets.NAME}}` in marked fields. It is sealed and hidden in all data that runs write.",
        request=NewSecret,
        response=SecretShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewSecret)
        row = environment_secrets.set_secret(
            company_id=self.identity.company_id,
            name=wanted.name,
            value=wanted.value,
            description=wanted.description,
            must_be_new=True,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(SecretShape.of(row), status=201)


class OneSecret(ConnectionsView):
    scopes: ClassVar = {"PUT": "secrets:write", "DELETE": "secrets:write"}

    @describe(
        summary="Replace a secret",
        description="Steps that start from now on use the new value.",
        request=SecretChange,
        response=SecretShape,
    )
    def put(self, request: Request, secret_name: str) -> Response:
        del request
        if secret_name not in selectors.secret_names(self.identity.company_id):
            raise not_found("There is no secret with this name here.")
        wanted = self.read(SecretChange)
        row = environment_secrets.set_secret(
            company_id=self.identity.company_id,
            name=secret_name,
            value=wanted.value,
            description=wanted.description,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(SecretShape.of(row))

    @describe(summary="Delete a secret", description="Steps that name it fail from now on, saying so.")
    def delete(self, request: Request, secret_name: str) -> Response:
        del request
        environment_secrets.delete_secret(
            company_id=self.identity.company_id, name=secret_name, actor=self.identity, ip=self.ip
        )
        return ok(None)


class ProviderClients(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read", "POST": "connections:write"}

    @describe(
        summary="List the company's OAuth apps",
        description="The client ids that sign-ins use; never the secrets. Apps of the operator are not listed.",
        list_of=ClientShape,
    )
    def get(self, request: Request) -> Response:
        del request
        rows = selectors.clients_of(self.identity.company_id)
        return whole([ClientShape.of(row, callback_url()) for row in rows])

    @describe(
        summary="Set the company's OAuth app of a provider",
        description="Made at the provider with the redirect address of the answer. Goes before the operator's app.",
        request=NewClient,
        response=ClientShape,
        status=201,
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewClient)
        row = clients.set_client(
            company_id=self.identity.company_id,
            provider=wanted.provider,
            environment=wanted.environment,
            client_id=wanted.client_id,
            client_secret=wanted.client_secret,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(ClientShape.of(row, callback_url()), status=201)


class OneProviderClient(ConnectionsView):
    scopes: ClassVar = {"DELETE": "connections:write"}

    @describe(
        summary="Delete the company's OAuth app of a provider",
        description="Its connections can no longer renew their tokens, unless the operator's app made them.",
    )
    def delete(self, request: Request, provider: str) -> Response:
        wanted = self.read_query(ClientQuery)
        if find_provider(self.identity.company_id, provider) is None:
            raise not_found("There is no such provider here.")
        clients.delete_client(
            company_id=self.identity.company_id,
            provider=provider,
            environment=wanted.environment,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(None)


class CustomProviders(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read", "POST": "connections:write"}

    @describe(
        summary="List custom providers",
        description="What the company described itself, by name.",
        list_of=CustomShape,
    )
    def get(self, request: Request) -> Response:
        del request
        return whole([CustomShape.of(row) for row in selectors.custom_providers_of(self.identity.company_id)])

    @describe(
        summary="Describe a provider",
        description="For `http` blocks with `auth: connection`. Its credentials go to its own address only.",
        request=NewCustom,
        response=CustomShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewCustom)
        row = custom.create_custom_provider(
            company_id=self.identity.company_id,
            name=wanted.name,
            base_url=wanted.base_url,
            auth=wanted.auth,
            options=wanted.stored(),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(CustomShape.of(row), status=201)


class OneCustomProvider(ConnectionsView):
    scopes: ClassVar = {"PUT": "connections:write", "DELETE": "connections:write"}

    @describe(
        summary="Change a custom provider",
        description="Its way in stays; while it has connections, so do its addresses.",
        request=CustomChange,
        response=CustomShape,
        errors=[409],
    )
    def put(self, request: Request, provider_id: str) -> Response:
        del request
        id = self.id_of(provider_id, "prov")
        if all(row.id != id for row in selectors.custom_providers_of(self.identity.company_id)):
            raise not_found()
        wanted = self.read(CustomChange)
        row = custom.update_custom_provider(
            company_id=self.identity.company_id,
            provider_id=id,
            name=wanted.name,
            base_url=wanted.base_url,
            options=wanted.stored(),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(CustomShape.of(row))

    @describe(
        summary="Delete a custom provider",
        description="Only while it has no connections.",
        errors=[409],
    )
    def delete(self, request: Request, provider_id: str) -> Response:
        del request
        custom.delete_custom_provider(
            company_id=self.identity.company_id,
            provider_id=self.id_of(provider_id, "prov"),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(None)
