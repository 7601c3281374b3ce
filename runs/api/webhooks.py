"""Outbound webhooks over HTTP: endpoints and their deliveries."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, page, whole
from accounts.api.errors import not_found, validation_error
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id
from runs.api.webhook_shapes import (
    DeliveryDetail,
    DeliveryQuery,
    DeliveryShape,
    EndpointChange,
    EndpointShape,
    EndpointWithSecret,
    EventToTry,
    NewEndpoint,
    ResentShape,
    SecretRotation,
    WebhookEventShape,
)
from runs.models import WebhookDelivery, WebhookEndpoint
from runs.outbound import deliveries, endpoints, trying
from runs.outbound.events import EVENT_TYPES, sample


class EndpointView(ApiView):
    """A view of one endpoint of the caller's company."""

    def get_endpoint(self, endpoint_id: str) -> WebhookEndpoint:
        found = endpoints.find_endpoint(self.identity.company_id, parse_public_id("we", endpoint_id))
        if found is None:
            raise not_found("There is no webhook endpoint with this id.")
        return found

    def get_delivery(self, endpoint: WebhookEndpoint, delivery_id: str) -> WebhookDelivery:
        found = deliveries.find_delivery(endpoint, parse_public_id("dlv", delivery_id))
        if found is None:
            raise not_found("This endpoint has no delivery with this id. They are kept for thirty days.")
        return found


class EventTypes(ApiView):
    scopes: ClassVar = {"GET": "webhooks:read"}

    @describe(
        summary="List the events that endpoints can get",
        description="Each with a sample of what is sent.",
        list_of=WebhookEventShape,
    )
    def get(self, request: Request) -> Response:
        del request
        company_id, studio = self.identity.company_id, settings.PUBLIC_URL
        return whole(
            [
                WebhookEventShape(
                    type=name,
                    description=words,
                    sample=sample(name, company_id=company_id, studio=studio).model_dump(by_alias=True),
                )
                for name, words in EVENT_TYPES.items()
            ]
        )


