"""Gmail: writing drafts."""

from __future__ import annotations

from typing import Any

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, extra, needed
from integrations.mail import MailForm, compose, raw_of
from integrations.schemas import one


class CreateDraft(MailForm):
    thread_id: str | None = extra("Thread", "Its id; the draft is put into it.")
    message: Data | None = extra(
        "Finished message", '{"raw": "…"}: RFC 5322 as base64url, in place of all this.'
    )


class UpdateDraft(CreateDraft):
    draft_id: str = needed("Draft", "Its id.")


def _body(config: CreateDraft) -> dict[str, Any]:
    if config.message:
        return {"message": config.message}
    headers = {"Bcc": ", ".join(config.bcc)} if config.bcc else {}
    thread = {"threadId": config.thread_id} if config.thread_id else {}
    return {"message": {"raw": raw_of(compose(config, headers=headers)), **thread}}


CREATE_DRAFT = Operation(
    id="createDraft",
    name="Create draft",
    description="Saves a draft.",
    sentence="Draft[ {subject}] to {to}",
    form=CreateDraft,
    call=Call("POST /users/me/drafts", body=_body),
    effect="write",
    output_schema=one("id, message.id"),
    scopes=("https://www.googleapis.com/auth/gmail.compose",),
    order=80,
)

UPDATE_DRAFT = Operation(
    id="updateDraft",
    name="Replace draft",
    description="Replaces a draft’s content.",
    sentence="Replace draft {draftId}",
    form=UpdateDraft,
    call=Call("PUT /users/me/drafts/{draft_id}", body=_body),
    effect="write",
    output_schema=one("id"),
    order=90,
)
