"""Stripe. Amounts are integers in the smallest unit of the currency, times are Unix seconds."""

from __future__ import annotations

from integrations.auth import (
    Access,
    ApiKeyAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
    RateBudget,
    Revocation,
    Sign,
)
from integrations.calls import Errors, Idempotency
from integrations.provider import Pick, Provider
from integrations.providers.stripe.lists import PRICES, PRODUCTS, price_words

#: Without it each account's own default would apply, and answers would differ between accounts.
VERSION = "2026-08-26.dahlia"

KEY = ApiKeyAuth(
    id="api_key",
    label="Secret or restricted key",
    help="Dashboard > Developers > API keys. A restricted key with only the permissions you need is better.",
    fields=(
        CredentialField(
            name="api_key",
            label="Key",
            secret=True,
            placeholder="rk_live_…",
            pattern=r"(sk|rk)_(test|live)_[A-Za-z0-9]+",
            pattern_words="starts with sk_live_, rk_live_, sk_test_ or rk_test_",
        ),
        CredentialField(
            name="stripe_account",
            label="Connected account",
            required=False,
            placeholder="acct_…",
            help="Only for platforms: act on this account.",
            pattern=r"acct_[A-Za-z0-9]+",
            pattern_words="starts with acct_",
        ),
    ),
    placement=Placement(headers={"Authorization": "Bearer {api_key}", "Stripe-Account": "{stripe_account}"}),
)

CONNECT = OAuth2Code(
    id="connect_oauth",
    label="Stripe Connect",
    authorize_url="https://connect.stripe.com/oauth/authorize",
    token_url="https://connect.stripe.com/oauth/token",
    scopes=("read_write",),
    client_auth="secret_only",
    refreshes=False,  # the token lives until the account disconnects
    store_from_token={"stripe_user_id": "stripe_user_id", "livemode": "livemode"},
    revocation=Revocation(
        url="https://connect.stripe.com/oauth/deauthorize",
        form={"client_id": "{client_id}", "stripe_user_id": "{stripe_user_id}"},
        headers={"Authorization": "Bearer {client_secret}"},
    ),
)

PROVIDER = Provider(
    slug="stripe",
    name="Stripe",
    description="Customers, invoices, subscriptions, payments and refunds.",
    color="#635BFF",
    icon="credit-card",
    empty_sentence="Choose what to do in Stripe",
    order=10,
    group="Payments",
    docs="https://docs.stripe.com/api",
    access=Access(
        methods=(KEY, CONNECT),
        base_url="https://api.stripe.com/v1",
        headers={"Stripe-Version": VERSION},
        test=ConnectionTest(
            url="/account",
            expect={"object": "account"},
            accepts=(Sign(status=403),),  # a restricted key that may not read the account
            label=(
                "{settings.dashboard.display_name}",
                "{business_profile.name}",
                "{email}",
                "{id}",
            ),
            account_id=("{id}",),
        ),
        budgets=(RateBudget(requests=80, seconds=1),),
        app_help="The client id of Stripe Connect (ca_…); the secret is the platform’s secret key.",
    ),
    encoding="form",
    errors=Errors(
        message=("{error.message}",),
        code=("{error.decline_code}", "{error.code}", "{error.type}"),
        passing=(
            Sign(status=409, path="error.code", values=frozenset({"lock_timeout", "idempotency_key_in_use"})),
        ),
        request_id_header="Request-Id",
    ),
    idempotency=Idempotency(header="Idempotency-Key"),
    limits="About 100 requests a second in live mode, 25 in test mode; 20 searches a second.",
    picks={
        "customers": Pick(
            operation="listCustomers",
            label=("name", "email"),
            note="email",
            fields={"limit": 100},
            search_operation="searchCustomers",
            searched={"query": 'name~"{text}" OR email~"{text}"', "limit": 100},
            one=("getCustomer", "customerId"),
        ),
        "prices": Pick(
            operation=PRICES,
            label=("{product.name} · {nickname}", "product.name", "nickname"),
            note=price_words,
            fields={"limit": 100},
        ),
        "products": Pick(operation=PRODUCTS, note="description", fields={"limit": 100}),
    },
)
