from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0004_status_detail"),
    ]

    operations = [
        migrations.AddField(
            model_name="secret",
            name="made_with",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="The name of the API key that stored it; else a person did.",
                max_length=100,
            ),
        ),
    ]
