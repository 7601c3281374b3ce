"""The cast, and how each of them comes in through the real doors.

Ada owns Acme, Ben edits in it, Vera may only view; Mallory owns Rival, another company.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from rest_framework.test import APIClient

    from accounts.models import Company, User

PASSWORD = "correct horse battery staple"
API = "/api/v1"


def pytest_configure() -> None:
    """Two costs of a real installation that the tests do not look at."""
    from django.conf import settings

    # The hash that slows guessing down slows every sign-in of a test by a third of a second.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Finding a static file when it is asked for is cheaper than listing all of them for each new client.
    settings.WHITENOISE_AUTOREFRESH = True


#: Nothing below these folders asks a database for anything, but for tests that say so.
WITHOUT_DATABASE = (
    "tests/architecture/",
    "tests/integrations/",
    "tests/provider_sandbox/",
    "tests/providers/",
    "tests/runs/engine/",
    "tests/runs/sandbox/",
    "tests/simulation/",
    "tests/workflows/expressions/",
)


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(WITHOUT_DATABASE) and not item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.once)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about PostgreSQL runs with the suite on PostgreSQL."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why a test was tried again (in CI): the second try may fail for another reason, or hide the first by passing."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.write_sep("_", f"first try of {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.scheduling import ProductTestsTogether

    return ProductTestsTogether(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end, ends the sessions that threads which listen for ever keep in the test database: it could not be dropped."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _delete_all  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


def _delete_all(style: Any, tables: list[str], **_: Any) -> list[str]:
    """How PostgreSQL is emptied after a test with real transactions. Truncating makes new files for each of some 70 tables
    and their indexes, which takes longer than most tests; deleting the few rows does not. Foreign keys look away meanwhile.
    """
    if not tables:
        return []
    deletes = [f'DELETE FROM "{table}"' for table in tables]
    return ["SET session_replication_role = replica", *deletes, "SET session_replication_role = DEFAULT"]


@pytest.fixture(autouse=True)
def fresh_counts(request: pytest.FixtureRequest) -> None:
    """Ids repeat from test to test, because each is rolled back; what was counted under them must not."""
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        from accounts.throttling import forget_counts

        forget_counts()


@pytest.fixture(autouse=True)
def about_nothing() -> None:
    """The test client calls views without the wrapper that ends what log lines are about with its request."""
    from accounts.logs import about

    about.set(None)


class KeyClient(Protocol):
    def __call__(self, *, scopes: list[str] | None = None, company: Company | None = None) -> APIClient: ...


@pytest.fixture
def acme(db: None) -> Company:
    from accounts.models import Company

    return Company.objects.create(name="Acme")


@pytest.fixture
def rival(db: None) -> Company:
    from accounts.models import Company

    return Company.objects.create(name="Rival")


def _member(company: Company, name: str, role: str) -> User:
    from accounts.models import Member, User

    user = User.objects.create_user(f"{name.lower()}@{company.name.lower()}.example", PASSWORD, name=name)
    Member.objects.create(company=company, user=user, role=role)
    return user


@pytest.fixture
def ada(acme: Company) -> User:
    return _member(acme, "Ada", "owner")


@pytest.fixture
def ben(acme: Company) -> User:
    return _member(acme, "Ben", "editor")


@pytest.fixture
def vera(acme: Company) -> User:
    return _member(acme, "Vera", "viewer")


@pytest.fixture
def mallory(rival: Company) -> User:
    return _member(rival, "Mallory", "owner")


@pytest.fixture
def nobody() -> APIClient:
    """A client without any credential."""
    from rest_framework.test import APIClient

    return APIClient()


@pytest.fixture
def as_(db: None) -> Callable[..., APIClient]:
    """`as_(ada)` is a client signed in as Ada through a real session, in her (first or the given) company."""
    from rest_framework.test import APIClient

    def sign_in(user: User, company: Company | None = None) -> APIClient:
        client = APIClient()
        client.force_login(user)
        session = client.session
        membership = user.memberships.first()
        chosen = company.id if company else membership.company_id if membership else None
        if chosen:
            session["company_id"] = str(chosen)
        session.save()
        return client

    return sign_in


@pytest.fixture
def key_client(acme: Company) -> KeyClient:
    """`key_client(scopes=[…])` is a client that sends a new API key of Acme (or of `company`); all scopes by default."""
    from rest_framework.test import APIClient

    from accounts import services
    from accounts.permissions import SCOPES

    def make(*, scopes: list[str] | None = None, company: Company | None = None) -> APIClient:
        _key, raw = services.create_api_key(
            company_id=(company or acme).id,
            name="Test key",
            scopes=sorted(SCOPES) if scopes is None else scopes,
            actor="tests",
        )
        client = APIClient()
        client.credentials(HTTP_X_API_KEY=raw)
        return client

    return make


def data_of(response: Any, status: int = 200) -> Any:
    """The envelope's `data`, after checking the status and that the envelope says success."""
    body = response.json()
    assert response.status_code == status, body
    assert body["success"] is True, body
    return body["data"]


def error_of(response: Any, status: int, code: str | None = None) -> Any:
    """The envelope's `error`, after checking the status, the envelope and (if given) the code."""
    body = response.json()
    assert response.status_code == status, body
    assert body["success"] is False, body
    assert body["error"]["message"], body
    if code is not None:
        assert body["error"]["code"] == code, body
    return body["error"]
