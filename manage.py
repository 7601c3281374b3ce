#!/usr/bin/env python
"""Django's command line for Headrace."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:  # settings are the reader's to mend: no trace of our code
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
