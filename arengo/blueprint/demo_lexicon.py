"""Words by which the demo's office recognises the axes of the plan in force: an example, ours."""

from typing import Final

from arengo.process.models import Process
from arengo.suggestions.models import LexiconEntry
from arengo.suggestions.operations import add_words

# fmt: off
WORDS: Final[dict[int, list[str]]] = {
    1: [
        "digital*", "banda larga", "fibra ottica", "internet", "rete mobile", "informatic*", "impres*", "aziend*", "artigian*",
        "industri*", "startup", "innovazion*", "commerci*", "negozi", "turis*", "cultur*", "muse*", "teatr*",
        "spettacol*", "sportello online", "spid", "agricol*", "filier*",
    ],
    2: [
        "ambient*", "clima*", "ecolog*", "energi*", "fotovoltaic*", "solare", "rifiuti", "riciclo", "riuso", "raccolta differenziata",
        "bosc*", "foreste", "alber*", "verde", "parchi", "fium*", "torrent*", "acqua", "acquedott*", "alluvion*", "frane",
        "inquinament*", "aria pulita", "biodiversità", "suolo",
    ],
    3: [
        "trasport*", "autobus", "bus", "pullman", "tren*", "stazion*", "ferrovi*", "metropolitana", "metro", "tram",
        "pista ciclabile", "piste ciclabili", "biciclett*", "bici", "strad*", "traffico", "parchegg*",
        "mobilità", "orari dei mezzi", "biglietto unico", "coincidenz*", "pendolar*",
    ],
    4: [
        "scuol*", "scolastic*", "universit*", "student*", "insegnant*", "istruzion*", "formazion*", "ricerc*", "asil*",
        "bibliotec*", "corsi serali", "tirocin*", "apprendist*", "laboratori scolastici", "borse di studio",
    ],
    5: [
        "anzian*", "giovan*", "bambin*", "disabil*", "famigli*", "casa popolare", "case popolari", "affitt*", "alloggi*",
        "povert*", "inclusion*", "integrazion*", "stranier*", "migrant*", "volontari*", "associazion*", "solitudine",
        "periferi*", "spopolament*", "borgate", "sport", "lavoro precario", "donne",
    ],
    6: [
        "medic*", "ospedal*", "sanit*", "salute", "infermier*", "ambulator*", "pediatr*", "farmaci*", "pronto soccorso",
        "cure", "casa della salute", "case di comunità", "guardia medica", "vaccin*", "psicolog*", "consultori*", "visite specialistiche",
        "liste d'attesa", "ambulanz*",
    ],
}
# fmt: on


def seed() -> None:
    """Put words beside the axes that have none yet."""
    process = Process.objects.exclude(plan_in_force=None).order_by("-pk").first()
    if process is None or process.plan_in_force is None:
        return
    for axis in process.plan_in_force.axes.all():
        if not LexiconEntry.objects.filter(axis=axis).exists():
            add_words(axis=axis, words=WORDS.get(axis.number, []), by="system")
