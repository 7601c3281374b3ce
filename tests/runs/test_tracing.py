"""Traces as a real collector receives them: OTLP over HTTP, decoded from the protobuf that arrived."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from runs import tracing
from tests.runs.conftest import MakeWorkflow, fail, reply, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


class Collector(ThreadingHTTPServer):
    """`spans` are those that arrived; `status` is what it answers."""

    daemon_threads = True

    def __init__(self, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = status
        self.spans: list[Any] = []
        self.services: set[str] = set()
        self.headers: dict[str, str] = {}
        self.arrivals = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces"
        assert self.headers["Content-Type"] == "application/x-protobuf"
        self.server.arrivals += 1
        self.server.headers = dict(self.headers)
        if self.server.status == 200:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                names = {one.key: one.value.string_value for one in resource.resource.attributes}
                self.server.services.add(names["service.name"])
                for scope in resource.scope_spans:
                    self.server.spans.extend(scope.spans)
        answer = ExportTraceServiceResponse().SerializeToString()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@pytest.fixture
def collector(settings: Any) -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = server.url + "/"
    settings.OTEL_EXPORTER_OTLP_HEADERS = "x-team = billing,api-key=k1,authorization=Basic%20YTpi%3D"
    tracing.close()
    yield server
    tracing.close()
    server.shutdown()
    server.server_close()
    thread.join()


def facts(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def test_a_run_is_one_trace_with_its_steps_and_their_attempts(
    make: MakeWorkflow, run_to_end: RunToEnd, collector: Collector
) -> None:
    retry = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 3, "backoffMs": 1}}
    workflow = make(
        "start -> good", "good -> again", "again -> bad",
        good=reply("a value of the company's"), again=fail(times=1, **retry), bad=fail(),
    )  # fmt: skip
    accepted = start(workflow, {"secret": "a value of the company's"})
    run = run_to_end(accepted)
    tracing.emit_accept(
        accepted.run_id, "api", 0.01, caller="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    )
    tracing.close(10)
    spans = {span.name: span for span in collector.spans}
    assert set(spans) == {
        "run",
        "accept",
        "step start",
        "step good",
        "step again",
        "step bad",
        "attempt 1",
        "attempt 2",
    }
    assert {span.trace_id.hex() for span in collector.spans} == {run.id.hex}
    root = spans["run"]
    assert root.parent_span_id == b""
    for name, span in spans.items():
        if name.startswith("step") or name == "accept":
            assert span.parent_span_id == root.span_id, name
        assert root.start_time_unix_nano <= span.start_time_unix_nano + 20_000_000, name
        assert span.start_time_unix_nano <= span.end_time_unix_nano, name
    assert len({span.span_id for span in collector.spans}) == len(collector.spans)
    told = facts(root)
    assert (told["headrace.run.id"], told["headrace.run.status"]) == (f"run_{run.id}", "failed")
    assert told["headrace.workflow.id"] == f"wf_{workflow.id}"
    assert (root.status.code, told["error.type"]) == (Status.STATUS_CODE_ERROR, "STEP_ERROR")
    again = facts(spans["step again"])
    assert (again["headrace.step.status"], again["headrace.step.attempts"]) == ("completed", 2)
    assert again["headrace.block.type"] == "echo"
    for number in (1, 2):
        attempts = [span for span in collector.spans if span.name == f"attempt {number}"]
        assert spans["step again"].span_id in {span.parent_span_id for span in attempts}
    assert spans["step good"].status.code == Status.STATUS_CODE_UNSET
    [link] = spans["accept"].links
    assert link.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
    assert "a value of the company's" not in str(collector.spans)
    assert collector.services == {"headrace"}
    assert (collector.headers["x-team"], collector.headers["api-key"]) == ("billing", "k1")
    assert collector.headers["authorization"] == "Basic YTpi="


def test_spans_say_which_item_and_which_run_started_theirs(
    make: MakeWorkflow, run_to_end: RunToEnd, collector: Collector
) -> None:
    child = make("start -> a", a=reply(1))
    parent = make(
        "start -> each", "each.done -> sub",
        each={"type": "fan-out", "config": {"collection": [1, 2]}}, item=reply(1, parentId="each"),
        sub={"type": "sub-workflow", "config": {"workflowId": f"wf_{child.id}", "input": {}}},
    )  # fmt: skip
    run = run_to_end(start(parent))
    tracing.close(10)
    places = [
        facts(span).get("headrace.step.iteration") for span in collector.spans if span.name == "step item"
    ]
    assert sorted(places) == ["0", "1"]
    told = {facts(span).get("headrace.run.parent_id") for span in collector.spans if span.name == "run"}
    assert told == {None, f"run_{run.id}"}


def test_a_collector_that_refuses_or_is_away_holds_up_nothing(
    make: MakeWorkflow, run_to_end: RunToEnd, collector: Collector, settings: Any
) -> None:
    workflow = make("start -> a", a=reply(1))
    collector.status = 503
    assert run_to_end(start(workflow)).status == "completed"
    wait_until(lambda: collector.arrivals)
    tracing.close(0.1)
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:1"
    assert run_to_end(start(workflow)).status == "completed"
    tracing.close(0.1)


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    code = (
        "import django; django.setup(); import sys\n"
        "import runs.worker.drain, runs.door, config.urls\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment()
    )
    assert done.stdout.strip() == "[]"


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "OTEL_EXPORTER_OTLP_ENDPOINT": ""}
