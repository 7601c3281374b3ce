"""`manage.py rotate_encryption_key`: a new key, and everything sealed with it, while the product runs."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connections.services import rotation, vault


class Command(BaseCommand):
    help = (
        "Make a new encryption key and seal every secret with it. The product may run meanwhile; broken off, the "
        "same command goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--drop-old", action="store_true", help="afterwards forget the older keys; old backups need them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = rotation.begin_rotation()
            self.stdout.write(f"Sealing with key {version} …")
            count = rotation.reseal(lambda done: self.stdout.write(f"  {done} done"))
            self.stdout.write(f"{count} secrets were sealed anew; all are under key {version} now.")
            if options["drop_old"]:
                while seconds := rotation.seconds_to_settle():
                    self.stdout.write(f"Waiting {seconds:.0f} s for whoever still writes with an older key …")
                    time.sleep(seconds)
                rotation.reseal(lambda done: self.stdout.write(f"  {done} more"))
                old = rotation.drop_old_keys()
                self.stdout.write(
                    f"Forgotten: key {', '.join(map(str, old))}." if old else "There was no older key."
                )
                if old and not vault.ring_is_from_file():
                    self.stdout.write("Take them out of ENCRYPTION_KEYS at the next restart.")
            elif vault.ring_is_from_file():
                self.stdout.write(f"Back up {vault.keys_file()}. Older keys stay in it for older backups.")
        except (rotation.RotationError, vault.WrongKeyError) as error:
            raise CommandError(str(error)) from None
