"""Runs over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, page
from accounts.api.errors import not_found, validation_error
from accounts.api.pagination import Cursor, bad_cursor, decode_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from runs import again, selectors, services
from runs.api import shapes
from runs.api.answers import raw_response, read_start, whole_run
from runs.bundle import bundle_of
from runs.inbox.listening import caught_since
from runs.known_values import known_values
from runs.live.follow import follow_run
from runs.models import TERMINAL, Run, RunStatus, StepStatus
from runs.present import event_item, run_item, step_item
from runs.start_facts import start_facts
from runs.start_request import Accepted
from runs.waiting import wait_for_end
from workflows.selectors import get_workflow

NO_RUN = "There is no run with this id."
NO_STEP = "There is no step with this id in this run."


class RunView(ApiView):
    """A view of one run of the caller's company."""

    def get_run(self, run_id: str) -> Run:
        run = selectors.get_run(company_id=self.identity.company_id, run_id=parse_public_id("run", run_id))
        if run is None:
            raise not_found(NO_RUN)
        return run

    def accepted(self, accepted: Accepted) -> Response:
        accepted.tell()
        return ok(accepted.as_json(), status=202 if accepted.is_new else 200)


class WorkflowRun(RunView):
    scopes = {"POST": "workflows:execute"}
    throttle_kind = "execute"

    @describe(
        summary="Start a run",
        description="With `wait`, answers 200 with the whole run once it has ended, or 202 with the run so far when it"
        " waits for something or the time is up. With `?respond=raw`, answers with what the first response block says, as"
        " soon as it has run, and waits 55 s for it where `wait` says nothing; a run without one answers as with `wait`.",
        request=shapes.RunRequest,
        response=shapes.AcceptedRun,
        status=202,
        also={200: shapes.RunDetail},
        errors=[404, 409],
    )
    def post(self, request: Request, workflow_id: str) -> HttpResponseBase:
        body = self.read(shapes.RunRequest)
        start = read_start(
            body, self.identity, workflow_id, header_key=request.headers.get("Idempotency-Key")
        )
        accepted = services.start_run(start)
        accepted.tell()
        wants_raw = request.query_params.get("respond") == "raw"
        wait_ms = body.wait_ms(wants_raw=wants_raw)
        if not wait_ms:
            return self.accepted(accepted)
        wait_for_end(accepted.run_id, ms=wait_ms, or_response=wants_raw)
        run = selectors.get_run(company_id=self.identity.company_id, run_id=accepted.run_id)
        assert run is not None
        if wants_raw and run.response is not None:
            return raw_response(run.response)
        return ok(whole_run(run), status=200 if run.status in TERMINAL else 202)


class RunCollection(RunView):
    scopes = {"GET": "runs:read"}

    @describe(summary="List runs", query=shapes.RunQuery, page_of=shapes.RunItem, meta=shapes.CountsMeta)
    def get(self, request: Request) -> Response:
        query = self.read_query(shapes.RunQuery)
        asked = parse_page(request)
        wanted = _filter(query)
        company_id = self.identity.company_id
        after = _after(asked.cursor)
        runs = selectors.list_runs(company_id=company_id, wanted=wanted, limit=asked.limit + 1, after=after)
        shown = runs[: asked.limit]
        cursor = (
            encode_cursor(shown[-1].created_at, shown[-1].queued_seq) if len(runs) > asked.limit else None
        )
        counts = selectors.count_runs(company_id=company_id, wanted=wanted)
        return page([run_item(run) for run in shown], cursor, {"counts": counts})


class RunDetail(RunView):
    scopes = {"GET": "runs:read"}

    @describe(summary="Read a run with its steps", query=shapes.RunDetailQuery, response=shapes.RunDetail)
    def get(self, request: Request, run_id: str) -> Response:
        query = self.read_query(shapes.RunDetailQuery)
        return ok(whole_run(self.get_run(run_id), value_bytes=query.value_bytes))


