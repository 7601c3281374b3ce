"""The addresses of the accounts API, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from accounts.api import endpoints

urlpatterns = [
    path("me", endpoints.Me.as_view(), name="api-me"),
    path("me/company", endpoints.MyCompany.as_view(), name="api-my-company"),
    path("company", endpoints.OneCompany.as_view(), name="api-company"),
    path("api-keys", endpoints.ApiKeys.as_view(), name="api-keys"),
    path("api-keys/<str:key_id>", endpoints.OneApiKey.as_view(), name="api-key"),
    path("members", endpoints.Members.as_view(), name="api-members"),
    path("members/<int:member_id>", endpoints.OneMember.as_view(), name="api-member"),
    path("members/<int:member_id>/invitation", endpoints.Invitation.as_view(), name="api-member-invitation"),
    path("audit", endpoints.Audit.as_view(), name="api-audit"),
]
