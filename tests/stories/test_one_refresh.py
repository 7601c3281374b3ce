"""Fifty runs find that the access token has ended: the rotating token is renewed once for all workers, and no run fails, though
meanwhile an operator seals everything with a new key.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from provider_sandbox.server import Server
from tests.chaos.installation import Installation, poll
from tests.e2e.conftest import ROOT
from tests.stories.world import Person, World
from tests.workflows.drawings import document

RUNS = 50
IN_TIME = 120.0


@pytest.fixture
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A product of its own, with several workers."""
    providers = Server(("127.0.0.1", 0))
    threading.Thread(target=providers.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    product = Installation(
        tmp_path_factory.mktemp("one-refresh"), PROVIDER_SANDBOX=providers.url, WORKERS="3"
    )
    try:
        product.start()
        yield World(product, providers)
    finally:
        product.stop()
        providers.shutdown()
        providers.server_close()


def test_fifty_runs_and_one_refresh(busy: World) -> None:
    product, authority = busy.product, busy.providers.authority
    person = Person(product.url)
    person.sign_in()
    connection = person.connect("quickbooks")  # rotates, and ends everything when an old token comes back
    url = "https://quickbooks.api.intuit.com/v3/company/913000001/anything"
    asks = {
        "type": "http",
        "connectionId": connection,
        "config": {"method": "GET", "url": url, "auth": "connection"},
    }
    drawn = document("start -> ask", name="Fifty at once", ask=asks)
    workflow = str(product.api("POST", "/workflows", drawn)["id"])
    product.api("POST", f"/workflows/{workflow}/activate", {})
    product.wait_for_workers(3)
    authority.expire_all()
    before = authority.counts["refreshed"]

    rotation = subprocess.Popen(
        [sys.executable, "manage.py", "rotate_encryption_key"],
        cwd=ROOT,
        env=product.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with ThreadPoolExecutor(10) as pool:
        runs = list(pool.map(lambda n: busy.run(workflow, {"n": n}), range(RUNS)))

    def ended() -> list[str] | None:
        states = [str(product.api("GET", f"/runs/{id}")["status"]) for id in runs]
        return states if all(state in ("completed", "failed", "cancelled") for state in states) else None

    assert poll("all have ended", IN_TIME, ended)
    told, _ = rotation.communicate(timeout=IN_TIME)
    assert rotation.returncode == 0, told
    assert "all are under key 2 now" in told
    failed = [run for id in runs if (run := product.api("GET", f"/runs/{id}"))["status"] != "completed"]
    assert not failed, failed[0]["error"]
    assert authority.counts["refreshed"] - before == 1
    assert authority.counts["reuse"] == 0
    # Tokens that are stored from now on, and those that were stored meanwhile, can all be read.
    authority.expire_all()
    assert busy.until(busy.run(workflow, {}), "completed")["status"] == "completed"
    [shown] = product.api("GET", "/connections")
    assert shown["status"] == "active"
