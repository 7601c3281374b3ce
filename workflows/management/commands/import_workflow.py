"""`manage.py import_workflow FILE --company …`: a file as a new workflow."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.ids import public_id
from accounts.jsontext import JsonRefused, load_json
from accounts.models import Company
from workflows.errors import UnpublishableError
from workflows.reading import DefinitionInvalid
from workflows.services import import_workflow, publish

LABEL = "import_workflow"


class Command(BaseCommand):
    help = "Make a new draft from a file (or from the standard input, as -), and print its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, or - for the standard input")
        parser.add_argument("--company", help="the company's id or exact name; needed when there are several")
        parser.add_argument("--activate", action="store_true", help="publish it as version 1")

    def handle(self, *_args: Any, **options: Any) -> None:
        company = find_company(options["company"])
        try:
            data = load_json(read(options["file"]))
            workflow, missing = import_workflow(company_id=company.id, data=data, by=LABEL)
        except JsonRefused as refused:
            raise CommandError(str(refused)) from None
        except DefinitionInvalid as invalid:
            raise CommandError(
                "\n".join(f"{detail['path'] or 'file'}: {detail['message']}" for detail in invalid.details)
            ) from None
        for problem in missing:
            self.stderr.write(f"{problem.path}: {problem.message}")
        if options["activate"]:
            try:
                publish(workflow=workflow, by=LABEL)
            except UnpublishableError as error:
                raise CommandError(
                    f"{public_id('wf', workflow.id)} is there as a draft. {error.message}"
                ) from None
        self.stdout.write(public_id("wf", workflow.id))


def read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None


def find_company(wish: str | None) -> Company:
    """The named company, or the only one. Raises CommandError."""
    companies = Company.objects.all()
    if wish:
        try:
            companies = companies.filter(id=UUID(wish))
        except ValueError:
            companies = companies.filter(name=wish)
    found = list(companies[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError("Several companies fit. Name one by its id: --company ID.")
    raise CommandError(f"There is no company {wish}." if wish else "There is no company yet.")
