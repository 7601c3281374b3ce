"""`manage.py worker`: a django-q2 cluster whose workers drain the run table."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand

from runs import bell
from runs.management import START_CHECKS
from runs.management.keys import require_keys
from runs.worker import stopping


class Command(BaseCommand):
    help = "Execute runs. Stops gently at SIGTERM: steps under way get 25 seconds, the rest goes back to the queue."
    requires_system_checks = START_CHECKS

    def handle(self, *args: Any, **options: Any) -> None:
        import django_q.cluster

        from runs.worker.guard import Guard

        require_keys()
        django_q.cluster.Sentinel = Guard  # it is named by this module global
        cluster = django_q.cluster.Cluster()

        def stop(*_: Any) -> None:
            stopping.stop()
            if cluster.sentinel is None:
                raise SystemExit(0)  # told to stop before it had begun
            cluster.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # Named by itself: it may have died before this process came to ask who its parent is.
        if supervisor := os.environ.get("HEADRACE_SUPERVISED"):
            threading.Thread(target=_follow_parent, args=(int(supervisor),), daemon=True).start()
        _load_what_workers_share()
        bell.enqueue_drain()
        cluster.start()
        cluster.sentinel.join()
        if cluster.sentinel.exitcode and os.getpgrp() == os.getpid():
            # A guard that was killed leaves idle workers behind, who would wait for its rings for ever.
            os.killpg(0, signal.SIGKILL)


def _load_what_workers_share() -> None:
    """Before the cluster forks: what is loaded by now is one copy in memory for all of its processes."""
    import runs.worker.drain  # noqa: F401
    from runs.worker.chores import chores
    from workflows.registry import block_type

    chores()
    block_type("transform")  # with it, all types that are not a provider's
    gc.collect()
    gc.freeze()  # the collector would write to each object's head, and so copy its page


def _follow_parent(parent: int) -> None:
    """Without its supervisor nobody would restart or stop these workers."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
