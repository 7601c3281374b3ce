from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AlterOnPostgreSQL(migrations.AlterField):
    """SQLite would copy the whole table, however many steps it has, to be rid of a check that costs next to nothing there."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)


def _reference(name: str) -> Any:
    return models.ForeignKey(
        to="runs.run",
        on_delete=models.CASCADE,
        related_name=name,
        db_index=False,
        db_constraint=False,
    )


class Migration(migrations.Migration):
    dependencies = [("runs", "0022_model_usage")]

    operations = [
        AlterOnPostgreSQL(model_name="step", name="run", field=_reference("steps")),
        AlterOnPostgreSQL(model_name="eventbatch", name="run", field=_reference("event_batches")),
        # Numbers of our own counting, which were checked not to be negative at every write.
        AlterOnPostgreSQL(model_name="eventbatch", name="last_seq", field=models.IntegerField()),
        AlterOnPostgreSQL(model_name="eventbatch", name="seq", field=models.IntegerField()),
        AlterOnPostgreSQL(
            model_name="run",
            name="crashes",
            field=models.SmallIntegerField(
                db_default=0,
                default=0,
                help_text="How often its worker died with it since its last progress.",
            ),
        ),
        AlterOnPostgreSQL(
            model_name="run",
            name="epoch",
            field=models.IntegerField(default=0, help_text="Fencing token: grows with every claim."),
        ),
        AlterOnPostgreSQL(
            model_name="run",
            name="hops",
            field=models.SmallIntegerField(db_default=0, help_text="How many runs stand above this one."),
        ),
        AlterOnPostgreSQL(model_name="run", name="next_event", field=models.IntegerField(default=1)),
        AlterOnPostgreSQL(model_name="run", name="next_step", field=models.IntegerField(default=1)),
        AlterOnPostgreSQL(
            model_name="run",
            name="number",
            field=models.IntegerField(help_text="1, 2, … within the workflow."),
        ),
        AlterOnPostgreSQL(
            model_name="run",
            name="rescues",
            field=models.IntegerField(default=0, help_text="How often its worker was lost."),
        ),
        AlterOnPostgreSQL(
            model_name="run",
            name="signals",
            field=models.IntegerField(
                db_default=0,
                help_text="How many signals came for this run: one that parks while this grew goes on.",
            ),
        ),
        AlterOnPostgreSQL(
            model_name="run", name="slot_limit", field=models.IntegerField(blank=True, null=True)
        ),
        AlterOnPostgreSQL(model_name="step", name="attempt", field=models.IntegerField(default=1)),
        AlterOnPostgreSQL(
            model_name="step",
            name="deliveries",
            field=models.SmallIntegerField(
                db_default=0,
                default=0,
                help_text="How often its worker died while it alone had just been started.",
            ),
        ),
        AlterOnPostgreSQL(
            model_name="step",
            name="generation",
            field=models.IntegerField(default=0, help_text="Part of the idempotency key."),
        ),
        AlterOnPostgreSQL(model_name="step", name="seq", field=models.IntegerField()),
    ]
