"""Connections for operators: what there is and how it is doing. No secret is in any form or list here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import ReadOnly
from connections.models import (
    Connection,
    CustomProvider,
    EncryptionKey,
    ProviderClient,
    Secret,
    SigningSecret,
    Subscription,
)
from connections.services import clients


@admin.register(Connection)
class ConnectionAdmin(ReadOnly, admin.ModelAdmin[Connection]):
    list_display = (
        "name",
        "provider",
        "environment",
        "company",
        "status",
        "account_label",
        "last_used_at",
        "checked_at",
    )
    list_filter = ("status", "provider", "environment")
    list_select_related = ("company",)
    search_fields = ("name", "account_label", "company__name", "id")
    fields = (
        "name",
        "company",
        "provider",
        "method",
        "environment",
        "status",
        "status_code",
        "status_reason",
        "status_detail",
        "account_label",
        "account_id",
        "scopes",
        "is_default",
        "owner",
        "grant",
        "expires_at",
        "refresh_at",
        "lease_until",
        "in_doubt_at",
        "last_used_at",
        "checked_at",
        "check_at",
        "created_at",
    )
    ordering = ("-created_at",)


class ProviderClientForm(forms.ModelForm[ProviderClient]):
    client_secret = forms.CharField(
        widget=forms.PasswordInput(render_value=False),
        required=False,
        strip=True,
        help_text="Sealed at once and never shown again. Enter it again with every change.",
    )

    class Meta:
        model = ProviderClient
        fields = ("company", "provider", "environment", "client_id")


@admin.register(ProviderClient)
class ProviderClientAdmin(admin.ModelAdmin[ProviderClient]):
    form = ProviderClientForm
    list_display = (
        "provider",
        "environment",
        "company",
        "client_id",
        "refused_at",
        "updated_by",
        "updated_at",
    )
    list_filter = ("environment", "provider")
    list_select_related = ("company",)
    search_fields = ("provider", "client_id", "company__name")
    ordering = ("provider", "environment")

    def has_change_permission(self, request: HttpRequest, obj: ProviderClient | None = None) -> bool:
        """An app is entered anew, secret included."""
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: ProviderClient, form: Any, change: bool) -> None:
        del change
        row = clients.set_client(
            company_id=obj.company_id,
            provider=obj.provider,
            environment=obj.environment,
            client_id=obj.client_id,
            client_secret=form.cleaned_data["client_secret"],
            actor=f"operator {request.user}",
        )
        obj.pk = row.pk


@admin.register(Secret)
class SecretAdmin(ReadOnly, admin.ModelAdmin[Secret]):
    list_display = ("name", "company", "description", "created_by", "updated_at")
    list_select_related = ("company", "created_by")
    search_fields = ("name", "company__name")
    fields = (
        "name",
        "company",
        "description",
        "created_by",
        "made_with",
        "created_at",
        "updated_at",
        "key_version",
    )
    ordering = ("company", "name")


@admin.register(SigningSecret)
class SigningSecretAdmin(ReadOnly, admin.ModelAdmin[SigningSecret]):
    list_display = ("provider", "name", "company", "created_by", "created_at")
    list_filter = ("provider",)
    list_select_related = ("company", "created_by")
    search_fields = ("provider", "name", "company__name")
    fields = ("provider", "name", "company", "registration", "created_by", "created_at", "key_version")
    ordering = ("company", "provider", "-created_at")


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly, admin.ModelAdmin[Subscription]):
    list_display = (
        "provider",
        "part",
        "company",
        "connection",
        "status",
        "checked_at",
        "expires_at",
        "failures",
    )
    list_filter = ("provider", "status")
    list_select_related = ("company", "connection")
    search_fields = ("provider", "provider_id", "company__name", "connection__name")
    ordering = ("company", "provider", "part")


@admin.register(CustomProvider)
class CustomProviderAdmin(ReadOnly, admin.ModelAdmin[CustomProvider]):
    list_display = ("name", "company", "base_url", "auth", "updated_at")
    list_select_related = ("company",)
    search_fields = ("name", "base_url", "company__name")
    ordering = ("company", "name")


@admin.register(EncryptionKey)
class EncryptionKeyAdmin(ReadOnly, admin.ModelAdmin[EncryptionKey]):
    list_display = ("version", "created_at")
    ordering = ("-version",)
