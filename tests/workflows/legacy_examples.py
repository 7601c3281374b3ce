"""Workflows of the reference system, put together from the examples its documentation gives for each part."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

API: Json = {"type": "api"}


def workflow(*steps: Json, trigger: Json | None = None, **more: Any) -> Json:
    return {"name": "Example", "trigger": trigger or API, "steps": list(steps), **more}


# Conditions with `then` and `else` lists; the operator object; both ways on.
BRANCHES = workflow(
    {
        "id": "check-amount",
        "type": "condition",
        "name": "Check amount",
        "config": {
            "conditions": {"left": "{{input.amount}}", "operator": "gt", "right": 5000},
            "then": ["note-large", "log-large"],
            "else": ["note-small"],
        },
    },
    {"id": "note-large", "type": "transform", "config": {"mapping": {"size": "large"}}},
    {
        "id": "log-large",
        "type": "transform",
        "config": {"mapping": {"logged": "{{steps.note-large.result.size}}"}},
    },
    {"id": "note-small", "type": "transform", "config": {"mapping": {"size": "small"}}},
    {"id": "finish", "type": "transform", "config": {"mapping": {"id": "{{runId}}", "at": "{{now}}"}}},
    inputSchema={"type": "object", "properties": {"amount": {"type": "number"}}, "required": ["amount"]},
    settings={"timeoutMs": 300000, "concurrencyLimit": 1},
)

# A wait in milliseconds with the error handling object, and the retry settings of the execution page.
WAIT_AND_RETRY = workflow(
    {
        "id": "pause",
        "type": "wait",
        "name": "Pause",
        "config": {"duration": 5000},
        "errorHandling": {"strategy": "continue", "fallback": {"waited": 0}},
    },
    {
        "id": "fetch-customer",
        "type": "http",
        "name": "Fetch customer",
        "config": {"url": "https://api.example.com/customers/{{input.customerId}}"},
        "errorHandling": "retry",
        "retryConfig": {
            "maxAttempts": 3,
            "initialDelayMs": 1000,
            "maxDelayMs": 30000,
            "backoffMultiplier": 2,
        },
        "timeoutMs": 30000,
    },
    {
        "id": "shape",
        "type": "transform",
        "config": {
            "mapping": {
                "email": "{{steps.fetch-customer.output.body.email}}",
                "raw": "{{steps.fetch-customer.body}}",
            }
        },
    },
)

# The transform step with rules.
RULES = workflow(
    {
        "id": "normalize",
        "type": "transform",
        "config": {
            "action": "map",
            "sourceData": "{{input}}",
            "targetSchema": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "lines": {"type": "array"}},
                "required": ["name"],
            },
            "mappingRules": [
                {"id": "r1", "source": "customer.name", "target": "name", "transform": "capitalize"},
                {"source": "$.lines", "target": "lines", "default": []},
            ],
            "strict": True,
        },
    }
)

# Conditions by expression, as the studio writes them.
EXPRESSION = workflow(
    {
        "id": "is-usd",
        "type": "condition",
        "config": {"expression": '{{input.amount}} > 5000 && {{input.currency}} === "usd"', "then": ["mail"]},
    },
    {
        "id": "mail",
        "type": "transform",
        "config": {"mapping": {"total": "{{input.amount / 100}}", "who": "{{input.name || 'Unknown'}}"}},
    },
)

# Both notations of an action, a webhook with a provider, an approval of the oldest form.
INVOICE_PAID = workflow(
    {
        "id": "create-invoice",
        "type": "action",
        "action": "stripe.createInvoice",
        "name": "Create invoice",
        "config": {
            "customerId": "{{input.data.object.customer}}",
            "items": [{"price": "price_1", "quantity": 1}],
        },
        "retryConfig": {"maxAttempts": 3, "backoffMs": 1000},
    },
    {
        "id": "get-account",
        "type": "action",
        "config": {
            "connector": "salesforce",
            "action": "getAccount",
            "accountId": "{{input.data.object.metadata.account}}",
        },
    },
    {
        "id": "ask",
        "type": "approval",
        "config": {
            "approvers": ["cfo@example.com"],
            "reason": "Invoice #{{input.invoice_id}} for ${{input.amount}}",
            "notifyChannels": {"slack": "#finance", "email": True},
        },
    },
    {
        "id": "tell",
        "type": "slack",
        "config": {"action": "sendMessage", "channel": "#finance", "text": "Paid"},
    },
    {
        "id": "mail",
        "type": "email",
        "config": {
            "action": "send_template",
            "provider": "sendgrid",
            "to": "a@example.com",
            "template": {"id": "t1"},
        },
    },
    trigger={"type": "webhook", "provider": "stripe", "events": ["invoice.paid"], "verifySignature": True},
)

OPPORTUNITY_WON = workflow(
    {
        "id": "account",
        "type": "action",
        "action": "salesforce.getAccount",
        "config": {"accountId": "{{input.payload.AccountId}}"},
    },
    {
        "id": "big",
        "type": "condition",
        "config": {"expression": "{{input.payload.Amount}} > 100", "then": [], "else": []},
    },
    trigger={
        "type": "webhook",
        "provider": "salesforce",
        "events": ["opportunity.updated"],
        "filter": {"StageName": {"$eq": "Closed Won"}},
    },
)

SLACK_QUESTION = workflow(
    {
        "id": "reply",
        "type": "slack",
        "config": {
            "action": "sendMessage",
            "channel": "{{input.slackEvent.payload.event.channel}}",
            "text": "Hello <@{{input.slackEvent.payload.event.user}}>",
            "threadTs": "{{ input.slackEvent.payload.event.ts }}",
        },
    },
    trigger={
        "type": "slack_event",
        "eventType": "app_mention",
        "channelTypes": ["channel"],
        "keywords": ["invoice"],
        "filter": {"event.channel_type": {"$eq": "channel"}},
    },
)

SCHEDULES = [
    {"type": "schedule", "cron": "0 9 * * 1-5", "timezone": "Europe/Berlin"},
    {"type": "schedule", "interval": {"value": 15, "unit": "minutes"}, "enabled": False},
]

#: Those whose block types exist: they must be publishable as they are.
RUNNABLE = {"branches": BRANCHES, "wait and retry": WAIT_AND_RETRY, "rules": RULES, "expression": EXPRESSION}
#: Those that wait for a provider, whose requests have to be proven.
SIGNED = {"invoice paid": INVOICE_PAID, "opportunity won": OPPORTUNITY_WON, "slack question": SLACK_QUESTION}
