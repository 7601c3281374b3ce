"""The connections endpoints: providers, connections, sign-ins, OAuth apps."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, page, whole
from accounts.api.errors import conflict, forbidden, not_found, validation_error
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.permissions import SIGNED_IN
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from connections import selectors
from connections.api.shapes import (
    AuthUrlQuery,
    AuthUrlShape,
    ConnectionChange,
    ConnectionQuery,
    ConnectionShape,
    FindingShape,
    GoneShape,
    NewConnection,
    ProviderShape,
    SignInHereQuery,
)
from connections.models import Connection
from connections.providers import find_provider, list_providers
from connections.services import clients, lifecycle, sign_in
from connections.services.errors import ConnectionRuleError, InvalidValueError
from connections.subscribing import disconnect


class ConnectionsView(ApiView):
    """Turns the rules of connections into answers."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, InvalidValueError):
            exc = validation_error(str(exc), [{"path": exc.path, "message": str(exc)}])
        elif isinstance(exc, ConnectionRuleError):
            exc = conflict(str(exc))
        return super().handle_exception(exc)

    def id_of(self, text: str, prefix: str = "conn") -> UUID:
        """Raises ApiError 404 for what is no id."""
        found = parse_public_id(prefix, text)
        if found is None:
            raise not_found()
        return found

    def shape_of(self, connection: Connection) -> ConnectionShape:
        fresh = selectors.get_connection(self.identity.company_id, connection.id)
        return ConnectionShape.of(fresh, selectors.same_account(fresh))


class Providers(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="List providers",
        description="What can be connected to, and what each way in asks for. The company's own come last.",
        list_of=ProviderShape,
    )
    def get(self, request: Request) -> Response:
        del request
        company_id = self.identity.company_id
        has_demo = bool(settings.PROVIDER_SANDBOX)
        configured = clients.configured_environments(company_id)
        always = ["demo"] if has_demo else []
        return whole(
            [
                ProviderShape.of(
                    provider,
                    configured=sorted(configured.get(provider.slug, ())) + always,
                    has_demo=has_demo,
                )
                for provider in list_providers(company_id)
            ]
        )


