"""Anthropic: what the agent block speaks with. Requests are paid for, so none is repeated when its answer is lost."""

from __future__ import annotations

from integrations.auth import Access, ApiKeyAuth, ConnectionTest, CredentialField, Placement, Sign
from integrations.blocktype import Operation
from integrations.calls import Call, Errors, LastId
from integrations.fields import PagedForm, field
from integrations.provider import Pick, Provider
from integrations.schemas import many

OFFICIAL = "https://api.anthropic.com"

KEY = ApiKeyAuth(
    id="api_key",
    label="API key",
    help="console.anthropic.com > API keys.",
    fields=(
        CredentialField(
            name="api_key",
            label="Key",
            secret=True,
            placeholder="sk-ant-…",
            pattern=r"sk-ant-[A-Za-z0-9_-]+",
            pattern_words="starts with sk-ant-",
        ),
    ),
    placement=Placement(headers={"x-api-key": "{api_key}"}),
)


class Models(PagedForm):
    limit: int | None = field("Page size", ge=1, le=1000)
    after_id: str | None = field("After")


MODELS = Operation(
    id="listModels",
    name="List models",
    form=Models,
    call=Call("GET /v1/models", unwrap="data", pages=LastId("after_id")),
    effect="read",
    output_schema=many("id, display_name"),
)

PROVIDER = Provider(
    slug="anthropic",
    name="Anthropic",
    description="Claude, for the agent block.",
    color="#B8552F",
    icon="sparkles",
    order=140,
    group="AI",
    docs="https://docs.claude.com/en/api/messages",
    access=Access(
        methods=(KEY,),
        base_url=OFFICIAL,
        headers={"anthropic-version": "2023-06-01"},
        test=ConnectionTest(url="/v1/models", query={"limit": "1"}, label=("{data.0.display_name}",)),
    ),
    errors=Errors(
        message=("{error.message}",),
        code=("{error.type}",),
        limited=(Sign(status=529),),
        request_id_header="request-id",
        hints={"not_found_error": "Choose a model that this account has."},
    ),
    limits="By the tier of the organisation and the model.",
    picks={"models": Pick(operation=MODELS, label=("display_name", "id"), note="id", fields={"limit": 1000})},
)
