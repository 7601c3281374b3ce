"""What every process of the product asks before it serves: do the encryption keys fit the database?"""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection

from connections.services.vault import WrongKeyError, check_keys
from runs.sql import DATABASE_ERRORS


def require_keys() -> None:
    """Raises CommandError with what is wrong. A database that is away is waited for elsewhere."""
    try:
        check_keys()
    except WrongKeyError as error:
        raise CommandError(str(error)) from None
    except DATABASE_ERRORS:
        return
    finally:
        connection.close()
