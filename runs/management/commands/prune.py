"""`manage.py prune`: deletes at once what is past its retention (workers do the same, little by little)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from runs.files import remove_unused
from runs.pruning import count_prunable, prune


class Command(BaseCommand):
    help = "Delete ended runs, snapshots of drafts and events that are past their retention."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how many runs would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(f"{count_prunable()} runs are past their retention.")
            return
        pruned = prune()
        files = 0
        while gone := remove_unused():
            files += gone
        self.stdout.write(
            f"{pruned.runs} runs, {pruned.snapshots} snapshots of drafts, {pruned.events} events and {files} files deleted."
        )
