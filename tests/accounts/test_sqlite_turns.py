"""Whoever writes to SQLite through Django waits in order behind the workers, who write without pause; reads wait for nobody."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from accounts.models import Company, User
from accounts.sqlite.turns import be_patient, turn

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="PostgreSQL's writers do not exclude each other"
    ),
]

ROOT = Path(__file__).parent.parent.parent
#: A process that always has its next transaction ready, like a busy worker.
BUSY = """
import sys, time
import django
from django.conf import settings
django.setup()
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections.databases["default"]["NAME"] = sys.argv[1]
from runs.sql import write_transaction
print("ready", flush=True)
while True:
    with write_transaction() as sql:
        sql.all("UPDATE accounts_company SET name = name WHERE id IS NULL")
        time.sleep(0.004)
"""


@pytest.fixture
def held(acme: Company) -> Iterator[threading.Event]:
    """Another thread's turn lasts until the event is set."""
    begun, ends = threading.Event(), threading.Event()

    def hold() -> None:
        with turn():
            begun.set()
            ends.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(10)
    yield ends
    ends.set()
    holder.join()


def in_hurry(work: Callable[[], Any]) -> Any:
    """What `work` gives or raises, in a thread that does not wait for its turn."""

    def hurry() -> Any:
        be_patient(0)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(hurry).result()


def in_transaction() -> None:
    with transaction.atomic():
        Company.objects.count()


def by_itself() -> None:
    Company.objects.update(name="Acme")


@pytest.mark.parametrize("write", [in_transaction, by_itself])
def test_what_django_writes_waits_for_its_turn(held: threading.Event, write: Callable[[], None]) -> None:
    with pytest.raises(OperationalError, match="Nobody let this process write"):
        in_hurry(write)
    held.set()
    with turn():  # the other's has ended
        pass
    in_hurry(write)


def test_reading_waits_for_nobody(held: threading.Event, acme: Company) -> None:
    assert in_hurry(lambda: Company.objects.get().id) == acme.id


def is_free() -> bool:
    try:
        in_hurry(by_itself)
    except OperationalError:
        return False
    return True


def test_a_turn_ends_with_its_outermost_transaction(acme: Company) -> None:
    with transaction.atomic():
        with transaction.atomic():
            by_itself()
        assert not is_free()
    assert is_free()
    with turn():
        with transaction.atomic():
            by_itself()
        assert not is_free()
    assert is_free()


def test_a_turn_ends_with_a_transaction_that_fails(acme: Company) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert is_free()
    with transaction.atomic():
        connection.close()  # as after an answer that the connection could not give
        assert is_free()
    assert is_free()
    with pytest.raises(OperationalError), transaction.atomic():
        connection.cursor().execute("SELECT * FROM nothing")
    assert is_free()


@pytest.fixture
def busy() -> Iterator[None]:
    database = str(connection.settings_dict["NAME"])
    processes = [
        subprocess.Popen([sys.executable, "-c", BUSY, database], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_publishing_beside_busy_workers_is_never_refused(
    busy: None, ada: User, as_: Callable[..., Any]
) -> None:
    clients = [as_(ada) for _ in range(3)]

    def publish(client: Any) -> list[int]:
        close_old_connections()
        connection.ensure_connection()
        # What SQLite itself waits: with this little, a writer that does not wait for its turn is refused at once.
        connection.connection.execute("PRAGMA busy_timeout = 100")
        statuses = []
        try:
            for number in range(6):
                made = client.post("/api/v1/workflows", drawing(number), format="json")
                statuses.append(made.status_code)
                address = f"/api/v1/workflows/{made.json()['data']['id']}/activate"
                statuses.append(client.post(address, {}, format="json").status_code)
        finally:
            connection.close()
        return statuses

    with ThreadPoolExecutor(3) as pool:
        for statuses in pool.map(publish, clients):
            assert statuses == [201, 200] * 6


def drawing(number: int) -> dict[str, Any]:
    place = {"x": 0, "y": 0}
    blocks = [
        {
            "id": "tick",
            "type": "trigger.schedule",
            "name": "Daily",
            "position": place,
            "config": {"cron": "0 6 * * *", "timezone": "UTC"},
        },
        {
            "id": "keep",
            "type": "transform",
            "name": "Keep",
            "position": place,
            "config": {"mapping": {"at": "{{input.scheduledAt}}"}},
        },
    ]
    edges = [{"source": "tick", "sourcePort": "out", "target": "keep"}]
    return {"name": f"Daily {number}", "blocks": blocks, "edges": edges}
