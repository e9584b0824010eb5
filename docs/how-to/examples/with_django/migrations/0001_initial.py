"""The table of the host."""

from django.db import migrations, models

import ontvlechting.django


class Migration(migrations.Migration):
    """As `makemigrations` made it."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", ontvlechting.django.ProcessField(verbose_name="proces")),
                ("title", models.CharField(max_length=200)),
            ],
            options={"abstract": False},
        ),
    )
