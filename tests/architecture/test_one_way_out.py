"""Nothing leaves this machine but through `connections/http.py`, where addresses are checked: no second client anywhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "runs", "workflows", "connections", "accounts", "integrations")
CLIENTS = {
    *(
        "requests",
        "urllib3",
        "http.client",
        "urllib.request",
        "httpx",
        "aiohttp",
        "socket",
        "socketserver",
        "ssl",
    ),
    *(
        "smtplib",
        "ftplib",
        "imaplib",
        "poplib",
        "telnetlib",
        "websockets",
        "pycurl",
        "asyncio.open_connection",
    ),
}
ALLOWED = {
    "connections/http.py": "the one way out",
    "connections/transport.py": "its sockets: dials the address that was checked",
    "connections/smtp.py": "the way out for mail, by the same address rules",
    "connections/addresses.py": "its resolver: looks up and judges addresses",
    "runs/bell.py": "a UNIX datagram socket between our own processes",
    "runs/leases.py": "this host's name",
    "runs/supervisor.py": "asks our own web server whether it is there",
    "runs/worker/identity.py": "this host's name",
    "runs/management/commands/start.py": "asks our own address whether it is free, then whether it answers",
}


def clients_in(source: str) -> set[str]:
    """The HTTP clients and socket modules a module imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names = [f"{node.value.id}.{node.attr}"]
        else:
            continue
        found |= {
            client for client in CLIENTS for name in names if name == client or name.startswith(client + ".")
        }
    return found


MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_second_client(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name not in ALLOWED:
        assert clients_in(path.read_text()) == set()


def test_no_exception_has_become_empty() -> None:
    for name in ALLOWED:
        assert clients_in((ROOT / name).read_text()), f"{name} opens nothing any more: take it off the list"


def test_the_test_sees_imports_in_every_form() -> None:
    assert clients_in("import requests.sessions") == {"requests"}
    assert clients_in("def f():\n    from urllib import request") == {"urllib.request"}
    assert clients_in("import asyncio\nasyncio.open_connection('x', 1)") == {"asyncio.open_connection"}
    assert clients_in("import urllib.parse, http.cookies") == set()
