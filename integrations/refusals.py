"""A provider's answer that is no success, as a failure in words: `{code, message, retryable}` of the step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from integrations.answers import LONGEST_WAIT_SECONDS, excerpt_of, retry_after_seconds
from integrations.auth import Sign
from integrations.blocktype import Operation
from integrations.calls import Errors
from integrations.http import HttpResponse
from integrations.outcomes import AuthExpired, Permanent, RateLimited, Retry, StepFailure, Uncertain
from integrations.provider import Provider
from integrations.reshaping import path_of, value_at

Json = Any
_PLACE = re.compile(r"\{([^{}]+)\}")
_PASSING = frozenset({408, 425, 503})
_GATEWAY = frozenset({502, 504})
_LONGEST = 1_000


def is_refusal(provider: Provider, success: tuple[int, ...], response: HttpResponse, payload: Json) -> bool:
    """Whether the answer reports an error, by its status or in the body of a fine one."""
    if response.status not in success:
        return True
    return any(_at(payload, path) not in (None, wanted) for path, wanted in provider.errors.success.items())


def failure_of(
    provider: Provider,
    operation: Operation,
    response: HttpResponse,
    payload: Json,
    *,
    is_repeatable: bool,
    now_ms: int,
) -> StepFailure:
    """The failure to raise. `is_repeatable`: the same request twice has the effect of one.

    Its code is INTEGRATION_ERROR, RATE_LIMITED or CONNECTION_EXPIRED; the provider's own code, its request id and the
    status stand in the details.
    """
    errors = provider.errors
    status = response.status
    code = first_filled(errors.code, payload)
    said = first_filled(errors.message, payload) or excerpt_of(response)
    message = _sentence(provider, status, code, said, errors)
    details = {"provider": provider.slug, "operation": operation.id, "status": status, "providerCode": code}
    if (
        request_id := response.headers.get(errors.request_id_header.lower())
        if errors.request_id_header
        else None
    ):
        details["requestId"] = request_id
    after = retry_after_seconds(response, now_ms=now_ms)

    def is_one_of(signs: tuple[Sign, ...]) -> bool:
        return any(_matches(sign, status, payload) for sign in signs)

    if is_one_of(errors.final):
        return Permanent(message, code="INTEGRATION_ERROR", details=details)
    if is_one_of(errors.limited) or status == 429:
        after = after if after is not None else _until_reset(errors, response, now_ms)
        return RateLimited(message, code="RATE_LIMITED", details=details, after_seconds=after)
    if is_one_of(provider.access.unauthorized if provider.access else (Sign(status=401),)):
        return AuthExpired(message, code="CONNECTION_EXPIRED", details=details)
    if is_one_of(errors.passing) or status in _PASSING or status in operation_pending(operation):
        return Retry(message, code="INTEGRATION_ERROR", details=details, after_seconds=after)
    if status >= 500 and is_repeatable:
        return Retry(message, code="INTEGRATION_ERROR", details=details, after_seconds=after)
    if status in _GATEWAY:
        # A gateway gave up waiting: what it asked for may have been done.
        return Uncertain(message, code="UNCERTAIN", details=details)
    return Permanent(message, code="INTEGRATION_ERROR", details=details)


def operation_pending(operation: Operation) -> tuple[int, ...]:
    return operation.call.pending if operation.call else ()


def first_filled(templates: tuple[str, ...], payload: Json) -> str:
    """The first template whose places are all there, else ""."""
    return next((text for text in (_filled(template, payload) for template in templates) if text), "")


def _filled(template: str, payload: Json) -> str:
    texts = {match[1]: _said(_at(payload, match[1])) for match in _PLACE.finditer(template)}
    return _PLACE.sub(lambda match: texts[match[1]], template) if all(texts.values()) else ""


def _sentence(provider: Provider, status: int, code: str, said: str, errors: Errors) -> str:
    said = " ".join(said.split())[:_LONGEST]
    shown = f" ({code})" if code and code not in said else ""
    said = (
        f"{provider.name}: {said.rstrip('.')}{shown}."
        if said
        else f"{provider.name} answered {status}{shown}."
    )
    hint = errors.hints.get(code, "")
    return f"{said} {hint}" if hint else said


def _matches(sign: Sign, status: int, payload: Json) -> bool:
    if sign.status is not None and sign.status != status:
        return False
    if not sign.path:
        return True
    found = _at(payload, sign.path)
    values = found if isinstance(found, list) else [found]
    return any(value is not None and (not sign.values or str(value) in sign.values) for value in values)


def _until_reset(errors: Errors, response: HttpResponse, now_ms: int) -> float | None:
    reset = response.headers.get(errors.reset_header.lower(), "") if errors.reset_header else ""
    if re.fullmatch(r"\d{9,11}", reset):
        return min(max(int(reset) - now_ms / 1000, 0.0), LONGEST_WAIT_SECONDS)
    return errors.wait_seconds


def _at(payload: Json, path: str) -> Json:
    found = value_at(payload, path_of(path))
    return _flat(found) if isinstance(found, list) else found


def _flat(values: list[Json]) -> list[Json]:
    flat: list[Json] = []
    for value in values:
        flat += _flat(value) if isinstance(value, list) else [] if value is None else [value]
    return flat


def _said(value: Json) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_said(part)}" for name, part in value.items() if _said(part))
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(text for text in map(_said, value) if text))
    return "" if value is None else str(value).strip()
