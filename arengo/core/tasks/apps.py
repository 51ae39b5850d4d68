from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "arengo.core.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