class RunBundle(RunView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Read a run as a bundle for whoever helps with it",
        description="The definition without secrets and the steps with every text masked.",
        response=shapes.RunBundle,
    )
    def get(self, request: Request, run_id: str) -> Response:
        return ok(bundle_of(self.get_run(run_id)))


class RunSteps(RunView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="List the steps of a run",
        description="In the order of starting, with whole inputs and outputs: of large ones as many as make up 40 MB.",
        query=shapes.StepQuery,
        page_of=shapes.StepItem,
    )
    def get(self, request: Request, run_id: str) -> Response:
        run = self.get_run(run_id)
        query = self.read_query(shapes.StepQuery)
        asked = parse_page(request)
        wanted = selectors.StepFilter(
            block=query.block or "",
            iteration="" if query.iteration == "none" else query.iteration,
            statuses=read_states(query.status, StepStatus.values, {}),
        )
        after = asked.cursor.ts if asked.cursor else 0
        steps = selectors.page_of_steps(run, wanted=wanted, limit=asked.limit + 1, after=after)
        shown = steps[: asked.limit]
        values = selectors.values_of(shown)
        cursor = encode_cursor(shown[-1].seq, shown[-1].id) if len(steps) > asked.limit else None
        names = start_facts(run.version_id).names
        return page([step_item(step, names, values) for step in shown], cursor)


class RunEvents(RunView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Read the run's events in order",
        description="With `Accept: text/event-stream` they are sent as they happen, until the run has ended.",
        query=shapes.EventsQuery,
        list_of=shapes.EventItem,
        media={"text/event-stream": {"type": "string"}},
    )
    def get(self, request: Request, run_id: str) -> HttpResponseBase:
        run = self.get_run(run_id)
        after = self.read_query(shapes.EventsQuery).after
        name = public_id("run", run.id)
        if "text/event-stream" in request.headers.get("Accept", ""):
            stream = StreamingHttpResponse(_as_stream(run.id, name, after), content_type="text/event-stream")
            stream["X-Accel-Buffering"] = "no"
            return stream
        return ok([event_item(name, event) for event in selectors.events_after(run.id, after)])


class RunCancel(RunView):
    scopes = {"POST": "runs:write"}
    throttle_kind = "execute"

    @describe(summary="Cancel a run", response=shapes.RunDetail, errors=[409])
    def post(self, request: Request, run_id: str) -> Response:
        run = self.get_run(run_id)
        services.cancel_run(run=run, identity=self.identity)
        # A worker sees it within a second; most runs can be shown as ended already.
        wait_for_end(run.id, ms=1_000, is_parked_enough=False)
        return ok(whole_run(self.get_run(run_id)))


class RunRetry(RunView):
    scopes = {"POST": "runs:write"}
    throttle_kind = "execute"

    @describe(
        summary="Run again from the start with the same input",
        request=shapes.RetryRequest,
        response=shapes.AcceptedRun,
        status=202,
        errors=[409],
    )
    def post(self, request: Request, run_id: str) -> Response:
        body = self.read(shapes.RetryRequest)
        return self.accepted(
            again.retry_run(run=self.get_run(run_id), identity=self.identity, version=body.version)
        )


class RunResume(RunView):
    scopes = {"POST": "runs:write"}
    throttle_kind = "execute"

    @describe(
        summary="Go on with a run that has ended, as a new run",
        description=(
            "Finished steps are reused; the new run begins where the old one failed, or at `from`. A finished block whose "
            "settings differ in the wanted version runs again. With `preview` nothing starts, and the answer says what "
            "would be reused and what would run again."
        ),
        request=shapes.ResumeRequest,
        response=shapes.AcceptedRun,
        status=202,
        also={200: shapes.ResumePreview},
        errors=[409],
    )
    def post(self, request: Request, run_id: str) -> Response:
        body, run = self.read(shapes.ResumeRequest), self.get_run(run_id)
        wanted = again.ResumeRequest(
            start=body.from_,
            version=body.version,
            input=body.input if "input" in body.model_fields_set else again.UNCHANGED,
            config=body.config,
        )
        if body.preview:
            return ok(again.preview_resume(run=run, wanted=wanted))
        return self.accepted(again.resume_run(run=run, identity=self.identity, wanted=wanted))


