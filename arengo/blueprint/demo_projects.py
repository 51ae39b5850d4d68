"""The demo's example projects: invented, marked as such on every page, with round figures."""

from arengo.projects import operations
from arengo.projects.columns import guess_mapping
from arengo.projects.models import Project

# axis, title, status, ISTAT code of the municipality, cost in euros
EXAMPLES = [
    (1, "Sportelli digitali nei piccoli comuni", "Concluso", "001019", 120_000),
    (1, "Banda larga nelle borgate alte", "In corso", "001054", 400_000),
    (1, "Un solo calendario per le fiere di zona", "Previsto", "001191", 60_000),
    (2, "Corridoio verde lungo il torrente", "In corso", "001086", 850_000),
    (2, "Scuole che consumano la metà", "Concluso", "001059", 700_000),
    (3, "Fermate accessibili della linea di valle", "In corso", "001272", 1_200_000),
    (3, "Pista ciclabile fra due stazioni", "Previsto", "001078", 950_000),
    (4, "Laboratori aperti il pomeriggio", "In corso", "001125", 180_000),
    (4, "Biblioteca che gira tra i comuni", "Concluso", "001314", 90_000),
    (5, "Case per chi lavora in montagna", "Previsto", "001259", 2_000_000),
    (5, "Portierato di quartiere", "In corso", "001272", 240_000),
    (6, "Infermiera di comunità in valle", "In corso", "001156", 310_000),
    (6, "Telemedicina nelle case di riposo", "Previsto", "001191", 150_000),
]


def seed() -> None:
    """Add the example projects, once, as the office would from a sheet."""
    if Project.objects.exists():
        return
    rows = [
        {
            "Asse": str(axis),
            "Titolo": f"{title} (esempio)",
            "Stato": status,
            "Istat": istat,
            "Costo": str(cost),
            "Ente": "Ente d'esempio",
        }
        for axis, title, status, istat, cost in EXAMPLES
    ]
    defaults = {"is_example": "sì", "source": "Esempio della dimostrazione"}
    preview = operations.preview_import(rows, guess_mapping(list(rows[0])), defaults=defaults)
    operations.apply_import(preview, by="system")
