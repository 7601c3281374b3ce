"""`manage.py bootstrap`: an operator, a company and an API key, for scripts and first starts."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.setup import Bootstrapped, bootstrap


class Command(BaseCommand):
    help = (
        "Make sure that a person who may do everything exists, with a company and an API key. "
        "Running it again changes nothing; the key is printed only when it is new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="the person's address, to sign in with")
        parser.add_argument("--password", required=True, help="used only when the person is new")
        parser.add_argument("--company", required=True, help="the company's name")
        parser.add_argument(
            "--json", action="store_true", help='print one line: {"companyId", "apiKey", "email"}'
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"].strip())
        except ValidationError:
            raise CommandError(f"“{options['email']}” is not an email address.") from None
        if not options["password"]:
            raise CommandError("The password is empty.")
        if not 1 <= len(options["company"].strip()) <= 150:
            raise CommandError("The company's name must have 1 to 150 characters.")
        done = bootstrap(
            email=options["email"], password=options["password"], company_name=options["company"]
        )
        self.stdout.write(_as_json(done) if options["json"] else _in_words(done))


def _as_json(done: Bootstrapped) -> str:
    found = {"companyId": str(done.company_id), "apiKey": done.api_key, "email": done.email}
    return json.dumps({name: value for name, value in found.items() if value is not None})


def _in_words(done: Bootstrapped) -> str:
    password = "" if done.is_new_user else " (with the password they already have)"
    key = done.api_key or "made earlier; create another under Settings, API keys"
    return f"Sign in as  {done.email}{password}\nCompany     {done.company_id}\nAPI key     {key}"
