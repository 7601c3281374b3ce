"""Files over HTTP: uploads that a run's input may name, and downloads of what runs made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import StreamingHttpResponse
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.errors import ApiError, not_found, too_large, unavailable, validation_error
from accounts.api.schema import describe
from accounts.api.streaming import download
from accounts.api.views import ApiView
from integrations.files import MOST_BYTES
from integrations.outcomes import StepFailure
from runs.api import shapes
from runs.files import Incoming, content_path, file_value, get_file, open_content, record_file
from runs.models import File

_CHUNK = 64 * 1024
_FORM = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "required": ["file"],
}


class Files(ApiView):
    scopes: ClassVar = {"POST": "workflows:execute"}
    parser_classes = (MultiPartParser,)

    @describe(
        summary="Upload a file",
        description=(
            "As the field `file` of a multipart form, at most 100 MB. The answer is a value that the input of a run may "
            "hold anywhere. A file that no run was given within a day is removed; else it stays as long as one of its runs."
        ),
        takes={"multipart/form-data": _FORM},
        response=shapes.FileValue,
        status=201,
    )
    def post(self, request: Request) -> Response:
        given = _given(request)
        with Incoming() as incoming:
            for piece in given.chunks(_CHUNK):
                incoming.write(piece)
            incoming.place()
        file = record_file(
            incoming,
            company_id=self.identity.company_id,
            name=given.name or "",
            mime_type=given.content_type or "",
            created_by=self.identity.label,
        )
        return ok(file_value(file), status=201)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, StepFailure):
            exc = too_large(MOST_BYTES) if exc.code == "LIMIT_FILE" else unavailable(exc.message)
        if isinstance(exc, UnsupportedMediaType):
            message = "Send the file as the field file of a form, with the type multipart/form-data."
            exc = ApiError("UNSUPPORTED_MEDIA_TYPE", 415, message)
        if isinstance(exc, ParseError | SuspiciousOperation):
            exc = validation_error(
                "The form could not be read. Send multipart/form-data with nothing but the file in it."
            )
        return super().handle_exception(exc)


class OneFile(ApiView):
    scopes: ClassVar = {"GET": "runs:read"}

    @describe(
        summary="Download a file",
        description="Always as an attachment; a browser never shows it as a page.",
        download={"application/octet-stream": {"type": "string", "format": "binary"}},
    )
    def get(self, request: Request, file_id: str) -> StreamingHttpResponse:
        file = get_file(company_id=self.identity.company_id, file_id=file_id)
        if file is None:
            raise not_found("There is no file with this id.")
        if not content_path(file.id).is_file():
            raise not_found("The content of this file is gone from the disk.")
        response = download(request, _pieces(file), name=file.name, content_type=file.mime_type)
        response["Content-Length"] = str(file.size)
        return response


def _given(request: Request) -> UploadedFile[bytes]:
    """The one file of the form. Raises ApiError 400."""
    given = request.FILES.getlist("file")
    if len(given) != 1 or len(request.FILES) != 1:
        raise validation_error(
            "Send one file, as the field file of the form.",
            [{"path": "file", "message": "Exactly one file."}],
        )
    found: UploadedFile[bytes] = given[0]
    return found


def _pieces(file: File) -> Iterator[bytes]:
    # Opened with the first piece: an answer that nobody reads opens nothing.
    with open_content(file) as content:
        while piece := content.read(_CHUNK):
            yield piece
