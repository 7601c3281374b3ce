"""Recipients and messages as Microsoft Graph writes them."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any

from pydantic import BeforeValidator

from integrations.fields import Rows
from integrations.mail import MailForm, address, attachment


def _recipients(value: Any) -> Any:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list):
        return value
    return [recipient(entry) if isinstance(entry, str) else entry for entry in value]


def recipient(text: str) -> dict[str, Any]:
    """`Ada <ada@example.com>` as an emailAddress object. Raises ValueError."""
    found = address(text)
    named = {"name": found.display_name} if found.display_name else {}
    return {"emailAddress": {"address": found.addr_spec, **named}}


#: Addresses with commas, or a list of them, or Microsoft's own objects.
Recipients = Annotated[Rows, BeforeValidator(_recipients, json_schema_input_type=list[str])]


def message_of(mail: MailForm) -> dict[str, Any]:
    """The message object of a mail."""
    message: dict[str, Any] = {
        "subject": mail.subject,
        "body": {
            "contentType": "HTML" if mail.html else "Text",
            "content": mail.html or mail.text or "",
        },
        "toRecipients": _recipients(mail.to),
    }
    for name, addresses in (
        ("ccRecipients", mail.cc),
        ("bccRecipients", mail.bcc),
        ("replyTo", mail.reply_to),
    ):
        if addresses:
            message[name] = _recipients(addresses)
    if mail.attachments:
        message["attachments"] = [_file(*attachment(entry)) for entry in mail.attachments]
    return message


def _file(name: str, content: bytes, kind: str) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": name,
        "contentType": kind,
        "contentBytes": b64encode(content).decode(),
    }
