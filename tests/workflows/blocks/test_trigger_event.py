"""The form of event triggers, and that one whose events nobody could prove is not published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from connections.services.signing_secrets import add_signing_secret
from tests.workflows import legacy_examples as examples
from workflows.blocks.trigger_event import BLOCK
from workflows.configs import check_config
from workflows.documents import read_document
from workflows.legacy_steps import convert_trigger
from workflows.validation import find_problems

if TYPE_CHECKING:
    from accounts.models import Company


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"provider": "stripe", "events": ["invoice.paid", "something.new.*"]}, None),
        ({"provider": "justpaid"}, None),
        ({}, "Provider is missing"),
        ({"provider": "echo"}, "Provider must be"),
        ({"provider": "stripe", "events": ["invoice paid"]}, "no blanks"),
        ({"provider": "outlook", "events": ["message.lost"]}, "has no event"),
        ({"provider": "outlook", "events": ["message.*"]}, None),
        ({"provider": "slack", "regex": "("}, "pattern"),
        ({"provider": "slack", "channelTypes": ["room"]}, "must be"),
        ({"provider": "stripe", "filter": {"$eq": 1}}, "cannot stand here"),
        ({"provider": "stripe", "delivery": "poll", "pollMs": 60000}, None),
        ({"provider": "justpaid", "delivery": "poll"}, "cannot be asked"),
        ({"provider": "gmail", "events": ["message.received"]}, None),
        ({"provider": "gmail", "events": ["message.received", "gmail.history"]}, "No webhook of Gmail tells"),
        ({"provider": "outlook", "delivery": "poll", "events": ["message.deleted"]}, "by webhook only"),
        ({"provider": "salesforce", "delivery": "poll", "events": ["record.updated"]}, "name the objects"),
        ({"provider": "salesforce", "delivery": "poll", "events": ["Invoice__c.created"]}, None),
        ({"provider": "stripe", "pollMs": 10}, "Look every must be"),
        (
            {"provider": "hubspot", "delivery": "poll", "events": ["deal.deletion"]},
            "deal.deletion cannot be looked for at HubSpot; it comes by webhook only",
        ),
        ({"provider": "hubspot", "delivery": "poll", "events": ["deal.creation", "contact.*"]}, None),
        ({"provider": "xero", "delivery": "poll", "events": ["INVOICE.CREATE"]}, "by webhook only"),
        ({"provider": "xero", "events": ["PAYMENT.UPDATE"]}, None),
        ({"provider": "xero", "events": ["PAYMENT.UPDATE", "INVOICE.UPDATE"]}, "No webhook of Xero tells"),
        ({"provider": "rillet", "delivery": "poll", "events": ["CONTRACT.UPDATED"]}, "by webhook only"),
        ({"provider": "attio", "delivery": "poll", "events": ["record.updated"]}, "only new records"),
        ({"provider": "attio", "delivery": "poll", "events": ["task.created"]}, "only new records"),
        ({"provider": "attio", "delivery": "poll", "events": ["people.created"]}, None),
        ({"provider": "sage-intacct", "events": ["created"]}, "are named by object"),
        ({"provider": "sage-intacct", "events": ["sodocument.updated"]}, None),
        ({"provider": "docusign", "delivery": "poll", "events": ["template-created"]}, "by webhook only"),
    ],
)
def test_what_does_not_fit_is_said(config: dict[str, Any], words: str | None) -> None:
    found = [problem.message for problem in check_config(BLOCK, config)]
    assert (found == []) if words is None else any(words in message for message in found), found


@pytest.mark.parametrize("example", ["INVOICE_PAID", "OPPORTUNITY_WON", "SLACK_QUESTION"])
def test_the_references_documented_triggers_work_as_printed(example: str, acme: Company) -> None:
    definition = read_document(getattr(examples, example))
    trigger = definition.blocks[0]
    problems = [each for each in find_problems(definition, company_id=acme.id) if each.block_id == trigger.id]
    assert [each.code for each in problems] == ["SIGNING_SECRET_MISSING"]
    assert "owners and admins" in problems[0].message
    add_signing_secret(
        company_id=acme.id, provider=trigger.config["provider"], value="a-signing-secret", actor="test"
    )
    problems = [each for each in find_problems(definition, company_id=acme.id) if each.block_id == trigger.id]
    assert problems == []


def test_slack_commands_and_interactions_of_the_older_form() -> None:
    command = convert_trigger({"type": "slack_command", "command": "/invoice"}, "t").block["config"]
    assert command == {"provider": "slack", "events": ["command"], "commands": ["/invoice"]}
    pressed = convert_trigger({"type": "slack_interactive", "actionId": "approve"}, "t").block["config"]
    assert pressed == {"provider": "slack", "events": ["interactive"], "actionIds": ["approve"]}
    for config in (command, pressed):
        assert check_config(BLOCK, config) == []
