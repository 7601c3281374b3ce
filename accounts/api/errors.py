"""Refusals: one exception for every view, and the one place where exceptions become answers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.api.envelope import Envelope
from accounts.logs import shown_path

logger = logging.getLogger(__name__)

#: How SQLite and PostgreSQL say that there is no room left.
NO_ROOM = ("disk is full", "No space left on device")

Details = list[dict[str, str]]


class ApiError(Exception):
    """A refusal with its code, HTTP status and one sentence a person can act on.

    `details` are `{"path", "message"}`; `data` stands beside the error in the envelope (the current workflow of a
    409); `headers` go onto the response.
    """

    def __init__(
        self,
        code: str,
        status: int,
        message: str,
        details: Details | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        data: Any = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = details
        self.headers = dict(headers or {})
        self.data = data

    def body(self) -> Envelope:
        """The envelope of this error."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details:
            error["details"] = self.details
        body = Envelope(success=False, error=error)
        if self.data is not None:
            body["data"] = self.data
        return body


def validation_error(message: str, details: Details | None = None) -> ApiError:
    return ApiError("VALIDATION_ERROR", 400, message, details)


def unauthenticated(
    message: str = "Send an API key in the header x-api-key, or sign in.",
) -> ApiError:
    return ApiError("UNAUTHENTICATED", 401, message, headers={"WWW-Authenticate": "x-api-key"})


def forbidden(message: str) -> ApiError:
    return ApiError("FORBIDDEN", 403, message)


def not_found(message: str = "There is nothing with this id here.") -> ApiError:
    """The same words for unknown and for another company's: the difference is nobody's business."""
    return ApiError("NOT_FOUND", 404, message)


def conflict(message: str, data: Any = None, code: str = "CONFLICT") -> ApiError:
    return ApiError(code, 409, message, data=data)


def too_large(limit_bytes: int) -> ApiError:
    return ApiError(
        "PAYLOAD_TOO_LARGE", 413, f"The body is larger than {_size(limit_bytes)}. Send less at once."
    )


def rate_limited(message: str, retry_after_seconds: int) -> ApiError:
    return ApiError("RATE_LIMITED", 429, message, headers={"Retry-After": str(max(1, retry_after_seconds))})


def unavailable(message: str, retry_after_seconds: int = 1) -> ApiError:
    return ApiError("UNAVAILABLE", 503, message, headers={"Retry-After": str(max(1, retry_after_seconds))})


def no_database(error: BaseException | None = None) -> ApiError:
    """503, with what a person can do about it. `error`: what the database said, if it said anything."""
    if any(words in str(error) for words in NO_ROOM):
        return unavailable(
            "The server's disk is full: nothing more can be stored until its operator makes room. Try again later.",
            30,
        )
    return unavailable("The database does not answer right now. Try again in a moment.")


def internal(error: BaseException, what: str) -> ApiError:
    """Logs the trace under a reference and answers with the reference alone."""
    reference = secrets.token_hex(4)
    logger.error("error %s: %s", reference, what, exc_info=error)
    return ApiError(
        "INTERNAL", 500, f"Something broke on our side. The server's log has the details under {reference}."
    )


def _size(size: int) -> str:
    return f"{size // (1024 * 1024)} MB" if size >= 1024 * 1024 else f"{size:,} bytes"


def as_api_error(error: Exception, what: str) -> ApiError:
    """The refusal that `error` amounts to; anything unforeseen is a logged INTERNAL. `what` names the request."""
    match error:
        case ApiError():
            return error
        case Http404() | exceptions.NotFound() | ObjectDoesNotExist():
            return not_found()
        case exceptions.MethodNotAllowed():
            return ApiError(
                "METHOD_NOT_ALLOWED", 405, f"{what.partition(' ')[0]} is not possible at this address."
            )
        case exceptions.UnsupportedMediaType():
            return ApiError(
                "UNSUPPORTED_MEDIA_TYPE",
                415,
                "Send the body as JSON, with the header Content-Type: application/json.",
            )
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return unauthenticated()
        case PermissionDenied() | exceptions.PermissionDenied():
            return forbidden("Your role does not allow this.")
        case exceptions.ParseError() | exceptions.ValidationError():
            return validation_error("The request could not be read.")
        case DataError():
            logger.warning("refused by the database: %s", what, exc_info=error)
            return validation_error("A value is too long, too large or of a kind that cannot be stored.")
        case OperationalError() | InterfaceError():
            logger.error("database: %s", what, exc_info=error)
            return no_database(error)
        case _:
            return internal(error, what)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's door for everything a view raises: never a trace, always the envelope."""
    request = context["request"]
    refusal = as_api_error(error, f"{request.method} {shown_path(request.path)}")
    return Response(refusal.body(), status=refusal.status, headers=refusal.headers)
