"""Lists that a provider gives through one of the company's connections: what fields of apps' forms offer."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import orjson
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import page, whole
from accounts.api.errors import ApiError, not_found, unavailable, validation_error
from accounts.api.forms import Form
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id
from integrations.outcomes import RateLimited, Retry, StepFailure
from integrations.picking import NeededError, Option
from workflows import picks
from workflows.api import table_shapes as shapes

#: Further than anybody scrolls, and than a list is read.
_MAX_OFFSET = 1_000_000


class PickQuery(Form):
    connection_id: str | None = Field(
        None, description="The connection to read with; the one a block that names none would use without it."
    )
    search: str = Field("", max_length=200, description="Part of what is shown, or of the id.")
    value: str | None = Field(
        None,
        max_length=500,
        description="Gives only the item with this id, to show the name of what is stored.",
    )
    depends_on: str = Field(
        "",
        max_length=4000,
        description='Values of the form that the list depends on, as JSON: `{"objectType": "deals"}`.',
    )


class PickOptions(ApiView):
    scopes: ClassVar = {"GET": "workflows:write"}

    @describe(
        summary="Choose from a provider's list",
        description=(
            "For fields of apps whose `optionsFrom` is `{provider}/{pick}`: channels, customers, prices. Read live and "
            "kept for a minute. 409 says in words that the connection is missing, broken or may not read this."
        ),
        query=PickQuery,
        page_of=shapes.OptionShape,
        errors=[409],
    )
    def get(self, request: Request, provider: str, pick: str) -> Response:
        wanted, paged = self.read_query(PickQuery), parse_page(request)
        connection_id = parse_public_id("conn", wanted.connection_id) if wanted.connection_id else None
        if wanted.connection_id and connection_id is None:
            raise not_found("There is no such connection.")
        offset = paged.cursor.ts if paged.cursor else 0
        if not 0 <= offset <= _MAX_OFFSET:
            raise bad_cursor()
        asked = picks.Asked(
            company_id=self.identity.company_id,
            provider=provider,
            pick=pick,
            connection_id=connection_id,
            values=_values(wanted.depends_on),
        )
        if wanted.value is not None:
            found = picks.choice(asked, wanted.value)
            return whole([_shown(found)] if found else [])
        some = picks.choices(asked, search=wanted.search, offset=offset, limit=paged.limit)
        following = None if some.next_offset is None else encode_cursor(some.next_offset, pick)
        return page([_shown(option) for option in some.options], following)

    def handle_exception(self, exc: Exception) -> Response:
        match exc:
            case NeededError():
                exc = validation_error(str(exc), [{"path": f"dependsOn.{exc.field}", "message": str(exc)}])
            case LookupError():
                exc = not_found("There is no such list.")
            case RateLimited() | Retry():
                exc = unavailable(exc.message, math.ceil(exc.after_seconds or 1))
            case StepFailure():
                details = [{"path": "connectionId", "message": exc.code}]
                exc = ApiError("CONFLICT", 409, exc.message, details)
            case _:
                pass
        return super().handle_exception(exc)


def _shown(option: Option) -> dict[str, str]:
    return {"value": option.value, "label": option.label, "hint": option.note}


def _values(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        found: Any = orjson.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise validation_error(
            "dependsOn must be a JSON object.", [{"path": "dependsOn", "message": "Not a JSON object."}]
        )
    return {name: str(value)[:500] for name, value in found.items() if isinstance(value, str | int)}
