"""How bodies of the territory are called, and known by, in the address book."""

from django.utils.text import slugify

from arengo.territory.models import Zone

KEY_LENGTH = 100


def key_of(kind: str, name: str) -> str:
    """How an entry is known: its kind and name, as in "municipality-comune-di-balme"."""
    return f"{kind}-{slugify(name)}"[:KEY_LENGTH]


def of_municipality(name: str) -> str:
    """Comune di Balme"""
    return f"Comune di {name}"


def of_zone(zone: Zone) -> str:
    """Zona omogenea 7, Ciriacese-Valli di Lanzo"""
    return f"Zona omogenea {zone.number}, {zone.name}"
