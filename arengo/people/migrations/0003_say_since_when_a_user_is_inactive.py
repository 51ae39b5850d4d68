from django.db import migrations, models
from django.utils import timezone


def begin_now(apps, schema_editor):
    """Nobody knows when those left who are gone already: for them the year begins today."""
    user = apps.get_model("people", "User")
    user.objects.filter(is_active=False).update(deactivated_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("people", "0002_say_when_a_person_was_erased")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="deactivated_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(begin_now, migrations.RunPython.noop),
    ]
