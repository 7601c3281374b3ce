"""Runs a declared operation: builds its request, sends it, reads the answer, follows its pages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from integrations.blocktype import Operation
from integrations.building import build
from integrations.calls import Call, Cursor, LastId, NextUrl, Offset, PageNumber, SqlOffset
from integrations.context import Calling, StepContext
from integrations.encoding import from_xml
from integrations.fields import OperationForm, PagedForm
from integrations.forms import Form
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Done, Outcome, Permanent, Retry
from integrations.provider import Provider
from integrations.refusals import failure_of, is_refusal
from integrations.reshaping import path_of, value_at

Json = Any
#: The form of the next page, and its address where the provider names it.
Following = tuple[Form, str]
MAX_PAGES = 1_000
MAX_PAGES_IN_TEST = 3
_FILE_NAME = re.compile(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", re.IGNORECASE)
_ENDINGS = {"application/pdf": ".pdf", "application/zip": ".zip"}
_POSITION = re.compile(r"\s+(?:startposition|maxresults)\s+\d+", re.IGNORECASE)


def perform(provider: Provider, operation: Operation, context: StepContext, config: Form) -> Outcome:
    """The operation's `run`. Raises outcomes.StepFailure in the provider's words."""
    call = operation.call
    assert call is not None
    if isinstance(config, OperationForm):
        config = config.loaded(context)
    if call.binary:
        request = request_for(provider, operation, context, config)
        response, _payload = _answer(provider, operation, context, request)
        return Done(_file(context, response, operation.id))
    collected, following = read_page(provider, operation, context, config)
    if not isinstance(config, PagedForm) or not config.read_all:
        return Done(collected)
    at_most = config.max_items
    most = MAX_PAGES_IN_TEST if context.is_test else MAX_PAGES
    for _ in range(most - 1):
        if following is None or _count(collected) >= at_most:
            break
        output, following = read_page(provider, operation, context, *following)
        collected = _joined(collected, output)
    return Done(_cut(collected, at_most))


def read_page(
    provider: Provider, operation: Operation, context: Calling, config: Form, url: str = ""
) -> tuple[Json, Following | None]:
    """What one request of an operation gives, and what asks for the page after it. `url`: where the provider says that
    this one is.
    """
    call = operation.call
    assert call is not None
    request = request_for(provider, operation, context, config)
    if url:
        request = replace(request, url=url, query={})
    payload, output = ask(provider, operation, context, config, request)
    if call.pages is None or not isinstance(config, PagedForm):
        return output, None
    return output, _following(call, config, payload, output, request)


def ask(
    provider: Provider,
    operation: Operation,
    context: Calling,
    config: Form,
    request: HttpRequest,
) -> tuple[Json, Json]:
    """Send one request of an operation: the whole answer, and the useful part of it."""
    call = operation.call
    assert call is not None
    response, payload = _answer(provider, operation, context, request)
    return payload, output_of(call, response, payload, config, is_list=_gives_list(operation))


def _answer(
    provider: Provider, operation: Operation, context: Calling, request: HttpRequest
) -> tuple[HttpResponse, Json]:
    """A successful answer and its data, which a file has none of."""
    call = operation.call
    assert call is not None
    response = context.http(request)
    payload = None if call.binary and response.status in call.success else payload_of(provider, response)
    if is_refusal(provider, call.success, response, payload):
        raise failure_of(
            provider,
            operation,
            response,
            payload,
            is_repeatable=is_repeatable(provider, operation),
            now_ms=context.now_ms,
        )
    if response.status in call.pending:
        raise Retry(f"{provider.name} is still preparing this.", code="INTEGRATION_ERROR")
    return response, payload


def is_repeatable(provider: Provider, operation: Operation) -> bool:
    """Whether the same request twice has the effect of one: it reads, or the provider honours our key."""
    if operation.effect != "write":
        return True
    return bool(provider.idempotency and operation.call and provider.idempotency.takes(operation.call))


def payload_of(provider: Provider, response: HttpResponse) -> Json:
    """The answer's body as data; text where it is neither JSON nor XML. Raises Permanent for numbers too large."""
    if not response.content.strip():
        return None
    if provider.answers == "xml" and not response.is_json:
        try:
            return from_xml(response.content)
        except ValueError:
            return response.text()
    try:
        return response.json()
    except ValueError as error:
        if "64 bits" in str(error):
            raise Permanent(f"{provider.name}’s answer cannot be read: {error}.") from None
        return response.text()