class RunBulk(RunView):
    scopes = {"POST": "runs:write"}
    throttle_kind = "execute"

    @describe(
        summary="Retry, cancel or resume many runs",
        description=(
            "Takes the runs of the filter from the newest to the oldest, 200 a call. While `cursor` is not null, call again "
            "with it for the next ones."
        ),
        request=shapes.BulkRequest,
        response=shapes.BulkOutcome,
    )
    def post(self, request: Request) -> Response:
        body = self.read(shapes.BulkRequest)
        after = _after(decode_cursor(body.cursor) if body.cursor else None)
        result = again.act_on_many(
            identity=self.identity, action=body.action, wanted=_filter(body.filter), after=after
        )
        return ok(
            {
                "done": result.done,
                "refused": [
                    {
                        "runId": public_id("run", run.id),
                        "number": run.number,
                        "code": error.code,
                        "message": error.message,
                    }
                    for run, error in result.refused
                ],
                "cursor": encode_cursor(*result.after) if result.after else None,
            }
        )


class WorkflowSamples(RunView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Read what is known of the workflow's values",
        description="The last run's input, or that of a test event where one was caught since, and of each block the newest"
        " output of the last 20 runs.",
        response=shapes.Samples,
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        workflow = get_workflow(
            company_id=self.identity.company_id, workflow_id=parse_public_id("wf", workflow_id)
        )
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        known = known_values(company_id=workflow.company_id, workflow_id=workflow.id)
        caught = caught_since(workflow_id=workflow.id, moment=known.run.created_at if known.run else None)
        if known.run is None:
            given = None if caught is None else caught.input
            return ok({"runId": None, "number": None, "input": given, "steps": {}})
        shown = {
            block: {"output": step.output, "error": step.error, "runNumber": known.number_of(step)}
            for block, step in known.steps.items()
        }
        run = known.run
        return ok(
            {
                "runId": public_id("run", run.id),
                "number": run.number,
                "input": run.input if caught is None else caught.input,
                "steps": shown,
            }
        )


async def _as_stream(run_id: UUID, name: str, after: int) -> AsyncIterator[bytes]:
    async for event in follow_run(run_id, after):
        item = event_item(name, event)
        yield b"id: %d\nevent: %s\ndata: %s\n\n" % (item["seq"], item["type"].encode(), orjson.dumps(item))


def _after(cursor: Cursor | None) -> tuple[datetime, int] | None:
    """The (created_at, queued_seq) a cursor of runs stands for. Raises ApiError 400."""
    if cursor is None:
        return None
    if not cursor.id.isdecimal():
        raise bad_cursor()
    return cursor.at, int(cursor.id)


def _filter(query: shapes.RunFilter) -> selectors.RunFilter:
    return selectors.RunFilter(
        workflow_id=workflow_filter(query.workflow_id),
        statuses=read_states(query.status, RunStatus.values, selectors.STATUS_GROUPS),
        trigger_type=query.trigger_type or "",
        search=query.search or "",
        since=query.from_,
        until=query.to,
        block=query.block or "",
        block_status=query.block_status or "",
        test=query.test,
    )


def workflow_filter(text: str | None) -> UUID | None:
    if text is None:
        return None
    # An id that is none finds nothing, like an unknown one.
    return parse_public_id("wf", text) or UUID(int=0)


def read_states(
    text: str | None, known: Sequence[str], groups: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """States by commas, some of which may be groups of others. Raises ApiError 400."""
    found: list[str] = []
    for part in (piece.strip() for piece in text.split(",")) if text else ():
        if part in groups:
            found.extend(groups[part])
        elif part in known:
            found.append(part)
        else:
            states = ", ".join(dict.fromkeys([*known, *groups]))
            raise validation_error(
                f"There is no state “{part}”.", [{"path": "status", "message": f"Use one of: {states}."}]
            )
    return tuple(dict.fromkeys(found))
