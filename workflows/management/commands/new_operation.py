"""`manage.py new_operation acme createInvoice "POST /invoices"`: the file of a new operation, to be filled in."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import integrations.providers
from workflows.scaffold import (
    FIXTURES,
    ScaffoldError,
    fixtures_text,
    operation_files,
    read_fixtures,
    write_files,
)


class Command(BaseCommand):
    help = "Make the file of a new operation and note what is expected of it. Fill both in from there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("provider", help="the provider's slug")
        parser.add_argument("operation", help="the operation's name, such as createInvoice")
        parser.add_argument("to", help="method and path, such as “POST /invoices/{invoice_id}/send”")
        parser.add_argument("--into", type=Path, default=Path(integrations.providers.__path__[0]))

    def handle(self, *_args: Any, **options: Any) -> None:
        slug = options["provider"]
        folder = options["into"] / slug.replace("-", "_")
        if not (folder / "provider.py").exists():
            raise CommandError(f"There is no provider {slug}. Make it first: manage.py new_provider {slug}")
        try:
            fixtures = read_fixtures(folder)
            title = slug.replace("-", " ").title()
            files, fixtures = operation_files(slug, title, options["operation"], options["to"], fixtures)
            written = write_files(folder, {**files, FIXTURES: fixtures_text(fixtures)})
        except ScaffoldError as error:
            raise CommandError(str(error)) from None
        for path in written:
            self.stdout.write(f"written: {path.relative_to(options['into'])}")
        self.stdout.write("Next: fill in its form, then `make generate` and `pytest tests/providers`.")
