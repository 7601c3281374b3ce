"""Slack: uploading a file, which takes three requests."""

from __future__ import annotations

from base64 import b64decode

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.context import StepContext
from integrations.fields import OperationForm, Rows, extra, field
from integrations.http import HttpRequest
from integrations.outcomes import Done, Outcome, Permanent
from integrations.performing import ask, request_for
from integrations.providers.slack.provider import PROVIDER
from integrations.schemas import many


class UploadFile(OperationForm):
    filename: str | None = field("File name", at="nowhere")
    content: str | None = field("Content", "Text, or base64.", at="nowhere", widget="textarea")
    is_base64: bool = field("The content is base64", default=False, at="nowhere")
    channel_id: str | None = field(
        "Channel", "Its id; empty: the file is not shared.", options_from="channels"
    )
    initial_comment: str | None = field("Comment", widget="textarea")
    thread_ts: str | None = extra("In thread", "The ts of the message to answer.")
    files: Rows | None = extra(
        "Files uploaded already", '[{"id": "F…", "title": "…"}], in place of a content.'
    )


class UploadPlace(OperationForm):
    filename: str
    length: int


_PLACE = Operation(
    id="getUploadPlace",
    name="",
    form=UploadPlace,
    call=Call("GET /files.getUploadURLExternal"),
    effect="read",
)


def run(context: StepContext, config: UploadFile) -> Outcome:
    if not config.files:
        if config.content is None or not config.filename:
            raise Permanent("Give a file name and a content.")
        data = _content(config)
        place = UploadPlace(filename=config.filename, length=len(data))
        _whole, found = ask(PROVIDER, _PLACE, context, place, request_for(PROVIDER, _PLACE, context, place))
        # Nobody sees the file before the last request, so its upload may be repeated.
        sent = context.http(HttpRequest("POST", found["upload_url"], content=data, effect="read"))
        if sent.status != 200:
            raise Permanent(f"Slack did not take the file ({sent.status}).", code="INTEGRATION_ERROR")
        entry = {"id": found["file_id"], "title": config.filename}
        config = config.model_copy(update={"files": [entry]})
    request = request_for(PROVIDER, UPLOAD_FILE, context, config)
    _whole, files = ask(PROVIDER, UPLOAD_FILE, context, config, request)
    return Done(files)


def _content(config: UploadFile) -> bytes:
    text = config.content or ""
    if not config.is_base64:
        return text.encode()
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise Permanent("The content is not base64.") from None


UPLOAD_FILE = Operation(
    id="uploadFile",
    name="Upload file",
    description="Uploads a file and shares it in a channel.",
    sentence="Upload[ {filename}][ to {channelId}]",
    form=UploadFile,
    call=Call("POST /files.completeUploadExternal", unwrap="files"),
    run=run,
    effect="write",
    output_schema=many("id, permalink"),
    scopes=("files:write",),
    order=210,
)
