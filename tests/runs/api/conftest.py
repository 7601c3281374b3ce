"""A viewpoint for each of the cast, and runs to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.runs.conftest import MakeWorkflow, fetch, reply, start


@pytest.fixture
def api(ada: Any, as_: Callable[..., APIClient]) -> APIClient:
    """Ada, signed in."""
    return as_(ada)


@pytest.fixture
def workflow(make: MakeWorkflow) -> Any:
    return make("start -> a", a=reply({"got": "{{input}}"}))


@pytest.fixture
def pending(workflow: Any) -> Any:
    return fetch(start(workflow, {"n": 1}).run_id)
