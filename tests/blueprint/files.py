"""A small process file, and how a test writes it with something changed."""

from pathlib import Path

SMALL = """\
arengo: 1
time_zone: Europe/Rome
languages: [it, en]
body:
  key: ente
  name: {it: Ente, en: Body}
territory:
  zones:
    - {number: 1, name: Valli}
    - {number: 2, name: Piana}
  municipalities:
    - {istat: "001019", name: Balme, population: 113, zone: 1, is_derived: true, lat: 45.29587, lon: 7.18505}
    - {istat: "001020", name: Banchette, population: 3094, zone: 2, is_derived: false}
plans:
  - key: vigente
    title: {it: Piano vigente, en: Plan in force}
    first_year: 2021
    last_year: 2023
    state: in_force
    axes:
      - {number: 1, name: {it: Innovazione, en: Innovation}}
process:
  key: percorso
  title: {it: Verso il piano, en: Towards the plan}
  plan_in_force: vigente
  stages:
    - key: lancio
      title: {it: Lancio, en: Launch}
      planned_start: 2023-09-27
      planned_end: 2023-09-27
    - key: adozione
      title: {it: Adozione, en: Adoption}
  documents:
    - {key: invito, title: {it: Invito, en: Invitation}, url: "https://example.org/invito"}
  guidelines:
    - {key: linee, title: {it: Linee, en: Guidelines}, adopted_on: 2023-05}
meetings:
  - slug: lancio
    stage: lancio
    title: {it: Il lancio, en: The launch}
    state: published
    starts_at: 2023-09-27 16:00
    ends_at: 2023-09-27 18:30
    in_person: true
    online: true
    documents: [invito]
    venues:
      - {key: sede, name: {it: Sede, en: Seat}, address: Corso Inghilterra 7, city: Torino, safety_capacity: 12}
    places:
      - {key: sala, mode: in_person, venue: sede, capacity: 10}
      - {key: online, mode: online, capacity: 50}
    sittings:
      - key: tavola
        kind: round_table
        title: {it: Tavola rotonda, en: Round table}
        items:
          - {key: asse-1, axis: 1, title: {it: Innovazione, en: Innovation}}
    speakers:
      - {key: ada, name: Ada Prova, role: {it: Relatrice, en: Speaker}}
"""


def write(folder: Path, text: str = SMALL) -> Path:
    """The text as a file of a test's own folder."""
    path = folder / "percorso.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(*pairs: tuple[str, str]) -> str:
    """The small file with each first text replaced by the second; it must be there once."""
    text = SMALL
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
