"""`manage.py api_key`, behind `make key`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Company
from accounts.selectors import find_identity_by_key


def make_key(*arguments: str) -> str:
    output = StringIO()
    call_command("api_key", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue().strip()


def test_the_key_is_all_that_is_printed_and_works(acme: Company, rival: Company) -> None:
    identity = find_identity_by_key(make_key())
    assert identity is not None
    assert identity.company_id == acme.id, "the oldest company"


def test_for_a_company_with_some_scopes(acme: Company, rival: Company) -> None:
    identity = find_identity_by_key(make_key("--company", "Rival", "--scopes", "runs:read"))
    assert identity is not None
    assert identity.company_id == rival.id
    assert identity.permissions == {"runs:read"}


@pytest.mark.parametrize("arguments", [["--company", "Nobody's"], ["--scopes", "runs:everything"]])
def test_what_does_not_exist_is_said(acme: Company, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="There is no"):
        make_key(*arguments)


def test_before_the_first_start(db: None) -> None:
    with pytest.raises(CommandError, match="make run"):
        make_key()
