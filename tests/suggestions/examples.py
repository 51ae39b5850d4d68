"""Sentences made up for the tests, each about one theme: nobody said them."""

import random

THEMES = {
    "Muoversi": [
        "autobus",
        "treni",
        "pista ciclabile",
        "orari",
        "stazione",
        "biglietto",
        "traffico",
    ],
    "Curarsi": ["medico", "ospedale", "infermiere", "anziani", "ambulatorio", "visite", "farmacia"],
    "Imparare": ["scuola", "biblioteca", "insegnanti", "corsi", "università", "studenti", "asilo"],
}
ABOUT = ["nel nostro paese", "nella valle", "in città", "la sera", "per chi lavora", "ogni giorno"]
OPENINGS = ["Servono", "Mancano", "Vorremmo", "Chiediamo", "Ci vogliono", "Pensate a"]


def sentences(count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """So many sentences and the theme of each."""
    chance = random.Random(seed)
    labels = [list(THEMES)[number % len(THEMES)] for number in range(count)]
    texts = [
        f"{chance.choice(OPENINGS)} {' e '.join(chance.sample(THEMES[label], 2))} "
        f"{chance.choice(ABOUT)}, {number}"
        for number, label in enumerate(labels)
    ]
    return texts, labels
