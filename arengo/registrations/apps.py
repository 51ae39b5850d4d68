from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "arengo.registrations"
    label = "registrations"
    default_auto_field = "django.db.models.BigAutoField"
