"""Mail as people write it, as a form and as RFC 5322 bytes. Pure."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Self

from pydantic import model_validator

from integrations.context import StepContext
from integrations.fields import OperationForm, Rows, Texts, extra, field, needed
from integrations.files import file_id
from integrations.outcomes import Permanent

Json = Any


class MailForm(OperationForm):
    """To whom, what, and with which files. `raw` in its place is a finished message."""

    to: Texts = needed("To", "Addresses, with commas or as a list.", at="nowhere")
    subject: str = needed("Subject", at="nowhere")
    text: str | None = field("Text", at="nowhere", widget="textarea")
    html: str | None = field(
        "HTML", "Shown in place of the text where it can be.", at="nowhere", widget="code"
    )
    cc: Texts | None = extra("Copies to", at="nowhere")
    bcc: Texts | None = extra("Blind copies to", at="nowhere")
    reply_to: Texts | None = extra("Answers to", at="nowhere")
    attachments: Rows | None = extra(
        "Attachments",
        'Files of earlier steps, or [{"filename": "invoice.pdf", "content": "…", "contentType": "application/pdf"}] with the content in base64.',
        at="nowhere",
    )

    def loaded(self, context: StepContext) -> Self:
        if not self.attachments:
            return self
        return self.model_copy(
            update={"attachments": [_loaded(context, entry) for entry in self.attachments]}
        )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, config: Any) -> Any:
        """`{"body": {"html": …, "text": …}}` is understood too; a finished message needs neither `to` nor `subject`."""
        if not isinstance(config, dict):
            return config
        body = config.get("body")
        if isinstance(body, dict) and set(body) <= {"html", "text"} and "body" not in cls.model_fields:
            config = {**body, **{name: value for name, value in config.items() if name != "body"}}
        if any(config.get(name) for name in ("raw", "message")):
            config = {"to": [], "subject": "-", **config}
        return config


def _loaded(context: StepContext, entry: Mapping[str, Json]) -> dict[str, Json]:
    """An attachment whose content is a file, by itself or in `content`, with what is in the file."""
    value = entry if file_id(entry) else entry.get("content")
    if not file_id(value):
        return dict(entry)
    file = context.open_file(value)
    with file.open() as opened:
        content = b64encode(opened.read()).decode()
    own = {} if value is entry else dict(entry)
    return {"filename": file.name, "contentType": file.mime_type, **own, "content": content}


def attachment(entry: Mapping[str, Json]) -> tuple[str, bytes, str]:
    """An attachment's name, content and type. Raises Permanent."""
    name = str(entry.get("filename") or entry.get("name") or "file")
    content = entry.get("content", entry.get("contentBase64", entry.get("content_base64")))
    try:
        data = b64decode(str(content or ""), validate=True)
    except ValueError:
        raise Permanent(f"The content of the attachment {name} is not base64.") from None
    kind = entry.get("contentType") or entry.get("content_type") or entry.get("mimeType")
    return name, data, str(kind or "application/octet-stream")


def compose(
    mail: MailForm, *, headers: Mapping[str, str] | None = None, sender: str | None = None
) -> EmailMessage:
    """The message. Blind copies stand in no header: whoever sends it has them from the form.

    The same mail gives the same bytes. Raises Permanent for a text that cannot stand in a header.
    """
    message = EmailMessage()
    try:
        if sender:
            message["From"] = address(sender)
        for name, addresses in (("To", mail.to), ("Cc", mail.cc), ("Reply-To", mail.reply_to)):
            if addresses:
                message[name] = [address(each) for each in addresses]
        message["Subject"] = mail.subject
        for name, value in (headers or {}).items():
            message[name] = value
    except (ValueError, IndexError) as error:
        raise Permanent(f"The email cannot be written: {error}.") from None
    message.set_content(mail.text or "")
    if mail.html:
        if mail.text:
            message.add_alternative(mail.html, subtype="html")
        else:
            message.set_content(mail.html, subtype="html")
    for entry in mail.attachments or []:
        name, data, kind = attachment(entry)
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub or "octet-stream", filename=name)
    _settle(message)
    return message


def address(text: str) -> Address:
    """`Ada <ada@example.com>` or the bare address. Raises ValueError."""
    name, spec = parseaddr(text)
    if "@" not in spec or any(character in text for character in "\r\n"):
        raise ValueError(f"“{text}” is not an email address")
    return Address(display_name=name, addr_spec=spec)


def raw_of(message: EmailMessage) -> str:
    """The message as Gmail takes it: base64url of its bytes."""
    return urlsafe_b64encode(message.as_bytes()).decode()


def _settle(message: EmailMessage) -> None:
    """Boundaries made of the content, not of chance: a repeated attempt sends the same bytes."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            inside = hashlib.sha256()
            for leaf in part.walk():
                payload = None if leaf.is_multipart() else leaf.get_payload(decode=True)
                inside.update(payload if isinstance(payload, bytes) else b"")
            part.set_boundary(f"=_{number}_{inside.hexdigest()[:32]}")
