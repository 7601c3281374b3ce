"""The files of a new provider or operation, as text: a start that runs, is shown and passes the conformance tests."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from integrations.fields import OperationForm

FIXTURES = "fixtures/operations.json"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_OPERATION = re.compile(r"[a-z][A-Za-z0-9]*")
_TO = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/[\w{}./:-]*)")
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")
_READING = ("GET",)

_PROVIDER = '''"""{name}. Say here what is peculiar about its API: how amounts and dates are written, what identifies an account."""

from __future__ import annotations

from integrations.auth import Access, ApiKeyAuth, ConnectionTest, CredentialField, Placement, RateBudget
from integrations.calls import Errors
from integrations.provider import Provider

KEY = ApiKeyAuth(
    id="api_key",
    label="API key",
    help="Where a person finds the key.",
    fields=(CredentialField(name="api_key", label="Key", secret=True),),
    placement=Placement(headers={{"Authorization": "Bearer {{api_key}}"}}),
)

PROVIDER = Provider(
    slug="{slug}",
    name="{name}",
    description="What one can do with {name}, in one sentence.",
    color="#0B6B74",
    icon="plug",
    empty_sentence="Choose what to do in {name}",
    docs="https://example.com/docs",
    access=Access(
        methods=(KEY,),
        base_url="https://api.example.com/v1",
        test=ConnectionTest(url="/me", label=("{{name}}", "{{id}}"), account_id=("{{id}}",)),
        budgets=(RateBudget(requests=10, seconds=1),),
    ),
    errors=Errors(message=("{{error.message}}", "{{message}}"), code=("{{error.code}}", "{{code}}")),
    limits="What the provider allows, in words.",
)
'''

_OPERATION_FILE = '''"""{provider}: {noun}."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm{imports}
from integrations.schemas import one


class {form}(OperationForm):
{fields}


