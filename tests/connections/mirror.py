"""A careless provider: whatever it is asked, its answer repeats the whole request, the credentials first of all."""

from __future__ import annotations

import base64
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TOKEN = "access-token-of-the-mirror-"
REFRESH = "refresh-token-of-the-mirror-"
SESSION = "session-of-the-mirror-"


@dataclass
class Mirror:
    """`sent` is every token and session that it gave away. With `refuses_tokens` it gives none, and repeats what it was sent."""

    port: int
    sent: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=lambda: ["Acme"])  # of whoever asks whose the token is
    paths: list[str] = field(default_factory=list)
    refuses_tokens: bool = False
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mirror: Mirror
    numbers: itertools.count[int]

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        self.mirror.paths.append(parts.path)
        if parts.path.endswith("/hang"):
            self.mirror.released.wait(20)
            self.close_connection = True
        elif "<getAPISession" in body or "xmlgw" in parts.path:
            self._answer(200, self._login(body), "application/xml")
        elif parts.path.endswith("/oauth/userinfo"):
            accounts = [
                {
                    "account_id": f"of-{name}",
                    "account_name": name,
                    "base_uri": f"https://{name.lower()}.docusign.net",
                }
                for name in self.mirror.accounts
            ]
            known = {"sub": "user-1", "email": "me@acme.example", "accounts": accounts}
            self._answer(200, json.dumps(known), "application/json")
        elif "grant_type" in body and self.mirror.refuses_tokens:
            words = f"refused: {body} {_decoded(self.headers.get('Authorization', ''))}"
            answer = {"error": "invalid_grant", "error_description": words, "message": words}
            self._answer(400, json.dumps(answer), "application/json")
        elif "grant_type" in body:
            token = self._new(TOKEN)
            answer = {
                "access_token": token,
                "refresh_token": self._new(REFRESH),
                "token_type": "Bearer",
                "expires_in": 3600,
                "instance_url": self.mirror.url,
            }
            self._answer(200, json.dumps(answer), "application/json")
        else:
            seen = {
                "seen": dict(self.headers.items()),
                "decoded": _decoded(self.headers.get("Authorization", "")),
                "query": parse_qsl(parts.query),
                "url": self.path,
                "body": body,
            }
            message = {"error": {"message": f"refused: {json.dumps(seen)}"}}
            is_refusal = parts.path.endswith("/refuse")
            self._answer(
                422 if is_refusal else 200, json.dumps(message if is_refusal else seen), "application/json"
            )

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _new(self, kind: str) -> str:
        value = f"{kind}{next(self.numbers):04d}-Zq8/w+Xy"
        self.mirror.sent.append(value)
        return value

    def _login(self, body: str) -> str:
        session = self._new(SESSION)
        return (
            "<response><control><status>success</status></control><operation><authentication><status>success</status>"
            "<sessiontimestamp>2026-11-26T08:00:00+00:00</sessiontimestamp>"
            "<sessiontimeout>2099-11-26T10:00:00+00:00</sessiontimeout></authentication>"
            f"<result><status>success</status><data><api><sessionid>{session}</sessionid>"
            f"<endpoint>{self.mirror.url}/ia/xml/mirrored.phtml</endpoint></api></data></result></operation></response>"
        )

    def _answer(self, status: int, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _decoded(authorization: str) -> str:
    """User name and password as whoever logs them in clear would."""
    try:
        return base64.b64decode(authorization.removeprefix("Basic ")).decode()
    except ValueError:
        return ""


@contextmanager
def mirror() -> Iterator[Mirror]:
    handler = type("MirrorHandler", (_Handler,), {"numbers": itertools.count(1)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    one = Mirror(server.server_address[1])
    handler.mirror = one
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def a_private_key() -> str:
    """As PEM, of RSA."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
