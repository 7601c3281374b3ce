"""A mail through the connection's own mail server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr
from hashlib import sha256
from typing import Any

from integrations.context import StepContext
from integrations.mail import MailForm, compose
from integrations.outcomes import Done, Outcome


def send_by_server(
    context: StepContext, mail: MailForm, *, sender: str | None, headers: Mapping[str, Any] | None
) -> Outcome:
    """Sends the mail; its output names who was accepted and who was not. The same step always has the same Message-ID."""
    values = context.connection.values if context.connection else {}
    own = values.get("from_email", "")
    sender = sender or formataddr((values.get("from_name", ""), own))
    mark = sha256(context.idempotency_key.encode()).hexdigest()[:32]
    message_id = f"<{mark}@{own.rpartition('@')[2] or 'headrace'}>"
    message = compose(
        mail,
        sender=sender,
        headers={
            "Message-ID": message_id,
            "Date": format_datetime(datetime.fromtimestamp(context.now_ms // 1000, UTC)),
            **{name: str(value) for name, value in (headers or {}).items()},
        },
    )
    everybody = [*mail.to, *(mail.cc or []), *(mail.bcc or [])]
    refused = context.send_mail(message, to=everybody)
    return Done(
        {
            "messageId": message_id,
            "accepted": [one for one in everybody if one not in refused],
            "rejected": [{"address": one, "reason": reason} for one, reason in refused.items()],
        }
    )
