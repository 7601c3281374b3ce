"""Messages that Headrace itself posts to Slack: about approvals and alerts, as one of the company's connections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from connections import calls
from connections.services.choosing import choose_connection
from integrations.http import HttpRequest
from integrations.outcomes import Permanent, Retry

_TIMEOUT_SECONDS = 15.0
#: What will be no different in an hour, in words.
_FINAL = {
    "channel_not_found": "there is no channel {channel} that it can see",
    "not_in_channel": "the app is not in {channel}: invite it there",
    "is_archived": "{channel} is archived",
    "msg_too_long": "the message is too long",
    "no_permission": "it may not post in {channel}",
    "restricted_action": "it may not post in {channel}",
    "missing_scope": "the connection lacks the permission chat:write: connect it again",
}


def post_message(
    *, company_id: UUID, connection_id: UUID | None, channel: str, text: str, thread_ts: str | None = None
) -> None:
    """Post into a channel, as this connection, else as the company's default.

    Raises StepFailure: Permanent where trying again is of no use.
    """
    chosen = choose_connection(
        company_id=company_id,
        provider="slack",
        provider_name="Slack",
        run_wants=None,
        block_wants=connection_id,
    )
    account = calls.account_of(company_id, chosen.connection_id)
    body: dict[str, Any] = {"channel": channel, "text": text, "unfurl_links": False}
    if thread_ts:
        body["thread_ts"] = thread_ts
    request = HttpRequest(
        "POST",
        f"{account.base_url}/chat.postMessage",
        json=body,
        timeout_seconds=_TIMEOUT_SECONDS,
        max_response_bytes=1024 * 1024,
    )
    response = calls.send(request, calls.Caller(company_id, chosen.connection_id))
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if response.status >= 300 or not isinstance(answer, dict):
        raise Retry(f"Slack answered {response.status}.", code="INTEGRATION_ERROR")
    if not answer.get("ok"):
        error = str(answer.get("error") or "unknown_error")
        if error in _FINAL:
            raise Permanent(
                f"Slack did not take it: {_FINAL[error].format(channel=channel)}.", code="INTEGRATION_ERROR"
            )
        raise Retry(f"Slack did not take it: {error}.", code="INTEGRATION_ERROR")


def escaped(text: str) -> str:
    """Text of people's, which must not become a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
