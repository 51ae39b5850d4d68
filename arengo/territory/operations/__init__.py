"""The verbs of the territory: its zones, its municipalities, and a sheet of them."""

from arengo.territory.operations.municipalities import (
    ISTAT,
    MEMBERSHIP_FIELDS,
    MUNICIPALITY_FIELDS,
    MunicipalityIsClosed,
    close_municipality,
    move_municipality,
    reopen_municipality,
    save_municipality,
)
from arengo.territory.operations.sheets import PreviewIsStale, import_municipalities
from arengo.territory.operations.zones import ZONE_FIELDS, remove_zone, save_zone

__all__ = [
    "ISTAT",
    "MEMBERSHIP_FIELDS",
    "MUNICIPALITY_FIELDS",
    "ZONE_FIELDS",
    "MunicipalityIsClosed",
    "PreviewIsStale",
    "close_municipality",
    "import_municipalities",
    "move_municipality",
    "remove_zone",
    "reopen_municipality",
    "save_municipality",
    "save_zone",
]
