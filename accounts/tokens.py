"""Links that let their holder set a password: signed, ended by time and by their first use."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

Purpose = Literal["reset", "invitation"]
INVITATION_SECONDS = 7 * 24 * 3600


def seconds_valid(purpose: Purpose) -> int:
    """How long a link of this kind works: an hour for a reset (`PASSWORD_RESET_TIMEOUT`), a week for an invitation."""
    return INVITATION_SECONDS if purpose == "invitation" else settings.PASSWORD_RESET_TIMEOUT


def make_token(user: User, purpose: Purpose) -> str:
    return signing.dumps({"user": user.pk, "mark": _mark(user)}, salt=_salt(purpose))


def find_user_by_token(token: str) -> User | None:
    """Whose link this is; None when it was changed, is too old, or was overtaken by a new password or address."""
    purposes: tuple[Purpose, ...] = ("reset", "invitation")
    for purpose in purposes:
        try:
            told = signing.loads(token, salt=_salt(purpose), max_age=seconds_valid(purpose))
        except signing.BadSignature:
            continue
        user = User.objects.filter(pk=told["user"], is_active=True).first()
        if user and constant_time_compare(told["mark"], _mark(user)):
            return user
    return None


def _salt(purpose: Purpose) -> str:
    return f"accounts.{purpose}"


def _mark(user: User) -> str:
    """Changes with the password, so that a link works once, and with the address it was mailed to."""
    return salted_hmac("accounts.tokens", f"{user.password}{user.email}", algorithm="sha256").hexdigest()
