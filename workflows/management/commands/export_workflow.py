"""`manage.py export_workflow wf_…`: a workflow as a file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.ids import parse_public_id
from workflows.documents import write_document
from workflows.models import Workflow
from workflows.selectors import find_version, load_definition


class Command(BaseCommand):
    help = "Write a workflow's draft, or one of its versions, as JSON to a file or to the standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workflow", help="its id, wf_…")
        parser.add_argument(
            "--version", dest="ref", default="draft", help="draft (default), live, or a number"
        )
        parser.add_argument(
            "--output", "-o", type=Path, help="the file to write; the standard output if absent"
        )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        # Django's own --version would be in the way of ours.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *_args: Any, **options: Any) -> None:
        workflow_id = parse_public_id("wf", options["workflow"])
        workflow = (
            Workflow.objects.select_related("published").filter(id=workflow_id).first()
            if workflow_id
            else None
        )
        if workflow is None:
            raise CommandError(f"There is no workflow {options['workflow']}.")
        version = (
            workflow.published
            if options["ref"] == "live"
            else find_version(workflow=workflow, ref=options["ref"])
        )
        if version is None:
            raise CommandError(f"“{workflow.name}” has no version {options['ref']}.")
        text = json.dumps(write_document(load_definition(version.id)), indent=2, ensure_ascii=False) + "\n"
        if options["output"] is None:
            self.stdout.write(text, ending="")
        else:
            options["output"].write_text(text, encoding="utf-8")
            self.stderr.write(f"Wrote “{workflow.name}” to {options['output']}.")
