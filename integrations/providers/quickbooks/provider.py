"""QuickBooks Online. The company's id (realm) comes with the sign-in; answers are XML unless JSON is asked for."""

from __future__ import annotations

from integrations.auth import PRESENT, Access, ConnectionTest, Environment, OAuth2Code, RateBudget, Revocation
from integrations.calls import Errors, Idempotency
from integrations.provider import Pick, Provider

OAUTH = OAuth2Code(
    id="oauth2",
    label="Sign in with Intuit",
    environments=(
        Environment(id="production", label="Production"),
        Environment(id="sandbox", label="Sandbox company"),
    ),
    authorize_url="https://appcenter.intuit.com/connect/oauth2",
    token_url="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    scopes=("com.intuit.quickbooks.accounting",),
    client_auth="basic",
    token_headers={"Accept": "application/json"},
    lifetime_seconds=3600,
    callback_fields={"realm_id": "realmId"},
    rotates=True,
    revocation=Revocation(
        url="https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
        json={"token": "{token}"},
        client_auth="basic",
    ),
)


def _pick(entity: str, label: str) -> Pick:
    query = f"select Id, {label} from {entity} where Active = true"  # noqa: S608 - names of ours, in their language
    return Pick(
        operation="query",
        items=entity,
        value="Id",
        label=label,
        fields={"query": f"{query} maxresults 1000"},
        searched={"query": f"{query} and {label} like '%{{text}}%' maxresults 100"},
    )


PROVIDER = Provider(
    slug="quickbooks",
    name="QuickBooks",
    description="Customers, invoices, payments, bills, journals and reports.",
    color="#2CA01C",
    icon="book-open",
    empty_sentence="Choose what to do in QuickBooks",
    order=50,
    group="Accounting",
    docs="https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/account",
    access=Access(
        methods=(OAUTH,),
        base_url="https://quickbooks.api.intuit.com/v3/company/{realm_id}",
        sandbox_base_url="https://sandbox-quickbooks.api.intuit.com/v3/company/{realm_id}",
        headers={"Accept": "application/json"},
        test=ConnectionTest(
            url="/companyinfo/{realm_id}",
            query={"minorversion": "75"},
            expect={"CompanyInfo.CompanyName": PRESENT},
            label=("{CompanyInfo.CompanyName}",),
            account_id=("{realm_id}",),
        ),
        budgets=(RateBudget(requests=450, seconds=60),),
        app_help="developer.intuit.com > your app > Keys: client id and secret, and this redirect address.",
    ),
    query={"minorversion": 75},
    errors=Errors(
        # The gateway in front writes the same in lower case.
        message=(
            "{Fault.Error[0].Message}: {Fault.Error[0].Detail}",
            "{Fault.Error[0].Message}",
            "{fault.error[0].message}: {fault.error[0].detail}",
            "{fault.error[0].message}",
        ),
        code=("{Fault.Error[0].code}", "{fault.error[0].code}"),
        hints={
            "5010": "Read it again and use the sync token of that answer.",
            "6240": "A customer, vendor or employee of that name exists already.",
        },
        request_id_header="intuit_tid",
        wait_seconds=60,
    ),
    idempotency=Idempotency(query="requestid", longest=50),
    limits="500 requests a minute and ten at once for a company.",
    picks={
        "customers": _pick("Customer", "DisplayName"),
        "vendors": _pick("Vendor", "DisplayName"),
        "accounts": _pick("Account", "FullyQualifiedName"),
    },
)
