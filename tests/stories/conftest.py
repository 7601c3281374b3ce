"""The real product and the pretended providers side by side, both as processes and servers of their own, without a browser.

`world.product` is `manage.py start`, `world.providers` the providers that its demo connections go to. Each test begins with
providers that have forgotten everything, and with the connections that were made once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from provider_sandbox.mail import MailServer
from provider_sandbox.server import Server
from tests.chaos.installation import Installation
from tests.stories.world import World, connect_everything


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="package")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    providers = Server(("127.0.0.1", 0))
    mail = MailServer(("127.0.0.1", 0), providers.mails)
    for server in (providers, mail):
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    product = Installation(
        tmp_path_factory.mktemp("stories"),
        PROVIDER_SANDBOX=providers.url,
        OUTBOUND_ALLOW=mail.address,
        EMAIL_URL=f"smtp://{mail.address}",
        WORKERS="1",
    )
    try:
        product.start()
        world = World(product, providers)
        connect_everything(world, mail.address)
        yield world
    finally:
        product.stop()
        for server in (providers, mail):
            server.shutdown()
            server.server_close()


@pytest.fixture
def world(shared_world: World) -> World:
    shared_world.forget()
    return shared_world
