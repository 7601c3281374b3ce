"""Loaded with `-p` before pytest-django reads the settings: every test process gets an environment of its own.

Each xdist worker has its own `DATA_DIR` (database file, keys, bell) and, with `REDIS_URL`, its own Redis
database, so parallel workers never share a file, a socket or a counter. The developer's `.env` is not read.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# A second worker started from the first one's environment must not nest inside it.
BASE = os.environ.setdefault("TEST_BASE_DATA_DIR", os.environ.get("DATA_DIR", ""))


def _own_data_dir() -> Path:
    if BASE:
        path = Path(BASE) / WORKER
        path.mkdir(parents=True, exist_ok=True)
        return path
    path = Path(tempfile.mkdtemp(prefix=f"headrace-{WORKER}-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def _own_redis_database(url: str) -> str:
    """Database 1 to 15 of the same server; 0 is left to whoever runs beside the tests."""
    number = 1 + int(WORKER.removeprefix("gw")) % 14 if WORKER.startswith("gw") else 15
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))


REDIS_URL_GIVEN = os.environ.setdefault("TEST_REDIS_URL", os.environ.get("REDIS_URL", ""))

os.environ["DATA_DIR"] = str(_own_data_dir())
os.environ["SECRET_KEY"] = "a key for tests alone, long enough for every check that looks at it"
os.environ["ENV_FILE"] = ""
if REDIS_URL_GIVEN:
    os.environ["REDIS_URL"] = _own_redis_database(REDIS_URL_GIVEN)
# The rest is what a stranger's first start has.
KEPT = {"DATA_DIR", "SECRET_KEY", "ENV_FILE", "DATABASE_URL", "REDIS_URL"}
for line in (Path(__file__).parent.parent / ".env.example").read_text().splitlines():
    name = line.lstrip("# ").partition("=")[0]
    if name.isupper() and name not in KEPT:
        os.environ.pop(name, None)
