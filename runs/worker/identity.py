"""Who a worker is, so that anybody on its host can tell whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def process_identity() -> str:
    """`host:pid:start`, where start (the kernel's, in ticks) tells a reused pid from the process that was meant."""
    return f"{socket.gethostname()}:{os.getpid()}:{start_ticks(os.getpid())}"


def start_ticks(pid: int) -> str:
    """When the process started; empty when it is gone or the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
