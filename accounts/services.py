"""What changes accounts: companies, members, API keys and the audit log. Each call is one transaction."""

from __future__ import annotations

import logging
import secrets
import string
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts import mail
from accounts.identity import Identity
from accounts.models import ApiKey, AuditEvent, Company, Member, Outbox, Role, User
from accounts.permissions import SCOPES, may_manage
from accounts.selectors import hash_key, key_cache

logger = logging.getLogger(__name__)

#: Of outbox rows: the company's time zone is another one.
ZONE_CHANGED = "company.timezone_changed"
KEY_PREFIX = "wfk_"
_BASE62 = string.digits + string.ascii_letters
_KEY_USE_SECONDS = 60


class AccountRuleError(Exception):
    """A rule of accounts forbids the change; the message says which and what to do."""


class AlreadyMemberError(AccountRuleError):
    """The person is in the company already."""


class NotAllowedError(AccountRuleError):
    """Who asks may not do this; somebody else may."""


def record_audit(
    *,
    identity_or_label: Identity | str,
    company_id: UUID | None,
    action: str,
    target: str = "",
    data: Mapping[str, Any] | None = None,
    ip: str | None = None,
) -> AuditEvent:
    """Appends one act to the audit log, in the caller's transaction. `data` must hold no secret."""
    actor = identity_or_label if isinstance(identity_or_label, str) else _actor(identity_or_label)
    return AuditEvent.objects.create(
        company_id=company_id,
        actor=actor[:200],
        action=action,
        target=target[:200],
        data=dict(data or {}),
        ip=ip,
    )


def _actor(identity: Identity) -> str:
    """A key may have any name, a person's address too: it is said to be one."""
    return identity.label if identity.key_id is None else f"API key {identity.label}"


# --- companies and people -----------------------------------------------------------------------


@transaction.atomic
def create_company(*, name: str, owner: User, ip: str | None = None) -> Company:
    """A new company with `owner` as its first member."""
    company = Company.objects.create(name=name.strip())
    Member.objects.create(company=company, user=owner, role=Role.OWNER)
    record_audit(
        identity_or_label=owner.email,
        company_id=company.id,
        action="company.created",
        target=company.name,
        ip=ip,
    )
    return company


@transaction.atomic
def change_company(
    *,
    company_id: UUID,
    actor: Identity | str,
    name: str | None = None,
    timezone: str | None = None,
    ip: str | None = None,
) -> Company:
    """None leaves a field as it is. Schedules without a zone of their own follow the company's within a second."""
    company = Company.objects.select_for_update().get(id=company_id)
    before = {"name": company.name, "timezone": company.timezone}
    company.name = company.name if name is None else name
    company.timezone = company.timezone if timezone is None else timezone
    after = {"name": company.name, "timezone": company.timezone}
    if after == before:
        return company
    company.save(update_fields=["name", "timezone"])
    if company.timezone != before["timezone"]:
        Outbox.objects.create(company=company, topic=ZONE_CHANGED)
    record_audit(
        identity_or_label=actor,
        company_id=company.id,
        action="company.changed",
        target=company.name,
        data={"before": before, "after": after},
        ip=ip,
    )
    return company


@transaction.atomic
def add_member(
    *, company_id: UUID, email: str, role: str, actor: Identity | str, name: str = "", ip: str | None = None
) -> Member:
    """Puts a person into the company; somebody unknown becomes a user without a password.

    Raises AlreadyMemberError, and NotAllowedError when the actor may not give this role.
    """
    if isinstance(actor, Identity) and not may_manage(actor.role, role):
        raise NotAllowedError(f"Only an owner can make somebody {role}.")
    email = User.objects.normalize_email(email.strip()).lower()
    user, _is_new = User.objects.get_or_create(
        email=email, defaults={"name": name.strip(), "password": make_password(None)}
    )
    member, created = Member.objects.get_or_create(company_id=company_id, user=user, defaults={"role": role})
    if not created:
        raise AlreadyMemberError(f"{email} is in this company already, as {member.role}.")
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="member.added",
        target=email,
        data={"role": role},
        ip=ip,
    )
    return member


@transaction.atomic
def invite_member(
    *, company_id: UUID, email: str, role: str, actor: Identity, name: str = "", ip: str | None = None
) -> Member:
    """`add_member`, and once that is committed a mail to the person. Raises as `add_member`."""
    member = add_member(company_id=company_id, email=email, role=role, actor=actor, name=name, ip=ip)
    send = partial(mail.send_invitation, member.user, Company.objects.get(id=company_id), actor.label)
    transaction.on_commit(send, robust=True)
    return member


@transaction.atomic
def repeat_invitation(*, company_id: UUID, member_id: int, actor: Identity, ip: str | None = None) -> Member:
    """Mails the invitation anew, with a fresh link. Raises Member.DoesNotExist, and AccountRuleError where it was accepted."""
    member = Member.objects.select_related("user", "company").get(company_id=company_id, id=member_id)
    if member.user.has_usable_password():
        raise AccountRuleError(f"{member.user.email} has set a password already and can sign in.")
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="member.invited_again",
        target=member.user.email,
        ip=ip,
    )
    send = partial(mail.send_invitation, member.user, member.company, actor.label)
    transaction.on_commit(send, robust=True)
    return member


def _locked_members(company_id: UUID) -> list[Member]:
    """All members, locked: two owners who demote each other at the same moment must not both succeed."""
    members = Member.objects.select_for_update(of=("self",)).filter(company_id=company_id)
    return list(members.select_related("user").order_by("id"))


