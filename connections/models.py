"""Accounts at providers and the secrets that open them. What is secret is sealed (`connections/services/vault.py`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.ids import uuid7
from accounts.models import Company, User


class EncryptionKey(models.Model):
    """A key version that has sealed something, and a value by which the right key is known. Never the key."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    canary = models.BinaryField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"encryption key {self.version}"


class Sealed(models.Model):
    """A row with secrets: one sealed JSON object. `apps.get_models()` finds all such tables for the rotation."""

    sealed = models.BinaryField(null=True, blank=True, editable=False)
    key_version = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class EnvironmentName(models.TextChoices):
    PRODUCTION = "production", "Production"
    SANDBOX = "sandbox", "Sandbox"  # the provider's own
    DEMO = "demo", "Demo"  # the pretended providers of PROVIDER_SANDBOX


class ConnectionStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    PENDING = "pending", "Pending"
    ERROR = "error", "Error"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    DISCONNECTED = "disconnected", "Disconnected"


class Connection(Sealed):
    """One authorised account at a provider.

    `grant` grows with each new set of tokens: whoever was refused with an older one need not refresh again. A refresh
    holds `lease_owner`/`lease_until` (database time); `in_doubt_at` is set before the provider is asked and cleared with
    the new tokens, so a crash in between is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="connections")
    # No choices: a registry key must never cause a migration when a provider is added.
    provider = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    method = models.CharField(max_length=40)
    environment = models.CharField(max_length=10, choices=EnvironmentName, default=EnvironmentName.PRODUCTION)
    status = models.CharField(max_length=12, choices=ConnectionStatus, default=ConnectionStatus.PENDING)
    status_code = models.CharField(
        max_length=40, blank=True, help_text="The reason for programs: token_refused."
    )
    status_reason = models.CharField(max_length=400, blank=True, help_text="The reason for people.")
    status_detail = models.CharField(
        max_length=300,
        blank=True,
        db_default="",
        help_text="What the provider answered, in its own codes: 400: invalid_grant: revoked.",
    )
    account_id = models.CharField(max_length=200, blank=True)
    account_label = models.CharField(max_length=200, blank=True)
    scopes = models.JSONField(default=list, blank=True, help_text="What the provider granted.")
    values = models.JSONField(
        default=dict, blank=True, help_text="What is not secret: realm_id, instance_url."
    )
    account_choices = models.JSONField(
        default=list, blank=True, help_text="Accounts to choose from while pending: [{id, label, values}]."
    )
    is_default = models.BooleanField(default=False, help_text="The company's choice for this provider.")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    grant = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    refresh_at = models.DateTimeField(null=True, blank=True, help_text="At 80 % of the token's life.")
    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    in_doubt_at = models.DateTimeField(null=True, blank=True)

    last_used_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True, help_text="When the next health check is due.")
    failed_checks = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "provider"],
                condition=Q(is_default=True),
                name="one_default_connection_per_provider",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "provider", "status"], name="connection_choice"),
            models.Index(
                fields=["refresh_at"], condition=Q(refresh_at__isnull=False), name="connection_refresh_due"
            ),
            models.Index(
                fields=["check_at"], condition=Q(check_at__isnull=False), name="connection_check_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.provider})"


class SignIn(Sealed):
    """An OAuth consent under way: single use, ten minutes, for one session. Only the hash of `state` is stored."""

    state_hash = models.CharField(max_length=64, primary_key=True)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="sign_ins")
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    session_hash = models.CharField(max_length=64)
    environment = models.CharField(max_length=10, choices=EnvironmentName)
    values = models.JSONField(default=dict, blank=True)
    return_to = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"sign-in for {self.connection}"


class ProviderClient(Sealed):
    """The OAuth app that Headrace presents itself as: an operator's for all companies, or one company's own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(
        Company,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="provider_clients",
        help_text="Empty: for every company.",
    )
    provider = models.CharField(max_length=64)
    environment = models.CharField(max_length=10, choices=EnvironmentName, default=EnvironmentName.PRODUCTION)
    client_id = models.CharField(max_length=300)
    # `invalid_client` from the provider: everything of this client waits, nothing expires.
    refused_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "provider", "environment"],
                condition=Q(company__isnull=False),
                name="one_client_per_company_provider",
            ),
            models.UniqueConstraint(
                fields=["provider", "environment"],
                condition=Q(company__isnull=True),
                name="one_client_per_provider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.environment} {self.client_id}"


class Secret(Sealed):
    """A company's own secret for templates: `{{secrets.NAME}}`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="secrets")
    name = models.CharField(max_length=64)
    description = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_with = models.CharField(
        max_length=100,
        blank=True,
        db_default="",
        help_text="The name of the API key that stored it; else a person did.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="secret_name_once_per_company")
        ]

    def __str__(self) -> str:
        return self.name


class SigningSecret(Sealed):
    """A secret by which a provider's webhooks are known. Several of one provider are valid at once: the old one and the new."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="signing_secrets")
    provider = models.CharField(max_length=64)
    name = models.CharField(max_length=100, blank=True)
    registration = models.CharField(
        max_length=200,
        blank=True,
        help_text="The registration at the provider that it came with; else a person's.",
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "provider"], name="signing_secret_choice")]

    def __str__(self) -> str:
        return f"{self.name or 'signing secret'} ({self.provider})"


