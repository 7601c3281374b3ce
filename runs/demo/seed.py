"""Makes the demo company once, and remembers its login for the next starts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.selectors import any_user_exists
from accounts.services import create_company
from runs.demo.workflows import DEMO
from runs.first_steps import DEMO_BY
from runs.services import start_run
from runs.start_request import StartRequest
from workflows.definition import parse_definition
from workflows.services import create_workflow, publish

EMAIL = "demo@headrace.example"
COMPANY = "Brightwater"


def seed_demo() -> tuple[str, str] | None:
    """On an empty installation with `DEMO` on: the company, its workflows and sample runs.

    Returns (email, password) while the demo login still has the password it was made with, else None.
    """
    file = Path(settings.DATA_DIR) / "keys" / "demo_password"
    if settings.DEMO and not any_user_exists():
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        _remember(file, password)
        _make(password)
    if not file.exists():
        return None
    password = file.read_text().strip()
    user = User.objects.filter(email=EMAIL).first()
    return (EMAIL, password) if user is not None and user.check_password(password) else None


def _remember(file: Path, password: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(password)


def _make(password: str) -> None:
    starts: list[StartRequest] = []
    with transaction.atomic():
        user = User.objects.create_superuser(EMAIL, password, name="Priya Shah")
        company = create_company(name=COMPANY, owner=user)
        for drawing, samples in DEMO:
            workflow = create_workflow(
                company_id=company.id, definition=parse_definition(drawing), by=DEMO_BY
            )
            publish(workflow=workflow, by=DEMO_BY, note="First version")
            starts += [
                StartRequest(
                    company_id=company.id,
                    workflow_id=workflow.id,
                    input=sample,
                    trigger_type="api",
                    started_by=DEMO_BY,
                )
                for sample in samples
            ]
    for start in starts:
        start_run(start)
