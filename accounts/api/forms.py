"""Reading requests into pydantic forms and describing answers by pydantic shapes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from accounts.api.errors import ApiError, Details, validation_error
from integrations.forms import Form, words

T = TypeVar("T", bound=BaseModel)

__all__ = ["Form", "Shape", "UtcTime", "form_error", "read_form", "read_object"]


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # at the ends of the calendar
        raise ValueError("There is no such date in UTC. Give a year from 2 to 9998.") from None


#: A moment as ISO 8601, in UTC; without a zone it is taken as UTC.
UtcTime = Annotated[datetime, AfterValidator(_in_utc)]


class Shape(BaseModel):
    """The base of what views answer with: snake_case in Python, camelCase in JSON."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True, protected_namespaces=()
    )


def read_object(data: Any) -> dict[str, Any]:
    """`data` itself when it is a JSON object. Raises ApiError 400."""
    if isinstance(data, dict):
        return data
    kind = {list: "a list", str: "text", bool: "yes or no", type(None): "null"}.get(type(data), "a number")
    raise validation_error(f"The body must be a JSON object with named fields, not {kind}.")


def read_form(form: type[T], data: Any) -> T:
    """The body (or query) as `form`. Raises ApiError 400 with one detail for each field that does not fit."""
    try:
        return form.model_validate(read_object(data))
    except ValidationError as error:
        raise form_error(form, error) from None


def form_error(form: type[BaseModel], error: ValidationError) -> ApiError:
    """What pydantic refused, in our words: the first sentence as the message, all of them with their paths as details."""
    details: Details = [
        {"path": ".".join(map(str, entry["loc"])), "message": words(form, entry)}
        for entry in error.errors(include_url=False)
    ]
    more = f" ({len(details) - 1} more in details.)" if len(details) > 1 else ""
    return validation_error(details[0]["message"] + more, details)
