"""What simulated people say: invented, marked as a rehearsal, never in the mouth of anybody real."""

from random import Random
from typing import Final

# At the head of all that is written, so that nobody takes it for a voice of the territory.
MARK: Final = "Prova"
NOBODYS: Final = "prova.example.org"
# fmt: off
PLACES: Final = (
    "nelle valli", "nella cintura", "nei comuni piccoli", "in pianura", "in montagna", "in città",
    "lungo la ferrovia", "nelle zone industriali", "nei centri storici", "ai confini della provincia",
)
NEEDS: Final = (
    "un servizio che c'è tutto l'anno", "una persona a cui rivolgersi", "meno passaggi",
    "dati che tutti possono leggere", "una sede aperta anche la sera", "collegamenti ogni mezz'ora",
    "un bando semplice", "più manutenzione e meno inaugurazioni", "un accordo fra comuni vicini",
    "una scuola aperta il pomeriggio", "un medico a meno di venti minuti", "alberi dove c'è asfalto",
)
YEARS: Final = ("fra tre anni", "fra cinque anni", "fra dieci anni", "entro il piano")
ON_THE_PROCESS: Final = (
    "pubblicare quello che si risponde a ciascuno", "tornare qui prima che il piano sia scritto",
    "incontrarsi anche fuori dal capoluogo", "dire quali proposte non si accolgono, e perché",
)
QUESTIONS: Final = (
    "Chi decide quali progetti entrano nel piano?", "Quando torniamo a discuterne qui da noi?",
    "Come si segue una proposta dopo questa sera?", "Ci sono fondi per i comuni sotto i mille abitanti?",
    "Chi non è collegato come può partecipare?", "Si possono vedere i dati del piano in vigore?",
    "Le zone avranno incontri loro?", "Chi risponde a quello che scriviamo?",
)
# fmt: on


def newcomer(number: int) -> str:
    """The name of somebody who registers during the rehearsal, from 1."""
    return f"{MARK} Ospite {number}"


def address(seed: int, number: int) -> str:
    """Their address, in a domain where nobody can have one."""
    return f"prova.{seed}.{number}@{NOBODYS}"


def perspective(chance: Random, axis: str) -> str:
    """Where somebody sees the territory in some years, about an axis."""
    return (
        f"{MARK}. {axis}: {chance.choice(YEARS)}, {chance.choice(PLACES)}, {chance.choice(NEEDS)}."
    )


def priority(chance: Random, axis: str) -> str:
    """From what to begin, about an axis."""
    return f"{MARK}. {axis}: per prima cosa {chance.choice(NEEDS)}, {chance.choice(PLACES)}."


def statement(chance: Random) -> str:
    """One thing that somebody says in plenary."""
    if chance.random() < 0.25:
        return f"{MARK}. Sul percorso: {chance.choice(ON_THE_PROCESS)}."
    # Without a verb that would have to agree: some needs are one thing, some are several.
    need, place, year = chance.choice(NEEDS), chance.choice(PLACES), chance.choice(YEARS)
    return f"{MARK}. C'è bisogno di {need} {place}, {year}."


def question(number: int) -> str:
    """The question number `number`, from 0."""
    return f"{MARK}. {QUESTIONS[number % len(QUESTIONS)]}"


def topic(chance: Random) -> str:
    """What somebody wants to speak about, in a few words."""
    return f"{MARK}: {chance.choice(NEEDS)}"
