"""Who a worker is, so that anybody on its host can tell whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def process_identity() -> str:
    """`host:pid:start`, where start (the kernel's, in ticks) tells a reused pid from the process that was meant."""
    return identity_of(os.getpid())


def identity_of(pid: int) -> str:
    return f"{socket.gethostname()}:{pid}:{start_ticks(pid)}"


def start_ticks(pid: int) -> str:
    """When the process started; empty when it has ended or the system does not tell."""
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 and fields[0] != "Z" else ""


def is_paused(pid: int) -> bool:
    """Whether somebody has stopped it (SIGSTOP)."""
    return _stat(pid)[:1] in (["T"], ["t"])


def _stat(pid: int) -> list[str]:
    """What the kernel says of it, from its state on; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
