"""Voices that others collected in a sheet: read line by line, received all together, never twice."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arengo.contributions.coding import targets_of
from arengo.contributions.importing import Defaults, Preview, guess_mapping, preview
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import import_voices, read, reopen_source, undo_import
from arengo.contributions.queries import columns_chosen
from arengo.contributions.refusals import (
    CameAlready,
    ColumnMissing,
    NothingToImport,
    NothingToUndo,
    PreviewIsStale,
    SourceClosed,
)
from arengo.core import spreadsheets
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.core.spreadsheets import Table
from arengo.feedback.balance import total
from arengo.feedback.verification import differences
from arengo.people.models import Person
from arengo.process.models import Process
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import dario, open_to_voices

pytestmark = pytest.mark.django_db
SHEET = """Testo;Tipo;Asse;Comune;Email;Nome;Consenso
Servono treni di sera.;Bisogno;2;Balme;ada@example.org;Ada (esempio);sì
La valle ha bisogno di medici.;Proposta;6;Balme;ada@example.org;Ada (esempio);no
Più boschi;;;;;Bruno (esempio);
"""


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    make_municipality("Balme")
    return found


def table(text: str = SHEET) -> Table:
    return spreadsheets.read(text.encode())


def previewed(process: Process, text: str = SHEET, **defaults: Any) -> Preview:
    sheet = table(text)
    mapping = guess_mapping(sheet.headers)
    return preview(sheet.rows, mapping, process=process, defaults=Defaults(**defaults))


def imported(process: Process, text: str = SHEET, **defaults: Any) -> Source:
    return import_voices(
        process=process,
        stage=open_to_voices(process),
        preview=previewed(process, text, **defaults),
        upload=ContentFile(text.encode(), name="raccolta.csv"),
        title="Raccolta di prova",
        headers=table(text).headers,
        choices={"column_text": "Testo"},
        by=dario(),
    )


def test_the_columns_are_known_by_their_names() -> None:
    assert guess_mapping(table().headers) == {
        "text": "Testo",
        "kind": "Tipo",
        "axis": "Asse",
        "municipality": "Comune",
        "email": "Email",
        "signature": "Nome",
        "consent": "Consenso",
    }


def test_each_line_is_a_voice_with_what_the_sheet_says_of_it(process: Process) -> None:
    source = imported(process)
    first, second, third = Contribution.objects.order_by("source_row")
    assert (first.text, first.kind, getattr(first.zone, "number", 0)) == (
        "Servono treni di sera.",
        "need",
        7,
    )
    assert [target.key for target in targets_of(first)] == ["axis:2"]
    assert (first.channel, first.publication, first.source) == ("import", "waiting", source)
    assert [row.source_row for row in (first, second, third)] == [2, 3, 4]
    assert source.state == Source.State.WORKED
    assert total(process).received == 3
    assert not list(differences())


def test_who_imports_is_nobodys_author_and_who_left_an_address_is(process: Process) -> None:
    imported(process)
    first, second, third = Contribution.objects.order_by("source_row")
    assert first.person == second.person
    assert first.person == Person.objects.get()
    assert third.person is None


def test_a_name_is_shown_only_where_its_owner_agreed(process: Process) -> None:
    imported(process)
    signatures = Contribution.objects.order_by("source_row").values_list("signature", flat=True)
    assert list(signatures) == ["Ada (esempio)", "", ""]


def test_a_name_without_a_column_of_consent_is_not_even_kept(process: Process) -> None:
    imported(process, "Testo;Nome\nPiù treni;Ada (esempio)\n")
    assert Contribution.objects.get().signature == ""


def test_each_author_gets_one_mail_with_all_the_codes(process: Process, mailoutbox: Any) -> None:
    imported(process)
    deliver_due()
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"]
    codes = Contribution.objects.filter(person__isnull=False).values_list("code", flat=True)
    assert len(codes) == 2
    assert mail.body.count("/la-mia-voce/") == 2
    assert "2 cose dette da te" in mail.body


def test_who_was_erased_before_the_mail_left_gets_none(process: Process, mailoutbox: Any) -> None:
    imported(process)
    Contribution.objects.update(person=None)
    deliver_due()
    assert not mailoutbox
    assert Message.objects.count() == 1


def test_the_same_file_twice_adds_nothing(process: Process) -> None:
    imported(process)
    again = previewed(process)
    assert (len(again.new), len(again.known)) == (0, 3)
    with pytest.raises(NothingToImport):
        imported(process)
    assert total(process).received == 3


def test_the_same_file_confirmed_by_two_at_once_is_imported_once(process: Process) -> None:
    stale = previewed(process)
    imported(process)
    with pytest.raises(CameAlready):
        _confirm(process, stale, SHEET)
    with pytest.raises(PreviewIsStale):
        _confirm(process, stale, SHEET + "\n")
    assert total(process).received == 3
    assert Source.objects.count() == 1


def _confirm(process: Process, seen: Preview, text: str) -> None:
    import_voices(
        process=process,
        stage=None,
        preview=seen,
        upload=ContentFile(text.encode(), name="x.csv"),
        title="Ancora",
        by=dario(),
    )


def test_a_longer_sheet_adds_only_what_is_new_wherever_it_stands(process: Process) -> None:
    imported(process)
    head, *lines = SHEET.splitlines()
    longer = "\n".join([head, "Piste ciclabili;;;;;;", *reversed(lines)])
    again = previewed(process, longer)
    assert [line.words for line in again.new] == ["Piste ciclabili"]
    imported(process, longer)
    assert total(process).received == 4


def test_another_column_does_not_make_other_voices(process: Process) -> None:
    imported(process)
    wider = "\n".join(f"{line};{at}" for at, line in enumerate(SHEET.splitlines()))
    assert not previewed(process, wider.replace(";0", ";Mi piace", 1)).new


def test_two_who_say_the_same_are_two_voices(process: Process) -> None:
    same = "Testo\nPiù treni\nPiù treni\n"
    imported(process, same)
    assert total(process).received == 2
    assert not previewed(process, same).new
    assert len(previewed(process, same + "Più treni\n").new) == 1


def test_another_collection_may_say_the_same(process: Process) -> None:
    imported(process, "Testo\nPiù treni\n")
    assert not previewed(process, "Testo\nPiù treni\n").new
    assert len(previewed(process, "Testo\nPiù treni\n", collection="Un altro paese").new) == 1


def test_what_cannot_be_read_is_said_by_line(process: Process) -> None:
    seen = previewed(
        process,
        "Testo;Tipo;Asse;Strategia;Comune;Email;Lingua\n"
        ";Bisogno;;;;;\n"
        "Uno;boh;9;7.7;Atlantide;non-una-mail;klingon\n"
        f"{'x' * 19_999};;;;;;\n",
    )
    assert [(each.row, each.sentence) for each in seen.left_out] == [(2, "Mancano le parole.")]
    assert {each.row for each in seen.remarks} == {3}
    told = " ".join(each.sentence for each in seen.remarks)
    for word in ("boh", "asse «9»", "7.7", "Atlantide", "non-una-mail", "klingon"):
        assert word in told
    assert len(seen.new) == 2


def test_words_that_are_no_voice_alone_are_left_out_with_a_sentence(process: Process) -> None:
    lines = "\n".join(["x" * 1000] * 21)
    sheet = spreadsheets.Row({"Testo": lines})
    seen = preview([sheet], {"text": "Testo"}, process=process)
    assert not seen.new
    assert "Caricala tra le fonti" in seen.left_out[0].sentence


@pytest.mark.parametrize("stated", ["7", "Zona 7", "ciriacese valli di lanzo"])
def test_a_zone_is_known_by_name_or_number(process: Process, stated: str) -> None:
    assert previewed(process, f"Testo;Zona\nPiù treni;{stated}\n").new[0].zone is not None


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+39011", "-2"])
def test_a_formula_is_words_like_others(process: Process, formula: str) -> None:
    imported(process, f"Testo\n{formula}\n")
    assert Contribution.objects.get().text == formula


@pytest.mark.parametrize("mapping", [{}, {"text": "Non c'è"}, {"kind": "Tipo"}])
def test_without_the_words_there_is_nothing_to_import(
    process: Process, mapping: dict[str, str]
) -> None:
    with pytest.raises(ColumnMissing):
        preview(table().rows, mapping, process=process)


def test_what_the_office_said_of_the_columns_is_remembered(process: Process) -> None:
    imported(process)
    shuffled = list(reversed(table().headers))
    assert columns_chosen(process, shuffled) == {"column_text": "Testo"}
    assert columns_chosen(process, ["Altro"]) == {}


def test_the_fingerprint_is_of_what_would_happen(process: Process) -> None:
    one = previewed(process).fingerprint
    assert previewed(process).fingerprint == one
    assert previewed(process, SHEET.replace("Bisogno", "Domanda")).fingerprint != one
    assert previewed(process, representing="citizen").fingerprint != one


def test_what_holds_for_all_gives_way_to_what_a_line_says(process: Process) -> None:
    imported(process, kind="question", representing="association", language="fr")
    first, _second, third = Contribution.objects.order_by("source_row")
    assert (first.kind, third.kind) == ("need", "question")
    assert (third.representing, third.language) == ("association", "fr")


def test_so_many_questions_for_two_hundred_lines_as_for_three(
    process: Process, django_assert_max_num_queries: Any
) -> None:
    lines = "\n".join(f"Voce numero {number}" for number in range(200))
    seen = previewed(process, f"Testo\n{lines}\n")
    # SQLite takes so many values at once: each thirty rows are a statement.
    with django_assert_max_num_queries(60):
        _confirm(process, seen, lines)
    assert total(process).received == 200


# An import that was a mistake


def test_an_import_by_mistake_is_undone_and_its_lines_come_again(process: Process) -> None:
    source = imported(process)
    codes = set(Contribution.objects.values_list("code", flat=True))
    assert undo_import(source=source, by=dario()) == (3, 0)
    source.refresh_from_db()
    assert (source.state, source.reason, source.closed_by) == ("set_aside", "undone", dario())
    assert source.file.read() == SHEET.encode(), "what came is kept"
    gone = Contribution.objects.filter(source=source)
    assert {row.code for row in gone if row.was_dropped and not row.words} == codes
    assert total(process).received == 3, "that they came stays counted"
    assert differences() == []

    again = imported(process)
    assert again.voices.count() == 3
    assert {row.code for row in again.voices.all()} & codes == set()


def test_of_an_import_that_was_undone_no_mail_leaves(process: Process) -> None:
    undo_import(source=imported(process), by=dario())
    deliver_due()
    assert [row.state for row in Message.objects.all()] == ["dropped"]
    imported(process)
    deliver_due()
    assert sorted(row.state for row in Message.objects.all()) == ["dropped", "sent"]


def test_what_somebody_read_meanwhile_stays(process: Process) -> None:
    source = imported(process)
    first = source.voices.get(source_row=2)
    read(contribution=first, kind="need", targets=targets_of(first), by=dario())
    assert undo_import(source=source, by=dario()) == (2, 1)
    first.refresh_from_db()
    assert first.words == "Servono treni di sera."
    source.refresh_from_db()
    assert source.state == "worked"
    assert len(previewed(process).known) == 1, "the line that stays is known again"
    assert differences() == []


def test_an_import_is_undone_once(process: Process) -> None:
    source = imported(process)
    undo_import(source=source, by=dario())
    with pytest.raises(SourceClosed):
        reopen_source(source=source, by=dario())
    with pytest.raises(NothingToUndo):
        undo_import(source=source, by=dario())


def test_to_undo_many_costs_as_many_queries_as_few(
    process: Process,
) -> None:
    def cost(lines: int, start: int) -> int:
        text = "Testo\n" + "".join(f"Voce {start + n}\n" for n in range(lines))
        source = imported(process, text)
        with CaptureQueriesContext(connection) as queries:
            undo_import(source=source, by=dario())
        return len(queries)

    few = cost(2, 0)
    assert cost(40, 100) == few
