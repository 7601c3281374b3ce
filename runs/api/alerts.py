"""Alerts over HTTP: what people are told of without asking, for the company and for single workflows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok, whole
from accounts.api.errors import not_found, validation_error
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id
from connections.models import Connection
from connections.selectors import get_connection
from runs.alert_trials import send_test_alert
from runs.alerts import rules
from runs.api.alert_shapes import (
    AlertChange,
    AlertQuery,
    AlertShape,
    AlertTest,
    AlertTrial,
    SlackTarget,
    WebhookTarget,
)
from runs.outbound.endpoints import find_endpoint
from workflows.models import Workflow
from workflows.selectors import get_workflow


class AlertView(ApiView):
    def put_rule(self, known: Sequence[str], workflow_id: UUID | None) -> Response:
        wanted = self.read(AlertChange)
        _refuse_unknown(wanted.kind, known)
        for place, target in enumerate(wanted.targets):
            self._check(place, target)
        rule = rules.set_rule(
            company_id=self.identity.company_id,
            kind=wanted.kind,
            workflow_id=workflow_id,
            is_enabled=wanted.enabled,
            minutes=wanted.minutes,
            group_minutes=wanted.group_minutes,
            targets=wanted.stored_targets(),
            actor=self.identity,
            ip=self.ip,
        )
        return ok(AlertShape.of(rule))

    def find_workflow(self, workflow_id: str) -> Workflow:
        company_id = self.identity.company_id
        workflow = get_workflow(company_id=company_id, workflow_id=parse_public_id("wf", workflow_id))
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        return workflow

    def reset_rule(self, known: Sequence[str], workflow_id: UUID | None) -> Response:
        kind = self.read_query(AlertQuery).kind
        _refuse_unknown(kind, known)
        rule = rules.reset_rule(
            company_id=self.identity.company_id,
            kind=kind,
            workflow_id=workflow_id,
            actor=self.identity,
            ip=self.ip,
        )
        return ok(AlertShape.of(rule))

    def test_rule(self, known: Sequence[str], workflow: Workflow | None) -> Response:
        asked = self.read(AlertTest)
        _refuse_unknown(asked.kind, known)
        for place, target in enumerate(asked.targets or ()):
            self._check(place, target)
        trials = send_test_alert(
            company_id=self.identity.company_id,
            kind=asked.kind,
            workflow=workflow,
            targets=asked.stored_targets(),
            actor=self.identity,
            ip=self.ip,
        )
        shown = [{"target": one.target, "sent": one.is_sent, "words": one.words} for one in trials]
        return whole([AlertTrial.model_validate(one) for one in shown])

    def _check(self, place: int, target: object) -> None:
        """What a target names is the company's own."""
        company_id = self.identity.company_id
        match target:
            case WebhookTarget(endpoint_id=named):
                if find_endpoint(company_id, parse_public_id("we", named)) is None:
                    raise _wrong(f"targets.{place}.endpointId", "There is no such webhook endpoint here.")
            case SlackTarget(connection_id=str(named)):
                id = parse_public_id("conn", named)
                try:
                    is_slack = id is not None and get_connection(company_id, id).provider == "slack"
                except Connection.DoesNotExist:
                    is_slack = False
                if not is_slack:
                    raise _wrong(
                        f"targets.{place}.connectionId", "There is no such connection to Slack here."
                    )


def _refuse_unknown(kind: str, known: Sequence[str]) -> None:
    if kind not in known:
        raise _wrong("kind", f"This alert is not set here. Here are {', '.join(known)}.")


def _wrong(path: str, message: str) -> Exception:
    return validation_error(message, [{"path": path, "message": message}])


class Alerts(AlertView):
    scopes: ClassVar = {"GET": "webhooks:read", "PUT": "webhooks:write", "DELETE": "webhooks:write"}

    @describe(
        summary="List alerts",
        description="The company's, each kind once, then those that workflows have in their place.",
        list_of=AlertShape,
    )
    def get(self, request: Request) -> Response:
        del request
        return whole([AlertShape.of(rule) for rule in rules.company_rules(self.identity.company_id)])

    @describe(
        summary="Set an alert of the company",
        description="Holds for every workflow that has none of its own. Of test runs nobody is told.",
        request=AlertChange,
        response=AlertShape,
    )
    def put(self, request: Request) -> Response:
        del request
        return self.put_rule(rules.COMPANY_KINDS, None)

    @describe(
        summary="Set an alert back",
        description="To what holds from the start.",
        query=AlertQuery,
        response=AlertShape,
    )
    def delete(self, request: Request) -> Response:
        del request
        return self.reset_rule(rules.COMPANY_KINDS, None)


class WorkflowAlerts(AlertView):
    scopes: ClassVar = {"GET": "workflows:read", "PUT": "workflows:write", "DELETE": "workflows:write"}

    @describe(
        summary="List the alerts of a workflow",
        description="What holds for it: its own, else the company's.",
        list_of=AlertShape,
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        id = self._workflow(workflow_id)
        return whole([AlertShape.of(rule) for rule in rules.workflow_rules(self.identity.company_id, id)])

    @describe(
        summary="Set an alert of a workflow",
        description="In place of the company's.",
        request=AlertChange,
        response=AlertShape,
    )
    def put(self, request: Request, workflow_id: str) -> Response:
        del request
        return self.put_rule(rules.WORKFLOW_KINDS, self._workflow(workflow_id))

    @describe(
        summary="Let the company's alert hold for a workflow again", query=AlertQuery, response=AlertShape
    )
    def delete(self, request: Request, workflow_id: str) -> Response:
        del request
        return self.reset_rule(rules.WORKFLOW_KINDS, self._workflow(workflow_id))

    def _workflow(self, workflow_id: str) -> UUID:
        return self.find_workflow(workflow_id).id


class AlertsTest(AlertView):
    scopes: ClassVar = {"POST": "webhooks:write"}

    @describe(
        summary="Send a test of an alert",
        description="At once to each who would be told, marked as a test, with what came of it. Nothing is repeated; six calls a"
        " minute. “The owner” is whoever asks for it.",
        request=AlertTest,
        list_of=AlertTrial,
    )
    def post(self, request: Request) -> Response:
        del request
        return self.test_rule(rules.COMPANY_KINDS, None)


class WorkflowAlertsTest(AlertView):
    scopes: ClassVar = {"POST": "workflows:write"}

    @describe(
        summary="Send a test of an alert of a workflow",
        description="As a test of the company's; “the owner” is who made the workflow.",
        request=AlertTest,
        list_of=AlertTrial,
    )
    def post(self, request: Request, workflow_id: str) -> Response:
        del request
        return self.test_rule(rules.WORKFLOW_KINDS, self.find_workflow(workflow_id))
