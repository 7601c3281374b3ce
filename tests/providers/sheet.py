"""What is expected of each operation, and a context that only listens.

For the first sixteen providers that is what the fact sheet says (`expected/*.json`), for others what stands in their
folder (`fixtures/operations.json`, of the same form).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import integrations.providers
from connections.bodies import encode_body, pairs
from connections.credentials import with_credentials
from integrations.auth import AuthMethod, OAuth1Tba
from integrations.blocktype import BlockType, Operation
from integrations.context import Account
from integrations.files import StoredFile
from integrations.filling import fill_url
from integrations.finding import provider_of
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Outcome
from integrations.provider import Provider
from workflows.configs import parse_config
from workflows.registry import block_type

EXPECTED = Path(__file__).parent / "expected"
FIXTURES = "*/fixtures/operations.json"
KEY = "0197a1b2-key"
NOW_MS = 1_769_817_600_000  # 2026-01-31T00:00:00Z


@dataclass(frozen=True)
class Described:
    """One operation as the sheet describes it."""

    slug: str
    document: dict[str, Any]
    operation: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.slug}.{self.operation['id']}"

    @property
    def provider(self) -> Provider:
        found = provider_of(self.slug)
        assert found is not None
        return found

    @property
    def type(self) -> BlockType:
        found = block_type(self.slug)
        assert found is not None, f"there is no provider {self.slug}"
        return found

    @property
    def declared(self) -> Operation:
        found = self.type.operation_for({"operation": self.operation["id"]})
        assert found is not None, f"{self} is not there"
        return found

    @property
    def method(self) -> AuthMethod:
        access = self.provider.access
        found = access.method(self.document["method"]) if access else None
        assert found is not None
        return found


@lru_cache(maxsize=1)
def operations() -> tuple[Described, ...]:
    """All that is expected anywhere."""
    folders = [Path(path) for path in integrations.providers.__path__]
    return described_in(
        [
            *sorted(EXPECTED.glob("*.json")),
            *(path for folder in folders for path in sorted(folder.glob(FIXTURES))),
        ]
    )


def described_in(paths: list[Path]) -> tuple[Described, ...]:
    found: list[Described] = []
    for path in paths:
        document = json.loads(path.read_text())
        found += [Described(document["provider"], document, item) for item in document["operations"]]
    return tuple(found)


def refusals() -> Iterator[tuple[Described, dict[str, Any]]]:
    """One operation of each provider with each of its errors."""
    seen = set()
    for described in operations():
        if described.slug not in seen and described.operation["cases"][0]["config"]:
            seen.add(described.slug)
            yield from ((described, error) for error in described.document["errors"])


@dataclass
class Listener:
    """Notes each request and answers from the given list."""

    described: Described
    answers: list[dict[str, Any]]
    sent: list[HttpRequest] = field(default_factory=list)
    mails: list[Any] = field(default_factory=list)
    files: list[tuple[bytes, str, str]] = field(default_factory=list)
    idempotency_key: str = KEY
    now_ms: int = NOW_MS
    deadline_ms: int | None = None
    run_id: str = "run_1"
    block_id: str = "block"
    attempt: int = 1
    input: Any = None
    is_test: bool = False

    @property
    def connection(self) -> Account:
        access = self.described.provider.access
        values = self.described.document["connection"]
        assert access is not None
        return Account(
            connection_id="conn_1",
            provider=self.described.slug,
            method=self.described.document["method"],
            base_url=fill_url(access.base_url, values),
            values=values,
        )

    def http(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        return response_of(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0], request)

    def save_file(self, content: bytes, *, name: str, mime_type: str) -> Any:
        self.files.append((content, name, mime_type))
        return {"$file": {"id": "file_1", "name": name, "mimeType": mime_type}}

    def open_file(self, value: Any) -> StoredFile:
        return StoredFile(
            name=value["$file"]["name"],
            mime_type="application/pdf",
            size=4,
            sha256="",
            open=lambda: BytesIO(b"%PDF"),
        )

    def send_mail(self, message: Any, *, to: Any) -> dict[str, str]:
        self.mails.append((message, to))
        return {}

    def log(self, message: str, *, level: str = "info") -> None:
        del message, level

    def sleep(self, seconds: float) -> None:
        del seconds


def response_of(answer: dict[str, Any], request: HttpRequest) -> HttpResponse:
    headers = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
    if answer.get("location"):
        headers["location"] = answer["location"]
    content = b""
    if answer.get("binary"):
        headers["content-type"] = "application/pdf"
        content = base64.b64decode(answer["binary"])
    elif answer.get("xml"):
        headers["content-type"] = "application/xml"
        content = answer["xml"].encode()
    elif answer.get("body") is not None:
        headers["content-type"] = "application/json"
        content = json.dumps(answer["body"]).encode()
    return HttpResponse(
        status=answer["status"], headers=headers, content=content, url=request.url, duration_ms=1
    )


def perform(
    described: Described, config: dict[str, Any], answer: dict[str, Any] | list[dict[str, Any]]
) -> tuple[Listener, Outcome]:
    """Run the operation as a worker would, with a config in the sheet's names; what was sent, and the outcome."""
    listener = Listener(described, answer if isinstance(answer, list) else [answer])
    known = {"operation": described.operation["id"], **described.type.canonical(config, described.declared)}
    form = parse_config(described.type, known)
    return listener, described.type.run_for(known)(listener, form)


def as_sent(described: Described, request: HttpRequest) -> dict[str, Any]:
    """The request as it leaves, with its credentials, in the sheet's form: pairs, lower-case headers, data."""
    access, method = described.provider.access, described.method
    assert access is not None
    values = {**described.document["secrets"], **described.document["connection"]}
    sent = with_credentials(request, access=access, method=method, environment="production", values=values)
    headers = {name.lower(): value for name, value in (*sent.headers.items(), *sent.auth_headers.items())}
    if sent.basic_auth:
        headers["authorization"] = "Basic " + base64.b64encode(":".join(sent.basic_auth).encode()).decode()
    if isinstance(method, OAuth1Tba):  # a signature with a time and a nonce: tests/connections judge it
        assert headers.pop("authorization").startswith("OAuth realm=")
    content, kind = encode_body(sent)
    url, _, in_url = sent.url.partition("?")
    query = [*parse_qsl(in_url, keep_blank_values=True), *pairs(sent.query)]
    return {
        "method": sent.method,
        "url": url,
        "query": sorted([list(pair) for pair in query]),
        "headers": headers,
        "body": _body(content, headers.get("content-type") or kind),
    }


def _body(content: bytes | None, kind: str | None) -> dict[str, Any]:
    if content is None or kind == "application/octet-stream":
        return {"kind": "none"}
    if kind == "application/x-www-form-urlencoded":
        return {
            "kind": "form",
            "pairs": sorted([list(pair) for pair in parse_qsl(content.decode(), keep_blank_values=True)]),
        }
    if kind == "application/xml":
        return {"kind": "xml", "text": _function(content)}
    return {"kind": "json", "value": json.loads(content)}


def _function(content: bytes) -> str:
    """What stands in the request's one function."""
    function = ElementTree.fromstring(content).find("operation/content/function")
    assert function is not None
    return canonical_xml("".join(ElementTree.tostring(part, encoding="unicode") for part in function))


def canonical_xml(text: str) -> str:
    return ElementTree.canonicalize(f"<x>{text}</x>")
