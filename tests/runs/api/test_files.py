"""Uploads and downloads: who may, what comes back, and hostile forms."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from runs import files
from runs.body_limit import limit_of
from runs.files import content_path
from runs.models import File
from tests.conftest import API, KeyClient, data_of, error_of
from tests.runs.asgi import call, tidy

pytestmark = pytest.mark.django_db


TWO_FILES = b"".join(
    [
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n1\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\n2\r\n--x--\r\n',
    ]
)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def client(key_client: KeyClient) -> APIClient:
    return key_client()


def upload(
    client: APIClient, content: bytes = b"%PDF-1", name: str = "a.pdf", kind: str = "application/pdf"
) -> Any:
    return client.post(f"{API}/files", {"file": SimpleUploadedFile(name, content, kind)}, format="multipart")


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_what_was_uploaded_comes_back(client: APIClient) -> None:
    value = data_of(upload(client, b"\x00\xff" * 5000, "März “1”.pdf"), 201)
    facts = value["$file"]
    assert facts["sha256"] == hashlib.sha256(b"\x00\xff" * 5000).hexdigest()
    assert (facts["name"], facts["mimeType"], facts["size"]) == ("März “1”.pdf", "application/pdf", 10_000)
    answer = client.get(f"{API}/files/{facts['id']}")
    assert body_of(answer) == b"\x00\xff" * 5000
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''M%C3%A4rz%20%E2%80%9C1%E2%80%9D.pdf"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == "10000"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_page_is_served_as_an_attachment_in_a_sandbox(client: APIClient) -> None:
    facts = data_of(upload(client, b"<script>alert(1)</script>", "evil.html", "text/html"), 201)["$file"]
    answer = client.get(f"{API}/files/{facts['id']}")
    assert answer["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert body_of(answer) == b"<script>alert(1)</script>"


def test_a_name_with_a_path_loses_it(client: APIClient, folder: Path) -> None:
    facts = data_of(upload(client, name="..\\..\\evil\r\nX-Header: 1.txt"), 201)["$file"]
    assert "/" not in facts["name"]
    assert "\r" not in facts["name"]
    file = File.objects.get()
    assert [path for path in folder.rglob("*") if path.is_file()] == [content_path(file.id)]


@pytest.mark.parametrize(("who", "status"), [("ada", 201), ("ben", 201), ("vera", 403), ("nobody", 401)])
def test_who_may_upload(who: str, status: int, request: pytest.FixtureRequest, as_: Any) -> None:
    person = request.getfixturevalue(who)
    one = person if isinstance(person, APIClient) else as_(person)
    assert upload(one).status_code == status
    assert File.objects.count() == (1 if status == 201 else 0)


def test_who_may_download(
    client: APIClient, as_: Any, ada: Any, vera: Any, mallory: Any, nobody: APIClient
) -> None:
    id = data_of(upload(client), 201)["$file"]["id"]
    for person in (ada, vera):
        assert body_of(as_(person).get(f"{API}/files/{id}")) == b"%PDF-1"
    error_of(as_(mallory).get(f"{API}/files/{id}"), 404, "NOT_FOUND")
    error_of(nobody.get(f"{API}/files/{id}"), 401, "UNAUTHENTICATED")


def test_scopes_of_keys(client: APIClient, key_client: KeyClient) -> None:
    id = data_of(upload(client), 201)["$file"]["id"]
    assert (
        "runs:read"
        in error_of(key_client(scopes=["workflows:execute"]).get(f"{API}/files/{id}"), 403)["message"]
    )
    assert "workflows:execute" in error_of(upload(key_client(scopes=["runs:read"])), 403)["message"]


@pytest.mark.parametrize(
    "id", ["x", "file_", "file_0197a1b2-0000-7000-8000-000000000001", "..%2f..%2fetc%2fpasswd"]
)
def test_ids_that_are_none(client: APIClient, id: str) -> None:
    assert client.get(f"{API}/files/{id}").status_code == 404


def test_a_content_that_is_gone_is_not_found(client: APIClient) -> None:
    id = data_of(upload(client), 201)["$file"]["id"]
    content_path(File.objects.get().id).unlink()
    assert "gone from the disk" in error_of(client.get(f"{API}/files/{id}"), 404, "NOT_FOUND")["message"]


def test_one_file_over_the_limit(client: APIClient, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    error_of(upload(client, b"x" * 1001), 413, "PAYLOAD_TOO_LARGE")
    assert File.objects.count() == 0
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"x", "text/plain", 415),
        (b"", "multipart/form-data; boundary=x", 400),
        (b"garbage", "multipart/form-data; boundary=x", 400),
        (b"x", "multipart/form-data", 400),
        (b"x", "multipart/form-data; boundary=" + "ü" * 10, 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            400,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\ntext\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            400,
        ),
        (
            TWO_FILES,
            "multipart/form-data; boundary=x",
            400,
        ),
    ],
)
def test_forms_that_hold_no_file(client: APIClient, body: bytes, kind: str, status: int) -> None:
    error_of(client.generic("POST", f"{API}/files", body, content_type=kind), status)
    assert File.objects.count() == 0


def test_a_form_of_many_or_huge_fields_is_refused(client: APIClient, settings: Any) -> None:
    many = (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(1_100))
        + b"--x--\r\n"
    )
    error_of(
        client.generic("POST", f"{API}/files", many, content_type="multipart/form-data; boundary=x"), 400
    )
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    huge = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"1" * 2000 + b"\r\n--x--\r\n"
    answer = client.generic("POST", f"{API}/files", huge, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 413)
    assert File.objects.count() == 0


def test_how_much_a_body_may_have(settings: Any) -> None:
    mb = 1024 * 1024
    key = {b"x-api-key": b"wfk_x"}
    assert limit_of("POST", "/api/v1/files", key) > 100 * mb
    assert limit_of("POST", "/api/v1/files", {b"cookie": b"a=b; sessionid=x"}) > 100 * mb
    for method, path, headers in (
        ("POST", "/api/v1/files", {}),
        ("PUT", "/api/v1/files", key),
        ("POST", "/api/v1/files/", key),
        ("POST", "/api/v1/runs", key),
        ("POST", "/webhooks/x/api/v1/files", key),
    ):
        assert limit_of(method, path, headers) == settings.BODY_LIMIT


@pytest.mark.django_db(transaction=True)
async def test_a_download_goes_out_piece_by_piece(client: APIClient) -> None:
    """Through the whole ASGI application, which must not put the file together first."""
    facts = (await sync_to_async(upload)(client, b"x" * 300_000)).json()["data"]["$file"]
    key = client._credentials["HTTP_X_API_KEY"]
    async with tidy():
        answer = await call(f"{API}/files/{facts['id']}", method="GET", key=key)
    assert (answer.status, answer.body) == (200, b"x" * 300_000)
    assert answer.headers["content-length"] == "300000"
