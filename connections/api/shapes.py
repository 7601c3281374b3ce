"""What goes in and out of the connections API. There is no field for a secret in anything that goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from accounts.api.forms import Form, Shape
from accounts.ids import public_id
from connections.models import Connection, CustomProvider, ProviderClient, Secret
from integrations.auth import AuthMethod, OAuth2Code
from integrations.provider import Provider

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Environment = Literal["production", "sandbox", "demo"]
Status = Literal["active", "pending", "error", "expired", "revoked", "disconnected"]


# --- providers -------------------------------------------------------------------------------------------


class FieldShape(Shape):
    name: str
    label: str
    secret: bool
    required: bool
    help: str
    placeholder: str
    pattern: str | None
    pattern_words: str
    default: str | None
    choices: list[str]
    multiline: bool


class EnvironmentShape(Shape):
    id: Environment
    label: str


class MethodShape(Shape):
    """One way in. `signIn`: in the provider's window (`auth-url`); otherwise `fields` are entered."""

    id: str
    label: str
    help: str
    sign_in: bool
    fields: list[FieldShape]
    environments: list[EnvironmentShape]
    scopes: list[str]
    optional_scopes: list[str] = Field(description="Asked for where `auth-url` is told to.")

    @classmethod
    def of(cls, method: AuthMethod, *, has_demo: bool) -> MethodShape:
        environments = [EnvironmentShape(id=each.id, label=each.label) for each in method.environments]
        if has_demo:
            environments.append(EnvironmentShape(id="demo", label="Demo (nothing real)"))
        return cls(
            id=method.id,
            label=method.label,
            help=method.help,
            sign_in=isinstance(method, OAuth2Code),
            fields=[
                FieldShape(
                    name=field.name,
                    label=field.label,
                    secret=field.secret,
                    required=field.required,
                    help=field.help,
                    placeholder=field.placeholder,
                    pattern=field.pattern,
                    pattern_words=field.pattern_words,
                    default=field.default,
                    choices=list(field.choices),
                    multiline=field.multiline,
                )
                for field in method.fields
            ],
            environments=environments,
            scopes=list(getattr(method, "scopes", ())),
            optional_scopes=list(getattr(method, "optional_scopes", ())),
        )


class ProviderShape(Shape):
    """`configured` lists the environments whose OAuth app is set up; sign-ins in others are refused."""

    id: str
    name: str
    description: str
    color: str
    icon: str
    is_custom: bool
    methods: list[MethodShape]
    configured: list[str]
    app_help: str

    @classmethod
    def of(cls, provider: Provider, *, configured: list[str], has_demo: bool) -> ProviderShape:
        assert provider.access is not None
        return cls(
            id=provider.slug,
            name=provider.name,
            description=provider.description,
            color=provider.color,
            icon=provider.icon,
            is_custom=provider.slug.startswith("custom-"),
            methods=[MethodShape.of(method, has_demo=has_demo) for method in provider.access.methods],
            configured=configured,
            app_help=provider.access.app_help,
        )


# --- connections -----------------------------------------------------------------------------------------


class ConnectionQuery(Form):
    provider: str = Field("", max_length=64, description="Only this provider's.")
    status: str = Field("", max_length=12, description="Only those in this state.")
    search: str = Field("", max_length=100, description="Part of the name or the account.")


class OwnerShape(Shape):
    id: str
    name: str
    email: str


class AccountChoiceShape(Shape):
    id: str
    label: str


