"""Who is asking: one company, one person or key in it, and what they may do there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Identity:
    """What a verified credential stands for, during one request.

    A person has `user_id` and `role`, an API key has `key_id`. `label` is an email address or the key's name,
    which the audit log calls one. `permissions` holds everything that is allowed, implied scopes included.
    """

    company_id: UUID
    user_id: int | None
    key_id: UUID | None
    label: str
    permissions: frozenset[str]
    role: str | None

    @property
    def subject(self) -> str:
        """What rate limits are counted by: the key, or the person in all their companies together."""
        return f"key:{self.key_id}" if self.key_id else f"user:{self.user_id}"


def can(identity: Identity, permission: str) -> bool:
    """Whether `permission` (such as "workflows:write") is granted."""
    return permission in identity.permissions
