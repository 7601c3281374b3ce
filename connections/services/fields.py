"""What a person gave for a way in, held against its declaration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connections.services.errors import InvalidValueError
from integrations.auth import Access, AuthMethod, ClientCredentials, JwtBearer, SmtpLogin, XmlSession
from integrations.filling import FillError, fill_url, names_in

LONGEST = 32_768


def split_fields(
    method: AuthMethod, access: Access, given: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, str]]:
    """(what may be shown, what is sealed). Raises InvalidValueError naming the field by its label."""
    known = {field.name: field for field in method.fields}
    for name in given:
        if name not in known:
            raise InvalidValueError(f"values.{name}", f"{method.label} has no field {name}.")
    shown: dict[str, str] = {}
    sealed: dict[str, str] = {}
    for field in method.fields:
        value = given.get(field.name)
        if isinstance(value, bool | int) and not isinstance(value, bool):
            value = str(value)
        if value in (None, ""):
            if field.required and field.default is None:
                raise InvalidValueError(f"values.{field.name}", f"{field.label} is missing.")
            continue
        if not isinstance(value, str):
            raise InvalidValueError(f"values.{field.name}", f"{field.label} must be text.")
        value = value.strip()
        if len(value) > LONGEST:
            raise InvalidValueError(f"values.{field.name}", f"{field.label} is too long.")
        if any(ord(char) < 32 for char in value) and not field.multiline:
            raise InvalidValueError(f"values.{field.name}", f"{field.label} must be one line of text.")
        if field.choices and value not in field.choices:
            raise InvalidValueError(
                f"values.{field.name}", f"{field.label} is one of {', '.join(field.choices)}."
            )
        if field.pattern and not re.fullmatch(_whole(field.pattern), value):
            words = field.pattern_words or "does not look as expected"
            raise InvalidValueError(f"values.{field.name}", f"{field.label}: {words}.")
        (sealed if field.secret else shown)[field.name] = value
    _check_addresses(method, access, {**shown, **sealed})
    return shown, sealed


def secret_names(method: AuthMethod) -> frozenset[str]:
    """Everything that is sealed for this way in, tokens included."""
    return frozenset(field.name for field in method.fields if field.secret) | {
        "access_token",
        "refresh_token",
        "session_id",
    }


def needs_no_browser(method: AuthMethod) -> bool:
    """Whether the fields alone are enough."""
    from integrations.auth import ApiKeyAuth, BasicAuth, OAuth1Tba

    return isinstance(
        method, ApiKeyAuth | BasicAuth | ClientCredentials | JwtBearer | OAuth1Tba | SmtpLogin | XmlSession
    )


def _whole(pattern: str) -> str:
    """Declarations quote the fact sheets, whose patterns often only say how a value begins."""
    return pattern if pattern.endswith("$") else f"(?:{pattern}).*"


def _check_addresses(method: AuthMethod, access: Access, values: Mapping[str, str]) -> None:
    """A field that stands in an address must make one."""
    names = {field.name: field for field in method.fields}
    for template in (access.base_url, getattr(method, "token_url", ""), getattr(method, "authorize_url", "")):
        asked = [name for name in names_in(template) if name in names]
        if not asked or any(name not in values for name in names_in(template)):
            continue
        try:
            fill_url(template, values)
        except FillError as error:
            raise InvalidValueError(f"values.{asked[0]}", f"{names[asked[0]].label}: {error}.") from None