class Connections(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read", "POST": "connections:write"}

    @describe(
        summary="List connections",
        description="The newest first; never a secret.",
        query=ConnectionQuery,
        page_of=ConnectionShape,
    )
    def get(self, request: Request) -> Response:
        wanted = self.read_query(ConnectionQuery)
        asked = parse_page(request)
        after: tuple[Any, UUID] | None = None
        if asked.cursor:
            last_id = parse_public_id("conn", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            after = (asked.cursor.at, last_id)
        found = selectors.connections_of(
            self.identity.company_id,
            limit=asked.limit + 1,
            after=after,
            provider=wanted.provider,
            status=wanted.status,
            search=wanted.search,
        )
        shown = found[: asked.limit]
        cursor = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > asked.limit else None
        return page([ConnectionShape.of(each, selectors.same_account(each)) for each in shown], cursor)

    @describe(
        summary="Connect with credentials",
        description=(
            "For ways in without a sign-in window. The credentials are sealed and tested at once; `status` says "
            "what came of it."
        ),
        request=NewConnection,
        response=ConnectionShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(NewConnection)
        connection = lifecycle.create_connection(
            company_id=self.identity.company_id,
            provider=wanted.provider,
            method=wanted.method,
            environment=wanted.environment,
            name=wanted.name,
            values=wanted.values,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(self.shape_of(connection), status=201)


class OneConnection(ConnectionsView):
    scopes: ClassVar = {
        "GET": "connections:read",
        "PATCH": "connections:write",
        "DELETE": "connections:write",
    }

    @describe(summary="Read a connection", description="Never a secret.", response=ConnectionShape)
    def get(self, request: Request, connection_id: str) -> Response:
        del request
        connection = selectors.get_connection(self.identity.company_id, self.id_of(connection_id))
        return ok(ConnectionShape.of(connection, selectors.same_account(connection)))

    @describe(
        summary="Change a connection",
        description=(
            "Rename it, make it the default of its provider, choose its account, or give new credentials: they are tried, "
            "and stored only where they work and are for the account that the connection has."
        ),
        request=ConnectionChange,
        response=ConnectionShape,
        errors=[409],
    )
    def patch(self, request: Request, connection_id: str) -> Response:
        del request
        wanted = self.read(ConnectionChange)
        id, company_id = self.id_of(connection_id), self.identity.company_id
        connection = selectors.get_connection(company_id, id)
        who: dict[str, Any] = {"actor": self.identity, "ip": self.ip}
        if wanted.name is not None or wanted.is_default is not None:
            connection = lifecycle.update_connection(
                company_id=company_id,
                connection_id=id,
                name=wanted.name,
                is_default=wanted.is_default,
                **who,
            )
        if wanted.account_id is not None:
            connection = lifecycle.choose_account(
                company_id=company_id, connection_id=id, account_id=wanted.account_id, **who
            )
        if wanted.values is not None:
            connection = lifecycle.replace_credentials(
                company_id=company_id, connection_id=id, values=wanted.values, **who
            )
        return ok(self.shape_of(connection))

    @describe(
        summary="Disconnect",
        description=(
            "Removes the webhooks that were registered with it, gives the token back to the provider where it takes it "
            "and forgets every secret. The entry stays and can "
            "be connected again under its id; deleting a disconnected one removes it for good."
        ),
        response=GoneShape,
    )
    def delete(self, request: Request, connection_id: str) -> Response:
        del request
        deleted = disconnect(
            company_id=self.identity.company_id,
            connection_id=self.id_of(connection_id),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(GoneShape(deleted=deleted))


class ConnectionTest(ConnectionsView):
    scopes: ClassVar = {"POST": "connections:write"}

    @describe(
        summary="Test a connection",
        description="Sends the provider one harmless request and says in words what came of it.",
        response=FindingShape,
        errors=[409],
    )
    def post(self, request: Request, connection_id: str) -> Response:
        del request
        connection, finding = lifecycle.check_connection(
            company_id=self.identity.company_id, connection_id=self.id_of(connection_id)
        )
        return ok(
            FindingShape(
                works=finding.works,
                code=finding.code,
                reason=finding.reason,
                connection=self.shape_of(connection),
            )
        )


class AuthUrl(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:write"}

    @describe(
        summary="Begin a sign-in",
        description=(
            "Makes a pending connection and gives the address to open in a browser window, good for ten minutes and "
            "one use. For an API key it is a page of Headrace that goes on there once a member has signed in."
        ),
        query=AuthUrlQuery,
        response=AuthUrlShape,
        errors=[409],
    )
    def get(self, request: Request, provider: str) -> Response:
        wanted = self.read_query(AuthUrlQuery)
        if find_provider(self.identity.company_id, provider) is None:
            raise not_found("There is no such provider here.")
        id = self.id_of(wanted.connection_id) if wanted.connection_id else None
        chosen: dict[str, Any] = {
            "provider": provider,
            "method": wanted.method,
            "environment": wanted.environment,
            "name": wanted.connection_name,
            "values": _object(wanted.values),
            "connection_id": id,
            "optional_scopes": _scopes(wanted.optional_scopes),
            "ip": self.ip,
        }
        if self.identity.user_id is None:
            connection = sign_in.prepare_sign_in(identity=self.identity, **chosen)
            url = f"{settings.PUBLIC_URL}/api/v1/connections/{public_id('conn', connection.id)}/sign-in"
            if wanted.optional_scopes:
                url += f"?{urlencode({'optionalScopes': wanted.optional_scopes})}"
        else:
            begun = sign_in.begin_sign_in(
                identity=self.identity,
                session_key=_session_key(request),
                return_to=wanted.redirect_url,
                **chosen,
            )
            connection, url = begun.connection, begun.url
        return ok(
            AuthUrlShape(
                url=url,
                auth_url=url,
                connection_id=public_id("conn", connection.id),
                expires_in_seconds=int(sign_in.STATE_FOR.total_seconds()),
            )
        )


class SignInHere(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:write"}

    @describe(
        summary="Go on to the provider",
        description="Redirects a signed-in member to the provider's consent page for this connection.",
        query=SignInHereQuery,
        also={302: None},
        errors=[409],
    )
    def get(self, request: Request, connection_id: str) -> HttpResponse:
        id = self.id_of(connection_id)
        connection = selectors.get_connection(self.identity.company_id, id)
        if self.identity.user_id is None:
            raise forbidden(
                "A sign-in needs a person. Open this address in a browser in which you are signed in."
            )
        begun = sign_in.begin_sign_in(
            identity=self.identity,
            session_key=_session_key(request),
            provider=connection.provider,
            connection_id=id,
            optional_scopes=_scopes(self.read_query(SignInHereQuery).optional_scopes),
            return_to="/connections",
            ip=self.ip,
        )
        return HttpResponseRedirect(begun.url)


class OAuthCallback(ConnectionsView):
    scopes: ClassVar = {"GET": SIGNED_IN}

    @describe(
        summary="Where providers send the browser back",
        description="Completes a sign-in and answers with a page that tells the window that began it.",
        media={"text/html": {"type": "string"}},
        errors=[400],
    )
    def get(self, request: Request) -> HttpResponse:
        query = {name: str(value)[:8000] for name, value in request.query_params.items()}
        done = sign_in.finish_sign_in(
            identity=self.identity, session_key=_session_key(request), query=query, ip=self.ip
        )
        facts = {
            "type": "headrace.connection",
            "isConnected": done.is_connected,
            "code": done.code,
            "words": done.words,
            "connectionId": public_id("conn", done.connection.id) if done.connection else None,
        }
        page = {"done": done, "facts": orjson.dumps(facts).decode(), "back": done.return_to or "/connections"}
        return render(
            request._request, "connections/callback.html", page, status=200 if done.is_connected else 400
        )


def _session_key(request: Request) -> str:
    """The session this browser has; "" for a key, which has none."""
    return str(getattr(request.session, "session_key", "") or "")


def _scopes(text: str | None) -> list[str] | None:
    """`none` names nothing; an absent text says nothing."""
    return None if text is None else [] if text.strip() == "none" else text.split()


def _object(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        found = orjson.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise validation_error(
            "values must be a JSON object.", [{"path": "values", "message": "Not a JSON object."}]
        )
    return found
