"""Accounts for operators. The site itself lets only superusers in; nothing here shows a hash or a key."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts import mail, services
from accounts.models import ApiKey, AuditEvent, Company, Member, User


class ReadOnly:
    """Seen, never changed."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


class MemberInline(admin.TabularInline[Member, Company]):
    model = Member
    extra = 0
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at",)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin[Company]):
    list_display = (
        "name",
        "member_count",
        "timezone",
        "created_at",
        "id",
    )
    search_fields = (
        "name",
        "id",
        "members__user__email",
    )
    readonly_fields = (
        "id",
        "created_at",
    )
    inlines = (MemberInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        return super().get_queryset(request).annotate(member_count=Count("members", distinct=True))

    @admin.display(description="Members", ordering="member_count")
    def member_count(self, company: Company) -> int:
        return int(getattr(company, "member_count", 0))

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """Everything a company owns would go with it, without a way back; that is no click's business."""
        del request, obj
        return False


class MembershipInline(admin.TabularInline[Member, User]):
    model = Member
    extra = 0
    autocomplete_fields = ("company",)
    readonly_fields = ("created_at",)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = (
        "email",
        "name",
        "is_active",
        "is_superuser",
        "last_login",
        "created_at",
    )
    list_filter = (
        "is_active",
        "is_superuser",
    )
    search_fields = (
        "email",
        "name",
    )
    fields = (
        "email",
        "name",
        "is_active",
        "is_superuser",
        "last_login",
        "created_at",
    )
    readonly_fields = (
        "last_login",
        "created_at",
    )
    ordering = ("email",)
    inlines = (MembershipInline,)
    actions = ("mail_password_link",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.email = User.objects.normalize_email(obj.email).lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description="Email a link to set a password")
    def mail_password_link(self, request: HttpRequest, users: QuerySet[User]) -> None:
        active = list(users.filter(is_active=True))
        for user in active:
            mail.send_password_reset(user)
        self.message_user(request, f"Emails on their way: {len(active)}. Each link works for an hour.")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are switched off (`is_active`), so that what they did keeps its author."""
        del request, obj
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, admin.ModelAdmin[ApiKey]):
    list_display = (
        "name",
        "company",
        "shown_as",
        "created_by",
        "created_at",
        "last_used_at",
        "revoked_at",
    )
    list_filter = ("revoked_at",)
    list_select_related = (
        "company",
        "created_by",
    )
    search_fields = (
        "name",
        "prefix",
        "last_four",
        "company__name",
    )
    fields = (
        "name",
        "company",
        "shown_as",
        "scopes",
        "created_by",
        "created_at",
        "last_used_at",
        "revoked_at",
    )
    ordering = ("-created_at",)
    actions = ("revoke",)

    @admin.display(description="Key")
    def shown_as(self, key: ApiKey) -> str:
        return f"{key.prefix}…{key.last_four}"

    @admin.action(description="Revoke, for good")
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        working = list(keys.filter(revoked_at=None))
        for key in working:
            services.revoke_api_key(
                company_id=key.company_id, key_id=key.id, actor=f"operator {request.user}"
            )
        self.message_user(
            request, f"Revoked {len(working)} key{'' if len(working) == 1 else 's'}.", messages.SUCCESS
        )


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly, admin.ModelAdmin[AuditEvent]):
    list_display = (
        "at",
        "company",
        "actor",
        "action",
        "target",
        "ip",
    )
    list_filter = ("action",)
    list_select_related = ("company",)
    search_fields = (
        "actor",
        "action",
        "target",
        "company__name",
    )
    date_hierarchy = "at"
    ordering = (
        "-at",
        "-id",
    )
