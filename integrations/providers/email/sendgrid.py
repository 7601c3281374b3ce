"""A mail as SendGrid takes it."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from integrations.mail import MailForm, address, attachment
from integrations.outcomes import Permanent


def sendgrid_mail(config: Any) -> dict[str, Any]:
    """The body of /v3/mail/send for a filled `SendEmail`. Raises Permanent."""
    mail: MailForm = config
    if not config.sender:
        raise Permanent("From is missing: SendGrid sends only as a verified sender.")
    template = config.template or {}
    person: dict[str, Any] = {"to": _people(mail.to)}
    for name, addresses in (("cc", mail.cc), ("bcc", mail.bcc)):
        if addresses:
            person[name] = _people(addresses)
    if template.get("variables"):
        person["dynamic_template_data"] = template["variables"]
    kinds = (("text/plain", mail.text), ("text/html", mail.html))
    body: dict[str, Any] = {
        "personalizations": [person],
        "from": _people([config.sender])[0],
        "subject": mail.subject,
        "content": [{"type": kind, "value": text} for kind, text in kinds if text] or None,
        "template_id": template.get("id"),
        "attachments": [_file(*attachment(entry)) for entry in mail.attachments or []] or None,
        "reply_to_list": _people(mail.reply_to) if mail.reply_to else None,
        "headers": config.headers,
        "send_at": _unix(config.scheduled_at) if config.scheduled_at else None,
    }
    return {name: value for name, value in body.items() if value is not None}


def _people(addresses: list[str]) -> list[dict[str, str]]:
    try:
        found = [address(text) for text in addresses]
    except ValueError as error:
        raise Permanent(f"The email cannot be sent: {error}.") from None
    return [
        {"email": each.addr_spec, **({"name": each.display_name} if each.display_name else {})}
        for each in found
    ]


def _file(name: str, content: bytes, kind: str) -> dict[str, str]:
    encoded = b64encode(content).decode()
    return {"content": encoded, "filename": name, "type": kind, "disposition": "attachment"}


def _unix(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Permanent(f"“{text}” is not a time such as 2026-01-31T09:00:00Z.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
