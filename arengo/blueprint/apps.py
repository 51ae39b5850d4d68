from django.apps import AppConfig


class BlueprintConfig(AppConfig):
    name = "arengo.blueprint"
    label = "blueprint"
    default_auto_field = "django.db.models.BigAutoField"
