"""django-q2's queue with a bell: the ORM broker, woken by a datagram instead of the next poll.

A task is only a ring ("somebody should drain"), so it is deleted when it is taken: a lost ring is rung again. And the
broker itself rings when fewer drains listen than there are workers, so that every worker process is always draining.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.models import OrmQ

from runs import bell
from runs.worker.stopping import is_stopping

POLL_SECONDS = 1.0


class BellBroker(ORM):  # type: ignore[misc]
    """`dequeue` waits at most the poll interval (1 s) and returns [(ack id, payload)]."""

    _listener: bell.Listener | None = None

    def dequeue(self) -> list[tuple[int, str]] | None:
        if rings := self._take():
            return rings
        if self._listener is None:
            self._listener = bell.Listener("broker")
        if self._listener.wait(POLL_SECONDS) is None and not is_stopping():
            self._keep_draining()
        return self._take()

    def _take(self) -> list[tuple[int, str]]:
        rings = self.get_connection().filter(key=self.list_key, lock__lte=timezone.now())[:2]
        # Whoever deletes the row has it: two clusters never take the same ring.
        return [(ring.pk, ring.payload) for ring in rings if OrmQ.objects.filter(pk=ring.pk).delete()[0]]

    def _keep_draining(self) -> None:
        if bell.listening("drain") < settings.WORKERS:
            bell.enqueue_drain()

    def acknowledge(self, task_id: Any) -> None:
        """Nothing to do: the row went when the ring was taken."""

    def fail(self, task_id: Any) -> None:
        """Nothing to do, for the same reason."""
