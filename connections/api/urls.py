"""The addresses of the connections API, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from connections.api import endpoints, source_endpoints, subscription_endpoints, vault_endpoints

urlpatterns = [
    path("providers", endpoints.Providers.as_view(), name="api-providers"),
    path("connections", endpoints.Connections.as_view(), name="api-connections"),
    path("connections/oauth/callback", endpoints.OAuthCallback.as_view(), name="api-oauth-callback"),
    path("connections/<str:provider>/auth-url", endpoints.AuthUrl.as_view(), name="api-auth-url"),
    path("connections/<str:connection_id>", endpoints.OneConnection.as_view(), name="api-connection"),
    path(
        "connections/<str:connection_id>/test", endpoints.ConnectionTest.as_view(), name="api-connection-test"
    ),
    path("connections/<str:connection_id>/sign-in", endpoints.SignInHere.as_view(), name="api-sign-in"),
    path("secrets", vault_endpoints.Secrets.as_view(), name="api-secrets"),
    path("secrets/<str:secret_name>", vault_endpoints.OneSecret.as_view(), name="api-secret"),
    path("event-sources", source_endpoints.EventSources.as_view(), name="api-event-sources"),
    path(
        "event-sources/<str:provider>/sample",
        source_endpoints.EventSample.as_view(),
        name="api-event-sample",
    ),
    path("signing-secrets", source_endpoints.SigningSecrets.as_view(), name="api-signing-secrets"),
    path(
        "signing-secrets/<str:signing_secret_id>",
        source_endpoints.OneSigningSecret.as_view(),
        name="api-signing-secret",
    ),
    path("subscriptions", subscription_endpoints.Subscriptions.as_view(), name="api-subscriptions"),
    path(
        "subscriptions/<str:subscription_id>",
        subscription_endpoints.OneSubscription.as_view(),
        name="api-subscription",
    ),
    path(
        "subscriptions/<str:subscription_id>/check",
        subscription_endpoints.SubscriptionCheck.as_view(),
        name="api-subscription-check",
    ),
    path("provider-clients", vault_endpoints.ProviderClients.as_view(), name="api-provider-clients"),
    path(
        "provider-clients/<str:provider>",
        vault_endpoints.OneProviderClient.as_view(),
        name="api-provider-client",
    ),
    path("custom-providers", vault_endpoints.CustomProviders.as_view(), name="api-custom-providers"),
    path(
        "custom-providers/<str:provider_id>",
        vault_endpoints.OneCustomProvider.as_view(),
        name="api-custom-provider",
    ),
]
