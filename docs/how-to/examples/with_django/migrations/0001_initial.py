"""The table of the host."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """As `makemigrations` made it."""

    operations = (
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
            ],
        ),
    )
