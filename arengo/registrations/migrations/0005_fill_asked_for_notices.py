from django.db import migrations
from django.db.models import Exists, OuterRef


def fill(apps, schema_editor):
    """A standing consent was given in the registration of the same person and moment."""
    Consent = apps.get_model("people", "Consent")
    Registration = apps.get_model("registrations", "Registration")
    given_here = Consent.objects.filter(
        person=OuterRef("person"),
        given_at=OuterRef("registered_at"),
        kind="next_meetings",
        withdrawn_at__isnull=True,
    )
    Registration.objects.filter(Exists(given_here)).update(asked_for_notices=True)


class Migration(migrations.Migration):

    dependencies = [
        ("registrations", "0004_add_asked_for_notices"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
