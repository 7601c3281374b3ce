"""The demo company's drawings, each with the input of its sample run. Positions are in px, top to bottom."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def _block(id_: str, kind: str, name: str, x: int, rank: int, config: Json, **options: Any) -> Json:
    return {
        "id": id_,
        "type": kind,
        "name": name,
        "position": {"x": x, "y": rank * 140},
        "config": config,
        **options,
    }


def _inside(frame: str, x: int, y: int, block: Json) -> Json:
    """The block in the body of a frame, placed to the pixel: a frame is as large as what it holds."""
    return {**block, "parentId": frame, "position": {"x": x, "y": y}}


def _edge(source: str, target: str, port: str = "out") -> Json:
    return {"source": source, "sourcePort": port, "target": target}


PAID_INVOICE: Json = {
    "name": "Paid invoice to ledger",
    "description": "When an invoice is paid, post its lines to the ledger; large invoices are checked first",
    "variables": {"taxRate": 0.2, "largeFrom": 5000},
    "blocks": [
        _block("paid", "trigger.api", "Invoice paid", 288, 0, {}),
        _block("large", "condition", "Over $5,000?", 288, 1, {"expression": "input.amount > variables.largeFrom"}),
        _block(
            "check", "echo", "Ask the credit desk", 144, 2,
            {"operation": "slow", "seconds": 1.5, "value": {"decision": "fine", "by": "credit desk"}},
        ),
        _block(
            "entry", "transform", "Write the ledger entry", 288, 3,
            {
                "mapping": {
                    "reference": "{{input.number}}",
                    "customer": "{{input.customer}}",
                    "net": "{{round(input.amount / (1 + variables.taxRate), 2)}}",
                    "tax": "{{round(input.amount - input.amount / (1 + variables.taxRate), 2)}}",
                    "checkedBy": '{{steps.check.output.by ?? "nobody"}}',
                }
            },
            join="any",
        ),
        _block(
            "lines", "fan-out", "Each invoice line", 84, 4,
            {"collection": "{{input.lines}}", "itemVariable": "line", "concurrency": 2},
        ),
        _inside("lines", 144, 620, _block(
            "account", "transform", "Find the account", 0, 0,
            {
                "mapping": {
                    "account": '{{line.sku == "API" ? "4030 Usage" : line.amount < 0 ? "4090 Credits" : "4010 Plans"}}',
                    "text": "{{line.description}}",
                    "amount": "{{line.amount}}",
                }
            },
        )),
        _inside("lines", 144, 748, _block(
            "post", "echo", "Post the line", 0, 0,
            {
                "operation": "slow", "seconds": 0.8,
                "value": {
                    "posted": "{{steps.account.output.result.text}}",
                    "to": "{{steps.account.output.result.account}}",
                },
            },
        )),
        _block(
            "tell", "echo", "Tell the revenue team", 480, 4,
            {
                "operation": "reply",
                "value": {"text": "{{input.number}} from {{input.customer}} is paid: ${{formatNumber(input.amount, 2)}}"},
            },
        ),
        _block(
            "answer", "response", "Answer the caller", 288, 0,
            {
                "statusCode": 200,
                "body": {
                    "entry": "{{steps.entry.output.result}}",
                    "lines": "{{steps.lines.output.results}}",
                    "note": "{{steps.tell.output.text}}",
                },
            },
        ) | {"position": {"x": 288, "y": 930}},
    ],
    "edges": [
        _edge("paid", "large"), _edge("large", "check", "true"), _edge("large", "entry", "false"),
        _edge("check", "entry"), _edge("entry", "lines"), _edge("entry", "tell"), _edge("account", "post"),
        _edge("lines", "answer", "done"), _edge("tell", "answer"),
    ],
    "notes": [
        {
            "id": "large-from",
            "text": "What counts as large is the variable largeFrom, in the workflow’s settings.",
            "position": {"x": 580, "y": 150},
            "author": "Priya Shah",
            "at": "2026-11-03T09:12:00Z",
        }
    ],
}  # fmt: skip
PAID_INVOICE_INPUT: Json = {
    "number": "INV-2041",
    "customer": "Northwind Traders",
    "amount": 12480,
    "currency": "usd",
    "lines": [
        {"sku": "PRO", "description": "Pro plan, annual", "amount": 9600},
        {"sku": "SEAT", "description": "Seats, 12 extra", "amount": 1440},
        {"sku": "API", "description": "API usage, October", "amount": 980},
        {"sku": "SUP", "description": "Priority support", "amount": 600},
        {"sku": "CRED", "description": "Goodwill credit", "amount": -140},
    ],
}

#: As a customer's system sends it by mistake: an amount that is a text. The run that stops there shows what Headrace says of it.
REFUSED_INVOICE_INPUT: Json = {
    **PAID_INVOICE_INPUT,
    "number": "INV-2040",
    "customer": "Harbour Foods",
    "amount": "3,200.00",
}

OVERDUE: Json = {
    "name": "Overdue reminder",
    "description": "Every weekday at nine: take the oldest unpaid invoice, choose the tone by how late it is, and write",
    "variables": {"sender": "billing@brightwater.example"},
    "blocks": [
        _block("morning", "trigger.schedule", "Every weekday morning", 288, 0, {"cron": "0 9 * * 1-5"}),
        _block(
            "oldest", "echo", "Oldest unpaid invoice", 288, 1,
            {
                "operation": "reply",
                "value": {
                    "number": "INV-1987",
                    "customer": "Kestrel Freight",
                    "email": "ap@kestrel.example",
                    "daysLate": 14,
                },
            },
        ),
        _block(
            "tone", "switch", "How late?", 288, 2,
            {
                "cases": [
                    {"id": "gentle", "when": "steps.oldest.output.daysLate <= 7", "label": "Up to a week"},
                    {"id": "firm", "when": "steps.oldest.output.daysLate <= 30", "label": "Up to a month"},
                ]
            },
        ),
        _block("gentle", "set-variable", "Gentle words", 0, 3, {"values": {"subject": "A small reminder"}}),
        _block("firm", "set-variable", "Firm words", 288, 3, {"values": {"subject": "Your invoice is overdue"}}),
        _block("final", "set-variable", "Final notice", 576, 3, {"values": {"subject": "Final notice"}}),
        _block("pause", "wait", "Wait a moment", 288, 4, {"duration": 2, "unit": "seconds"}, join="any"),
        _block(
            "write", "echo", "Write to the customer", 288, 5,
            {
                "operation": "reply",
                "value": {
                    "from": "{{variables.sender}}",
                    "to": "{{steps.oldest.output.email}}",
                    "subject": "{{variables.subject}}: {{steps.oldest.output.number}}",
                },
            },
        ),
    ],
    "edges": [
        _edge("morning", "oldest"), _edge("oldest", "tone"), _edge("tone", "gentle", "gentle"),
        _edge("tone", "firm", "firm"), _edge("tone", "final", "default"), _edge("gentle", "pause"),
        _edge("firm", "pause"), _edge("final", "pause"), _edge("pause", "write"),
    ],
}  # fmt: skip

REFUND: Json = {
    "name": "Refund with a shaky ledger",
    "description": "Refund a payment; the ledger refuses twice and is tried again, its failure path stays quiet",
    "blocks": [
        _block("asked", "trigger.api", "Refund asked for", 288, 0, {}),
        _block(
            "ledger",
            "echo",
            "Book in the ledger",
            288,
            1,
            {"operation": "fail", "message": "The ledger is busy.", "code": "HTTP_503", "times": 2},
            errorHandling="retry",
            retryConfig={"maxAttempts": 4, "backoffMs": 1500, "maxDelayMs": 3000, "backoffMultiplier": 2},
        ),
        _block(
            "gaveup",
            "echo",
            "Tell the controller",
            576,
            1,
            {"operation": "reply", "value": {"text": "Not booked: {{steps.ledger.error.message}}"}},
        ),
        _block(
            "note",
            "transform",
            "Write the credit note",
            288,
            2,
            {
                "mapping": {
                    "creditNote": '{{"CN-" + input.payment}}',
                    "amount": "{{input.amount}}",
                    "attempts": "{{steps.ledger.output.attempt}}",
                }
            },
        ),
    ],
    "edges": [_edge("asked", "ledger"), _edge("ledger", "gaveup", "error"), _edge("ledger", "note")],
}
REFUND_INPUT: Json = {"payment": "re_3QX8d", "customer": "Lumen Labs", "amount": 120}

#: Each drawing with the inputs of its sample runs, in their order.
DEMO: tuple[tuple[Json, tuple[Json | None, ...]], ...] = (
    (PAID_INVOICE, (REFUSED_INVOICE_INPUT, PAID_INVOICE_INPUT)),
    (OVERDUE, (None,)),
    (REFUND, (REFUND_INPUT,)),
)
