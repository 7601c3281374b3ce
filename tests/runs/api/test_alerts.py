"""The API of alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from connections.models import Connection
from tests.conftest import API, data_of, error_of

pytestmark = pytest.mark.django_db

PATH = f"{API}/alerts"
TO_OPS = {"kind": "run_failed", "enabled": True, "targets": [{"type": "email", "to": "ops@acme.example"}]}


def test_what_holds_from_the_start(api: APIClient) -> None:
    found = {one["kind"]: one for one in data_of(api.get(PATH))}
    assert set(found) == {"run_failed", "connection_error", "backlog"}
    failed = found["run_failed"]
    assert (failed["enabled"], failed["isOwn"], failed["title"]) == (True, False, "A run failed")
    assert failed["targets"] == [{"type": "email", "to": "owner"}]
    assert (found["backlog"]["minutes"], found["backlog"]["targets"]) == (
        15,
        [{"type": "email", "to": "admins"}],
    )


def test_it_is_set_and_set_back(api: APIClient) -> None:
    told = data_of(api.put(PATH, {**TO_OPS, "groupMinutes": 30}, format="json"))
    assert (told["isOwn"], told["groupMinutes"], told["updatedBy"]) == (True, 30, "ada@acme.example")
    assert told["targets"] == TO_OPS["targets"]
    assert data_of(api.get(PATH))[0] == told
    off = data_of(api.put(PATH, {"kind": "run_failed", "enabled": False, "targets": []}, format="json"))
    assert off["enabled"] is False
    assert data_of(api.delete(f"{PATH}?kind=run_failed"))["isOwn"] is False
    assert AuditEvent.objects.filter(action__startswith="alert.").count() == 3


def test_whom_to_tell_is_said_in_words_where_it_is_wrong(api: APIClient) -> None:
    wish = {
        **TO_OPS,
        "targets": [{"type": "email", "to": "owner"}, {"type": "email", "to": "ops@acme..example"}],
    }
    error = error_of(api.put(PATH, wish, format="json"), 400)
    [detail] = error["details"]
    assert detail["message"] == "“ops@acme..example” is not an email address."
    assert detail["path"].startswith("targets.1."), "the studio shows it beside the second one"


def test_a_workflow_has_its_own(api: APIClient, workflow: Any) -> None:
    path = f"{API}/workflows/wf_{workflow.id}/alerts"
    data_of(api.put(PATH, TO_OPS, format="json"))
    failed, silent = data_of(api.get(path))
    assert (failed["isOwn"], failed["targets"], failed["workflowId"]) == (
        False,
        TO_OPS["targets"],
        f"wf_{workflow.id}",
    )
    assert (silent["kind"], silent["enabled"], silent["minutes"]) == ("no_success", False, 1440)
    own = data_of(api.put(path, {**TO_OPS, "kind": "no_success", "minutes": 90}, format="json"))
    assert (own["isOwn"], own["minutes"]) == (True, 90)
    assert data_of(api.get(PATH))[-1] == own
    assert data_of(api.delete(f"{path}?kind=no_success"))["enabled"] is False


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"targets": [{"type": "email", "to": "nobody"}]}, ""),
        ({"targets": [{"type": "pigeon"}]}, ""),
        ({"targets": [{"type": "webhook", "endpointId": "we_01900000-0000-7000-8000-000000000000"}]}, "no such webhook endpoint"),
        ({"targets": [{"type": "slack", "channel": "#a", "connectionId": "conn_01900000-0000-7000-8000-000000000000"}]}, "no such connection to Slack"),
        ({"groupMinutes": 0, "targets": []}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(api: APIClient, wrong: Any, words: str) -> None:
    error = error_of(
        api.put(PATH, {"kind": "run_failed", "enabled": True, **wrong}, format="json"),
        400,
        "VALIDATION_ERROR",
    )
    assert words in error["message"]


def test_another_company_s_things_are_unknown(api: APIClient, rival: Any) -> None:
    theirs = Connection.objects.create(company=rival, provider="slack", name="S", method="oauth2")
    target = {"type": "slack", "channel": "#a", "connectionId": f"conn_{theirs.id}"}
    error_of(api.put(PATH, {"kind": "run_failed", "enabled": True, "targets": [target]}, format="json"), 400)


def test_kinds_have_their_places(api: APIClient, workflow: Any) -> None:
    error_of(api.put(PATH, {**TO_OPS, "kind": "no_success"}, format="json"), 400)
    error_of(
        api.put(f"{API}/workflows/wf_{workflow.id}/alerts", {**TO_OPS, "kind": "backlog"}, format="json"), 400
    )


def test_editors_set_those_of_workflows_only(
    api: APIClient, workflow: Any, ben: Any, vera: Any, as_: Callable[..., APIClient]
) -> None:
    of_workflow = f"{API}/workflows/wf_{workflow.id}/alerts"
    data_of(as_(ben).put(of_workflow, TO_OPS, format="json"))
    error_of(as_(ben).put(PATH, TO_OPS, format="json"), 403)
    error_of(as_(vera).put(of_workflow, TO_OPS, format="json"), 403)
    assert data_of(as_(vera).get(PATH))
