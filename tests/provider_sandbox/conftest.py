"""A server with the pretended providers, and a plain client of it."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from provider_sandbox.server import Server


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Client:
    """`call("POST", "api.stripe.com/v1/customers", form={…})` as an account whose key is taken."""

    server: Server

    def call(
        self,
        method: str,
        address: str,
        body: Any = None,
        *,
        form: Any = None,
        key: str = "Bearer a-key",
        **headers: str,
    ) -> Answered:
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Authorization": key}
        data = body if isinstance(body, bytes) else None
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        elif data is None and body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        request = urllib.request.Request(
            f"{self.server.url}/{address}", data=data, method=method, headers=sent
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return _read(response.status, response)
        except urllib.error.HTTPError as error:
            return _read(error.code, error)

    def control(self, name: str, **given: Any) -> Any:
        answered = self.call("POST", f"_control/{name}", given)
        assert answered.status == 200, answered.body
        return answered.body


def _read(status: int, response: Any) -> Answered:
    text = response.read()
    headers = {name.lower(): value for name, value in response.headers.items()}
    is_json = "json" in headers.get("content-type", "") and text
    return Answered(status, headers, json.loads(text) if is_json else text)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(("127.0.0.1", 0))
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
    thread.join()


@pytest.fixture
def client(server: Server) -> Client:
    server.reset()
    return Client(server)
