"""A company's own secrets for `{{secrets.NAME}}`: stored sealed, handed out only to requests on their way out."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import transaction

from accounts.identity import Identity
from accounts.services import record_audit
from connections.models import Secret
from connections.services import masks, vault
from connections.services.errors import ConnectionRuleError, InvalidValueError

#: Shorter values cannot be masked without hitting innocent text.
SHORTEST = 8
LONGEST = 32_768
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
MOST = 500


def check_secret_value(value: str, path: str = "value") -> None:
    """Raises InvalidValueError for one that is too short to be kept secret, or too long."""
    if len(value) < SHORTEST:
        raise InvalidValueError(
            path,
            f"A secret has at least {SHORTEST} characters: a shorter one could not be hidden in logs without hiding "
            "ordinary words too.",
        )
    if len(value) > LONGEST:
        raise InvalidValueError(path, f"A secret has at most {LONGEST:,} characters.")


@transaction.atomic
def set_secret(
    *,
    company_id: UUID,
    name: str,
    value: str,
    actor: Identity | str,
    description: str | None = None,
    must_be_new: bool = False,
    ip: str | None = None,
) -> Secret:
    """Stores a secret under its name, or replaces the value. Raises InvalidValueError and ConnectionRuleError."""
    if not NAME.fullmatch(name):
        raise InvalidValueError(
            "name",
            "A name has letters, digits and _, and begins with a letter: API_TOKEN. At most 64 characters.",
        )
    check_secret_value(value)
    secret = Secret.objects.select_for_update(of=("self",)).filter(company_id=company_id, name=name).first()
    is_new = secret is None
    if secret is not None and must_be_new:
        raise ConnectionRuleError(f"There is a secret {name} already. Replace its value instead.")
    if secret is None:
        if Secret.objects.filter(company_id=company_id).count() >= MOST:
            raise ConnectionRuleError(f"A company can keep {MOST} secrets. Delete one that nobody uses.")
        secret = Secret(
            company_id=company_id,
            name=name,
            created_by_id=actor.user_id if isinstance(actor, Identity) else None,
            made_with=actor.label if isinstance(actor, Identity) and actor.key_id else "",
        )
    if description is not None:
        secret.description = description
    vault.seal_row(secret, {"value": value})
    secret.save()
    masks.learn(company_id, [value])
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="secret.created" if is_new else "secret.replaced",
        target=name,
        ip=ip,
    )
    return secret


@transaction.atomic
def delete_secret(*, company_id: UUID, name: str, actor: Identity | str, ip: str | None = None) -> None:
    """Steps that name it fail from now on, saying so. Raises Secret.DoesNotExist."""
    Secret.objects.get(company_id=company_id, name=name).delete()
    record_audit(identity_or_label=actor, company_id=company_id, action="secret.deleted", target=name, ip=ip)


def secret_values(company_id: UUID, names: frozenset[str]) -> dict[str, str]:
    """The values of those that exist, for a request that is about to leave."""
    rows = Secret.objects.filter(company_id=company_id, name__in=names)
    return {row.name: vault.open_row(row)["value"] for row in rows}
