"""`manage.py export_workflow` and `import_workflow`."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.ids import parse_public_id, public_id
from accounts.models import Company
from tests.workflows.drawings import document, drawing
from workflows import services
from workflows.definition import with_name
from workflows.models import Workflow
from workflows.selectors import draft_definition

pytestmark = pytest.mark.django_db

GOOD = drawing("start -> check", "check.true -> tell")


@pytest.fixture
def workflow(acme: Company) -> Workflow:
    return services.create_workflow(company_id=acme.id, definition=GOOD, by="tests")


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_a_workflow_goes_out_and_comes_back(workflow: Workflow, tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    run("export_workflow", public_id("wf", workflow.id), "--output", str(file))
    new_id = parse_public_id("wf", run("import_workflow", str(file), "--activate").strip())
    made = Workflow.objects.get(id=new_id)
    assert (made.status, made.id != workflow.id) == ("active", True)
    assert draft_definition(made) == with_name(GOOD, "W (2)")


def test_a_version_goes_out(workflow: Workflow) -> None:
    name = public_id("wf", workflow.id)
    with pytest.raises(CommandError, match="no version live"):
        run("export_workflow", name, "--version", "live")
    services.publish(workflow=workflow, by="tests")
    services.save_draft(workflow=workflow, definition=drawing("start"), by="tests", revision=1)
    assert len(json.loads(run("export_workflow", name, "--version", "1"))["blocks"]) == 3
    assert len(json.loads(run("export_workflow", name, "--version", "live"))["blocks"]) == 3
    assert len(json.loads(run("export_workflow", name))["blocks"]) == 1


@pytest.mark.parametrize("name", ["wf_x", "wf_01890000-0000-7000-8000-000000000000"])
def test_what_is_not_there_cannot_go_out(db: None, name: str) -> None:
    with pytest.raises(CommandError, match="There is no workflow"):
        run("export_workflow", name)


def test_the_company_must_be_clear(workflow: Workflow, rival: Company, tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    file.write_text(json.dumps(document("start -> a")))
    with pytest.raises(CommandError, match="Several companies"):
        run("import_workflow", str(file))
    with pytest.raises(CommandError, match="There is no company Nobody"):
        run("import_workflow", str(file), "--company", "Nobody")
    run("import_workflow", str(file), "--company", "Rival")
    run("import_workflow", str(file), "--company", str(rival.id))
    assert Workflow.objects.filter(company=rival).count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "not valid JSON"), ('{"blocks": [], "x": 1}', "x: “x” is not a field"), (None, "cannot be read")],
)
def test_files_that_are_no_workflows(acme: Company, tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "w.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError, match=words):
        run("import_workflow", str(file))


def test_a_file_with_problems_stays_a_draft(acme: Company, tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    file.write_text(json.dumps(document("check.true -> a")))
    with pytest.raises(CommandError, match="is there as a draft"):
        run("import_workflow", str(file), "--activate")
    assert Workflow.objects.get().status == "draft"
