"""OpenTelemetry traces, only where OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise nothing of it is loaded.

One trace for each run: the run is the root, accepting it and its steps are children, attempts are children of steps. Ids
follow from the run's and the steps' own, so whatever process tells of a part, the parts fit together; a run's trace id is
its id without dashes. A collector that is slow or away costs spans, never runs: they leave by a bounded queue in a thread
of its own. No value of a company's stands in a span: ids, types, states, codes and times only.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.conf import settings

EXPORT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Span:
    """One part of a run's trace. `own` and `parent` name the part; the ids are made from them. Times in Unix ms."""

    trace: uuid.UUID
    own: str
    parent: str | None
    name: str
    start_ms: int
    end_ms: int
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    error_code: str | None = None
    caller: str = ""  # the traceparent header that came with the request, linked to


def is_on() -> bool:
    return bool(settings.OTEL_EXPORTER_OTLP_ENDPOINT)


def emit(spans: Sequence[Span]) -> None:
    """Hand spans to the exporter's queue; returns at once, and drops what has no room there."""
    if not spans or not is_on():
        return
    processor = _ready()
    for span in spans:
        processor.on_end(_readable(span))


def emit_accept(run: uuid.UUID, trigger: str, seconds: float, *, caller: str) -> None:
    """A run was stored, which took so long until now."""
    now_ms = time.time_ns() // 1_000_000
    facts = {"headrace.run.trigger": trigger}
    emit([Span(run, "accept", "run", "accept", now_ms - int(seconds * 1000), now_ms, facts, caller=caller)])


def span_id(trace: uuid.UUID, own: str) -> int:
    return int.from_bytes(hashlib.blake2b(trace.bytes + own.encode(), digest_size=8).digest()) or 1


_processor: Any = None
_lock = threading.Lock()


def _ready() -> Any:
    """The batch processor of this process, started on first use: its thread would not survive a fork."""
    global _processor
    with _lock:
        if _processor is None:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.trace.export import BatchSpanProcessor

            pairs = (
                pair.partition("=") for pair in settings.OTEL_EXPORTER_OTLP_HEADERS.split(",") if "=" in pair
            )
            exporter = OTLPSpanExporter(
                endpoint=settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip("/") + "/v1/traces",
                headers={unquote(name.strip()): unquote(value.strip()) for name, _, value in pairs},
                timeout=EXPORT_SECONDS,
            )
            _processor = BatchSpanProcessor(
                exporter, max_queue_size=8192, max_export_batch_size=512, schedule_delay_millis=1000
            )
        return _processor


def close(seconds: float = 2.0) -> None:
    """Send what is queued, for at most so long. For the end of a process."""
    global _processor
    with _lock:
        processor, _processor = _processor, None
    if processor is not None:
        thread = threading.Thread(target=processor.shutdown, daemon=True)
        thread.start()
        thread.join(seconds)


def _readable(span: Span) -> Any:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.util.instrumentation import InstrumentationScope
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.status import Status, StatusCode

    facts: dict[str, Any] = dict(span.facts)
    if span.error_code is not None:
        facts["error.type"] = span.error_code
    return ReadableSpan(
        span.name,
        context=_context(span.trace, span.own),
        parent=None if span.parent is None else _context(span.trace, span.parent),
        resource=_resource(),
        attributes=facts,
        links=_links(span.caller),
        kind=SpanKind.SERVER if span.own == "accept" else SpanKind.INTERNAL,
        status=Status(StatusCode.UNSET if span.error_code is None else StatusCode.ERROR),
        start_time=span.start_ms * 1_000_000,
        end_time=max(span.start_ms, span.end_ms) * 1_000_000,
        instrumentation_scope=InstrumentationScope("headrace"),
    )


def _context(trace: uuid.UUID, own: str) -> Any:
    from opentelemetry.trace import SpanContext, TraceFlags

    return SpanContext(
        trace.int, span_id(trace, own), is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED)
    )


def _resource() -> Any:
    from opentelemetry.sdk.resources import Resource

    global _made_resource
    if _made_resource is None:
        _made_resource = Resource.create({"service.name": "headrace"})
    return _made_resource


_made_resource: Any = None


def _links(caller: str) -> list[Any]:
    if not caller:
        return []
    from opentelemetry.trace import Link, get_current_span
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = TraceContextTextMapPropagator().extract({"traceparent": caller})
    found = get_current_span(context).get_span_context()
    return [Link(found)] if found.is_valid else []
