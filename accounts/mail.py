"""The mails about accounts. Sent beside the request: who watches the clock learns nothing about who has an account."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Company, User
from accounts.tokens import Purpose, make_token, seconds_valid

logger = logging.getLogger(__name__)
_unfinished: set[Future[None]] = set()


def send_password_reset(user: User) -> None:
    """A link to set a new password, valid for an hour and once."""
    _send(user, "password_reset", "Set a new password for Headrace", {**_link(user, "reset")})


def send_invitation(user: User, company: Company, invited_by: str) -> None:
    """Tells a person that they are in a company now; somebody without a password gets a link to set one."""
    context: dict[str, Any] = {"company": company.name, "invited_by": invited_by, "url": settings.PUBLIC_URL}
    if not user.has_usable_password():
        context |= _link(user, "invitation")
    _send(user, "invitation", f"You are in {company.name} on Headrace", context)


def hand_over(*, to: str, subject: str, template: str, context: Mapping[str, Any], message_id: str) -> None:
    """Hand one mail to the server before returning; raises what the server or the way to it raises.

    `message_id` (without brackets) stays the same when the mail is repeated after a crash, so that it is one mail to the
    receiving side.
    """
    message = EmailMessage(
        " ".join(subject.split())[:200],
        render_to_string(template, dict(context)),
        to=[to],
        headers={"Message-ID": f"<{message_id}>"},
    )
    message.send()


def finish_sending(timeout_seconds: float = 10.0) -> None:
    """Waits until the mails begun so far are handed over."""
    wait(tuple(_unfinished), timeout_seconds)


def _link(user: User, purpose: Purpose) -> dict[str, Any]:
    hours = seconds_valid(purpose) // 3600
    return {
        "link": settings.PUBLIC_URL + reverse("set-password", kwargs={"token": make_token(user, purpose)}),
        "valid_for": f"{hours // 24} days" if hours >= 48 else "1 hour" if hours == 1 else f"{hours} hours",
    }


def _send(user: User, template: str, subject: str, context: dict[str, Any]) -> None:
    body = render_to_string(
        f"accounts/mail/{template}.txt", {**context, "name": user.name, "email": user.email}
    )
    message = EmailMessage(" ".join(subject.split()), body, to=[user.email])
    future = _sender().submit(_deliver, message)
    _unfinished.add(future)
    future.add_done_callback(_unfinished.discard)


@cache
def _sender() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        logger.exception(
            "mail “%s” to %s was not sent; see EMAIL_URL", message.subject, ", ".join(message.to)
        )
