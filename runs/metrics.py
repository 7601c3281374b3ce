"""`/metrics` for Prometheus: sums of what all processes counted, and the queue as it stands.

For operators only. With METRICS_TOKEN it takes that token; without, it answers this machine alone, and in production
nobody. No label names a company, a workflow or a run.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from accounts.counts import SECONDS, SIZES
from runs import queue_facts, schedule_facts, tally
from runs.sql import DATABASE_ERRORS

COUNTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "runs_accepted": ("Runs accepted, by what triggered them.", ("trigger",)),
    "events_received": ("Events that arrived, by where from and what became of them.", ("source", "status")),
    "held_events": ("Events held during a pause, by what became of them.", ("became",)),
    "runs_finished": ("Runs that ended, by how.", ("status",)),
    "steps": ("Steps that ended, by block type and how.", ("type", "status")),
    "step_retries": ("Attempts that failed and are to be repeated, by block type.", ("type",)),
    "claims": ("Runs that workers took on board.", ()),
    "rescues": ("Runs taken back from workers that were lost.", ("kind",)),
    "stale_writes": ("Commits refused because the lease was somebody else's by then.", ()),
    "process_ends": ("Processes that the supervisor had to start again.", ("process", "reason")),
    "outbound_requests": ("Requests made for workflows, by status class or what went wrong.", ("outcome",)),
    "http_requests": ("Requests answered, by status class; cut where the client went first.", ("status",)),
    "chore_failures": ("Chores of the workers that failed.", ("chore",)),
    "schedule_ticks": ("Ticks of schedules that were settled, by what became of them.", ("status",)),
    "schedule_errors": ("Times a schedule could not fire.", ()),
    "database_unavailable": ("Times the database did not answer, by who asked.", ("by",)),
}  # fmt: skip
HISTOGRAMS: dict[str, tuple[str, tuple[float, ...]]] = {
    "accept_seconds": ("From a start request at the door to its answer, waiting for the end left out.", SECONDS),
    "commit_seconds": ("Duration of the workers' commits.", SECONDS),
    "commit_runs": ("Runs that share a commit.", SIZES),
    "schedule_late_seconds": ("From the time a tick was due to its run.", SECONDS),
    "event_lag_seconds": ("From an event to its delivery to listeners.", SECONDS),
}  # fmt: skip
GAUGES = {
    "queue_ready_runs": "Runs that could be claimed now.",
    "queue_oldest_ready_seconds": "How long the oldest of them has waited.",
    "queue_oldest_due_seconds": "How long ago the oldest parked run that nobody woke was due.",
    "runs_leased": "Runs on board of a worker.",
    "runs_parked": "Runs that wait for a time.",
    "drains_alive": "Worker processes that gave a sign of life within 15 seconds.",
    "last_beat_seconds": "Since any worker gave a sign of life.",
    "schedule_last_look_seconds": "Since anybody looked for schedules that are due.",
    "schedule_overdue_seconds": "How long ago the oldest tick was due that nobody settled.",
    "schedules_broken": "Schedules that cannot fire.",
}


def metrics(request: HttpRequest) -> HttpResponse:
    """The text format of Prometheus."""
    if not settings.METRICS_TOKEN:
        if not _is_this_machine(request):
            return _text(404, "Set METRICS_TOKEN to read metrics from other machines or in production.\n")
    else:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            given.strip().encode(), settings.METRICS_TOKEN.encode()
        ):
            answer = _text(401, "Send the header Authorization: Bearer <METRICS_TOKEN>.\n")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
    try:
        body = render()
    except DATABASE_ERRORS:
        return _text(503, "The database does not answer.\n")
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def render() -> bytes:
    """Everything, as text. Raises the database's errors."""
    registry = CollectorRegistry()
    registry.register(_Everything())
    return generate_latest(registry)


class _Everything(Collector):
    def describe(self) -> Iterator[Metric]:
        """Nothing yet: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        stored = tally.read()
        yield from (_counter(name, stored) for name in COUNTERS)
        yield from (_histogram(name, stored) for name in HISTOGRAMS)
        facts = {**queue_facts.standing(), **schedule_facts.standing()}
        for name, words in GAUGES.items():
            if (value := facts[name]) is not None:
                yield GaugeMetricFamily(f"headrace_{name}", words, value=value)


def _counter(name: str, stored: dict[str, float]) -> Metric:
    words, labels = COUNTERS[name]
    family = CounterMetricFamily(f"headrace_{name}", words, labels=labels)
    found = False
    for parts, value in _rows(name, stored):
        family.add_metric([parts.get(label, "") for label in labels], value)
        found = True
    if not labels and not found:
        family.add_metric([], 0)  # a rate is defined from the start
    return family


def _histogram(name: str, stored: dict[str, float]) -> Metric:
    words, bounds = HISTOGRAMS[name]
    counted = {parts["le"]: value for parts, value in _rows(f"{name}_bucket", stored)}
    total, buckets = 0.0, []
    for bound in (*(f"{bound:g}" for bound in bounds), "+Inf"):
        total += counted.get(bound, 0)
        buckets.append((bound, total))
    family = HistogramMetricFamily(f"headrace_{name}", words)
    family.add_metric([], buckets, stored.get(f"{name}_sum", 0.0))
    return family


def _rows(name: str, stored: dict[str, float]) -> Iterator[tuple[dict[str, str], float]]:
    for key, value in sorted(stored.items()):
        head, *labels = key.split("|")
        if head == name:
            yield dict(label.split("=", 1) for label in labels), value


def _is_this_machine(request: HttpRequest) -> bool:
    """Asked from here, under a name of this machine, by no proxy: and not in production, where proxies are the rule."""
    if settings.ENVIRONMENT == "production" or "Forwarded" in request.headers:
        return False
    if any(name.lower().startswith("x-forwarded-") for name in request.headers):
        return False
    name = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        is_local = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_local and name in ("localhost", "127.0.0.1", "[::1]", "testserver")


def _text(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
