"""Voices that nobody said: python -m bench.voices.prepare NUMBER

Announces the bundled process where there is none, writes so many voices of it with what they are
about, some read, some answered, each with its line in the ledger, and prints what the measure needs:
the session of somebody of the office, and the code of a voice.
"""

import json
import os
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

AT_ONCE = 1000
WHO = ("Nella nostra valle", "In città", "Nei comuni piccoli", "Attorno al lago", "Nelle scuole", "In periferia",
       "Per chi ha vent'anni", "Per le imprese", "Chi è anziano", "Nei quartieri")  # fmt: skip
WHAT = ("servono treni anche la sera", "manca l'acqua d'estate", "le biblioteche chiudono presto",
        "la pista ciclabile si interrompe", "non c'è un medico ogni giorno", "i boschi sono lasciati a sé",
        "l'università è lontana", "il mercato del sabato va aiutato", "la rete veloce non arriva",
        "le case sono fredde e costano", "gli autobus non aspettano i treni", "il fiume va curato")  # fmt: skip
WHY = ("perché chi lavora torna tardi", "e nessuno lo dice", "come si fa già altrove", "con un costo che si può sostenere",
       "prima che sia tardi", "così restano anche i giovani", "e non basta un progetto all'anno",
       "se si decide insieme ai Comuni")  # fmt: skip


def fill(number: int) -> list[Any]:
    """So many voices; gives them."""
    if not _rows("process.Process").exists():
        load = import_string("arengo.blueprint.load.bundled")
        import_string("arengo.blueprint.operations.apply_file")(load())
    chance = Random(number)
    made: list[Any] = []
    for start in range(0, number, AT_ONCE):
        voices = [_voice(chance, place) for place in range(start, min(start + AT_ONCE, number))]
        made += _rows("contributions.Contribution").bulk_create(voices)
        _rows("contributions.Code").bulk_create(
            code for voice in voices for code in _codes(chance, voice)
        )
        import_string("arengo.contributions.searching.put_words")(voices)
    _answer(chance, [voice for voice in made if voice.read_at])
    _note_in_the_ledger(made)
    with connection.cursor() as cursor:
        # As each database does by itself after a while.
        cursor.execute("ANALYZE")
    return made


def _voice(chance: Random, place: int) -> Any:
    at = timezone.now() - timedelta(days=60) + timedelta(minutes=7 * place)
    channel = chance.choice(["round_table", "plenary"])
    is_read = chance.random() < 0.6
    return apps.get_model("contributions.Contribution")(
        process=_first("process.Process"),
        meeting=_first("meetings.Meeting"),
        zone=chance.choice(_all("territory.Zone")),
        channel=channel,
        mode=chance.choice(["in_person", "online", ""]),
        representing=chance.choice(["citizen", "municipality", "association", ""]),
        kind=chance.choice(["need", "proposal", "perspective"]) if is_read else "",
        text=" ".join(_sentences(chance)),
        received_at=at,
        read_at=timezone.now() + timedelta(days=60) if is_read else None,
        read_by="staff:1" if is_read else "",
    )


def _sentences(chance: Random) -> Iterator[str]:
    for _ in range(chance.choice([1, 1, 2, 3, 6])):
        yield f"{chance.choice(WHO)} {chance.choice(WHAT)} {chance.choice(WHY)}."
    # A word that few say.
    yield f"Lo dice il foglio {chance.randrange(2000)}."


def _codes(chance: Random, voice: Any) -> Iterator[Any]:
    for axis in chance.sample(_all("plan.Axis"), chance.choice([0, 1, 1, 2])):
        yield apps.get_model("contributions.Code")(
            contribution=voice, about="axis", axis=axis, by="author", at=voice.received_at
        )
    if chance.random() < 0.1:
        yield apps.get_model("contributions.Code")(
            contribution=voice, about="process", by="author", at=voice.received_at
        )


def _answer(chance: Random, read: list[Any]) -> None:
    """Of what was read more than half is answered, some drafted; a few insist. Ten voices a reply."""
    chosen = [voice for voice in read if chance.random() < 0.7]
    reply, voice_of, insists = map(
        apps.get_model, ("feedback.Reply", "feedback.RepliedVoice", "feedback.Insistence")
    )
    replies, replied, insisted = [], [], []
    now = timezone.now()
    for start in range(0, len(chosen), 10):
        state = chance.choice(["published"] * 8 + ["draft", "reviewed"])
        out = {"published_at": now, "batch": uuid.uuid4()} if state == "published" else {}
        again = {} if state == "draft" else {"reviewed_by": "staff:2", "reviewed_at": now}
        replies.append(
            reply(process=read[0].process, state=state, outcome="adopted", reason={"it": "Esempio di risposta."},
                  office="Ufficio (esempio)", responsible="Esempio", drafted_by="staff:1", drafted_at=now, **again, **out)
        )  # fmt: skip
        for voice in chosen[start : start + 10]:
            replied.append(voice_of(reply=replies[-1], contribution=voice))
            if out and chance.random() < 0.02:
                insisted.append(insists(contribution=voice, reply=replies[-1], at=now))
    for model, rows in ((reply, replies), (voice_of, replied), (insists, insisted)):
        model._default_manager.bulk_create(rows, batch_size=AT_ONCE)


def _note_in_the_ledger(voices: list[Any]) -> None:
    compose = import_string("arengo.core.ledger.operations.compose")
    entries = [
        compose(
            kind="contribution.received",
            subject=f"contribution:{voice.code}",
            by="system",
            facts={"channel": voice.channel},
        )
        for voice in voices
    ]
    _rows("ledger.Entry").bulk_create(entries, batch_size=AT_ONCE)


def session() -> str:
    """The cookie of somebody of the office who has signed in."""
    user, _new = _rows("people.User").get_or_create(
        email="bench@example.org", defaults={"name": "Esempio", "role": "office"}
    )
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies.output(header="", sep=";").partition(";")[0].strip()


_kept: dict[str, list[Any]] = {}


def _all(model: str) -> list[Any]:
    if model not in _kept:
        _kept[model] = list(_rows(model).all())
    return _kept[model]


def _first(model: str) -> Any:
    return _all(model)[0]


def _rows(model: str) -> Any:
    return apps.get_model(model)._default_manager


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "arengo.settings"
    django.setup()
    some = fill(int(sys.argv[1]))
    print(json.dumps({"cookie": session(), "code": some[len(some) // 2].code}))
