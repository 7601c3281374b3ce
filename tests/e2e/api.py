"""The API beside the browser: what a test makes or looks at without a page."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Product


def call(product: Product, method: str, path: str, body: Any = None) -> Any:
    """The `data` of an answer of the API."""
    request = urllib.request.Request(
        f"{product.url}/api/v1{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"x-api-key": product.api_key, "content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return json.loads(response.read())["data"]
    except urllib.error.HTTPError as error:
        pytest.fail(f"{method} {path} answered {error.code}: {error.read(2000).decode(errors='replace')}")


def kept_draft(page: Page, product: Product, workflow: str, is_kept: Callable[[Any], bool]) -> dict[str, Any]:
    """The draft at the server once it is as it should be. The page's own “not saved yet” may be over before it is looked at."""
    for _ in range(200):
        found: dict[str, Any] = call(product, "GET", f"/workflows/{workflow}")
        if is_kept(found):
            return found
        page.wait_for_timeout(100)
    pytest.fail(f"The draft was never kept as it should be: {found}")