def output_of(call: Call, response: HttpResponse, payload: Json, config: Form, *, is_list: bool) -> Json:
    """What the step gives on: the useful part of the answer."""
    if payload is None and call.empty is not None:
        return _without_body(call, response, config)
    if not call.unwrap:
        return payload
    fields = {name: str(getattr(config, name)) for name in type(config).model_fields}
    path = call.unwrap.format_map(fields) if "{" in call.unwrap else call.unwrap
    found = value_at(payload, path_of(path))
    if is_list and not isinstance(found, list):
        return [] if found is None else [found]
    return found


def _without_body(call: Call, response: HttpResponse, config: Form) -> Json:
    location = response.headers.get("location", "").rstrip("/").rpartition("/")[2]
    output = {}
    for name, value in (call.empty or {}).items():
        if value == "{location}":
            output[name] = location or None
        elif isinstance(value, str) and value.startswith("{"):
            output[name] = getattr(config, value[1:-1])
        else:
            output[name] = value
    return output


def _file(context: StepContext, response: HttpResponse, name: str) -> Json:
    """The answer's content as a file of the run."""
    named = _FILE_NAME.search(response.headers.get("content-disposition", ""))
    kind = response.headers.get("content-type", "application/octet-stream").partition(";")[0].strip()
    return context.save_file(
        response.content,
        name=named[1].strip() if named else f"{name}{_ENDINGS.get(kind, '')}",
        mime_type=kind,
    )


def _gives_list(operation: Operation) -> bool:
    schema = operation.output_schema
    return isinstance(schema, dict) and schema.get("type") == "array"


def request_for(
    provider: Provider, operation: Operation, context: Calling, config: Form, *, part: str = ""
) -> HttpRequest:
    """The request of a declared operation as the step's connection. `part` names it where a step makes several writes."""
    return build(
        provider,
        operation,
        config,
        account=context.connection,
        key="-".join(filter(None, (context.idempotency_key, part))),
    )


# --- pages --------------------------------------------------------------------------------------------


def _following(
    call: Call, config: Form, payload: Json, output: Json, request: HttpRequest
) -> Following | None:
    """The form (and, where the provider names it, the address) of the next page; None after the last one."""
    pages = call.pages
    if isinstance(pages, NextUrl):
        found = value_at(payload, path_of(pages.next))
        return (config, urljoin(request.url, found)) if isinstance(found, str) and found else None
    changes: dict[str, Any] | None = None
    if isinstance(pages, Cursor):
        found = value_at(payload, path_of(pages.next))
        before = getattr(config, pages.field)
        changes = {pages.field: str(found)} if found not in (None, "") and str(found) != str(before) else None
    elif isinstance(pages, LastId):
        if value_at(payload, path_of(pages.more)) is True and output:
            changes = {pages.field: value_at(output[-1], path_of(pages.id))}
    elif isinstance(pages, PageNumber | Offset):
        changes = _numbered(pages, config, payload, output)
    elif isinstance(pages, SqlOffset):
        changes = _in_query(pages, config, output)
    return (config.model_copy(update=changes), "") if changes else None


def _numbered(pages: PageNumber | Offset, config: Form, payload: Json, output: Json) -> dict[str, Any] | None:
    read = _count(output)
    size = int(getattr(config, pages.size, None) or pages.default_size)
    at = int(getattr(config, pages.field) or 0)
    if isinstance(pages, PageNumber):
        return {pages.field: max(at, 1) + 1} if read >= size else None
    more = value_at(payload, path_of(pages.more)) if pages.more else read >= size
    return {pages.field: at + read} if more and str(more) != "0" and read else None


def _in_query(pages: SqlOffset, config: Form, output: Json) -> dict[str, Any] | None:
    query: str = getattr(config, pages.field)
    read = _count(output)
    size_in_query = re.search(r"maxresults\s+(\d+)", query, re.IGNORECASE)
    size = int(size_in_query[1]) if size_in_query else pages.default_size
    start = re.search(r"startposition\s+(\d+)", query, re.IGNORECASE)
    if read < size:
        return None
    at = (int(start[1]) if start else 1) + read
    return {pages.field: f"{_POSITION.sub('', query)} STARTPOSITION {at} MAXRESULTS {size}"}


def _lists(output: Json) -> list[str]:
    return [name for name, value in output.items() if isinstance(value, list)]


def _count(output: Json) -> int:
    if isinstance(output, dict):
        return max((len(output[name]) for name in _lists(output)), default=0)
    return len(output) if isinstance(output, list) else 0


def _joined(before: Json, more: Json) -> Json:
    if isinstance(before, dict) and isinstance(more, dict):
        return {
            **before,
            **{name: [*before.get(name, []), *more[name]] for name in _lists(more)},
        }
    return [*(before or []), *(more or [])]


def _cut(output: Json, most: int) -> Json:
    if isinstance(output, dict):
        return {**output, **{name: output[name][:most] for name in _lists(output)}}
    return output[:most]
