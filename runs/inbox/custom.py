"""A request to a custom webhook, judged and read: who sent it, what it says, and whether it came before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from accounts.api.errors import ApiError, validation_error
from accounts.jsontext import dump_json
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.signatures import HmacSignature, Scheme
from integrations.webhooks.standard import STANDARD
from integrations.webhooks.tokens import SharedToken
from integrations.webhooks.verdicts import Keys, Refused
from runs.files import Incoming, file_value, record_file
from runs.firing_facts import BODY_AT, trigger_scope
from runs.inbox.bodies import KeepFile, read_input
from runs.inbox.endpoints import Endpoint
from runs.inbox.new_event import CUSTOM, NewEvent, preview_of, shown_headers
from workflows.expressions import ExpressionError, ExpressionSyntaxError, compile_template

KEY_HEADERS = ("webhook-id", "idempotency-key")
LONGEST_KEY = 200
MOST_PARAMETERS = 200
_compiled = lru_cache(maxsize=256)(compile_template)
_PREFIX = re.compile(r"(sha256|v1|v0)=", re.IGNORECASE)
_HEX = re.compile(r"[0-9A-Fa-f]{64}")


def read_request(endpoint: Endpoint, request: InboundRequest, now: datetime) -> NewEvent:
    """The event, or one that is `refused`: nothing of it is read before its sender is proven."""
    headers = shown_headers(request.headers, hide=_credentials(endpoint.config), mask=endpoint.mask)
    refused = _refused(endpoint, request, now)
    if refused is not None:
        return _event(endpoint, request, headers, refused=refused)
    try:
        value, place = read_input(request.body, request.headers, keep_file(endpoint.company_id))
        facts = {"method": request.method, "headers": headers, "query": _query(request), BODY_AT: place}
        key = _key(endpoint, request, value, facts)
    except ApiError as error:
        if error.status == 503:
            raise
        return _event(endpoint, request, headers, refused=error)
    preview, is_whole = preview_of(request.body, endpoint.mask)
    return _event(
        endpoint,
        request,
        headers,
        body=request.body,
        input=value,
        facts=facts,
        query=facts["query"],
        preview=preview,
        is_whole=is_whole,
        dedupe_key=key,
    )


def input_of(company_id: UUID, headers: Mapping[str, str], body: bytes) -> tuple[Any, str]:
    """What a stored body is as a run's input; files in it are made anew."""
    return read_input(body, headers, keep_file(company_id))


def keep_file(company_id: UUID) -> KeepFile:
    def keep(name: str, mime_type: str, content: bytes) -> Any:
        with Incoming() as incoming:
            incoming.write(content)
            incoming.place()
            file = record_file(
                incoming, company_id=company_id, name=name, mime_type=mime_type, created_by="Webhook"
            )
            return file_value(file)

    return keep


def _event(endpoint: Endpoint, request: InboundRequest, headers: dict[str, str], **more: Any) -> NewEvent:
    return NewEvent(
        company_id=endpoint.company_id,
        source=CUSTOM,
        topic=endpoint.path,
        listens=f"webhook:{endpoint.path}",
        method=request.method,
        headers=headers,
        caught_by=endpoint.catcher,
        **more,
    )


# --- who sent it --------------------------------------------------------------------------------------


def _refused(endpoint: Endpoint, request: InboundRequest, now: datetime) -> ApiError | None:
    auth = endpoint.config.get("auth", "none")
    if auth == "none":
        return None
    header = _header(endpoint.config, request)
    if not request.header(header):
        return _unauthenticated(f"The header {header} is missing.")
    scheme = (
        SharedToken(headers=(header,), query="")
        if auth == "token"
        else _signature(endpoint.config, header, request)
    )
    verdict = scheme.verify(request, Keys(endpoint.secrets), now)
    return _unauthenticated(verdict.reason) if isinstance(verdict, Refused) else None


def _unauthenticated(reason: str) -> ApiError:
    return ApiError("UNAUTHENTICATED", 401, reason)


def _header(config: Mapping[str, Any], request: InboundRequest) -> str:
    """Where the token or signature stands."""
    named = str(config.get("headerName") or "").strip()
    if config.get("auth") == "token":
        # Between us and the sender a proxy may have put an Authorization of its own.
        is_bare = request.header("x-webhook-token") or not request.header("authorization")
        return named or ("X-Webhook-Token" if is_bare else "Authorization")
    if config.get("signature") == "standard":
        return STANDARD.headers[0]
    return named or "X-Signature"


def _signature(config: Mapping[str, Any], header: str, request: InboundRequest) -> Scheme:
    """As it is written: with or without `sha256=`, in hex or base64."""
    if config.get("signature") == "standard":
        return STANDARD
    written = request.header(header)
    prefix = found[0] if (found := _PREFIX.match(written)) else ""
    is_timed = config.get("signature") == "timestamped"
    return HmacSignature(
        signed="{timestamp}.{body}" if is_timed else "{body}",
        headers=(header,),
        prefix=prefix,
        encoding="hex" if _HEX.fullmatch(written.removeprefix(prefix)) else "any base64",
        timestamp=(str(config.get("timestampHeader") or "X-Timestamp"),) if is_timed else (),
    )


def _credentials(config: Mapping[str, Any]) -> list[str]:
    """Headers that hold a token: a signature proves nothing to whoever reads it later."""
    return [str(config["headerName"])] if config.get("auth") == "token" and config.get("headerName") else []


# --- what it says ---------------------------------------------------------------------------------------


def _query(request: InboundRequest) -> dict[str, Any]:
    text = urlsplit(request.url).query
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise validation_error(f"The address has more than {MOST_PARAMETERS} parameters.") from None
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _key(endpoint: Endpoint, request: InboundRequest, value: Any, facts: Mapping[str, Any]) -> str | None:
    """What makes this event the same as another to this path."""
    template = endpoint.config.get("dedupeKey")
    if template:
        key = _computed(str(template), value, facts)
    else:
        key = next((found for name in KEY_HEADERS if (found := request.header(name).strip())), "")
    if not key:
        return None
    if len(key) > LONGEST_KEY or not key.isprintable():
        key = "#" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    place = endpoint.path if len(endpoint.path) < 90 else hashlib.sha256(endpoint.path.encode()).hexdigest()
    return f"{place}:{key}"


def _computed(template: str, value: Any, facts: Mapping[str, Any]) -> str:
    try:
        found = _compiled(template).resolve(
            {"input": value, "trigger": trigger_scope("webhook", facts, value)}
        )
    except (ExpressionError, ExpressionSyntaxError) as error:
        raise validation_error(f"What makes an event the same cannot be computed: {error.message}") from None
    if found is None:
        return ""
    return found if isinstance(found, str) else dump_json(found).decode()
