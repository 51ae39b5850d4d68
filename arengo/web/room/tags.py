"""What only the room's templates need: {% load room %}."""

from django import template

register = template.Library()


@register.filter
def minutes(seconds: int) -> int:
    """Whole minutes of a number of seconds, the nearest."""
    return round(seconds / 60)
