"""What is ordered at providers, and having it looked after at once."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, page
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.ids import parse_public_id
from connections import selectors
from connections.api.endpoints import ConnectionsView
from connections.api.subscription_shapes import SubscriptionQuery, SubscriptionShape
from connections.services import subscriptions


class Subscriptions(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="List subscriptions at providers",
        description=(
            "How providers were told where to send their events: one for a connection, shared by all workflows that wait "
            "for them. They are registered when a workflow goes live, renewed before they run out, compared with what "
            "stands at the provider every 15 minutes, and removed when nobody waits any more."
        ),
        query=SubscriptionQuery,
        page_of=SubscriptionShape,
    )
    def get(self, request: Request) -> Response:
        wanted = self.read_query(SubscriptionQuery)
        asked = parse_page(request)
        after: tuple[Any, UUID] | None = None
        if asked.cursor:
            last_id = parse_public_id("sub", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            after = (asked.cursor.at, last_id)
        found = selectors.subscriptions_of(
            self.identity.company_id,
            limit=asked.limit + 1,
            after=after,
            provider=wanted.provider,
            status=wanted.status,
            connection_id=self.id_of(wanted.connection_id) if wanted.connection_id else None,
        )
        shown = found[: asked.limit]
        cursor = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > asked.limit else None
        return page([SubscriptionShape.of(each) for each in shown], cursor)


class OneSubscription(ConnectionsView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="Read a subscription",
        description="How it stands at the provider.",
        response=SubscriptionShape,
    )
    def get(self, request: Request, subscription_id: str) -> Response:
        del request
        id = self.id_of(subscription_id, "sub")
        return ok(SubscriptionShape.of(selectors.get_subscription(self.identity.company_id, id)))


class SubscriptionCheck(ConnectionsView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Look after a subscription now",
        description=(
            "It is registered, or compared with what stands at the provider, within seconds, whatever pause a failure "
            "had put it in. Read it again to see what came of it."
        ),
        response=SubscriptionShape,
        status=202,
    )
    def post(self, request: Request, subscription_id: str) -> Response:
        del request
        row = subscriptions.check_now(
            company_id=self.identity.company_id, subscription_id=self.id_of(subscription_id, "sub")
        )
        return ok(SubscriptionShape.of(row), status=202)
