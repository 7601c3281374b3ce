"""How late schedules are: 500 of them due in the same second of every minute. Run: python -m benchmarks.schedules [minutes]

The budget: 99 of 100 runs are accepted within 2 s of their time. Printed and not asserted, like all figures here.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from typing import Any

from benchmarks.measure import Bench
from benchmarks.product import ROOT, Product, running

SCHEDULES = 500
READ = """
import json, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django
django.setup()
from datetime import datetime
from runs.models import Run
from runs.tick_models import Tick
at = dict(Tick.objects.exclude(run_id=None).values_list("run_id", "at"))
runs = Run.objects.filter(id__in=list(at)).values_list("id", "created_at", "started_at")
accepted = sorted((created - at[id]).total_seconds() for id, created, _ in runs)
started = sorted((first - at[id]).total_seconds() for id, _, first in runs if first)
others = Tick.objects.filter(run_id=None).count()
print(json.dumps({"accepted": accepted, "started": started, "others": others}))
"""


def drawing(number: int) -> dict[str, Any]:
    blocks = [
        {
            "id": "tick",
            "type": "trigger.schedule",
            "name": "Every minute",
            "position": {"x": 0, "y": 0},
            "config": {"cron": "* * * * *", "timezone": "UTC"},
        },
        {
            "id": "keep",
            "type": "transform",
            "name": "Keep",
            "position": {"x": 0, "y": 140},
            "config": {"mapping": {"at": "{{input.scheduledAt}}"}},
        },
    ]
    edges = [{"source": "tick", "sourcePort": "out", "target": "keep"}]
    return {"name": f"Schedule {number}", "blocks": blocks, "edges": edges}


async def _publish(product: Product) -> None:
    bench = Bench(product)
    for number in range(SCHEDULES):
        await bench.publish(drawing(number))


def measure(minutes: int) -> dict[str, Any]:
    settings = {"DEMO": "off"} | {
        name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ
    }
    with running(settings) as product:
        asyncio.run(_publish(product))
        time.sleep(minutes * 60 + 5)
        done = subprocess.run(
            [sys.executable, "-c", READ],
            cwd=ROOT,
            env=product.environment,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
    for name in ("accepted", "started"):
        values = found[name]
        p50, p99 = values[len(values) // 2], values[int(len(values) * 0.99)]
        print(
            f"{name}: {len(values)} runs, p50 {p50:.2f} s, p99 {p99:.2f} s, at most {values[-1]:.2f} s late"
        )
    print(f"ticks without a run: {found['others']}")


if __name__ == "__main__":
    main()
