"""What goes in and out of the accounts API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, Field, StringConstraints

from accounts.api.forms import Form, Shape
from accounts.ids import public_id
from accounts.models import ApiKey, AuditEvent, Company, Member, Role, User
from accounts.permissions import SCOPES


def _known_scope(value: str) -> str:
    if value not in SCOPES:
        raise ValueError(f"There is no scope “{value}”. Scopes are {', '.join(SCOPES)}.")
    return value


def _known_role(value: str) -> str:
    if value not in Role.values:
        raise ValueError(f"There is no role “{value}”. Roles are {', '.join(Role.values)}.")
    return value


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError(f"“{value[:80]}” is not an email address.") from None
    return User.objects.normalize_email(value).lower()


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"There is no time zone “{value[:64]}”. Use a name such as Europe/Berlin or America/New_York."
        ) from None


TimeZone = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_zone)]
Scope = Annotated[str, AfterValidator(_known_scope), Field(json_schema_extra={"enum": list(SCOPES)})]
RoleName = Annotated[str, AfterValidator(_known_role), Field(json_schema_extra={"enum": list(Role.values)})]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(_email),
    Field(json_schema_extra={"format": "email"}),
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class PersonShape(Shape):
    id: str
    email: str
    name: str
    initials: str

    @classmethod
    def of(cls, user: User) -> PersonShape:
        return cls(id=str(user.pk), email=user.email, name=str(user), initials=user.initials)


class CompanyShape(Shape):
    id: UUID
    name: str
    timezone: str = Field(description="IANA: where schedules and mails are, unless they say otherwise.")

    @classmethod
    def of(cls, company: Company) -> CompanyShape:
        return cls(id=company.id, name=company.name, timezone=company.timezone)


class MembershipShape(Shape):
    id: UUID
    name: str
    role: RoleName


class MeShape(Shape):
    """`user` and `role` are null for an API key, which has one company and its scopes."""

    user: PersonShape | None
    company: CompanyShape
    companies: list[MembershipShape]
    role: RoleName | None
    permissions: list[str]


class CompanyChange(Form):
    """What is left out stays."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150)] | None = (
        Field(None, title="Name")
    )
    timezone: TimeZone | None = Field(None, title="Time zone")


class ChooseCompany(Form):
    company_id: UUID = Field(title="Company")


class NewApiKey(Form):
    name: Name = Field(title="Name", description="What the key is for; shown in lists and the audit log.")
    scopes: list[Scope] = Field(title="Scopes", min_length=1)


class ApiKeyShape(Shape):
    """A key without its text: `prefix` and `lastFour` tell keys apart."""

    id: str
    name: str
    prefix: str
    last_four: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def values_of(cls, key: ApiKey) -> dict[str, Any]:
        return {
            "id": public_id("key", key.id),
            "name": key.name,
            "prefix": key.prefix,
            "last_four": key.last_four,
            "scopes": key.scopes,
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
        }

    @classmethod
    def of(cls, key: ApiKey) -> ApiKeyShape:
        return cls(**cls.values_of(key))


class CreatedApiKey(ApiKeyShape):
    """`key` is answered this once and stored nowhere."""

    key: str


class NewMember(Form):
    email: Email = Field(title="Email")
    role: RoleName = Field(title="Role")
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)] = Field("", title="Name")


class RoleChange(Form):
    role: RoleName = Field(title="Role")


class MemberShape(Shape):
    """`invited`: the person has not set a password yet."""

    id: str
    name: str
    email: str
    initials: str
    role: RoleName
    joined_at: datetime
    invited: bool

    @classmethod
    def of(cls, member: Member) -> MemberShape:
        user = member.user
        return cls(
            id=str(member.pk),
            name=user.name,
            email=user.email,
            initials=user.initials,
            role=member.role,
            joined_at=member.created_at,
            invited=not user.has_usable_password(),
        )


class AuditQuery(Form):
    action: str = Field("", max_length=60, description="Only this act, such as `api_key.created`.")
    search: str = Field("", max_length=100, description="Part of the actor's or the target's name.")


class AuditShape(Shape):
    id: str
    actor: str
    action: str
    target: str
    data: dict[str, Any]
    ip: str | None
    at: datetime

    @classmethod
    def of(cls, event: AuditEvent) -> AuditShape:
        return cls(
            id=public_id("audit", event.id),
            actor=event.actor,
            action=event.action,
            target=event.target,
            data=event.data,
            ip=event.ip,
            at=event.at,
        )
