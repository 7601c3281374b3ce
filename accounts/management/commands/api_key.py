"""`manage.py api_key`: a new API key from the command line; `make key` calls it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Company
from accounts.permissions import SCOPES
from accounts.services import create_api_key


class Command(BaseCommand):
    help = "Make an API key and print it, once. Without --company: the only company there is, or the oldest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", help="the company's name or id")
        parser.add_argument("--name", default="Command line", help="what the key is for")
        parser.add_argument(
            "--scopes", nargs="+", default=list(SCOPES), help="what it may do; everything by default"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        company = _find_company(options["company"])
        unknown = [scope for scope in options["scopes"] if scope not in SCOPES]
        if unknown:
            raise CommandError(f"There is no scope {unknown[0]}. There are {', '.join(SCOPES)}.")
        _key, raw = create_api_key(
            company_id=company.id, name=options["name"], scopes=options["scopes"], actor="command line"
        )
        self.stderr.write(f"A key of {company.name}; it is shown only now:")
        self.stdout.write(raw)


def _find_company(wanted: str | None) -> Company:
    companies = list(Company.objects.order_by("created_at", "id"))
    if wanted is not None:
        companies = [company for company in companies if wanted in {company.name, str(company.id)}]
    if not companies:
        raise CommandError(
            "There is no such company."
            if wanted
            else "There is no company yet. Start Headrace first: make run"
        )
    return companies[0]