class Endpoints(EndpointView):
    scopes: ClassVar = {"GET": "webhooks:read", "POST": "webhooks:write"}

    @describe(summary="List webhook endpoints", description="The newest first.", list_of=EndpointShape)
    def get(self, request: Request) -> Response:
        del request
        return whole([EndpointShape.of(one) for one in endpoints.list_endpoints(self.identity.company_id)])

    @describe(
        summary="Add a webhook endpoint",
        description="`secret` is shown this once: requests are signed with it by the Standard Webhooks specification.",
        request=NewEndpoint,
        response=EndpointWithSecret,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        endpoint, secret = endpoints.create_endpoint(
            company_id=self.identity.company_id,
            wanted=self.read(NewEndpoint).wanted(),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(EndpointWithSecret(**EndpointShape.values_of(endpoint), secret=secret), status=201)


class OneEndpoint(EndpointView):
    scopes: ClassVar = {"GET": "webhooks:read", "PATCH": "webhooks:write", "DELETE": "webhooks:write"}

    @describe(summary="Read a webhook endpoint", response=EndpointShape)
    def get(self, request: Request, endpoint_id: str) -> Response:
        del request
        return ok(EndpointShape.of(self.get_endpoint(endpoint_id)))

    @describe(
        summary="Change a webhook endpoint",
        description="Switched off, it hears of nothing new, and what was not delivered yet waits until it is on again.",
        request=EndpointChange,
        response=EndpointShape,
    )
    def patch(self, request: Request, endpoint_id: str) -> Response:
        del request
        endpoint = self.get_endpoint(endpoint_id)
        wanted = self.read(EndpointChange).wanted()
        changed = endpoints.change_endpoint(endpoint=endpoint, wanted=wanted, actor=self.identity, ip=self.ip)
        return ok(EndpointShape.of(changed))

    @describe(
        summary="Delete a webhook endpoint",
        description="With its deliveries; what has not been delivered never will be.",
    )
    def delete(self, request: Request, endpoint_id: str) -> Response:
        del request
        endpoints.delete_endpoint(endpoint=self.get_endpoint(endpoint_id), actor=self.identity, ip=self.ip)
        return ok(None)


class EndpointSecret(EndpointView):
    scopes: ClassVar = {"POST": "webhooks:write"}

    @describe(
        summary="Replace the signing secret",
        description="The new one is shown this once. Until `previousSecretUntil` both sign each request.",
        request=SecretRotation,
        response=EndpointWithSecret,
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        del request
        endpoint, secret = endpoints.rotate_secret(
            endpoint=self.get_endpoint(endpoint_id),
            overlap_hours=self.read(SecretRotation).overlap_hours,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(EndpointWithSecret(**EndpointShape.values_of(endpoint), secret=secret))


class EndpointTest(EndpointView):
    scopes: ClassVar = {"POST": "webhooks:write"}

    @describe(
        summary="Send a test event",
        description="Sends a made-up event, marked `test: true`, and waits up to 15 s for the answer. It is not repeated.",
        request=EventToTry,
        response=DeliveryDetail,
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        del request
        endpoint = self.get_endpoint(endpoint_id)
        event = self.read(EventToTry).event or endpoint.events[0]
        return ok(DeliveryDetail.of(trying.send_test(endpoint=endpoint, event_type=event)))


class Deliveries(EndpointView):
    scopes: ClassVar = {"GET": "webhooks:read"}

    @describe(
        summary="List an endpoint's deliveries",
        description="The newest first, of the last thirty days.",
        query=DeliveryQuery,
        page_of=DeliveryShape,
    )
    def get(self, request: Request, endpoint_id: str) -> Response:
        endpoint = self.get_endpoint(endpoint_id)
        wanted = self.read_query(DeliveryQuery)
        run_id = parse_public_id("run", wanted.run_id) if wanted.run_id else None
        if wanted.run_id and run_id is None:
            raise validation_error(
                "runId is not the id of a run.", [{"path": "runId", "message": "Not the id of a run."}]
            )
        asked = parse_page(request)
        after: tuple[Any, Any] | None = None
        if asked.cursor:
            after = asked.cursor.at, parse_public_id("dlv", asked.cursor.id)
            if after[1] is None:
                raise bad_cursor()
        found = deliveries.list_deliveries(
            endpoint,
            limit=asked.limit + 1,
            after=after,
            status=wanted.status,
            event_type=wanted.event,
            run_id=run_id,
        )
        shown = found[: asked.limit]
        cursor = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > asked.limit else None
        return page([DeliveryShape.of(one) for one in shown], cursor)


class OneDelivery(EndpointView):
    scopes: ClassVar = {"GET": "webhooks:read"}

    @describe(summary="Read a delivery with its tries", response=DeliveryDetail)
    def get(self, request: Request, endpoint_id: str, delivery_id: str) -> Response:
        del request
        return ok(DeliveryDetail.of(self.get_delivery(self.get_endpoint(endpoint_id), delivery_id)))


class DeliveryResend(EndpointView):
    scopes: ClassVar = {"POST": "webhooks:write"}

    @describe(
        summary="Send a delivery again",
        description="At once, under the same `webhook-id`, with all tries of a new one.",
        response=DeliveryShape,
        status=202,
        errors=[409],
    )
    def post(self, request: Request, endpoint_id: str, delivery_id: str) -> Response:
        del request
        endpoint = self.get_endpoint(endpoint_id)
        delivery = self.get_delivery(endpoint, delivery_id)
        deliveries.resend(delivery, endpoint, actor=self.identity, ip=self.ip)
        return ok(DeliveryShape.of(self.get_delivery(endpoint, delivery_id)), status=202)


class EndpointResend(EndpointView):
    scopes: ClassVar = {"POST": "webhooks:write"}

    @describe(
        summary="Send everything again that was given up",
        description="The failed deliveries of the last thirty days, up to 10,000 at once.",
        response=ResentShape,
        status=202,
        errors=[409],
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        del request
        count = deliveries.resend_failed(self.get_endpoint(endpoint_id), actor=self.identity, ip=self.ip)
        return ok(ResentShape(count=count), status=202)
