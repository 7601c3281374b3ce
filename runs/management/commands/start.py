"""`manage.py start`: what `make run` runs. Migrates, seeds the demo on the first start, then supervises."""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from runs.management import START_CHECKS
from runs.supervisor import Supervisor


class Command(BaseCommand):
    help = "Start Headrace: the web server and the workers, in the foreground."
    requires_system_checks = START_CHECKS

    def handle(self, *args: Any, **options: Any) -> None:
        _check_port()
        self.stdout.write("Preparing the database …")
        login = _prepared()
        supervisor = Supervisor()
        threading.Thread(target=self._greet, args=(login,), daemon=True).start()
        supervisor.run()

    def _greet(self, login: tuple[str, str] | None) -> None:
        host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::") else settings.HOST  # noqa: S104 - compared
        shown = f"[{host}]" if ":" in host else host
        if not _is_up(f"http://{shown}:{settings.PORT}/health/live"):
            self.stderr.write("The web server has not answered within 60 seconds; its messages are above.")
            return
        lines = ["", f"Headrace is ready:  {settings.PUBLIC_URL}"]
        if login is not None:
            lines += [f"Sign in with:       {login[0]}   {login[1]}"]
            lines += ["                    (made for this first start; “Forgot your password?” sets another)"]
        lines += [f"API key:            {settings.PUBLIC_URL}/settings/api-keys, or: make key"]
        lines += ["Stop with Ctrl-C.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _prepared() -> tuple[str, str] | None:
    """The database is of this version; the demo's login on the first start. By a process of its own, which takes along what
    it loads: the supervisor lives as long as the product does, and needs a third less without it.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as one:
        try:
            return one.submit(_prepare).result()
        except BrokenProcessPool:
            raise CommandError(
                "Preparing the database was ended from outside (out of memory?). Nothing is half done: start again."
            ) from None
        except OperationalError as error:
            raise CommandError(
                f"The database does not answer: {str(error).strip()}\nStart it, or correct DATABASE_URL."
            ) from None


def _prepare() -> tuple[str, str] | None:
    from runs.demo import seed_demo
    from runs.management.keys import require_keys

    call_command("migrate", interactive=False, verbosity=0)
    require_keys()
    login = seed_demo()
    connection.close()
    return login


def _check_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {settings.HOST} port {settings.PORT}: {error.strerror}. "
                f"Stop what uses it, or choose another: PORT={settings.PORT + 1} make run"
            ) from None


def _is_up(url: str) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.1)
    return False
