"""`manage.py start` where it cannot: one sentence says what to do, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_a_database_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "ENV_FILE": "",
        "DATA_DIR": str(tmp_path),
        "PORT": "0",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "start"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "correct DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
