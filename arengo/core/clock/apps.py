from django.apps import AppConfig


class ProcessClockConfig(AppConfig):
    name = "arengo.core.clock"
    label = "process_clock"
    default_auto_field = "django.db.models.BigAutoField"
