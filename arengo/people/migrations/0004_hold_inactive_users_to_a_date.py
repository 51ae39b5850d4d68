from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_say_since_when_a_user_is_inactive")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deactivated_at__isnull", True), ("is_active", True)),
                    models.Q(("deactivated_at__isnull", False), ("is_active", False)),
                    _connector="OR",
                ),
                name="deactivated_user_says_since_when",
            ),
        ),
    ]
