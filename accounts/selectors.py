"""What others may know about accounts: identities for credentials, members, keys and the audit log of one company."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.identity import Identity
from accounts.models import ApiKey, AuditEvent, Company, Member, Role, User
from accounts.permissions import permissions_of_role, permissions_of_scopes

KEY_PATTERN = re.compile(r"wfk_[0-9A-Za-z]{32}")
_KEY_CACHE_SECONDS = 1.0
_KEY_CACHE_SIZE = 10_000


class _KeyCache:
    """Identities of keys seen within the last second, by hash. A key revoked elsewhere works at most that long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Identity]] = {}

    def get(self, key_hash: str) -> Identity | None:
        found = self._known.get(key_hash)
        return found[1] if found and found[0] > time.monotonic() else None

    def put(self, key_hash: str, identity: Identity) -> None:
        with self._lock:
            if len(self._known) >= _KEY_CACHE_SIZE:
                self._known.clear()
            self._known[key_hash] = (time.monotonic() + _KEY_CACHE_SECONDS, identity)

    def forget(self, key_hash: str) -> None:
        with self._lock:
            self._known.pop(key_hash, None)


key_cache = _KeyCache()


def hash_key(raw_key: str) -> str:
    """The SHA-256 under which a key is stored."""
    return hashlib.sha256(raw_key.encode()).hexdigest()


def find_identity_by_key(raw_key: str) -> Identity | None:
    """Who a raw API key stands for; None when it is malformed, unknown or revoked (noticed within a second)."""
    if not KEY_PATTERN.fullmatch(raw_key):
        return None
    key_hash = hash_key(raw_key)
    identity = key_cache.get(key_hash)
    if identity is None:
        key = ApiKey.objects.filter(hash=key_hash, revoked_at=None).first()
        if key is None:
            return None
        identity = identity_of_key(key)
        key_cache.put(key_hash, identity)
    return identity


def identity_of_key(key: ApiKey) -> Identity:
    return Identity(
        company_id=key.company_id,
        user_id=None,
        key_id=key.id,
        label=key.name,
        permissions=permissions_of_scopes(key.scopes),
        role=None,
    )


def identity_of_member(member: Member, user: User) -> Identity:
    return Identity(
        company_id=member.company_id,
        user_id=user.pk,
        key_id=None,
        label=user.email,
        permissions=permissions_of_role(member.role),
        role=member.role,
    )


def identity_for_member(user: User, company_id: UUID | str) -> Identity | None:
    """Who `user` is in that company right now; None when they are not, or no longer, a member."""
    if not user.is_active:
        return None
    try:
        member = Member.objects.filter(user_id=user.pk, company_id=UUID(str(company_id))).first()
    except ValueError:
        return None
    return identity_of_member(member, user) if member else None


def identity_for_session(user: User, company_id: str | None) -> Identity | None:
    """Who a signed-in person is: in the company the session names, or in their first one while it names none.

    None when they have left that company, or are in none: a session never slides into another company by itself.
    """
    if company_id:
        return identity_for_member(user, company_id)
    first = first_membership(user)
    return identity_of_member(first, user) if first and user.is_active else None


def first_membership(user: User) -> Member | None:
    """The membership a person starts in: the oldest."""
    return Member.objects.filter(user_id=user.pk).order_by("created_at", "id").first()


def memberships_of(user_id: int) -> list[Member]:
    """Every company a person is in, by name."""
    return list(
        Member.objects.filter(user_id=user_id).select_related("company").order_by("company__name", "id")
    )


def get_user(user_id: int) -> User:
    """Raises User.DoesNotExist."""
    return User.objects.get(pk=user_id)


def get_company(company_id: UUID) -> Company:
    """Raises Company.DoesNotExist."""
    return Company.objects.get(id=company_id)


def list_members(company_id: UUID) -> list[Member]:
    """All members with their users, in order of joining."""
    return list(
        Member.objects.filter(company_id=company_id).select_related("user").order_by("created_at", "id")
    )


def find_member(company_id: UUID, member_id: int) -> Member | None:
    return Member.objects.filter(company_id=company_id, id=member_id).select_related("user").first()


def emails_of_admins(company_id: UUID) -> list[str]:
    """Where to write when the company itself has to act: its active owners and admins, in order of joining."""
    return list(
        Member.objects.filter(company_id=company_id, role__in=(Role.OWNER, Role.ADMIN), user__is_active=True)
        .order_by("created_at", "id")
        .values_list("user__email", flat=True)
    )


def list_api_keys(company_id: UUID) -> list[ApiKey]:
    """Keys that still work, the newest first."""
    return list(ApiKey.objects.filter(company_id=company_id, revoked_at=None).order_by("-created_at", "-id"))


def emails_of_key_makers(company_id: UUID, names: Iterable[str]) -> set[str]:
    """Who made the company's keys of these names, revoked ones included; in lower case."""
    keys = ApiKey.objects.filter(company_id=company_id, name__in=list(names), created_by__isnull=False)
    return {email.lower() for email in keys.values_list("created_by__email", flat=True)}


def audit_events(
    company_id: UUID,
    *,
    limit: int,
    after: tuple[object, object] | None = None,
    action: str = "",
    search: str = "",
) -> list[AuditEvent]:
    """The company's newest acts, at most `limit`; `after` is the (at, id) of the last one already seen."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.filter(company_id=company_id)
    if action:
        events = events.filter(action=action)
    if search:
        events = events.filter(Q(actor__icontains=search) | Q(target__icontains=search))
    if after:
        events = events.filter(Q(at__lt=after[0]) | Q(at=after[0], id__lt=after[1]))
    return list(events.order_by("-at", "-id")[:limit])


def any_user_exists() -> bool:
    """Whether the first-run sign-up is over."""
    return User.objects.exists()


def is_deactivated(email: str) -> bool:
    """Whether this is somebody who may no longer do anything here. False for an unknown address."""
    return User.objects.filter(email=email.lower(), is_active=False).exists()


def find_active_user(email: str) -> User | None:
    return User.objects.filter(email=email.lower(), is_active=True).first()
