"""What the views and the ASGI door share: reading the wish to start a run, and answering with a whole one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from accounts.api.errors import not_found, validation_error
from accounts.identity import Identity
from accounts.ids import parse_public_id
from accounts.jsontext import dump_json
from runs import selectors
from runs.api.shapes import RunRequest
from runs.models import Incident, Run, Step
from runs.present import run_detail
from runs.services import resolve_version
from runs.start_facts import start_facts
from runs.start_request import StartRequest
from workflows.selectors import get_workflow

# Headers that belong to the connection or would let a workflow speak for the product.
_KEPT_BACK = frozenset(
    [
        "connection",
        "content-length",
        "transfer-encoding",
        "set-cookie",
        "content-security-policy",
        "strict-transport-security",
    ]
)


def read_start(
    body: RunRequest, identity: Identity, workflow_id: str, *, header_key: str | None
) -> StartRequest:
    """Raises ApiError for ids that are none, and 404 for a version that does not exist."""
    found = parse_public_id("wf", workflow_id)
    if found is None:
        raise not_found("There is no workflow with this id.")
    connection_id = None
    if body.connection_id is not None:
        connection_id = parse_public_id("conn", body.connection_id)
        if connection_id is None:
            raise validation_error(
                "The connection's id is not one of ours.",
                [{"path": "connectionId", "message": "It looks like conn_<uuid>."}],
            )
    key = body.idempotency_key or header_key
    if key is not None and len(key) > 200:
        raise validation_error("The idempotency key is longer than 200 characters.")
    version_id = None
    if body.version is not None:
        workflow = get_workflow(company_id=identity.company_id, workflow_id=found)
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        version_id = resolve_version(workflow=workflow, wanted=body.version)
    return StartRequest(
        company_id=identity.company_id,
        workflow_id=found,
        input=body.input,
        trigger_type="api",
        started_by=identity.label,
        trigger_id=body.trigger_id,
        version_id=version_id,
        version_name="" if body.version is None else str(body.version),
        connection_id=connection_id,
        idempotency_key=key,
    )


def whole_run(run: Run, *, value_bytes: int = selectors.ANSWER_BYTES) -> dict[str, Any]:
    """The run with its steps (of a long run the telling ones) and whole values, of large ones as many as fit."""
    return _shown(run, selectors.shown_steps(run), selectors.list_incidents(run), value_bytes)


FEW_STEPS = 100


def read_small_runs(run_ids: Sequence[UUID]) -> dict[UUID, tuple[Run, dict[str, Any] | None]]:
    """Each run that exists and, where it has few steps and no large values, the same of it: all of it read at once."""
    return {
        run_id: (whole.run, _shown(whole.run, whole.steps, whole.incidents, 0) if _is_small(whole) else None)
        for run_id, whole in selectors.get_whole_runs(run_ids, steps=FEW_STEPS).items()
    }


def _is_small(whole: selectors.WholeRun) -> bool:
    return whole.run.next_step - 1 <= FEW_STEPS and not selectors.has_large_values(whole.run, whole.steps)


def _shown(run: Run, steps: list[Step], incidents: list[Incident], value_bytes: int) -> dict[str, Any]:
    return run_detail(
        run,
        values=selectors.values_of(steps, run, budget=value_bytes),
        steps=steps,
        names=start_facts(run.version_id).names,
        queue_position=selectors.queue_position(run),
        incidents=incidents,
        step_counts=selectors.step_counts(run, steps),
    )


def raw_headers(response: dict[str, Any]) -> list[tuple[str, str]]:
    """The response block's headers that a caller may see, with a content type. Never text/html as such: what a
    workflow answers must not run in a browser that is signed in here.
    """
    given = {str(name).lower(): str(value) for name, value in (response.get("headers") or {}).items()}
    headers = {name: value for name, value in given.items() if name not in _KEPT_BACK and "\n" not in value}
    headers.setdefault(
        "content-type", "application/json" if not isinstance(response["body"], str) else "text/plain"
    )
    headers["content-security-policy"] = "default-src 'none'; sandbox"
    headers["x-content-type-options"] = "nosniff"
    return list(headers.items())


def raw_body(response: dict[str, Any]) -> bytes:
    body = response["body"]
    return body.encode() if isinstance(body, str) else dump_json(body)


def raw_response(response: dict[str, Any]) -> HttpResponse:
    """The response block's answer as the HTTP answer."""
    answer = HttpResponse(raw_body(response), status=int(response["statusCode"]))
    for name, value in raw_headers(response):
        answer[name] = value
    return answer
