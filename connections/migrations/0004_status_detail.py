from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0003_subscriptions"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="status_detail",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What the provider answered, in its own codes: 400: invalid_grant: revoked.",
                max_length=300,
            ),
        ),
    ]
