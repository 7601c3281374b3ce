"""What the product's own database says: how many runs of a workflow have ended, and when the last one did.

Run as a process (`python -m benchmarks.store <workflow uuid> <runs> <newest> <seconds>`) with the product's environment, so that
the harness itself loads no Django.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def wait_for(
    workflow_id: str, expected: int, newest: int, seconds: float, *, is_any_end: bool = False
) -> dict[str, float]:
    """Polls until `expected` runs are terminal; with `is_any_end` failed and missing ones are counted, else they raise.

    `last`: when the last one ended, Unix seconds. `p50`, `p99`: accept to finish of the `newest` runs, `start_…`: to their first
    step, ms.
    """
    import django

    django.setup()
    from django.db.models import Count, Max, Q

    from runs.models import TERMINAL, Run

    runs = Run.objects.filter(workflow_id=workflow_id)
    deadline = time.monotonic() + seconds
    print("ready", flush=True)
    sys.stdin.readline()  # the harness says when all requests have been answered
    while True:
        counts = runs.aggregate(
            ended=Count("id", filter=Q(status__in=TERMINAL)),
            completed=Count("id", filter=Q(status="completed")),
            last=Max("finished_at"),
        )
        if counts["ended"] >= expected:
            break
        if time.monotonic() > deadline:
            if is_any_end:
                break
            raise SystemExit(f"{counts['ended']} of {expected} runs ended within {seconds} s")
        time.sleep(0.02)
    if counts["completed"] != counts["ended"] and not is_any_end:
        raise SystemExit(
            f"{counts['ended'] - counts['completed']} of {counts['ended']} runs did not complete"
        )
    newest_runs = runs.order_by("-created_at").values_list("created_at", "started_at", "finished_at")[:newest]
    ended = [(one, two, three) for one, two, three in newest_runs if two is not None and three is not None]
    whole = sorted((finished - created).total_seconds() * 1000 for created, _, finished in ended)
    first = sorted((started - created).total_seconds() * 1000 for created, started, _ in ended)
    return {
        "ended": counts["ended"],
        "completed": counts["completed"],
        "last": counts["last"].timestamp(),
        "p50": whole[len(whole) // 2],
        "p99": whole[int(len(whole) * 0.99)],
        "start_p50": first[len(first) // 2],
        "start_p99": first[int(len(first) * 0.99)],
    }


if __name__ == "__main__":
    workflow, runs, newest_count, patience = sys.argv[1:5]
    print(
        json.dumps(
            wait_for(workflow, int(runs), int(newest_count), float(patience), is_any_end="--any" in sys.argv)
        )
    )
