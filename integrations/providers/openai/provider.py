"""OpenAI, and every server that speaks like it, at an address of the connection's own."""

from __future__ import annotations

from integrations.auth import Access, ApiKeyAuth, ConnectionTest, CredentialField, Placement, Sign
from integrations.blocktype import Operation
from integrations.calls import Call, Errors
from integrations.fields import OperationForm
from integrations.provider import Pick, Provider
from integrations.schemas import many

OFFICIAL = "https://api.openai.com/v1"

KEY = ApiKeyAuth(
    id="api_key",
    label="API key",
    help="platform.openai.com > API keys, or the key of a compatible server.",
    fields=(
        CredentialField(name="api_key", label="Key", secret=True, placeholder="sk-…"),
        CredentialField(
            name="base_url",
            label="Address",
            required=False,
            default=OFFICIAL,
            placeholder=OFFICIAL,
            help="Another one for a compatible server: https://openrouter.ai/api/v1, https://api.groq.com/openai/v1 …",
            pattern=r"https?://[^\s/?#]+(/[^\s?#]*)?",
            pattern_words="is an address such as https://api.openai.com/v1",
        ),
        CredentialField(name="organization", label="Organization", required=False),
        CredentialField(name="project", label="Project", required=False),
    ),
    placement=Placement(
        headers={
            "Authorization": "Bearer {api_key}",
            "OpenAI-Organization": "{organization}",
            "OpenAI-Project": "{project}",
        }
    ),
)


class Models(OperationForm):
    """Nothing to fill in."""


MODELS = Operation(
    id="listModels",
    name="List models",
    form=Models,
    call=Call("GET /models", unwrap="data"),
    effect="read",
    output_schema=many("id, owned_by"),
)

PROVIDER = Provider(
    slug="openai",
    name="OpenAI",
    description="GPT models and compatible servers, for the agent block.",
    color="#0E7A64",
    icon="sparkles",
    order=150,
    group="AI",
    docs="https://platform.openai.com/docs/api-reference/chat",
    access=Access(
        methods=(KEY,),
        base_url="{base_url}",
        test=ConnectionTest(
            url="/models",
            # A compatible server without the list has let the key in all the same.
            accepts=(Sign(status=404), Sign(status=405)),
            label=("{base_url}",),
        ),
    ),
    errors=Errors(
        message=("{error.message}", "{message}", "{detail}", "{error}"),
        code=("{error.code}", "{error.type}"),
        final=(
            Sign(status=429, path="error.code", values=frozenset({"insufficient_quota"})),
            Sign(status=429, path="error.type", values=frozenset({"insufficient_quota"})),
        ),
        request_id_header="x-request-id",
        hints={
            "model_not_found": "Choose a model that this account has.",
            "insufficient_quota": "The account has no credit left.",
        },
    ),
    limits="By the tier of the project and the model.",
    picks={"models": Pick(operation=MODELS, label="id", note="owned_by")},
)
