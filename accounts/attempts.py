"""Limits on guessing: how often passwords may be tried and mails asked for, by address and by person.

They hold whatever `RATE_LIMITS` says, which is about those who are signed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.throttling import forget_counts, take_from


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` within `seconds`."""

    count: int
    seconds: int


BY_IP = {"sign-in": Limit(100, 300), "sign-up": Limit(20, 300), "password-reset": Limit(20, 900)}
BY_EMAIL = {"sign-in": Limit(10, 300), "password-reset": Limit(3, 900)}


def seconds_to_wait(act: str, *, ip: str | None = None, email: str | None = None) -> int:
    """Counts one attempt by address, person or both; 0 when it may go on, else seconds until the next one may."""
    waits = [0]
    for limits, name in ((BY_IP, ip and f"ip:{ip}"), (BY_EMAIL, email and f"email:{email.lower()}")):
        if name and act in limits:
            allowance = take_from(f"{act}:{name}", limit=limits[act].count, seconds=limits[act].seconds)
            waits.append(0 if allowance.allowed else allowance.retry_after_seconds)
    return max(waits)


def forgive(act: str, *, email: str) -> None:
    """Forgets a person's attempts, after one that succeeded."""
    forget_counts(f"{act}:email:{email.lower()}")
