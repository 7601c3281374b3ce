"""The first people of an installation: through the sign-up page, or from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from accounts.models import ApiKey, Member, Role, User
from accounts.permissions import SCOPES
from accounts.selectors import any_user_exists
from accounts.services import NotAllowedError, create_api_key, create_company

BOOTSTRAP_KEY_NAME = "bootstrap"


@transaction.atomic
def sign_up_first(*, email: str, password: str, name: str, company_name: str, ip: str | None = None) -> User:
    """The first person: a superuser who owns the first company.

    Raises NotAllowedError once anybody exists; of two who try at the same moment, one gets it.
    """
    _take_turns()
    if any_user_exists():
        raise NotAllowedError(
            "Headrace is set up already. Sign in, or ask an owner of your company to invite you."
        )
    user = User.objects.create_superuser(email, password, name=name.strip())
    create_company(name=company_name, owner=user, ip=ip)
    return user


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """`api_key` is the raw key when one was made, else None: an older one cannot be shown again."""

    company_id: UUID
    email: str
    api_key: str | None
    is_new_user: bool


@transaction.atomic
def bootstrap(*, email: str, password: str, company_name: str) -> Bootstrapped:
    """Makes sure that an operator with this address exists, owns a company of this name, and that it has a key.

    What exists stays as it is: the password of an existing person does not change. The key has every scope and is
    made again only after the one before was revoked.
    """
    _take_turns()
    email = User.objects.normalize_email(email.strip()).lower()
    user = User.objects.filter(email=email).first()
    is_new = user is None
    if user is None:
        user = User.objects.create_superuser(email, password)
    owned = Member.objects.filter(user=user, role=Role.OWNER, company__name=company_name.strip())
    member = owned.select_related("company").order_by("created_at", "id").first()
    company = member.company if member else create_company(name=company_name, owner=user)
    raw = None
    if not ApiKey.objects.filter(company=company, name=BOOTSTRAP_KEY_NAME, revoked_at=None).exists():
        _key, raw = create_api_key(
            company_id=company.id, name=BOOTSTRAP_KEY_NAME, scopes=list(SCOPES), actor=f"bootstrap by {email}"
        )
    return Bootstrapped(company.id, email, raw, is_new)


def _take_turns() -> None:
    """Makes others who set up wait until this transaction ends. On SQLite every writer does so anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {User._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
