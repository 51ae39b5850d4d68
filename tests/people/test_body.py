"""The body: what it says of itself, from which every page takes its header and its contacts."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.editing import ChangedMeanwhile, FieldRefused, version_of
from arengo.core.ledger.models import Entry
from arengo.people.models import Body
from arengo.people.operations import BODY_FIELDS, save_body

pytestmark = pytest.mark.django_db
ELENA = "staff:1"
NAME = {"it": "Città metropolitana di prova", "en": "Metropolitan city of trial"}


def test_the_first_body_is_made_and_keeps_its_key() -> None:
    made = save_body(values={"name": NAME, "short_name": "CM Prova"}, by=ELENA)
    assert made.key == "cm-prova"
    save_body(body=made, values={"short_name": "Prova"}, by=ELENA)
    assert Body.objects.get().key == "cm-prova"
    facts = [entry.facts for entry in Entry.objects.order_by("recorded_at")]
    assert facts == [
        {"fields": ["name", "short_name"], "is_new": True},
        {"fields": ["short_name"], "is_new": False},
    ]


def test_a_body_is_known_by_its_name_when_it_has_no_shorter_one() -> None:
    assert save_body(values={"name": NAME}, by=ELENA).key == "citta-metropolitana-di-prova"


def test_a_body_without_a_name_is_refused_beside_its_field() -> None:
    with pytest.raises(FieldRefused) as refused:
        save_body(values={"phone": "011 1"}, by=ELENA)
    assert refused.value.field == "name"
    assert not Body.objects.exists()


def test_two_bodies_never_have_one_key() -> None:
    save_body(values={"name": NAME}, by=ELENA)
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.create(key="citta-metropolitana-di-prova", name=NAME)


def test_what_changes_nothing_is_no_act() -> None:
    made = save_body(values={"name": NAME}, by=ELENA)
    save_body(body=made, values={"name": NAME}, by=ELENA)
    assert Entry.objects.count() == 1


def test_who_saves_over_somebody_else_is_told() -> None:
    made = save_body(values={"name": NAME}, by=ELENA)
    version = version_of(made, BODY_FIELDS)
    save_body(body=made, values={"phone": "011 1"}, by="staff:2")
    values = {name: getattr(made, name) for name in BODY_FIELDS} | {"phone": "011 2"}
    with pytest.raises(ChangedMeanwhile):
        save_body(body=made, values=values, version=version, by=ELENA)
