"""A test of an alert: it goes out at once by each way, and what came of it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AuditEvent
from connections.models import Connection
from connections.services import vault
from runs.alert_trials import MOST_A_MINUTE
from runs.models import AlertGroup, AlertRule, WebhookDelivery, WebhookEndpoint
from runs.outbound.signing import new_secret
from tests.conftest import API, data_of, error_of
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, reply
from tests.runs.test_alerts import FakeSlack, slack  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)

PATH = f"{API}/alerts/test"


@pytest.fixture
def api(ada: Any, as_: Callable[..., APIClient]) -> APIClient:
    """Ada, signed in."""
    return as_(ada)


def tried(api: APIClient, *targets: Any, kind: str = "run_failed", path: str = PATH) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data_of(
        api.post(path, {"kind": kind, "targets": list(targets)}, format="json")
    )
    return found


def test_a_mail_to_those_who_hold_from_the_start(api: APIClient, mailoutbox: Any) -> None:
    [told] = data_of(api.post(PATH, {"kind": "run_failed"}, format="json"))
    assert told == {
        "target": {"type": "email", "to": "owner"},
        "sent": True,
        "words": "An email is on its way to ada@acme.example. The mail server has taken it.",
    }
    [mail] = mailoutbox
    assert mail.to == ["ada@acme.example"]
    assert mail.subject == "Test: A workflow failed: This is a test. Nothing has happened."
    assert "ada@acme.example sent this test of an alert." in mail.body
    [audited] = AuditEvent.objects.filter(action="alert.tested")
    assert (audited.actor, audited.target) == ("ada@acme.example", "run_failed")
    assert (AlertGroup.objects.count(), AlertRule.objects.count()) == (0, 0)  # nothing is kept


@pytest.mark.parametrize("kind", ["run_failed", "connection_error", "backlog"])
def test_each_kind_of_the_company(api: APIClient, mailoutbox: Any, kind: str) -> None:
    [told] = tried(api, {"type": "email", "to": "ops@acme.example"}, kind=kind)
    assert (told["sent"], mailoutbox[0].to) == (True, ["ops@acme.example"])
    assert mailoutbox[0].subject.startswith("Test: ")


def test_a_workflow_s_goes_to_who_made_it(
    api: APIClient, make: MakeWorkflow, ben: Any, mailoutbox: Any
) -> None:
    workflow = make("start -> a", a=reply(1))
    workflow.created_by = ben
    workflow.save()
    path = f"{API}/workflows/wf_{workflow.id}/alerts/test"
    [told] = tried(api, {"type": "email", "to": "owner"}, kind="no_success", path=path)
    assert told["words"] == "An email is on its way to ben@acme.example. The mail server has taken it."
    assert f"No run of {workflow.name} has succeeded for 1 day" in mailoutbox[0].subject
    error_of(api.post(path, {"kind": "backlog"}, format="json"), 400)
    error_of(api.post(f"{API}/workflows/wf_0/alerts/test", {"kind": "run_failed"}, format="json"), 404)


def test_a_mail_server_that_does_not_answer(api: APIClient, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    [told] = tried(api, {"type": "email", "to": "ops@acme.example"})
    assert told["sent"] is False
    assert told["words"].startswith("The email to ops@acme.example was not taken: ")


def test_slack_takes_it_or_says_why_not(api: APIClient, slack: FakeSlack) -> None:  # noqa: F811
    target = {"type": "slack", "channel": "#ops", "connectionId": None}
    [told] = tried(api, target)
    assert (told["sent"], told["words"]) == (True, "It is in #ops.")
    assert slack.posted[0]["text"].startswith("*Test: A workflow failed")
    slack.error = "not_in_channel"
    [told] = tried(api, target)
    assert (told["sent"], told["words"]) == (
        False,
        "Slack did not take it: the app is not in #ops: invite it there.",
    )
    Connection.objects.all().delete()
    [told] = tried(api, target)
    assert told["sent"] is False
    assert "no working connection to Slack" in told["words"]


def test_an_endpoint_answers_or_does_not(api: APIClient, acme: Any, stub: Stub) -> None:
    endpoint = WebhookEndpoint(company=acme, url=stub.url("/json"), events=["run.failed"])
    vault.seal_row(endpoint, {"secret": new_secret()})
    endpoint.save()
    target = {"type": "webhook", "endpointId": f"we_{endpoint.id}"}
    [told] = tried(api, target)
    assert (told["sent"], told["words"]) == (True, f"{endpoint.url} answered 200.")
    body = json.loads(stub.requests[0].body)
    assert (body["type"], body["test"], body["data"]["alert"]["kind"]) == ("alert.raised", True, "run_failed")
    WebhookEndpoint.objects.update(is_enabled=False)
    [told] = tried(api, target)
    assert (told["sent"], told["words"]) == (
        False,
        f"{endpoint.url} answered 200. It is switched off, so it would not get a real one.",
    )
    WebhookEndpoint.objects.update(url=stub.url("/status/500"), is_enabled=True)
    [told] = tried(api, target)
    assert (told["sent"], told["words"]) == (False, f"{stub.url('/status/500')}: It answered 500.")
    assert not WebhookDelivery.objects.filter(due_at_ms__isnull=False).exists()  # none is repeated
    assert WebhookEndpoint.objects.get().failing_since_ms is None


def test_several_at_once_each_with_its_own_words(api: APIClient, mailoutbox: Any) -> None:
    told = tried(
        api,
        {"type": "email", "to": "ops@acme.example"},
        {"type": "slack", "channel": "#ops", "connectionId": None},
    )
    assert [one["sent"] for one in told] == [True, False]
    assert len(mailoutbox) == 1


def test_not_more_than_a_few_a_minute(api: APIClient, mailoutbox: Any) -> None:
    for _ in range(MOST_A_MINUTE):
        tried(api, {"type": "email", "to": "ops@acme.example"})
    answer = api.post(PATH, {"kind": "run_failed"}, format="json")
    assert "6 tests of alerts were sent within a minute" in error_of(answer, 429, "RATE_LIMITED")["message"]
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert len(mailoutbox) == MOST_A_MINUTE
    AuditEvent.objects.filter(action="alert.tested").update(at=timezone.now() - timedelta(seconds=61))
    tried(api, {"type": "email", "to": "ops@acme.example"})


def test_what_cannot_be_tested_is_refused(api: APIClient) -> None:
    error_of(api.post(PATH, {"kind": "no_success"}, format="json"), 400)
    nobody = error_of(api.post(PATH, {"kind": "run_failed", "targets": []}, format="json"), 400)
    assert nobody["message"] == "Nobody is told by this alert. Add somebody first."
    unknown = {"type": "webhook", "endpointId": "we_01900000-0000-7000-8000-000000000000"}
    error_of(api.post(PATH, {"kind": "run_failed", "targets": [unknown]}, format="json"), 400)


def test_editors_test_those_of_workflows_only(
    make: MakeWorkflow, ada: Any, ben: Any, vera: Any, as_: Callable[..., APIClient], mailoutbox: Any
) -> None:
    path = f"{API}/workflows/wf_{make('start -> a', a=reply(1)).id}/alerts/test"
    wish = {"kind": "run_failed", "targets": [{"type": "email", "to": "admins"}]}
    data_of(as_(ben).post(path, wish, format="json"))
    error_of(as_(ben).post(PATH, wish, format="json"), 403)
    error_of(as_(vera).post(path, wish, format="json"), 403)
    assert len(mailoutbox) == 1
