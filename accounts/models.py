"""Companies, the people in them, their keys, what they did, and messages from an app on the right to one on the left."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from accounts.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an email address; what they may do depends on the company (`Member.role`)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        """One or two capitals for the avatar: of the first and last name, else of the address."""
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def is_staff(self) -> bool:
        """Only superusers enter the admin: it shows every company's data."""
        return self.is_superuser


class Company(models.Model):
    """The tenant that owns everything."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=150)
    timezone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    EDITOR = "editor", "Editor"
    OPERATOR = "operator", "Operator"
    VIEWER = "viewer", "Viewer"


class Member(models.Model):
    """One person's place in one company."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "user"], name="member_once_per_company")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.company} ({self.role})"


class ApiKey(models.Model):
    """A key for programs. Only the SHA-256 of the 190-bit random key is stored: it cannot be guessed, so no salt is needed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    last_four = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…{self.last_four})"


class AuditEvent(models.Model):
    """One security-relevant act, append-only, without secrets."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="audit_events")
    actor = models.CharField(max_length=200, help_text="Who: an email, or the name of an API key.")
    action = models.CharField(max_length=60, help_text="Past tense: workflow.published, api_key.created")
    target = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "-at"], name="audit_company_at")]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.target}"


class Outbox(models.Model):
    """How an app on the right of the import line tells one on the left: a row, consumed by the runs tick."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    due_at_ms = models.BigIntegerField(db_default=0, help_text="Taken up at this Unix time in ms, or later.")
    attempts = models.PositiveIntegerField(db_default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "outbox"
        indexes: ClassVar = [models.Index(fields=["topic", "due_at_ms"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"