class SubscriptionStatus(models.TextChoices):
    PENDING = "pending", "Is being registered"
    ACTIVE = "active", "Registered"
    FAILING = "failing", "Failing"
    BY_HAND = "by_hand", "Entered by hand"
    REMOVED = "removed", "Removed"


class Subscription(models.Model):
    """The order at a provider to send a connection's events here: one for a connection (and part), whoever waits for them.

    `wanted` is what live triggers ask for, in the provider's names, `events` what stands there. Work on it holds
    `owner`/`lease_until` (database time); `revision` grows with each new wish, so that one that comes meanwhile is not
    missed. `in_doubt_at` is set before it is created and cleared with its id: after a crash it is looked for there first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="subscriptions")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="subscriptions", db_index=False)
    provider = models.CharField(max_length=64)
    part = models.CharField(
        max_length=40, blank=True, help_text="Where a provider wants one for each kind of thing."
    )
    address = models.CharField(max_length=500, blank=True, help_text="Where the provider sends to.")
    wanted = models.JSONField(default=list, blank=True, help_text="Empty: nobody waits, it is to be removed.")
    events = models.JSONField(default=list, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=SubscriptionStatus, default=SubscriptionStatus.PENDING)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=500, blank=True, help_text="What is wrong, in words.")
    note = models.CharField(
        max_length=500, blank=True, help_text="What a person should know although it works."
    )
    failures = models.PositiveIntegerField(default=0, help_text="Since the last success.")
    registered_at = models.DateTimeField(null=True, blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    renew_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When it was last seen there.")
    in_doubt_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="Null: there is nothing to do.")
    owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "part"], name="subscription_once_per_part")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="subscription_due"),
            models.Index(fields=["provider", "provider_id"], name="subscription_provider_id"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.part}: {self.status}"


class CustomProvider(models.Model):
    """A provider that a company described itself, for `http` blocks with `auth: connection`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="custom_providers")
    slug = models.CharField(max_length=64, help_text="custom-<name>; stands where a provider's slug does.")
    name = models.CharField(max_length=100)
    base_url = models.CharField(max_length=500)
    auth = models.CharField(max_length=12)  # oauth2, api_key, basic
    options = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "slug"], name="custom_provider_once_per_company")
        ]

    def __str__(self) -> str:
        return self.name


class RateBudgetUse(models.Model):
    """Room left at one account, shared by all workers: the theoretical arrival time of the next request (GCRA)."""

    key = models.CharField(max_length=160, primary_key=True)
    next_ms = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.key
