"""`manage.py new_provider acme`: the folder of a new provider, to be filled in."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import integrations.providers
from workflows.scaffold import ScaffoldError, provider_files, write_files


class Command(BaseCommand):
    help = (
        "Make the folder of a new provider. It passes the conformance tests as it is; fill it in from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its name in definitions and addresses, such as acme-billing")
        parser.add_argument("--name", default="", help="its name for people; made of the slug if absent")
        parser.add_argument("--into", type=Path, default=Path(integrations.providers.__path__[0]))

    def handle(self, *_args: Any, **options: Any) -> None:
        slug = options["slug"]
        folder = options["into"] / slug.replace("-", "_")
        try:
            written = write_files(folder, provider_files(slug, options["name"]))
        except ScaffoldError as error:
            raise CommandError(str(error)) from None
        for path in written:
            self.stdout.write(f"written: {path.relative_to(options['into'])}")
        self.stdout.write("Next: fill in provider.py, then `make generate` and `pytest tests/providers`.")
