"""Where a voice was taken from, as everybody reads it: never from whom, nor what the office calls it."""

from datetime import date

import pytest

from arengo.contributions.models import Source
from arengo.web.shared.source_words import origin


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "letter"}, "Da una lettera"),
        ({"kind": "letter", "dated_on": date(2023, 10, 12)}, "Da una lettera del 12 ottobre 2023"),
        ({"kind": "email", "dated_on": date(2023, 10, 8)}, "Da una e-mail dell'8 ottobre 2023"),
        ({"kind": "interview", "roles": "una operatrice"}, "Da un'intervista a una operatrice"),
        (
            {"kind": "interview", "roles": "un medico", "dated_on": date(2023, 10, 2)},
            "Da un'intervista a un medico, del 2 ottobre 2023",
        ),
        ({"kind": "interview"}, "Da un'intervista"),
        (
            {"kind": "focus_group", "roles": "quattro insegnanti"},
            "Da un gruppo di discussione con quattro insegnanti",
        ),
        ({"kind": "document", "roles": "Ada Rossi", "title": "Ada"}, "Da un documento"),
    ],
)
def test_an_origin_says_what_and_when_and_by_roles_who(fields: dict, expected: str) -> None:
    assert origin(Source(**fields)) == expected
