"""The threads of a drain that listen for the bell: on this host, and on PostgreSQL for other hosts' words."""

from __future__ import annotations

import threading
from collections.abc import Callable

from runs import bell


class Ears:
    """Calls `heard` with what is said, in threads of its own, until `close`."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self._heard = heard
        self._is_over = threading.Event()
        self._listener = bell.Listener("drain")
        for target, name in ((self._listen, "bell"), (self._listen_far, "bell-far")):
            threading.Thread(target=target, name=name, daemon=True).start()

    def close(self) -> None:
        self._is_over.set()
        self._listener.close()

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                message = self._listener.wait(1.0)
                if message is not None:
                    self._heard(message)
            except OSError:
                return

    def _listen_far(self) -> None:
        bell.listen_to_other_hosts(bell.CHANNEL, self._heard, self._is_over)
