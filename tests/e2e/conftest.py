"""The real product, started once, and a real Chromium in front of it.

`product` is `manage.py start` as `make run` starts it: its own data folder, a free port, the built studio, the
database and Redis of this test run (in a database of its own). `page` is a fresh browser context on it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from playwright.sync_api import expect

from provider_sandbox.server import Server
from tests.connections.servers import Stub, serving
from tests.e2e import browser as chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"
EMAIL, PASSWORD, COMPANY = "ada@acme.example", "correct horse battery staple", "Acme"
START_SECONDS = 90
LOG = "product.log"
FAILED = pytest.StashKey[bool]()
expect.set_options(timeout=20_000)  # a machine that runs tests on all its cores is slow to show things


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class Product:
    """The running product and what a person needs to use it."""

    url: str
    email: str
    password: str
    company_id: str
    api_key: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    @property
    def log(self) -> str:
        return (self.data_dir / LOG).read_text(errors="replace")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def own_database(url: str, installation: str) -> str:
    """A fresh database beside the given one, so that the product's rows and the tests' never meet, nor those of two
    installations that one process started.
    """
    import psycopg

    parts = urlsplit(url)
    name = f"headrace_e2e_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{installation}"
    # The driver knows `postgresql:` and `postgres:`; Django's URLs may say `psql:` or `pgsql:`.
    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def product_environment(data_dir: Path, port: int) -> dict[str, str]:
    environment = {
        **os.environ,
        "ENVIRONMENT": "local",
        "ENV_FILE": "",
        "DATA_DIR": str(data_dir),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for name in ("SECRET_KEY", "TEST_BASE_DATA_DIR", "TEST_REDIS_URL"):
        environment.pop(name, None)
    if url := environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = own_database(url, data_dir.name)
    return environment


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path, *, seconds: float) -> None:
    """Returns when `/health/ready` answers 200; fails with the log when the product ends or the time is up."""
    deadline = time.monotonic() + seconds
    answer = "nothing"
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(
                f"The product ended with {process.returncode} at its start:\n{log.read_text()[-4000:]}"
            )
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as response:
                if response.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = f"{error.code} {error.read(500)!r}"
        except OSError as error:
            answer = str(error)
        time.sleep(0.1)  # between two questions of a poll with a deadline
    pytest.fail(f"Not ready after {seconds:.0f} s (last answer: {answer}):\n{log.read_text()[-4000:]}")


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the product and every process it started, at once: nothing of it can clean up."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(process.pid)
        for member in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
    process.wait(10)


def stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; whatever does not leave within its grace is killed."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(45)
    except subprocess.TimeoutExpired:
        kill_all(process)


@pytest.fixture(scope="package")
def pretended() -> Iterator[Server]:
    """The pretended providers that connections of the environment `demo` go to."""
    server = Server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="package")
def receiver() -> Iterator[Stub]:
    """A server of the company's own, which the product may send webhooks to."""
    with serving() as stub:
        yield stub


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory, pretended: Server, receiver: Stub) -> Iterator[Product]:
    """The product with Ada's company in it and nothing else but the demo."""
    if not (ROOT / "frontend" / "dist" / ".vite" / "manifest.json").exists():
        pytest.fail("The studio is not built: run `make test`, or `npm run build` in frontend/.")
    data_dir = tmp_path_factory.mktemp("product")
    port = free_port()
    environment = {**product_environment(data_dir, port), "PROVIDER_SANDBOX": pretended.url}
    environment["OUTBOUND_ALLOW"] = ",".join(receiver.allowed)
    process = start(environment)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, process, data_dir / LOG, seconds=START_SECONDS)
        made = bootstrap(environment)
        yield Product(url, EMAIL, PASSWORD, made["companyId"], made["apiKey"], data_dir, process, environment)
    finally:
        stop(process)


def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """`manage.py start` with this environment; what it prints goes to a file in its data folder."""
    with (Path(environment["DATA_DIR"]) / LOG).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def bootstrap(environment: dict[str, str], *, email: str = EMAIL, company: str = COMPANY) -> dict[str, Any]:
    """A person and a company by the command line, as a script would make them: Ada and Acme."""
    told = manage(
        environment,
        *("bootstrap", "--json", "--email", email, "--password", PASSWORD, "--company", company),
    )
    made: dict[str, Any] = json.loads(told)
    return made


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What a command of `manage.py` prints, beside the running product."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"manage.py {arguments[0]} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """Not for the whole session: while Playwright runs, Django takes this thread for one with an event loop."""
    if chromium.skipped():
        pytest.skip("BROWSER=skip")
    path = chromium.find_browser()
    if path is None:
        pytest.fail(chromium.MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, product: Product, chrome: Browser) -> Iterator[Page]:
    """A page nobody has signed in on. What the page's own code does wrong fails the test: errors, refused resources."""
    context = new_context(product, chrome)
    with watched_page(request, product, context) as made:
        yield made
    context.close()


def new_context(product: Product, chrome: Browser) -> BrowserContext:
    """A browser that has never been here."""
    context = chrome.new_context(base_url=product.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    return context


@contextlib.contextmanager
def watched_page(request: pytest.FixtureRequest, product: Product, context: BrowserContext) -> Iterator[Page]:
    """A page of this browser; a failed test leaves a picture of it, and what it does wrong itself fails the test."""
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(f"uncaught: {error}"))
    made.on(
        "console",
        lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield made
    if request.node.stash.get(FAILED, False):
        RESULTS.mkdir(exist_ok=True)
        made.screenshot(path=RESULTS / f"{request.node.name}.png", full_page=True)
        (RESULTS / f"{request.node.name}.log").write_text(product.log)
    made.close()
    assert not wrong, wrong


@pytest.fixture
def ada_page(page: Page, product: Product) -> Page:
    """The page with Ada signed in by the form."""
    sign_in(page, product.email)
    return page


def sign_in(page: Page, email: str) -> None:
    """By the form, as a person does."""
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/workflows")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Tells the `page` fixture, which ends after this, whether to keep a picture."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