class ConnectionShape(Shape):
    id: str
    name: str
    provider: str
    method: str
    environment: Environment
    status: Status
    status_code: str = Field(description="The reason for programs, such as `token_ended` or `missing_scope`.")
    status_reason: str = Field(description="The reason for people.")
    status_detail: str = Field(
        description="What the provider answered, in its own codes, such as `400: invalid_grant`; may be empty."
    )
    account: str = Field(description="The account's name at the provider.")
    external_account_id: str | None
    scopes: list[str]
    values: dict[str, str] = Field(description="What is not secret, such as `realm_id`.")
    account_choices: list[AccountChoiceShape] = Field(
        description="While pending: the accounts to choose from."
    )
    is_default: bool
    owner: OwnerShape | None
    same_account: list[str] = Field(description="Other connections to the same account.")
    expires_at: datetime | None = Field(description="When the access token runs out; it is renewed before.")
    last_used_at: datetime | None
    checked_at: datetime | None
    last_synced_at: datetime | None = Field(description="As `checkedAt`; the reference system's name.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Connection, same: list[Connection] | None = None) -> ConnectionShape:
        owner = row.owner
        return cls(
            id=public_id("conn", row.id),
            name=row.name,
            provider=row.provider,
            method=row.method,
            environment=row.environment,
            status=row.status,
            status_code=row.status_code,
            status_reason=row.status_reason,
            status_detail=row.status_detail,
            account=row.account_label,
            external_account_id=row.account_id or None,
            scopes=row.scopes,
            values={name: str(value) for name, value in row.values.items()},
            account_choices=[
                AccountChoiceShape(id=each["id"], label=each["label"]) for each in row.account_choices
            ],
            is_default=row.is_default,
            owner=OwnerShape(id=str(owner.pk), name=str(owner), email=owner.email) if owner else None,
            same_account=[public_id("conn", each.id) for each in same or ()],
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            checked_at=row.checked_at,
            last_synced_at=row.checked_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class NewConnection(Form):
    provider: str = Field(min_length=1, max_length=64)
    method: str = Field("", max_length=40, description="The way in; the provider's first by default.")
    environment: Environment = "production"
    name: str = Field("", max_length=100)
    values: dict[str, Any] = Field(
        default_factory=dict, description="The method's fields, secrets among them."
    )


class ConnectionChange(Form):
    name: Name | None = None
    is_default: bool | None = Field(
        None, description="The company's choice where a block names no connection."
    )
    account_id: str | None = Field(None, max_length=200, description="One of `accountChoices`.")
    values: dict[str, Any] | None = Field(
        None, description="New credentials: all fields of the method again, secrets included."
    )


OptionalScopes = Annotated[
    str | None,
    Field(
        max_length=2000,
        description="Those of the method's `optionalScopes` to ask for, parted by blanks; `none` for none. Without it those that the "
        "connection was granted before.",
    ),
]


class AuthUrlQuery(Form):
    method: str = Field("", max_length=40)
    environment: Environment = "production"
    connection_name: str = Field("", max_length=100, description="A name for the new connection.")
    connection_id: str = Field("", max_length=64, description="Connect this one again; it keeps its id.")
    redirect_url: str = Field("", max_length=500, description="A path of this installation to return to.")
    values: str = Field("", max_length=4000, description="The method's fields as a JSON object.")
    optional_scopes: OptionalScopes = None


class SignInHereQuery(Form):
    optional_scopes: OptionalScopes = None


class AuthUrlShape(Shape):
    url: str
    auth_url: str = Field(description="The same; the reference system's name.")
    connection_id: str
    expires_in_seconds: int


class FindingShape(Shape):
    works: bool
    code: str
    reason: str
    connection: ConnectionShape


class GoneShape(Shape):
    deleted: bool = Field(description="False: disconnected; the entry stays and can be connected again.")


# --- secrets ---------------------------------------------------------------------------------------------


class SecretShape(Shape):
    name: str
    description: str
    created_by: str | None = Field(description="An address, or the API key: “API key CI”.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Secret) -> SecretShape:
        return cls(
            name=row.name,
            description=row.description,
            created_by=_stored_by(row),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


def _stored_by(row: Secret) -> str | None:
    if row.created_by:
        return row.created_by.email
    return f"API key {row.made_with}" if row.made_with else None


class NewSecret(Form):
    name: str = Field(min_length=1, max_length=64)
    value: str = Field(
        min_length=1, max_length=40_000, description="8 characters or more; never shown again."
    )
    description: str = Field("", max_length=200)


class SecretChange(Form):
    value: str = Field(min_length=1, max_length=40_000)
    description: str | None = Field(None, max_length=200)


# --- OAuth apps ------------------------------------------------------------------------------------------


class ClientShape(Shape):
    """The company's own OAuth app at a provider. The secret is never shown."""

    provider: str
    environment: Environment
    client_id: str
    is_refused: bool = Field(description="The provider no longer accepts it.")
    redirect_url: str = Field(description="The redirect address to enter at the provider.")
    updated_by: str
    updated_at: datetime

    @classmethod
    def of(cls, row: ProviderClient, redirect_url: str) -> ClientShape:
        return cls(
            provider=row.provider,
            environment=row.environment,
            client_id=row.client_id,
            is_refused=row.refused_at is not None,
            redirect_url=redirect_url,
            updated_by=row.updated_by,
            updated_at=row.updated_at,
        )


class NewClient(Form):
    provider: str = Field(min_length=1, max_length=64)
    environment: Environment = "production"
    client_id: str = Field(min_length=1, max_length=300)
    client_secret: str = Field("", max_length=4000)


class ClientQuery(Form):
    environment: Environment = "production"


# --- custom providers ------------------------------------------------------------------------------------


class CustomOptions(Form):
    authorize_url: str = Field("", max_length=500, title="Address to sign in at")
    token_url: str = Field("", max_length=500, title="Token address")
    scopes: list[Annotated[str, StringConstraints(max_length=200)]] = Field(
        default_factory=list, max_length=100
    )
    scope_separator: Literal[" ", ","] = " "
    client_auth: Literal["body", "basic"] = "body"
    pkce: bool = True
    key_in: Literal["header", "query"] = "header"
    key_name: str = Field("Authorization", max_length=100)
    key_prefix: str = Field("", max_length=40, description="Before the key, such as `Bearer `.")
    test_path: str = Field(
        "", max_length=500, description="A GET that answers 2xx when the credentials work: /me"
    )

    def stored(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True)


class CustomChange(CustomOptions):
    name: Name
    base_url: str = Field(min_length=8, max_length=500, title="Address")

    def stored(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True, include=set(CustomOptions.model_fields))


class NewCustom(CustomChange):
    auth: Literal["oauth2", "api_key", "basic"]


class CustomShape(Shape):
    id: str
    slug: str
    name: str
    base_url: str
    auth: Literal["oauth2", "api_key", "basic"]
    options: dict[str, Any]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: CustomProvider) -> CustomShape:
        return cls(
            id=public_id("prov", row.id),
            slug=row.slug,
            name=row.name,
            base_url=row.base_url,
            auth=row.auth,
            options=row.options,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