{constant} = Operation(
    id="{id}",
    name="{name}",
    description="What it does, and what a person should know before.",
    sentence="{sentence}",
    form={form},
    call=Call("{to}"),
    effect="{effect}",
    output_schema=one("id, name"),
)
'''

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="2">'
    '<circle cx="12" cy="12" r="7"/></svg>\n'
)


class ScaffoldError(ValueError):
    """A name or call that nothing can be made of, in words for a person."""


def provider_files(slug: str, name: str = "") -> dict[str, str]:
    """All files of a new provider, by their path in its folder. It has two operations to start from."""
    if not _SLUG.fullmatch(slug) or keyword.iskeyword(slug):
        raise ScaffoldError(f"“{slug}” is no name for a provider: small letters, digits and single dashes.")
    name = name or slug.replace("-", " ").title()
    files = {
        "__init__.py": "",
        "provider.py": _PROVIDER.format(slug=slug, name=name),
        "operations/__init__.py": "",
        "logo.svg": _LOGO,
    }
    fixtures: dict[str, Any] = {
        "provider": slug,
        "method": "api_key",
        "connection": {},
        "secrets": {"api_key": "secret-key"},
        "errors": [
            {"status": 401, "body": {"error": {"code": "bad_key", "message": "No such key."}}, "headers": {},
             "code": "bad_key", "message": "No such key", "kind": "auth"},
        ],
        "operations": [],
    }  # fmt: skip
    for operation, to in (("getThing", "GET /things/{thing_id}"), ("createThing", "POST /things")):
        more, fixtures = operation_files(slug, name, operation, to, fixtures)
        files.update(more)
    return {**files, FIXTURES: _json(fixtures)}


def operation_files(
    slug: str, provider: str, operation: str, to: str, fixtures: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, Any]]:
    """The file of a new operation, and the provider's fixtures with what is expected of it."""
    found = _TO.fullmatch(to)
    if not _OPERATION.fullmatch(operation):
        raise ScaffoldError(f"“{operation}” is no name for an operation, such as createInvoice.")
    if found is None:
        raise ScaffoldError(f"“{to}” is no method and path, such as “POST /invoices/{{invoice_id}}/send”.")
    if any(one["id"] == operation for one in fixtures["operations"]):
        raise ScaffoldError(f"{provider} has an operation {operation} already.")
    method, path = found.groups()
    in_path = _placeholders(path, taken=() if method in _READING else ("name",))
    words = re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", operation).lower()
    snake = words.replace(" ", "_")
    reads = method in _READING
    fields = [f'    {name}: str = needed("{_label(name)}", "Its id.")' for name in in_path]
    if not reads:
        fields.append('    name: str | None = field("Name")')
    text = _OPERATION_FILE.format(
        provider=provider,
        noun=words,
        imports=", field" * (not reads) + ", needed" * bool(in_path),
        form=operation[:1].upper() + operation[1:],
        fields="\n".join(fields) or '    """Nothing is asked for."""',
        constant=snake.upper(),
        id=operation,
        name=words.capitalize(),
        sentence=words.capitalize() + "".join(f" {{{_camel(name)}}}" for name in in_path[:1]),
        to=to,
        effect="read" if reads else "write",
    )
    expected = _expected(operation, method, path, in_path)
    return {f"operations/{snake}.py": text}, {**fixtures, "operations": [*fixtures["operations"], expected]}


def _placeholders(path: str, *, taken: Collection[str]) -> list[str]:
    """What stands in braces, which become fields of a form. Raises ScaffoldError for what no field can be called."""
    found = re.findall(r"\{([^{}]*)\}", path)
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", path)) or len(set(found)) < len(found):
        raise ScaffoldError(
            f"“{path}” needs braces in pairs, each around another name: /things/{{thing_id}}."
        )
    for name in found:
        is_ours = name in (*taken, "operation") or hasattr(OperationForm, name)
        if is_ours or keyword.iskeyword(name) or not _PLACEHOLDER.fullmatch(name):
            raise ScaffoldError(
                f"No field can be called “{name}”: small letters, digits and _, and no word that Python or the form "
                "has already. Call it thing_id, say."
            )
    return found


def _expected(operation: str, method: str, path: str, in_path: list[str]) -> dict[str, Any]:
    """What the new operation is expected to send, and to make of an answer."""
    config: dict[str, Any] = dict.fromkeys(in_path, "x 1")
    filled = re.sub(r"\{\w+\}", "x%201", path)
    body: dict[str, Any] = {"kind": "none"}
    cases = []
    for title in ("all", "required"):
        given = {**config, "name": "Acme"} if title == "all" and method not in _READING else config
        query: list[list[str]] = []
        if method in ("POST", "PUT", "PATCH"):
            body = {"kind": "json", "value": {"name": "Acme"} if "name" in given else {}}
        elif "name" in given:
            query = [["name", "Acme"]]
        request = {
            "method": method,
            "url": f"https://api.example.com/v1{filled}",
            "query": query,
            "headers": {"authorization": "Bearer secret-key"},
            "body": body,
        }
        cases.append({"name": title, "config": given, "request": request})
    answer = {"status": 200, "body": {"id": "x-1", "name": "Acme"}, "output": {"id": "x-1", "name": "Acme"}}
    return {"id": operation, "required": in_path, "cases": cases, "answers": [answer]}


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Writes them; their paths. Raises ScaffoldError, and writes nothing, where a file is there already."""
    there = [name for name in files if (folder / name).exists() and name != FIXTURES]
    if there:
        raise ScaffoldError(f"{folder.name}/{there[0]} is there already.")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def read_fixtures(folder: Path) -> dict[str, Any]:
    """A provider's fixtures. Raises ScaffoldError for a provider whose operations are held against a sheet instead."""
    try:
        found: dict[str, Any] = json.loads((folder / FIXTURES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScaffoldError(f"{folder.name} has no {FIXTURES} to note what is expected.") from None
    return found


def fixtures_text(fixtures: Mapping[str, Any]) -> str:
    return _json(fixtures)


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _label(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