def _check_change(members: list[Member], member: Member, actor: Identity | str, new_role: str | None) -> None:
    if isinstance(actor, Identity):
        roles = [member.role] if new_role is None else [member.role, new_role]
        if not may_manage(actor.role, *roles):
            raise NotAllowedError("Only an owner can change or remove an owner, or make somebody one.")
    owners = [each for each in members if each.role == Role.OWNER]
    if member.role == Role.OWNER and new_role != Role.OWNER and len(owners) == 1:
        raise AccountRuleError(
            f"{member.user.email} is the last owner. Make somebody else an owner first, then try again."
        )


@transaction.atomic
def change_role(
    *, company_id: UUID, member_id: int, role: str, actor: Identity | str, ip: str | None = None
) -> Member:
    """Gives a member another role, which counts from their next request on.

    Raises Member.DoesNotExist, NotAllowedError, and AccountRuleError for the last owner.
    """
    members = _locked_members(company_id)
    member = next((each for each in members if each.id == member_id), None)
    if member is None:
        raise Member.DoesNotExist
    if member.role == role:
        return member
    _check_change(members, member, actor, role)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="member.role_changed",
        target=member.user.email,
        data={"from": before, "to": role},
        ip=ip,
    )
    return member


@transaction.atomic
def remove_member(*, company_id: UUID, member_id: int, actor: Identity | str, ip: str | None = None) -> None:
    """Takes a person out of the company; their sessions lose it at once. Their keys stay: they are the company's.

    Raises as `change_role`.
    """
    members = _locked_members(company_id)
    member = next((each for each in members if each.id == member_id), None)
    if member is None:
        raise Member.DoesNotExist
    _check_change(members, member, actor, None)
    email, role = member.user.email, member.role
    member.delete()
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="member.removed",
        target=email,
        data={"role": role},
        ip=ip,
    )


@transaction.atomic
def set_password(*, user: User, password: str, ip: str | None = None) -> None:
    """A new password; every session of the person ends, and so does the link that led here."""
    user.set_password(password)
    user.save(update_fields=["password"])
    for company_id in user.memberships.values_list("company_id", flat=True):
        record_audit(
            identity_or_label=user.email,
            company_id=company_id,
            action="member.password_set",
            target=user.email,
            ip=ip,
        )


def note_sign_in(*, user: User, company_id: UUID | None, ip: str | None) -> None:
    """Writes a sign-in into the audit log of the company it leads to."""
    record_audit(
        identity_or_label=user.email,
        company_id=company_id,
        action="member.signed_in",
        target=user.email,
        ip=ip,
    )


# --- API keys -------------------------------------------------------------------------------------


def make_raw_key() -> str:
    """`wfk_` and 32 characters of base 62: 190 random bits."""
    return KEY_PREFIX + "".join(secrets.choice(_BASE62) for _ in range(32))


@transaction.atomic
def create_api_key(
    *,
    company_id: UUID,
    name: str,
    scopes: list[str],
    actor: Identity | str,
    ip: str | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its raw text, which exists nowhere else and cannot be shown again.

    Raises NotAllowedError for a scope the actor does not have: nobody makes a key that can do more than they.
    """
    chosen = sorted(set(scopes))
    unknown = [scope for scope in chosen if scope not in SCOPES]
    if unknown:
        raise AccountRuleError(f"There is no scope {unknown[0]}.")
    if isinstance(actor, Identity) and (
        beyond := [scope for scope in chosen if scope not in actor.permissions]
    ):
        raise NotAllowedError(f"A key cannot have the scope {beyond[0]}, which you do not have yourself.")
    raw = make_raw_key()
    key = ApiKey.objects.create(
        company_id=company_id,
        name=name.strip(),
        hash=hash_key(raw),
        prefix=raw[:8],
        last_four=raw[-4:],
        scopes=chosen,
        created_by_id=actor.user_id if isinstance(actor, Identity) else None,
    )
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="api_key.created",
        target=key.name,
        data={"id": str(key.id), "scopes": chosen},
        ip=ip,
    )
    return key, raw


@transaction.atomic
def revoke_api_key(*, company_id: UUID, key_id: UUID, actor: Identity | str, ip: str | None = None) -> None:
    """Ends a key: in this process with the commit, in others within a second. Raises ApiKey.DoesNotExist."""
    key = ApiKey.objects.select_for_update().get(company_id=company_id, id=key_id, revoked_at=None)
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="api_key.revoked",
        target=key.name,
        data={"id": str(key.id)},
        ip=ip,
    )
    transaction.on_commit(partial(key_cache.forget, key.hash))


_key_uses: dict[UUID, float] = {}
_key_uses_lock = threading.Lock()


def note_key_use(*, key_id: UUID) -> None:
    """Keeps `last_used_at` about right: at most one write a minute for each key and process, and never an error."""
    now = time.monotonic()
    with _key_uses_lock:
        if now - _key_uses.get(key_id, -_KEY_USE_SECONDS) < _KEY_USE_SECONDS:
            return
        _key_uses[key_id] = now
    at = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(seconds=_KEY_USE_SECONDS))
    try:
        ApiKey.objects.filter(stale, id=key_id).update(last_used_at=at)
    except DatabaseError:
        logger.warning("the last use of API key %s was not noted", key_id, exc_info=True)
