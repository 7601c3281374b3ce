"""The rows by which triggers are found follow every publication and state of their workflow."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Company
from connections.services.environment_secrets import set_secret
from tests.workflows.drawings import drawing
from workflows import services
from workflows.errors import UnpublishableError
from workflows.models import Trigger, Workflow
from workflows.validation import find_problems

PATH = "orders-5f2c8e1a90b7"


def webhook(path: str = PATH, **config: Any) -> dict[str, Any]:
    return {"type": "trigger.webhook", "config": {"path": path, **config}}


def app(event: str, **more: Any) -> dict[str, Any]:
    return {"type": "trigger.app", "config": {"event": event}, **more}


def publish(company: Company, *edges: str, workflow: Workflow | None = None, **blocks: Any) -> Workflow:
    definition = drawing(*edges, **blocks)
    if workflow is None:
        workflow = services.create_workflow(company_id=company.id, definition=definition, by="tests")
    else:
        services.save_draft(workflow=workflow, definition=definition, by="tests")
    services.publish(workflow=workflow, by="tests")
    return Workflow.objects.get(id=workflow.id)


def row(workflow: Workflow, key: str = "hook") -> Trigger:
    return Trigger.objects.get(workflow=workflow, block_key=key)


def test_a_draft_has_none_and_a_publication_one_for_each_trigger(acme: Company) -> None:
    definition = drawing("hook -> a", "paid -> a", hook=webhook(), paid=app("order.paid"))
    workflow = services.create_workflow(company_id=acme.id, definition=definition, by="tests")
    assert not Trigger.objects.exists()
    services.publish(workflow=workflow, by="tests")
    found = Trigger.objects.order_by("block_key").values_list("block_key", "source", "live", "company")
    assert list(found) == [
        ("hook", f"webhook:{PATH}", True, acme.id),
        ("paid", "app:order.paid", True, acme.id),
    ]


def test_its_identity_survives_changes_and_absence(acme: Company) -> None:
    workflow = publish(acme, "hook -> a", hook=webhook())
    first = row(workflow)
    publish(acme, "hook -> b", workflow=workflow, hook=webhook())
    assert row(workflow).revision == first.revision, "nothing of the trigger changed"
    publish(acme, "hook -> b", workflow=workflow, hook=webhook("elsewhere-5f2c8e1a90b7"))
    moved = row(workflow)
    assert (moved.id, moved.revision, moved.source) == (first.id, 2, "webhook:elsewhere-5f2c8e1a90b7")
    publish(acme, "start -> b", workflow=workflow)
    assert (row(workflow).live, row(workflow).revision) == (False, 3)
    publish(acme, "hook -> b", workflow=workflow, hook=webhook())
    assert (row(workflow).id, row(workflow).live, row(workflow).revision) == (first.id, True, 4)


def test_it_follows_the_states_of_its_workflow(acme: Company) -> None:
    workflow = publish(acme, "hook -> a", "paid -> a", hook=webhook(), paid=app("x", disabled=True))

    def states() -> list[tuple[bool, bool]]:
        return list(Trigger.objects.order_by("block_key").values_list("live", "paused"))

    assert states() == [(True, False), (False, False)]
    services.pause(workflow=workflow, by="tests")
    assert states() == [(False, True), (False, False)]
    services.resume(workflow=workflow, by="tests")
    assert states() == [(True, False), (False, False)]
    services.archive(workflow=workflow, by="tests")
    assert states() == [(False, False), (False, False)]


def test_a_path_belongs_to_one_webhook_of_a_company(acme: Company, rival: Company) -> None:
    workflow = publish(acme, "hook -> a", hook=webhook())
    publish(rival, "hook -> a", hook=webhook())
    services.pause(workflow=workflow, by="tests")
    with pytest.raises(UnpublishableError) as refused:
        publish(acme, "hook -> a", hook=webhook("/" + PATH))
    [problem] = [one for one in refused.value.problems if one.severity == "error"]
    assert (problem.code, problem.block_id, problem.field) == ("PATH_TAKEN", "hook", "path")
    assert "“W”" in problem.message
    publish(acme, "hook -> b", workflow=workflow, hook=webhook())
    services.archive(workflow=workflow, by="tests")
    assert row(publish(acme, "hook -> a", hook=webhook())).live


def test_a_path_moves_from_one_block_to_another(acme: Company) -> None:
    workflow = publish(acme, "hook -> a", hook=webhook())
    publish(acme, "other -> a", workflow=workflow, other=webhook())
    assert (row(workflow).live, row(workflow, "other").live) == (False, True)
    publish(acme, "hook -> a", workflow=workflow, hook=webhook())
    assert (row(workflow).live, row(workflow, "other").live) == (True, False)


def codes(acme: Company, **blocks: Any) -> list[tuple[str, str | None]]:
    found = find_problems(drawing(*(f"{name} -> a" for name in blocks), **blocks), company_id=acme.id)
    return [(problem.code, problem.field) for problem in found]


def test_a_webhook_that_could_not_be_verified_is_not_published(acme: Company) -> None:
    assert codes(acme, hook=webhook(auth="hmac")) == [("CONFIG_INVALID", None)]
    assert codes(acme, hook=webhook(auth="token", secretRef="TOKEN")) == [("UNKNOWN_SECRET", "secretRef")]
    set_secret(company_id=acme.id, name="TOKEN", value="long enough", actor="tests")
    assert codes(acme, hook=webhook(auth="token", secretRef="TOKEN")) == []
    assert codes(acme, hook=webhook(auth="token", secretRef="TOKEN", previousSecretRef="TOKENS")) == [
        ("UNKNOWN_SECRET", "previousSecretRef")
    ]


def test_a_path_that_could_be_guessed_is_said(acme: Company) -> None:
    assert codes(acme, hook=webhook("orders")) == [("PATH_GUESSABLE", "path")]
    assert codes(acme, hook=webhook("a b")) == [("CONFIG_INVALID", "path"), ("PATH_GUESSABLE", "path")]
    assert codes(acme, one=webhook(), two=webhook()) == [("PATH_TAKEN", "path"), ("PATH_TAKEN", "path")]


def test_a_dedupe_key_reads_what_arrives(acme: Company) -> None:
    assert codes(acme, hook=webhook(dedupeKey="{{input.id}}-{{trigger.headers.x-id}}")) == []
    assert codes(acme, hook=webhook(dedupeKey="{{variables.x}}"))[-1] == ("UNKNOWN_REFERENCE", "dedupeKey")
