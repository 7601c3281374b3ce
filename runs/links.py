"""Links that let the holder of a mail decide one approval: signed, and good for as long as it waits."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "runs.approval"


def approval_link(approval_id: UUID, address: str) -> str:
    """The page on which whoever reads the mail at `address` decides."""
    token = signing.dumps({"approval": approval_id.hex, "as": address}, salt=_SALT)
    return str(settings.PUBLIC_URL) + reverse("approval", kwargs={"token": token})


def read_approval_token(token: str) -> tuple[UUID, str] | None:
    """(approval, address) of a link of ours; None for anything else. Whether it still waits, the row says."""
    try:
        told = signing.loads(token, salt=_SALT)
        return UUID(hex=told["approval"]), str(told["as"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
