"""What the browser or a program sees when no view answers: a page in words, or the API's error envelope."""

from __future__ import annotations

import logging
import secrets
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.logs import shown_path

logger = logging.getLogger(__name__)


class DefectsOnly(logging.Filter):
    """Lets through what has a trace: a 503 that a view answers on purpose is no defect. Addresses lose what may be secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                shown_path(one) if isinstance(one, str) and one.startswith("/") else one
                for one in record.args
            )
        return bool(record.exc_info)


def _answer(request: HttpRequest, status: int, code: str, message: str, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"success": False, "error": {"code": code, "message": message}}, status=status)
    # What was typed into the form is in the request: going back may find the page without it.
    if request.method == "POST" and status >= 500:
        message = f"{message} Reloading this page in a moment sends again what you entered."
    return render(request, "error.html", {"title": title, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception  # it may repeat what the request said
    return _answer(
        request,
        400,
        "VALIDATION_ERROR",
        "The request could not be read. Check the address and the Host header.",
        "This request could not be read",
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _answer(
        request, 403, "FORBIDDEN", "Your role does not allow this.", "Your role does not allow this"
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _answer(
        request,
        404,
        "NOT_FOUND",
        f"There is no page at {request.path}. It may have been moved or deleted, or belong to another company.",
        "There is no page at this address",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: an old page, or another site posting in somebody's name."""
    logger.info("csrf: refused %s %s: %s", request.method, shown_path(request.path), reason)
    return _answer(
        request,
        403,
        "FORBIDDEN",
        "This form was opened too long ago, or cookies are switched off. Go back, reload the page and send it again.",
        "The form has expired",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Never a trace; a reference that stands in the server's log beside the trace Django writes there.

    A database that is away is not a defect: that is a 503 with the time to try again.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        message = "The database cannot be reached. Try again in 5 seconds."
        response = _answer(request, 503, "UNAVAILABLE", message, "Back in a moment")
        response.headers["Retry-After"] = "5"
        return response
    reference = secrets.token_hex(4)
    logger.error(
        "error %s: %s %s failed, its trace is logged beside this line",
        reference,
        request.method,
        shown_path(request.path),
    )
    return _answer(
        request,
        500,
        "INTERNAL",
        f"Something broke on our side. The server's log has the details under {reference}.",
        "Something broke on our side",
    )
